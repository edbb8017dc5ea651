"""Many workbooks in one ZIP: taken out one by one, with limits, and nothing that is not a workbook."""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

from programas.formulario.lectura import Hallazgo, Nivel
from programas.planillas.paquete import (
    BLOQUEOS,
    DANOS,
    FIRMA_ZIP,
    MAXIMO_ARCHIVO,
    LibroRechazado,
    check_archivo,
)

# Sixteen territories, with their drafts.
MAXIMO_LIBROS = 60
MAXIMO_EXTRAIDO = 100 * 1024 * 1024
EXTENSIONES = (".xlsx", ".xls", ".ods", ".csv", ".xlsm", ".xlsb")
# What a package of Office or LibreOffice holds at its root: then the ZIP is itself a workbook.
PARTES_DE_LIBRO = frozenset({"[content_types].xml", "mimetype", "content.xml"})
DEL_SISTEMA = ("__macosx", ".ds_store", "thumbs.db", "desktop.ini")
SIN_NOMBRE = re.compile(r"[\x00-\x1f\x7f<>:\"|?*]")
PARTIDO = "El ZIP está dañado o incompleto: vuelva a copiarlo o descargarlo."


@dataclass(frozen=True, slots=True)
class Bulto:
    """The workbooks of a ZIP, by their names, and what was left out of it."""

    libros: tuple[tuple[str, bytes], ...]
    hallazgos: tuple[Hallazgo, ...] = ()


def is_bulto(contenido: bytes) -> bool:
    """Whether a file is a ZIP that is not itself a workbook."""
    if not contenido.startswith(FIRMA_ZIP):
        return False
    try:
        with zipfile.ZipFile(BytesIO(contenido)) as paquete:
            return PARTES_DE_LIBRO.isdisjoint(nombre.lower() for nombre in paquete.namelist())
    except DANOS:
        return False


def unpack_bulto(nombre: str, contenido: bytes) -> Bulto:
    """Take the workbooks out. Raises ``LibroRechazado`` when the ZIP as a whole cannot be trusted."""
    check_archivo(nombre, len(contenido), MAXIMO_EXTRAIDO)
    try:
        with zipfile.ZipFile(BytesIO(contenido)) as paquete:
            partes = [parte for parte in paquete.infolist() if not parte.is_dir()]
            check_partes(partes)
            return read_partes(paquete, partes)
    except DANOS as error:
        raise LibroRechazado(PARTIDO) from error


def check_partes(partes: list[zipfile.ZipInfo]) -> None:
    if any(parte.flag_bits & 1 for parte in partes):
        raise LibroRechazado("El ZIP está protegido con contraseña: quítesela y vuelva a intentarlo.")
    if sum(parte.file_size for parte in partes) > MAXIMO_EXTRAIDO or len(partes) > 10 * MAXIMO_LIBROS:
        raise LibroRechazado("El ZIP se expande a un tamaño desmedido: suba menos libros a la vez.")


def read_partes(paquete: zipfile.ZipFile, partes: list[zipfile.ZipInfo]) -> Bulto:
    libros: dict[str, bytes] = {}
    hallazgos: list[Hallazgo] = []
    for parte in partes:
        nombre = clean_nombre(parte.filename)
        if motivo := find_motivo(parte, nombre):
            hallazgos.append(Hallazgo("Lectura", Nivel.ADVERTENCIA, nombre, "", "", motivo, ""))
            continue
        if is_del_sistema(parte.filename):
            continue
        if len(libros) == MAXIMO_LIBROS:
            raise LibroRechazado(f"El ZIP trae más de {MAXIMO_LIBROS} libros: súbalos en varias veces.")
        libros[name_distinto(nombre, libros)] = paquete.read(parte)
    if not libros:
        raise LibroRechazado("El ZIP no trae ningún libro .xlsx, .xls, .ods o .csv.")
    return Bulto(tuple(libros.items()), tuple(hallazgos))


def find_motivo(parte: zipfile.ZipInfo, nombre: str) -> str:
    """Why a file of the ZIP is left out with a word about it."""
    if is_del_sistema(parte.filename):
        return ""
    if nombre.startswith(BLOQUEOS):
        return "es un archivo de bloqueo: se omitió"
    if nombre.lower().endswith(".zip"):
        return "es un ZIP dentro de otro: se omitió; súbalo aparte"
    if not nombre.lower().endswith(EXTENSIONES):
        return "no es un libro .xlsx, .xls, .ods o .csv: se omitió"
    if parte.file_size > MAXIMO_ARCHIVO:
        return f"pesa más de {MAXIMO_ARCHIVO // 1024 // 1024} MB: se omitió"
    return ""


def is_del_sistema(ruta: str) -> bool:
    """What a system leaves in a ZIP without anyone asking."""
    return any(parte.lower() in DEL_SISTEMA for parte in PurePosixPath(ruta.replace("\\", "/")).parts)


def clean_nombre(ruta: str) -> str:
    """The name alone, without folders, for whatever it tries to name outside of them."""
    return SIN_NOMBRE.sub("_", PurePosixPath(ruta.replace("\\", "/")).name)[-150:] or "libro"


def name_distinto(nombre: str, usados: dict[str, bytes]) -> str:
    """«maule (2).xlsx» when two folders hold a «maule.xlsx»."""
    ruta, numero, distinto = PurePosixPath(nombre), 2, nombre
    while distinto in usados:
        distinto = f"{ruta.stem} ({numero}){ruta.suffix}"
        numero += 1
    return distinto
