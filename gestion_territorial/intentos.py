"""Limits on attempts: wrong passwords lock a name at an address, or the address, and reset mails are counted."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt, AccessFailureLog
from django.conf import settings
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gestion_territorial.forms import IngresoForm
from gestion_territorial.identidad import is_incompleta
from regiones.models import Usuario
from regiones.services.limites import HORA, count_pedido

PEDIDOS_POR_CORREO = 3
PEDIDOS_POR_IP = 20


class LimitesHandler(AxesDatabaseHandler):
    """Failures by name and address together; and, with a higher limit, by the address alone."""

    def get_failures(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        fallos: int = super().get_failures(request, credentials)
        if find_fin_de_direccion(request.axes_ip_address) is None:
            return fallos
        return max(fallos, settings.AXES_FAILURE_LIMIT)

    def user_logged_in(self, sender: Any, request: Any, user: Any, **kwargs: Any) -> None:
        """Whoever still owes the second factor did not enter yet: that is told when it is given."""
        if not is_incompleta(request, user):
            super().user_logged_in(sender, request, user, **kwargs)


def find_fin_de_direccion(ip: str | None) -> datetime | None:
    """Until when an address is locked, having failed too often with whatever names; ``None`` when it is not.

    Its failures are forgotten as they grow old: the lock ends with the one that brings them under the limit.
    """
    desde = timezone.now() - settings.AXES_COOLOFF_TIME
    intentos = AccessAttempt.objects.filter(ip_address=ip, attempt_time__gte=desde).order_by("-attempt_time")
    fallos = 0
    for momento, cuantos in intentos.values_list("attempt_time", "failures_since_start"):
        fallos += cuantos
        if fallos >= settings.INGRESO_INTENTOS_POR_DIRECCION:
            fin: datetime = momento + settings.AXES_COOLOFF_TIME
            return fin
    return None


def render_bloqueo(
    request: HttpRequest, respuesta: HttpResponse | None, credenciales: dict[str, Any] | None
) -> HttpResponse:
    """The login page of who failed too often: when to try again, with the name kept."""
    usuario = (credenciales or {}).get("username") or ""
    ip = request.axes_ip_address  # type: ignore[attr-defined]
    intentos = AccessAttempt.objects.filter(username=usuario, ip_address=ip)
    fin_de_direccion = find_fin_de_direccion(ip)
    ultimo = intentos.aggregate(ultimo=Max("attempt_time"))["ultimo"] or timezone.now()
    # The hour is shown without its seconds: a minute more, and it holds.
    hasta = (fin_de_direccion or ultimo + settings.AXES_COOLOFF_TIME) + timedelta(minutes=1)
    espera = max(hasta - timezone.now(), timedelta(minutes=1))
    contexto = {
        "form": IngresoForm(request, initial={"username": usuario}),
        "bloqueado_hasta": hasta,
        "por_direccion": fin_de_direccion is not None,
        "minutos": int(espera.total_seconds() // 60),
        "next": request.POST.get("next", ""),
        "claveunica": settings.CLAVEUNICA,
    }
    bloqueo = render(request, "ingresar.html", contexto, status=429)
    bloqueo.headers["Retry-After"] = str(int(espera.total_seconds()))
    return bloqueo


def exceeds_pedidos(de: str, maximo: int) -> bool:
    """Count one request of a reset mail in the hour, and say whether there were too many."""
    pedidos, _ = count_pedido(f"clave:{sha256(de.encode()).hexdigest()}", HORA)
    return pedidos > maximo


def note_codigo_rechazado(request: Any, usuario: Usuario, bloqueado: bool) -> None:
    """Leave the line of a wrong code among the attempts to enter, as that of a wrong password."""
    AxesProxyHandler.update_request(request)
    AccessFailureLog.objects.create(
        username=usuario.get_username(),
        ip_address=request.axes_ip_address,
        user_agent=request.axes_user_agent,
        http_accept=request.axes_http_accept,
        path_info=request.axes_path_info,
        attempt_time=request.axes_attempt_time,
        locked_out=bloqueado,
    )
