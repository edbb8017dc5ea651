from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from programas.forms.historial import BusquedaForm
from programas.selectors.congelado import load_nombres
from programas.selectors.historial import list_actores, list_regiones, load_historial
from programas.views.acceso import get_ejercicio, get_usuario, render_pagina


@require_safe
def historial(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """The record, searched and page by page, newest first. Nothing of it is ever changed."""
    ejercicio = get_ejercicio(request, servicio, anio)
    usuario = get_usuario(request)
    form = BusquedaForm(
        request.GET,
        regiones=list_regiones(ejercicio, usuario),
        actores=list_actores(ejercicio, usuario),
        nombres=load_nombres(ejercicio),
    )
    datos = load_historial(ejercicio, usuario, form.busqueda, request.GET.get("pagina", 1))
    # What the links to the other pages keep of this one's address.
    filtros = request.GET.copy()
    filtros.pop("pagina", None)
    return render_pagina(
        request,
        "programas/historial.html",
        ejercicio,
        "historial",
        form=form,
        historial=datos,
        filtros=filtros.urlencode(),
    )
