"""The many-to-many links of a row: compared, written and recorded together with its fields."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Model

from regiones.models import Editable

# The keys that each many-to-many field is to hold: ``{"unidades": [3, 7]}``.
Enlaces = Mapping[str, Collection[int]]


def read_enlaces(fila: Editable, nombres: Collection[str] | None = None) -> dict[str, list[int]]:
    """The stored keys of a row's many-to-many fields, sorted: of all of them, or of some."""
    if nombres is None:
        nombres = [
            campo.name for campo in fila._meta.many_to_many if campo.name not in ("groups", "user_permissions")
        ]
    return {nombre: sorted(getattr(fila, nombre).values_list("pk", flat=True)) for nombre in nombres}


def sort_enlaces(enlaces: Enlaces | None) -> dict[str, list[int]]:
    return {nombre: sorted(set(claves)) for nombre, claves in (enlaces or {}).items()}


def write_enlaces(fila: Editable, enlaces: Enlaces) -> None:
    for nombre, claves in enlaces.items():
        getattr(fila, nombre).set(claves)


def name_enlazadas(fila: Editable, nombre: str, claves: Collection[int]) -> str:
    """The names of the linked rows, in their own order."""
    modelo: Any = fila._meta.get_field(nombre).related_model
    filas: list[Model] = list(modelo._base_manager.filter(pk__in=claves).order_by(*modelo._meta.ordering))
    return ", ".join(str(fila) for fila in filas)
