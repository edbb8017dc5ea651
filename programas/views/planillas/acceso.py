"""What the pages of uploads do first: find what the user may see, or answer 404; and who may act, or 403."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from programas import permissions
from programas.models import Carga, Ejercicio, Importacion, LibroCargado
from programas.views.acceso import get_usuario


def get_carga(request: HttpRequest, ejercicio: Ejercicio, pk: int) -> Carga:
    consulta = Carga.objects.visible_to(get_usuario(request)).select_related("actor")
    carga = get_object_or_404(consulta, ejercicio=ejercicio, pk=pk)
    carga.ejercicio = ejercicio
    return carga


def get_libro(request: HttpRequest, ejercicio: Ejercicio, pk: int, orden: int) -> LibroCargado:
    carga = get_carga(request, ejercicio, pk)
    consulta = LibroCargado.objects.visible_to(get_usuario(request)).select_related("region", "importacion")
    libro = get_object_or_404(consulta, carga=carga, orden=orden)
    libro.carga = carga
    return libro


def get_importacion(request: HttpRequest, ejercicio: Ejercicio, pk: int) -> Importacion:
    consulta = Importacion.objects.visible_to(get_usuario(request)).select_related(
        *("region", "actor", "deshace", "deshecha_por__actor")
    )
    importacion = get_object_or_404(consulta, ejercicio=ejercicio, pk=pk)
    importacion.ejercicio = ejercicio
    return importacion


def require_manejo(request: HttpRequest, carga: Carga) -> None:
    """Refuse (403) who sees an upload and may not act on it."""
    if not permissions.can_handle(get_usuario(request), carga):
        raise PermissionDenied
