"""The last key that a table ever gave: rows that are gone keep theirs, by which the record names them."""

from typing import Any

from django.db import connection
from django.db.models import AutoField, BigAutoField, Max, Model


def has_secuencia(modelo: type[Model]) -> bool:
    return isinstance(modelo._meta.pk, AutoField | BigAutoField)


def read_ultima(modelo: type[Model]) -> int | None:
    """``None`` for a table whose keys are not counted, or that never gave one."""
    if not has_secuencia(modelo):
        return None
    mayor = modelo._base_manager.aggregate(mayor=Max("pk"))["mayor"] or 0
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"SELECT last_value FROM {find_secuencia(cursor, modelo)} WHERE is_called")  # noqa: S608 # nosec B608
        else:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [modelo._meta.db_table])
        contada = cursor.fetchone()
    return max(mayor, contada[0] if contada else 0) or None


def find_secuencia(cursor: Any, modelo: type[Model]) -> str:
    """The name of the sequence, quoted by the database itself."""
    tabla = connection.ops.quote_name(modelo._meta.db_table)
    pk: Any = modelo._meta.pk
    cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [tabla, pk.column])
    return str(cursor.fetchone()[0])


def restore_ultima(modelo: type[Model], ultima: int | None) -> None:
    """Go on counting after the last key that was given. It is undone with the transaction only on SQLite."""
    if ultima is None or not has_secuencia(modelo):
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval(%s::regclass, %s)", [find_secuencia(cursor, modelo), ultima])
        else:
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [modelo._meta.db_table])
            cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [modelo._meta.db_table, ultima])
