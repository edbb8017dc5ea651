"""Figures explained: a territory's, row by row, on a page that prints or as text."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from programas.models import Ejercicio
from programas.selectors.calculo_servicio import CalculoServicio, load_calculo_servicio
from programas.selectors.explicacion import TerritorioExplicado, load_explicacion
from programas.selectors.texto_explicado import write_explicacion
from programas.views.acceso import get_ejercicio, get_region, get_usuario, render_pagina, require_servicio
from programas.views.exportacion import attach
from programas.views.sin_cambios import sin_cambios

TEXTO = "text/plain; charset=utf-8"


@require_safe
@sin_cambios
def explicacion(request: HttpRequest, servicio: str, anio: int, cut: str) -> HttpResponse:
    """Where every figure of a territory comes from: rule, note, row, answer, person, date and evidence."""
    ejercicio = get_ejercicio(request, servicio, anio)
    datos = load_explicacion(ejercicio, get_usuario(request), get_region(request, ejercicio, cut))
    return render_pagina(request, "programas/explicacion.html", ejercicio, "territorios", explicado=datos)


@require_safe
def explicacion_texto(request: HttpRequest, servicio: str, anio: int, cut: str) -> HttpResponse:
    """The same as text, to be taken away."""
    ejercicio = get_ejercicio(request, servicio, anio)
    datos = load_explicacion(ejercicio, get_usuario(request), get_region(request, ejercicio, cut))
    return answer_texto(ejercicio, datos, f"explicacion-{anio}-{cut}.txt")


@require_safe
def calculo_texto(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """The national verdict explained, as text."""
    ejercicio = get_ejercicio(request, servicio, anio)
    require_servicio(request, ejercicio)
    datos = load_calculo_servicio(ejercicio, get_usuario(request))
    return answer_texto(ejercicio, datos, f"explicacion-{anio}.txt")


def answer_texto(ejercicio: Ejercicio, datos: TerritorioExplicado | CalculoServicio, nombre: str) -> HttpResponse:
    return attach(HttpResponse(write_explicacion(ejercicio, datos), content_type=TEXTO), nombre)
