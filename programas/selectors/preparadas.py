"""Statements that Django writes once: those that acts repeat, and whose text depends on no value."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

# A query of tuples that some keys choose, given by name as lists: its text depends on how many they are.
Consulta = Callable[..., QuerySet[Any, Any]]


class Preparada(NamedTuple):
    """A statement, and its parameters with a negative number in the place of each key: −1 is the first of them."""

    sql: str
    parametros: tuple[Any, ...]


def fetch_preparada(consulta: Consulta, **claves: Sequence[int]) -> list[tuple[Any, ...]]:
    """The rows of a query as the database gives them. Writing the statement costs more than running it."""
    preparada = prepare_consulta(consulta, tuple((nombre, len(propias)) for nombre, propias in claves.items()))
    todas = [clave for propias in claves.values() for clave in propias]
    parametros = [todas[-p - 1] if isinstance(p, int) and p < 0 else p for p in preparada.parametros]
    with connection.cursor() as cursor:
        cursor.execute(preparada.sql, parametros)
        return cursor.fetchall()


@cache
def prepare_consulta(consulta: Consulta, cuantas: tuple[tuple[str, int], ...]) -> Preparada:
    lugares: dict[str, list[int]] = {}
    ultimo = 0
    for nombre, numero in cuantas:
        lugares[nombre] = list(range(ultimo - 1, ultimo - 1 - numero, -1))
        ultimo -= numero
    return Preparada(*consulta(**lugares).query.sql_with_params())
