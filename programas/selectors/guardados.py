"""The files that the rows of the database name: where each is kept, and what it must be."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import Model

from programas.models import DocumentoGenerado, Evidencia, Importacion, LibroCargado

# How this program names what it keeps, and the probe of ``/salud/lista``. Whatever else is there is not ours.
PROPIAS = re.compile(
    r"(evidencias/\d+/\d+/[0-9a-f]{32}|(planillas|documentos)/[0-9a-f]{2}/[0-9a-f]{64}(_\w+)?|\.salud-\w+"
    r"|(evidencias/\d+/\d+|(planillas|documentos)/[0-9a-f]{2})/\.parcial-[0-9a-f]{32})(\.va)*"
)
TROZO = 1024 * 1024
FILAS_POR_VEZ = 2000
# Model, where its path is, and where its size is: the same name holds the SHA-256 in all of them.
CAMPOS: tuple[tuple[type[Model], str, str], ...] = (
    (Evidencia, "archivo", "tamano"),
    (LibroCargado, "original", "tamano"),
    (Importacion, "original", ""),
    (DocumentoGenerado, "archivo", "tamano"),
)


@dataclass(frozen=True, slots=True)
class Guardado:
    """A file as a row tells of it. ``tamano``, in bytes, is ``None`` where the row does not say."""

    modelo: type[Model]
    pk: int
    ruta: str
    sha256: str
    tamano: int | None

    @property
    def fila(self) -> str:
        return f"{self.modelo._meta.verbose_name} n.º {self.pk}"


def iter_guardados() -> Iterator[Guardado]:
    """Every file that a row names, by table and path, so that rows that share it are together: a query a table."""
    for modelo, campo, tamano in CAMPOS:
        filas: Any = modelo._base_manager.exclude(**{campo: ""}).order_by(campo, "pk")
        nombres = ["pk", campo, "sha256", *filter(None, [tamano])]
        for pk, ruta, suma, *resto in filas.values_list(*nombres).iterator(FILAS_POR_VEZ):
            yield Guardado(modelo, pk, ruta, suma, resto[0] if resto else None)


def iter_trozos(abierto: Any) -> Iterator[bytes]:
    while trozo := abierto.read(TROZO):
        yield trozo


def sum_trozos(abierto: Any) -> tuple[str, int]:
    """The SHA-256 and the size of what is left to read, piece by piece."""
    suma, tamano = sha256(), 0
    for trozo in iter_trozos(abierto):
        suma.update(trozo)
        tamano += len(trozo)
    return suma.hexdigest(), tamano


def iter_carpeta(carpeta: str = "") -> Iterator[str]:
    """The path of every file kept, below a folder, in order. Nothing where the folder does not exist."""
    try:
        carpetas, archivos = default_storage.listdir(carpeta)
    except FileNotFoundError:
        return
    for nombre in sorted(archivos):
        yield f"{carpeta}/{nombre}" if carpeta else nombre
    for nombre in sorted(carpetas):
        yield from iter_carpeta(f"{carpeta}/{nombre}" if carpeta else nombre)


def is_anterior(ruta: str, momento: datetime) -> bool:
    """Whether a file was last written before; one that is gone meanwhile was not."""
    try:
        return bool(default_storage.get_modified_time(ruta) < momento)
    except FileNotFoundError:
        return False
