"""Read a backup whole, comparing each part with its hash, before anything is done with it."""

import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from programas.selectors.guardados import sum_trozos
from programas.services.respaldo.manifiesto import (
    ARCHIVOS,
    INDICE,
    MANIFIESTO,
    TABLAS,
    Manifiesto,
    RespaldoRechazado,
    read_manifiesto,
)

DANADO = "El respaldo está dañado: {}. Use otra copia."


@contextmanager
def open_respaldo(ruta: Path) -> Iterator[ZipFile]:
    """Raises ``RespaldoRechazado``, also for what is found broken while it is read."""
    try:
        paquete = ZipFile(ruta)
    except BadZipFile as error:
        raise RespaldoRechazado(DANADO.format("no es un ZIP completo")) from error
    except OSError as error:
        raise RespaldoRechazado(f"No se puede leer el respaldo {ruta}: {error}.") from error
    try:
        with paquete:
            yield paquete
    except (BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise RespaldoRechazado(DANADO.format("no es un ZIP completo")) from error
    except KeyError as error:
        raise RespaldoRechazado(DANADO.format("le falta una de sus partes")) from error


def check_respaldo(ruta: Path) -> Manifiesto:
    """Read every part. Raises ``RespaldoRechazado`` naming the first that is not what the manifest says."""
    with open_respaldo(ruta) as paquete:
        manifiesto = read_manifiesto(paquete.read(MANIFIESTO))
        partes = {MANIFIESTO, INDICE}
        for tabla in manifiesto.tablas:
            nombre = f"{TABLAS}{tabla.modelo}.jsonl"
            suma, filas = sha256(), 0
            with paquete.open(nombre) as lineas:
                for linea in lineas:
                    suma.update(linea)
                    filas += 1
            check_parte(nombre, (suma.hexdigest(), filas) == (tabla.sha256, tabla.filas))
            partes.add(nombre)
        with paquete.open(INDICE) as abierto:
            check_parte(INDICE, sum_trozos(abierto)[0] == manifiesto.sha256_indice)
        for archivo in iter_indice(paquete):
            nombre = f"{ARCHIVOS}{archivo['ruta']}"
            with paquete.open(nombre) as abierto:
                check_parte(nombre, sum_trozos(abierto) == (archivo["sha256"], archivo["tamano"]))
            partes.add(nombre)
        sobran = sorted(set(paquete.namelist()) - partes)
        if sobran:
            raise RespaldoRechazado(DANADO.format(f"trae «{sobran[0]}», que su manifiesto no nombra"))
    return manifiesto


def check_parte(nombre: str, integra: bool) -> None:
    if not integra:
        raise RespaldoRechazado(DANADO.format(f"la parte «{nombre}» no es la que se escribió"))


def iter_indice(paquete: ZipFile) -> Iterator[dict[str, Any]]:
    """Each file of the backup: its path, size and SHA-256."""
    with paquete.open(INDICE) as lineas:
        yield from map(json.loads, lineas)
