"""Workbooks on their way out: the form of a territory or of all, as it stands or as a template to be filled."""

import zipfile
from collections.abc import Callable, Iterator, Sequence
from typing import IO, TypeVar, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from programas.documentos.tubo import Tubo
from programas.enums import ClaseObjetivo
from programas.models import Ejercicio
from programas.planillas.escritor import Catalogos, TextoNoCabe, name_archivo, write_libro
from programas.selectors.catalogo import list_unidades
from programas.selectors.exportacion import FormularioExportado, load_exportados
from programas.selectors.exportacion_explicada import load_explicados
from programas.views.acceso import get_ejercicio, get_region, get_usuario
from regiones.models import Region, Usuario

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EXPORTACION, PLANTILLA = "gestion-territorial", "plantilla"
Cargador = Callable[[Ejercicio, Usuario, Sequence[Region]], list[FormularioExportado]]
Respuesta = TypeVar("Respuesta", HttpResponse, StreamingHttpResponse)


@require_safe
@cache_control(private=True, no_cache=True)
def exportacion(request: HttpRequest, servicio: str, anio: int, cut: str) -> HttpResponse:
    """The official workbook of a territory, with what it says today."""
    ejercicio = get_ejercicio(request, servicio, anio)
    region = get_region(request, ejercicio, cut)
    (formulario,) = load_explicados(ejercicio, get_usuario(request), [region])
    return answer_libro(request, ejercicio, formulario, None)


@require_safe
@cache_control(private=True, no_cache=True)
def plantilla(request: HttpRequest, servicio: str, anio: int, cut: str) -> HttpResponse:
    """The workbook that a territory fills without connection, with what is stored or, if asked, blank."""
    ejercicio = get_ejercicio(request, servicio, anio)
    region = get_region(request, ejercicio, cut)
    if ejercicio.cerrado:
        messages.error(request, explain_cierre(ejercicio))
        return redirect("territorio", servicio, anio, cut)
    (formulario,) = load_exportados(ejercicio, get_usuario(request), [region])
    return answer_libro(request, ejercicio, pick_contenido(request, formulario), load_catalogos(ejercicio))


@require_safe
@cache_control(private=True, no_cache=True)
def exportaciones(request: HttpRequest, servicio: str, anio: int) -> HttpResponseBase:
    """The workbooks of every territory that the user sees, in one file."""
    ejercicio = get_ejercicio(request, servicio, anio)
    return answer_bulto(ejercicio, load_formularios(request, ejercicio, load_explicados), None)


@require_safe
@cache_control(private=True, no_cache=True)
def plantillas(request: HttpRequest, servicio: str, anio: int) -> HttpResponseBase:
    """The templates of every territory that the user sees, in one file."""
    ejercicio = get_ejercicio(request, servicio, anio)
    formularios = load_formularios(request, ejercicio, load_exportados)
    formularios = [pick_contenido(request, formulario) for formulario in formularios]
    if ejercicio.cerrado:
        messages.error(request, explain_cierre(ejercicio))
        return redirect("territorios", servicio, anio)
    return answer_bulto(ejercicio, formularios, load_catalogos(ejercicio))


def explain_cierre(ejercicio: Ejercicio) -> str:
    return f"El ejercicio {ejercicio.anio} está cerrado y no admite cambios: exporte su planilla oficial."


def pick_contenido(request: HttpRequest, formulario: FormularioExportado) -> FormularioExportado:
    return formulario.clear() if request.GET.get("vacia") else formulario


def load_formularios(request: HttpRequest, ejercicio: Ejercicio, load: Cargador) -> list[FormularioExportado]:
    usuario = get_usuario(request)
    regiones = [
        region
        for region in ejercicio.regiones
        if usuario.alcance.sees_territorio(ejercicio.servicio_id, region.pk)
    ]
    if not regiones:
        raise Http404
    return load(ejercicio, usuario, regiones)


def load_catalogos(ejercicio: Ejercicio) -> Catalogos:
    """What the drop-downs of a template offer: two queries."""
    return Catalogos(
        list_unidades(ejercicio.servicio_id),
        [region.nombre_corto for region in ejercicio.regiones if not region.es_nivel_central],
        dict(ClaseObjetivo.choices),
    )


def answer_libro(
    request: HttpRequest, ejercicio: Ejercicio, formulario: FormularioExportado, catalogos: Catalogos | None
) -> HttpResponse:
    try:
        contenido = write_libro(formulario, catalogos)
    except TextoNoCabe as error:
        messages.error(request, str(error))
        return redirect("territorio", ejercicio.servicio.codigo, ejercicio.anio, formulario.region)
    nombre = name_archivo(formulario, PLANTILLA if catalogos else EXPORTACION)
    return attach(HttpResponse(contenido, content_type=XLSX), nombre)


def answer_bulto(
    ejercicio: Ejercicio, formularios: Sequence[FormularioExportado], catalogos: Catalogos | None
) -> StreamingHttpResponse:
    """One file with all of them, sent as each is written."""
    prefijo = PLANTILLA if catalogos else EXPORTACION
    respuesta = StreamingHttpResponse(
        stream_bulto(formularios, catalogos, prefijo), content_type="application/zip"
    )
    return attach(respuesta, f"{prefijo}-{ejercicio.anio}.zip")


def attach(respuesta: Respuesta, nombre: str) -> Respuesta:
    """Always a download, never a page."""
    respuesta["Content-Disposition"] = content_disposition_header(True, nombre)
    respuesta["X-Content-Type-Options"] = "nosniff"
    return respuesta


def stream_bulto(
    formularios: Sequence[FormularioExportado], catalogos: Catalogos | None, prefijo: str
) -> Iterator[bytes]:
    """The pieces of the file. In the place of a workbook that cannot be written, a text says why."""
    tubo = Tubo()
    with zipfile.ZipFile(cast(IO[bytes], tubo), "w") as bulto:
        for formulario in formularios:
            nombre = name_archivo(formulario, prefijo)
            try:
                bulto.writestr(nombre, write_libro(formulario, catalogos))
            except TextoNoCabe as error:
                bulto.writestr(f"{nombre}.no-se-escribio.txt", str(error))
            yield tubo.take()
    yield tubo.take()
