from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from programas.selectors.evolucion import load_evolucion
from programas.views.acceso import get_ejercicio, get_region, get_usuario, render_pagina, require_servicio
from programas.views.sin_cambios import sin_cambios


@require_safe
@sin_cambios
def evolucion(request: HttpRequest, servicio: str, anio: int, cut: str = "") -> HttpResponse:
    """The verdict by date through the year, of the service or of one territory."""
    ejercicio = get_ejercicio(request, servicio, anio)
    if cut:
        region = get_region(request, ejercicio, cut)
    else:
        require_servicio(request, ejercicio)
        region = None
    datos = load_evolucion(ejercicio, get_usuario(request), region)
    return render_pagina(
        request, "programas/evolucion.html", ejercicio, "evolucion", evolucion=datos, region=region
    )
