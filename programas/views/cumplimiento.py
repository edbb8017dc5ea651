"""Declaring and validating, each answer beside what it would do to the verdict; and where the two disagree."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from programas import permissions
from programas.enums import Cumple
from programas.forms.cumplimiento import BLANCO, DeclaracionForm, RespuestaForm, ValidacionForm
from programas.models import Compromiso
from programas.selectors.discrepancias import load_discrepancias
from programas.selectors.efecto import load_efectos
from programas.selectors.obsoleto import Obsoleto
from programas.selectors.por_validar import load_por_validar
from programas.services.cumplimiento import FueraDeEtapa, declare_cumplimiento, validate_cumplimiento
from programas.views.acceso import get_compromiso, get_ejercicio, get_usuario, render_pagina
from programas.views.guardado import try_guardar
from programas.views.paneles import answer_hecho, render_compromiso, require_escritura, return_compromiso


@require_http_methods(["GET", "HEAD", "POST"])
def declaracion(request: HttpRequest, servicio: str, anio: int, codigo: str) -> HttpResponse:
    """The territory says whether a row was fulfilled, its result and why not, beside its evidence."""
    fila = get_compromiso(request, get_ejercicio(request, servicio, anio), codigo)
    if not require_escritura(request, fila):
        return return_compromiso(request, fila)
    form = DeclaracionForm(request.POST or None, compromiso=fila)
    obsoleto = None
    if request.method == "POST" and form.is_valid():
        datos = form.cleaned_data
        hecho, obsoleto = try_guardar(
            form,
            lambda: declare_cumplimiento(
                compromiso=form.read_compromiso(),
                respuesta=datos["respuesta"],
                motivo=datos["motivo"],
                indicador=form.read_indicador(),
                actor=get_usuario(request),
            ),
        )
        if hecho:
            dicho = f"{codigo} quedó declarado {name_respuesta(datos['respuesta'])}."
            return answer_hecho(request, fila, "cumplimiento", dicho, borrador=f"declaracion/{codigo}")
    return render_respuesta(request, fila, "declaracion", form, obsoleto)


@require_http_methods(["GET", "HEAD", "POST"])
def validacion(request: HttpRequest, servicio: str, anio: int, codigo: str) -> HttpResponse:
    """The central unit gives the official answer, beside what the territory declared."""
    fila = get_compromiso(request, get_ejercicio(request, servicio, anio), codigo)
    actor = get_usuario(request)
    if not permissions.can_validate(actor, fila):
        raise PermissionDenied
    if not permissions.is_evaluable(fila.objetivo.programa.ejercicio):
        messages.error(request, str(FueraDeEtapa(fila)))
        return return_compromiso(request, fila)
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
            dicho = f"{codigo} quedó validado {name_respuesta(datos['respuesta'])}."
            return answer_hecho(request, fila, "cumplimiento", dicho, borrador=f"validacion/{codigo}")
    return render_respuesta(request, fila, "validacion", form, obsoleto)


def render_respuesta(
    request: HttpRequest, fila: Compromiso, forma: str, form: RespuestaForm, obsoleto: Obsoleto | None
) -> HttpResponse:
    """A form of answers over the row as it stands stored: each with its effect, and what proves it beside."""
    guardada = get_compromiso(request, fila.objetivo.programa.ejercicio, fila.codigo)
    efectos = load_efectos(guardada, get_usuario(request))
    return render_compromiso(
        request,
        guardada,
        forma,
        form,
        obsoleto=obsoleto,
        opciones=[
            (radio, f"efecto-{radio.data['value'] or BLANCO}", efectos[radio.data["value"]])
            for radio in form["respuesta"].subwidgets
        ],
        blanco=f"efecto-{BLANCO}",
    )


def name_respuesta(respuesta: str) -> str:
    return f"«{Cumple(respuesta).label}»" if respuesta else "en blanco"


@require_safe
def discrepancias(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """What was declared and waits to be validated, and where what was validated is not what was declared."""
    ejercicio = get_ejercicio(request, servicio, anio)
    usuario = get_usuario(request)
    return render_pagina(
        request,
        "programas/discrepancias.html",
        ejercicio,
        "territorios",
        discrepancias=load_discrepancias(ejercicio, usuario),
        por_validar=load_por_validar(ejercicio, usuario),
    )
