from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from programas.enums import Transicion
from programas.forms.analisis import TramiteForm
from programas.models import Corte, Ejercicio, InformeAvance
from programas.selectors.hoja_analisis import load_pagina
from programas.services.informes import review_informe, send_informe
from programas.services.transiciones import can_apply
from programas.views.acceso import get_corte, get_ejercicio, get_region, get_usuario, render_pagina, run_acto
from regiones.models import Region

ANUNCIOS = {
    Transicion.APROBAR: "El informe quedó aprobado.",
    Transicion.OBSERVAR: "El informe quedó devuelto al territorio.",
    Transicion.REABRIR: "El informe quedó reabierto: ya puede corregirse.",
}


@require_safe
def analisis(request: HttpRequest, servicio: str, anio: int, cut: str, fecha: str) -> HttpResponse:
    """Sheet III.4 of a territory at a corte: what is written, what is missing, and the report's state."""
    ejercicio = get_ejercicio(request, servicio, anio)
    region = get_region(request, ejercicio, cut)
    return render_informe(request, ejercicio, region, get_corte(request, ejercicio, fecha))


def render_informe(
    request: HttpRequest, ejercicio: Ejercicio, region: Region, corte: Corte, motivo: str = ""
) -> HttpResponse:
    usuario = get_usuario(request)
    pagina = load_pagina(ejercicio, usuario, region, corte)
    documento = pagina.informe.documento or InformeAvance(corte=corte, region=region, version=0)
    acciones = {t.value: t for t in Transicion if can_apply(usuario, documento, t)}
    if not corte.abierto:
        acciones.pop(Transicion.ENVIAR.value, None)
    return render_pagina(
        request,
        "programas/analisis/informe.html",
        ejercicio,
        "territorios",
        pagina=pagina,
        region=region,
        corte=corte,
        documento=documento,
        acciones=acciones,
        motivo=motivo,
    )


@require_POST
def informe_envio(request: HttpRequest, servicio: str, anio: int, cut: str, fecha: str) -> HttpResponse:
    """Send the report of a corte, approve it, give it back or open it again."""
    ejercicio = get_ejercicio(request, servicio, anio)
    region = get_region(request, ejercicio, cut)
    corte = get_corte(request, ejercicio, fecha)
    form = TramiteForm(request.POST)
    if not form.is_valid():
        messages.error(request, "No se entiende qué hacer con el informe.")
        return render_informe(request, ejercicio, region, corte)
    actor, datos = get_usuario(request), form.cleaned_data
    transicion, version, motivo = Transicion(datos["transicion"]), datos["version"], datos["motivo"]
    if transicion == Transicion.ENVIAR:
        hecho = run_acto(
            request,
            lambda: send_informe(corte=corte, region=region, actor=actor, version=version),
            "El informe se envió a revisión.",
        )
    else:
        informe = get_object_or_404(InformeAvance.objects.visible_to(actor), corte=corte, region=region)
        informe.corte, informe.region = corte, region
        hecho = run_acto(
            request,
            lambda: review_informe(
                informe=informe, transicion=transicion, actor=actor, motivo=motivo, version=version
            ),
            ANUNCIOS[transicion],
        )
    if hecho:
        return redirect("analisis", servicio, anio, cut, fecha)
    return render_informe(request, ejercicio, region, corte, motivo)
