"""A commitment's page, and its progress entries."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programas import permissions
from programas.forms.avances import AvanceForm
from programas.models import Compromiso
from programas.selectors.compromiso import load_compromiso
from programas.services.avances import change_avance, record_avance
from programas.services.borradores import discard_borrador
from programas.services.cumplimiento import FueraDeEtapa
from programas.views.acceso import get_compromiso, get_ejercicio, get_usuario, render_pagina
from programas.views.guardado import try_guardar
from programas.views.una_vez import note_guardado, una_vez


@require_safe
def compromiso(request: HttpRequest, servicio: str, anio: int, codigo: str) -> HttpResponse:
    """A row of the form through its year: progress, evidence, declaration, validation and record."""
    return render_compromiso(request, get_compromiso(request, get_ejercicio(request, servicio, anio), codigo))


def render_compromiso(
    request: HttpRequest, fila: Compromiso, form: AvanceForm | None = None, **contexto: Any
) -> HttpResponse:
    """The page of a commitment, or only the part that an act changed when the page itself asked for it."""
    pagina = load_compromiso(fila, get_usuario(request))
    seccion = "programas/compromiso/avances.html" if request.htmx else "programas/compromiso/pagina.html"  # type: ignore[attr-defined]
    return render_pagina(
        request,
        seccion,
        fila.objetivo.programa.ejercicio,
        "territorios",
        compromiso=fila,
        pagina=pagina,
        form=form or AvanceForm(),
        puede_retirar=pagina.puede_escribir,
        **contexto,
    )


def redirect_compromiso(fila: Compromiso) -> HttpResponse:
    ejercicio = fila.objetivo.programa.ejercicio
    return redirect("compromiso", ejercicio.servicio.codigo, ejercicio.anio, fila.codigo)


def require_escritura(request: HttpRequest, fila: Compromiso) -> bool:
    """Refuse who may never write in the row (403); tell who may, but not at this stage, and answer ``False``."""
    if not permissions.can_draft_compromiso(get_usuario(request), fila):
        raise PermissionDenied
    if permissions.is_evaluable(fila.objetivo.programa.ejercicio):
        return True
    messages.error(request, str(FueraDeEtapa(fila)))
    return False


@require_POST
@una_vez
def avance_nuevo(request: HttpRequest, servicio: str, anio: int, codigo: str) -> HttpResponse:
    """Add a progress entry, with its files."""
    fila = get_compromiso(request, get_ejercicio(request, servicio, anio), codigo)
    if not require_escritura(request, fila):
        return redirect_compromiso(fila)
    actor = get_usuario(request)
    form = AvanceForm(request.POST, request.FILES)
    if not form.is_valid():
        return render_compromiso(request, fila, form)
    hecho, _ = try_guardar(
        form,
        lambda: record_avance(
            compromiso=fila, datos=form.read_datos(), actor=actor, archivos=form.list_documentos()
        ),
    )
    if not hecho:
        return render_compromiso(request, fila, form)
    discard_borrador(usuario=actor, clave=f"avance/{fila.codigo}")
    destino = note_guardado(request, redirect_compromiso(fila))
    if request.htmx:  # type: ignore[attr-defined]
        return render_compromiso(request, fila, guardado=True)
    messages.success(request, "El avance quedó registrado. No cambia la ponderación ganada.")
    return destino


@require_http_methods(["GET", "HEAD", "POST"])
def avance(request: HttpRequest, servicio: str, anio: int, codigo: str, pk: int) -> HttpResponse:
    """Correct a progress entry, saying why; the first version stays in the record."""
    fila = get_compromiso(request, get_ejercicio(request, servicio, anio), codigo)
    anotado = get_object_or_404(fila.avances, pk=pk)
    anotado.compromiso = fila
    if not require_escritura(request, fila):
        return redirect_compromiso(fila)
    form = AvanceForm(request.POST or None, avance=anotado)
    obsoleto = None
    if request.method == "POST" and form.is_valid():
        anotado.version = form.cleaned_data["version"]
        hecho, obsoleto = try_guardar(
            form,
            lambda: change_avance(
                avance=anotado,
                datos=form.read_datos(),
                actor=get_usuario(request),
                motivo=form.cleaned_data["motivo"],
            ),
        )
        if hecho:
            messages.success(request, "El avance quedó corregido.")
            return redirect_compromiso(fila)
    return render_pagina(
        request,
        "programas/compromiso/avance.html",
        fila.objetivo.programa.ejercicio,
        "territorios",
        compromiso=fila,
        form=form,
        obsoleto=obsoleto,
    )
