"""Refuse, before anything is parsed, a file that is not a workbook or that would cost too much to read."""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from openpyxl.utils import range_boundaries

# The real form has 28 KB and unpacks to 250 KB; sixteen territories in one file stay under a tenth of this.
MAXIMO_ARCHIVO = 20 * 1024 * 1024
MAXIMO_DESCOMPRIMIDO = 60 * 1024 * 1024
MAXIMO_CELDAS = 200_000
MAXIMO_COMBINADAS = 200_000
MAXIMO_PARTES = 2_000
# Opening and closing marks of one part: each may become an element in memory.
MAXIMO_MARCAS = 1_000_000

FIRMA_ZIP = b"PK\x03\x04"
FIRMA_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FIRMA_PDF = b"%PDF"
CIFRADO = "EncryptedPackage".encode("utf-16-le")
BLOQUEOS = ("~$", ".~lock.")
MACROS = ("vbaproject.bin", "vbadata.xml")
MANIFIESTO = "META-INF/manifest.xml"
DE_XML = (".xml", ".rels")
IMAGENES = ("xl/media/", "Pictures/", "Thumbnails/")
MACROS_DE_ODS = ("basic/", "scripts/")
COMBINADA = re.compile(rb"<(?:\w+:)?mergeCell\s([^>]*)")
REFERENCIA = re.compile(rb"\bref\s*=\s*[\"']([A-Z]{1,3}[0-9]{1,7}(?::[A-Z]{1,3}[0-9]{1,7})?)[\"']")
CELDA_O_FILA = re.compile(rb"<(?:\w+:)?(?:c|row)[\s/>]")
DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
CODIFICACION = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.-]+)", re.IGNORECASE)
CODIFICACIONES = frozenset({b"utf-8", b"us-ascii", b"iso-8859-1"})
DANOS = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, NotImplementedError, OSError, RuntimeError, ValueError),
)


class LibroRechazado(Exception):
    """A file that is not read at all. Its message is one clear line for the user."""


def read_contenido(ruta: Path) -> bytes:
    """The bytes of a file of reasonable size."""
    try:
        if not ruta.exists():
            raise LibroRechazado(f"No existe el archivo {ruta}.")
        if not ruta.is_file():
            raise LibroRechazado("No es un archivo: elija un libro .xlsx.")
        check_archivo(ruta.name, ruta.stat().st_size)
        return ruta.read_bytes()
    except PermissionError as error:
        raise LibroRechazado("No se puede leer el archivo: falta permiso.") from error
    except OSError as error:
        raise LibroRechazado(
            "No se puede leer el archivo: revise el disco o la red y vuelva a copiarlo."
        ) from error


def check_archivo(nombre: str, tamano: int, maximo: int = MAXIMO_ARCHIVO) -> None:
    """Refuse by its name a lock file, and by its size one that no form can have."""
    if nombre.startswith(BLOQUEOS):
        raise LibroRechazado("Es un archivo de bloqueo (~$): cierre el libro y elija el archivo mismo.")
    if tamano > maximo:
        mega = 1024 * 1024
        raise LibroRechazado(
            f"El archivo pesa {tamano // mega} MB y el máximo es {maximo // mega} MB: "
            "quite imágenes y hojas ajenas."
        )


def refuse_ajeno(contenido: bytes) -> None:
    """Refuse by its first bytes what is no workbook, whatever its name says."""
    if contenido.startswith(FIRMA_OLE) and CIFRADO in contenido:
        raise LibroRechazado("El libro está protegido con contraseña: quítesela y vuelva a intentarlo.")
    if FIRMA_PDF in contenido[:1024]:
        raise LibroRechazado("Es un PDF, aunque se llame de otro modo: se necesita el libro .xlsx.")
    if not contenido:
        raise LibroRechazado("El archivo está vacío.")


@dataclass(frozen=True, slots=True)
class Paquete:
    """A package that may be read: «.xlsx» or «.ods», and its parts of XML, each checked."""

    formato: str
    partes: dict[str, bytes]


def check_paquete(contenido: bytes) -> Paquete:
    """Refuse macros, bombs and unsafe XML."""
    try:
        with zipfile.ZipFile(BytesIO(contenido)) as paquete:
            partes = paquete.infolist()
            formato = check_partes(partes)
            # Who locks an «.ods» says so in its manifest; the other parts are then unreadable.
            partes = sorted(partes, key=lambda parte: parte.filename != MANIFIESTO)
            contenidos = ((parte.filename, paquete.read(parte)) for parte in partes)
            return Paquete(formato, dict(check_contenidos(contenidos)))
    except DANOS as error:
        raise LibroRechazado("El archivo está dañado o incompleto: vuelva a copiarlo o descargarlo.") from error


def check_partes(partes: list[zipfile.ZipInfo]) -> str:
    """Refuse a package by its list of parts alone; return its kind."""
    if len(partes) > MAXIMO_PARTES or sum(parte.file_size for parte in partes) > MAXIMO_DESCOMPRIMIDO:
        raise LibroRechazado(
            "El libro se expande a un tamaño desmedido: copie las hojas del formulario a un libro nuevo."
        )
    if any(parte.flag_bits & 1 for parte in partes):
        raise LibroRechazado("El libro está protegido con contraseña: quítesela y vuelva a intentarlo.")
    nombres = {parte.filename.lower() for parte in partes}
    if any(
        nombre.endswith(MACROS) or "/macrosheets/" in nombre or nombre.startswith(MACROS_DE_ODS)
        for nombre in nombres
    ):
        raise LibroRechazado("El libro contiene macros: guárdelo como .xlsx, sin macros.")
    if "xl/workbook.xml" in nombres:
        return ".xlsx"
    if "content.xml" in nombres:
        return ".ods"
    if "xl/workbook.bin" in nombres:
        raise LibroRechazado("Es un libro binario de Excel (.xlsb): ábralo y guárdelo como .xlsx.")
    if "word/document.xml" in nombres:
        raise LibroRechazado("Es un documento de Word: copie sus tablas a un libro de Excel (.xlsx).")
    raise LibroRechazado("No es una planilla: se leen libros .xlsx, .xls, .ods o .csv.")


def check_contenidos(partes: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Refuse unsafe XML, and more cells than a form can have, wherever in the package they hide.

    Yields the parts of XML, which are then safe to parse.
    """
    celdas = combinadas = 0
    for nombre, datos in partes:
        es_xml = nombre.endswith(DE_XML)
        if not nombre.startswith(IMAGENES) and (DOCTYPE.search(datos) or not is_texto(datos, es_xml)):
            raise LibroRechazado("El libro contiene XML no admitido: guárdelo de nuevo desde Excel.")
        if nombre == MANIFIESTO and b"encryption-data" in datos:
            raise LibroRechazado("El libro está protegido con contraseña: quítesela y vuelva a intentarlo.")
        if nombre == "[Content_Types].xml" and b"macroEnabled" in datos:
            raise LibroRechazado("El libro es de macros (.xlsm): guárdelo como .xlsx, sin macros.")
        celdas += sum(1 for _ in CELDA_O_FILA.finditer(datos))
        if nombre == "content.xml" and b"<office:spreadsheet" not in datos:
            raise LibroRechazado(
                "Es un documento de otro programa: se necesita el libro .xlsx, .xls, .ods o .csv."
            )
        combinadas += sum(measure_combinada(atributos) for atributos in COMBINADA.findall(datos))
        desmedida = es_xml and datos.count(b"<") > MAXIMO_MARCAS
        if desmedida or celdas > MAXIMO_CELDAS or combinadas > MAXIMO_COMBINADAS:
            raise LibroRechazado(
                "El libro tiene demasiadas celdas: copie las hojas del formulario a un libro nuevo."
            )
        if es_xml and not nombre.startswith(IMAGENES):
            yield nombre, datos


def is_texto(datos: bytes, es_xml: bool) -> bool:
    """Whether a part is XML in an encoding in which the checks see what the parser will see."""
    if not es_xml:
        return not datos.startswith((b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<"))
    declarada = CODIFICACION.search(datos[:200])
    return b"\x00" not in datos and (declarada is None or declarada[1].lower() in CODIFICACIONES)


def measure_combinada(atributos: bytes) -> int:
    """How many cells a merge covers; too many when its range is not written plainly."""
    hallada = REFERENCIA.search(atributos)
    if not hallada:
        return MAXIMO_COMBINADAS + 1
    c1, f1, c2, f2 = range_boundaries(hallada[1].decode())
    return max((c2 - c1 + 1) * (f2 - f1 + 1), 0)
