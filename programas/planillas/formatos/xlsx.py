"""Workbooks of Excel (.xlsx)."""

import re
import warnings
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from programas.planillas.libro import SIN_CALCULAR, Grilla
from programas.planillas.paquete import count_hojas

# What spreadsheets write by its number: the signs of control and the «_» of a text that looks like one of these.
ESCAPE = re.compile(r"_x(005F|00[01][0-9A-F])_", re.IGNORECASE)
DE_TEXTO = "\t\n\r_"


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
            grilla.put(fila, columna, unescape_valor(celda.value), celda.number_format, defecto)
    for rango in hoja.merged_cells.ranges:
        grilla.merge(range(rango.min_row, rango.max_row + 1), range(rango.min_col, rango.max_col + 1))
    return grilla


def unescape_valor(valor: Any) -> Any:
    """A text as a person sees it: the file writes «_x005F_x0041_» for «_x0041_»."""
    if not isinstance(valor, str) or "_x" not in valor:
        return valor
    return ESCAPE.sub(read_signo, valor)


def read_signo(escrito: re.Match[str]) -> str:
    signo = chr(int(escrito[1], 16))
    return signo if signo in DE_TEXTO else ""


def find_defecto(celda: Cell | MergedCell, formulas: Worksheet | None) -> str:
    """Whether a cell holds a formula that nobody calculated."""
    # A formula whose computed value is an empty text is typed as text; one that nobody computed is not.
    if formulas is None or celda.value is not None or celda.data_type == "str":
        return ""
    if formulas.cell(celda.row, celda.column).data_type == "f":
        return SIN_CALCULAR
    return ""
