from urllib.parse import parse_qsl

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from programas.forms.simulacion import LugarForm, ReglasForm
from programas.selectors.lecturas import load_lecturas
from programas.selectors.simulacion.direccion import read_direccion, write_direccion
from programas.selectors.simulacion.escenario import DE_FILA
from programas.selectors.simulacion.pagina import FueraDeAlcance, load_simulacion
from programas.views.acceso import get_ejercicio, get_usuario, render_pagina, require_servicio
from programas.views.sin_cambios import sin_cambios

CARGADOS = ("f", "t", "p", "v")


@require_safe
@sin_cambios
def simulacion(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """What would happen if: the scenario is in the address, and nothing of it is ever written.

    What the form sends is led to the one address of that scenario, which can be sent to somebody else.
    """
    ejercicio = get_ejercicio(request, servicio, anio)
    leido = read_direccion(request.GET.dict(), ejercicio)
    direccion = write_direccion(leido.escenario)
    if not leido.problemas and direccion != request.META.get("QUERY_STRING", ""):
        return redirect(f"{request.path}?{direccion}")
    try:
        pagina = load_simulacion(ejercicio, get_usuario(request), leido)
    except FueraDeAlcance as error:
        raise Http404 from error
    return render_pagina(
        request,
        "programas/simulacion/pagina.html",
        ejercicio,
        "simulacion",
        pagina=pagina,
        reglas=ReglasForm(
            ejercicio,
            leido.escenario,
            completo=pagina.nacional is not None,
            umbral=request.GET.get("u", "") if leido.problemas else "",
        ),
        guardados=list_guardados(direccion),
        respuestas=DE_FILA,
        lugar=LugarForm(pagina.abierto, leido.escenario) if pagina.abierto else None,
    )


def list_guardados(direccion: str) -> dict[str, str]:
    """What the form carries on of its address: the fields that it shows say the rest."""
    return {nombre: valor for nombre, valor in parse_qsl(direccion) if nombre in CARGADOS}


@require_safe
@sin_cambios
def lecturas(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """Every way of reading the rules side by side, and which choice decides."""
    ejercicio = get_ejercicio(request, servicio, anio)
    require_servicio(request, ejercicio)
    datos = load_lecturas(ejercicio, get_usuario(request))
    return render_pagina(request, "programas/lecturas.html", ejercicio, "tablero", lecturas=datos)
