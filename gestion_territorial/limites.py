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
# Each try costs a slow hash, and whoever found a session open would try passwords.
CLAVES = Limite("claves", "CLAVES_POR_MINUTO")

# By method and name of the page.
LIMITES: dict[tuple[str, str], Limite] = {
    **{
        ("GET", pagina): DESCARGAS
        for pagina in (
            *("formulario", "etapa4", "exportacion", "plantilla", "exportaciones", "plantillas"),
            *("lista_exportada", "paquete_territorio", "paquete_territorio_zip", "libro_marcado"),
            *("explicacion_texto", "calculo_texto"),
        )
    },
    ("GET", "claveunica"): PUBLICAS,
    **{("POST", pagina): DESCARGAS for pagina in ("documento_nuevo", "documento_ahora", "paquetes")},
    **{
        ("POST", pagina): SUBIDAS
        for pagina in (
            *("planillas", "evidencia_nueva", "avance_nuevo"),
            # They read again what was uploaded.
            *("libro_respondido", "libro_revisado", "libro_aplicado", "carga_aplicada", "importacion_deshecha"),
        )
    },
    ("POST", "cambiar_clave"): CLAVES,
    **{
        ("GET", pagina): PUBLICAS
        for pagina in (
            *("verificacion", "verificador", "certificado_publico", "certificado_json", "certificado_pdf"),
            *("datos_abiertos", "diccionario", "conjunto_abierto"),
        )
    },
}
# Of any list of the administration, by how the name of the page ends.
DE_ADMINISTRACION = (
    ("POST", "_process_import", SUBIDAS),
    ("POST", "_import", SUBIDAS),
    ("POST", "_export", DESCARGAS),
    # Its actions export what is ticked.
    ("POST", "_changelist", DESCARGAS),
    ("POST", "_clave", CLAVES),
)


def find_limite(metodo: str, pagina: str) -> Limite | None:
    """The limit of a page by its name, if it has one. A HEAD costs as its GET."""
    metodo = "GET" if metodo == "HEAD" else metodo
    if not pagina.startswith("admin:"):
        return LIMITES.get((metodo, pagina))
    for suyo, final, limite in DE_ADMINISTRACION:
        if metodo == suyo and pagina.endswith(final):
            return limite
    return None


class LimitesMiddleware(MiddlewareMixin):
    """Count what has a limit before it is served, and refuse one too many."""

    def process_view(self, request: HttpRequest, vista: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        assert request.resolver_match is not None  # noqa: S101 — a view was found
        limite = find_limite(str(request.method), request.resolver_match.view_name)
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
