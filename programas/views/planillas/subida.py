"""From what a browser sends to the workbooks that it brings: a ZIP is opened, what is no workbook is left out."""

from collections.abc import Iterable

from django.core.files.uploadedfile import UploadedFile

from programas.planillas.bulto import is_bulto, unpack_bulto
from programas.planillas.paquete import BLOQUEOS
from programas.services.archivos import clean_nombre
from programas.services.cargas import Archivo


def read_subida(subidos: Iterable[UploadedFile]) -> tuple[list[Archivo], list[str]]:
    """The workbooks, in the order in which they came, and what is said of those left out.

    Raises ``LibroRechazado``.
    """
    archivos: list[Archivo] = []
    omitidos: list[str] = []
    for subido in subidos:
        nombre, contenido = clean_nombre(subido.name or ""), subido.read()
        if nombre.startswith(BLOQUEOS):
            omitidos.append(f"«{nombre}»: es un archivo de bloqueo (~$): se omitió.")
        elif is_bulto(contenido):
            bulto = unpack_bulto(nombre, contenido)
            archivos += [Archivo(*par) for par in bulto.libros]
            omitidos += [f"«{hallazgo.hoja}»: {hallazgo.problema}." for hallazgo in bulto.hallazgos]
        else:
            archivos.append(Archivo(nombre, contenido))
    return archivos, omitidos
