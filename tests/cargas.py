"""Uploads of workbooks as tests need them: previews written by hand, workbooks of the form in bytes."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from programas.formulario.lectura import Hallazgo, Nivel
from programas.models import Carga, Ejercicio, LibroCargado
from programas.planillas.guardados import build_lector
from programas.services.cargas import Archivo, create_carga, read_libros
from regiones.models import Usuario
from tests.libros import HojaEscrita, build_filas, write_formulario, write_libro


def build_vista(*, problemas: Sequence[str] = (), **partes: Any) -> dict[str, Any]:
    """The preview of a workbook, empty but for what is said."""
    impedimentos = [
        Hallazgo("Lectura", Nivel.IMPIDE, "III.1", f"A{i}", "", problema, "").as_dict()
        for i, problema in enumerate(problemas, start=1)
    ]
    return {
        "resumen": {},
        "conteos": {},
        "detectado": {},
        "cambios": [],
        "efecto": {},
        "impedimentos": impedimentos,
        "hallazgos": [],
        "auditoria": [],
        "preguntas": [],
        "cambia": False,
    } | partes


def write_hoja_iii_1(cuantas: int = 4, **cambios: Any) -> bytes:
    """The bytes of a workbook with sheet III.1 alone, of Maule unless it says otherwise."""
    with NamedTemporaryFile(suffix=".xlsx") as archivo:
        hoja = HojaEscrita("III.1", build_filas(cuantas), **{"total": "100%"} | cambios)
        return write_libro(Path(archivo.name), hoja).read_bytes()


def write_completo(**cambios: Any) -> bytes:
    """The bytes of a workbook of the four sheets."""
    with NamedTemporaryFile(suffix=".xlsx") as archivo:
        return write_formulario(Path(archivo.name), **cambios).read_bytes()


def upload(ejercicio: Ejercicio, actor: Usuario, **libros: bytes) -> Carga:
    """An upload of workbooks named as the arguments, not read yet."""
    archivos = [Archivo(f"{nombre}.xlsx", contenido) for nombre, contenido in libros.items()]
    return create_carga(ejercicio=ejercicio, actor=actor, archivos=archivos)


def upload_and_read(ejercicio: Ejercicio, actor: Usuario, **libros: bytes) -> list[LibroCargado]:
    carga = upload(ejercicio, actor, **libros)
    read_libros(carga, build_lector(ejercicio))
    return list_libros(carga)


def list_libros(carga: Carga) -> list[LibroCargado]:
    return list(carga.libros.select_related("carga__ejercicio", "carga__actor", "region").order_by("orden"))
