"""What the server writes down of its own work: lines with the id of the request, and nothing of anybody's data.

The lines go to the standard error, where systemd or the container keeps them; in production each is a JSON object.
"""

import json
import logging
import re
from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, datetime
from time import perf_counter
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

CABECERA = "X-Request-ID"
BIEN_FORMADA = re.compile(r"[A-Za-z0-9-]{16,64}")
# What a line adds to the usual ones, where whoever writes it gives it.
DATOS = ("metodo", "ruta", "estado", "milisegundos", "usuario", "consulta")

acceso = logging.getLogger("gestion_territorial.acceso")
consultas = logging.getLogger("gestion_territorial.consultas")
solicitud_actual: ContextVar[str] = ContextVar("solicitud_actual", default="")


# What the database says of what it refused quotes the values of the row.
DE_LA_BASE = re.compile(
    r"^((?:django\.db|psycopg2|sqlite3)[\w.]*): .*?(?=\n\nThe above|\n\nDuring handling|\Z)",
    re.MULTILINE | re.DOTALL,
)


class SinClaves(logging.Filter):
    """Lines of the framework tell the path of the request: the same that the line of access would, and no key."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if isinstance(request, HttpRequest) and isinstance(record.args, tuple):
            ruta = describe_ruta(request, getattr(record, "status_code", 0))
            record.args = tuple(ruta if dato == request.path else dato for dato in record.args)
        return True


class LineaJson(logging.Formatter):
    """One JSON object a line: when (UTC), how grave, who writes, of which request, what."""

    def format(self, record: logging.LogRecord) -> str:
        linea: dict[str, Any] = {
            "momento": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "nivel": record.levelname,
            "origen": record.name,
            "solicitud": solicitud_actual.get() or None,
            "mensaje": record.getMessage(),
        }
        linea |= {dato: getattr(record, dato) for dato in DATOS if hasattr(record, dato)}
        if record.exc_info:
            linea["error"] = self.formatException(record.exc_info)
        return json.dumps(linea, ensure_ascii=False, default=str)

    def formatException(self, ei: Any) -> str:  # noqa: N802 — the library's own name
        return DE_LA_BASE.sub(r"\1", super().formatException(ei))


def anotaciones(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give each request its id, tell it in the answer, and write one line of access."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.solicitud = read_solicitud(request)  # type: ignore[attr-defined]
        ficha = solicitud_actual.set(request.solicitud)  # type: ignore[attr-defined]
        comienzo = perf_counter()
        try:
            respuesta = get_response(request)
            respuesta.headers[CABECERA] = request.solicitud  # type: ignore[attr-defined]
            note_acceso(request, respuesta.status_code, round(1000 * (perf_counter() - comienzo)))
        finally:
            solicitud_actual.reset(ficha)
        return respuesta

    return answer


def read_solicitud(request: HttpRequest) -> str:
    """The id that our own proxy gave the request, when it gave a good one; otherwise a new one."""
    dada = request.headers.get(CABECERA, "")
    if settings.PROXIES_DELANTE and BIEN_FORMADA.fullmatch(dada):
        return dada
    return uuid4().hex


def note_acceso(request: HttpRequest, estado: int, milisegundos: int) -> None:
    datos = {
        "metodo": request.method,
        "ruta": describe_ruta(request, estado),
        "estado": estado,
        "milisegundos": milisegundos,
        "usuario": find_usuario(request),
    }
    acceso.info("%s %s %s", datos["metodo"], datos["ruta"], estado, extra=datos)


def describe_ruta(request: HttpRequest, estado: int) -> str:
    """The path of a page, without its query; of what is not there, or carries a key, its pattern alone."""
    hallada = request.resolver_match
    if hallada is None:
        return "(ninguna)"
    if estado == 404 or "token" in hallada.kwargs:
        return f"/{hallada.route}"
    return request.path


def find_usuario(request: HttpRequest) -> int | None:
    """The key of who asks, if the request came to know it: nothing is asked of the database for this."""
    usuario: Any = request.__dict__.get("user")
    if isinstance(usuario, SimpleLazyObject):
        usuario = request.__dict__.get("_cached_user")
    return usuario.pk if usuario is not None else None


def note_lenta(execute: Callable[..., Any], sql: Any, params: Any, many: bool, contexto: dict[str, Any]) -> Any:
    """Run a query, and write it down, never its values, when it took longer than ``CONSULTA_LENTA_MS``."""
    comienzo = perf_counter()
    try:
        return execute(sql, params, many, contexto)
    finally:
        milisegundos = round(1000 * (perf_counter() - comienzo))
        if milisegundos >= settings.CONSULTA_LENTA_MS:
            datos = {"milisegundos": milisegundos, "consulta": str(sql)}
            consultas.warning("Consulta lenta: %s ms", milisegundos, extra=datos)


def watch_consultas(connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Of each connection that is opened, by pages, commands and workers alike."""
    if settings.CONSULTA_LENTA_MS and note_lenta not in connection.execute_wrappers:
        connection.execute_wrappers.append(note_lenta)
