"""What a workbook leaves open and only a person can answer: asked once, with the answers to choose from."""

from dataclasses import dataclass
from enum import StrEnum

# The answer that says «none of them»: a heading of no column, a table that is not of the form.
NINGUNA = "-"


class AsuntoPregunta(StrEnum):
    """``TABLA`` is of a row of headings; ``ENCABEZADO`` and ``UNIDAD`` of a text; ``ESCALA`` of a programme.

    ``CONFLICTO`` and ``AUSENTE`` are of a row that is stored; the others of the whole workbook.
    """

    TERRITORIO = "TERRITORIO"
    ESCALA = "ESCALA"
    TABLA = "TABLA"
    ENCABEZADO = "ENCABEZADO"
    UNIDAD = "UNIDAD"
    COLUMNA_4 = "COLUMNA_4"
    CORTE = "CORTE"
    CONFLICTO = "CONFLICTO"
    AUSENTE = "AUSENTE"


@dataclass(frozen=True, slots=True)
class Pregunta:
    """One question about a workbook.

    ``clave`` names it within the workbook, the same each time that it is read («ENCABEZADO:control:nmetas»);
    ``lugar`` is its sheet and cell, ``valor`` what stands there, ``opciones`` the answers as (value, words) and
    ``sugerida`` the one to propose. Without an answer the workbook cannot be written when ``obligatoria``.
    """

    asunto: AsuntoPregunta
    clave: str
    texto: str
    opciones: tuple[tuple[str, str], ...]
    lugar: str = ""
    valor: str = ""
    sugerida: str = ""
    obligatoria: bool = True


def build_clave(asunto: AsuntoPregunta, de: str = "") -> str:
    """«ESCALA:III.1», «TERRITORIO»."""
    return f"{asunto.value}:{de}" if de else asunto.value
