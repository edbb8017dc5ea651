"""Installations of the test's own, beside the common database: emptied, or of the other engine."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder

from programas.models import Compromiso, Ejercicio
from programas.services.evidencias import attach_evidencia
from programas.services.respaldo.manifiesto import DE_MIGRAR, list_modelos
from regiones.models import AliasRegion, Region, Servicio, Usuario
from tests.documentos import build_documento
from tests.programas.cierres import build_evaluado, close


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


def load_archivos(carpeta: Path) -> dict[str, bytes]:
    return {str(r.relative_to(carpeta)): r.read_bytes() for r in carpeta.rglob("*") if r.is_file()}


def build_instalacion() -> int:
    """The demonstration with an evidence, a year that is closed, and a row that is gone: its key."""
    call_command("load_demostracion", stdout=StringIO())
    compromiso = Compromiso.objects.filter(objetivo__programa__region__cut="07").order_by("codigo")[0]
    directora = Usuario.objects.get(username="direccion.maule")
    attach_evidencia(compromiso=compromiso, documento=build_documento("Acta «ñ».pdf"), actor=directora)
    dia = date(2010, 12, 1)
    otro = Ejercicio.objects.create(
        servicio=Servicio.objects.get(), anio=2010, reclamos_desde=dia, reclamos_hasta=dia
    )
    with transaction.atomic():
        # What is deleted keeps its key: the record names it by it.
        alias = AliasRegion.objects.create(region=Region.objects.get(cut="07"), texto="El Maule antiguo")
        ida = alias.pk
        alias.delete()
    Usuario.objects.filter(username="administracion").update(last_login="2009-07-01T12:00:00.123456Z")
    build_evaluado(otro, *(Region.objects.get(cut=cut) for cut in ("07", "03")))
    close(otro, Usuario.objects.get(username="administracion"))
    return ida
