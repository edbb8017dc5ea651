"""Acts upon one row that are not editing it: a page with its form, one call to a service, and back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from regiones.admin.formularios import RECHAZOS, ConVersion
from regiones.models import Usuario


@dataclass(frozen=True, slots=True)
class Hecho:
    """What an act did: what to tell, and the address to go on from (the row's page when it is empty)."""

    mensaje: str
    destino: str = ""


@dataclass(frozen=True, slots=True)
class Accion:
    """An act of a row's page. ``nombre`` is its address; ``puede`` hides its button and refuses its page.

    ``bloqueo`` says why nobody may do it now: that hides the button too, and its page tells it.
    """

    nombre: str
    titulo: str
    boton: str
    formulario: type[ConVersion]
    puede: Callable[[Usuario, Any], bool]
    ejecutar: Callable[[Any, dict[str, Any], Usuario], Hecho]
    explicacion: Callable[[Any], str] = lambda fila: ""
    bloqueo: Callable[[Any], str] = lambda fila: ""

    def get_formulario(self, fila: Any, rechazo: Exception | None, *args: Any) -> ConVersion:
        clase = type(self.formulario.__name__, (self.formulario,), {"rechazo": rechazo, "fila": fila})
        formulario: ConVersion = clase(*args, initial={"version_leida": fila.version})
        return formulario


def serve_accion(model_admin: Any, request: HttpRequest, object_id: str, accion: Accion) -> HttpResponseBase:
    """Show an act's page, or carry it out. An unseen row is not found; a forbidden act is a 403."""
    fila = model_admin.get_object(request, object_id)
    if fila is None:
        respuesta: HttpResponseBase = model_admin.answer_ausente(request, object_id)
        return respuesta
    actor: Any = request.user
    if not accion.puede(actor, fila):
        raise PermissionDenied
    if request.method != "POST" and (bloqueo := accion.bloqueo(fila)):
        # What is posted goes to the service, which refuses it in the form, with what was typed.
        model_admin.message_user(request, bloqueo, messages.WARNING)
        return HttpResponseRedirect(model_admin.get_fila_url(fila))
    formulario = accion.get_formulario(fila, None, *([request.POST] if request.method == "POST" else []))
    if request.method == "POST" and formulario.is_valid():
        datos = formulario.cleaned_data
        fila.version = datos.pop("version_leida") or 0
        try:
            hecho = accion.ejecutar(fila, datos, actor)
        except RECHAZOS as rechazo:
            fila = model_admin.get_object(request, object_id)
            formulario = accion.get_formulario(fila, rechazo, request.POST)
        else:
            model_admin.message_user(request, hecho.mensaje, messages.SUCCESS)
            return HttpResponseRedirect(hecho.destino or model_admin.get_fila_url(fila))
    return render_accion(model_admin, request, fila, accion, formulario)


def render_accion(
    model_admin: Any, request: HttpRequest, fila: Any, accion: Accion, formulario: Any
) -> TemplateResponse:
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(
        request,
        "admin/fila/accion.html",
        {
            **model_admin.admin_site.each_context(request),
            "title": accion.titulo,
            "subtitle": model_admin.describe_titulo(fila),
            "accion": accion,
            "explicacion": accion.explicacion(fila),
            "original": fila,
            "original_url": model_admin.get_fila_url(fila),
            "opts": model_admin.opts,
            "ancestros": model_admin.list_ancestros(fila),
            "adminform": helpers.AdminForm(
                formulario, [(None, {"fields": list(formulario.fields)})], {}, model_admin=model_admin
            ),
            "media": model_admin.media + formulario.media,
        },
    )


def build_botones(model_admin: Any, request: HttpRequest, fila: Any) -> list[dict[str, str]]:
    """The buttons of the acts that this person may do with this row now."""
    base = f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}"
    actor: Any = request.user
    return [
        {"texto": accion.boton, "url": reverse(f"{base}_{accion.nombre}", args=[fila.pk])}
        for accion in model_admin.acciones
        if accion.puede(actor, fila) and not accion.bloqueo(fila)
    ]
