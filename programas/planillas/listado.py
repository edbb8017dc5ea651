"""A list on its way out as a file: rows written as they come, and every text a text, whatever it begins with."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from tempfile import TemporaryFile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from programas.planillas.escritor.textos import DE_FORMULA, check_largo, clean_celda, escape_celda
from regiones.resources.formatos import protect

Fila = Sequence[Any]
# Excel in Spanish opens a CSV of semicolons that says it is UTF-8.
MARCA, SEPARADOR = "\ufeff", ";"
ANCHO_CORTO, ANCHO_LARGO = 16, 44
DIA, MOMENTO = "dd-mm-yyyy", "dd-mm-yyyy hh:mm"


def stream_csv(titulos: Sequence[str], tandas: Iterable[Iterable[Fila]]) -> Iterator[str]:
    """The text of the file, piece by piece."""
    yield MARCA + format_csv([titulos])
    for tanda in tandas:
        yield format_csv(tanda)


def format_csv(filas: Iterable[Fila]) -> str:
    salida = StringIO(newline="")
    escritor = csv.writer(salida, delimiter=SEPARADOR)
    escritor.writerows([write_valor(valor) for valor in fila] for fila in filas)
    return salida.getvalue()


def write_valor(valor: Any) -> Any:
    """A value as es-CL writes it. A text that would be a formula carries the apostrophe that says it is not."""
    match valor:
        case str():
            return protect(clean_celda(valor))
        case datetime():
            return f"{valor:%d-%m-%Y %H:%M}"
        case date():
            return f"{valor:%d-%m-%Y}"
        case Decimal():
            return str(valor).replace(".", ",")
    return valor


def write_xlsx(
    nombre: str, titulos: Sequence[str], largas: Sequence[bool], tandas: Iterable[Iterable[Fila]]
) -> IO[bytes]:
    """A workbook of one sheet, ready to be read; ``largas`` are its wide columns. Raises ``TextoNoCabe``."""
    libro = Workbook(write_only=True)
    hoja: Any = libro.create_sheet(nombre)
    hoja.freeze_panes = "B2"
    for i, larga in enumerate(largas, start=1):
        hoja.column_dimensions[get_column_letter(i)].width = ANCHO_LARGO if larga else ANCHO_CORTO
    encabezado = [build_celda(hoja, titulo) for titulo in titulos]
    for celda in encabezado:
        celda.font = Font(bold=True)
    try:
        hoja.append(encabezado)
        for tanda in tandas:
            append_filas(hoja, titulos, tanda)
    finally:
        hoja.close()
    archivo = TemporaryFile()  # noqa: SIM115 — whoever sends it closes it
    libro.save(archivo)
    archivo.seek(0)
    return archivo


def append_filas(hoja: Any, titulos: Sequence[str], filas: Iterable[Fila]) -> None:
    for fila in filas:
        for titulo, valor in zip(titulos, fila, strict=True):
            if isinstance(valor, str):
                check_largo(str(fila[0]), titulo, valor)
        hoja.append([build_celda(hoja, valor) for valor in fila])


def build_celda(hoja: Any, valor: Any) -> Any:
    if not isinstance(valor, str):
        celda = WriteOnlyCell(hoja, valor)
        if isinstance(valor, date):
            celda.number_format = MOMENTO if isinstance(valor, datetime) else DIA
        return celda
    celda = WriteOnlyCell(hoja)
    celda.value = escape_celda(clean_celda(valor)) or None
    if valor:
        celda.data_type = "s"
    celda.number_format = "@"
    celda.quotePrefix = valor.startswith(DE_FORMULA)
    celda.alignment = Alignment(wrap_text=True, vertical="top")
    return celda
