from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from programas.forms.tablero import TableroForm
from programas.selectors.calculo_servicio import load_calculo_servicio
from programas.selectors.novedades import get_desde
from programas.selectors.resultados import evaluate_ejercicio
from programas.selectors.tablero import build_filas, load_tablero
from programas.views.acceso import get_ejercicio, get_usuario, render_pagina, require_servicio
from programas.views.sin_cambios import sin_cambios


@require_safe
@sin_cambios
def tablero(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """The national dashboard: the verdict, its reasons and the matrix of territories."""
    ejercicio = get_ejercicio(request, servicio, anio)
    require_servicio(request, ejercicio)
    form = TableroForm({"desde": get_desde(), **request.GET.dict()})
    datos = load_tablero(ejercicio, get_usuario(request), form.tipo, form.fecha or get_desde())
    return render_pagina(request, "programas/tablero.html", ejercicio, "tablero", tablero=datos, form=form)


@require_safe
@sin_cambios
def calculo(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """How the national verdict comes from the territories, rule by rule."""
    ejercicio = get_ejercicio(request, servicio, anio)
    require_servicio(request, ejercicio)
    datos = load_calculo_servicio(ejercicio, get_usuario(request))
    return render_pagina(request, "programas/calculo.html", ejercicio, "tablero", calculo=datos)


@require_safe
@sin_cambios
def territorios(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """The territories that the user sees; who sees only one goes straight to it."""
    ejercicio = get_ejercicio(request, servicio, anio)
    filas = build_filas(evaluate_ejercicio(ejercicio, get_usuario(request)))
    if len(filas) == 1:
        return redirect("territorio", servicio, anio, filas[0].cut)
    return render_pagina(request, "programas/territorios.html", ejercicio, "territorios", filas=filas)
