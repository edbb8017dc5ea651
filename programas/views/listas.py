"""Lists of rows: a page of what is looked for, and the whole of it as a file."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from programas.forms.listas import ListaForm
from programas.models import Ejercicio
from programas.planillas.escritor import TextoNoCabe
from programas.planillas.listado import stream_csv, write_xlsx
from programas.selectors.congelado import load_nombres
from programas.selectors.listas import LISTAS, Lista, load_filas, load_lista, load_opciones
from programas.views.acceso import get_ejercicio, get_usuario, render_pagina
from programas.views.exportacion import XLSX, attach
from programas.views.sin_cambios import sin_cambios

CSV = "text/csv; charset=utf-8"
FORMATOS = ("xlsx", "csv")


@require_safe
@sin_cambios
def lista(request: HttpRequest, servicio: str, anio: int, clave: str) -> HttpResponse:
    """A list of the year, as its address narrows and sorts it."""
    ejercicio = get_ejercicio(request, servicio, anio)
    elegida = get_lista(clave)
    nombres = load_nombres(ejercicio)
    form = build_form(request, ejercicio, elegida, nombres)
    datos = load_lista(
        elegida, ejercicio, get_usuario(request), form.filtros, request.GET.get("pagina", 1), nombres
    )
    return render_pagina(
        request,
        "programas/listas/lista.html",
        ejercicio,
        "listas",
        lista=elegida,
        listas=LISTAS.values(),
        form=form,
        datos=datos,
        encabezados=list_encabezados(request, elegida, form.filtros.orden),
        filtros=keep_filtros(request, "pagina"),
        formatos=FORMATOS,
    )


@require_safe
@cache_control(private=True, no_cache=True)
def lista_exportada(request: HttpRequest, servicio: str, anio: int, clave: str, formato: str) -> HttpResponseBase:
    """Every row that the same address shows page by page, in its order and columns."""
    ejercicio = get_ejercicio(request, servicio, anio)
    elegida = get_lista(clave)
    if formato not in FORMATOS:
        raise Http404
    form = build_form(request, ejercicio, elegida, load_nombres(ejercicio))
    filtros = form.filtros
    pagina = f"{reverse('lista', args=[servicio, anio, clave])}?{keep_filtros(request, 'pagina')}"
    if form.errors:
        return redirect(pagina)
    titulos = [columna.titulo for columna in elegida.columnas]
    tandas = (
        [[celda.exportado for celda in fila.celdas] for fila in tanda]
        for tanda in load_filas(elegida, ejercicio, get_usuario(request), filtros)
    )
    nombre = f"{clave}-{servicio}-{anio}.{formato}"
    if formato == "csv":
        return attach(StreamingHttpResponse(stream_csv(titulos, tandas), content_type=CSV), nombre)
    try:
        archivo = write_xlsx(elegida.nombre, titulos, [c.larga for c in elegida.columnas], tandas)
    except TextoNoCabe as error:
        messages.error(request, str(error))
        return redirect(pagina)
    return attach(FileResponse(archivo, content_type=XLSX), nombre)


def get_lista(clave: str) -> Lista:
    if clave not in LISTAS:
        raise Http404
    return LISTAS[clave]


def build_form(request: HttpRequest, ejercicio: Ejercicio, lista: Lista, nombres: dict[str, str]) -> ListaForm:
    opciones = load_opciones(lista, ejercicio, get_usuario(request), nombres)
    return ListaForm(request.GET, lista=lista, opciones=opciones)


def keep_filtros(request: HttpRequest, *fuera: str) -> str:
    """What the address says, but for these."""
    datos = request.GET.copy()
    for campo in fuera:
        datos.pop(campo, None)
    return datos.urlencode()


def list_encabezados(request: HttpRequest, lista: Lista, orden: str) -> list[dict[str, Any]]:
    """Each heading with the address that sorts by it, the other way round when it already does."""
    resto = keep_filtros(request, "pagina", "orden")
    encabezados = []
    for columna in lista.columnas:
        actual = orden.removeprefix("-") == columna.orden
        siguiente = f"-{columna.orden}" if orden == columna.orden else columna.orden
        encabezados.append(
            {
                "columna": columna,
                "direccion": "" if siguiente is None else f"?{resto}{'&' if resto else ''}orden={siguiente}",
                "sentido": ("descending" if orden.startswith("-") else "ascending") if actual else "",
            }
        )
    return encabezados
