from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from programas.selectors.pendientes import Pendiente, load_pendientes
from programas.views.acceso import get_ejercicio, get_usuario, render_pagina


@require_safe
def pendientes(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """«Lo que me falta»: of the own territories, first what decides the verdict, then by deadline."""
    ejercicio = get_ejercicio(request, servicio, anio)
    datos = load_pendientes(ejercicio, get_usuario(request))

    def link(pendientes: tuple[Pendiente, ...]) -> list[tuple[Pendiente, str]]:
        return [(p, reverse(p.pagina, args=(servicio, anio, *p.argumentos))) for p in pendientes]

    return render_pagina(
        request,
        "programas/pendientes.html",
        ejercicio,
        "pendientes",
        pagina=datos,
        criticos=link(datos.criticos),
        otros=link(datos.otros),
    )
