from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from programas import permissions
from programas.forms.planillas import CargaForm
from programas.models import Carga, Ejercicio
from programas.planillas import LibroRechazado
from programas.selectors.planillas.pagina import load_planillas
from programas.services.cargas import create_carga
from programas.tasks import begin_lectura
from programas.views.acceso import get_ejercicio, get_usuario, render_pagina
from programas.views.planillas.subida import read_subida
from programas.views.una_vez import note_guardado, una_vez
from regiones.services import ActoRechazado


@require_http_methods(["GET", "HEAD", "POST"])
@una_vez
def planillas(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """The workbooks of a year: take them out, bring them in, and what was done with those brought."""
    ejercicio = get_ejercicio(request, servicio, anio)
    usuario = get_usuario(request)
    puede = permissions.drafts_some(usuario, ejercicio.servicio_id) and not ejercicio.cerrado
    if request.method == "POST" and not permissions.drafts_some(usuario, ejercicio.servicio_id):
        raise PermissionDenied
    form = CargaForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and form.is_valid():
        carga = keep_subida(request, ejercicio, form)
        if carga is not None:
            return note_guardado(request, answer_carga(carga))
    return render_pagina(
        request,
        "programas/planillas/pagina.html",
        ejercicio,
        "planillas",
        pagina=load_planillas(ejercicio, usuario, request.GET.get("pagina", "1")),
        form=form,
        puede=puede,
    )


def keep_subida(request: HttpRequest, ejercicio: Ejercicio, form: CargaForm) -> Carga | None:
    """Keep what was uploaded and read it, if it is little; ``None``, with its reason in the form, if it cannot."""
    try:
        archivos, omitidos = read_subida(form.cleaned_data["archivos"])
        carga = create_carga(ejercicio=ejercicio, actor=get_usuario(request), archivos=archivos)
    except (LibroRechazado, ActoRechazado) as error:
        form.add_error("archivos", str(error))
        return None
    for omitido in omitidos:
        messages.info(request, omitido)
    begin_lectura(carga)
    return carga


def answer_carga(carga: Carga) -> HttpResponse:
    """The page of an upload; of one workbook, its own."""
    lugar = (carga.ejercicio.servicio.codigo, carga.ejercicio.anio, carga.pk)
    if carga.libros.count() == 1:
        return redirect("libro", *lugar, 1)
    return redirect("carga", *lugar)
