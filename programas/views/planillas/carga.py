"""One upload: how its reading goes, and its workbooks applied together."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from programas import permissions
from programas.forms.base import read_numero
from programas.forms.planillas import MotivoForm
from programas.models import Carga, Ejercicio
from programas.planillas.guardados import build_lector
from programas.selectors.planillas.carga import PaginaCarga, load_carga
from programas.selectors.presentacion import show_cantidad
from programas.services.cargas import NadaQueAplicar, apply_carga, apply_libro, cancel_carga
from programas.views.acceso import get_ejercicio, get_usuario, render_pagina, run_acto
from programas.views.planillas.acceso import get_carga, require_manejo
from programas.views.una_vez import note_guardado, una_vez
from regiones.services import ActoRechazado


@require_safe
def carga(request: HttpRequest, servicio: str, anio: int, pk: int) -> HttpResponse:
    ejercicio = get_ejercicio(request, servicio, anio)
    hallada = get_carga(request, ejercicio, pk)
    return render_pagina(
        request,
        "programas/planillas/carga.html",
        ejercicio,
        "planillas",
        **build_contexto(request, hallada),
    )


@require_safe
def carga_avance(request: HttpRequest, servicio: str, anio: int, pk: int) -> HttpResponse:
    """The part of the page that moves while the workbooks are read. Without htmx, it is the page."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("carga", servicio, anio, pk)
    ejercicio = get_ejercicio(request, servicio, anio)
    hallada = get_carga(request, ejercicio, pk)
    contexto = {"ejercicio": ejercicio, **build_contexto(request, hallada)}
    return render(request, "programas/planillas/avance.html", contexto)


def build_contexto(request: HttpRequest, hallada: Carga, motivo: MotivoForm | None = None) -> dict[str, Any]:
    usuario = get_usuario(request)
    return {
        "carga": hallada,
        "pagina": load_carga(hallada, usuario),
        "puede": permissions.can_handle(usuario, hallada),
        "motivo": motivo or MotivoForm(),
    }


@require_POST
@una_vez
def carga_aplicada(request: HttpRequest, servicio: str, anio: int, pk: int) -> HttpResponse:
    """Apply what is ready: each workbook by itself or, with ``modo=todos``, all of them or none."""
    ejercicio = get_ejercicio(request, servicio, anio)
    hallada = get_carga(request, ejercicio, pk)
    require_manejo(request, hallada)
    pagina = load_carga(hallada, get_usuario(request))
    versiones = read_versiones(request, pagina)
    form = MotivoForm(request.POST)
    if any(libro.pk in versiones for libro in pagina.con_motivo) and not form.is_valid():
        contexto = build_contexto(request, hallada, form)
        return render_pagina(request, "programas/planillas/carga.html", ejercicio, "planillas", **contexto)
    motivo = form.cleaned_data["motivo"] if form.is_valid() else ""
    if request.POST.get("modo") == "todos":
        exito = f"Se aplicó todo junto: {show_cantidad(len(versiones), 'planilla', 'planillas')}."
        lector = build_lector(ejercicio)
        actor = get_usuario(request)
        run_acto(
            request,
            lambda: apply_carga(carga=hallada, actor=actor, versiones=versiones, lector=lector, motivo=motivo),
            exito,
        )
    else:
        apply_cada_uno(request, ejercicio, hallada, versiones, motivo)
    return note_guardado(request, redirect("carga", servicio, anio, pk))


def read_versiones(request: HttpRequest, pagina: PaginaCarga) -> dict[int, int]:
    """The workbooks that the page offered to apply and are still so, each with the version that it showed."""
    mostradas = {}
    for par in request.POST.getlist("libro"):
        escrito, _, mostrada = par.partition("-")
        orden, version = read_numero(escrito), read_numero(mostrada)
        if orden is not None and version is not None:
            mostradas[orden] = version
    return {libro.pk: mostradas[libro.orden] for libro in pagina.libros if libro.orden in mostradas}


def apply_cada_uno(
    request: HttpRequest, ejercicio: Ejercicio, hallada: Carga, versiones: dict[int, int], motivo: str
) -> None:
    """One transaction for each: what one refuses does not stop the others. Those of one territory wait."""
    actor, lector = get_usuario(request), build_lector(ejercicio)
    repetidos = {libro.pk for libro in load_carga(hallada, actor).libros if libro.repetido}
    aplicados = 0
    for libro in hallada.libros.filter(pk__in=set(versiones) - repetidos).order_by("orden"):
        libro.carga = hallada
        try:
            apply_libro(libro=libro, actor=actor, version=versiones[libro.pk], lector=lector, motivo=motivo)
        except ActoRechazado as error:
            messages.error(request, str(error))
        else:
            aplicados += 1
    if aplicados:
        messages.success(request, f"Se aplicó {show_cantidad(aplicados, 'planilla', 'planillas')}, una por una.")
    elif not repetidos & set(versiones):
        messages.error(request, str(NadaQueAplicar()))
    if repetidos & set(versiones):
        messages.error(request, "Hay más de una planilla de un mismo territorio: descarte la que sobra.")


@require_POST
def carga_cancelada(request: HttpRequest, servicio: str, anio: int, pk: int) -> HttpResponse:
    """Stop reading: what is already read stays."""
    hallada = get_carga(request, get_ejercicio(request, servicio, anio), pk)
    require_manejo(request, hallada)
    actor = get_usuario(request)
    exito = "La lectura se canceló: lo que ya se leyó sigue aquí."
    run_acto(request, lambda: cancel_carga(carga=hallada, actor=actor), exito)
    return redirect("carga", servicio, anio, pk)
