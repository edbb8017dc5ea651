from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from programas import permissions
from programas.enums import Etapa
from programas.forms.evaluacion import EtapaForm
from programas.models import Cierre, Ejercicio
from programas.selectors.cierre import compare_cierre, describe_datos, list_cierres, show_cierre
from programas.selectors.evaluacion import load_evaluacion
from programas.services.certificado import issue_certificados
from programas.services.ejercicios import change_etapa
from programas.views.acceso import (
    get_ejercicio,
    get_usuario,
    render_pagina,
    require_servicio,
    run_acto,
)


@require_safe
def evaluacion(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """Where the year stands, what keeps it there, and the verdict so far beside the declared one."""
    ejercicio = get_ejercicio(request, servicio, anio)
    require_servicio(request, ejercicio)
    return render_evaluacion(request, ejercicio)


@require_POST
def etapa(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """Move the year to a stage; a refusal shows the page again with what was typed."""
    ejercicio = get_ejercicio(request, servicio, anio)
    require_servicio(request, ejercicio)
    if not permissions.can_administer(get_usuario(request), ejercicio.servicio_id):
        raise PermissionDenied
    actual = Etapa(ejercicio.etapa)
    pedida = request.POST.get("etapa", "")
    form = EtapaForm(request.POST, vuelve=pedida in Etapa.values and Etapa(pedida).orden < actual.orden)
    if form.is_valid():
        datos = form.cleaned_data
        ejercicio.version = datos["version"]
        nueva = Etapa(datos["etapa"])

        def move() -> None:
            change_etapa(ejercicio=ejercicio, etapa=nueva, actor=get_usuario(request), motivo=datos["motivo"])

        if run_acto(request, move, f"El ejercicio {anio} está ahora en «{nueva.label}»."):
            return redirect("cierres" if nueva == Etapa.CERRADO else "evaluacion", servicio, anio)
        ejercicio.refresh_from_db()
        form.renew(ejercicio.version)
    return render_evaluacion(request, ejercicio, form)


def render_evaluacion(
    request: HttpRequest, ejercicio: Ejercicio, rechazado: EtapaForm | None = None
) -> HttpResponse:
    """``rechazado`` is the form of a change that was refused: it is shown in its place, with what it says."""
    usuario = get_usuario(request)
    formularios = list_formularios(ejercicio, rechazado)
    return render_pagina(
        request,
        "programas/evaluacion.html",
        ejercicio,
        "evaluacion",
        evaluacion=load_evaluacion(ejercicio, usuario),
        formularios=formularios if permissions.can_administer(usuario, ejercicio.servicio_id) else [],
        rechazado=rechazado,
    )


def list_formularios(ejercicio: Ejercicio, rechazado: EtapaForm | None) -> list[tuple[Etapa, bool, EtapaForm]]:
    """The stages to which the year may move, each with its form: first the next one, then the one before."""
    actual = Etapa(ejercicio.etapa)
    formularios = []
    for nueva in reversed(Etapa):
        if abs(nueva.orden - actual.orden) != 1:
            continue
        vuelve = nueva.orden < actual.orden
        form = EtapaForm(
            vuelve=vuelve,
            initial={"version": ejercicio.version, "etapa": nueva.value},
            auto_id=f"id_{nueva.value.lower()}_%s",
        )
        if rechazado is not None and rechazado.data.get("etapa") == nueva:
            form = rechazado
        formularios.append((nueva, vuelve, form))
    return formularios


@require_safe
def cierres(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """Every closing of the year, the one in force first."""
    ejercicio = get_ejercicio(request, servicio, anio)
    require_servicio(request, ejercicio)
    return render_pagina(
        request, "programas/cierres.html", ejercicio, "evaluacion", cierres=list_cierres(ejercicio)
    )


@require_safe
def cierre(request: HttpRequest, servicio: str, anio: int, numero: int) -> HttpResponse:
    """One closing, from its own row alone; with ``?formato=json``, what it sealed, to compute it elsewhere."""
    ejercicio = get_ejercicio(request, servicio, anio)
    require_servicio(request, ejercicio)
    usuario = get_usuario(request)
    consulta = Cierre.objects.visible_to(usuario).select_related("cerrado_por", "certificado")
    hallado = get_object_or_404(consulta, ejercicio=ejercicio, numero=numero)
    hallado.ejercicio = ejercicio
    if request.GET.get("formato") == "json":
        return JsonResponse(
            describe_datos(hallado),
            json_dumps_params={"ensure_ascii": False, "indent": 1},
            headers={"Content-Disposition": f'attachment; filename="cierre-{servicio}-{anio}-{numero}.json"'},
        )
    return render_pagina(
        request,
        "programas/cierre.html",
        ejercicio,
        "evaluacion",
        sellado=hallado,
        mostrado=show_cierre(hallado),
        comparacion=compare_cierre(hallado),
        emite=permissions.can_administer(usuario, ejercicio.servicio_id),
    )


@require_POST
def certificados_emitidos(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """Write the certificates of the closings that were made before there were any."""
    ejercicio = get_ejercicio(request, servicio, anio)
    require_servicio(request, ejercicio)
    actor = get_usuario(request)
    run_acto(
        request,
        lambda: issue_certificados(ejercicio=ejercicio, actor=actor),
        "Los cierres del ejercicio tienen su certificado público.",
    )
    return redirect("cierres", servicio, anio)
