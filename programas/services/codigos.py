"""Immutable codes of rows. Their parent counts the numbers given, so that none is given twice.

Each function grows the counter in memory: the caller holds the parent locked and saves it in the same
transaction.
"""

import re
from dataclasses import dataclass
from typing import Any

from programas.models import (
    Actividad,
    AnalisisAvance,
    Compromiso,
    Instancia,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from regiones.models import Editable, Registro
from regiones.services import ActoRechazado


class CodigoRechazado(ActoRechazado):
    """A code that somebody wrote cannot be given to a new row."""


@dataclass(frozen=True, slots=True)
class Serie:
    """How the rows of a kind are numbered: the parent's field that counts them, and the shape of a code."""

    contador: str
    formato: str

    def next(self, padre: Any) -> str:
        setattr(padre, self.contador, getattr(padre, self.contador) + 1)
        return self.formato.format(padre.codigo, getattr(padre, self.contador))

    def adopt(self, modelo: type[Editable], padre: Any, codigo: str) -> str:
        """Give a new row the code that a file already gives it, when no row ever had it.

        The record tells: it keeps the rows that were deleted. Raises ``CodigoRechazado``.
        """
        hallado = re.search(r"([0-9]{1,3})$", codigo)
        numero = int(hallado[1]) if hallado else 0
        if not numero or self.formato.format(padre.codigo, numero) != codigo:
            ejemplo = self.formato.format(padre.codigo, getattr(padre, self.contador) + 1)
            raise CodigoRechazado(
                f"«{codigo}» no es un código de {padre.codigo}: déjelo vacío, o escriba «{ejemplo}»."
            )
        if is_dado(modelo, codigo, padre.ambito.servicio_id):
            raise CodigoRechazado(
                f"El código {codigo} ya se dio una vez y no se repite: déjelo vacío y se asignará otro."
            )
        setattr(padre, self.contador, max(numero, getattr(padre, self.contador)))
        return codigo


def is_dado(modelo: type[Editable], codigo: str, servicio_id: int | None) -> bool:
    """Whether a code of a service is some row's, or was."""
    dados = Registro.objects.filter(clase=modelo._meta.label_lower, servicio=servicio_id, codigo=codigo)
    todas: Any = modelo._base_manager
    return dados.exists() or any(fila.ambito.servicio_id == servicio_id for fila in todas.filter(codigo=codigo))


SERIES: dict[type[Editable], Serie] = {
    ObjetivoEspecifico: Serie("ultimo_objetivo", "{}-{:02d}"),
    Instancia: Serie("ultima_instancia", "{}-I{:02d}"),
    AnalisisAvance: Serie("ultimo_analisis", "{}-A{:02d}"),
    Compromiso: Serie("ultimo_compromiso", "{}.{}"),
    Actividad: Serie("ultima_actividad", "{}-A{}"),
    MedioVerificacion: Serie("ultimo_medio", "{}-M{}"),
}


def next_objetivo(programa: ProgramaTrabajo) -> str:
    """«2009-07-III.1-03»."""
    return SERIES[ObjetivoEspecifico].next(programa)


def next_instancia(programa: ProgramaTrabajo) -> str:
    """«2009-07-III.2-I02»."""
    return SERIES[Instancia].next(programa)


def next_analisis(programa: ProgramaTrabajo) -> str:
    """«2009-07-III.1-A05»."""
    return SERIES[AnalisisAvance].next(programa)


def next_compromiso(objetivo: ObjetivoEspecifico) -> str:
    """«2009-07-III.1-03.1»."""
    return SERIES[Compromiso].next(objetivo)


def next_actividad(compromiso: Compromiso) -> str:
    """«2009-07-III.1-03.1-A2»."""
    return SERIES[Actividad].next(compromiso)


def next_medio(compromiso: Compromiso) -> str:
    """«2009-07-III.1-03.1-M1»."""
    return SERIES[MedioVerificacion].next(compromiso)
