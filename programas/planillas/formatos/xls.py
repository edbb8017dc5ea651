"""Workbooks of Excel 97–2003 (.xls)."""

from io import StringIO
from typing import Any

import xlrd
from xlrd.sheet import Sheet

from programas.planillas.libro import Grilla
from programas.planillas.paquete import MAXIMO_CELDAS, MAXIMO_COMBINADAS, LibroRechazado

PROYECTO_DE_MACROS = "_VBA_PROJECT".encode("utf-16-le")
HOJA_DE_MACROS = "(type 0x01 ="


def read_grillas(contenido: bytes) -> list[Grilla]:
    if PROYECTO_DE_MACROS in contenido:
        raise LibroRechazado("El libro contiene macros: guárdelo como .xlsx, sin macros.")
    avisos = StringIO()
    try:
        libro = xlrd.open_workbook(
            file_contents=contenido, formatting_info=True, ragged_rows=True, logfile=avisos, verbosity=1
        )
    except xlrd.XLRDError as error:
        refuse_libro(str(error))
        raise
    if HOJA_DE_MACROS in avisos.getvalue():
        raise LibroRechazado("El libro contiene macros: guárdelo como .xlsx, sin macros.")
    hojas = libro.sheets()
    celdas = sum(len(hoja.row_types(fila)) for hoja in hojas for fila in range(hoja.nrows))
    combinadas = sum((f2 - f1) * (c2 - c1) for hoja in hojas for f1, f2, c1, c2 in hoja.merged_cells)
    if celdas > MAXIMO_CELDAS or combinadas > MAXIMO_COMBINADAS:
        raise LibroRechazado("El libro tiene demasiadas celdas: copie las hojas del formulario a un libro nuevo.")
    return [read_grilla(hoja) for hoja in hojas]


def refuse_libro(problema: str) -> None:
    """Say in the person's words why the file is not read, when that is known."""
    if "encrypted" in problema:
        raise LibroRechazado("El libro está protegido con contraseña: quítesela y vuelva a intentarlo.")
    if "Can't find workbook" in problema:
        raise LibroRechazado("Es un documento de otro programa: se necesita el libro .xlsx, .xls, .ods o .csv.")


def read_grilla(hoja: Sheet) -> Grilla:
    grilla = Grilla(
        hoja.name,
        hoja.visibility == 0,
        filas_ocultas=frozenset(fila + 1 for fila, datos in hoja.rowinfo_map.items() if datos.hidden),
        columnas_ocultas=tuple(range(c + 1, c + 2) for c, datos in hoja.colinfo_map.items() if datos.hidden),
    )
    formatos = hoja.book.format_map
    for fila in range(hoja.nrows):
        for columna, (tipo, valor) in enumerate(zip(hoja.row_types(fila), hoja.row_values(fila), strict=True)):
            if tipo not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
                estilo = hoja.book.xf_list[hoja.cell_xf_index(fila, columna)]
                formato = formatos[estilo.format_key].format_str
                grilla.put(fila + 1, columna + 1, read_valor(tipo, valor, hoja.book.datemode), formato)
    for f1, f2, c1, c2 in hoja.merged_cells:
        grilla.merge(range(f1 + 1, f2 + 1), range(c1 + 1, c2 + 1))
    return grilla


def read_valor(tipo: int, valor: Any, sistema: int) -> Any:
    """The value as Excel's newer format would keep it: whole numbers whole, dates as dates, errors as shown."""
    if tipo == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(valor, "#VALUE!")
    if tipo == xlrd.XL_CELL_BOOLEAN:
        return bool(valor)
    if tipo == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(valor, sistema)
        except (ValueError, OverflowError):
            return valor
    if tipo == xlrd.XL_CELL_NUMBER and valor.is_integer():
        return int(valor)
    return valor or None if tipo == xlrd.XL_CELL_TEXT else valor
