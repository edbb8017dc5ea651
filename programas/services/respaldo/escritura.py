"""Write a backup: one moment of the database, table by table, and the files that its rows name."""

import errno
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from programas.scoring import VERSION
from programas.selectors.guardados import FILAS_POR_VEZ, iter_guardados, iter_trozos, sum_trozos
from programas.selectors.instantanea import hold_instantanea
from programas.services.respaldo.comprobacion import check_respaldo
from programas.services.respaldo.manifiesto import (
    ARCHIVOS,
    INDICE,
    MANIFIESTO,
    TABLAS,
    Manifiesto,
    RespaldoRechazado,
    Tabla,
    list_columnas,
    list_modelos,
    load_migraciones,
)
from programas.services.respaldo.secuencias import read_ultima
from programas.services.respaldo.valores import write_fila

PREFIJO_TEMPORAL = ".respaldo-"
CAUSAS = {
    errno.ENOENT: "su carpeta no existe",
    errno.EACCES: "no hay permiso para escribir en su carpeta",
    errno.EROFS: "su carpeta es de solo lectura",
    errno.ENOSPC: "no queda espacio en el disco",
}


@dataclass(frozen=True, slots=True)
class Escrito:
    """A backup that was written, and read again. ``avisos`` tells the files that are not what their rows say."""

    ruta: Path
    tamano: int
    sha256: str
    manifiesto: Manifiesto
    avisos: tuple[str, ...]


def write_respaldo(*, destino: Path) -> Escrito:
    """Write a backup beside ``destino`` and give it that name once it was read whole again.

    It holds password hashes: only who writes it may read it. Raises ``RespaldoRechazado``.
    """
    if destino.exists():
        raise RespaldoRechazado(f"Ya existe {destino}: elija otro nombre, nada se sobrescribe.")
    try:
        with stage_archivo(destino) as temporal:
            with hold_instantanea(), ZipFile(temporal, "w", ZIP_DEFLATED, compresslevel=6) as paquete:
                avisos = write_partes(paquete)
            temporal.flush()
            os.fsync(temporal.fileno())
            manifiesto = check_respaldo(Path(temporal.name))
            temporal.seek(0)
            suma, tamano = sum_trozos(temporal)
    except OSError as error:
        causa = CAUSAS.get(error.errno or 0, str(error))
        raise RespaldoRechazado(f"No se pudo escribir {destino}: {causa}.") from error
    return Escrito(destino, tamano, suma, manifiesto, tuple(avisos))


@contextmanager
def stage_archivo(destino: Path) -> Iterator[Any]:
    """A file in the same folder that takes its name at the end, and is gone if something fails before."""
    with NamedTemporaryFile(dir=destino.parent, prefix=PREFIJO_TEMPORAL, delete=False) as temporal:
        try:
            yield temporal
            os.replace(temporal.name, destino)
        finally:
            Path(temporal.name).unlink(missing_ok=True)


def write_partes(paquete: ZipFile) -> list[str]:
    """Write every part and at last the manifest; return what is wrong with the files."""
    momento = timezone.now().isoformat(timespec="seconds")
    migraciones = load_migraciones()
    tablas = [write_tabla(paquete, modelo) for modelo in list_modelos()]
    avisos: list[str] = []
    faltantes: list[str] = []
    with TemporaryFile() as indice:
        cuantos, pesan = write_archivos(paquete, indice, avisos, faltantes)
        indice.seek(0)
        suma, _ = write_parte(paquete, INDICE, iter_trozos(indice))
    manifiesto = Manifiesto(
        momento, connection.vendor, VERSION, migraciones, tablas, cuantos, pesan, suma, sorted(set(faltantes))
    )
    paquete.writestr(MANIFIESTO, manifiesto.write())
    return avisos


def write_tabla(paquete: ZipFile, modelo: Any) -> Tabla:
    """One query, read as it comes, in the order of the keys."""
    columnas = list_columnas(modelo)
    filas = modelo._base_manager.order_by("pk").values_list(*columnas).iterator(FILAS_POR_VEZ)
    suma, cuantas = write_parte(paquete, f"{TABLAS}{modelo._meta.label}.jsonl", map(write_fila, filas))
    return Tabla(modelo._meta.label, columnas, cuantas, suma, read_ultima(modelo))


def write_parte(paquete: ZipFile, nombre: str, trozos: Iterable[bytes]) -> tuple[str, int]:
    """Return the SHA-256 of a part and how many pieces made it."""
    suma, cuantos = sha256(), 0
    with paquete.open(nombre, "w", force_zip64=True) as parte:
        for trozo in trozos:
            suma.update(trozo)
            parte.write(trozo)
            cuantos += 1
    return suma.hexdigest(), cuantos


def write_archivos(
    paquete: ZipFile, indice: IO[bytes], avisos: list[str], faltantes: list[str]
) -> tuple[int, int]:
    """Copy each file once, with its line in the index; return how many and how many bytes.

    What is missing or changed is told and does not stop the rest: a backup is wanted most when something is wrong.
    """
    copiados: dict[str, str] = {}
    pesan = 0
    for guardado in iter_guardados():
        suma = copiados.get(guardado.ruta)
        if suma is None:
            try:
                suma, tamano = copy_archivo(paquete, guardado.ruta)
            except FileNotFoundError:
                avisos.append(f"{guardado.fila}: no está su archivo {guardado.ruta}.")
                faltantes.append(guardado.ruta)
                continue
            copiados[guardado.ruta] = suma
            pesan += tamano
            linea = {"ruta": guardado.ruta, "tamano": tamano, "sha256": suma}
            indice.write(json.dumps(linea).encode("ascii") + b"\n")
        if suma != guardado.sha256:
            avisos.append(f"{guardado.fila}: su archivo {guardado.ruta} no tiene el SHA-256 con que se guardó.")
    return len(copiados), pesan


def copy_archivo(paquete: ZipFile, ruta: str) -> tuple[str, int]:
    """Return its SHA-256 and size. Documents and pictures are compressed already. Raises ``FileNotFoundError``."""
    suma, tamano = sha256(), 0
    entrada = ZipInfo(f"{ARCHIVOS}{ruta}")
    entrada.compress_type = ZIP_STORED
    with default_storage.open(ruta) as abierto, paquete.open(entrada, "w", force_zip64=True) as parte:
        for trozo in iter_trozos(abierto):
            suma.update(trozo)
            parte.write(trozo)
            tamano += len(trozo)
    return suma.hexdigest(), tamano
