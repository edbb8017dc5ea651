"""What is answered where no view answers: a page to people, JSON to the programs that read the API."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.template import loader
from django.views import defaults

RAIZ = "/api/"


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


def answer_500(request: HttpRequest) -> HttpResponse:
    if is_de_api(request):
        return answer_programa(500, "Algo falló en el servidor; quedó anotado. Vuelva a intentarlo más tarde.")
    # Without the usual context: what failed may be what that asks for.
    pagina = loader.get_template("500.html").render({"request": request})
    return HttpResponseServerError(pagina)
