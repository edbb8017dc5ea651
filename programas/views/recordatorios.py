"""What the reminders of today would say, and to whom; and one's own switch."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from programas.selectors.recordatorios import load_avisos
from programas.services.recordatorios import write_mensaje
from programas.views.acceso import get_ejercicio, get_usuario, render_pagina, require_servicio, run_acto
from regiones.services.usuarios import set_recordatorios


@require_safe
def recordatorios(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """Who of the service would get what today of this year, first what decides the verdict."""
    ejercicio = get_ejercicio(request, servicio, anio)
    require_servicio(request, ejercicio)
    datos = load_avisos(ejercicio, timezone.localdate(), request.GET.get("pagina", "1"))
    filas = [(aviso, None if aviso.impide else write_mensaje(aviso)) for aviso in datos.avisos]
    return render_pagina(
        request, "programas/recordatorios.html", ejercicio, "recordatorios", datos=datos, filas=filas
    )


@require_POST
def recordatorios_propios(request: HttpRequest) -> HttpResponse:
    """Switch one's own reminders on or off."""
    usuario, recibe = get_usuario(request), request.POST.get("recibe") == "1"
    como = "recibirá" if recibe else "no recibirá"
    run_acto(
        request,
        lambda: set_recordatorios(usuario=usuario, recibe=recibe),
        f"Desde ahora {como} recordatorios por correo.",
    )
    return redirect("mi_cuenta")
