"""Open a workbook without trusting it: what is too big, locked, broken or not a workbook is refused first."""

import hashlib
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

from programas.formulario.celda import Celda

# The real form has 28 KB and unpacks to 250 KB; sixteen territories in one file stay under a tenth of this.
MAXIMO_ARCHIVO = 20 * 1024 * 1024
MAXIMO_DESCOMPRIMIDO = 60 * 1024 * 1024
MAXIMO_CELDAS = 200_000
MAXIMO_COMBINADAS = 500_000
MAXIMO_PARTES = 2_000

FIRMA_ZIP = b"PK\x03\x04"
FIRMA_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FIRMA_PDF = b"%PDF"
CIFRADO = "EncryptedPackage".encode("utf-16-le")
COMBINADA = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
CELDA = re.compile(rb"<(?:\w+:)?c[\s>]")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
ERRORES_DE_PLANILLA = frozenset(
    {
        *("#REF!", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#GETTING_DATA"),
        *("#¡REF!", "#¡DIV/0!", "#N/D", "#¿NOMBRE?", "#¡NULO!", "#¡NUM!", "#¡VALOR!"),
    }
)


class LibroRechazado(ValueError):
    """A file that is not read at all. Its message is one clear line for the user."""


@dataclass(slots=True)
class Grilla:
    """One sheet: its filled cells by row and column, and for each merged cell the one that holds its value."""

    nombre: str
    celdas: dict[int, dict[int, Celda]] = field(default_factory=dict)
    origenes: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def list_filas(self) -> Iterator[int]:
        """The rows that hold something, of their own or by a merge, in order."""
        yield from sorted(set(self.celdas) | {fila for fila, _ in self.origenes})

    def get(self, fila: int, columna: int) -> tuple[Celda, bool]:
        """The cell's content and whether it is the row's own, or hangs down from a merge that began above."""
        origen = self.origenes.get((fila, columna), (fila, columna))
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
    """A workbook read: its visible sheets in order, and the names of those that were hidden."""

    archivo: str
    sha256: str
    hojas: tuple[Grilla, ...]
    ocultas: tuple[str, ...]


def open_libro(ruta: Path) -> Libro:
    """Read a ``.xlsx`` file. Raises ``LibroRechazado`` with one line that says what to do."""
    contenido = read_contenido(ruta)
    check_contenedor(contenido)
    con_formulas = check_partes(contenido)
    try:
        valores = load_workbook(BytesIO(contenido), data_only=True)
        formulas = load_workbook(BytesIO(contenido)) if con_formulas else None
    except Exception as error:  # openpyxl raises whatever the broken part made it stumble on
        raise LibroRechazado(
            "El archivo está dañado: Excel podría repararlo. Ábralo, guárdelo como .xlsx y vuelva a intentarlo."
        ) from error
    visibles = [hoja for hoja in valores.worksheets if hoja.sheet_state == "visible"]
    return Libro(
        ruta.name,
        hashlib.sha256(contenido).hexdigest(),
        tuple(read_grilla(hoja, formulas[hoja.title] if formulas else None) for hoja in visibles),
        tuple(hoja.title for hoja in valores.worksheets if hoja.sheet_state != "visible"),
    )


def read_contenido(ruta: Path) -> bytes:
    if ruta.name.startswith("~$"):
        raise LibroRechazado("Es un archivo de bloqueo de Excel (~$): cierre el libro y elija el archivo mismo.")
    try:
        tamano = ruta.stat().st_size
        if tamano > MAXIMO_ARCHIVO:
            raise LibroRechazado(
                f"El archivo pesa {tamano // 1024 // 1024} MB y el máximo es 20 MB: quite imágenes y hojas ajenas."
            )
        return ruta.read_bytes()
    except OSError as error:
        raise LibroRechazado(f"No se puede leer el archivo: {error.strerror}.") from error


def check_contenedor(contenido: bytes) -> None:
    """Refuse by its first bytes what is not an ``.xlsx``, whatever its name says."""
    if contenido.startswith(FIRMA_ZIP):
        return
    if contenido.startswith(FIRMA_OLE):
        if CIFRADO in contenido:
            raise LibroRechazado("El libro está protegido con contraseña: quítesela y vuelva a intentarlo.")
        raise LibroRechazado("Es un libro de Excel antiguo (.xls): ábralo y guárdelo como .xlsx.")
    if contenido.startswith(FIRMA_PDF):
        raise LibroRechazado("Es un PDF, aunque se llame de otro modo: se necesita el libro .xlsx.")
    if not contenido:
        raise LibroRechazado("El archivo está vacío.")
    raise LibroRechazado("No es un libro de Excel (.xlsx).")


def check_partes(contenido: bytes) -> bool:
    """Refuse macros, bombs and unsafe XML before anything is parsed; return whether there are formulas."""
    con_formulas = False
    celdas = combinadas = 0
    try:
        with zipfile.ZipFile(BytesIO(contenido)) as paquete:
            partes = paquete.infolist()
            nombres = {parte.filename for parte in partes}
            check_nombres(nombres)
            if len(partes) > MAXIMO_PARTES or sum(parte.file_size for parte in partes) > MAXIMO_DESCOMPRIMIDO:
                raise LibroRechazado(
                    "El libro se expande a un tamaño desmedido: copie las hojas del formulario a un libro nuevo."
                )
            for parte in partes:
                if parte.flag_bits & 1:
                    raise LibroRechazado("El libro está protegido con contraseña: quítesela.")
                if not parte.filename.endswith((".xml", ".rels")):
                    continue
                xml = paquete.read(parte)
                if DOCTYPE.search(xml) or xml.startswith((b"\xff\xfe", b"\xfe\xff")):
                    raise LibroRechazado("El libro contiene XML no admitido: guárdelo de nuevo desde Excel.")
                if parte.filename.startswith("xl/worksheets/"):
                    con_formulas = con_formulas or bool(FORMULA.search(xml))
                    celdas += sum(1 for _ in CELDA.finditer(xml))
                    combinadas += sum(measure_rango(rango) for rango in COMBINADA.findall(xml))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, zlib.error) as error:
        raise LibroRechazado("El archivo está dañado o incompleto: vuelva a copiarlo o descargarlo.") from error
    if celdas > MAXIMO_CELDAS or combinadas > MAXIMO_COMBINADAS:
        raise LibroRechazado("El libro tiene demasiadas celdas: copie las hojas del formulario a un libro nuevo.")
    return con_formulas


def check_nombres(nombres: set[str]) -> None:
    if any(nombre.lower().endswith("vbaproject.bin") for nombre in nombres):
        raise LibroRechazado("El libro contiene macros: guárdelo como .xlsx, sin macros.")
    if "xl/workbook.xml" in nombres:
        return
    if "content.xml" in nombres:
        raise LibroRechazado("Es un libro de LibreOffice (.ods): ábralo y guárdelo como .xlsx.")
    if "word/document.xml" in nombres:
        raise LibroRechazado("Es un documento de Word: copie sus tablas a un libro de Excel (.xlsx).")
    raise LibroRechazado("No es un libro de Excel (.xlsx).")


def measure_rango(rango: bytes) -> int:
    c1, f1, c2, f2 = range_boundaries(rango.decode())
    return max((c2 - c1 + 1) * (f2 - f1 + 1), 0)


def read_grilla(hoja: Worksheet, formulas: Worksheet | None) -> Grilla:
    grilla = Grilla(hoja.title)
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
                grilla.origenes[fila, columna] = (rango.min_row, rango.min_col)
    return grilla


def find_defecto(celda: Cell | MergedCell, formulas: Worksheet | None) -> str:
    """Why a cell's value cannot be trusted: an error value, or a formula that nobody calculated."""
    if isinstance(celda.value, str) and celda.value.strip().upper() in ERRORES_DE_PLANILLA:
        return f"la celda contiene el error {celda.value.strip()} de la planilla"
    if formulas is None or celda.value is not None:
        return ""
    if formulas.cell(celda.row, celda.column).data_type == "f":
        return "la celda tiene una fórmula sin valor calculado"
    return ""
