"""One import that was written, ready to be shown."""

from dataclasses import dataclass

from programas.models import Importacion
from programas.selectors.planillas.cuentas import TABLAS, describe_acciones
from programas.selectors.planillas.estados import name_persona, show_importacion
from programas.selectors.planillas.hallazgos import GrupoHallazgos, group_hallazgos
from programas.selectors.presentacion import EstadoMostrado


@dataclass(frozen=True, slots=True)
class ImportacionMostrada:
    """``filas`` counts what was done by table; ``hallazgos``, what the reading told, ``deshizo`` who undid it."""

    estado: EstadoMostrado
    quien: str
    frase: str
    filas: tuple[tuple[str, str], ...]
    hallazgos: tuple[GrupoHallazgos, ...]
    decisiones: int
    puede_deshacerse: bool
    deshizo: str


def show_importada(importacion: Importacion) -> ImportacionMostrada:
    """What its page says; no query: its undoing comes loaded."""
    filas = [
        (titulo, describe_acciones({tabla: importacion.resumen[tabla]}))
        for tabla, titulo in TABLAS.items()
        if tabla in importacion.resumen
    ]
    deshecha = getattr(importacion, "deshecha_por", None)
    return ImportacionMostrada(
        show_importacion(importacion),
        name_persona(importacion.actor) if importacion.actor else "El sistema",
        describe_acciones(importacion.resumen) or "las filas como estaban",
        tuple((titulo, cuenta) for titulo, cuenta in filas if cuenta),
        tuple(group_hallazgos(importacion.hallazgos)),
        len(importacion.respuestas),
        importacion.deshace_id is None and deshecha is None and not importacion.ejercicio.cerrado,
        name_persona(deshecha.actor) if deshecha and deshecha.actor else "el sistema",
    )
