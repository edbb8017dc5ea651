"""Limits on attempts: wrong passwords lock a name at an address for a while, and reset mails are counted."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.core.cache import cache
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gestion_territorial.forms import IngresoForm

HORA = 60 * 60
PEDIDOS_POR_CORREO = 3
PEDIDOS_POR_IP = 20


def render_bloqueo(
    request: HttpRequest, respuesta: HttpResponse | None, credenciales: dict[str, Any] | None
) -> HttpResponse:
    """The login page of who failed too often: when to try again, with the name kept."""
    usuario = (credenciales or {}).get("username") or ""
    ip = request.axes_ip_address  # type: ignore[attr-defined]
    intentos = AccessAttempt.objects.filter(username=usuario, ip_address=ip)
    ultimo = intentos.aggregate(ultimo=Max("attempt_time"))["ultimo"] or timezone.now()
    # The hour is shown without its seconds: a minute more, and it holds.
    hasta = ultimo + settings.AXES_COOLOFF_TIME + timedelta(minutes=1)
    espera = max(hasta - timezone.now(), timedelta(minutes=1))
    contexto = {
        "form": IngresoForm(request, initial={"username": usuario}),
        "bloqueado_hasta": hasta,
        "minutos": int(espera.total_seconds() // 60),
        "next": request.POST.get("next", ""),
    }
    bloqueo = render(request, "ingresar.html", contexto, status=429)
    bloqueo.headers["Retry-After"] = str(int(espera.total_seconds()))
    return bloqueo


def exceeds_pedidos(de: str, maximo: int) -> bool:
    """Count one request of a reset mail in the hour, and say whether there were too many."""
    clave = f"clave-{sha256(de.encode()).hexdigest()}"
    cache.add(clave, 0, HORA)
    return cache.incr(clave) > maximo
