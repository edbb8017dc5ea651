"""The append-only record of an ejercicio, searched: who did what, when, before, after and why."""

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from programas.models import Ejercicio
from programas.selectors.congelado import freeze_nombres
from programas.selectors.presentacion import show_cantidad
from regiones.models import Region, Registro, Usuario
from regiones.services.historia import Asiento, read_historia

POR_PAGINA = 25
# What people type with or without its sign.
IGUALES = ("aá", "eé", "ií", "oó", "uúü", "nñ")


@dataclass(frozen=True, slots=True)
class Busqueda:
    """What is looked for. An empty field does not filter; ``texto`` is a code, or part of what a row said."""

    texto: str = ""
    region: Region | None = None
    actor: Usuario | None = None
    acto: str = ""
    desde: date | None = None
    hasta: date | None = None

    @property
    def vacia(self) -> bool:
        return self == Busqueda()


@dataclass(frozen=True, slots=True)
class PaginaHistorial:
    """A page of the record, newest first: each line with the territory that it is about."""

    frase: str
    asientos: tuple[tuple[str, Asiento], ...]
    pagina: Page[Registro]


def query_registros(ejercicio: Ejercicio, usuario: Usuario) -> QuerySet[Registro]:
    """The record of the year, and of the service's people and catalogues, within the user's reach."""
    return (
        Registro.objects.visible_to(usuario)
        .of_servicio(ejercicio.servicio_id)
        .filter(Q(anio=ejercicio.anio) | Q(anio__isnull=True))
    )


def list_actores(ejercicio: Ejercicio, usuario: Usuario) -> QuerySet[Usuario]:
    """The people who appear in what the user sees of the record."""
    actores = query_registros(ejercicio, usuario).order_by().values("actor")
    return Usuario.objects.filter(pk__in=actores).order_by("username")


def list_regiones(ejercicio: Ejercicio, usuario: Usuario) -> QuerySet[Region]:
    """The territories that appear in it, north to south."""
    regiones = query_registros(ejercicio, usuario).order_by().values("region")
    return Region.objects.filter(pk__in=regiones).order_by("orden")


def load_historial(
    ejercicio: Ejercicio, usuario: Usuario, busqueda: Busqueda, numero: int | str
) -> PaginaHistorial:
    """Read one page of what is looked for: two queries, and one for each table that its lines mention."""
    consulta = query_registros(ejercicio, usuario).filter(build_condicion(busqueda))
    if busqueda.texto:
        consulta = search_texto(consulta, busqueda.texto)
    pagina = Paginator(consulta.select_related("actor", "region"), POR_PAGINA).get_page(numero)
    registros = list(pagina.object_list)
    freeze_nombres(ejercicio, [registro.region for registro in registros if registro.region])
    lugares = [registro.region.nombre_corto if registro.region else "" for registro in registros]
    return PaginaHistorial(
        describe_historial(pagina.paginator.count, busqueda),
        tuple(zip(lugares, read_historia(registros), strict=True)),
        pagina,
    )


def build_condicion(busqueda: Busqueda) -> Q:
    campos: dict[str, Any] = {
        "region": busqueda.region,
        "actor": busqueda.actor,
        "acto": busqueda.acto,
        "momento__date__gte": busqueda.desde,
        "momento__date__lte": busqueda.hasta,
    }
    return Q(**{campo: valor for campo, valor in campos.items() if valor})


def search_texto(consulta: QuerySet[Registro], texto: str) -> QuerySet[Registro]:
    """Lines of the row, or of what hangs from it, that have this code; or whose values or reason say this."""
    patron = "".join(match_letra(letra) for letra in texto)
    condicion = Q(codigo__istartswith=texto) | Q(motivo__iregex=patron)
    return consulta.annotate(
        antes_escrito=Cast("antes", TextField()), despues_escrito=Cast("despues", TextField())
    ).filter(condicion | Q(antes_escrito__iregex=patron) | Q(despues_escrito__iregex=patron))


def match_letra(letra: str) -> str:
    """A pattern for a letter with or without its accent, in either case, as it is or as JSON escapes it.

    SQLite keeps the values' accents escaped, and PostgreSQL does not.
    """
    iguales = next((grupo for grupo in IGUALES if letra.lower() in grupo), letra)
    formas = {forma for una in iguales for forma in (una.lower(), una.upper())}
    escritas = sorted({re.escape(escrita) for forma in formas for escrita in (forma, json.dumps(forma)[1:-1])})
    return f"(?:{'|'.join(escritas)})"


def describe_historial(cuantos: int, busqueda: Busqueda) -> str:
    if not cuantos:
        return (
            "El registro todavía no tiene actos." if busqueda.vacia else "Ningún acto coincide con lo que busca."
        )
    actos = show_cantidad(cuantos, "acto", "actos")
    if busqueda.vacia:
        return f"{actos} en el registro, del más reciente al más antiguo."
    return f"{actos} {'coincide' if cuantos == 1 else 'coinciden'} con lo que busca."
