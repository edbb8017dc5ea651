"""Small files of every kind, built in code, as a browser would send them."""

import io
import zipfile
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from programas.services.evidencias import Documento

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 20
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x00" * 20
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def build_zip(partes: dict[str, str], metodo: int = zipfile.ZIP_STORED) -> bytes:
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w", metodo) as contenedor:
        for nombre, contenido in partes.items():
            contenedor.writestr(nombre, contenido)
    return salida.getvalue()


def build_oficina(*partes: str) -> bytes:
    """An office document that holds these parts."""
    return build_zip({"[Content_Types].xml": "<Types/>"} | dict.fromkeys(partes, "<x/>"))


def build_archivo(nombre: str = "acta.pdf", contenido: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(nombre, contenido)


def build_documento(
    nombre: str = "acta.pdf", contenido: bytes | None = None, fecha: date = date(2009, 6, 30)
) -> Documento:
    """Another name is another file, unless its content is given."""
    propio = PDF if nombre == "acta.pdf" else PDF + nombre.encode()
    return Documento(build_archivo(nombre, propio if contenido is None else contenido), fecha)
