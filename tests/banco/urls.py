"""The product's addresses, and a page that does nothing but being served to who entered."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from gestion_territorial import urls

TAMANO = 20 * 1024
handler400, handler404, handler500 = urls.handler400, urls.handler404, urls.handler500
PARRAFOS = ("<p>Una página pelada no pregunta ni dibuja nada.</p>\n" * TAMANO)[:TAMANO]
PELADA = engines["django"].from_string("<!doctype html><title>{{ request.user }}</title>\n" + PARRAFOS)


def pelada(request: HttpRequest) -> HttpResponse:
    """20 KB written beforehand: the session, the user, the middleware and a template are all its work."""
    return HttpResponse(PELADA.render({}, request))


urlpatterns = [*urls.urlpatterns, path("pelada/", pelada, name="pelada")]
