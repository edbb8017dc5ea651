"""Rows of the models from all their values at once, for acts that handle hundreds.

``Model.__init__`` asks every field for its default and tells signals, to which nobody here listens; the
descriptors of relations look the other model up each time.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Model
from django.db.models.base import ModelState

M = TypeVar("M", bound=Model)


class Defectos(NamedTuple):
    """What the fields of a model hold while nobody says otherwise: the same for all, or made for each row."""

    iguales: dict[str, Any]
    propios: tuple[tuple[str, Callable[[], Any]], ...]


def build_guardada(modelo: type[M], valores: dict[str, Any]) -> M:
    """A row that is stored, from its values by attribute."""
    fila = hold_valores(modelo, valores)
    fila._state.adding, fila._state.db = False, DEFAULT_DB_ALIAS
    return fila


def build_nueva(modelo: type[M], **valores: Any) -> M:
    """A row to be inserted, like ``modelo(**valores)``."""
    defectos = list_defectos(modelo)
    fila = hold_valores(modelo, defectos.iguales)
    for atributo, build in defectos.propios:
        if atributo not in valores:
            fila.__dict__[atributo] = build()
    for nombre, valor in valores.items():
        if isinstance(valor, Model):
            hang_fila(fila, nombre, valor)
        else:
            fila.__dict__[nombre] = valor
    return fila


def hang_fila(fila: Model, nombre: str, padre: Model) -> None:
    """Point a row to another one, which may have no key yet: as the field of that name does."""
    fila._state.fields_cache[nombre] = padre
    fila.__dict__[f"{nombre}_id"] = padre.pk


def hold_valores(modelo: type[M], valores: dict[str, Any]) -> M:
    fila = modelo.__new__(modelo)
    fila._state = ModelState()
    fila.__dict__.update(valores)
    return fila


@cache
def list_defectos(modelo: type[Model]) -> Defectos:
    campos = modelo._meta.concrete_fields
    propios = [campo for campo in campos if campo.has_default() and callable(campo.default)]
    return Defectos(
        {campo.attname: campo.get_default() for campo in campos if campo not in propios},
        tuple((campo.attname, campo.get_default) for campo in propios),
    )
