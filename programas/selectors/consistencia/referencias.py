"""Rows that name another one that is not there."""

from django.db import IntegrityError, connection

from programas.selectors.consistencia.revision import Revision


def check_referencias(revision: Revision) -> None:
    """SQLite holds them only while it is told to; PostgreSQL always does, and has nothing to look for."""
    revision.revisadas = len(connection.introspection.table_names())
    try:
        connection.check_constraints()
    except IntegrityError as error:
        revision.tell("base de datos", f"una fila nombra a otra que no está ({error})")
