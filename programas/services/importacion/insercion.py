"""Insert rows of several tables together: with keys taken beforehand, none waits for the key of another.

``bulk_create`` sends a statement per table, and per thousand values on SQLite, and prepares every value through
its field. Here PostgreSQL takes the rows of all the tables in one statement, and SQLite those of each in one,
whatever their number.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import BooleanField, CharField, Field, ForeignKey, IntegerField, JSONField, Model, TextField

from regiones.services.armado import hang_fila

PorModelo = Mapping[type[Model], Sequence[Model]]
Escritor = Callable[[Any], Any]
# The fields whose values the database takes as Python, and JSON, hold them.
COMO_JSON = (BooleanField, CharField, TextField, IntegerField, ForeignKey)


class Tabla(NamedTuple):
    """How the rows of a model are inserted: its columns, what reads their values from a row, and those that the
    database takes written otherwise, by their place."""

    nombre: str
    columnas: tuple[str, ...]
    read: Callable[[Model], tuple[Any, ...]]
    escritores: tuple[tuple[int, Escritor], ...]


def take_claves(filas: PorModelo) -> None:
    """Give the rows without a key one of their table, and point to it those that hang from them: one query."""
    nuevas = {modelo: [fila for fila in suyas if fila.pk is None] for modelo, suyas in filas.items()}
    claves = ask_claves({modelo: len(suyas) for modelo, suyas in nuevas.items() if suyas})
    for modelo, propias in claves.items():
        for fila, clave in zip(nuevas[modelo], propias, strict=True):
            fila.pk = clave
    for suyas in filas.values():
        hang_filas(suyas)


def ask_claves(cuantas: Mapping[type[Model], int]) -> dict[type[Model], Sequence[int]]:
    """As many free keys as are asked of each table, in ascending order."""
    if not cuantas:
        return {}
    modelos = list(cuantas)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            de_una = "SELECT %s, nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
            pedidas = [dato for i, m in enumerate(modelos) for dato in (i, m._meta.db_table, cuantas[m])]
            cursor.execute(" UNION ALL ".join([de_una] * len(modelos)), pedidas)
            dadas: dict[type[Model], list[int]] = {modelo: [] for modelo in modelos}
            for i, clave in cursor.fetchall():
                dadas[modelos[i]].append(clave)
            return {modelo: sorted(claves) for modelo, claves in dadas.items()}
        # Whoever writes in SQLite writes alone: the last key that each table gave is the last one of all.
        cursor.execute("SELECT name, seq FROM sqlite_sequence")
        ultimas = dict(cursor.fetchall())
    primeras = {modelo: ultimas.get(modelo._meta.db_table, 0) + 1 for modelo in modelos}
    return {modelo: range(primera, primera + cuantas[modelo]) for modelo, primera in primeras.items()}


def hang_filas(filas: Iterable[Model]) -> None:
    """Point rows to those that they hang from, once these have a key."""
    for fila in filas:
        for nombre, padre in fila._state.fields_cache.copy().items():
            hang_fila(fila, nombre, padre)


def insert_filas(filas: PorModelo) -> None:
    """Insert rows as they are. Those without a key take the next of their table."""
    grupos = [(describe_tabla(modelo, suyas[0].pk is not None), suyas) for modelo, suyas in filas.items() if suyas]
    if not grupos:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            insert_juntas(cursor, grupos)
        else:
            for tabla, suyas in grupos:
                marcas = ", ".join(["%s"] * len(tabla.columnas))
                cursor.executemany(f"{begin_insercion(tabla)} VALUES ({marcas})", list(read_filas(tabla, suyas)))
    for _, suyas in grupos:
        for fila in suyas:
            fila._state.adding, fila._state.db = False, connection.alias


def insert_juntas(cursor: Any, grupos: Sequence[tuple[Tabla, Sequence[Model]]]) -> None:
    """Insert into several tables in one statement: each reads its rows, by the names of its columns, from JSON."""
    *primeras, ultima = (
        f"{begin_insercion(tabla)} SELECT {', '.join(tabla.columnas)} "  # noqa: S608 - names of the models alone # nosec B608
        f"FROM json_populate_recordset(NULL::{tabla.nombre}, %s::json)"
        for tabla, _ in grupos
    )
    previas = ", ".join(f"i{i} AS ({insercion})" for i, insercion in enumerate(primeras))
    datos = [
        json.dumps(
            [dict(zip(nombres, valores, strict=True)) for valores in read_filas(tabla, suyas)], ensure_ascii=False
        )
        for tabla, suyas in grupos
        for nombres in [[columna.strip('"') for columna in tabla.columnas]]
    ]
    cursor.execute(f"WITH {previas} {ultima}" if previas else ultima, datos)


def begin_insercion(tabla: Tabla) -> str:
    return f"INSERT INTO {tabla.nombre} ({', '.join(tabla.columnas)})"


def read_filas(tabla: Tabla, filas: Iterable[Model]) -> Iterator[list[Any]]:
    for fila in filas:
        valores = list(tabla.read(fila))
        for i, write in tabla.escritores:
            if valores[i] is not None:
                valores[i] = write(valores[i])
        yield valores


@cache
def describe_tabla(modelo: type[Model], con_clave: bool) -> Tabla:
    campos = [campo for campo in modelo._meta.concrete_fields if con_clave or not campo.primary_key]
    cita = connection.ops.quote_name
    escritores = enumerate(find_escritor(campo) for campo in campos)
    return Tabla(
        cita(modelo._meta.db_table),
        tuple(cita(str(campo.column)) for campo in campos),
        attrgetter(*(campo.attname for campo in campos)),
        tuple((i, write) for i, write in escritores if write is not None),
    )


def find_escritor(campo: "Field[Any, Any]") -> Escritor | None:
    """What writes the values of a field that the database does not take as Python holds them."""
    if isinstance(campo, COMO_JSON):
        return None
    if isinstance(campo, JSONField):
        return None if connection.vendor == "postgresql" else json.dumps
    return lambda valor: str(campo.get_db_prep_save(valor, connection))
