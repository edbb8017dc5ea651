from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from programas.selectors.alerta import load_alerta
from programas.selectors.esfuerzo import load_esfuerzos
from programas.views.acceso import get_ejercicio, get_usuario, render_pagina
from programas.views.sin_cambios import sin_cambios


@require_safe
@sin_cambios
def alerta(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """«Alerta temprana»: secured, at stake or lost, since when, and on what the country hangs."""
    ejercicio = get_ejercicio(request, servicio, anio)
    datos = load_alerta(ejercicio, get_usuario(request))
    return render_pagina(request, "programas/alerta.html", ejercicio, "alerta", alerta=datos)


@require_safe
@sin_cambios
def esfuerzo(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """«Menor esfuerzo»: the fewest rows that win, and the fewest whose failure loses."""
    ejercicio = get_ejercicio(request, servicio, anio)
    datos = load_esfuerzos(ejercicio, get_usuario(request))
    return render_pagina(request, "programas/esfuerzo.html", ejercicio, "esfuerzo", esfuerzos=datos)
