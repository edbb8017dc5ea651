from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from programas import permissions
from programas.forms.formulacion.programa import CopiaForm
from programas.selectors.formulacion.copia import load_copiables
from programas.selectors.presentacion import show_cantidad
from programas.services.formulacion import copy_filas_anteriores
from programas.views.formulacion.acceso import (
    explain_bloqueo,
    find_lugar,
    find_programa,
    render_formulacion,
    require_redaccion,
)
from regiones.services import ActoRechazado


@require_http_methods(["GET", "HEAD", "POST"])
def copia_anterior(request: HttpRequest, servicio: str, anio: int, cut: str, tipo: str) -> HttpResponse:
    """The rows of the same programme in the last earlier year, to bring those that are ticked."""
    lugar = find_lugar(request, servicio, anio, cut, tipo)
    programa = find_programa(request, lugar)
    require_redaccion(lugar, programa)
    if bloqueo := explain_bloqueo(request, lugar, programa):
        return bloqueo
    copiables = load_copiables(programa)
    ofrecidas = [*copiables.filas, *copiables.instancias] if copiables else []
    form = CopiaForm(
        request.POST if request.method == "POST" else None,
        codigos=[fila.codigo for fila in ofrecidas],
        pide_motivo=permissions.needs_motivo(programa),
    )
    if form.is_bound and form.is_valid():
        try:
            cuantas = copy_filas_anteriores(
                programa=programa,
                codigos=form.cleaned_data["codigos"],
                actor=lugar.usuario,
                motivo=form.motivo_escrito,
            )
        except ActoRechazado as rechazo:
            form.tell_rechazo(rechazo)
        else:
            messages.success(request, f"{show_cantidad(cuantas, 'fila copiada', 'filas copiadas')}: revíselas.")
            return redirect("formulacion", *lugar.direccion)
    marcadas = request.POST.getlist("codigos")
    return render_formulacion(request, "copia", lugar, programa, form=form, copiables=copiables, marcadas=marcadas)
