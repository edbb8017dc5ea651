"""Rows of several tables in one statement: each row as the JSON list of its values, told apart by its table."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import (
    CharField,
    DateTimeField,
    Field,
    ForeignKey,
    IntegerField,
    JSONField,
    Model,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import JSONArray
from django.utils.dateparse import parse_datetime

from regiones.services.armado import build_guardada

# The queries that some keys choose, as many of each as they have: what they are is in their places.
Consultas = Callable[..., list[QuerySet[Any]]]
Lector = Callable[[Any], Any]
# The fields whose values JSON holds as they are.
COMO_JSON = (CharField, TextField, IntegerField, ForeignKey)


class Tabla(NamedTuple):
    """The model of some rows: the attributes of their values, in order, and those that JSON wrote otherwise."""

    modelo: type[Model]
    atributos: tuple[str, ...]
    lectores: tuple[tuple[int, Lector], ...]


class Preparada(NamedTuple):
    """A statement, its parameters with the places of the keys, and the tables of its rows."""

    sql: str
    parametros: tuple[Any, ...]
    tablas: tuple[Tabla, ...]


def load_juntas(consultas: Consultas, **claves: Sequence[int]) -> list[list[Any]]:
    """The rows of each query, as instances of its model: one statement for all of them.

    Its text depends on nothing but how many the keys are: Django writes it once, and not for every import.
    """
    preparada = prepare_juntas(consultas, tuple((nombre, len(propias)) for nombre, propias in claves.items()))
    todas = [clave for propias in claves.values() for clave in propias]
    parametros = [todas[-p - 1] if isinstance(p, int) and p < 0 else p for p in preparada.parametros]
    filas: list[list[Any]] = [[] for _ in preparada.tablas]
    with connection.cursor() as cursor:
        cursor.execute(preparada.sql, parametros)
        for cual, escrita in cursor.fetchall():
            filas[cual].append(read_fila(preparada.tablas[cual], json.loads(escrita, parse_float=Decimal)))
    return filas


@cache
def prepare_juntas(consultas: Consultas, cuantas: tuple[tuple[str, int], ...]) -> Preparada:
    """Write the statement with a negative number in the place of each key: −1 is the first of them."""
    lugares: dict[str, list[int]] = {}
    for nombre, numero in cuantas:
        primero = sum(len(previos) for previos in lugares.values())
        lugares[nombre] = [-clave for clave in range(primero + 1, primero + numero + 1)]
    propias = consultas(**lugares)
    modelos: list[type[Model]] = [consulta.model for consulta in propias]
    tablas = tuple(describe_tabla(modelo) for modelo in modelos)
    primera, *otras = (
        consulta.order_by()
        .annotate(cual=Value(i), fila=JSONArray(*tabla.atributos, output_field=JSONField()))
        .values_list("cual", "fila")
        for i, (consulta, tabla) in enumerate(zip(propias, tablas, strict=True))
    )
    sql, parametros = primera.union(*otras, all=True).query.sql_with_params()
    return Preparada(sql, parametros, tablas)


@cache
def describe_tabla(modelo: type[Model]) -> Tabla:
    campos = modelo._meta.concrete_fields
    lectores = enumerate(find_lector(campo) for campo in campos)
    return Tabla(
        modelo,
        tuple(campo.attname for campo in campos),
        tuple((i, read) for i, read in lectores if read is not None),
    )


def find_lector(campo: "Field[Any, Any]") -> Lector | None:
    """What makes of a value of JSON that of a field: databases write moments, and JSON in JSON, each."""
    if isinstance(campo, JSONField):
        return lambda valor: json.loads(valor) if isinstance(valor, str) else valor
    if isinstance(campo, DateTimeField):
        return read_momento
    return None if isinstance(campo, COMO_JSON) else campo.to_python


def read_momento(escrito: str) -> datetime | None:
    momento = parse_datetime(escrito)
    return momento.replace(tzinfo=UTC) if momento and momento.tzinfo is None else momento


def read_fila(tabla: Tabla, valores: list[Any]) -> Model:
    for i, read in tabla.lectores:
        if valores[i] is not None:
            valores[i] = read(valores[i])
    return build_guardada(tabla.modelo, dict(zip(tabla.atributos, valores, strict=True)))
