"""Evidence handed over in one ZIP: of a territory at once, of the whole service when it is ready."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from programas.documentos.paquete import (
    Cabeza,
    build_indices,
    check_piezas,
    describe_copiadas,
    list_faltas,
    stream_paquete,
)
from programas.enums import ClaseDocumento, FormatoDocumento
from programas.models import Ejercicio
from programas.planillas.listado import write_xlsx
from programas.selectors.documentos_generados import find_ultimo
from programas.selectors.paquete import count_por_programa, list_cuentas, load_piezas
from programas.services.documentos import request_documento
from programas.tasks import enqueue_documento
from programas.views.acceso import (
    get_ejercicio,
    get_region,
    get_usuario,
    render_pagina,
    require_servicio,
    run_acto,
)
from programas.views.exportacion import attach

ZIP = "application/zip"
PEDIDO = "El paquete se está preparando: esta página dice cómo va, y puede dejarla y volver."


@require_http_methods(["GET", "HEAD", "POST"])
def paquetes(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """The packages of each territory within reach; and, for who sees the service whole, that of all of it."""
    ejercicio = get_ejercicio(request, servicio, anio)
    usuario = get_usuario(request)
    if request.method == "POST":
        require_servicio(request, ejercicio)
        run_acto(request, lambda: ask_paquete(request, ejercicio), PEDIDO)
        return redirect("paquetes", servicio, anio)
    cuentas = list_cuentas(ejercicio, usuario)
    if not cuentas:
        raise Http404
    return render_pagina(
        request,
        "programas/paquetes/pagina.html",
        ejercicio,
        "paquetes",
        territorios=cuentas,
        documento=find_ultimo(ejercicio, usuario, ClaseDocumento.EVIDENCIAS),
    )


def ask_paquete(request: HttpRequest, ejercicio: Ejercicio) -> None:
    clase, formato = ClaseDocumento.EVIDENCIAS, FormatoDocumento.ZIP
    actor = get_usuario(request)
    enqueue_documento(request_documento(ejercicio=ejercicio, actor=actor, clase=clase, formato=formato).pk)


@require_safe
def paquete_avance(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """The part of the page that moves while the package is prepared. Without htmx, it is the page."""
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect("paquetes", servicio, anio)
    ejercicio = get_ejercicio(request, servicio, anio)
    require_servicio(request, ejercicio)
    documento = find_ultimo(ejercicio, get_usuario(request), ClaseDocumento.EVIDENCIAS)
    contexto = {"ejercicio": ejercicio, "documento": documento}
    return render(request, "programas/paquetes/avance.html", contexto)


@require_safe
def paquete_territorio(request: HttpRequest, servicio: str, anio: int, cut: str) -> HttpResponse:
    """What the package of a territory holds; with ``?comprobar=1``, whether its files are as received."""
    ejercicio = get_ejercicio(request, servicio, anio)
    region = get_region(request, ejercicio, cut)
    piezas = load_piezas(ejercicio, get_usuario(request), region)
    copiadas = check_piezas(piezas) if request.GET.get("comprobar") else None
    return render_pagina(
        request,
        "programas/paquetes/territorio.html",
        ejercicio,
        "paquetes",
        region=region,
        programas=list(count_por_programa(piezas)),
        archivos=len(piezas),
        comprobado=None if copiadas is None else describe_copiadas(copiadas),
        faltas=list_faltas(copiadas or ()),
    )


@require_safe
@cache_control(private=True, no_cache=True)
def paquete_territorio_zip(request: HttpRequest, servicio: str, anio: int, cut: str) -> HttpResponseBase:
    """The package of a territory, sent as each of its files is read."""
    ejercicio = get_ejercicio(request, servicio, anio)
    region = get_region(request, ejercicio, cut)
    piezas = load_piezas(ejercicio, get_usuario(request), region)
    cabeza = Cabeza(f"Evidencias de {region}, {ejercicio}", timezone.localtime(), ejercicio.cerrado)
    pedazos = stream_paquete(piezas, build_indices(cabeza, write_xlsx))
    respuesta = StreamingHttpResponse((pedazo for pedazo in pedazos if pedazo), content_type=ZIP)
    return attach(respuesta, f"evidencias-{servicio}-{anio}-{cut}.zip")
