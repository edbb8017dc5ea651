"""The pages of the guide: its index, by role and by name, and each task."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags
from django.views.decorators.http import require_safe

from programas.models import Ejercicio
from programas.selectors.ejercicios import find_en_curso, find_visible
from programas.views.acceso import get_usuario, render_pagina
from programas.views.guia.ayuda import list_roles
from programas.views.guia.tareas import ROLES, TAREAS, Tarea
from regiones.enums import Rol
from regiones.textos import fold_text

POR_CLAVE = {tarea.clave: tarea for tarea in TAREAS}
# What is typed in the box of the index is a few words.
LARGO_BUSQUEDA = 100
EN_EJERCICIO = re.compile(r"(?P<servicio>[a-z0-9-]+)/(?P<anio>[0-9]{4})")


@dataclass(frozen=True, slots=True)
class GuiaDeRol:
    """The guide of a role: what it does, and its tasks. ``propio`` when the reader has it."""

    rol: Rol
    dice: str
    tareas: tuple[Tarea, ...]
    propio: bool


@require_safe
def guia(request: HttpRequest) -> HttpResponse:
    """The index: the reader's own roles first, and every task by its name; with ``q``, what has those words."""
    propios = list_roles(get_usuario(request))
    guias = [
        GuiaDeRol(rol, dice, tuple(tarea for tarea in TAREAS if rol in tarea.roles), rol in propios)
        for rol, dice in ROLES.items()
    ]
    busca = request.GET.get("q", "")[:LARGO_BUSQUEDA].strip()
    return render_guia(
        request,
        "guia/indice.html",
        find_ejercicio(request),
        guias=sorted(guias, key=lambda guia: not guia.propio),
        alfabeto=sorted(TAREAS, key=lambda tarea: fold_text(tarea.titulo)),
        busca=busca,
        halladas=find_tareas(busca),
    )


@require_safe
def guia_tarea(request: HttpRequest, clave: str) -> HttpResponse:
    """One task. The link to where it begins is given to who may do it."""
    tarea = POR_CLAVE.get(clave)
    if tarea is None:
        raise Http404
    propia = bool(set(tarea.roles).intersection(list_roles(get_usuario(request))))
    lugar = TAREAS.index(tarea)
    ejercicio = find_ejercicio(request)
    return render_guia(
        request,
        "guia/tarea.html",
        ejercicio,
        tarea=tarea,
        comienzo=build_comienzo(tarea, ejercicio) if propia else "",
        anterior=TAREAS[lugar - 1] if lugar else None,
        siguiente=TAREAS[lugar + 1] if lugar + 1 < len(TAREAS) else None,
    )


def render_guia(
    request: HttpRequest, plantilla: str, ejercicio: Ejercicio | None, **contexto: Any
) -> HttpResponse:
    """A page of the guide, with the navigation of a year when there is one."""
    if ejercicio is None:
        return render(request, plantilla, contexto)
    contexto["en"] = f"?en={ejercicio.servicio.codigo}/{ejercicio.anio}"
    return render_pagina(request, plantilla, ejercicio, "guia", **contexto)


def find_ejercicio(request: HttpRequest) -> Ejercicio | None:
    """The year that the reader comes from, as the address tells it («sernam/2009»); or the one that runs."""
    usuario = get_usuario(request)
    nombrado = EN_EJERCICIO.fullmatch(request.GET.get("en", ""))
    hallado = find_visible(usuario, nombrado["servicio"], int(nombrado["anio"])) if nombrado else None
    return hallado or find_en_curso(usuario)


def build_comienzo(tarea: Tarea, ejercicio: Ejercicio | None) -> str:
    """The address where a task begins; «» when it is of a year and there is none."""
    lugar = tarea.empieza
    if lugar.sin_anio:
        return reverse(lugar.nombre, args=lugar.argumentos)
    if ejercicio is None:
        return ""
    return reverse(lugar.nombre, args=[ejercicio.servicio.codigo, ejercicio.anio, *lugar.argumentos])


def find_tareas(busca: str) -> list[Tarea]:
    """The tasks that have every word; first those that have them in their title."""
    palabras = fold_text(busca).split()
    if not palabras:
        return []
    halladas = [tarea for tarea in TAREAS if all(palabra in read_texto(tarea) for palabra in palabras)]
    return sorted(halladas, key=lambda tarea: not all(palabra in fold_text(tarea.titulo) for palabra in palabras))


@cache
def read_texto(tarea: Tarea) -> str:
    """All that a task says, as its words are compared."""
    return fold_text(f"{tarea.titulo} {tarea.resumen} {strip_tags(render_to_string(tarea.plantilla))}")
