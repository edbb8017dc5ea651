"""Who tried to enter, when, from where and how it ended; the locks in force, and how one is lifted.

A name that is of no account is never shown: people type their password there.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from axes.utils import reset as forgive_intentos
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Case, CharField, Max, Q, Sum, Value, When
from django.urls import reverse
from django.utils import timezone

from regiones import permissions
from regiones.enums import Acto
from regiones.models import Usuario
from regiones.services import ActoRechazado
from regiones.services.edicion import check_permiso
from regiones.services.registro import record

POR_PAGINA = 50
ENTRO, FALLO, FALLO_CODIGO, BLOQUEO = "ENTRO", "FALLO", "FALLO_CODIGO", "BLOQUEO"
# The word, its sign and its colour.
RESULTADOS = {
    ENTRO: ("Ingresó", "✓", "ok"),
    FALLO: ("Rechazado", "!", "ju"),
    FALLO_CODIGO: ("Código rechazado", "!", "ju"),
    BLOQUEO: ("Rechazado y bloqueado", "✕", "no"),
}
# Where codes of the second factor are given.
DE_FACTOR = ("factor_codigo", "factor_nuevo", "segundo_factor")
DESCONOCIDA = "Una cuenta que no existe"


class BloqueoAusente(ActoRechazado):
    """It ended by itself, or somebody lifted it already."""

    def __init__(self, usuario: Usuario) -> None:
        super().__init__(f"{usuario} ya no está bloqueado desde esa dirección.")


@dataclass(frozen=True, slots=True)
class Ingreso:
    """One attempt: ``resultado`` is its word, sign and colour."""

    momento: datetime
    quien: str
    direccion: str
    resultado: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Bloqueo:
    """A lock in force: of a name at an address, or of the whole address when ``usuario`` is ``None``."""

    usuario: Usuario | None
    direccion: str
    fallos: int
    hasta: datetime
    se_levanta: bool


@dataclass(frozen=True, slots=True)
class PaginaIngresos:
    bloqueos: tuple[Bloqueo, ...]
    ingresos: tuple[Ingreso, ...]
    pagina: Page[Any]


def load_ingresos(actor: Usuario, busca: str, numero: str) -> PaginaIngresos:
    """The attempts that the actor may see, the last one first: a fixed number of queries."""
    propios = permissions.audited_usuarios(actor)
    pagina = Paginator(query_intentos(propios, busca), POR_PAGINA).get_page(numero)
    filas = list(pagina.object_list)
    conocidos = {u.get_username(): u for u in propios.filter(username__in={usuario for _, usuario, _, _ in filas})}
    return PaginaIngresos(
        load_bloqueos(actor, propios),
        tuple(
            Ingreso(momento, str(conocidos.get(usuario, DESCONOCIDA)), ip or "—", RESULTADOS[resultado])
            for momento, usuario, ip, resultado in filas
        ),
        pagina,
    )


def query_intentos(propios: Any, busca: str) -> Any:
    """Of the people that the actor sees, and of names that are nobody's; these are not found by what was typed."""
    de_propios = Q(username__in=propios.values("username"))
    condicion = de_propios | ~Q(username__in=Usuario.objects.values("username"))
    if busca:
        condicion &= Q(ip_address__icontains=busca) | (de_propios & Q(username__icontains=busca))
    campos = ("attempt_time", "username", "ip_address")
    bloqueo = Case(
        When(locked_out=True, then=Value(BLOQUEO)),
        When(path_info__in=[reverse(pagina) for pagina in DE_FACTOR], then=Value(FALLO_CODIGO)),
        default=Value(FALLO),
        output_field=CharField(),
    )
    entradas = AccessLog.objects.filter(condicion).order_by()
    fallos = AccessFailureLog.objects.filter(condicion).order_by()
    return (
        entradas.annotate(resultado=Value(ENTRO, output_field=CharField()))
        .values_list(*campos, "resultado")
        .union(fallos.annotate(resultado=bloqueo).values_list(*campos, "resultado"), all=True)
        .order_by("-attempt_time")
    )


def load_bloqueos(actor: Usuario, propios: Any) -> tuple[Bloqueo, ...]:
    """The locks of the people that the actor sees, and those of whole addresses."""
    recientes = AccessAttempt.objects.filter(
        attempt_time__gt=timezone.now() - settings.AXES_COOLOFF_TIME
    ).order_by()
    cuenta = {"fallos": Sum("failures_since_start"), "ultimo": Max("attempt_time")}
    por_nombre = recientes.values("username", "ip_address").annotate(**cuenta)
    por_nombre = por_nombre.filter(
        username__in=propios.values("username"), fallos__gte=settings.AXES_FAILURE_LIMIT
    )
    por_direccion = recientes.values("ip_address").annotate(**cuenta)
    por_direccion = por_direccion.filter(fallos__gte=settings.INGRESO_INTENTOS_POR_DIRECCION)
    nombres = list(por_nombre.order_by("-ultimo"))
    cuentas = {u.get_username(): u for u in propios.filter(username__in={fila["username"] for fila in nombres})}
    administra = permissions.administers_some(actor)
    return tuple(
        build_bloqueo(fila, cuentas.get(fila.get("username", "")), administra)
        for fila in (*por_direccion.order_by("-ultimo"), *nombres)
    )


def build_bloqueo(fila: dict[str, Any], usuario: Usuario | None, administra: bool) -> Bloqueo:
    hasta = fila["ultimo"] + settings.AXES_COOLOFF_TIME
    return Bloqueo(usuario, fila["ip_address"], fila["fallos"], hasta, administra and usuario is not None)


@transaction.atomic
def lift_bloqueo(*, usuario: Usuario, direccion: str, motivo: str, actor: Usuario) -> None:
    """Let a person try again from an address, and leave it in the record with its reason.

    Raises ``PermissionDenied``, ``BloqueoAusente``, and ``ValidationError`` without a reason.
    """
    check_permiso(permissions.can_manage_usuario(actor, usuario))
    if not motivo.strip():
        raise ValidationError({"motivo": "Escriba por qué se levanta el bloqueo."})
    if not forgive_intentos(username=usuario.get_username(), ip=direccion):
        raise BloqueoAusente(usuario)
    razon = f"{motivo.strip()} (desde la dirección {direccion})"
    record(fila=usuario, acto=Acto.DESBLOQUEAR, actor=actor, motivo=razon)
