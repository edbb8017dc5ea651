"""Entering by ClaveÚnica: it proves who somebody is, by their RUN. Nothing else that it tells is kept or logged.

The account is ours and exists before: a RUN that no active account is linked to opens nothing.
"""

import logging
from functools import lru_cache
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from joserfc.errors import JoseError
from requests import RequestException

from gestion_territorial.entorno import ClaveUnica
from gestion_territorial.segundo_factor import get_siguiente
from regiones.models import Usuario
from regiones.textos import normalize_run

# In the session: where to go on, and that it came this way. In the address: that it ended.
SIGUIENTE, DE_CLAVEUNICA, SALIO = "claveunica_siguiente", "claveunica", "salio"
# Its own account is all that is asked for: no name, no mail.
ALCANCE = "openid run"
# Where our name and secret go when the code is exchanged.
EN_EL_CUERPO = "client_secret_post"
ESPERA = 10
RECHAZOS = (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError)
registro = logging.getLogger(__name__)


class IdentidadRechazada(ValueError):
    """What came back does not prove who somebody is."""


@lru_cache(maxsize=8)
def build_cliente(claveunica: ClaveUnica) -> Any:
    return OAuth().register(
        "claveunica",
        client_id=claveunica.cliente,
        client_secret=claveunica.secreto,
        server_metadata_url=f"{claveunica.servidor}/.well-known/openid-configuration",
        client_kwargs={
            "scope": ALCANCE,
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": EN_EL_CUERPO,
            "default_timeout": ESPERA,
        },
    )


def get_cliente() -> Any:
    if settings.CLAVEUNICA is None:
        raise Http404
    return build_cliente(settings.CLAVEUNICA)


@login_not_required
@never_cache
@require_safe
def claveunica(request: HttpRequest) -> HttpResponse:
    """Send to ClaveÚnica, with what must come back: a state, a nonce and the proof of the code (PKCE)."""
    cliente = get_cliente()
    request.session[SIGUIENTE] = get_siguiente(request)
    try:
        respuesta: HttpResponse = cliente.authorize_redirect(
            request, request.build_absolute_uri(resolve_url("claveunica_vuelta"))
        )
    except RequestException as error:
        return refuse(request, "sin_respuesta", 503, error)
    return respuesta


@login_not_required
@never_cache
@require_safe
def claveunica_vuelta(request: HttpRequest) -> HttpResponse:
    """Whoever ClaveÚnica says that it is enters, if an active account is linked to that RUN."""
    cliente = get_cliente()
    siguiente = request.session.pop(SIGUIENTE, "")
    try:
        run = prove_run(cliente, request)
    except OAuthError as error:
        return refuse(request, "cancelada" if error.error == "access_denied" else "rechazada", 403, error)
    except RequestException as error:
        return refuse(request, "sin_respuesta", 503, error)
    except RECHAZOS as error:
        return refuse(request, "rechazada", 403, error)
    usuario = Usuario.objects.filter(run=run, is_active=True).first()
    if usuario is None:
        return refuse(request, "desconocida", 403, None)
    login(request, usuario, backend="django.contrib.auth.backends.ModelBackend")
    request.session[DE_CLAVEUNICA] = True
    return redirect(siguiente or settings.LOGIN_REDIRECT_URL)


def prove_run(cliente: Any, request: HttpRequest) -> str:
    """The RUN of who comes back, once state, signature, issuer, audience, nonce and subject agree."""
    datos = cliente.load_server_metadata()
    exigidos = {
        "iss": {"essential": True, "value": datos["issuer"]},
        "aud": {"essential": True, "value": cliente.client_id},
    }
    token = cliente.authorize_access_token(request, claims_options=exigidos)
    if not token.get("userinfo"):
        raise IdentidadRechazada("sin id_token")
    respuesta = cliente.post(datos["userinfo_endpoint"], token=token)
    respuesta.raise_for_status()
    perfil = respuesta.json()
    if perfil["sub"] != token["userinfo"]["sub"]:
        raise IdentidadRechazada("de otra persona")
    return read_run(perfil["RolUnico"])


def read_run(rol: Any) -> str:
    """``{"numero": 11111111, "DV": "1", "tipo": "RUN"}``, checked."""
    if rol["tipo"] != "RUN":
        raise IdentidadRechazada("no es un RUN")
    return normalize_run(f"{rol['numero']}-{rol['DV']}")


def refuse(request: HttpRequest, motivo: str, estado: int, error: Exception | None) -> HttpResponse:
    """Tell why nobody entered. Of the error only its kind is written down: its text may tell of a person."""
    registro.warning("ClaveÚnica no dejó entrar: %s (%s)", motivo, type(error).__name__)
    configurada = settings.CLAVEUNICA
    contexto = {"motivo": motivo, "salida": configurada.salida if configurada else ""}
    return render(request, "cuenta/claveunica.html", contexto, status=estado)
