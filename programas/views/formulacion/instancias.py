from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from programas.enums import Tipo
from programas.forms.base import read_numero
from programas.forms.formulacion.instancia import InstanciaForm
from programas.forms.formulacion.programa import EliminacionForm
from programas.models import Instancia, ProgramaTrabajo
from programas.selectors.catalogo import build_catalogo, load_regiones_conocidas
from programas.selectors.obsoleto import Obsoleto, describe_obsoleto
from programas.services.borradores import discard_borrador
from programas.services.edicion import add_fila, change_fila, remove_fila
from programas.views.formulacion.acceso import (
    Lugar,
    explain_bloqueo,
    find_lugar,
    find_programa,
    render_formulacion,
    require_redaccion,
)
from programas.views.formulacion.respuesta import load_antes, render_fila
from programas.views.una_vez import note_guardado, una_vez
from regiones.services import ActoRechazado, CambioObsoleto


@require_http_methods(["GET", "HEAD", "POST"])
@una_vez
def instancia_nueva(request: HttpRequest, servicio: str, anio: int, cut: str, tipo: str) -> HttpResponse:
    """A new instancia of III.2, after the last one."""
    lugar, programa = find_iii_2(request, servicio, anio, cut, tipo)
    require_redaccion(lugar, programa)
    if bloqueo := explain_bloqueo(request, lugar, programa):
        return bloqueo
    return edit_instancia(request, lugar, programa, Instancia(programa=programa))


@require_http_methods(["GET", "HEAD", "POST"])
def instancia(request: HttpRequest, servicio: str, anio: int, cut: str, tipo: str, codigo: str) -> HttpResponse:
    """One instancia, with its regions chosen on a list."""
    lugar, programa = find_iii_2(request, servicio, anio, cut, tipo)
    fila = find_instancia(lugar, programa, codigo)
    require_redaccion(lugar, programa)
    if bloqueo := explain_bloqueo(request, lugar, programa):
        return bloqueo
    return edit_instancia(request, lugar, programa, fila)


def find_iii_2(
    request: HttpRequest, servicio: str, anio: int, cut: str, tipo: str
) -> tuple[Lugar, ProgramaTrabajo]:
    """Only III.2 has instancias."""
    lugar = find_lugar(request, servicio, anio, cut, tipo)
    if tipo != Tipo.COMPLEMENTARIEDAD:
        raise Http404
    return lugar, find_programa(request, lugar)


def find_instancia(lugar: Lugar, programa: ProgramaTrabajo, codigo: str) -> Instancia:
    fila = get_object_or_404(Instancia.objects.visible_to(lugar.usuario), programa=programa, codigo=codigo)
    fila.programa = programa
    return fila


def edit_instancia(request: HttpRequest, lugar: Lugar, programa: ProgramaTrabajo, fila: Instancia) -> HttpResponse:
    conocidas = load_regiones_conocidas().values()
    catalogo = build_catalogo(par for par in conocidas if par[0].exists_in(lugar.ejercicio.anio))
    nueva, codigo = fila.pk is None, fila.codigo
    form = InstanciaForm(request.POST or None, instance=fila, catalogo=catalogo)
    clave = f"formulacion/{programa.codigo}-instancia" if nueva else f"formulacion/{codigo}"
    en_mesa = not nueva and request.htmx  # type: ignore[attr-defined]
    if en_mesa:
        form.auto_id = f"{codigo}-id_%s"
    obsoleto: Obsoleto | None = None
    if request.method == "POST" and form.is_valid():
        antes = load_antes(request, lugar, programa)
        try:
            escribir = add_fila if nueva else change_fila
            escribir(fila=form.build_instancia(), actor=lugar.usuario, enlaces=form.list_enlaces())
        except CambioObsoleto as rechazo:
            obsoleto = describe_obsoleto(rechazo.guardada, rechazo.diferencias)
            form.accept_version(rechazo.guardada.version)
        except (ActoRechazado, ValidationError) as rechazo:
            form.tell_rechazo(rechazo)
        else:
            discard_borrador(usuario=lugar.usuario, clave=clave)
            messages.success(request, f"Instancia {form.instance.codigo} guardada.")
            if form.aviso:
                messages.warning(request, form.aviso)
            if en_mesa:
                return render_fila(request, lugar, programa, codigo, antes)
            return note_guardado(request, redirect("formulacion", *lugar.direccion))
    return render_formulacion(
        request,
        "instancia_editor" if en_mesa else "instancia",
        lugar,
        programa,
        form=form,
        obsoleto=obsoleto,
        codigo=codigo,
        nueva=nueva,
        clave=clave,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def instancia_eliminada(
    request: HttpRequest, servicio: str, anio: int, cut: str, tipo: str, codigo: str
) -> HttpResponse:
    """Ask before an instancia goes, then delete it. The record keeps it."""
    lugar, programa = find_iii_2(request, servicio, anio, cut, tipo)
    fila = find_instancia(lugar, programa, codigo)
    require_redaccion(lugar, programa)
    if bloqueo := explain_bloqueo(request, lugar, programa):
        return bloqueo
    form = EliminacionForm(request.POST or None, initial={"version": fila.version}, pide_motivo=False)
    if request.method == "POST" and form.is_valid():
        fila.version = read_numero(form.cleaned_data["version"]) or 0
        try:
            remove_fila(fila=fila, actor=lugar.usuario)
        except CambioObsoleto as rechazo:
            form.accept_version(rechazo.guardada.version)
            form.tell_rechazo(rechazo)
        except ActoRechazado as rechazo:
            form.tell_rechazo(rechazo)
        else:
            messages.success(request, f"Instancia {codigo} eliminada: queda en la historia del programa.")
            return redirect("formulacion", *lugar.direccion)
    return render_formulacion(
        request, "eliminacion", lugar, programa, form=form, que=f"la instancia {codigo}", titulo=fila.nombre
    )
