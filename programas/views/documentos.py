"""Official documents on their way out: those of a territory at once, those of a service from the queue."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from programas import permissions
from programas.documentos.pdf import PDF, write_pdf
from programas.documentos.word.etapa4 import write_etapa4
from programas.documentos.word.formulario import write_docx
from programas.documentos.word.lienzo import DOCX
from programas.enums import ClaseDocumento, EstadoDocumento, FormatoDocumento
from programas.models import DocumentoGenerado, Ejercicio
from programas.selectors.documentos_generados import load_documentos
from programas.selectors.etapa4.documento import load_etapa4
from programas.selectors.exportacion_explicada import load_explicados
from programas.selectors.oficial.documento import build_documento
from programas.selectors.oficial.tipos import DocumentoOficial
from programas.services.documentos import request_documento
from programas.tasks import begin_documento, write_documento
from programas.views.acceso import get_ejercicio, get_region, get_usuario, render_pagina, require_servicio
from programas.views.exportacion import attach
from programas.views.planillas.archivos import give_guardado

Escritor = Callable[[DocumentoOficial, datetime], bytes]
FORMATOS: Mapping[str, tuple[str, Escritor]] = {"pdf": (PDF, write_pdf), "docx": (DOCX, write_docx)}


@require_safe
@cache_control(private=True, no_cache=True)
def formulario(request: HttpRequest, servicio: str, anio: int, cut: str, formato: str) -> HttpResponse:
    """The form of a territory, as it is today."""
    ejercicio = get_ejercicio(request, servicio, anio)
    region = get_region(request, ejercicio, cut)
    if formato not in FORMATOS:
        raise Http404
    ahora = timezone.now()
    documento = build_documento(load_explicados(ejercicio, get_usuario(request), [region]), ahora)
    tipo, write = FORMATOS[formato]
    return attach(HttpResponse(write(documento, ahora), content_type=tipo), f"{documento.archivo}.{formato}")


@require_safe
@cache_control(private=True, no_cache=True)
def etapa4(request: HttpRequest, servicio: str, anio: int, cut: str) -> HttpResponse:
    """The draft of Etapa 4 of a territory, to be gone on with in a word processor."""
    ejercicio = get_ejercicio(request, servicio, anio)
    region = get_region(request, ejercicio, cut)
    ahora = timezone.now()
    borrador = load_etapa4(ejercicio, get_usuario(request), [region], ahora)
    return attach(HttpResponse(write_etapa4(borrador, ahora), content_type=DOCX), f"{borrador.archivo}.docx")


@require_safe
def documentos(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    ejercicio = get_ejercicio(request, servicio, anio)
    return render_pagina(
        request,
        "programas/documentos/pagina.html",
        ejercicio,
        "documentos",
        pagina=load_documentos(ejercicio, get_usuario(request)),
        puede=permissions.can_request_documento(get_usuario(request), ejercicio.servicio_id),
        clases=ClaseDocumento,
    )


@require_safe
def documentos_avance(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """The part of the page that moves while documents are written. Without htmx, it is the page."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("documentos", servicio, anio)
    ejercicio = get_ejercicio(request, servicio, anio)
    require_servicio(request, ejercicio)
    contexto = {"ejercicio": ejercicio, "pagina": load_documentos(ejercicio, get_usuario(request))}
    return render(request, "programas/documentos/avance.html", contexto)


@require_POST
def documento_nuevo(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """Ask for a document of the whole service: a short one comes at once, a long one from the queue."""
    ejercicio = get_ejercicio(request, servicio, anio)
    require_servicio(request, ejercicio)
    clase, formato = request.POST.get("clase", ""), request.POST.get("formato", "")
    if clase not in ClaseDocumento or formato not in ClaseDocumento(clase).formatos:
        messages.error(request, "Elija un documento y su formato de los que ofrece la página.")
        return redirect("documentos", servicio, anio)
    pedido = request_documento(
        ejercicio=ejercicio,
        actor=get_usuario(request),
        clase=ClaseDocumento(clase),
        formato=FormatoDocumento(formato),
    )
    begin_documento(pedido)
    return redirect("documentos", servicio, anio)


@require_POST
def documento_ahora(request: HttpRequest, servicio: str, anio: int, pk: int) -> HttpResponse:
    """Write a document that nobody took from the queue, while its person waits."""
    ejercicio = get_ejercicio(request, servicio, anio)
    hallado = get_documento_generado(request, ejercicio, pk)
    if not write_documento.call(hallado.pk):
        messages.info(request, "El documento ya se está escribiendo o ya está escrito.")
    return redirect("documentos", servicio, anio)


@require_safe
@cache_control(private=True, no_cache=True)
def documento(request: HttpRequest, servicio: str, anio: int, pk: int) -> HttpResponseBase:
    """A document that is ready, as it was written."""
    ejercicio = get_ejercicio(request, servicio, anio)
    hallado = get_documento_generado(request, ejercicio, pk)
    if hallado.estado != EstadoDocumento.LISTO:
        raise Http404
    return give_guardado(str(hallado.archivo), hallado.nombre)


def get_documento_generado(request: HttpRequest, ejercicio: Ejercicio, pk: int) -> DocumentoGenerado:
    visibles = DocumentoGenerado.objects.visible_to(get_usuario(request))
    return get_object_or_404(visibles, ejercicio=ejercicio, pk=pk)
