"""How the API answers: one page of rows, a refusal in Spanish, nothing when nothing changed. Always JSON."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils.cache import patch_vary_headers
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.renderers import JSONRenderer

from programas.api.acceso import ConFicha, ConSesion, DemasiadosPedidos, SinCambios
from programas.api.esquemas import Paginas

FORMAS = {
    "string_pattern_mismatch": "no tiene la forma que se pide",
    "int_parsing": "debe ser un número entero",
    "int_from_float": "debe ser un número entero",
    "greater_than_equal": "debe ser {ge} o más",
    "less_than_equal": "debe ser {le} o menos",
    "missing": "falta",
}
# What is refused here and not by the types of the parameters.
PROPIO = "propio"
NO_EXISTE = "No existe, o no es de un territorio suyo."
INGRESE = "Falta una ficha de acceso vigente (Authorization: Bearer …): créela en «Mi cuenta»."


class Renderer(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False}


class ApiPropia(NinjaAPI):
    """Answers carry what tells that nothing changed, and are of who asked alone."""

    def create_response(self, request: HttpRequest, data: Any, **opciones: Any) -> HttpResponse:
        respuesta = super().create_response(request, data, **opciones)
        patch_vary_headers(respuesta, ("Authorization", "Cookie"))
        etag = getattr(request, "etag", None)
        if etag and respuesta.status_code == 200:
            respuesta.headers["ETag"] = etag
        return respuesta


api = ApiPropia(
    title="Gestión Territorial",
    version="1",
    description="Lectura de los programas de trabajo y de su resultado, con el alcance de quien pregunta.",
    openapi_url=None,
    urls_namespace="api",
    auth=[ConFicha(), ConSesion()],
    renderer=Renderer(),
)


def refuse(
    request: HttpRequest, estado: int, detalle: str, campos: Sequence[tuple[str, str]] = ()
) -> HttpResponse:
    datos = {"detalle": detalle, "campos": [{"campo": campo, "problema": problema} for campo, problema in campos]}
    return api.create_response(request, datos, status=estado)


@api.exception_handler(SinCambios)
def answer_sin_cambios(request: HttpRequest, exc: Any) -> HttpResponse:
    respuesta = HttpResponse(status=304)
    respuesta.headers["ETag"] = request.etag  # type: ignore[attr-defined]
    patch_vary_headers(respuesta, ("Authorization", "Cookie"))
    del respuesta.headers["Content-Type"]
    return respuesta


@api.exception_handler(AuthenticationError)
def answer_anonimo(request: HttpRequest, exc: Any) -> HttpResponse:
    respuesta = refuse(request, 401, INGRESE)
    respuesta.headers["WWW-Authenticate"] = "Bearer"
    return respuesta


@api.exception_handler(DemasiadosPedidos)
def answer_demasiados(request: HttpRequest, exc: Any) -> HttpResponse:
    respuesta = refuse(request, 429, str(exc))
    respuesta.headers["Retry-After"] = str(exc.espera)
    return respuesta


@api.exception_handler(PermissionDenied)
def answer_prohibido(request: HttpRequest, exc: Any) -> HttpResponse:
    return refuse(request, 403, str(exc))


@api.exception_handler(Http404)
def answer_ausente(request: HttpRequest, exc: Any) -> HttpResponse:
    return refuse(request, 404, str(exc) or NO_EXISTE)


@api.exception_handler(ValidationError)
def answer_invalido(request: HttpRequest, exc: Any) -> HttpResponse:
    campos = [(str(error["loc"][-1]), explain(error)) for error in exc.errors]
    detalle = "; ".join(f"«{campo}» {problema}" for campo, problema in campos)
    return refuse(request, 422, f"No se entiende lo que pide: {detalle}.", campos)


def explain(error: dict[str, Any]) -> str:
    if error["type"] == PROPIO:
        return str(error["msg"])
    return FORMAS.get(error["type"], "no es un valor válido").format(**error.get("ctx", {}))


def answer_json(vista: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of the API: it asks by itself who calls, and refuses other methods in JSON too."""

    @wraps(vista)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        respuesta = vista(request, *args, **kwargs)
        if not isinstance(respuesta, HttpResponseNotAllowed):
            return respuesta
        rechazo = refuse(request, 405, "La API solo se lee: use GET.")
        rechazo.headers["Allow"] = respuesta.headers["Allow"]
        return rechazo

    answer.login_required = False  # type: ignore[attr-defined]
    return answer


def check_parametros(request: HttpRequest, conocidos: Sequence[str]) -> None:
    """Refuse a parameter that is not known, or comes twice: a mistyped filter must not answer everything."""
    admite = f"use {', '.join(conocidos)}" if conocidos else "esta dirección no lleva ninguno"
    problemas = {
        campo: "viene más de una vez" if campo in conocidos else f"no se conoce: {admite}"
        for campo, valores in request.GET.lists()
        if campo not in conocidos or len(valores) > 1
    }
    if problemas:
        raise ValidationError([{"type": PROPIO, "loc": ("query", c), "msg": p} for c, p in problemas.items()])


def paginate(
    request: HttpRequest, filas: QuerySet[Any] | Sequence[Any], paginas: Paginas, show: Callable[[Any], Any]
) -> dict[str, Any]:
    """One page, with where the next ones are. A page after the last has no rows."""
    paginador = Paginator(filas, paginas.por_pagina)
    numero, cuantas = paginas.pagina, paginador.num_pages
    propias = paginador.page(numero).object_list if numero <= cuantas else ()

    def link(otra: int) -> str | None:
        if not 1 <= otra <= cuantas:
            return None
        consulta = request.GET.copy()
        consulta["pagina"] = str(otra)
        return request.build_absolute_uri(f"{request.path}?{consulta.urlencode()}")

    return {
        "total": paginador.count,
        "pagina": numero,
        "paginas": cuantas,
        "siguiente": link(numero + 1),
        "anterior": link(min(numero - 1, cuantas)),
        "filas": [show(fila) for fila in propias],
    }
