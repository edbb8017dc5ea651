"""The conversations of the review: reply, resolve, and all those that are open."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programas import permissions
from programas.enums import Asunto, Transicion
from programas.forms.revision import ObservacionForm, RespuestaForm, ResueltaForm
from programas.models import Ejercicio, Observacion
from programas.selectors.observaciones import find_documento, load_conversacion, load_observaciones
from programas.selectors.revision import load_revision
from programas.services.borradores import discard_borrador
from programas.services.cumplimiento import FueraDeEtapa
from programas.services.observaciones import (
    check_responde,
    check_resuelve,
    observe_cumplimiento,
    reply_observacion,
    resolve_observacion,
)
from programas.services.transiciones import can_apply
from programas.views.acceso import get_compromiso, get_ejercicio, get_usuario, render_pagina, run_acto
from programas.views.documento import list_rutas
from programas.views.una_vez import note_guardado, una_vez
from regiones.models import Usuario


@require_safe
def observaciones(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """The open conversations of the user's territories; of the whole service for who sees it."""
    ejercicio = get_ejercicio(request, servicio, anio)
    datos = load_observaciones(ejercicio, get_usuario(request))
    return render_pagina(request, "programas/observaciones.html", ejercicio, "observaciones", pagina=datos)


@require_http_methods(["GET", "HEAD", "POST"])
@una_vez
def compromiso_observado(request: HttpRequest, servicio: str, anio: int, codigo: str) -> HttpResponse:
    """Instead of validating what a row declares, ask for what it lacks: its formulation is not held back."""
    ejercicio = get_ejercicio(request, servicio, anio)
    fila = get_compromiso(request, ejercicio, codigo)
    usuario = get_usuario(request)
    if not permissions.can_validate(usuario, fila):
        raise PermissionDenied
    destino = redirect("compromiso", servicio, anio, codigo)
    if not permissions.is_evaluable(ejercicio):
        messages.error(request, str(FueraDeEtapa(fila)))
        return destino
    form = ObservacionForm(request.POST or None)

    def observe() -> None:
        datos = form.cleaned_data
        observe_cumplimiento(compromiso=fila, asunto=Asunto(datos["asunto"]), texto=datos["texto"], actor=usuario)

    if form.is_valid() and run_acto(request, observe, "Observación guardada: la responde el territorio."):
        discard_borrador(usuario=usuario, clave=f"observacion/{codigo}")
        return note_guardado(request, destino)
    return render_pagina(
        request, "programas/compromiso_observado.html", ejercicio, "territorios", compromiso=fila, form=form
    )


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
        note_guardado(request, redirect(locate_fila(observacion, central=central)))
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
    destino = locate_fila(observacion, central=central)
    if form is None and not request.htmx:  # type: ignore[attr-defined]
        return redirect(destino)
    contexto: dict[str, Any] = {
        "c": load_conversacion(observacion, ejercicio, usuario),
        "ejercicio": ejercicio,
        "form": form if isinstance(form, RespuestaForm) else None,
    }
    if request.htmx:  # type: ignore[attr-defined]
        contexto |= describe_aprobacion(request, observacion, usuario)
        return render(request, "programas/partes/respuesta_conversacion.html", contexto)
    return render_pagina(
        request, "programas/observacion.html", seccion="observaciones", destino=destino, **contexto
    )


def describe_aprobacion(request: HttpRequest, observacion: Observacion, usuario: Usuario) -> dict[str, Any]:
    """What the document still lacks to be approved, for the page that shows it; elsewhere, nothing."""
    documento = find_documento(observacion)
    desde = request.htmx.current_url_abs_path or ""  # type: ignore[attr-defined]
    if desde.partition("?")[0].partition("#")[0] != list_rutas(documento).revision:
        return {}
    return {
        "pagina": load_revision(documento, usuario),
        "revisa": can_apply(usuario, documento, Transicion.APROBAR),
    }


def locate_fila(observacion: Observacion, *, central: bool) -> str:
    """Where the row is read: the review for the central unit, the sheet for its people.

    A report that was never sent has no review yet.
    """
    documento = find_documento(observacion)
    rutas = list_rutas(documento)
    return f"{rutas.revision if central and documento.pk else rutas.hoja}#observacion-{observacion.pk}"
