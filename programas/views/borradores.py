"""The drafts that ``static/js/borrador.js`` keeps while somebody types: read, kept or forgotten, one's own."""

import json
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from programas.models import Borrador
from programas.services.borradores import (
    CARACTERES,
    BorradorIlegible,
    BorradorRechazado,
    discard_borrador,
    find_borradores,
    save_borrador,
)
from programas.views.acceso import get_usuario
from regiones.models import Usuario

VERSIONES = 2**31


@require_http_methods(["GET", "HEAD", "POST"])
def borrador(request: HttpRequest) -> JsonResponse:
    """``GET ?clave=…&clave=…`` answers the drafts of those forms; ``POST {usuario, clave, version, datos}`` keeps
    one, and forgets it without ``datos``.

    A key of no form or row of theirs is 404, a body that is not that, or not text, is 400, and what somebody else
    typed before this session began is 409: it is not theirs.
    """
    usuario = get_usuario(request)
    if request.method != "POST":
        return answer_borradores(request, usuario)
    try:
        autor, clave, version, datos = read_cuerpo(request.body)
    except (ValueError, KeyError, TypeError, RecursionError):
        return JsonResponse({"error": "No se entiende el borrador."}, status=400)
    if autor != usuario.pk:
        return JsonResponse({"error": "Lo escribió otra persona."}, status=409)
    try:
        if datos is None:
            discard_borrador(usuario=usuario, clave=clave)
            return JsonResponse({"borrador": None})
        guardado = save_borrador(usuario=usuario, clave=clave, datos=datos, version=version)
    except BorradorIlegible as error:
        return JsonResponse({"error": str(error)}, status=400)
    except BorradorRechazado as error:
        return JsonResponse({"error": str(error)}, status=404)
    return JsonResponse({"borrador": describe_borrador(guardado)})


def answer_borradores(request: HttpRequest, usuario: Usuario) -> JsonResponse:
    """The drafts asked for; and a token for forms that were opened before the session began again."""
    hallados = find_borradores(usuario=usuario, claves=request.GET.getlist("clave"))
    return JsonResponse(
        {
            "usuario": usuario.pk,
            "token": get_token(request),
            "borradores": {hallado.clave: describe_borrador(hallado) for hallado in hallados},
        }
    )


def read_cuerpo(cuerpo: bytes) -> tuple[int, str, int, dict[str, list[str]] | None]:
    """Author, key, version and fields of a draft as it was sent. Raises like ``json`` on anything else."""
    if len(cuerpo) > 8 * CARACTERES:
        raise ValueError
    sobre: dict[str, Any] = json.loads(cuerpo)
    autor, clave, version, datos = sobre["usuario"], sobre["clave"], sobre.get("version", 0), sobre.get("datos")
    if not isinstance(clave, str) or not isinstance(version, int) or not 0 <= version < VERSIONES:
        raise ValueError
    if datos is not None and not is_datos(datos):
        raise ValueError
    return autor, clave, version, datos


def is_datos(datos: Any) -> bool:
    """Whether it is the fields of a form: lists of texts by name."""
    return isinstance(datos, dict) and all(
        isinstance(valores, list) and all(isinstance(valor, str) for valor in valores)
        for valores in datos.values()
    )


def describe_borrador(guardado: Borrador) -> dict[str, Any]:
    momento = timezone.localtime(guardado.guardado_en)
    return {
        "datos": guardado.datos,
        "version": guardado.version,
        "momento": momento.isoformat(),
        "dia": f"{momento:%d-%m-%Y}",
        "hora": f"{momento:%H:%M}",
    }
