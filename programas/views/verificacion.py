"""What anybody reads without logging in: the certificate of a closed year by its code, and what checks it."""

import json
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from programas.documentos.certificado import write_pdf
from programas.documentos.verificador import NOMBRE, build_verificador, compute_sha256
from programas.models import Certificado
from programas.scoring.certificado import read_codigo, show_codigo
from programas.selectors.certificado import find_certificado, find_situacion, show_certificado

# Files whose bytes never change: they may be kept, and are asked again by their hash.
publico = cache_control(public=True, no_cache=True)
LARGO_ESCRITO = 40
# The certificates of some years of some services.
DIBUJADOS = 32


@login_not_required
@require_safe
def verificacion(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a certificate, and go to it."""
    escrito = request.GET.get("codigo", "").strip()[:LARGO_ESCRITO]
    codigo = read_codigo(escrito)
    if codigo:
        return redirect("certificado_publico", show_codigo(codigo))
    return render_verificacion(request, escrito)


def render_verificacion(request: HttpRequest, escrito: str) -> HttpResponse:
    """The form; with a code that is of no certificate, saying so."""
    contexto = {"escrito": escrito[:LARGO_ESCRITO], "sha256_verificador": compute_sha256()}
    return render(request, "publico/verificacion.html", contexto, status=404 if escrito else 200)


def con_certificado(vista: Callable[[HttpRequest, Certificado], HttpResponse]) -> Any:
    """A public view of the certificate of the code in its address; of none, the form with a 404."""

    @login_not_required
    @require_safe
    @wraps(vista)
    def answer(request: HttpRequest, codigo: str) -> HttpResponse:
        certificado = find_certificado(codigo)
        return render_verificacion(request, codigo) if certificado is None else vista(request, certificado)

    return answer


@con_certificado
def certificado_publico(request: HttpRequest, certificado: Certificado) -> HttpResponse:
    """What is public of a closing, and whether it is still in force."""
    contexto = {
        "certificado": show_certificado(certificado.datos),
        "situacion": find_situacion(certificado),
        "sha256_verificador": compute_sha256(),
    }
    return render(request, "publico/certificado.html", contexto)


@publico
@con_certificado
def certificado_json(request: HttpRequest, certificado: Certificado) -> HttpResponse:
    """The certificate that is checked."""
    nombre = f"certificado-{certificado}.json"
    return give_archivo(
        request, lambda: write_json(certificado.datos), "application/json", nombre, certificado.huella
    )


@publico
@con_certificado
def certificado_pdf(request: HttpRequest, certificado: Certificado) -> HttpResponse:
    """The certificate that is printed: its code, its QR, and the JSON attached to it."""
    pagina = request.build_absolute_uri(reverse("certificado_publico", args=[str(certificado)]))
    nombre = f"certificado-{certificado}.pdf"
    return give_archivo(
        request, lambda: draw_pdf(certificado.codigo, pagina), "application/pdf", nombre, certificado.huella
    )


@lru_cache(maxsize=DIBUJADOS)
def draw_pdf(codigo: str, pagina: str) -> bytes:
    """Drawn once: a certificate never changes, and whoever asks for it many times gets what is drawn."""
    datos = Certificado.objects.values_list("datos", flat=True).get(codigo=codigo)
    return write_pdf(show_certificado(datos), pagina, write_json(datos))


@login_not_required
@require_safe
@publico
def verificador(request: HttpRequest) -> HttpResponse:
    """The checker, in one file."""
    return give_archivo(request, build_verificador, "application/octet-stream", NOMBRE, compute_sha256())


def write_json(datos: dict[str, Any]) -> bytes:
    return json.dumps(datos, ensure_ascii=False, indent=1, sort_keys=True).encode() + b"\n"


def give_archivo(
    request: HttpRequest, write: Callable[[], bytes], tipo: str, nombre: str, sello: str
) -> HttpResponse:
    """A download; to whoever has it already, 304 and nothing is written."""
    etiqueta = f'"{sello}"'
    respuesta = get_conditional_response(request, etag=etiqueta) or HttpResponse(write(), content_type=tipo)
    respuesta["ETag"] = etiqueta
    respuesta["Content-Disposition"] = f'attachment; filename="{nombre}"'
    respuesta["X-Content-Type-Options"] = "nosniff"
    return respuesta
