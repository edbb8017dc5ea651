"""A commitment's page, and its progress entries."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from programas.forms.avances import AvanceForm
from programas.services.avances import change_avance, record_avance
from programas.views.acceso import get_compromiso, get_ejercicio, get_usuario
from programas.views.guardado import try_guardar
from programas.views.paneles import answer_hecho, render_compromiso, require_escritura, return_compromiso
from programas.views.una_vez import una_vez


@require_safe
def compromiso(request: HttpRequest, servicio: str, anio: int, codigo: str) -> HttpResponse:
    """A row of the form through its year: progress, evidence, declaration, validation and record."""
    return render_compromiso(request, get_compromiso(request, get_ejercicio(request, servicio, anio), codigo))


@require_POST
@una_vez
def avance_nuevo(request: HttpRequest, servicio: str, anio: int, codigo: str) -> HttpResponse:
    """Add a progress entry, with its files."""
    fila = get_compromiso(request, get_ejercicio(request, servicio, anio), codigo)
    if not require_escritura(request, fila):
        return return_compromiso(request, fila)
    form = AvanceForm(request.POST, request.FILES)
    if form.is_valid():
        hecho, _ = try_guardar(
            form,
            lambda: record_avance(
                compromiso=fila,
                datos=form.read_datos(),
                actor=get_usuario(request),
                archivos=form.list_documentos(),
            ),
        )
        if hecho:
            dicho = "El avance quedó registrado. No cambia la ponderación ganada."
            return answer_hecho(request, fila, "avances", dicho, borrador=f"avance/{codigo}")
    return render_compromiso(request, fila, "avance", form)


@require_http_methods(["GET", "HEAD", "POST"])
def avance(request: HttpRequest, servicio: str, anio: int, codigo: str, pk: int) -> HttpResponse:
    """Correct a progress entry, saying why; the first version stays in the record."""
    fila = get_compromiso(request, get_ejercicio(request, servicio, anio), codigo)
    anotado = get_object_or_404(fila.avances, pk=pk)
    anotado.compromiso = fila
    if not require_escritura(request, fila):
        return return_compromiso(request, fila)
    form = AvanceForm(request.POST or None, avance=anotado)
    obsoleto = None
    if request.method == "POST" and form.is_valid():
        anotado.version = form.cleaned_data["version"]
        hecho, obsoleto = try_guardar(
            form,
            lambda: change_avance(
                avance=anotado,
                datos=form.read_datos(),
                actor=get_usuario(request),
                motivo=form.cleaned_data["motivo"],
            ),
        )
        if hecho:
            return answer_hecho(request, fila, "avances", "El avance quedó corregido.")
    return render_compromiso(request, fila, "correccion", form, obsoleto=obsoleto)
