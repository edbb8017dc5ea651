"""Answer 304 to a page that would come out as the browser has it, before reading what it shows."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import condition

from programas.models import Ejercicio
from programas.selectors.sin_cambios import annotate_revision, compute_llave, get_revision, load_revision
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
    if servicio:
        visibles = Ejercicio.objects.visible_to(usuario).select_related("servicio")
        ejercicio = get_object_or_404(annotate_revision(visibles), servicio__codigo=servicio, anio=anio)
        request.ejercicio_leido = ejercicio  # type: ignore[attr-defined]
        revision: tuple[Any, ...] = get_revision(ejercicio)
    else:
        revision = load_revision()
    return compute_llave(usuario, revision, request.get_full_path(), token)
