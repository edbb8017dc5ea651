"""Keep what a person uploads, whole and as it came, before anything of it is read."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction

from programas import permissions
from programas.models import Carga, Ejercicio, LibroCargado
from programas.services.archivos import clean_nombre, write_mb
from programas.services.cargas.limites import MAXIMO_CARGA, MAXIMO_LIBRO, MAXIMO_LIBROS
from programas.services.cargas.rechazos import CargaExcesiva
from programas.services.importacion import keep_original
from regiones.models import Usuario
from regiones.services import create_fila
from regiones.services.edicion import check_permiso


@dataclass(frozen=True, slots=True)
class Archivo:
    """A file as it was uploaded, or as it came inside a ZIP."""

    nombre: str
    contenido: bytes


@transaction.atomic
def create_carga(*, ejercicio: Ejercicio, actor: Usuario, archivos: Sequence[Archivo]) -> Carga:
    """Keep some workbooks to be read. Raises ``PermissionDenied`` and ``CargaExcesiva``."""
    check_permiso(permissions.drafts_some(actor, ejercicio.servicio_id))
    check_limites([(archivo.nombre, len(archivo.contenido)) for archivo in archivos])
    carga = create_fila(fila=Carga(ejercicio=ejercicio, actor=actor), actor=actor)
    libros = [build_libro(carga, orden, archivo) for orden, archivo in enumerate(archivos, start=1)]
    LibroCargado.objects.bulk_create(libros)
    return carga


def check_limites(tamanos: Sequence[tuple[str, int]]) -> None:
    """Refuse, by names and sizes alone, an upload that brings too much or nothing."""
    if not tamanos:
        raise CargaExcesiva(
            "No hay ningún libro que leer: elija uno o más archivos .xlsx, .xls, .ods, .csv o .zip."
        )
    if len(tamanos) > MAXIMO_LIBROS:
        raise CargaExcesiva(
            f"Son {len(tamanos)} libros y el máximo por carga es {MAXIMO_LIBROS}: súbalos en varias veces."
        )
    for nombre, tamano in tamanos:
        if tamano > MAXIMO_LIBRO and not nombre.lower().endswith(".zip"):
            raise CargaExcesiva(
                f"«{nombre}» pesa {write_mb(tamano)} y el máximo es {write_mb(MAXIMO_LIBRO)}: "
                "quite imágenes y hojas ajenas."
            )
    total = sum(tamano for _, tamano in tamanos)
    if total > MAXIMO_CARGA:
        raise CargaExcesiva(
            f"Los libros pesan {write_mb(total)} en total y el máximo por carga es {write_mb(MAXIMO_CARGA)}: "
            "súbalos en varias veces."
        )


def build_libro(carga: Carga, orden: int, archivo: Archivo) -> LibroCargado:
    libro = LibroCargado(
        carga=carga,
        orden=orden,
        archivo=clean_nombre(archivo.nombre),
        sha256=sha256(archivo.contenido).hexdigest(),
        tamano=len(archivo.contenido),
    )
    # Bytes that are already there are not written again; nor deleted if this fails: another may hold them.
    libro.original.name, _ = keep_original(archivo.contenido, libro.sha256)
    return libro
