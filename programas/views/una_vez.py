"""A form that creates is obeyed once: sent again just as it was, it leads where the first sending led.

The form carries ``envio_unico`` (``formularios/envio_unico.html``), another each time that it is shown. What was
sent with it is remembered as a session of its own, a row that only one request can insert: two simultaneous
sendings are told apart in any process. Other words under the same token are another sending: nothing is lost.
"""

from collections.abc import Callable
from functools import wraps
from time import monotonic, sleep
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.sessions.backends.base import CreateError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django_htmx.http import HttpResponseClientRefresh

from programas.views.acceso import get_usuario

CAMPO = "envio_unico"
DESTINO = "destino"
LARGO_CLAVE = 40
# How long a second sending waits for the first one to end, in seconds.
ESPERA, PAUSA = 10.0, 0.1
YA_GUARDADO = "Ya se había guardado."
EN_CURSO = "Lo que envió todavía se está guardando: revise si ya está antes de enviarlo otra vez."

Vista = Callable[..., HttpResponse]


def build_envio_unico(request: HttpRequest) -> dict[str, Any]:
    """For the templates: each ``{{ envio_unico }}`` is a new one."""
    return {CAMPO: uuid4}


def una_vez(vista: Vista) -> Vista:
    """Obey what a form creates once. The view says with ``note_guardado`` that it was written."""

    @wraps(vista)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST" or not request.POST.get(CAMPO):
            return vista(request, *args, **kwargs)
        memoria, destino = reserve(request)
        if destino is not None:
            return answer_repetido(request, destino)
        try:
            respuesta = vista(request, *args, **kwargs)
        except BaseException:
            memoria.delete()
            raise
        destino = getattr(request, "guardado_en", None)
        if destino is None:
            memoria.delete()
        else:
            memoria[DESTINO] = destino
            memoria.save()
        return respuesta

    return answer


def note_guardado(request: HttpRequest, respuesta: HttpResponse) -> HttpResponse:
    """Say that what the form creates was written, and answer with the page that shows it."""
    request.guardado_en = respuesta.headers["Location"]  # type: ignore[attr-defined]
    return respuesta


def reserve(request: HttpRequest) -> tuple[Any, str | None]:
    """Take a sending for this request; or, when another has it, say where that one led: «» if it never ended."""
    almacen: Any = type(request.session)
    clave = name_envio(request)
    limite = monotonic() + ESPERA
    while True:
        memoria = almacen(clave)
        try:
            memoria.save(must_create=True)
        except CreateError:
            previo = almacen(clave).load()
        else:
            return memoria, None
        if DESTINO in previo:
            return memoria, previo[DESTINO]
        if monotonic() >= limite:
            return memoria, ""
        if not previo:
            # Just refused, so it is free again; or too old, and in the way.
            almacen.clear_expired()
        sleep(PAUSA)


def name_envio(request: HttpRequest) -> str:
    """The same for the same words and files, sent by the same person, in the same showing of the same form."""
    campos = [(campo, valores) for campo, valores in request.POST.lists() if campo != "csrfmiddlewaretoken"]
    archivos = [
        (campo, archivo.name, archivo.size) for campo, varios in request.FILES.lists() for archivo in varios
    ]
    dicho = repr((get_usuario(request).pk, request.get_full_path(), campos, archivos))
    return salted_hmac(CAMPO, dicho, algorithm="sha256").hexdigest()[:LARGO_CLAVE]


def answer_repetido(request: HttpRequest, destino: str) -> HttpResponse:
    if destino:
        messages.success(request, YA_GUARDADO)
    else:
        messages.warning(request, EN_CURSO)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRefresh()
    return redirect(destino or "inicio")
