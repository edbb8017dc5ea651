"""One cell as it was read, and its text as a person sees it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

INVISIBLES = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
SALTOS = re.compile(
    r"_x000[Dd]_\n?|\r\n?|\x0b|\x0c|\x85|\u2028|\u2029|<[\s/]{0,3}(?:p|br)(?:\s[^<>]{0,200})?[\s/]{0,3}>",
    re.IGNORECASE,
)
ESPACIOS = re.compile(r"[^\S\n]+")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
# What a number format holds besides digits: quoted text, escaped characters, colours, spaces, fillers.
LITERALES = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')


@lru_cache(maxsize=4096)
def clean_text(texto: str) -> str:
    """Drop what Word and the web leave behind (soft hyphens, NBSP, ``<p>``) and keep the line breaks."""
    # Most texts carry nothing of the kind: the only space that is printable is the common one.
    if texto.isprintable() and not any(resto in texto for resto in ("  ", "<", "_x")):
        return texto.strip()
    texto = CONTROL.sub("", INVISIBLES.sub("", SALTOS.sub("\n", texto)))
    lineas = (ESPACIOS.sub(" ", linea).strip() for linea in texto.split("\n"))
    return "\n".join(linea for linea in lineas if linea)


def read_decimal(valor: int | float) -> Decimal:
    """The number a person typed, from the float that a workbook stores (15 significant digits)."""
    return Decimal(valor) if isinstance(valor, int) else Decimal(f"{valor:.15g}")


@dataclass(slots=True)
class Celda:
    """A cell: its address («A17», or «A17 + A19» when a page break cut it), value and number format.

    ``defecto`` says why the value cannot be trusted, when the workbook itself failed to compute it; ``unido`` what
    the pieces of a cut cell hold, as written. ``texto`` is what the cell says, clean; empty for a blank one. The
    readers ask for it by row, by column and by what it may title, some fifteen times of each cell.
    """

    direccion: str
    valor: Any = None
    formato: str = "General"
    defecto: str = ""
    unido: str = ""
    texto: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        if isinstance(self.valor, str):
            self.texto = clean_text(self.valor)
        else:
            self.texto = "" if self.valor is None else self.show_valor()

    @property
    def es_numero(self) -> bool:
        return isinstance(self.valor, int | float) and not isinstance(self.valor, bool)

    @property
    def es_porcentaje(self) -> bool:
        """Whether the workbook shows the number as a percentage: 0.032 as «3,2%»."""
        return self.es_numero and "%" in LITERALES.sub("", self.formato)

    @property
    def lleva_signo(self) -> bool:
        """Whether the workbook shows the number as it is, with a % sign that is only text: 3.2 as «3,2%»."""
        return self.es_numero and not self.es_porcentaje and "%" in self.formato

    def show_valor(self) -> str:
        """A value that is no text, as a person reads it."""
        valor = self.valor
        if isinstance(valor, bool):
            return "Sí" if valor else "No"
        if isinstance(valor, int | float):
            numero = read_decimal(valor)
            if self.es_porcentaje:
                return format_numero(numero * 100) + "%"
            return format_numero(numero, self.formato) + ("%" if self.lleva_signo else "")
        if isinstance(valor, datetime | date):
            return f"{valor:%d-%m-%Y}"
        return clean_text(str(valor))

    @property
    def escrito(self) -> str:
        """What the cell holds, untouched: the text before any cleaning, the number as it is stored."""
        if self.unido or self.valor is None:
            return self.unido
        if isinstance(self.valor, bool):
            return "VERDADERO" if self.valor else "FALSO"
        return str(self.valor)


def format_numero(numero: Decimal, formato: str = "General") -> str:
    """Write a number as it is shown here: decimal comma, and «12.000» where the format groups thousands."""
    if not numero.is_finite():
        return str(numero)
    if "#,##0" not in formato:
        return f"{numero.normalize():f}".replace(".", ",")
    return f"{numero.normalize():,f}".translate(str.maketrans(",.", ".,"))


VACIA = Celda("")


def join_celdas(celdas: Sequence[Celda], separador: str = " ") -> Celda:
    """Put a cell together again from the pieces that page breaks left, in order."""
    llenas = [celda for celda in celdas if celda.texto or celda.defecto]
    if not llenas:
        return celdas[0] if celdas else VACIA
    if len(llenas) == 1:
        return llenas[0]
    return Celda(
        " + ".join(celda.direccion for celda in llenas),
        separador.join(celda.texto for celda in llenas),
        defecto=next((celda.defecto for celda in llenas if celda.defecto), ""),
        unido=separador.join(celda.escrito for celda in llenas),
    )
