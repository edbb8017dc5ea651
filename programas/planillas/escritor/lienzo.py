"""One sheet while it is being written: cells, merges, heights, formulas and their values."""

from dataclasses import dataclass, field
from math import ceil
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from programas.planillas.escritor.estilos import TITULO
from programas.planillas.escritor.formulas import Calculada
from programas.planillas.escritor.textos import DE_FORMULA, escape_celda

# In points: of one line of text, and the most that a row may have.
ALTO_DE_LINEA = 13.5
ALTO_MAXIMO = 409.0


@dataclass(slots=True)
class Lienzo:
    """``fila`` is the next row to write; ``valores`` are those of the formulas, by cell."""

    pagina: Worksheet
    anchos: tuple[int, ...]
    fila: int = 1
    valores: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for i, ancho in enumerate(self.anchos, start=1):
            self.pagina.column_dimensions[get_column_letter(i)].width = ancho

    def put(self, fila: int, lugar: range, valor: Any, estilo: str, filas: int = 1) -> None:
        """Write a cell over these columns and ``filas`` rows. A text is a text, whatever it begins with."""
        for otra in range(fila, fila + filas):
            for columna in lugar:
                self.pagina.cell(otra, columna).style = estilo
        celda = self.pagina.cell(fila, lugar.start)
        if isinstance(valor, Calculada):
            celda.value = valor.formula
            self.valores[celda.coordinate] = valor.valor
        elif isinstance(valor, str) and valor:
            celda.value = escape_celda(valor)
            celda.data_type = "s"
            celda.quotePrefix = valor.startswith(DE_FORMULA)
        elif valor != "":
            celda.value = valor
        if filas > 1 or len(lugar) > 1:
            # Not by «merge_cells», which draws again the borders that every cell already has, one by one.
            self.pagina.merged_cells.add(CellRange(None, lugar.start, fila, lugar.stop - 1, fila + filas - 1))

    def write_linea(self, texto: str, estilo: str = TITULO) -> None:
        """One text across the whole sheet."""
        lugar = range(1, len(self.anchos) + 1)
        self.put(self.fila, lugar, texto, estilo)
        self.fit(self.fila, [(texto, lugar)])
        self.fila += 1

    def fit(self, fila: int, textos: list[tuple[str, range]], filas: int = 1) -> None:
        """Make a row, or ``filas`` of them together, as high as its longest text needs."""
        alto = max((self.measure(texto, lugar) for texto, lugar in textos), default=1) / filas
        for otra in range(fila, fila + filas):
            anterior = self.pagina.row_dimensions[otra].height or 0
            self.pagina.row_dimensions[otra].height = max(anterior, min(ALTO_MAXIMO, alto))

    def measure(self, texto: str, lugar: range) -> float:
        ancho = sum(self.anchos[columna - 1] for columna in lugar)
        lineas = sum(max(1, ceil(len(linea) / ancho)) for linea in texto.split("\n"))
        return lineas * ALTO_DE_LINEA + 4
