"""One cell as it was read, and its text as a person sees it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

INVISIBLES = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
SALTOS = re.compile(r"_x000[Dd]_\n?|\r\n?|\x0b|\u2028|\u2029|<\s*/?\s*(?:p|br)\s*/?\s*>", re.IGNORECASE)
ESPACIOS = re.compile(r"[^\S\n]+")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def clean_text(texto: str) -> str:
    """Drop what Word and the web leave behind (soft hyphens, NBSP, ``<p>``) and keep the line breaks."""
    texto = CONTROL.sub("", INVISIBLES.sub("", SALTOS.sub("\n", texto)))
    lineas = (ESPACIOS.sub(" ", linea).strip() for linea in texto.split("\n"))
    return "\n".join(linea for linea in lineas if linea)


def read_decimal(valor: int | float) -> Decimal:
    """The number a person typed, from the float that a workbook stores (15 significant digits)."""
    return Decimal(valor) if isinstance(valor, int) else Decimal(f"{valor:.15g}")


@dataclass(frozen=True, slots=True)
class Celda:
    """A cell: its address («A17», or «A17 + A19» when a page break cut it), value and number format.

    ``defecto`` says why the value cannot be trusted, when the workbook itself failed to compute it.
    """

    direccion: str
    valor: Any = None
    formato: str = "General"
    defecto: str = ""

    @property
    def es_porcentaje(self) -> bool:
        """Whether the workbook itself shows the number as a percentage."""
        return isinstance(self.valor, int | float) and "%" in self.formato

    @property
    def texto(self) -> str:
        """What the cell says, clean; empty for a blank cell."""
        valor = self.valor
        if valor is None:
            return ""
        if isinstance(valor, bool):
            return "Sí" if valor else "No"
        if isinstance(valor, int | float):
            return format_numero(read_decimal(valor), self.formato)
        if isinstance(valor, datetime | date):
            return f"{valor:%d-%m-%Y}"
        return clean_text(str(valor))


def format_numero(numero: Decimal, formato: str = "General") -> str:
    """Write a number as the workbook shows it here: «25 %» is «25%», 12000 with thousands is «12.000»."""
    if "%" in formato:
        return format_numero(numero * 100) + "%"
    texto = f"{numero.normalize():f}".replace(".", ",")
    if "#,##0" not in formato:
        return texto
    entero, coma, decimales = texto.partition(",")
    return f"{int(entero):,}".replace(",", ".") + coma + decimales


VACIA = Celda("")


def join_celdas(celdas: Sequence[Celda], separador: str = " ") -> Celda:
    """Put a cell together again from the pieces that page breaks left, in order."""
    llenas = [celda for celda in celdas if celda.texto]
    if not llenas:
        return celdas[0] if celdas else VACIA
    if len(llenas) == 1:
        return llenas[0]
    return Celda(
        " + ".join(celda.direccion for celda in llenas),
        separador.join(celda.texto for celda in llenas),
        defecto=next((celda.defecto for celda in llenas if celda.defecto), ""),
    )
