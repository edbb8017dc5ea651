"""Bring a backup into an empty installation: all of it, or nothing."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from django.core.exceptions import SuspiciousOperation, ValidationError
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction

from programas.selectors.guardados import iter_carpeta
from programas.selectors.instantanea import allow_pausas
from programas.services.importacion.original import keep_originales
from programas.services.respaldo.comprobacion import check_respaldo, iter_indice, open_respaldo
from programas.services.respaldo.manifiesto import (
    ARCHIVOS,
    DE_MIGRAR,
    TABLAS,
    Manifiesto,
    RespaldoRechazado,
    Tabla,
    list_columnas,
    list_modelos,
    load_migraciones,
)
from programas.services.respaldo.secuencias import restore_ultima
from programas.services.respaldo.valores import prepare_valor

# Rows of one statement, and how much of the backup they may take: closings are large.
FILAS_POR_ORDEN, BYTES_POR_ORDEN = 500, 4 * 1024 * 1024


def restore_respaldo(*, ruta: Path) -> Manifiesto:
    """Write a backup here, where there is nothing, and return what it held.

    The whole backup is compared with its hashes first. If anything fails, the database and the folder of files
    stay as empty as they were. Raises ``RespaldoRechazado``.
    """
    manifiesto = check_respaldo(ruta)
    check_migraciones(manifiesto)
    check_vacia()
    try:
        with (
            open_respaldo(ruta) as paquete,
            keep_originales() as escritos,
            transaction.atomic(durable=True),
        ):
            allow_pausas()
            restore_tablas(paquete, manifiesto)
            for archivo in iter_indice(paquete):
                escritos.append(archivo["ruta"])
                restore_archivo(paquete, archivo["ruta"])
            for tabla, modelo in pair_tablas(manifiesto):
                restore_ultima(modelo, tabla.ultima)
    except (OSError, SuspiciousOperation) as error:
        raise RespaldoRechazado(
            f"No se pudo escribir un archivo del respaldo, y no quedó nada: {error}."
        ) from error
    analyze_tablas()
    return manifiesto


def check_migraciones(manifiesto: Manifiesto) -> None:
    """Refuse a backup of another version of the tables, saying which one it lacks or has."""
    propias = {(a, nombre) for a, nombres in load_migraciones().items() for nombre in nombres}
    suyas = {(a, nombre) for a, nombres in manifiesto.migraciones.items() for nombre in nombres}
    for distintas, frase in ((propias - suyas, "no tiene"), (suyas - propias, "tiene además")):
        if distintas:
            cual = ".".join(min(distintas))
            mas = f" y {len(distintas) - 1} más" if len(distintas) > 1 else ""
            raise RespaldoRechazado(
                f"El respaldo es de otra versión del programa: {frase} la migración {cual}{mas}. "
                "Restáurelo con la versión que lo escribió y actualice después."
            )
    if [(tabla.modelo, tabla.columnas) for tabla in manifiesto.tablas] != [
        (modelo._meta.label, list_columnas(modelo)) for modelo in list_modelos()
    ]:
        raise RespaldoRechazado("El respaldo tiene otras tablas o columnas que este programa: no se restaura.")


def check_vacia() -> None:
    """Refuse an installation in use: nothing is ever mixed or written over."""
    for modelo in list_modelos():
        if modelo not in DE_MIGRAR and modelo._base_manager.exists():
            raise RespaldoRechazado(
                f"La base de datos no está vacía: hay filas de «{modelo._meta.verbose_name_plural}» "
                f"({modelo._meta.db_table}). Restaure en una base nueva, recién migrada."
            )
    archivo = next(iter_carpeta(), None)
    if archivo is not None:
        raise RespaldoRechazado(
            f"La carpeta de archivos no está vacía: tiene «{archivo}». Restaure con ARCHIVOS en una carpeta nueva."
        )


def pair_tablas(manifiesto: Manifiesto) -> list[tuple[Tabla, Any]]:
    return list(zip(manifiesto.tablas, list_modelos(), strict=True))


def restore_tablas(paquete: ZipFile, manifiesto: Manifiesto) -> None:
    """Insert every row with its key. Links are checked at the end: tables come in any order."""
    for modelo in reversed(DE_MIGRAR):
        modelo._base_manager.all()._raw_delete(connection.alias)
    for tabla, modelo in pair_tablas(manifiesto):
        try:
            with paquete.open(f"{TABLAS}{tabla.modelo}.jsonl") as lineas:
                for filas in batch_filas(lineas, len(tabla.columnas)):
                    insert_filas(modelo, filas)
        except (DatabaseError, ValidationError, ValueError, TypeError) as error:
            raise RespaldoRechazado(
                f"No se restauró nada: la base de datos no admite una fila de {tabla.modelo} ({error})."
            ) from error
    try:
        connection.check_constraints()
    except DatabaseError as error:
        raise RespaldoRechazado(f"No se restauró nada: una fila nombra a otra que no está ({error}).") from error


def batch_filas(lineas: Any, columnas: int) -> Iterator[list[list[Any]]]:
    """Rows to be inserted by one statement, as many as it takes."""
    limite = connection.features.max_query_params
    cuantas = max(1, min(FILAS_POR_ORDEN, limite // columnas)) if limite else FILAS_POR_ORDEN
    filas: list[list[Any]] = []
    pesan = 0
    for linea in lineas:
        filas.append(json.loads(linea))
        pesan += len(linea)
        if len(filas) == cuantas or pesan > BYTES_POR_ORDEN:
            yield filas
            filas, pesan = [], 0
    if filas:
        yield filas


def insert_filas(modelo: Any, filas: list[list[Any]]) -> None:
    """Written as they were: no default, no «now» of a field takes part, as it would through a model."""
    campos = modelo._meta.concrete_fields
    quote = connection.ops.quote_name
    columnas = ", ".join(quote(campo.column) for campo in campos)
    lugares = f"({', '.join(['%s'] * len(campos))})"
    valores = [prepare_valor(campo, valor) for fila in filas for campo, valor in zip(campos, fila, strict=True)]
    orden = f"INSERT INTO {quote(modelo._meta.db_table)} ({columnas}) VALUES "  # noqa: S608 # nosec B608
    with connection.cursor() as cursor:
        cursor.execute(orden + ", ".join([lugares] * len(filas)), valores)


def restore_archivo(paquete: ZipFile, ruta: str) -> None:
    with paquete.open(f"{ARCHIVOS}{ruta}") as abierto:
        escrita = default_storage.save(ruta, File(abierto))
    if escrita != ruta:
        default_storage.delete(escrita)
        raise RespaldoRechazado(f"No se restauró nada: ya hay un archivo en {ruta}.")


def analyze_tablas() -> None:
    """PostgreSQL plans by what it knows of each table: of these it knows nothing yet."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
