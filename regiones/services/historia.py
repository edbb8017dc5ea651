"""The history of a row, read from the record: who, when, before, after and why."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from regiones.models import Registro
from regiones.services.valores import VACIO, show_valor


@dataclass(frozen=True, slots=True)
class Cambio:
    campo: str
    antes: str
    despues: str


@dataclass(frozen=True, slots=True)
class Asiento:
    """One line of the record, as people read it."""

    momento: datetime
    quien: str
    acto: str
    clase: str
    codigo: str
    motivo: str
    cambios: tuple[Cambio, ...]


def read_historia(registros: Iterable[Registro]) -> list[Asiento]:
    """Turn lines of the record into what people read: one query for each table that they mention."""
    lista = list(registros)
    nombres = load_nombres(lista)
    return [build_asiento(registro, nombres) for registro in lista]


def build_asiento(registro: Registro, nombres: dict[type[Model], dict[Any, str]]) -> Asiento:
    modelo = find_modelo(registro.clase)
    campos = sort_campos(modelo, {*registro.antes, *registro.despues})
    return Asiento(
        momento=registro.momento,
        quien=str(registro.actor.get_full_name() or registro.actor) if registro.actor else "El sistema",
        acto=registro.get_acto_display(),
        clase=str(modelo._meta.verbose_name) if modelo else registro.clase,
        codigo=registro.codigo,
        motivo=registro.motivo,
        cambios=tuple(
            Cambio(
                name_heading(modelo, nombre),
                show_guardado(modelo, nombre, registro.antes.get(nombre), nombres),
                show_guardado(modelo, nombre, registro.despues.get(nombre), nombres),
            )
            for nombre in campos
            if registro.antes.get(nombre) not in (None, "", [])
            or registro.despues.get(nombre) not in (None, "", [])
        ),
    )


def sort_campos(modelo: type[Model] | None, nombres: set[str]) -> list[str]:
    """Names of fields in the order of the table, then those it no longer has: databases keep no order."""
    meta = modelo._meta if modelo else None
    orden = [campo.name for campo in (*meta.fields, *meta.many_to_many)] if meta else []
    return [nombre for nombre in orden if nombre in nombres] + sorted(nombres - set(orden))


def show_estructura(valor: Any) -> str:
    """A structured value in lines: «hoja: III.2»."""
    if isinstance(valor, dict):
        return "\n".join(f"{clave}: {show_estructura(parte)}" for clave, parte in valor.items())
    return ", ".join(show_estructura(parte) for parte in valor) if isinstance(valor, list) else str(valor)


def find_modelo(clase: str) -> type[Model] | None:
    try:
        return apps.get_model(clase)
    except LookupError:
        return None


def find_campo(modelo: type[Model] | None, nombre: str) -> Any:
    """The field of that name today, if the table still has it."""
    try:
        return modelo._meta.get_field(nombre) if modelo else None
    except FieldDoesNotExist:
        return None


def name_heading(modelo: type[Model] | None, nombre: str) -> str:
    return str(getattr(find_campo(modelo, nombre), "verbose_name", nombre))


def load_nombres(registros: list[Registro]) -> dict[type[Model], dict[Any, str]]:
    """The names of the rows that the lines mention by key."""
    claves: dict[type[Model], set[Any]] = defaultdict(set)
    for registro in registros:
        modelo = find_modelo(registro.clase)
        for valores in (registro.antes, registro.despues):
            for nombre, valor in valores.items():
                campo = find_campo(modelo, nombre)
                if campo is not None and campo.is_relation and valor:
                    claves[campo.related_model].update(valor if isinstance(valor, list) else [valor])
    return {
        modelo: {fila.pk: str(fila) for fila in load_filas(modelo, mencionadas)}
        for modelo, mencionadas in claves.items()
    }


def load_filas(modelo: type[Model], claves: set[Any]) -> Iterable[Model]:
    # Every row reads its own name without asking for another.
    relaciones = [campo.name for campo in modelo._meta.fields if campo.is_relation and not campo.null]
    return modelo._base_manager.filter(pk__in=claves).select_related(*relaciones)


def show_guardado(
    modelo: type[Model] | None, nombre: str, valor: Any, nombres: dict[type[Model], dict[Any, str]]
) -> str:
    """A recorded value as people read it; the key itself of a row that is no longer there."""
    campo = find_campo(modelo, nombre)
    if valor in (None, "", []):
        return VACIO
    if campo is None:
        return str(valor)
    if campo.is_relation:
        conocidos = nombres.get(campo.related_model, {})
        claves = valor if isinstance(valor, list) else [valor]
        return ", ".join(conocidos.get(clave, f"n.º {clave} (ya no existe)") for clave in claves)
    if isinstance(valor, dict | list):
        return show_estructura(valor)
    return show_valor(campo, campo.to_python(valor))
