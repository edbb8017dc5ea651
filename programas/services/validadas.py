"""What a validation rests on stays as it was judged while the validation stands."""

from collections.abc import Iterable
from typing import Any

from programas.models import (
    Actividad,
    Compromiso,
    Evidencia,
    Indicador,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from programas.selectors.presentacion import join_nombres
from regiones.models import Editable
from regiones.services import ActoRechazado

# What of each row a validation rests on, as its refusal names it, and the path from a commitment to that row.
SUSTENTO: dict[type[Editable], dict[str, str]] = {
    ProgramaTrabajo: {"ponderacion": "la forma de ponderar"},
    ObjetivoEspecifico: {"texto": "el objetivo"},
    Indicador: {
        "texto": "el indicador",
        "formula": "la fórmula del indicador",
        "meta": "la meta",
        "resultado": "el resultado anual",
    },
    Compromiso: {"ponderacion": "la ponderación"},
    Actividad: {"texto": "sus actividades"},
    MedioVerificacion: {"texto": "sus medios de verificación"},
}
CAMINOS: dict[type[Editable], str] = {
    ProgramaTrabajo: "objetivo__programa",
    ObjetivoEspecifico: "objetivo",
    Indicador: "objetivo__indicador",
    Compromiso: "pk",
    Actividad: "actividades",
    MedioVerificacion: "medios",
}


class SustentoValidado(ActoRechazado):
    """The central unit judged a row by what it said and by what proved it: neither changes behind its back."""

    def __init__(self, compromiso: Compromiso, que: str) -> None:
        super().__init__(
            f"El compromiso {compromiso.codigo} está validado «{compromiso.get_validado_display()}»: pida a la "
            f"unidad central que retire la validación antes de {que}."
        )


def check_sustento(guardada: Editable, cambios: Iterable[str]) -> None:
    """Refuse to change what a validation rests on. A result that was blank may still be completed.

    ``guardada`` is the row as stored, its chain locked. Raises ``SustentoValidado``.
    """
    campos = name_sustento(type(guardada), cambios, {"resultado": getattr(guardada, "resultado", None)})
    if campos and (compromiso := find_validado(guardada)):
        raise SustentoValidado(compromiso, f"cambiar {campos}")


def check_parte(fila: Editable) -> None:
    """Refuse to add or delete what a validated row commits, or what proves it."""
    if isinstance(fila, Actividad | MedioVerificacion):
        if fila.compromiso.validado:
            raise SustentoValidado(fila.compromiso, f"cambiar {SUSTENTO[type(fila)]['texto']}")
    elif isinstance(fila, Indicador) and fila.pk and (compromiso := find_validado(fila)):
        raise SustentoValidado(compromiso, "eliminar el indicador")


def check_evidencia(compromiso: Compromiso, evidencia: Evidencia, verbo: str) -> None:
    """Refuse to take away what the validator had at hand. ``compromiso`` is the row as stored, locked.

    What was uploaded afterwards is still its author's to take back.
    """
    en = compromiso.validado_en
    if compromiso.validado and (en is None or evidencia.subida_en <= en):
        raise SustentoValidado(compromiso, f"{verbo} «{evidencia.nombre}»")


def find_validado(fila: Editable) -> Compromiso | None:
    """The first validated commitment that rests on a stored row."""
    validados = Compromiso.objects.filter(**{CAMINOS[type(fila)]: fila.pk}).exclude(validado="")
    return validados.order_by("objetivo__orden", "orden", "pk").first()


def name_sustento(modelo: type[Editable], cambios: Iterable[str], antes: dict[str, Any]) -> str:
    """«la meta y el resultado anual»: which of these changes touch what a validation rests on; empty if none."""
    cambiados = set(cambios)
    if not antes.get("resultado"):
        cambiados.discard("resultado")
    return join_nombres([que for campo, que in SUSTENTO.get(modelo, {}).items() if campo in cambiados])
