"""What is answered where no view answers: a page to people, JSON to the programs that read the API."""

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.template import loader
from django.views import defaults

from gestion_territorial.almacen import SinEspacio, is_lleno

RAIZ = "/api/"
# Of PostgreSQL: a lock waited for too long, two that wait for each other, a transaction left idle.
ESPERAS = ("55P03", "40P01", "25P03")
OCUPADA = "El sistema está ocupado y no alcanzó a responder: vuelva a intentarlo en unos segundos."
# When it is stopped, starts, or has no place for one more; with no code at all, it did not answer.
CAIDAS = ("57P01", "57P02", "57P03", "53300", "08")
CAIDA = (
    "La base de datos no responde. Si guardaba algo, puede haber quedado guardado o no: espere unos segundos y "
    "léalo antes de enviarlo otra vez."
)
REINTENTO = 5
SIN_ESPACIO = 507


def is_de_api(request: HttpRequest) -> bool:
    return request.path.startswith(RAIZ)


def answer_programa(estado: int, detalle: str) -> JsonResponse:
    """As the API refuses: what happened, and no parameter to blame."""
    datos = {"detalle": detalle, "campos": []}
    return JsonResponse(datos, status=estado, json_dumps_params={"ensure_ascii": False})


def answer_400(request: HttpRequest, exception: Any) -> HttpResponse:
    if is_de_api(request):
        return answer_programa(400, "La solicitud tiene caracteres que no son texto.")
    return defaults.bad_request(request, exception)


def answer_404(request: HttpRequest, exception: Any) -> HttpResponse:
    if is_de_api(request):
        return answer_programa(404, "Esa dirección no existe: /api/v1/openapi.json dice cuáles hay.")
    return defaults.page_not_found(request, exception)


def is_ocupada(error: BaseException | None) -> bool:
    """Whether the database gave up waiting for what another request holds: its transaction was undone whole."""
    if not isinstance(error, OperationalError):
        return False
    causa = error.__cause__
    de_sqlite = getattr(causa, "sqlite_errorname", "")
    return getattr(causa, "pgcode", None) in ESPERAS or de_sqlite.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def is_caida(error: BaseException | None) -> bool:
    """Whether the database is away: what was being saved when the connection broke may be there, or not."""
    causa: Any = error.__cause__ if isinstance(error, OperationalError | InterfaceError) else None
    # Only the driver of PostgreSQL has codes.
    return hasattr(causa, "pgcode") and (causa.pgcode is None or causa.pgcode.startswith(CAIDAS))


def answer_ocupada(request: HttpRequest, *, caida: bool = False) -> HttpResponse:
    """503, and when to try again."""
    if is_de_api(request):
        respuesta: HttpResponse = answer_programa(503, CAIDA if caida else OCUPADA)
    else:
        pagina = loader.get_template("503.html").render({"request": request, "caida": caida})
        respuesta = HttpResponse(pagina, status=503)
    respuesta.headers["Retry-After"] = str(REINTENTO)
    return respuesta


def answer_lleno(request: HttpRequest) -> HttpResponse:
    """507: what came with the request found no place, not even to be read."""
    pagina = loader.get_template("507.html").render({"request": request, "razon": str(SinEspacio())})
    return HttpResponse(pagina, status=SIN_ESPACIO)


def answer_500(request: HttpRequest) -> HttpResponse:
    error = sys.exc_info()[1]
    if is_ocupada(error) or is_caida(error):
        return answer_ocupada(request, caida=is_caida(error))
    if is_lleno(error) or isinstance(error, SinEspacio):
        return answer_lleno(request)
    if is_de_api(request):
        return answer_programa(500, "Algo falló en el servidor; quedó anotado. Vuelva a intentarlo más tarde.")
    # Without the usual context: what failed may be what that asks for.
    pagina = loader.get_template("500.html").render({"request": request})
    return HttpResponseServerError(pagina)
