"""Installations of the test's own, beside the common database: emptied, or of the other engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder

from programas.services.respaldo.manifiesto import DE_MIGRAR, list_modelos


def load_todo() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that a backup keeps."""
    return {m._meta.label: list(m._base_manager.order_by("pk").values_list()) for m in list_modelos()}


@contextmanager
def lift_disparadores() -> Iterator[None]:
    """Do what nobody but the owner of the database can: change what is only added to."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
            yield
            cursor.execute("SET session_replication_role = origin")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        disparadores = cursor.fetchall()
        for nombre, _ in disparadores:
            cursor.execute(f"DROP TRIGGER {nombre}")
        yield
        for _, orden in disparadores:
            cursor.execute(orden)


def empty_base() -> None:
    """Leave the database of the connection as «migrate» left it, its triggers included."""
    tablas = [modelo._meta.db_table for modelo in list_modelos() if modelo not in DE_MIGRAR]
    with lift_disparadores(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(tablas)} RESTART IDENTITY CASCADE")
            return
        cursor.execute("PRAGMA foreign_keys = OFF")
        for tabla in tablas:
            cursor.execute(f"DELETE FROM {tabla}")
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [tabla])
        cursor.execute("PRAGMA foreign_keys = ON")


@contextmanager
def open_sqlite(ruta: Path) -> Iterator[None]:
    """Work on an empty SQLite database with the tables and migrations of the present one, but its triggers."""
    aplicadas = sorted(MigrationRecorder(connection).applied_migrations())
    previa, ajustes = connections["default"], connections.settings["default"]
    propios = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(ruta), "OPTIONS": {}}
    connections.settings["default"] = ajustes | propios
    connections["default"] = connections.create_connection("default")
    try:
        with connection.schema_editor() as editor:
            for modelo in apps.get_models():
                editor.create_model(modelo)
        registro = MigrationRecorder(connection)
        registro.ensure_schema()
        for aplicacion, nombre in aplicadas:
            registro.record_applied(aplicacion, nombre)
        yield
    finally:
        connections["default"].close()
        connections["default"], connections.settings["default"] = previa, ajustes
