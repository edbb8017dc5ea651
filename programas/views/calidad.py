from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from programas.models import Ejercicio
from programas.selectors.calidad import load_calidad
from programas.selectors.calidad.tipos import Lugar
from programas.views.acceso import get_ejercicio, get_region, get_usuario, render_pagina, require_servicio
from programas.views.sin_cambios import sin_cambios


@require_safe
@sin_cambios
def calidad(request: HttpRequest, servicio: str, anio: int, cut: str = "") -> HttpResponse:
    """How well the territories report, for who reviews them: what they copied, left alone or dated wrongly."""
    ejercicio = get_ejercicio(request, servicio, anio)
    require_servicio(request, ejercicio)
    region = get_region(request, ejercicio, cut) if cut else None
    datos = load_calidad(ejercicio, get_usuario(request), region)
    grupos = [
        (grupo.falta, [(h, link(ejercicio, h.lugar), link(ejercicio, h.lugar_otra)) for h in grupo.hallazgos])
        for grupo in datos.grupos
    ]
    return render_pagina(
        request, "programas/calidad.html", ejercicio, "calidad", calidad=datos, grupos=grupos, region=region
    )


def link(ejercicio: Ejercicio, lugar: Lugar | None) -> str:
    if lugar is None:
        return ""
    return reverse(lugar.pagina, args=(ejercicio.servicio.codigo, ejercicio.anio, *lugar.argumentos))
