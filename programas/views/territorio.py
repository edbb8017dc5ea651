from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from programas.scoring import TIPOS
from programas.selectors.territorio import load_programa, load_territorio
from programas.views.acceso import get_ejercicio, get_region, get_usuario, render_pagina
from programas.views.sin_cambios import sin_cambios
from programas.views.tramite import describe_tramite


@require_safe
@sin_cambios
def territorio(request: HttpRequest, servicio: str, anio: int, cut: str) -> HttpResponse:
    """A territory: its three programmes and the four sheets of the official form."""
    ejercicio = get_ejercicio(request, servicio, anio)
    region = get_region(request, ejercicio, cut)
    datos = load_territorio(ejercicio, get_usuario(request), region)
    return render_pagina(request, "programas/territorio.html", ejercicio, "territorios", territorio=datos)


@require_safe
@sin_cambios
def programa(request: HttpRequest, servicio: str, anio: int, cut: str, tipo: str) -> HttpResponse:
    """One programme: where it stands, how that is calculated, and its official sheet."""
    ejercicio = get_ejercicio(request, servicio, anio)
    region = get_region(request, ejercicio, cut)
    if tipo not in TIPOS:
        raise Http404
    datos = load_programa(ejercicio, get_usuario(request), region, tipo)
    tramite = describe_tramite(get_usuario(request), ejercicio, region, tipo)
    return render_pagina(
        request, "programas/programa.html", ejercicio, "territorios", pagina=datos, cut=region.cut, **tramite
    )
