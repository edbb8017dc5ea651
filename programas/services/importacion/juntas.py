"""Rows of several tables in one statement: each row as the JSON list of its values, told apart by its table."""

import json
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

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

Lector = Callable[[Any], Any]
# Reads decimals as they are written.
EXACTO = json.JSONDecoder(parse_float=Decimal)
# The fields whose values JSON holds as they are.
COMO_JSON = (CharField, TextField, IntegerField, ForeignKey)


class Tabla(NamedTuple):
    """The model of some rows: the attributes of their values, in order, and those that JSON wrote otherwise."""

    modelo: type[Model]
    atributos: tuple[str, ...]
    lectores: tuple[tuple[int, Lector], ...]


def join_consultas(consultas: Sequence[QuerySet[Any]]) -> Any:
    """One query with the rows of all: the number of its own, and its values as JSON."""
    primera, *otras = (
        consulta.order_by()
        .annotate(
            cual=Value(i),
            fila=JSONArray(*(c.attname for c in consulta.model._meta.concrete_fields), output_field=JSONField()),
        )
        .values_list("cual", "fila")
        for i, consulta in enumerate(consultas)
    )
    return primera.union(*otras, all=True)


def read_juntas(modelos: Sequence[type[Model]], juntas: Iterable[tuple[int, str]]) -> list[list[Any]]:
    """The rows of each query as instances of its model, from what the database gave of all."""
    filas: list[list[Any]] = [[] for _ in modelos]
    tablas = [describe_tabla(modelo) for modelo in modelos]
    for cual, escrita in juntas:
        filas[cual].append(read_fila(tablas[cual], EXACTO.decode(escrita)))
    return filas


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
