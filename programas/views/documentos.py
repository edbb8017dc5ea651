"""Official documents on their way out, for whoever reads and hands in: the form of a territory."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from programas.documentos.pdf import PDF, write_pdf
from programas.documentos.word.formulario import write_docx
from programas.documentos.word.lienzo import DOCX
from programas.selectors.exportacion import load_exportados
from programas.selectors.oficial.documento import DocumentoOficial, build_documento
from programas.views.acceso import get_ejercicio, get_region, get_usuario
from programas.views.exportacion import attach

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
    documento = build_documento(load_exportados(ejercicio, get_usuario(request), [region]), ahora)
    tipo, write = FORMATOS[formato]
    return attach(HttpResponse(write(documento, ahora), content_type=tipo), f"{documento.archivo}.{formato}")
