"""An import that was written: what it did, and how it is undone."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from programas import permissions
from programas.forms.planillas import DeshacerForm
from programas.models import Ejercicio, Importacion
from programas.selectors.planillas.importacion import show_importada
from programas.services.cargas import undo_aplicada
from programas.views.acceso import get_ejercicio, get_usuario, render_pagina
from programas.views.planillas.acceso import get_importacion
from programas.views.una_vez import note_guardado, una_vez
from regiones.services import ActoRechazado


@require_safe
def importacion(request: HttpRequest, servicio: str, anio: int, pk: int) -> HttpResponse:
    """What an import wrote, from which file, and what was decided of it."""
    ejercicio = get_ejercicio(request, servicio, anio)
    hallada = get_importacion(request, ejercicio, pk)
    return render_pagina(
        request,
        "programas/planillas/importacion.html",
        ejercicio,
        "planillas",
        importacion=hallada,
        pagina=show_importada(hallada),
        puede=permissions.can_draft(get_usuario(request), ejercicio, hallada.region),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@una_vez
def importacion_deshecha(request: HttpRequest, servicio: str, anio: int, pk: int) -> HttpResponse:
    """Put every row back as it was before the import; if any changed since, say which and change none."""
    ejercicio = get_ejercicio(request, servicio, anio)
    hallada = get_importacion(request, ejercicio, pk)
    actor = get_usuario(request)
    if not permissions.can_draft(actor, ejercicio, hallada.region):
        raise PermissionDenied
    form = DeshacerForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render_deshacer(request, ejercicio, hallada, form)
    try:
        undo_aplicada(importacion=hallada, actor=actor, motivo=form.cleaned_data["motivo"])
    except ActoRechazado as error:
        return render_deshacer(request, ejercicio, hallada, form, error)
    messages.success(request, f"Se deshizo la importación de «{hallada.archivo}».")
    return note_guardado(request, redirect("importacion", servicio, anio, pk))


def render_deshacer(
    request: HttpRequest,
    ejercicio: Ejercicio,
    hallada: Importacion,
    form: DeshacerForm,
    rechazo: ActoRechazado | None = None,
) -> HttpResponse:
    return render_pagina(
        request,
        "programas/planillas/deshacer.html",
        ejercicio,
        "planillas",
        importacion=hallada,
        pagina=show_importada(hallada),
        form=form,
        rechazo=rechazo,
    )
