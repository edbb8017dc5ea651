from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from programas.enums import Transicion
from programas.forms.analisis import TramiteForm
from programas.models import Corte, Ejercicio, InformeAvance
from programas.selectors.hoja_analisis import load_pagina
from programas.services.borradores import discard_borrador
from programas.services.informes import review_informe, send_informe
from programas.services.transiciones import can_apply
from programas.views.acceso import get_corte, get_ejercicio, get_region, get_usuario, render_pagina, run_acto
from programas.views.documento import list_rutas
from regiones.models import Region

DEL_TERRITORIO = (Transicion.ENVIAR, Transicion.REABRIR)


@require_safe
def analisis(request: HttpRequest, servicio: str, anio: int, cut: str, fecha: str) -> HttpResponse:
    """Sheet III.4 of a territory at a corte: what is written, what is missing, and the report's state."""
    ejercicio = get_ejercicio(request, servicio, anio)
    region = get_region(request, ejercicio, cut)
    corte = get_corte(request, ejercicio, fecha)
    if request.htmx:  # type: ignore[attr-defined]
        contexto = describe_hoja(request, ejercicio, region, corte)
        return render_fila(request, contexto, request.GET.get("fila", ""))
    return render_informe(request, ejercicio, region, corte)


def render_fila(request: HttpRequest, hoja: dict[str, Any], codigo: str, **contexto: Any) -> HttpResponse:
    """To htmx, the line of an objective; aside, the sentence of the sheet and what its report still lacks."""
    fila = hoja["pagina"].get_fila(codigo)
    if fila is None:
        raise Http404
    return render_parte(request, "respuesta_fila", hoja, fila=fila, vuelve=codigo, **contexto)


def render_parte(request: HttpRequest, plantilla: str, hoja: dict[str, Any], **contexto: Any) -> HttpResponse:
    return render(request, f"programas/analisis/{plantilla}.html", hoja | contexto)


def render_informe(
    request: HttpRequest, ejercicio: Ejercicio, region: Region, corte: Corte, motivo: str = ""
) -> HttpResponse:
    contexto = describe_hoja(request, ejercicio, region, corte)
    contexto |= {"motivo": motivo}
    return render_pagina(request, "programas/analisis/informe.html", seccion="territorios", **contexto)


def describe_hoja(request: HttpRequest, ejercicio: Ejercicio, region: Region, corte: Corte) -> dict[str, Any]:
    """The sheet of a territory at a corte, and what the user may do with its report."""
    usuario = get_usuario(request)
    pagina = load_pagina(ejercicio, usuario, region, corte)
    documento = pagina.informe.documento or InformeAvance(corte=corte, region=region, version=0)
    acciones = {t.value: t for t in DEL_TERRITORIO if can_apply(usuario, documento, t)}
    if not corte.abierto:
        acciones.pop(Transicion.ENVIAR.value, None)
    return {
        "ejercicio": ejercicio,
        "region": region,
        "corte": corte,
        "pagina": pagina,
        "documento": documento,
        "acciones": acciones,
        "revision": list_rutas(documento).revision if can_apply(usuario, documento, Transicion.OBSERVAR) else "",
    }


@require_POST
def informe_envio(request: HttpRequest, servicio: str, anio: int, cut: str, fecha: str) -> HttpResponse:
    """Send the report of a corte, or open it again. It is reviewed on a page of its own."""
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
            lambda: send_informe(corte=corte, region=region, actor=actor, version=version, huella=datos["huella"]),
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
            "El informe quedó reabierto: ya puede corregirse.",
        )
        if hecho:
            discard_borrador(usuario=actor, clave=f"informe/{informe.pk}")
    if hecho:
        return redirect("analisis", servicio, anio, cut, fecha)
    return render_informe(request, ejercicio, region, corte, motivo)
