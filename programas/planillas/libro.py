"""A workbook as plain grids of cells, whatever kind of file it came in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from openpyxl.utils import get_column_letter

from programas.formulario.celda import Celda

ERRORES_DE_PLANILLA = frozenset(
    {
        *(
            "#REF!",
            "#DIV/0!",
            "#N/A",
            "#NAME?",
            "#NULL!",
            "#NUM!",
            "#VALUE!",
            "#GETTING_DATA",
            "#SPILL!",
            "#CALC!",
        ),
        *("#¡REF!", "#¡DIV/0!", "#N/D", "#¿NOMBRE?", "#¡NULO!", "#¡NUM!", "#¡VALOR!"),
    }
)
ERROR_NUMERADO = re.compile(r"ERR:\d{3}")
SIN_CALCULAR = "la celda tiene una fórmula sin valor calculado"


class Codigo(NamedTuple):
    """The code of a row of a workbook of this system, and that of its objective: its own in the other tables."""

    fila: str = ""
    padre: str = ""


SIN_CODIGO = Codigo()


@dataclass(slots=True)
class Grilla:
    """One sheet: its filled cells by row and column, and for each merged cell the one that holds its value.

    ``filas_ocultas`` and ``columnas_ocultas`` are those that a person who opens the workbook does not see;
    ``codigos`` those of the rows that this system wrote.
    """

    nombre: str
    visible: bool = True
    celdas: dict[int, dict[int, Celda]] = field(default_factory=dict)
    origenes: dict[int, dict[int, tuple[int, int]]] = field(default_factory=dict)
    filas_ocultas: frozenset[int] = frozenset()
    columnas_ocultas: tuple[range, ...] = ()
    codigos: dict[int, Codigo] = field(default_factory=dict)

    def put(self, fila: int, columna: int, valor: Any, formato: str = "General", defecto: str = "") -> None:
        """Fill a cell, unless it says nothing."""
        if valor is not None or defecto:
            self.celdas.setdefault(fila, {})[columna] = Celda(
                f"{get_column_letter(columna)}{fila}", valor, formato, defecto or find_error(valor)
            )

    def merge(self, filas: range, columnas: range) -> None:
        """Join a rectangle of cells: all of them say what its first one says."""
        for fila in filas:
            for columna in columnas:
                self.origenes.setdefault(fila, {})[columna] = (filas.start, columnas.start)

    def list_filas(self) -> Iterator[int]:
        """The rows that hold something, of their own or by a merge, in order."""
        yield from sorted(self.celdas.keys() | self.origenes.keys())

    def is_oculta(self, columna: int) -> bool:
        return any(columna in tramo for tramo in self.columnas_ocultas)

    def list_columnas(self, fila: int) -> list[int]:
        """The columns in which a row holds something, of its own or by a merge, in order."""
        return sorted(self.celdas.get(fila, {}).keys() | self.origenes.get(fila, {}).keys())

    def get_origen(self, fila: int, columna: int) -> tuple[int, int]:
        return self.origenes.get(fila, {}).get(columna, (fila, columna))

    def get(self, fila: int, columna: int) -> tuple[Celda, bool]:
        """The cell's content and whether it is the row's own, or hangs down from a merge that began above."""
        de_fila, de_columna = fila, columna
        if fila in self.origenes:
            de_fila, de_columna = self.origenes[fila].get(columna, (fila, columna))
        celda = self.celdas[de_fila].get(de_columna) if de_fila in self.celdas else None
        if celda is None:
            celda = Celda(f"{get_column_letter(columna)}{fila}")
        return celda, de_fila == fila

    def list_textos(self, fila: int) -> list[str]:
        """What a row says in each of its columns, of its own or by a merge."""
        if fila not in self.origenes:
            return [celda.texto for celda in self.celdas.get(fila, {}).values()]
        return [self.get(fila, columna)[0].texto for columna in self.list_columnas(fila)]

    def get_propias(self, fila: int) -> list[Celda]:
        """The filled cells that the row itself holds, left to right."""
        propias = self.celdas.get(fila, {})
        return [propias[columna] for columna in sorted(propias) if propias[columna].texto]


def find_error(valor: Any) -> str:
    """Why a value cannot be trusted: it is an error that the workbook itself shows."""
    if isinstance(valor, str) and valor.startswith(("#", "Err:")):
        escrito = valor.strip()
        if escrito.upper() in ERRORES_DE_PLANILLA or ERROR_NUMERADO.fullmatch(escrito.upper()):
            return f"la celda contiene el error {escrito} de la planilla"
    return ""


@dataclass(frozen=True, slots=True)
class Libro:
    """A workbook read: its visible sheets in order, and those that were hidden. ``formato`` is «.xlsx», «.ods»…"""

    archivo: str
    formato: str
    sha256: str
    hojas: tuple[Grilla, ...]
    ocultas: tuple[Grilla, ...]
