"""One workbook of an upload: its preview, its questions, and what is done with it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from programas import permissions
from programas.forms.base import read_numero
from programas.forms.planillas import MotivoForm, PreguntasForm
from programas.models import Ejercicio, LibroCargado
from programas.planillas.guardados import build_lector
from programas.selectors.planillas.libro import PaginaLibro, show_libro
from programas.services.cargas import answer_libro, apply_libro, discard_libro
from programas.tasks import begin_lectura, read_ahora
from programas.views.acceso import get_ejercicio, get_usuario, render_pagina, run_acto
from programas.views.planillas.acceso import get_libro, require_manejo
from programas.views.una_vez import note_guardado, una_vez


@require_safe
def libro(request: HttpRequest, servicio: str, anio: int, pk: int, orden: int) -> HttpResponse:
    """What one workbook would change, before anything changes."""
    ejercicio = get_ejercicio(request, servicio, anio)
    return render_libro(request, ejercicio, get_libro(request, ejercicio, pk, orden))


def render_libro(
    request: HttpRequest,
    ejercicio: Ejercicio,
    hallado: LibroCargado,
    form: PreguntasForm | None = None,
    motivo: MotivoForm | None = None,
) -> HttpResponse:
    usuario = get_usuario(request)
    pagina = show_libro(hallado, ve_servicio=usuario.alcance.sees_servicio(ejercicio.servicio_id))
    form = form or build_form(hallado, pagina)
    return render_pagina(
        request,
        "programas/planillas/libro.html",
        ejercicio,
        "planillas",
        libro=hallado,
        carga=hallado.carga,
        pagina=pagina,
        form=form,
        grupos=list(form.list_grupos()),
        motivo=motivo or MotivoForm(),
        puede=permissions.can_handle(usuario, hallado.carga),
    )


def build_form(hallado: LibroCargado, pagina: PaginaLibro, datos: Any = None) -> PreguntasForm:
    return PreguntasForm(
        datos,
        preguntas=pagina.preguntas,
        correcciones=pagina.correcciones,
        respuestas=hallado.respuestas,
        initial={"version": hallado.version},
    )


@require_POST
def libro_respondido(request: HttpRequest, servicio: str, anio: int, pk: int, orden: int) -> HttpResponse:
    """Keep what was answered and read the workbook again with it."""
    ejercicio = get_ejercicio(request, servicio, anio)
    hallado = get_libro(request, ejercicio, pk, orden)
    require_manejo(request, hallado.carga)
    usuario = get_usuario(request)
    form = build_form(hallado, show_libro(hallado, ve_servicio=False), request.POST)
    if not form.is_valid():
        return render_libro(request, ejercicio, hallado, form)
    version, respuestas = form.cleaned_data["version"], form.read_respuestas()

    def answer() -> None:
        begin_lectura(answer_libro(libro=hallado, actor=usuario, version=version, respuestas=respuestas))

    run_acto(request, answer, "Se guardaron sus respuestas y el archivo se leyó otra vez.")
    return redirect("libro", servicio, anio, pk, orden)


@require_POST
@una_vez
def libro_aplicado(request: HttpRequest, servicio: str, anio: int, pk: int, orden: int) -> HttpResponse:
    """Write what the preview says; when it would be something else by now, the new preview is shown."""
    ejercicio = get_ejercicio(request, servicio, anio)
    hallado = get_libro(request, ejercicio, pk, orden)
    require_manejo(request, hallado.carga)
    actor = get_usuario(request)
    form = MotivoForm(request.POST)
    if show_libro(hallado, ve_servicio=False).necesita_motivo and not form.is_valid():
        return render_libro(request, ejercicio, hallado, motivo=form)
    motivo = form.cleaned_data["motivo"] if form.is_valid() else ""

    def apply(version: int) -> None:
        lector = build_lector(ejercicio)
        apply_libro(libro=hallado, actor=actor, version=version, lector=lector, motivo=motivo)

    act_on_version(request, apply, f"Se aplicó «{hallado.archivo}».")
    return note_guardado(request, redirect("libro", servicio, anio, pk, orden))


@require_POST
def libro_descartado(request: HttpRequest, servicio: str, anio: int, pk: int, orden: int) -> HttpResponse:
    """Set the workbook aside."""
    hallado = get_libro(request, get_ejercicio(request, servicio, anio), pk, orden)
    require_manejo(request, hallado.carga)
    actor = get_usuario(request)

    def discard(version: int) -> None:
        discard_libro(libro=hallado, actor=actor, version=version)

    act_on_version(request, discard, f"Se descartó «{hallado.archivo}»: nada suyo se escribió.")
    return redirect("carga", servicio, anio, pk)


def act_on_version(request: HttpRequest, acto: Callable[[int], None], exito: str) -> bool:
    """Do something to the workbook as the page showed it."""
    version = read_numero(request.POST.get("version", ""))
    if version is None:
        messages.error(request, "No se sabe qué versión del archivo mostraba la página: ábrala otra vez.")
        return False
    return run_acto(request, lambda: acto(version), exito)


@require_POST
def libro_revisado(request: HttpRequest, servicio: str, anio: int, pk: int, orden: int) -> HttpResponse:
    """Read a workbook now, without waiting for its turn: also when nothing else reads the queue."""
    ejercicio = get_ejercicio(request, servicio, anio)
    hallado = get_libro(request, ejercicio, pk, orden)
    require_manejo(request, hallado.carga)
    run_acto(request, lambda: read_ahora(hallado.carga, orden), f"Se leyó «{hallado.archivo}».")
    return redirect("libro", servicio, anio, pk, orden)
