from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programas import permissions
from programas.forms.formulacion.programa import ProgramaForm
from programas.models import ProgramaTrabajo
from programas.selectors.obsoleto import describe_obsoleto
from programas.services.borradores import discard_borrador
from programas.services.edicion import add_fila, change_fila
from programas.services.formulacion import move_fila
from programas.views.acceso import run_acto
from programas.views.formulacion.acceso import (
    explain_bloqueo,
    find_lugar,
    find_objetivo,
    find_programa,
    render_formulacion,
    require_redaccion,
)
from programas.views.formulacion.respuesta import render_fila, render_mesa
from regiones.services import ActoRechazado, CambioObsoleto


@require_safe
def formulacion(request: HttpRequest, servicio: str, anio: int, cut: str, tipo: str) -> HttpResponse:
    """The workbench: what the weights add to, and the rows with what is wrong and what to do in each."""
    lugar = find_lugar(request, servicio, anio, cut, tipo)
    programas = ProgramaTrabajo.objects.visible_to(lugar.usuario).select_related("region")
    programa = programas.filter(ejercicio=lugar.ejercicio, region=lugar.region, tipo=tipo).first()
    if programa is None:
        puede = permissions.can_draft(lugar.usuario, lugar.ejercicio, lugar.region) and not lugar.ejercicio.cerrado
        return render_formulacion(request, "sin_programa", lugar, None, puede=puede)
    programa.ejercicio = lugar.ejercicio
    if request.htmx:  # type: ignore[attr-defined]
        return render_fila(request, lugar, programa, request.GET.get("fila", ""))
    return render_mesa(request, "mesa", lugar, programa)


@require_POST
def programa_nuevo(request: HttpRequest, servicio: str, anio: int, cut: str, tipo: str) -> HttpResponse:
    """Commit the programme: from then on it has its pages."""
    lugar = find_lugar(request, servicio, anio, cut, tipo)
    nuevo = ProgramaTrabajo(ejercicio=lugar.ejercicio, region=lugar.region, tipo=tipo)
    run_acto(
        request,
        lambda: add_fila(fila=nuevo, actor=lugar.usuario),
        f"{lugar.region} compromete ahora {tipo}: agregue sus filas.",
    )
    return redirect("formulacion", *lugar.direccion)


@require_http_methods(["GET", "HEAD", "POST"])
def programa_datos(request: HttpRequest, servicio: str, anio: int, cut: str, tipo: str) -> HttpResponse:
    """Who commits the programme, whether it works by metas or activities, and how it weighs."""
    lugar = find_lugar(request, servicio, anio, cut, tipo)
    programa = find_programa(request, lugar)
    require_redaccion(lugar, programa)
    if bloqueo := explain_bloqueo(request, lugar, programa):
        return bloqueo
    pide_motivo = permissions.needs_motivo(programa)
    form = ProgramaForm(request.POST or None, instance=programa, pide_motivo=pide_motivo)
    obsoleto = None
    if request.method == "POST" and form.is_valid():
        try:
            change_fila(fila=form.build_programa(), actor=lugar.usuario, motivo=form.motivo_escrito)
        except CambioObsoleto as rechazo:
            obsoleto = describe_obsoleto(rechazo.guardada, rechazo.diferencias)
            form.accept_version(rechazo.guardada.version)
        except ActoRechazado as rechazo:
            form.tell_rechazo(rechazo)
        else:
            discard_borrador(usuario=lugar.usuario, clave=f"formulacion/{programa.codigo}")
            messages.success(request, "Datos del programa guardados.")
            return redirect("formulacion", *lugar.direccion)
    return render_formulacion(request, "datos", lugar, programa, form=form, obsoleto=obsoleto)


@require_POST
def fila_orden(request: HttpRequest, servicio: str, anio: int, cut: str, tipo: str, codigo: str) -> HttpResponse:
    """Move a row one place up («arriba») or down. With htmx only the list comes back."""
    lugar = find_lugar(request, servicio, anio, cut, tipo)
    programa = find_programa(request, lugar)
    objetivo = find_objetivo(lugar, programa, codigo)
    arriba = request.POST.get("sentido") == "arriba"
    hecho = run_acto(
        request,
        lambda: move_fila(objetivo=objetivo, arriba=arriba, actor=lugar.usuario),
        f"La fila {codigo} cambió de lugar.",
    )
    if hecho and request.htmx:  # type: ignore[attr-defined]
        return render_mesa(request, "respuesta_orden", lugar, programa)
    return redirect("formulacion", *lugar.direccion)
