"""The three formats of imports and exports. What goes out comes back the same, whatever a text begins with."""

import csv
import json
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any, ClassVar

from import_export.formats.base_formats import Format
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from tablib import Dataset

from regiones.textos import clean_controles

LARGO_DE_CELDA = 32_767
TAMANO_DESCOMPRIMIDO = 100 * 1024 * 1024
# In a CSV these begin a formula for a spreadsheet: an apostrophe before them says «text», and is taken off again.
PELIGROSO = re.compile(r"'*[=+\-@\t]")
PROTEGIDO = re.compile(r"'+[=+\-@\t]")


class ArchivoIlegible(ValueError):
    """A file that cannot be read as rows and columns. Its message is for the user."""


class Formato(Format):
    """A format that reads bytes into rows and writes rows into bytes."""

    titulo: ClassVar[str]
    tipo: ClassVar[str]
    # The number by which people know the first row: in a sheet, the one under its headings.
    primera: ClassVar[int] = 2

    def __init__(self, encoding: str | None = None) -> None:
        self.encoding = encoding

    def get_title(self) -> str:
        return self.titulo

    def get_extension(self) -> str:
        return self.titulo

    def get_content_type(self) -> str:
        return self.tipo

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes) -> Dataset:
        """Read a file. Raises ``ArchivoIlegible``."""
        encabezados, filas = self.read(in_stream)
        nombres = [str(nombre or "").strip() for nombre in encabezados]
        while nombres and not nombres[-1]:
            nombres.pop()
        if not nombres:
            raise ArchivoIlegible("El archivo no tiene encabezados en su primera fila.")
        for nombre in nombres:
            if not nombre or nombres.count(nombre) > 1:
                raise ArchivoIlegible(f"El encabezado «{nombre}» está vacío o se repite.")
        datos = Dataset(headers=nombres)
        numeros: list[int] = []
        for numero, fila in enumerate(filas, start=self.primera):
            if all(valor in (None, "") for valor in fila):
                continue
            if any(valor not in (None, "") for valor in fila[len(nombres) :]):
                raise ArchivoIlegible(f"La fila {numero} tiene más columnas que el encabezado.")
            datos.append([*fila[: len(nombres)], *[""] * (len(nombres) - len(fila))])
            numeros.append(numero)
        # Blank rows are left out of the data and stay in the count.
        datos.numeros = numeros
        return datos

    def read(self, contenido: bytes) -> tuple[Sequence[Any], Iterable[Sequence[Any]]]:
        raise NotImplementedError

    def export_data(self, dataset: Dataset, **kwargs: Any) -> bytes:
        raise NotImplementedError


def decode(contenido: bytes) -> str:
    """Text as current programs write it (UTF-8), or as Excel still saves some CSV files."""
    try:
        return contenido.decode("utf-8-sig")
    except UnicodeDecodeError:
        return contenido.decode("cp1252", errors="replace")


class Csv(Formato):
    titulo = "csv"
    tipo = "text/csv; charset=utf-8"

    def read(self, contenido: bytes) -> tuple[Sequence[Any], Iterable[Sequence[Any]]]:
        texto = decode(contenido)
        primera = texto.split("\n", 1)[0]
        separador = max(",;\t", key=primera.count)
        try:
            filas = [
                [unprotect(valor) for valor in fila]
                for fila in csv.reader(StringIO(texto, newline=""), delimiter=separador, strict=True)
            ]
        except csv.Error as error:
            raise ArchivoIlegible(f"El archivo no es un CSV bien formado ({error}).") from error
        return (filas[0], filas[1:]) if filas else ((), ())

    def export_data(self, dataset: Dataset, **kwargs: Any) -> bytes:
        salida = StringIO(newline="")
        escritor = csv.writer(salida)
        escritor.writerow(dataset.headers)
        escritor.writerows([protect(valor) for valor in fila] for fila in dataset)
        return salida.getvalue().encode()


def protect(valor: Any) -> Any:
    return f"'{valor}" if isinstance(valor, str) and PELIGROSO.match(valor) else valor


def unprotect(valor: str) -> str:
    return valor[1:] if PROTEGIDO.match(valor) else valor


class Json(Formato):
    titulo = "json"
    tipo = "application/json"
    primera = 1

    def read(self, contenido: bytes) -> tuple[Sequence[Any], Iterable[Sequence[Any]]]:
        try:
            filas = json.loads(decode(contenido), parse_float=Decimal)
        except ValueError as error:
            raise ArchivoIlegible(f"El archivo no es un JSON bien formado ({error}).") from error
        if not isinstance(filas, list) or not all(isinstance(fila, dict) for fila in filas):
            raise ArchivoIlegible("El JSON debe ser una lista de objetos, uno por fila.")
        nombres = list(filas[0]) if filas else []
        for numero, fila in enumerate(filas, start=1):
            if set(fila) != set(nombres):
                raise ArchivoIlegible(f"El objeto {numero} no tiene las mismas claves que el primero.")
        return nombres, [[fila[nombre] for nombre in nombres] for fila in filas]

    def export_data(self, dataset: Dataset, **kwargs: Any) -> bytes:
        filas = [dict(zip(dataset.headers, fila, strict=True)) for fila in dataset]
        return json.dumps(filas, ensure_ascii=False, indent=1).encode()


class Xlsx(Formato):
    titulo = "xlsx"
    tipo = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def read(self, contenido: bytes) -> tuple[Sequence[Any], Iterable[Sequence[Any]]]:
        try:
            with zipfile.ZipFile(BytesIO(contenido)) as comprimido:
                if sum(parte.file_size for parte in comprimido.infolist()) > TAMANO_DESCOMPRIMIDO:
                    raise ArchivoIlegible("El libro descomprimido es demasiado grande.")
            libro = load_workbook(BytesIO(contenido), read_only=True, data_only=True)
            hoja: Any = libro.active
            filas = [[read_celda(celda) for celda in fila] for fila in hoja.rows]
        except ArchivoIlegible:
            raise
        except Exception as error:  # openpyxl raises whatever the broken part made it, or its parser, stumble on
            raise ArchivoIlegible("El archivo no es un libro .xlsx, o está dañado.") from error
        return (filas[0], filas[1:]) if filas else ((), ())

    def export_data(self, dataset: Dataset, **kwargs: Any) -> bytes:
        libro = Workbook()
        hoja: Any = libro.active
        hoja.freeze_panes = "A2"
        for i, fila in enumerate([dataset.headers, *dataset], start=1):
            for j, valor in enumerate(fila, start=1):
                write_celda(hoja.cell(i, j), valor)
        for j, nombre in enumerate(dataset.headers, start=1):
            hoja.cell(1, j).font = Font(bold=True)
            largos = [len(str(valor or "")) for valor in dataset[nombre]]
            hoja.column_dimensions[get_column_letter(j)].width = min(60, max([len(nombre), *largos]) + 2)
        salida = BytesIO()
        libro.save(salida)
        return salida.getvalue()


def write_celda(celda: Any, valor: Any) -> None:
    """Write a value; a text is always text, even when it looks like a formula, a number or a date."""
    if not isinstance(valor, str):
        celda.value = valor
        return
    texto = clean_controles(valor)
    if len(texto) > LARGO_DE_CELDA:
        raise ValueError(f"Un texto de {len(texto)} caracteres no cabe en una celda: exporte en csv o json.")
    celda.value = texto
    celda.data_type = "s"
    celda.number_format = "@"
    celda.quotePrefix = True
    celda.alignment = Alignment(wrap_text=True, vertical="top")


def read_celda(celda: Any) -> Any:
    """A cell's value: «3,2 %» where the workbook shows 0.032 as a percentage, whole numbers as such."""
    valor = celda.value
    if isinstance(valor, datetime):
        return valor.date() if valor.time() == datetime.min.time() else valor
    if isinstance(valor, bool | str | date) or valor is None:
        return valor
    numero = Decimal(f"{valor:.15g}") if isinstance(valor, float) else Decimal(valor)
    if "%" in (celda.number_format or ""):
        return f"{(numero * 100).normalize():f} %"
    return int(numero) if numero == numero.to_integral_value() else numero
