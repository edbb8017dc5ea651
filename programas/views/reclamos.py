from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from programas import permissions
from programas.forms.evaluacion import ReclamoForm, ResolucionForm
from programas.models import Ejercicio, Reclamo
from programas.selectors.congelado import freeze_nombres
from programas.selectors.efecto import load_efectos
from programas.selectors.evidencias import query_vigentes
from programas.selectors.reclamos import describe_plazo, load_reclamos, show_reclamo
from programas.services.borradores import discard_borrador
from programas.services.reclamos import present_reclamo, resolve_reclamo
from programas.views.acceso import (
    get_compromiso,
    get_ejercicio,
    get_usuario,
    render_pagina,
    run_acto,
)
from programas.views.paneles import answer_hecho, render_compromiso
from programas.views.una_vez import una_vez


@require_safe
def reclamos(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """The claims that the user sees, those without a ruling first."""
    ejercicio = get_ejercicio(request, servicio, anio)
    datos = load_reclamos(ejercicio, get_usuario(request))
    return render_pagina(request, "programas/reclamos.html", ejercicio, "reclamos", pagina=datos)


@require_http_methods(["GET", "HEAD", "POST"])
@una_vez
def reclamo_nuevo(request: HttpRequest, servicio: str, anio: int, codigo: str) -> HttpResponse:
    """Object to the validation of a row; out of its time, the page says why it cannot be done."""
    ejercicio = get_ejercicio(request, servicio, anio)
    compromiso = get_compromiso(request, ejercicio, codigo)
    usuario = get_usuario(request)
    if not permissions.can_draft_programa(usuario, compromiso.objetivo.programa):
        raise PermissionDenied
    form = ReclamoForm(request.POST or None, validado=compromiso.validado, initial={"version": compromiso.version})
    if request.method == "POST" and form.is_valid():
        datos = form.cleaned_data
        compromiso.version = datos.pop("version")

        def present() -> None:
            present_reclamo(compromiso=compromiso, actor=usuario, **datos)

        if run_acto(request, present, f"Presentó el reclamo de {codigo}."):
            destino = reverse("reclamos", args=[servicio, anio])
            return answer_hecho(request, compromiso, "cumplimiento", borrador=f"reclamo/{codigo}", destino=destino)
        compromiso = get_compromiso(request, ejercicio, codigo)
        form.renew(compromiso.version)
    return render_compromiso(
        request,
        compromiso,
        "reclamo",
        form,
        plazo=describe_plazo(ejercicio, timezone.localdate()),
        abierto=permissions.in_plazo_de_reclamos(ejercicio, timezone.localdate()) and bool(compromiso.validado),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def reclamo(request: HttpRequest, servicio: str, anio: int, pk: int) -> HttpResponse:
    """One claim with its evidence and what upholding it would do; and its ruling, for whom it may."""
    ejercicio = get_ejercicio(request, servicio, anio)
    usuario = get_usuario(request)
    visibles = Reclamo.objects.visible_to(usuario).filter(compromiso__objetivo__programa__ejercicio=ejercicio)
    hallado = get_object_or_404(
        visibles.select_related(
            *("compromiso__objetivo__programa__region", "validado_por", "presentado_por", "resuelto_por")
        ),
        pk=pk,
    )
    freeze_nombres(ejercicio, [hallado.compromiso.objetivo.programa.region])
    form = ResolucionForm(request.POST or None, initial={"version": hallado.version})
    hecho = False
    if request.method == "POST" and form.is_valid():

        def resolve() -> None:
            resolve_reclamo(
                reclamo=hallado,
                acoge=form.acoge,
                resolucion=form.cleaned_data["resolucion"],
                actor=usuario,
                version=form.cleaned_data["version"],
            )

        hecho = run_acto(request, resolve, f"Resolvió el reclamo de {hallado.codigo}.")
        if hecho:
            discard_borrador(usuario=usuario, clave=f"resolucion/{pk}")
        if hecho and not request.htmx:  # type: ignore[attr-defined]
            return redirect("reclamos", servicio, anio)
        hallado.refresh_from_db()
        form.renew(hallado.version)
    elif request.method == "POST" and not permissions.can_rule(usuario, hallado):
        raise PermissionDenied
    return render_reclamo(request, ejercicio, hallado, form, guardado=hecho)


def render_reclamo(
    request: HttpRequest, ejercicio: Ejercicio, hallado: Reclamo, form: ResolucionForm, *, guardado: bool
) -> HttpResponse:
    """The page of a claim, or what it says and asks for when the page itself sent the ruling."""
    usuario = get_usuario(request)
    mostrado = show_reclamo(hallado, ejercicio, usuario)
    return render_pagina(
        request,
        "programas/partes/reclamo_abierto.html" if request.htmx else "programas/reclamo.html",  # type: ignore[attr-defined]
        ejercicio,
        "reclamos",
        reclamo=mostrado,
        efecto=load_efectos(hallado.compromiso, usuario)[hallado.pide] if mostrado.puede_resolver else None,
        evidencias=query_vigentes(hallado.compromiso).select_related("medio"),
        form=form,
        guardado=guardado,
    )
