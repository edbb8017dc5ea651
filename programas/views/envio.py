"""The direction of a territory sends a programme, or takes it back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from programas import permissions
from programas.enums import Transicion
from programas.forms.envio import EnvioForm
from programas.forms.revision import ReaperturaForm
from programas.models import Ejercicio, ProgramaTrabajo
from programas.selectors.envios import load_por_enviar
from programas.selectors.observaciones import count_sin_responder
from programas.selectors.revision import load_envios
from programas.selectors.revisiones import load_tramite
from programas.services.envios import send_programa
from programas.services.revision import reopen_programa
from programas.services.transiciones import can_apply, check_permitida
from programas.views.acceso import get_ejercicio, get_programa, get_usuario, render_pagina, run_acto


@require_http_methods(["GET", "HEAD", "POST"])
def envio(request: HttpRequest, servicio: str, anio: int, cut: str, tipo: str) -> HttpResponse:
    """What will be sent, what is missing, why it is sent so, and the sender's word."""
    ejercicio = get_ejercicio(request, servicio, anio)
    programa = get_programa(request, ejercicio, cut, tipo)
    if request.method != "POST":
        return render_envio(request, ejercicio, programa)
    usuario = get_usuario(request)
    check_permitida(usuario, programa, Transicion.ENVIAR)
    por_enviar = load_por_enviar(programa)
    form = EnvioForm(request.POST, por_enviar=por_enviar)
    if not form.is_valid():
        return render_envio(request, ejercicio, programa, form)

    def send() -> None:
        send_programa(
            programa=programa,
            actor=usuario,
            justificaciones=form.justificaciones,
            version=form.cleaned_data["version"],
            huella=form.cleaned_data["huella"],
        )

    if run_acto(request, send, f"{tipo} de {programa.region} quedó enviado a revisión."):
        return redirect("programa", servicio, anio, cut, tipo)
    # What was typed stays; what was read is read again.
    programa = get_programa(request, ejercicio, cut, tipo)
    por_enviar = load_por_enviar(programa)
    datos = request.POST.copy()
    datos["version"], datos["huella"] = str(programa.version), por_enviar.huella
    return render_envio(request, ejercicio, programa, EnvioForm(datos, por_enviar=por_enviar))


def render_envio(
    request: HttpRequest, ejercicio: Ejercicio, programa: ProgramaTrabajo, form: EnvioForm | None = None
) -> HttpResponse:
    usuario = get_usuario(request)
    por_enviar = load_por_enviar(programa)
    anterior, _ = load_envios(programa)
    leido = {"version": programa.version, "huella": por_enviar.huella}
    previas = anterior.justificaciones if anterior else {}
    form = form or EnvioForm(initial=leido, por_enviar=por_enviar, previas=previas)
    return render_pagina(
        request,
        "programas/envio.html",
        ejercicio,
        "territorios",
        programa=programa,
        por_enviar=por_enviar,
        numero=anterior.numero + 1 if anterior else 1,
        tramite=load_tramite(programa),
        sin_responder=count_sin_responder(programa),
        form=form,
        faltas=[(falta, form.get_justificacion(falta.regla)) for falta in por_enviar.faltas],
        redacta=permissions.can_draft_programa(usuario, programa),
        abierto=permissions.is_open(programa),
        puede_enviar=can_apply(usuario, programa, Transicion.ENVIAR),
    )


@require_POST
def reapertura(request: HttpRequest, servicio: str, anio: int, cut: str, tipo: str) -> HttpResponse:
    """Take back what was sent or approved, to change it: its form is on the programme's page."""
    ejercicio = get_ejercicio(request, servicio, anio)
    programa = get_programa(request, ejercicio, cut, tipo)
    usuario = get_usuario(request)
    check_permitida(usuario, programa, Transicion.REABRIR)
    form = ReaperturaForm(request.POST)

    def reopen() -> None:
        reopen_programa(programa=programa, actor=usuario, **form.cleaned_data)

    if form.is_valid() and run_acto(request, reopen, f"Reabrió {tipo}: ya puede modificarlo y enviarlo de nuevo."):
        return redirect("programa", servicio, anio, cut, tipo)
    programa = get_programa(request, ejercicio, cut, tipo)
    return render_pagina(
        request,
        "programas/reapertura.html",
        ejercicio,
        "territorios",
        documento=programa,
        cut=cut,
        tramite=load_tramite(programa),
        form=form,
        puede_reabrir=can_apply(usuario, programa, Transicion.REABRIR),
    )
