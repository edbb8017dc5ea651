from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from programas import permissions
from programas.forms.formulacion.fila import FilaForm, Redaccion
from programas.forms.formulacion.programa import EliminacionForm
from programas.models import ObjetivoEspecifico, ProgramaTrabajo
from programas.selectors.catalogo import list_unidades, load_unidades
from programas.selectors.formulacion.fila import FilaGuardada, describe_fila_obsoleta, find_ultimo, load_fila
from programas.selectors.obsoleto import Obsoleto
from programas.services.borradores import discard_borrador
from programas.services.formulacion import FilaObsoleta, remove_fila_formulario, save_fila_formulario
from programas.views.formulacion.acceso import (
    Lugar,
    explain_bloqueo,
    find_lugar,
    find_objetivo,
    find_programa,
    render_formulacion,
    require_redaccion,
)
from programas.views.formulacion.respuesta import load_antes, render_fila
from programas.views.una_vez import note_guardado, una_vez
from regiones.services import ActoRechazado


@require_http_methods(["GET", "HEAD", "POST"])
@una_vez
def fila_nueva(request: HttpRequest, servicio: str, anio: int, cut: str, tipo: str) -> HttpResponse:
    """A new row of the form, after the last one."""
    lugar = find_lugar(request, servicio, anio, cut, tipo)
    programa = find_programa(request, lugar)
    require_redaccion(lugar, programa)
    if bloqueo := explain_bloqueo(request, lugar, programa):
        return bloqueo
    return edit_fila(request, lugar, programa, None, None)


@require_http_methods(["GET", "HEAD", "POST"])
def fila(request: HttpRequest, servicio: str, anio: int, cut: str, tipo: str, codigo: str) -> HttpResponse:
    """One row of the form, whole: its objective, indicator, meta and commitments."""
    lugar = find_lugar(request, servicio, anio, cut, tipo)
    programa = find_programa(request, lugar)
    objetivo = find_objetivo(lugar, programa, codigo)
    if not permissions.can_draft_fila_de_objetivo(lugar.usuario, objetivo):
        raise PermissionDenied("Solo redacta esta fila quien redacta el territorio, o la unidad que responde.")
    if bloqueo := explain_bloqueo(request, lugar, programa):
        return bloqueo
    return edit_fila(request, lugar, programa, objetivo, load_fila(objetivo))


def edit_fila(
    request: HttpRequest,
    lugar: Lugar,
    programa: ProgramaTrabajo,
    objetivo: ObjetivoEspecifico | None,
    guardada: FilaGuardada | None,
) -> HttpResponse:
    escrito = request.POST if "agregar" in request.POST else None
    form = FilaForm(
        request.POST if request.method == "POST" and escrito is None else None,
        programa=programa,
        guardada=guardada,
        unidades=load_unidades(lugar.ejercicio.servicio_id),
        redaccion=build_redaccion(lugar, programa, guardada),
        pide_motivo=permissions.needs_motivo(programa),
        escrito=escrito,
    )
    en_mesa = objetivo is not None and request.htmx  # type: ignore[attr-defined]
    if en_mesa and objetivo:
        form.auto_id = f"{objetivo.codigo}-id_%s"
    obsoleto = None
    if form.is_bound and form.is_valid():
        antes = load_antes(request, lugar, programa)
        guardado, obsoleto = save_fila(lugar, programa, objetivo, form)
        if guardado is not None:
            discard_borrador(usuario=lugar.usuario, clave=name_borrador(programa, objetivo))
            messages.success(request, f"Fila {guardado.codigo} guardada.")
            for aviso in form.list_avisos():
                messages.warning(request, aviso)
            if en_mesa:
                return render_fila(request, lugar, programa, guardado.codigo, antes)
            return note_guardado(request, redirect("formulacion", *lugar.direccion))
    ultimo = find_ultimo(lugar.ejercicio.servicio_id, objetivo.codigo) if objetivo else None
    return render_formulacion(
        request,
        "fila_editor" if en_mesa else "fila",
        lugar,
        programa,
        form=form,
        obsoleto=obsoleto,
        objetivo=objetivo,
        clave=name_borrador(programa, objetivo),
        sello=ultimo.pk if ultimo else 0,
        catalogo=list_unidades(lugar.ejercicio.servicio_id),
    )


def name_borrador(programa: ProgramaTrabajo, objetivo: ObjetivoEspecifico | None) -> str:
    """The key of the draft of a row, or of the new one."""
    return f"formulacion/{objetivo.codigo}" if objetivo else f"formulacion/{programa.codigo}-nueva"


def build_redaccion(lugar: Lugar, programa: ProgramaTrabajo, guardada: FilaGuardada | None) -> Redaccion:
    """What of the row the user writes: all, or what their units answer for."""
    if permissions.can_draft_programa(lugar.usuario, programa):
        return Redaccion(todo=True)
    propias = lugar.usuario.alcance.unidades
    compromisos = guardada.datos.compromisos if guardada else ()
    return Redaccion(
        todo=False,
        compromisos=frozenset(dato.id for dato in compromisos if dato.id and propias.intersection(dato.unidades)),
    )


def save_fila(
    lugar: Lugar, programa: ProgramaTrabajo, objetivo: ObjetivoEspecifico | None, form: FilaForm
) -> tuple[ObjetivoEspecifico | None, Obsoleto | None]:
    """Call the service; what it refuses goes to the form, a stale write also side by side."""
    datos: dict[str, Any] = {"datos": form.build_datos(), "version": form.cleaned_data["version"]}
    try:
        return save_fila_formulario(
            programa=programa, objetivo=objetivo, actor=lugar.usuario, motivo=form.motivo_escrito, **datos
        ), None
    except FilaObsoleta as rechazo:
        form.accept_version(rechazo.version)
        return None, describe_fila_obsoleta(
            lugar.ejercicio.servicio_id, objetivo.codigo if objetivo else "", rechazo.diferencias
        )
    except (ActoRechazado, ValidationError) as rechazo:
        form.tell_rechazo(rechazo)
        return None, None


@require_http_methods(["GET", "HEAD", "POST"])
def fila_eliminada(
    request: HttpRequest, servicio: str, anio: int, cut: str, tipo: str, codigo: str
) -> HttpResponse:
    """Ask before a row goes with all that it holds, then delete it. The record keeps it."""
    lugar = find_lugar(request, servicio, anio, cut, tipo)
    programa = find_programa(request, lugar)
    objetivo = find_objetivo(lugar, programa, codigo)
    require_redaccion(lugar, programa)
    if bloqueo := explain_bloqueo(request, lugar, programa):
        return bloqueo
    guardada = load_fila(objetivo)
    form = EliminacionForm(
        request.POST or None,
        initial={"version": guardada.version},
        pide_motivo=permissions.needs_motivo(programa),
    )
    if request.method == "POST" and form.is_valid():
        try:
            remove_fila_formulario(
                objetivo=objetivo,
                version=form.cleaned_data["version"],
                actor=lugar.usuario,
                motivo=form.motivo_escrito,
            )
        except FilaObsoleta as rechazo:
            form.accept_version(rechazo.version)
            form.tell_rechazo(rechazo)
        except ActoRechazado as rechazo:
            form.tell_rechazo(rechazo)
        else:
            messages.success(request, f"Fila {codigo} eliminada: queda en la historia del programa.")
            return redirect("formulacion", *lugar.direccion)
    return render_formulacion(
        request, "eliminacion", lugar, programa, form=form, que=f"la fila {codigo}", dice=guardada.datos,
        titulo=objetivo.texto,
    )  # fmt: skip
