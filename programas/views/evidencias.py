"""Evidence: add it, replace it by a new version, withdraw it, and give it back to who may see the row."""

import logging

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programas.forms.evidencias import EvidenciaForm, RetiroForm
from programas.models import Compromiso, Evidencia
from programas.services.evidencias import attach_evidencia, withdraw_evidencia
from programas.views.acceso import get_compromiso, get_ejercicio, get_usuario, run_acto
from programas.views.guardado import try_guardar
from programas.views.paneles import answer_hecho, render_compromiso, require_escritura, return_compromiso
from programas.views.una_vez import una_vez

registro = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
@una_vez
def evidencia_nueva(request: HttpRequest, servicio: str, anio: int, codigo: str) -> HttpResponse:
    """Add a file to a commitment; with ``?reemplaza=``, as the new version of another."""
    fila = get_compromiso(request, get_ejercicio(request, servicio, anio), codigo)
    reemplaza = get_reemplazada(request, fila)
    if not require_escritura(request, fila):
        return return_compromiso(request, fila)
    datos = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    medio = request.GET.get("medio", "")
    form = EvidenciaForm(*datos, compromiso=fila, reemplaza=reemplaza, initial={"medio": medio})
    if request.method == "POST" and form.is_valid():
        hecho, _ = try_guardar(
            form,
            lambda: attach_evidencia(
                compromiso=fila,
                documento=form.read_documento(),
                medio=form.cleaned_data.get("medio"),
                reemplaza=reemplaza,
                actor=get_usuario(request),
            ),
        )
        if hecho:
            dicho = f"«{form.cleaned_data['archivo'].name}» quedó como evidencia."
            return answer_hecho(request, fila, "evidencias", dicho)
    return render_compromiso(request, fila, "evidencia", form, reemplaza=reemplaza)


def get_reemplazada(request: HttpRequest, fila: Compromiso) -> Evidencia | None:
    """The evidence of the same row that a new version takes the place of; another row's is not found."""
    clave = request.GET.get("reemplaza", "")
    if not clave:
        return None
    if not (clave.isascii() and clave.isdigit() and len(clave) < 16):
        raise Http404
    return get_object_or_404(fila.evidencias, pk=int(clave))


@require_POST
def evidencia_retirada(request: HttpRequest, servicio: str, anio: int, pk: int) -> HttpResponse:
    """Take an evidence back, with a reason: it stays in the history and no longer counts."""
    evidencia = get_evidencia(request, servicio, anio, pk)
    fila = evidencia.compromiso
    if not require_escritura(request, fila):
        return return_compromiso(request, fila)
    form = RetiroForm(request.POST)
    if not form.is_valid():
        messages.error(request, "La evidencia no se retiró: escriba por qué la retira.")
        return return_compromiso(request, fila)
    evidencia.version = form.cleaned_data["version"]
    motivo, actor = form.cleaned_data["motivo"], get_usuario(request)
    hecho = run_acto(
        request,
        lambda: withdraw_evidencia(evidencia=evidencia, motivo=motivo, actor=actor),
        f"«{evidencia.nombre}» quedó retirada: sigue en el historial y ya no cuenta.",
    )
    return answer_hecho(request, fila, "archivos") if hecho else return_compromiso(request, fila)


@require_safe
@cache_control(private=True, no_cache=True)
def evidencia(request: HttpRequest, servicio: str, anio: int, pk: int) -> HttpResponseBase:
    """The file, as it was received: always a download, never a page."""
    fila = get_evidencia(request, servicio, anio, pk)
    try:
        archivo = fila.archivo.open("rb")
    except FileNotFoundError:
        registro.exception("Falta el archivo de la evidencia %s", fila.pk)
        raise Http404 from None
    respuesta = FileResponse(archivo, as_attachment=True, filename=fila.nombre, content_type=fila.tipo)
    respuesta["X-Content-Type-Options"] = "nosniff"
    respuesta["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return respuesta


def get_evidencia(request: HttpRequest, servicio: str, anio: int, pk: int) -> Evidencia:
    """An evidence within the user's reach, with all that its row hangs from loaded."""
    ejercicio = get_ejercicio(request, servicio, anio)
    consulta = Evidencia.objects.visible_to(get_usuario(request)).select_related(
        "compromiso__objetivo__programa__region"
    )
    fila: Evidencia = get_object_or_404(consulta, compromiso__objetivo__programa__ejercicio=ejercicio, pk=pk)
    fila.compromiso.objetivo.programa.ejercicio = ejercicio
    return fila
