"""How often something may be asked: counted in the database, so that every process counts the same."""

from time import time

from django.db import connection

from regiones.models import Consumo

MINUTO, HORA = 60, 3600


def count_pedido(clave: str, segundos: int) -> tuple[int, int]:
    """Count one request of ``clave``: how many in this span of time, and the seconds until the next one begins.

    One statement, the same on both databases: whatever the process, none is lost.
    """
    ahora = int(time())
    termina = (ahora // segundos + 1) * segundos
    tabla = Consumo._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {tabla} (clave, termina, pedidos) VALUES (%s, %s, 1) "  # noqa: S608 — a name of ours # nosec B608
            f"ON CONFLICT (clave) DO UPDATE SET pedidos = CASE WHEN {tabla}.termina = excluded.termina "
            f"THEN {tabla}.pedidos + 1 ELSE 1 END, termina = excluded.termina RETURNING pedidos",
            [clave, termina],
        )
        (pedidos,) = cursor.fetchone()
    return pedidos, termina - ahora
