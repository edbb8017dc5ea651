"""What every answer carries, in one table: policies, cookies, caches, and downloads with their limit."""

import runpy
from typing import Any

from django.conf import settings

from gestion_territorial.limites import find_limite
from gestion_territorial.middleware import CABECERAS

POLITICA = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
}
# A file that somebody sent runs nothing wherever it is opened.
DE_ARCHIVO = {"default-src": "'none'", "frame-ancestors": "'none'", "sandbox": ""}
HSTS = "max-age=31536000; includeSubDomains; preload"
# Of every answer, whoever asks and whatever it answers.
DE_TODAS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Strict-Transport-Security": HSTS,
    "Permissions-Policy": CABECERAS["Permissions-Policy"],
}
# What anybody may read, and any cache keep if it asks again each time.
PUBLICAS = {
    *("verificacion", "verificador", "certificado_publico", "certificado_json", "certificado_pdf"),
    *("datos_abiertos", "diccionario", "conjunto_abierto"),
}
# Of these, pages of other sites may show the data.
ABIERTAS = ("diccionario", "conjunto_abierto")
DE_CUALQUIERA = {"Cross-Origin-Resource-Policy": "cross-origin"}
# What a browser may open: pages, and data for programs. Whatever else is there is downloaded.
ABIERTOS = ("text/html", "application/json", "text/javascript", "text/plain", "")
# Files as they are stored, sent without work.
ARCHIVOS = {"evidencia", "documento", "libro_original", "libro_marcado", "importacion_original"}
SIN_LIMITE = {"evidencia", "documento", "libro_original", "importacion_original", "cierre"}


def read_politica(respuesta):
    partes = respuesta.headers["Content-Security-Policy"].split("; ")
    return {nombre: valor for nombre, _, valor in (parte.partition(" ") for parte in partes)}


def read_produccion(monkeypatch: Any) -> dict[str, Any]:
    """The settings of production that make headers and cookies."""
    entorno = {"ENTORNO": "produccion", "SECRET_KEY": "0123456789abcdef" * 4, "DEBUG": "0"}
    for nombre, valor in (entorno | {"ALLOWED_HOSTS": "testserver"}).items():
        monkeypatch.setenv(nombre, valor)
    propias = runpy.run_path(str(settings.BASE_DIR / "gestion_territorial" / "settings.py"))
    de_estos = ("SECURE_", "SESSION_COOKIE_", "CSRF_COOKIE_", "X_FRAME")
    return {nombre: valor for nombre, valor in propias.items() if nombre.startswith(de_estos)}


def find_faltas(respuesta: Any) -> list[tuple[str, str, Any]]:
    """What an answer lacks of the table: (page, header, what it says)."""
    hallada = getattr(respuesta.wsgi_request, "resolver_match", None)
    nombre = hallada.view_name if hallada else "(ninguna)"
    suyas = respuesta.headers
    politica = DE_ARCHIVO if nombre in ARCHIVOS and respuesta.status_code == 200 else POLITICA
    debidas = DE_TODAS | (DE_CUALQUIERA if nombre in ABIERTAS and respuesta.status_code == 200 else {})
    faltas = [
        (cabecera, suyas.get(cabecera)) for cabecera, valor in debidas.items() if suyas.get(cabecera) != valor
    ]
    if read_politica(respuesta) != politica:
        faltas.append(("Content-Security-Policy", suyas["Content-Security-Policy"]))
    if not is_cache_debida(nombre, suyas["Cache-Control"]):
        faltas.append(("Cache-Control", suyas["Cache-Control"]))
    faltas += [
        ("Set-Cookie", str(galleta)) for galleta in respuesta.cookies.values() if not is_galleta_debida(galleta)
    ]
    tipo, adjunto = suyas.get("Content-Type", "").partition(";")[0], suyas.get("Content-Disposition", "")
    if not adjunto.startswith("attachment") and (adjunto or tipo not in ABIERTOS):
        faltas.append(("Content-Disposition", f"{tipo} {adjunto}"))
    if adjunto and nombre not in SIN_LIMITE and find_limite("GET", nombre) is None:
        faltas.append(("sin límite", adjunto))
    return [(nombre, *falta) for falta in faltas]


def is_cache_debida(nombre: str, dicho: str) -> bool:
    """Asked again each time; and kept by no cache but the browser's, unless it is of anybody."""
    partes = {parte.strip() for parte in dicho.split(",")}
    if not partes & {"no-cache", "no-store"}:
        return False
    return nombre in PUBLICAS if "public" in partes else bool(partes & {"private", "no-store"})


def is_galleta_debida(galleta: Any) -> bool:
    """Of this site alone, by HTTPS alone; and of no script, but the one of forms. One that ends says nothing."""
    if not galleta.value and galleta["max-age"] == 0:
        return True
    propia = galleta.key in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages")
    oculta = galleta.key == settings.CSRF_COOKIE_NAME or galleta["httponly"]
    return bool(propia and oculta and galleta["secure"] and galleta["samesite"] == "Lax" and not galleta["domain"])
