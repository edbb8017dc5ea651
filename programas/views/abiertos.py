"""Public data: a page that lists them and files at addresses that do not change, without logging in."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from tablib import Dataset

from programas.selectors.abiertos import CONJUNTOS, find_publicado, list_diccionario, list_publicados
from programas.selectors.abiertos.conjuntos import DICCIONARIO
from programas.views.verificacion import give_archivo, publico
from regiones.resources.formatos import Csv, Formato, Json, Xlsx

FORMATOS: dict[str, type[Formato]] = {"csv": Csv, "json": Json, "xlsx": Xlsx}


@login_not_required
@require_safe
def datos_abiertos(request: HttpRequest) -> HttpResponse:
    contexto = {"conjuntos": CONJUNTOS.values(), "publicados": list_publicados(), "formatos": FORMATOS}
    return render(request, "publico/datos.html", contexto)


@login_not_required
@require_safe
@publico
def diccionario(request: HttpRequest, formato: str) -> HttpResponse:
    """What every column of every dataset says."""
    return give_datos(request, formato, "diccionario", DICCIONARIO, list_diccionario())


@login_not_required
@require_safe
@publico
def conjunto_abierto(request: HttpRequest, servicio: str, anio: int, conjunto: str, formato: str) -> HttpResponse:
    """A dataset of a closed year, as its closing in force froze it."""
    cierre = find_publicado(servicio, anio)
    if conjunto not in CONJUNTOS or cierre is None:
        raise Http404
    elegido = CONJUNTOS[conjunto]
    nombre = f"{servicio}-{anio}-{conjunto}"
    return give_datos(request, formato, nombre, elegido.encabezados, elegido.rows(cierre))


def give_datos(
    request: HttpRequest, formato: str, nombre: str, encabezados: Sequence[str], filas: Iterable[Sequence[Any]]
) -> HttpResponse:
    """The rows in that format, for any site to read. A text that would be a formula is told to be a text."""
    if formato not in FORMATOS:
        raise Http404
    filas = list(filas)
    elegido = FORMATOS[formato]()
    datos = Dataset(*filas, headers=encabezados)
    # A workbook is another file each time that it is written: what says that it changed is its rows.
    sello = sha256(repr((formato, encabezados, filas)).encode()).hexdigest()
    respuesta = give_archivo(
        request, lambda: elegido.export_data(datos), elegido.tipo, f"{nombre}.{formato}", sello
    )
    respuesta.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    respuesta.headers["Access-Control-Allow-Origin"] = "*"
    return respuesta
