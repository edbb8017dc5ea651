"""Rows of several tables in one statement: each row as the JSON list of its values, told apart by its table."""

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import DateTimeField, Field, JSONField, Model, QuerySet, Value
from django.db.models.functions import JSONArray
from django.utils.dateparse import parse_datetime


class Exacto(json.JSONDecoder):
    """Reads decimals as they are written."""

    def __init__(self, **opciones: Any) -> None:
        super().__init__(**opciones | {"parse_float": Decimal})


def load_juntas(consultas: Sequence[QuerySet[Any]]) -> list[list[Any]]:
    """The rows of each query, as instances of its model: one statement for all of them."""
    columnas = [consulta.model._meta.concrete_fields for consulta in consultas]
    primera, *otras = (
        consulta.order_by()
        .annotate(
            cual=Value(i),
            fila=JSONArray(*(campo.attname for campo in suyas), output_field=JSONField(decoder=Exacto)),
        )
        .values_list("cual", "fila")
        for i, (consulta, suyas) in enumerate(zip(consultas, columnas, strict=True))
    )
    filas: list[list[Any]] = [[] for _ in consultas]
    for cual, valores in primera.union(*otras, all=True):
        filas[cual].append(build_fila(consultas[cual].model, columnas[cual], valores))
    return filas


def build_fila(modelo: type[Model], columnas: Iterable["Field[Any, Any]"], valores: Iterable[Any]) -> Model:
    leidos = [read_valor(campo, valor) for campo, valor in zip(columnas, valores, strict=True)]
    return modelo.from_db(DEFAULT_DB_ALIAS, [campo.attname for campo in columnas], leidos)


def read_valor(campo: "Field[Any, Any]", valor: Any) -> Any:
    """A value as the model has it. Databases write moments, and JSON within JSON, each in its own way."""
    if valor is None:
        return None
    if isinstance(campo, JSONField):
        return json.loads(valor) if isinstance(valor, str) else valor
    if isinstance(campo, DateTimeField):
        momento: datetime | None = parse_datetime(valor)
        return momento.replace(tzinfo=UTC) if momento and momento.tzinfo is None else momento
    return campo.to_python(valor)
