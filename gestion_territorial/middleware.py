"""What every answer carries, and where whoever is not in is sent."""

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect

from gestion_territorial.identidad import find_a_medias, name_paso
from gestion_territorial.origen import get_pagina

SEGUROS = ("GET", "HEAD")
NULO = "\0"
MEDIO_CARACTER = re.compile("[\ud800-\udfff]")
TERMINADA = "Su sesión terminó: ingrese otra vez y volverá a la página en que estaba."
SIN_GUARDAR = "Su sesión terminó y lo último que envió no se guardó. Ingrese otra vez: volverá al formulario."
SIN_FACTOR = "Lo último que envió no se guardó: falta el segundo factor. Después volverá al formulario."
CABECERAS = {
    # Nothing here uses the device; whatever is injected may not either.
    "Permissions-Policy": ", ".join(
        f"{funcion}=()"
        for funcion in (
            "camera",
            "display-capture",
            "geolocation",
            "microphone",
            "payment",
            "usb",
            "serial",
            "hid",
        )
    ),
    "Cross-Origin-Resource-Policy": "same-origin",
    # Kept by the browser alone, and asked again: «no-store» would lose what was typed when one goes back.
    "Cache-Control": "private, no-cache",
}


def cabeceras(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Add the headers of every answer that did not set its own."""

    def answer(request: HttpRequest) -> HttpResponse:
        respuesta = get_response(request)
        for nombre, valor in CABECERAS.items():
            respuesta.headers.setdefault(nombre, valor)
        return respuesta

    return answer


def ilegibles(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse at the door what no text of the database may hold: a NUL, or half a character.

    Such an address is of no page (404); a query or a cookie with one is not understood (400).
    """

    def answer(request: HttpRequest) -> HttpResponse:
        if not is_legible(request.path_info):
            raise Http404("La dirección tiene caracteres que no son de ninguna página.")
        consulta = request.META.get("QUERY_STRING", "")
        if NULO in consulta or "%00" in consulta or not all(map(is_legible, request.COOKIES.values())):
            raise BadRequest("La solicitud tiene caracteres que no son texto.")
        return get_response(request)

    return answer


def is_legible(texto: str) -> bool:
    return NULO not in texto and not MEDIO_CARACTER.search(texto)


class IngresoMiddleware(LoginRequiredMiddleware):
    """Send whoever is not in to the login page, and from there back to a page that can be opened."""

    def handle_no_permission(self, request: Any, view_func: Any) -> Any:
        if request.headers.get("Sec-Fetch-Dest") == "empty" and not request.htmx:
            return HttpResponse("Su sesión terminó.", status=401, content_type="text/plain; charset=utf-8")
        if (persona := find_a_medias(request)) is not None:
            return self.lead_to_paso(request, name_paso(persona))
        if request.method not in SEGUROS:
            messages.warning(request, SIN_GUARDAR)
        elif settings.SESSION_COOKIE_NAME in request.COOKIES:
            messages.warning(request, TERMINADA)
        if request.htmx:
            return HttpResponseClientRedirect(redirect_to_login(get_destino(request)).url)
        if request.method not in SEGUROS:
            return redirect_to_login(get_destino(request))
        return super().handle_no_permission(request, view_func)

    def lead_to_paso(self, request: Any, paso: str) -> HttpResponse:
        """To the page on which the second factor is given, and from there to the page that was asked."""
        es_pagina = request.method in SEGUROS and not request.htmx
        destino = redirect_to_login(
            request.get_full_path() if es_pagina else get_destino(request), resolve_url(paso)
        )
        if request.method not in SEGUROS:
            messages.warning(request, SIN_FACTOR)
        return HttpResponseClientRedirect(destino.url) if request.htmx else destino


def get_destino(request: HttpRequest) -> str:
    """The page to go back to: an act's own address answers no GET, and a piece of a page is not a page."""
    return get_pagina(request) or resolve_url(settings.LOGIN_REDIRECT_URL)
