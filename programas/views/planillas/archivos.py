"""Files given back: the workbook as it came, or with its problems marked; always a download, never a page."""

import logging
from pathlib import PurePath

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from programas.formulario.lectura import Hallazgo, Nivel
from programas.models import LibroCargado
from programas.planillas import LibroRechazado
from programas.planillas.marcado import mark_libro
from programas.views.acceso import get_ejercicio
from programas.views.planillas.acceso import get_importacion, get_libro

registro = logging.getLogger(__name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BINARIO = "application/octet-stream"


@require_safe
@cache_control(private=True, no_cache=True)
def libro_original(request: HttpRequest, servicio: str, anio: int, pk: int, orden: int) -> HttpResponseBase:
    hallado = get_libro(request, get_ejercicio(request, servicio, anio), pk, orden)
    return give_guardado(str(hallado.original), hallado.archivo)


@require_safe
@cache_control(private=True, no_cache=True)
def importacion_original(request: HttpRequest, servicio: str, anio: int, pk: int) -> HttpResponseBase:
    """The file that an import read, as it came."""
    importacion = get_importacion(request, get_ejercicio(request, servicio, anio), pk)
    if not importacion.original:
        raise Http404
    return give_guardado(importacion.original, importacion.archivo)


@require_safe
@cache_control(private=True, no_cache=True)
def libro_marcado(request: HttpRequest, servicio: str, anio: int, pk: int, orden: int) -> HttpResponseBase:
    """The person's own workbook with each problem as a coloured cell and a note."""
    hallado = get_libro(request, get_ejercicio(request, servicio, anio), pk, orden)
    if "impedimentos" not in hallado.vista:
        raise Http404
    try:
        with hallado.original.open("rb") as archivo:
            contenido = mark_libro(hallado.archivo, archivo.read(), list_hallazgos(hallado))
    except (FileNotFoundError, LibroRechazado):
        raise Http404 from None
    nombre = f"{PurePath(hallado.archivo).stem} (revisado).xlsx"
    respuesta = HttpResponse(contenido, content_type=XLSX)
    respuesta["Content-Disposition"] = content_disposition_header(True, nombre)
    return harden(respuesta)


def list_hallazgos(hallado: LibroCargado) -> list[Hallazgo]:
    """What the preview says of cells of the workbook."""
    vistos = [*hallado.vista["impedimentos"], *hallado.vista["hallazgos"]]
    unicos = {(h["hoja"], h["celda"], h["problema"]): h for h in vistos}
    return [Hallazgo(**hallazgo | {"nivel": Nivel(hallazgo["nivel"])}) for hallazgo in unicos.values()]


def give_guardado(lugar: str, nombre: str) -> HttpResponseBase:
    try:
        archivo = default_storage.open(lugar, "rb")
    except FileNotFoundError:
        registro.exception("Falta el archivo guardado %s", lugar)
        raise Http404 from None
    return harden(FileResponse(archivo, as_attachment=True, filename=nombre, content_type=BINARIO))


def harden(respuesta: HttpResponseBase) -> HttpResponseBase:
    respuesta["X-Content-Type-Options"] = "nosniff"
    respuesta["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return respuesta
