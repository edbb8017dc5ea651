"""Who a session is of. Until its second factor is given it is of nobody: no page, file or API forgets to ask."""

from collections.abc import Callable
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from regiones.models import Usuario
from regiones.permissions import lacks_factor

# In the session: since when the person has the factor that it gave proof of.
PRUEBA = "segundo_factor"
DE_CODIGO, DE_FACTOR = "factor_codigo", "factor_nuevo"


def identidad(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Keep aside, as ``a_medias``, the person whose session is not whole, and let the request be of nobody.

    Nothing is read until somebody asks for ``user``.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        propio = request.user
        request.a_medias = None  # type: ignore[attr-defined]
        request.user = SimpleLazyObject(lambda: resolve_usuario(request, propio))  # type: ignore[assignment]
        return get_response(request)

    return answer


def resolve_usuario(request: Any, usuario: Any) -> Any:
    if not usuario.is_authenticated:
        return usuario
    if PRUEBA in request.session and usuario.factor_desde is None:
        # It was taken away: whoever was in by it enters again.
        request.session.flush()
        return AnonymousUser()
    if is_incompleta(request, usuario):
        request.a_medias = usuario
        return AnonymousUser()
    return usuario


def is_incompleta(request: HttpRequest, usuario: Usuario) -> bool:
    """Whether a session still owes a code, or the making of a factor."""
    if usuario.factor_desde is None:
        return lacks_factor(usuario)
    return request.session.get(PRUEBA) != usuario.factor_desde.isoformat()


def find_a_medias(request: Any) -> Usuario | None:
    """Who entered with a password, and owes the second factor."""
    bool(request.user.is_authenticated)
    usuario: Usuario | None = request.a_medias
    return usuario


def name_paso(usuario: Usuario) -> str:
    """The page on which a person gives what their session owes."""
    return DE_FACTOR if usuario.factor_desde is None else DE_CODIGO


def complete_sesion(request: Any, usuario: Usuario) -> None:
    """Make a session whole, as of the factor that its person just gave proof of."""
    era_a_medias = request.a_medias is not None
    request.session.cycle_key()
    assert usuario.factor_desde is not None  # noqa: S101
    request.session[PRUEBA] = usuario.factor_desde.isoformat()
    request.user, request.a_medias = usuario, None
    if era_a_medias:
        # Only now did they enter: it is written, and what failed before is forgiven.
        AxesProxyHandler.user_logged_in(sender=Usuario, request=request, user=usuario)
