"""The conversations of the review: reply, resolve, and all those that are open."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from programas import permissions
from programas.forms.revision import RespuestaForm, ResueltaForm
from programas.models import Ejercicio, Observacion
from programas.selectors.observaciones import load_conversacion, load_observaciones
from programas.services.observaciones import check_responde, check_resuelve, reply_observacion, resolve_observacion
from programas.views.acceso import get_ejercicio, get_usuario, render_pagina, run_acto
from programas.views.una_vez import note_guardado, una_vez


@require_safe
def observaciones(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """The open conversations of the user's territories; of the whole service for who sees it."""
    ejercicio = get_ejercicio(request, servicio, anio)
    datos = load_observaciones(ejercicio, get_usuario(request))
    return render_pagina(request, "programas/observaciones.html", ejercicio, "observaciones", pagina=datos)


@require_POST
@una_vez
def observacion_respuesta(request: HttpRequest, servicio: str, anio: int, pk: int) -> HttpResponse:
    ejercicio = get_ejercicio(request, servicio, anio)
    observacion = get_observacion(request, ejercicio, pk)
    usuario = get_usuario(request)
    check_responde(usuario, observacion)
    form = RespuestaForm(request.POST)

    def reply() -> None:
        reply_observacion(observacion=observacion, texto=form.cleaned_data["texto"], actor=usuario)

    hecho = form.is_valid() and run_acto(request, reply, "Respuesta enviada.")
    if hecho:
        central = permissions.is_revisor(usuario, ejercicio.servicio_id)
        note_guardado(request, redirect(locate_fila(ejercicio, observacion, central=central)))
    return answer_conversacion(request, ejercicio, observacion, None if hecho else form)


@require_POST
def observacion_resuelta(request: HttpRequest, servicio: str, anio: int, pk: int) -> HttpResponse:
    """Close a conversation. When it grew after it was read, it is shown again instead."""
    ejercicio = get_ejercicio(request, servicio, anio)
    observacion = get_observacion(request, ejercicio, pk)
    usuario = get_usuario(request)
    check_resuelve(usuario, observacion)
    form = ResueltaForm(request.POST)

    def resolve() -> None:
        observacion.version = form.cleaned_data["version"]
        resolve_observacion(observacion=observacion, actor=usuario)

    hecho = form.is_valid() and run_acto(request, resolve, "Observación resuelta.")
    return answer_conversacion(request, ejercicio, observacion, None if hecho else form)


def get_observacion(request: HttpRequest, ejercicio: Ejercicio, pk: int) -> Observacion:
    """A remark within the user's reach, with its programme and ejercicio loaded."""
    consulta = Observacion.objects.visible_to(get_usuario(request)).select_related("programa__region")
    observacion: Observacion = get_object_or_404(consulta, programa__ejercicio=ejercicio, pk=pk)
    observacion.programa.ejercicio = ejercicio
    return observacion


def answer_conversacion(
    request: HttpRequest,
    ejercicio: Ejercicio,
    observacion: Observacion,
    form: RespuestaForm | ResueltaForm | None,
) -> HttpResponse:
    """The conversation alone to htmx; otherwise back to its row, or a page that keeps what was typed.

    ``form`` is the one that was refused.
    """
    usuario = get_usuario(request)
    central = permissions.is_revisor(usuario, ejercicio.servicio_id)
    destino = locate_fila(ejercicio, observacion, central=central)
    if form is None and not request.htmx:  # type: ignore[attr-defined]
        return redirect(destino)
    contexto: dict[str, Any] = {
        "c": load_conversacion(observacion, ejercicio, usuario),
        "ejercicio": ejercicio,
        "form": form if isinstance(form, RespuestaForm) else None,
    }
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "programas/partes/conversacion.html", contexto)
    return render_pagina(
        request, "programas/observacion.html", seccion="observaciones", destino=destino, **contexto
    )


def locate_fila(ejercicio: Ejercicio, observacion: Observacion, *, central: bool) -> str:
    """Where the row is read: the review for the central unit, the programme's page for its people."""
    programa = observacion.programa
    destino = reverse(
        "revision_programa" if central else "programa",
        args=[ejercicio.servicio.codigo, ejercicio.anio, programa.region.cut, programa.tipo],
    )
    return f"{destino}#observacion-{observacion.pk}"
