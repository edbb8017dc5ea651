"""What a file is, told by its content: only documents that prove something are kept, and only as what they are."""

import codecs
import lzma
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath

import filetype
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from regiones.services import ActoRechazado

PLANO = "texto"
IMPRESAS = ("pdf", "png", "jpg")
ADMITIDOS = "PDF, PNG, JPG, DOCX, XLSX, PPTX, ODT, ODS, CSV o TXT"
# The extensions of each kind, and the type under which it is served.
EXTENSIONES = {
    "pdf": ("pdf", "application/pdf"),
    "png": ("png", "image/png"),
    "jpg": ("jpg", "image/jpeg"),
    "jpeg": ("jpg", "image/jpeg"),
    "docx": ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xlsx": ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pptx": ("pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "odt": ("odt", "application/vnd.oasis.opendocument.text"),
    "ods": ("ods", "application/vnd.oasis.opendocument.spreadsheet"),
    "csv": (PLANO, "text/csv; charset=utf-8"),
    "txt": (PLANO, "text/plain; charset=utf-8"),
}
PARTES_DE_OFICINA = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
CLASES_ODF = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
}
ENTRADAS_MAXIMAS = 10_000
MACROS = "vbaproject.bin"
# What the standard library raises on the containers that it cannot make out.
ILEGIBLES = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    ValueError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    OSError,
)
CABEZA = 8192
LARGO_NOMBRE = 200
MEGA = 1024 * 1024
CONTROLES = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class ArchivoRechazado(ActoRechazado):
    """The file is empty, too large, or not what its name says."""


@dataclass(frozen=True, slots=True)
class ArchivoLeido:
    """What is known of a file once it was read: its name, the type to serve it as, its size and its SHA-256."""

    nombre: str
    tipo: str
    tamano: int
    sha256: str


def inspect_archivo(archivo: UploadedFile) -> ArchivoLeido:
    """Read a file whole, in pieces, and say what it is. Raises ``ArchivoRechazado``."""
    nombre = clean_nombre(archivo.name or "")
    tamano = archivo.size or 0
    if not tamano:
        raise ArchivoRechazado(f"«{nombre}» está vacío: elija el archivo con el documento.")
    if tamano > settings.EVIDENCIA_MAXIMO_MB * MEGA:
        raise ArchivoRechazado(
            f"«{nombre}» pesa {write_mb(tamano)} y el máximo es {settings.EVIDENCIA_MAXIMO_MB} MB: "
            "redúzcalo o divídalo en varios archivos."
        )
    clase, tipo = EXTENSIONES.get(get_extension(nombre), ("", ""))
    if not clase:
        raise ArchivoRechazado(f"«{nombre}» no es de un tipo admitido: suba un {ADMITIDOS}.")
    if not holds_clase(archivo, clase):
        raise ArchivoRechazado(
            f"El contenido de «{nombre}» no corresponde a «.{get_extension(nombre)}»: "
            f"guárdelo de nuevo como {ADMITIDOS} y súbalo otra vez."
            + (" Los textos y CSV van en UTF-8." if clase == PLANO else "")
        )
    suma = sha256()
    archivo.seek(0)
    for trozo in archivo.chunks():
        suma.update(trozo)
    archivo.seek(0)
    return ArchivoLeido(nombre, tipo, tamano, suma.hexdigest())


def clean_nombre(nombre: str) -> str:
    """The name as its author wrote it, without folders or control characters, as long as it fits."""
    visible = "".join(c for c in unicodedata.normalize("NFC", nombre) if unicodedata.category(c)[0] != "C")
    ruta = PurePath(visible.replace("\\", "/").strip())
    if not ruta.name.strip("."):
        return "archivo"
    # What follows the last point of a name is rarely so long: then it is no extension, and is cut like the rest.
    extension = ruta.suffix if len(ruta.suffix) < LARGO_NOMBRE else ""
    return ruta.name.removesuffix(extension)[: LARGO_NOMBRE - len(extension)] + extension


def get_extension(nombre: str) -> str:
    return PurePath(nombre).suffix[1:].lower()


def write_mb(tamano: int) -> str:
    """«21,4 MB», rounded up so that it never seems to fit."""
    decimas = -(-tamano * 10 // MEGA)
    return f"{decimas // 10},{decimas % 10} MB"


def holds_clase(archivo: UploadedFile, clase: str) -> bool:
    """Whether the bytes are of the kind that the name announces."""
    if clase == PLANO:
        return is_texto(archivo)
    if clase in IMPRESAS:
        archivo.seek(0)
        return bool(filetype.guess_extension(archivo.read(CABEZA)) == clase)
    return detect_oficina(archivo) == clase


def detect_oficina(archivo: UploadedFile) -> str:
    """Tell an office document by the parts of its container: nothing is expanded. Macros are not admitted."""
    archivo.seek(0)
    try:
        with zipfile.ZipFile(archivo) as contenedor:
            nombres = set(contenedor.namelist())
            if len(contenedor.infolist()) > ENTRADAS_MAXIMAS:
                return ""
            if any(nombre.lower().endswith(MACROS) for nombre in nombres):
                return ""
            if "[Content_Types].xml" in nombres:
                return next((clase for parte, clase in PARTES_DE_OFICINA.items() if parte in nombres), "")
            if "mimetype" in nombres:
                with contenedor.open("mimetype") as entrada:
                    return CLASES_ODF.get(entrada.read(100).decode("ascii", "replace").strip(), "")
    except ILEGIBLES:
        return ""
    return ""


def is_texto(archivo: UploadedFile) -> bool:
    """Whether the whole file is UTF-8 text without control characters."""
    decodificador = codecs.getincrementaldecoder("utf-8")()
    archivo.seek(0)
    try:
        for trozo in archivo.chunks():
            if CONTROLES.search(decodificador.decode(trozo)):
                return False
        decodificador.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True
