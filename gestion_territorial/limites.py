"""How often expensive pages may be asked: files and uploads by a person, public pages from an address."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin

from gestion_territorial.origen import get_ip
from regiones.services.limites import MINUTO, count_pedido


@dataclass(frozen=True, slots=True)
class Limite:
    """``maximo`` is the setting with how many a minute; what is public is counted by address."""

    clave: str
    maximo: str
    publico: bool = False


DESCARGAS = Limite("descargas", "DESCARGAS_POR_MINUTO")
SUBIDAS = Limite("subidas", "SUBIDAS_POR_MINUTO")
PUBLICAS = Limite("publicas", "PUBLICAS_POR_MINUTO", publico=True)

# By method and name of the page.
LIMITES: dict[tuple[str, str], Limite] = {
    **{
        ("GET", pagina): DESCARGAS
        for pagina in (
            *("formulario", "etapa4", "exportacion", "plantilla", "exportaciones", "plantillas"),
            *("lista_exportada", "paquete_territorio_zip", "libro_marcado"),
        )
    },
    **{("POST", pagina): DESCARGAS for pagina in ("documento_nuevo", "documento_ahora", "paquetes")},
    **{("POST", pagina): SUBIDAS for pagina in ("planillas", "evidencia_nueva")},
    **{
        ("GET", pagina): PUBLICAS
        for pagina in (
            *("verificacion", "verificador", "certificado_publico", "certificado_json", "certificado_pdf"),
            *("datos_abiertos", "diccionario", "conjunto_abierto"),
        )
    },
}


class LimitesMiddleware(MiddlewareMixin):
    """Count what has a limit before anything is read, and refuse one too many. A HEAD costs as its GET."""

    def process_view(self, request: HttpRequest, vista: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        assert request.resolver_match is not None  # noqa: S101 — a view was found
        metodo = "GET" if request.method == "HEAD" else str(request.method)
        limite = LIMITES.get((metodo, request.resolver_match.view_name))
        if limite is None:
            return None
        maximo = getattr(settings, limite.maximo)
        pedidos, espera = count_pedido(f"{limite.clave}:{describe_quien(request, limite)}", MINUTO)
        if pedidos <= maximo:
            return None
        respuesta = render(request, "429.html", {"maximo": maximo, "espera": espera}, status=429)
        respuesta.headers["Retry-After"] = str(espera)
        return respuesta


def describe_quien(request: HttpRequest, limite: Limite) -> str:
    """A person by their key; an address by its hash, which is enough to count."""
    if limite.publico:
        return sha256(str(get_ip(request)).encode()).hexdigest()
    return str(request.user.pk)
