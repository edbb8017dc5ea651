"""Who asks, how often, and for what that they see: before anything is read."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.cache import get_conditional_response
from ninja.security import APIKeyCookie, HttpBearer

from programas.models import Ejercicio
from programas.selectors.congelado import freeze_nombres
from programas.selectors.sin_cambios import annotate_revision, compute_llave, get_revision, load_revision
from regiones.models import Ficha, Region, Usuario
from regiones.permissions import has_access, lacks_factor
from regiones.services.fichas import note_uso
from regiones.services.limites import MINUTO, count_pedido


class SinCambios(Exception):
    """The program already has what would be answered."""


class DemasiadosPedidos(Exception):
    """``espera`` are the seconds until the next minute begins."""

    def __init__(self, espera: int) -> None:
        self.espera = espera
        super().__init__(
            f"Pidió más de {settings.API_PEDIDOS_POR_MINUTO} veces en un minuto. Espere {espera} segundos."
        )


class ConFicha(HttpBearer):
    """A token of a person, in ``Authorization: Bearer …``."""

    def authenticate(self, request: HttpRequest, token: str) -> Usuario | None:
        ficha = Ficha.objects.find_vigente(token)
        if ficha is None:
            return None
        request.user = ficha.usuario
        admit(ficha.usuario)
        note_uso(ficha)
        return ficha.usuario


class ConSesion(APIKeyCookie):
    """Whoever entered by the pages. A token that is no good is told, whatever session is open."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Usuario | None:
        usuario = request.user
        if "Authorization" in request.headers or not isinstance(usuario, Usuario):
            return None
        admit(usuario)
        return usuario


def admit(usuario: Usuario) -> None:
    """Count the request, and refuse one too many or of who has nothing to read here."""
    pedidos, espera = count_pedido(f"api:{usuario.pk}", MINUTO)
    if pedidos > settings.API_PEDIDOS_POR_MINUTO:
        raise DemasiadosPedidos(espera)
    if not has_access(usuario):
        raise PermissionDenied("Su cuenta no tiene hoy ninguna asignación vigente: pídala a la administración.")
    if lacks_factor(usuario):
        raise PermissionDenied(
            "Su rol exige un segundo factor: ingrese al sitio y actívelo; la ficha servirá otra vez."
        )


def get_usuario(request: HttpRequest) -> Usuario:
    assert isinstance(request.user, Usuario)  # noqa: S101
    return request.user


def load_ejercicio(request: HttpRequest, servicio: str, anio: int) -> Ejercicio:
    """An ejercicio that the person sees. Raises ``Http404``, and ``SinCambios`` when the answer is the same."""
    visibles = Ejercicio.objects.visible_to(get_usuario(request)).select_related("servicio")
    ejercicio = annotate_revision(visibles).filter(servicio__codigo=servicio, anio=anio).first()
    if ejercicio is None:
        raise Http404("Ese ejercicio no existe o no es de un servicio suyo.")
    check_cambios(request, get_revision(ejercicio))
    return ejercicio


def check_todos(request: HttpRequest) -> None:
    """For what is of all services. Raises ``SinCambios``."""
    check_cambios(request, load_revision())


def check_cambios(request: HttpRequest, revision: tuple[Any, ...]) -> None:
    if settings.DEBUG:
        return
    etag = compute_llave(get_usuario(request), revision, request.get_full_path())
    request.etag = etag  # type: ignore[attr-defined]
    if get_conditional_response(request, etag=etag) is not None:
        raise SinCambios


def load_region(request: HttpRequest, ejercicio: Ejercicio, cut: str) -> Region:
    """A territory of that year within the person's reach, called as its closing called it. Raises ``Http404``."""
    region = ejercicio.regiones.filter(cut=cut).first()
    if region is None or not get_usuario(request).alcance.sees_territorio(ejercicio.servicio_id, region.pk):
        raise Http404("Ese territorio no es de ese año, o no es suyo.")
    freeze_nombres(ejercicio, [region])
    return region


def require_servicio(request: HttpRequest, ejercicio: Ejercicio) -> None:
    """Only who sees the whole service reads what speaks of all of it (decision 2). Raises ``Http404``."""
    if not get_usuario(request).alcance.sees_servicio(ejercicio.servicio_id):
        raise Http404("El resultado nacional es de quien ve todo el servicio.")
