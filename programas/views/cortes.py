from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from programas import permissions
from programas.enums import EstadoCorte
from programas.forms.cortes import CorteForm
from programas.models import Corte, Ejercicio
from programas.selectors.cortes import load_cortes
from programas.services.cortes import change_corte
from programas.views.acceso import get_corte, get_ejercicio, get_usuario, render_pagina, run_acto

HECHOS = {EstadoCorte.ABIERTO: "quedó abierto", EstadoCorte.CERRADO: "quedó cerrado"}


@require_safe
def cortes(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """The cortes of a year: where each stands, and what each territory has written."""
    return render_cortes(request, get_ejercicio(request, servicio, anio))


@require_POST
def corte_estado(request: HttpRequest, servicio: str, anio: int, fecha: str) -> HttpResponse:
    """Open, close or open again a corte; a refusal shows the page with the reason that was typed."""
    ejercicio = get_ejercicio(request, servicio, anio)
    corte = get_corte(request, ejercicio, fecha)
    form = CorteForm(request.POST)
    if not form.is_valid():
        messages.error(request, "No se entiende a qué estado debe pasar el corte.")
        return render_cortes(request, ejercicio)
    datos = form.cleaned_data
    exito = f"El corte al {corte.fecha_medicion:%d-%m-%Y} {HECHOS.get(datos['estado'], '')}."
    if run_acto(request, lambda: change_corte(corte=corte, actor=get_usuario(request), **datos), exito):
        return redirect("cortes", servicio, anio)
    return render_cortes(request, ejercicio, corte, datos["motivo"])


def render_cortes(
    request: HttpRequest, ejercicio: Ejercicio, corte: Corte | None = None, motivo: str = ""
) -> HttpResponse:
    """``motivo`` is what was typed for a ``corte`` whose change was refused."""
    usuario = get_usuario(request)
    puede = permissions.can_set_cortes(usuario, ejercicio.servicio_id)
    return render_pagina(
        request,
        "programas/analisis/cortes.html",
        ejercicio,
        "cortes",
        pagina=load_cortes(ejercicio, usuario),
        puede=puede and not ejercicio.cerrado,
        rechazado=corte.pk if corte else None,
        motivo=motivo,
    )
