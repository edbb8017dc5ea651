"""A workbook as plain grids of cells, read without trusting the file."""

import hashlib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from programas.formulario.celda import Celda
from programas.planillas.paquete import (
    LibroRechazado,
    check_contenedor,
    check_paquete,
    count_hojas,
    read_contenido,
)

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


# A form holds some sixty thousand letters; a short file can name one long text many times.
MAXIMO_TEXTO = 5_000_000


@dataclass(slots=True)
class Grilla:
    """One sheet: its filled cells by row and column, and for each merged cell the one that holds its value.

    ``filas_ocultas`` and ``columnas_ocultas`` are those that a person who opens the workbook does not see.
    """

    nombre: str
    visible: bool = True
    celdas: dict[int, dict[int, Celda]] = field(default_factory=dict)
    origenes: dict[int, dict[int, tuple[int, int]]] = field(default_factory=dict)
    filas_ocultas: frozenset[int] = frozenset()
    columnas_ocultas: tuple[range, ...] = ()

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
        origen = self.get_origen(fila, columna)
        celda = self.celdas.get(origen[0], {}).get(origen[1])
        if celda is None:
            celda = Celda(f"{get_column_letter(columna)}{fila}")
        return celda, origen[0] == fila

    def get_propias(self, fila: int) -> list[Celda]:
        """The filled cells that the row itself holds, left to right."""
        propias = self.celdas.get(fila, {})
        return [propias[columna] for columna in sorted(propias) if propias[columna].texto]


@dataclass(frozen=True, slots=True)
class Libro:
    """A workbook read: its visible sheets in order, and those that were hidden."""

    archivo: str
    sha256: str
    hojas: tuple[Grilla, ...]
    ocultas: tuple[Grilla, ...]


def open_libro(ruta: Path) -> Libro:
    """Read a ``.xlsx`` file. Raises ``LibroRechazado`` with one line that says what to do."""
    contenido = read_contenido(ruta)
    check_contenedor(contenido)
    con_formulas = check_paquete(contenido)
    try:
        grillas = read_grillas(contenido, con_formulas)
    except Exception as error:  # openpyxl raises whatever the broken part made it stumble on
        raise LibroRechazado(
            "El archivo está dañado: Excel podría repararlo. Ábralo, guárdelo como .xlsx y vuelva a intentarlo."
        ) from error
    textos = (c.valor for g in grillas for fila in g.celdas.values() for c in fila.values())
    if sum(len(valor) for valor in textos if isinstance(valor, str)) > MAXIMO_TEXTO:
        raise LibroRechazado("El libro tiene demasiado texto: copie las hojas del formulario a un libro nuevo.")
    return Libro(
        ruta.name,
        hashlib.sha256(contenido).hexdigest(),
        tuple(grilla for grilla in grillas if grilla.visible),
        tuple(grilla for grilla in grillas if not grilla.visible),
    )


def read_grillas(contenido: bytes, con_formulas: bool) -> list[Grilla]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        valores = load_workbook(BytesIO(contenido), data_only=True)
        formulas = load_workbook(BytesIO(contenido)) if con_formulas else None
    if len(valores.sheetnames) != count_hojas(contenido):
        raise ValueError("the workbook lists sheets that the file lacks")
    return [read_grilla(hoja, formulas[hoja.title] if formulas else None) for hoja in valores.worksheets]


def read_grilla(hoja: Worksheet, formulas: Worksheet | None) -> Grilla:
    grilla = Grilla(
        hoja.title,
        hoja.sheet_state == "visible",
        filas_ocultas=frozenset(n for n, fila in hoja.row_dimensions.items() if fila.hidden),
        # Neighbours that hide together are one entry, from the first to the last of them.
        columnas_ocultas=tuple(
            range(columna.min, columna.max + 1) for columna in hoja.column_dimensions.values() if columna.hidden
        ),
    )
    # The private dictionary holds only cells that exist: a stray format in row 1.048.576 costs nothing.
    for (fila, columna), celda in hoja._cells.items():
        defecto = find_defecto(celda, formulas)
        if celda.value is not None or defecto:
            grilla.celdas.setdefault(fila, {})[columna] = Celda(
                celda.coordinate, celda.value, celda.number_format, defecto
            )
    for rango in hoja.merged_cells.ranges:
        for fila in range(rango.min_row, rango.max_row + 1):
            for columna in range(rango.min_col, rango.max_col + 1):
                grilla.origenes.setdefault(fila, {})[columna] = (rango.min_row, rango.min_col)
    return grilla


def find_defecto(celda: Cell | MergedCell, formulas: Worksheet | None) -> str:
    """Why a cell's value cannot be trusted: an error value, or a formula that nobody calculated."""
    if isinstance(celda.value, str) and celda.value.strip().upper() in ERRORES_DE_PLANILLA:
        return f"la celda contiene el error {celda.value.strip()} de la planilla"
    # A formula whose computed value is an empty text is typed as text; one that nobody computed is not.
    if formulas is None or celda.value is not None or celda.data_type == "str":
        return ""
    if formulas.cell(celda.row, celda.column).data_type == "f":
        return "la celda tiene una fórmula sin valor calculado"
    return ""
