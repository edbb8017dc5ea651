"""One moment of the whole database, read while other people go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def hold_instantanea() -> Iterator[None]:
    """Everything read inside is as it was at the beginning; nothing can be written inside, and nobody waits.

    It is the outermost transaction: neither engine gives one moment to what already reads.
    """
    if connection.vendor == "postgresql":
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            allow_pausas()
            yield
        return
    connection.ensure_connection()
    with connection.cursor() as cursor:
        # Not through ``atomic``, whose BEGIN takes the one place of who writes (``settings.DATABASES``).
        cursor.execute("BEGIN DEFERRED")
        try:
            # SQLite fixes the moment at the first reading.
            cursor.execute("SELECT 1 FROM sqlite_master")
            cursor.fetchall()
            yield
        finally:
            cursor.execute("ROLLBACK")


def allow_pausas() -> None:
    """Let this transaction go on while files are copied: PostgreSQL would end it (``BASE_OCIOSA_SEGUNDOS``)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
