"""Where a request comes from: the client's address, and the page that the person was on."""

from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def get_ip(request: HttpRequest) -> str | None:
    """The address that attempts are counted by; ``None`` when the server is reached without one.

    ``X-Forwarded-For`` can be written by anybody: only the entries that our own proxies added are read.
    """
    directa = request.META.get("REMOTE_ADDR", "")
    saltos = [salto.strip() for salto in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    proxies = settings.PROXIES_DELANTE
    reenviada = saltos[-proxies] if 0 < proxies <= len(saltos) else ""
    return read_ip(reenviada) or read_ip(directa)


def read_ip(texto: str) -> str | None:
    """An address in its one spelling. A network of IPv6 is one client: it has addresses without end."""
    try:
        direccion = ip_address(texto)
    except ValueError:
        return None
    if not isinstance(direccion, IPv6Address):
        return str(direccion)
    if direccion.ipv4_mapped:
        return str(direccion.ipv4_mapped)
    return str(IPv6Address(int(direccion) >> 64 << 64))


def get_pagina(request: HttpRequest) -> str:
    """The page of this site that the person was on, as a path; empty when it is not known, or another's."""
    url = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure()):
        return ""
    partes = urlsplit(url)
    camino = urlunsplit(("", "", partes.path, partes.query, ""))
    return camino if url_has_allowed_host_and_scheme(camino, None) else ""
