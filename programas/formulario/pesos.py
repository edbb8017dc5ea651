"""Typed weights: from a cell to a percentage, deciding the scale of a column by evidence, never by guess."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from programas.formulario.celda import Celda, read_decimal
from programas.formulario.declaracion import CeldaIlegible
from programas.scoring import DIEZMILESIMAS_POR_PUNTO, PESO_MAXIMO

ESCRITO = re.compile(r"([+-]?)\s*([0-9]{1,12}(?:[.,][0-9]{1,20})?)\s*(%|por\s*ciento)?", re.IGNORECASE)
# What a sum of floating-point cells may be off by, in points: 0.9999999999999999 is 100 %.
RUIDO = Decimal("0.0001")
REMEDIO = "Escriba un porcentaje mayor que 0 y hasta 100, como «3,2 %»."
REMEDIO_UNIFORME = "Si cada fila pesa otra cosa, cambie en el programa cómo se pondera, y vuelva a importar."


class Escala(Enum):
    """What a number in the weight column means."""

    PORCENTAJE = "porcentaje"
    FRACCION = "fraccion"


@dataclass(frozen=True, slots=True)
class PesoEscrito:
    """A weight as typed. ``escala`` is known when the cell itself shows it (a % sign or format)."""

    numero: Decimal
    escala: Escala | None


def read_peso(celda: Celda) -> PesoEscrito | None:
    """Read a weight cell: «3,2%», «3.2», 3.2, 0.032 with a % format. ``None`` when blank."""
    peso = read_porcentaje(celda)
    if peso is not None and peso.numero <= 0:
        raise CeldaIlegible("la ponderación no es mayor que 0 (V3)", REMEDIO)
    return peso


def read_porcentaje(celda: Celda) -> PesoEscrito | None:
    """Read any percentage cell, zero included, such as a total or an earned weight."""
    if celda.es_numero:
        numero = read_decimal(celda.valor)
        if not numero.is_finite():
            raise CeldaIlegible("no es un número", REMEDIO)
        # A % format stores 3,2 % as 0.032; a % sign that is only text leaves it as 3.2.
        if celda.es_porcentaje:
            return PesoEscrito(numero, Escala.FRACCION)
        return PesoEscrito(numero, Escala.PORCENTAJE if celda.lleva_signo else None)
    texto = celda.texto
    if not texto or not set(texto) - set("-–—_. "):
        return None
    hallado = ESCRITO.fullmatch(texto)
    if not hallado:
        raise CeldaIlegible("no es un número", REMEDIO)
    numero = Decimal(hallado[1] + hallado[2].replace(",", "."))
    return PesoEscrito(numero, Escala.PORCENTAJE if hallado[3] else None)


def decide_escala(pesos: Sequence[PesoEscrito]) -> Escala | None:
    """Decide what the numbers without a % mean, by what the whole adds to; ``None`` when that does not tell.

    The sum near 100 with them taken as percentages means percentages; near 100 with them taken as fractions
    means fractions.
    """
    if not any(peso.escala is None for peso in pesos):
        return Escala.PORCENTAJE
    posibles = [escala for escala in Escala if adds_to_cien(pesos, escala)]
    return posibles[0] if len(posibles) == 1 else None


def decide_escalas(columnas: Mapping[str, Sequence[PesoEscrito]]) -> dict[str, Escala | None]:
    """The scale of each programme's column: by its own sum or, where none adds to 100, by all of them together."""
    decididas = {clave: decide_escala(pesos) for clave, pesos in columnas.items()}
    if any(escala and adds_to_cien(columnas[clave], escala) for clave, escala in decididas.items()):
        return decididas
    comun = decide_escala([peso for pesos in columnas.values() for peso in pesos])
    return {clave: escala or comun for clave, escala in decididas.items()}


def adds_to_cien(pesos: Sequence[PesoEscrito], escala: Escala) -> bool:
    """Whether some weights add to 100 but for rounding: half of the last decimal typed, per row."""
    return bool(pesos) and abs(sum_puntos(pesos, escala) - 100) <= sum_redondeo(pesos, escala)


def matches_suma(escrito: PesoEscrito, pesos: Sequence[PesoEscrito], escala: Escala) -> Escala | None:
    """The scale in which a written total is the sum of some weights within rounding; ``None`` if in neither."""
    suma, holgura = sum_puntos(pesos, escala), max(sum_redondeo(pesos, escala), RUIDO)
    posibles = [escrito.escala] if escrito.escala else [escala, *(otra for otra in Escala if otra is not escala)]
    return next((otra for otra in posibles if abs(to_puntos(escrito, otra) - suma) <= holgura), None)


def to_puntos(peso: PesoEscrito, escala: Escala) -> Decimal:
    """A typed weight in percent points, taking ``escala`` where the cell does not say."""
    return peso.numero * (100 if (peso.escala or escala) is Escala.FRACCION else 1)


def sum_puntos(pesos: Sequence[PesoEscrito], escala: Escala) -> Decimal:
    return sum((to_puntos(peso, escala) for peso in pesos), Decimal(0))


def sum_redondeo(pesos: Sequence[PesoEscrito], escala: Escala) -> Decimal:
    """How far rounding alone can move the sum: half of the finest decimal typed, per row."""
    return len(pesos) * min((half_unit(to_puntos(peso, escala)) for peso in pesos), default=Decimal(0))


def half_unit(numero: Decimal) -> Decimal:
    """Half of the last decimal of a number: 0,05 for 3,2."""
    decimales = len(f"{numero.normalize():f}".partition(".")[2])
    return Decimal(5).scaleb(-decimales - 1)


def store_peso(peso: PesoEscrito, escala: Escala) -> int:
    """A typed weight in ten-thousandths of a percent. Raises ``CeldaIlegible`` when it cannot be kept exactly."""
    diezmilesimas = to_puntos(peso, escala) * DIEZMILESIMAS_POR_PUNTO
    if diezmilesimas > PESO_MAXIMO:
        raise CeldaIlegible("la ponderación supera 100 % (V3)", REMEDIO)
    if diezmilesimas != diezmilesimas.to_integral_value():
        raise CeldaIlegible(
            "la ponderación tiene más de cuatro decimales",
            "Redondéela a cuatro decimales; si todas las filas pesan lo mismo, use la ponderación uniforme.",
        )
    return int(diezmilesimas)


def explain_uniforme(tipo: str) -> str:
    """What is told of weights that somebody wrote where every row weighs the same."""
    return f"{tipo} pondera de modo uniforme: lo escrito en la columna (8) no se lee"


def validate_peso(valor: int | None) -> tuple[tuple[str, str, str], ...]:
    """V3: a row without weight leaves its programme without weighting."""
    if valor is not None:
        return ()
    return (("V3", "no tiene ponderación", REMEDIO),)
