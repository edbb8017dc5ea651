"""What a backup is: a ZIP with a manifest, one part of JSON lines for each table, and the files.

``manifiesto.json`` says the format, the migrations, and of each table its columns, how many rows, the last key
ever given, and the SHA-256 of its part. ``tablas/LABEL.jsonl`` holds a row as a JSON list in each line;
``archivos.jsonl`` a line for each file, whose bytes are in ``archivos/PATH``.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model

from programas.models import Mantencion
from regiones.services import ActoRechazado

FORMATO = "gestion-territorial/respaldo/1"
MANIFIESTO, INDICE = "manifiesto.json", "archivos.jsonl"
TABLAS, ARCHIVOS = "tablas/", "archivos/"
# Who restores logs in again: an open session is a key, and is of no use to anybody later.
SIN_RESPALDO: tuple[type[Model], ...] = (Session,)
# What `migrate` writes, and the commands that keep it: an installation that has only this is empty.
DE_MIGRAR: tuple[type[Model], ...] = (ContentType, Permission, Mantencion)


class RespaldoRechazado(ActoRechazado):
    """The backup cannot be written, is damaged, or does not fit here. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Tabla:
    """A table in a backup. ``ultima`` is the last key ever given, which no later row may take again."""

    modelo: str
    columnas: list[str]
    filas: int
    sha256: str
    ultima: int | None


@dataclass(frozen=True, slots=True)
class Manifiesto:
    """``archivos`` counts the files and ``pesan`` their bytes; ``faltantes`` are the paths that had no file."""

    momento: str
    motor: str
    reglas: str
    migraciones: dict[str, list[str]]
    tablas: list[Tabla]
    archivos: int
    pesan: int
    sha256_indice: str
    faltantes: list[str]
    formato: str = FORMATO

    @property
    def filas(self) -> int:
        return sum(tabla.filas for tabla in self.tablas)

    def write(self) -> bytes:
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


def read_manifiesto(contenido: bytes) -> Manifiesto:
    """Raises ``RespaldoRechazado``."""
    try:
        datos = json.loads(contenido)
        formato = datos["formato"]
        if formato == FORMATO:
            return Manifiesto(**datos | {"tablas": [Tabla(**tabla) for tabla in datos["tablas"]]})
    except (ValueError, TypeError, KeyError) as error:
        raise RespaldoRechazado("El respaldo está dañado: no se entiende su manifiesto.") from error
    raise RespaldoRechazado(f"El respaldo es de otro formato («{formato}»): este programa lee «{FORMATO}».")


def list_modelos() -> list[Any]:
    """Every table that is kept, those between others included, in the order of their names."""
    modelos = apps.get_models(include_auto_created=True)
    guardados = [m for m in modelos if m._meta.managed and not m._meta.proxy and m not in SIN_RESPALDO]
    return sorted(guardados, key=lambda modelo: modelo._meta.label)


def list_columnas(modelo: type[Model]) -> list[str]:
    return [campo.attname for campo in modelo._meta.concrete_fields]


def load_migraciones() -> dict[str, list[str]]:
    """Those applied here, by application. Raises ``RespaldoRechazado`` when some of the program's are not."""
    ejecutor = MigrationExecutor(connection)
    pendientes = ejecutor.migration_plan(ejecutor.loader.graph.leaf_nodes())
    if pendientes:
        raise RespaldoRechazado(
            f"La base de datos es de una versión anterior a la del programa: {len(pendientes)} migraciones sin "
            "aplicar. Para respaldarla use su versión; para restaurar, ejecute antes «manage.py migrate»."
        )
    aplicadas: dict[str, list[str]] = {}
    for aplicacion, nombre in sorted(ejecutor.loader.applied_migrations):
        aplicadas.setdefault(aplicacion, []).append(nombre)
    return aplicadas
