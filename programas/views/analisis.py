from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from programas import permissions
from programas.forms.analisis import AnalisisForm
from programas.forms.base import read_numero
from programas.models import AnalisisAvance, Borrador, Corte, Ejercicio, ObjetivoEspecifico, Observacion
from programas.selectors.analisis import load_objetivo
from programas.selectors.hoja_analisis import name_borrador
from programas.selectors.observaciones import load_conversaciones
from programas.selectors.obsoleto import Obsoleto, describe_obsoleto
from programas.selectors.plazos import ESCRITOS, load_atrasos
from programas.services.analisis import build_analisis, copy_analisis, save_analisis
from programas.services.borradores import (
    BorradorRechazado,
    discard_borrador,
    find_borradores,
    save_borrador,
)
from programas.services.edicion import FilaBloqueada
from programas.views.acceso import get_corte, get_ejercicio, get_region, get_usuario, render_pagina, run_acto
from programas.views.informes import describe_hoja, render_fila, render_parte
from regiones.models import Region
from regiones.services import CambioObsoleto


@require_http_methods(["GET", "HEAD", "POST"])
def analisis_objetivo(
    request: HttpRequest, servicio: str, anio: int, cut: str, fecha: str, codigo: str
) -> HttpResponse:
    """Write the analysis of an objective beside what it commits, or begin it from the corte before."""
    ejercicio = get_ejercicio(request, servicio, anio)
    region = get_region(request, ejercicio, cut)
    corte = get_corte(request, ejercicio, fecha)
    fila = get_analisis(request, ejercicio, region, corte, codigo)
    if request.method != "POST":
        return render_analisis(request, fila, AnalisisForm(instance=fila, anio=anio))
    if "descartar" in request.POST:
        discard_borrador(usuario=get_usuario(request), clave=get_clave(fila))
        return redirect_analisis(request, fila, codigo)
    if not permissions.can_edit(get_usuario(request), fila):
        raise PermissionDenied
    if "copiar" in request.POST:
        return copy(request, fila)
    if permissions.explain_bloqueo(fila):
        return keep_texto(request, fila)
    return save(request, fila)


def save(request: HttpRequest, fila: AnalisisAvance) -> HttpResponse:
    """Write what was typed; a refusal shows it again, and a corte that closed meanwhile keeps it as a draft."""
    form = AnalisisForm(request.POST, instance=fila, anio=fila.corte.ejercicio.anio)
    if not form.is_valid():
        return render_analisis(request, fila, form)
    actor = get_usuario(request)
    try:
        save_analisis(analisis=form.build_analisis(), actor=actor)
    except CambioObsoleto as rechazo:
        form.accept_version(rechazo.guardada.version)
        obsoleto = describe_obsoleto(rechazo.guardada, rechazo.diferencias)
        return render_analisis(request, fila, form, obsoleto)
    except FilaBloqueada:
        return keep_texto(request, fila)
    except ValidationError as error:
        form.add_error(None, error)
        return render_analisis(request, fila, form)
    discard_borrador(usuario=actor, clave=get_clave(fila))
    messages.success(request, f"Se guardó el análisis de {get_objetivo(fila).codigo}.")
    if fila.recomendaciones and not fila.responsable:
        messages.warning(
            request, "Falta el responsable de las recomendaciones: sin él, el informe no se envía (V12)."
        )
    siguiente = load_objetivo(get_objetivo(fila), fila.corte).siguiente if "seguir" in request.POST else ""
    if request.htmx:  # type: ignore[attr-defined]
        return answer_guardada(request, fila, siguiente)
    return redirect_analisis(request, fila, siguiente)


def answer_guardada(request: HttpRequest, fila: AnalisisAvance, siguiente: str) -> HttpResponse:
    """In the sheet: the line of what was saved and, to go on with, the next one open to be written."""
    corte, region = fila.corte, fila.programa.region
    hoja = describe_hoja(request, corte.ejercicio, region, corte)
    proxima = hoja["pagina"].get_fila(siguiente)
    editor = None
    if proxima is not None and proxima.se_escribe:
        otra = get_analisis(request, corte.ejercicio, region, corte, siguiente)
        editor = build_editor(request, otra, AnalisisForm(instance=otra, anio=corte.ejercicio.anio))
    return render_fila(request, hoja, get_objetivo(fila).codigo, e=editor)


def keep_texto(request: HttpRequest, fila: AnalisisAvance) -> HttpResponse:
    """The corte closed, or the report was sent, under who was typing: nothing typed is lost."""
    fila.corte.refresh_from_db(fields=["estado"])
    bloqueo = permissions.explain_bloqueo(fila)
    try:
        save_borrador(
            usuario=get_usuario(request),
            clave=get_clave(fila),
            datos={campo: request.POST.getlist(campo) for campo in ESCRITOS},
            version=read_numero(request.POST.get("version", "")) or 0,
        )
    except BorradorRechazado as rechazo:
        messages.error(request, f"{bloqueo} {rechazo} Copie lo que escribió antes de salir de esta página.")
        return render_analisis(
            request, fila, AnalisisForm(request.POST, instance=fila, anio=fila.programa.ejercicio.anio)
        )
    messages.warning(request, f"{bloqueo} Lo que escribió está guardado como borrador, y lo ve abajo.")
    return redirect_analisis(request, fila, get_objetivo(fila).codigo)


def copy(request: HttpRequest, fila: AnalisisAvance) -> HttpResponse:
    objetivo = get_objetivo(fila)
    run_acto(
        request,
        lambda: copy_analisis(objetivo=objetivo, corte=fila.corte, actor=get_usuario(request)),
        f"Se copió el análisis de {objetivo.codigo}: revíselo y ponga lo que cambió.",
    )
    if request.htmx:  # type: ignore[attr-defined]
        corte, region = fila.corte, fila.programa.region
        copiada = get_analisis(request, corte.ejercicio, region, corte, objetivo.codigo)
        editor = build_editor(request, copiada, AnalisisForm(instance=copiada, anio=corte.ejercicio.anio))
        hoja = describe_hoja(request, corte.ejercicio, region, corte)
        return render_parte(request, "respuesta_editor", hoja, e=editor)
    return redirect_analisis(request, fila, objetivo.codigo)


def render_analisis(
    request: HttpRequest, fila: AnalisisAvance, form: AnalisisForm, obsoleto: Obsoleto | None = None
) -> HttpResponse:
    """The page of an objective; in the sheet, to htmx, its line open to be written."""
    usuario, objetivo, ejercicio = get_usuario(request), get_objetivo(fila), fila.corte.ejercicio
    bloqueo = permissions.explain_bloqueo(fila)
    escribe = (not bloqueo and permissions.can_edit(usuario, fila)) or form.is_bound
    lugar: dict[str, Any] = {"ejercicio": ejercicio, "region": fila.programa.region, "corte": fila.corte}
    if request.htmx:  # type: ignore[attr-defined]
        if not escribe:
            return redirect_analisis(request, fila, objetivo.codigo)
        return render_parte(request, "respuesta_editor", lugar, e=build_editor(request, fila, form, obsoleto))
    borradores = find_borradores(usuario=usuario, claves=[get_clave(fila)])
    return render_pagina(
        request,
        "programas/analisis/analisis.html",
        seccion="territorios",
        bloqueo=bloqueo,
        escribe=escribe,
        atraso=load_atraso(fila),
        borrador=borradores[0] if borradores else None,
        escrito=show_borrador(form, borradores[0]) if borradores else [],
        **lugar,
        **build_editor(request, fila, form, obsoleto),
    )


def build_editor(
    request: HttpRequest, fila: AnalisisAvance, form: AnalisisForm, obsoleto: Obsoleto | None = None
) -> dict[str, Any]:
    """What an analysis is written with: its form, what is committed, and what was remarked."""
    objetivo, ejercicio = get_objetivo(fila), fila.corte.ejercicio
    if request.htmx:  # type: ignore[attr-defined]
        form.auto_id = f"{objetivo.codigo}-id_%s"
    propias = Observacion.objects.filter(programa=objetivo.programa, fila=fila.codigo)
    return {
        "fila": fila,
        "objetivo": objetivo,
        "datos": load_objetivo(objetivo, fila.corte),
        "form": form,
        "obsoleto": obsoleto,
        "clave": get_clave(fila),
        "conversaciones": load_conversaciones(propias, ejercicio, get_usuario(request)) if fila.pk else (),
    }


def load_atraso(fila: AnalisisAvance) -> str:
    """How late the analysis was written; empty in time."""
    documento = fila.corte.informes.filter(region=fila.programa.region_id).first()
    return load_atrasos(fila.corte, fila.programa.region, documento).analisis.get(fila.pk, "")


def show_borrador(form: AnalisisForm, borrador: Borrador) -> list[tuple[str, str]]:
    """What was typed and not saved, by heading, in the order of the form."""
    escrito = []
    for campo in form.visible_fields():
        valores = [valor for valor in borrador.datos.get(campo.name, []) if valor]
        if valores:
            texto = "Sí" if campo.name == "sin_recomendaciones" else "\n".join(valores)
            escrito.append((str(campo.label), texto))
    return escrito


def get_analisis(
    request: HttpRequest, ejercicio: Ejercicio, region: Region, corte: Corte, codigo: str
) -> AnalisisAvance:
    """The analysis of an objective within the user's reach, or a new one, with all that it hangs from loaded."""
    consulta = ObjetivoEspecifico.objects.visible_to(get_usuario(request)).select_related("programa", "indicador")
    objetivo = get_object_or_404(consulta, programa__ejercicio=ejercicio, programa__region=region, codigo=codigo)
    objetivo.programa.ejercicio, objetivo.programa.region = ejercicio, region
    fila = (
        AnalisisAvance.objects.filter(objetivo=objetivo, corte=corte).select_related("copiado_de__corte").first()
    )
    if fila is None:
        return build_analisis(objetivo, corte)
    fila.objetivo, fila.programa, fila.corte = objetivo, objetivo.programa, corte
    return fila


def get_objetivo(fila: AnalisisAvance) -> ObjetivoEspecifico:
    """The objective of an analysis that a page writes: only an imported one may lack it."""
    assert fila.objetivo is not None  # noqa: S101
    return fila.objetivo


def get_clave(fila: AnalisisAvance) -> str:
    return name_borrador(get_objetivo(fila).codigo, fila.corte.pk)


def redirect_analisis(request: HttpRequest, fila: AnalisisAvance, codigo: str) -> HttpResponse:
    """To the page of an objective, or to the whole report when there is none to go on with."""
    ejercicio = fila.corte.ejercicio
    lugar: list[Any] = [ejercicio.servicio.codigo, ejercicio.anio, fila.programa.region.cut]
    fecha = f"{fila.corte.fecha_medicion:%Y-%m-%d}"
    nombre, resto = ("analisis_objetivo", [fecha, codigo]) if codigo else ("analisis", [fecha])
    destino = redirect(nombre, *lugar, *resto)
    return HttpResponseClientRedirect(destino.url) if request.htmx else destino  # type: ignore[attr-defined]
