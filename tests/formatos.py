"""The workbooks of the tests in the other formats that people use, with nothing lost but what a format lacks."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlwt
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

FORMATOS = (".xlsx", ".xls", ".ods")


def convert_libro(ruta: Path, formato: str) -> Path:
    """Write a workbook again in a format, beside itself; an ``.xlsx`` stays as it is."""
    if formato == ".xlsx":
        return ruta
    destino = ruta.with_suffix(formato)
    {".xls": write_xls, ".ods": write_ods}[formato](load_workbook(ruta), destino)
    return destino


def write_xls(libro: Workbook, destino: Path) -> None:
    escrito = xlwt.Workbook(encoding="utf-8")
    estilos: dict[str, xlwt.XFStyle] = {}
    for hoja in libro.worksheets:
        pagina = escrito.add_sheet(hoja.title, cell_overwrite_ok=True)
        pagina.visibility = {"visible": 0, "hidden": 1, "veryHidden": 2}[hoja.sheet_state]
        for celda in list_celdas(hoja):
            if celda.number_format not in estilos:
                estilos[celda.number_format] = xlwt.easyxf(num_format_str=celda.number_format)
            write_xls_celda(pagina, celda, estilos[celda.number_format])
        for rango in hoja.merged_cells.ranges:
            pagina.merge(rango.min_row - 1, rango.max_row - 1, rango.min_col - 1, rango.max_col - 1)
        for numero, fila in hoja.row_dimensions.items():
            pagina.row(numero - 1).hidden = fila.hidden
        for columna in list_columnas_ocultas(hoja):
            pagina.col(columna - 1).hidden = True
    escrito.save(str(destino))


def write_xls_celda(pagina: xlwt.Worksheet, celda: Cell, estilo: xlwt.XFStyle) -> None:
    fila, columna = celda.row - 1, celda.column - 1
    if celda.data_type == "e":
        pagina.row(fila).set_cell_error(columna, celda.value.replace("#N/A", "#N/A!"), estilo)
    elif celda.data_type == "f":
        pagina.write(fila, columna, xlwt.Formula(celda.value[1:]), estilo)
    else:
        pagina.write(fila, columna, celda.value, estilo)


ESPACIOS = " ".join(
    f'xmlns:{nombre}="urn:oasis:names:tc:opendocument:xmlns:{urn}:1.0"'
    for nombre, urn in (
        *(("office", "office"), ("table", "table"), ("text", "text"), ("style", "style")),
        *(("number", "datastyle"), ("draw", "drawing")),
    )
)
CALCEXT = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
ESTILOS = (
    '<number:number-style style:name="N1"><number:number number:min-integer-digits="1"/>'
    "<number:text>%</number:text></number:number-style>"
    '<style:style style:name="signo" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="oculta" style:family="table"><style:table-properties table:display="false"/>'
    "</style:style>"
)


def write_ods(libro: Workbook, destino: Path) -> None:
    write_paquete_ods(destino, "".join(build_tabla(hoja) for hoja in libro.worksheets))


def write_paquete_ods(destino: Path, tablas: str, **partes: str) -> Path:
    """An ``.ods`` of these tables, written as XML, and any other part."""
    contenido = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {ESPACIOS} {CALCEXT}>'
        f"<office:automatic-styles>{ESTILOS}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tablas}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(destino, "w", zipfile.ZIP_DEFLATED) as paquete:
        paquete.writestr("mimetype", MIMETYPE)
        for nombre, texto in ({"content.xml": contenido} | partes).items():
            paquete.writestr(nombre, texto)
    return destino


def build_tabla(hoja: Worksheet) -> str:
    ocultas = set(list_columnas_ocultas(hoja))
    columnas = "".join(
        f"<table:table-column{build_oculta(columna in ocultas)}/>" for columna in range(1, hoja.max_column + 1)
    )
    filas = "".join(
        f"<table:table-row{build_oculta(hoja.row_dimensions[numero].hidden)}>"
        f"{''.join(build_celda(hoja, celda) for celda in fila)}"
        '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
        for numero, fila in enumerate(hoja.iter_rows(), start=1)
    )
    estilo = ' table:style-name="oculta"' if hoja.sheet_state != "visible" else ""
    return (
        f"<table:table table:name={quoteattr(hoja.title)}{estilo}>{columnas}{filas}"
        '<table:table-row table:number-rows-repeated="1000000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )


def build_oculta(oculta: bool) -> str:
    return ' table:visibility="collapse"' if oculta else ""


def build_celda(hoja: Worksheet, celda: Cell | MergedCell) -> str:
    if isinstance(celda, MergedCell):
        return "<table:covered-table-cell/>"
    rango = next(
        (r for r in hoja.merged_cells.ranges if (r.min_row, r.min_col) == (celda.row, celda.column)), None
    )
    atributos = ""
    if rango is not None:
        atributos = (
            f' table:number-rows-spanned="{rango.max_row - rango.min_row + 1}"'
            f' table:number-columns-spanned="{rango.max_col - rango.min_col + 1}"'
        )
    if celda.data_type == "f":
        return f"<table:table-cell{atributos} table:formula={quoteattr('of:' + celda.value)}/>"
    tipo = build_tipo(celda.value, celda.number_format, es_error=celda.data_type == "e")
    return f"<table:table-cell{atributos}{tipo}>{build_parrafos(celda.value)}</table:table-cell>"


def build_tipo(valor: Any, formato: str, *, es_error: bool) -> str:
    if valor is None:
        return ""
    if es_error:
        return ' office:value-type="string" office:string-value="" calcext:value-type="error"'
    if isinstance(valor, bool):
        return f' office:value-type="boolean" office:boolean-value="{str(valor).lower()}"'
    if isinstance(valor, int | float):
        if '"%"' in formato:
            return f' table:style-name="signo" office:value-type="float" office:value="{valor}"'
        return f' office:value-type="{"percentage" if "%" in formato else "float"}" office:value="{valor}"'
    if isinstance(valor, datetime | date):
        return f' office:value-type="date" office:date-value="{valor.isoformat()}"'
    return ' office:value-type="string"'


def build_parrafos(valor: Any) -> str:
    """The shown text, one paragraph per line; runs of spaces are elements, as LibreOffice writes them."""
    if valor is None:
        return ""
    return "".join(
        "<text:p>"
        + re.sub("  +", lambda blancos: f' <text:s text:c="{len(blancos[0]) - 1}"/>', escape(linea))
        + "</text:p>"
        for linea in str(valor).split("\n")
    )


def list_celdas(hoja: Worksheet) -> Iterator[Cell]:
    for fila in hoja.iter_rows():
        for celda in fila:
            if not isinstance(celda, MergedCell) and celda.value is not None:
                yield celda


def list_columnas_ocultas(hoja: Worksheet) -> Iterator[int]:
    for columna in hoja.column_dimensions.values():
        if columna.hidden:
            yield from range(columna.min, columna.max + 1)
