"""Declaring and validating, each answer beside what it would do to the verdict; and where the two disagree."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from programas import permissions
from programas.enums import Cumple
from programas.forms.cumplimiento import BLANCO, DeclaracionForm, RespuestaForm, ValidacionForm
from programas.models import Compromiso
from programas.selectors.compromiso import load_compromiso
from programas.selectors.discrepancias import load_discrepancias
from programas.selectors.efecto import load_efectos
from programas.services.borradores import discard_borrador
from programas.services.cumplimiento import FueraDeEtapa, declare_cumplimiento, validate_cumplimiento
from programas.views.acceso import get_compromiso, get_ejercicio, get_usuario, render_pagina
from programas.views.compromiso import redirect_compromiso, require_escritura
from programas.views.guardado import try_guardar


@require_http_methods(["GET", "HEAD", "POST"])
def declaracion(request: HttpRequest, servicio: str, anio: int, codigo: str) -> HttpResponse:
    """The territory says whether a row was fulfilled, its result and why not, beside its evidence."""
    fila = get_compromiso(request, get_ejercicio(request, servicio, anio), codigo)
    if not require_escritura(request, fila):
        return redirect_compromiso(fila)
    form = DeclaracionForm(request.POST or None, compromiso=fila)
    obsoleto = None
    if request.method == "POST" and form.is_valid():
        datos, actor = form.cleaned_data, get_usuario(request)
        hecho, obsoleto = try_guardar(
            form,
            lambda: declare_cumplimiento(
                compromiso=form.read_compromiso(),
                respuesta=datos["respuesta"],
                motivo=datos["motivo"],
                indicador=form.read_indicador(),
                actor=actor,
            ),
        )
        if hecho:
            discard_borrador(usuario=actor, clave=f"declaracion/{fila.codigo}")
            messages.success(request, f"{fila.codigo} quedó declarado {name_respuesta(datos['respuesta'])}.")
            return redirect_compromiso(fila)
    return render_respuesta(request, fila, form, "programas/compromiso/declaracion.html", obsoleto=obsoleto)


@require_http_methods(["GET", "HEAD", "POST"])
def validacion(request: HttpRequest, servicio: str, anio: int, codigo: str) -> HttpResponse:
    """The central unit gives the official answer, beside what the territory declared."""
    fila = get_compromiso(request, get_ejercicio(request, servicio, anio), codigo)
    actor = get_usuario(request)
    if not permissions.can_validate(actor, fila):
        raise PermissionDenied
    if not permissions.is_evaluable(fila.objetivo.programa.ejercicio):
        messages.error(request, str(FueraDeEtapa(fila)))
        return redirect_compromiso(fila)
    form = ValidacionForm(request.POST or None, compromiso=fila)
    obsoleto = None
    if request.method == "POST" and form.is_valid():
        datos = form.cleaned_data
        hecho, obsoleto = try_guardar(
            form,
            lambda: validate_cumplimiento(
                compromiso=form.read_compromiso(),
                respuesta=datos["respuesta"],
                motivo=datos["motivo"],
                actor=actor,
            ),
        )
        if hecho:
            discard_borrador(usuario=actor, clave=f"validacion/{fila.codigo}")
            messages.success(request, f"{fila.codigo} quedó validado {name_respuesta(datos['respuesta'])}.")
            return redirect_compromiso(fila)
    return render_respuesta(request, fila, form, "programas/compromiso/validacion.html", obsoleto=obsoleto)


def render_respuesta(
    request: HttpRequest, fila: Compromiso, form: RespuestaForm, plantilla: str, **contexto: Any
) -> HttpResponse:
    """A form of answers over the row as it stands stored: each with its effect, and what proves it beside."""
    usuario = get_usuario(request)
    ejercicio = fila.objetivo.programa.ejercicio
    guardada = get_compromiso(request, ejercicio, fila.codigo)
    efectos = load_efectos(guardada, usuario)
    return render_pagina(
        request,
        plantilla,
        ejercicio,
        "territorios",
        compromiso=guardada,
        pagina=load_compromiso(guardada, usuario),
        form=form,
        opciones=[
            (radio, f"efecto-{radio.data['value'] or BLANCO}", efectos[radio.data["value"]])
            for radio in form["respuesta"].subwidgets
        ],
        blanco=f"efecto-{BLANCO}",
        **contexto,
    )


def name_respuesta(respuesta: str) -> str:
    return f"«{Cumple(respuesta).label}»" if respuesta else "en blanco"


@require_safe
def discrepancias(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """Where what was validated is not what was declared, those that decide a programme first."""
    ejercicio = get_ejercicio(request, servicio, anio)
    datos = load_discrepancias(ejercicio, get_usuario(request))
    return render_pagina(request, "programas/discrepancias.html", ejercicio, "territorios", discrepancias=datos)
