"""Answer 304 to a page that would come out as the browser has it, before reading what it shows."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import condition

from programas.selectors.sin_cambios import compute_llave, read_revision, read_revision_comun
from programas.views.acceso import get_usuario

Vista = Callable[..., HttpResponse]


def sin_cambios(vista: Vista) -> Vista:
    """For pages that only show, of an ejercicio or of all services: not for those with forms that create."""
    return condition(etag_func=compute_etag)(vista)


def compute_etag(request: HttpRequest, servicio: str = "", anio: int = 0, **argumentos: Any) -> str | None:
    """All that decides how the page comes out; ``None`` when it must be drawn.

    What is waiting to be told is told once, and a page without the browser's token could not be obeyed.
    """
    usuario = get_usuario(request)
    token = request.META.get("CSRF_COOKIE")
    if settings.DEBUG or not token or request.htmx or len(get_messages(request)):  # type: ignore[attr-defined]
        return None
    revision = read_revision(usuario, servicio, anio) if servicio else read_revision_comun(usuario)
    if revision is None:
        raise Http404
    return compute_llave(usuario, revision, request.get_full_path(), token)
