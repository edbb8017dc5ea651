from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from programas import permissions
from programas.forms.formulacion.programa import PonderacionForm, RepartoForm
from programas.models import ProgramaTrabajo
from programas.selectors.formulacion.fila import describe_fila_obsoleta, find_ultimo
from programas.selectors.formulacion.ponderacion import TablaPonderacion, load_ponderacion
from programas.selectors.obsoleto import Obsoleto
from programas.selectors.presentacion import show_cantidad
from programas.services.borradores import discard_borrador
from programas.services.formulacion import FilaObsoleta, save_ponderaciones, spread_uniforme
from programas.views.formulacion.acceso import (
    Lugar,
    explain_bloqueo,
    find_lugar,
    find_programa,
    render_formulacion,
)
from regiones.services import ActoRechazado, CambioObsoleto

REPARTO = "reparto"


@require_http_methods(["GET", "HEAD", "POST"])
def ponderacion(request: HttpRequest, servicio: str, anio: int, cut: str, tipo: str) -> HttpResponse:
    """All the weights of a programme in one table with their sum; or the same for every row."""
    lugar = find_lugar(request, servicio, anio, cut, tipo)
    programa = find_programa(request, lugar)
    if not permissions.can_draft_programa(lugar.usuario, programa) and not permissions.drafts_as_unidad(
        lugar.usuario, programa
    ):
        raise PermissionDenied("Solo pondera quien redacta el territorio.")
    if bloqueo := explain_bloqueo(request, lugar, programa):
        return bloqueo
    tabla = load_ponderacion(lugar.ejercicio, lugar.usuario, lugar.region, programa)
    pide_motivo = permissions.needs_motivo(programa)
    repartir = f"{REPARTO}-version" in request.POST
    form = build_form(request.POST if request.method == "POST" and not repartir else None, tabla, programa)
    reparto = RepartoForm(
        request.POST if repartir else None,
        initial={"version": programa.version, "uniforme": not tabla.uniforme},
        pide_motivo=pide_motivo,
        prefix=REPARTO,
    )
    obsoleto = None
    if reparto.is_bound and reparto.is_valid() and save_reparto(request, lugar, programa, reparto):
        return redirect("ponderacion", *lugar.direccion)
    if form.is_bound and form.is_valid():
        hecho, obsoleto = save_pesos(request, lugar, programa, form)
        if hecho and not request.htmx:  # type: ignore[attr-defined]
            return redirect("formulacion", *lugar.direccion)
        if hecho:
            tabla = load_ponderacion(lugar.ejercicio, lugar.usuario, lugar.region, programa)
            return render_pesos(request, lugar, programa, tabla, build_form(None, tabla, programa), hecho=True)
    return render_pesos(request, lugar, programa, tabla, form, reparto=reparto, obsoleto=obsoleto)


def build_form(datos: Any, tabla: TablaPonderacion, programa: ProgramaTrabajo) -> PonderacionForm:
    return PonderacionForm(
        datos, filas=tabla.filas, bloqueado=tabla.uniforme, pide_motivo=permissions.needs_motivo(programa)
    )


def name_borrador(programa: ProgramaTrabajo) -> str:
    """The key of the draft of the weights: of the same programme as its data, another form."""
    return f"formulacion/{programa.codigo}/1"


def render_pesos(
    request: HttpRequest,
    lugar: Lugar,
    programa: ProgramaTrabajo,
    tabla: TablaPonderacion,
    form: PonderacionForm,
    **contexto: Any,
) -> HttpResponse:
    """The page; or to htmx the table of weights, with their sum aside."""
    ultimo = find_ultimo(lugar.ejercicio.servicio_id, programa.codigo)
    return render_formulacion(
        request,
        "respuesta_pesos" if request.htmx else "ponderacion",  # type: ignore[attr-defined]
        lugar,
        programa,
        tabla=tabla,
        form=form,
        clave=name_borrador(programa),
        sello=ultimo.pk if ultimo else 0,
        **contexto,
    )


def save_reparto(request: HttpRequest, lugar: Lugar, programa: ProgramaTrabajo, form: RepartoForm) -> bool:
    """Change how the programme weighs; ``False`` when it was refused, and the form says why."""
    uniforme = form.cleaned_data["uniforme"]
    try:
        spread_uniforme(
            programa=programa,
            uniforme=uniforme,
            version=form.cleaned_data["version"],
            actor=lugar.usuario,
            motivo=form.motivo_escrito,
        )
    except CambioObsoleto as rechazo:
        form.accept_version(rechazo.guardada.version)
        form.tell_rechazo(rechazo)
        return False
    except ActoRechazado as rechazo:
        form.tell_rechazo(rechazo)
        return False
    messages.success(
        request,
        "Todas las filas pesan lo mismo." if uniforme else "Escriba ahora la ponderación de cada fila.",
    )
    return True


def save_pesos(
    request: HttpRequest, lugar: Lugar, programa: ProgramaTrabajo, form: PonderacionForm
) -> tuple[bool, Obsoleto | None]:
    """Write the weights; what is refused goes to the form, stale writes also side by side."""
    try:
        cuantas = save_ponderaciones(
            programa=programa, pesos=form.build_pesos(), actor=lugar.usuario, motivo=form.motivo_escrito
        )
    except FilaObsoleta as rechazo:
        form.accept_versiones()
        return False, describe_fila_obsoleta(lugar.ejercicio.servicio_id, programa.codigo, rechazo.diferencias)
    except ActoRechazado as rechazo:
        form.tell_rechazo(rechazo)
        return False, None
    discard_borrador(usuario=lugar.usuario, clave=name_borrador(programa))
    cambio = show_cantidad(cuantas, "ponderación cambiada", "ponderaciones cambiadas")
    messages.success(request, f"Guardado: {cambio}.")
    return True, None
