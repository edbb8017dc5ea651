from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from programas import permissions
from programas.forms.analisis import AnalisisForm
from programas.models import AnalisisAvance, Borrador, Corte, Ejercicio, ObjetivoEspecifico
from programas.selectors.analisis import load_objetivo
from programas.selectors.hoja_analisis import name_borrador
from programas.selectors.obsoleto import Obsoleto, describe_obsoleto
from programas.services.analisis import ESCRITOS, build_analisis, copy_analisis, save_analisis
from programas.services.borradores import (
    BorradorRechazado,
    discard_borrador,
    find_borradores,
    save_borrador,
)
from programas.services.edicion import FilaBloqueada
from programas.views.acceso import get_corte, get_ejercicio, get_region, get_usuario, render_pagina, run_acto
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
        return redirect_analisis(fila, codigo)
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
    return redirect_analisis(fila, siguiente)


def keep_texto(request: HttpRequest, fila: AnalisisAvance) -> HttpResponse:
    """The corte closed, or the report was sent, under who was typing: nothing typed is lost."""
    fila.corte.refresh_from_db(fields=["estado"])
    bloqueo = permissions.explain_bloqueo(fila)
    version = request.POST.get("version", "")
    try:
        save_borrador(
            usuario=get_usuario(request),
            clave=get_clave(fila),
            datos={campo: request.POST.getlist(campo) for campo in ESCRITOS},
            version=int(version) if version.isascii() and version.isdigit() else 0,
        )
    except BorradorRechazado as rechazo:
        messages.error(request, f"{bloqueo} {rechazo} Copie lo que escribió antes de salir de esta página.")
        return render_analisis(
            request, fila, AnalisisForm(request.POST, instance=fila, anio=fila.programa.ejercicio.anio)
        )
    messages.warning(request, f"{bloqueo} Lo que escribió está guardado como borrador, y lo ve abajo.")
    return redirect_analisis(fila, get_objetivo(fila).codigo)


def copy(request: HttpRequest, fila: AnalisisAvance) -> HttpResponse:
    objetivo = get_objetivo(fila)
    run_acto(
        request,
        lambda: copy_analisis(objetivo=objetivo, corte=fila.corte, actor=get_usuario(request)),
        f"Se copió el análisis de {objetivo.codigo}: revíselo y ponga lo que cambió.",
    )
    return redirect_analisis(fila, objetivo.codigo)


def render_analisis(
    request: HttpRequest, fila: AnalisisAvance, form: AnalisisForm, obsoleto: Obsoleto | None = None
) -> HttpResponse:
    usuario, objetivo, ejercicio = get_usuario(request), get_objetivo(fila), fila.corte.ejercicio
    bloqueo = permissions.explain_bloqueo(fila)
    borradores = find_borradores(usuario=usuario, claves=[get_clave(fila)])
    return render_pagina(
        request,
        "programas/analisis/analisis.html",
        ejercicio,
        "territorios",
        fila=fila,
        objetivo=objetivo,
        region=fila.programa.region,
        corte=fila.corte,
        datos=load_objetivo(objetivo, fila.corte),
        form=form,
        obsoleto=obsoleto,
        bloqueo=bloqueo,
        escribe=(not bloqueo and permissions.can_edit(usuario, fila)) or form.is_bound,
        clave=get_clave(fila),
        borrador=borradores[0] if borradores else None,
        escrito=show_borrador(form, borradores[0]) if borradores else [],
    )


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


def redirect_analisis(fila: AnalisisAvance, codigo: str) -> HttpResponse:
    """To the page of an objective, or to the whole report when there is none to go on with."""
    ejercicio = fila.corte.ejercicio
    lugar: list[Any] = [ejercicio.servicio.codigo, ejercicio.anio, fila.programa.region.cut]
    fecha = f"{fila.corte.fecha_medicion:%Y-%m-%d}"
    return redirect("analisis_objetivo", *lugar, fecha, codigo) if codigo else redirect("analisis", *lugar, fecha)
