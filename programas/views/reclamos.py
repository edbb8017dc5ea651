from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from programas import permissions
from programas.forms.evaluacion import ReclamoForm, ResolucionForm
from programas.models import Reclamo
from programas.selectors.congelado import freeze_nombres
from programas.selectors.efecto import load_efectos
from programas.selectors.evidencias import query_vigentes
from programas.selectors.reclamos import describe_plazo, load_reclamos, show_reclamo
from programas.services.reclamos import present_reclamo, resolve_reclamo
from programas.views.acceso import (
    get_compromiso,
    get_ejercicio,
    get_usuario,
    render_pagina,
    run_acto,
)
from programas.views.una_vez import note_guardado, una_vez


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
            return note_guardado(request, redirect("reclamos", servicio, anio))
        compromiso.refresh_from_db()
        form.renew(compromiso.version)
    return render_pagina(
        request,
        "programas/reclamo_nuevo.html",
        ejercicio,
        "reclamos",
        compromiso=compromiso,
        form=form,
        plazo=describe_plazo(ejercicio, timezone.localdate()),
        abierto=permissions.in_plazo_de_reclamos(ejercicio, timezone.localdate()) and bool(compromiso.validado),
        evidencias=query_vigentes(compromiso).select_related("medio"),
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
    mostrado = show_reclamo(hallado, ejercicio, usuario)
    form = ResolucionForm(request.POST or None, initial={"version": hallado.version})
    if request.method == "POST" and form.is_valid():

        def resolve() -> None:
            resolve_reclamo(
                reclamo=hallado,
                acoge=form.acoge,
                resolucion=form.cleaned_data["resolucion"],
                actor=usuario,
                version=form.cleaned_data["version"],
            )

        if run_acto(request, resolve, f"Resolvió el reclamo de {hallado.codigo}."):
            return redirect("reclamos", servicio, anio)
        hallado.refresh_from_db()
        form.renew(hallado.version)
        mostrado = show_reclamo(hallado, ejercicio, usuario)
    elif request.method == "POST" and not permissions.can_rule(usuario, hallado):
        raise PermissionDenied
    return render_pagina(
        request,
        "programas/reclamo.html",
        ejercicio,
        "reclamos",
        reclamo=mostrado,
        efecto=load_efectos(hallado.compromiso, usuario)[hallado.pide] if mostrado.puede_resolver else None,
        evidencias=query_vigentes(hallado.compromiso).select_related("medio"),
        form=form,
    )
