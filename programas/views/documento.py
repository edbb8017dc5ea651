"""Where a programme, or the report of a corte, is found, read and reviewed."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from programas.models import InformeAvance, ProgramaTrabajo
from programas.selectors.documentos import Documento, get_ejercicio
from programas.views.acceso import get_corte, get_programa, get_region, get_usuario
from programas.views.acceso import get_ejercicio as get_ejercicio_visible


@dataclass(frozen=True, slots=True)
class Rutas:
    """The addresses of a document: its sheet, its review, and what is posted there."""

    hoja: str
    revision: str
    filas: str
    cierre: str


def get_documento(
    request: HttpRequest, servicio: str, anio: int, cut: str, tipo: str = "", fecha: str = ""
) -> Documento:
    """A programme within the user's reach; or, with the date of a corte, the report of the territory."""
    ejercicio = get_ejercicio_visible(request, servicio, anio)
    if not fecha:
        return get_programa(request, ejercicio, cut, tipo)
    region = get_region(request, ejercicio, cut)
    corte = get_corte(request, ejercicio, fecha)
    visibles = InformeAvance.objects.visible_to(get_usuario(request))
    informe = get_object_or_404(visibles, corte=corte, region=region)
    informe.corte, informe.region = corte, region
    return informe


def list_rutas(documento: Documento) -> Rutas:
    ejercicio = get_ejercicio(documento)
    lugar = [ejercicio.servicio.codigo, ejercicio.anio, documento.region.cut]
    if isinstance(documento, ProgramaTrabajo):
        nombres = ("programa", "revision_programa", "revision_filas", "revision_cierre")
        lugar.append(documento.tipo)
    else:
        nombres = ("analisis", "revision_informe", "revision_informe_filas", "revision_informe_cierre")
        lugar.append(f"{documento.corte.fecha_medicion:%Y-%m-%d}")
    return Rutas(*(reverse(nombre, args=lugar) for nombre in nombres))
