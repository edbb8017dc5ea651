"""One's own account: what it reaches, its password, and how to get in again without it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from axes.utils import reset as forgive_intentos
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import (
    LoginView,
    LogoutView,
    PasswordChangeView,
    PasswordResetConfirmView,
    PasswordResetView,
)
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from gestion_territorial.claveunica import DE_CLAVEUNICA, SALIO
from gestion_territorial.forms import (
    ClaveNuevaForm,
    ClaveOlvidadaForm,
    ClavePropiaForm,
    DesbloqueoForm,
    IngresoForm,
)
from gestion_territorial.ingresos import lift_bloqueo, load_ingresos
from gestion_territorial.intentos import PEDIDOS_POR_CORREO, PEDIDOS_POR_IP, exceeds_pedidos
from gestion_territorial.origen import get_ip, get_pagina
from regiones import permissions
from regiones.models import Asignacion
from regiones.services import ActoRechazado
from regiones.services.edicion import check_permiso

DEMASIADOS = "Desde su red se pidieron demasiados correos. Vuelva a intentarlo en una hora."


@dataclass(frozen=True, slots=True)
class FilaAsignacion:
    """A role of the person, as they read it. ``estado`` says whether it is in force today."""

    rol: str
    servicio: str
    lugar: str
    desde: date
    hasta: date | None
    estado: str

    @property
    def vigente(self) -> bool:
        return self.estado == "Vigente"


def build_fila(asignacion: Asignacion, hoy: date) -> FilaAsignacion:
    estado = "Vigente"
    if asignacion.hasta and asignacion.hasta < hoy:
        estado = "Terminada"
    elif asignacion.desde > hoy:
        estado = "Por comenzar"
    return FilaAsignacion(
        rol=asignacion.get_rol_display(),
        servicio=asignacion.servicio.sigla,
        lugar=str(asignacion.unidad or asignacion.region or "Todo el servicio"),
        desde=asignacion.desde,
        hasta=asignacion.hasta,
        estado=estado,
    )


@require_safe
def mi_cuenta(request: HttpRequest) -> HttpResponse:
    usuario: Any = request.user
    hoy = timezone.localdate()
    asignaciones = usuario.asignaciones.select_related("servicio", "region", "unidad").order_by("-desde", "pk")
    filas = [build_fila(asignacion, hoy) for asignacion in asignaciones]
    filas.sort(key=lambda fila: not fila.vigente)
    vigentes = [fila for fila in filas if fila.vigente]
    contexto = {
        "asignaciones": filas,
        "vigentes": vigentes,
        "ve_ingresos": permissions.sees_ingresos(usuario),
        "ve_operacion": usuario.alcance.todo,
    }
    return render(request, "cuenta/mi_cuenta.html", contexto)


@require_safe
def ingresos(request: HttpRequest) -> HttpResponse:
    """Who tried to enter and how it ended, with the locks in force: for the administration and the audit."""
    return render_ingresos(request)


def render_ingresos(request: HttpRequest, rechazado: DesbloqueoForm | None = None) -> HttpResponse:
    usuario: Any = request.user
    if not permissions.sees_ingresos(usuario):
        raise Http404
    busca = request.GET.get("q", "").strip()
    datos = load_ingresos(usuario, busca, request.GET.get("p", "1"))
    contexto = {"datos": datos, "busca": busca, "rechazado": rechazado}
    return render(request, "cuenta/ingresos.html", contexto)


@require_POST
def bloqueo_levantado(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a locked person try again before the lock ends by itself."""
    actor: Any = request.user
    if not permissions.sees_ingresos(actor):
        raise Http404
    usuario = get_object_or_404(permissions.audited_usuarios(actor), pk=pk)
    check_permiso(permissions.can_manage_usuario(actor, usuario))
    form = DesbloqueoForm(request.POST)
    if not form.is_valid():
        form.usuario = usuario
        return render_ingresos(request, form)
    try:
        lift_bloqueo(usuario=usuario, actor=actor, **form.cleaned_data)
    except ActoRechazado as rechazo:
        messages.error(request, str(rechazo))
    else:
        messages.success(request, f"{usuario} puede volver a intentar el ingreso.")
    return redirect("ingresos")


class IngresoView(LoginView):
    template_name = "ingresar.html"
    authentication_form = IngresoForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        contexto = super().get_context_data(**kwargs)
        return contexto | {"claveunica": settings.CLAVEUNICA, "salio": SALIO in self.request.GET}


class SalidaView(LogoutView):
    """End the session here; of who came by ClaveÚnica, say that its own stays open."""

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        vino = DE_CLAVEUNICA in request.session
        respuesta = super().post(request, *args, **kwargs)
        salida = settings.CLAVEUNICA and settings.CLAVEUNICA.salida
        return redirect(f"{reverse('ingresar')}?{SALIO}=1") if vino and salida else respuesta


class CambiarClaveView(PasswordChangeView):
    form_class = ClavePropiaForm
    template_name = "cuenta/cambiar_clave.html"
    success_url = reverse_lazy("mi_cuenta")

    def form_valid(self, form: Any) -> HttpResponse:
        respuesta = super().form_valid(form)
        messages.success(self.request, "Su contraseña se cambió. Sus otras sesiones abiertas terminaron.")
        return respuesta


class ClaveOlvidadaView(PasswordResetView):
    """Send a link to whoever has that address; the answer is the same when nobody has it."""

    form_class = ClaveOlvidadaForm
    template_name = "cuenta/clave_olvidada.html"
    email_template_name = "cuenta/correo_clave.txt"
    subject_template_name = "cuenta/correo_clave_asunto.txt"
    success_url = reverse_lazy("clave_enviada")
    extra_context = {"hay_correo": settings.HAY_CORREO}
    extra_email_context = {"horas": settings.PASSWORD_RESET_TIMEOUT // 3600}

    def form_valid(self, form: Any) -> HttpResponse:
        if exceeds_pedidos(f"ip {get_ip(self.request)}", PEDIDOS_POR_IP):
            form.add_error(None, DEMASIADOS)
            return self.render_to_response(self.get_context_data(form=form), status=429)
        if exceeds_pedidos(f"correo {form.cleaned_data['email'].lower()}", PEDIDOS_POR_CORREO):
            return redirect(self.get_success_url())
        return super().form_valid(form)


class ClaveNuevaView(PasswordResetConfirmView):
    form_class = ClaveNuevaForm
    template_name = "cuenta/clave_nueva.html"
    success_url = reverse_lazy("ingresar")

    def get_user(self, uidb64: str) -> Any:
        """Nobody, when the account was closed after its link was sent."""
        usuario = super().get_user(uidb64)
        return usuario if usuario and usuario.is_active else None

    def form_valid(self, form: Any) -> HttpResponse:
        respuesta = super().form_valid(form)
        forgive_intentos(username=form.user.get_username())
        messages.success(self.request, "Su contraseña se cambió: ingrese con ella.")
        return respuesta


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose page is too old to be believed: say how to send it again, and open its page anew."""
    if getattr(request, "htmx", False):
        messages.error(
            request, "La página había vencido y se abrió de nuevo. Revise lo que escribió y vuelva a guardar."
        )
        return HttpResponseClientRefresh()
    return render(request, "403_csrf.html", {"pagina": get_pagina(request)}, status=403)
