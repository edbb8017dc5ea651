"""Sheet III.4 of a territory at a corte as one document: sent by its direction, approved or observed."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from programas import permissions
from programas.enums import Transicion
from programas.models import Corte, Envio, InformeAvance
from programas.selectors.informes import FilaInforme, load_informe
from programas.services.cadena import lock_corte, lock_ejercicio
from programas.services.edicion import FilaBloqueada
from programas.services.envios import EnvioDesactualizado, keep_envio
from programas.services.transiciones import DIRECCION, apply_transicion
from regiones.models import Region, Usuario
from regiones.services import ActoRechazado, create_fila

NOMBRADOS = 5


class InformeIncompleto(ActoRechazado):
    """V11 and V12 keep a report from being sent. ``faltas`` lists (rule, row, what it lacks)."""

    def __init__(self, faltas: tuple[tuple[str, FilaInforme, str], ...]) -> None:
        self.faltas = faltas
        lista = [f"{fila.objetivo.codigo} {falta} ({regla})" for regla, fila, falta in faltas]
        resto = len(lista) - NOMBRADOS
        super().__init__(
            "El informe no se envió: " + "; ".join(lista[:NOMBRADOS]) + (f"; y {resto} más." if resto > 0 else ".")
        )


@transaction.atomic
def send_informe(*, corte: Corte, region: Region, actor: Usuario, version: int, huella: str) -> InformeAvance:
    """Send a territory's analyses of a corte to review, and keep what each of them says.

    ``version``, 0 when nobody had sent them yet, and ``huella`` are those that the sender read. Raises
    ``PermissionDenied``; ``FilaBloqueada`` when the corte is not open; ``InformeIncompleto``;
    ``TransicionRechazada`` or ``CambioObsoleto`` when somebody moved it meanwhile; ``EnvioDesactualizado``.
    """
    lock_ejercicio(corte.ejercicio_id)
    corte = lock_corte(corte.pk)
    if not permissions.can_send(actor, corte.ejercicio, region):
        raise PermissionDenied(DIRECCION)
    if bloqueo := permissions.explain_corte(corte):
        raise FilaBloqueada(bloqueo)
    informe = load_informe(corte.ejercicio, region, corte)
    documento = informe.documento
    if documento is None or documento.estado in permissions.EDITABLES:
        check_completo(informe.faltas)
    if documento is None:
        documento = create_fila(fila=InformeAvance(corte=corte, region=region), actor=actor)
    elif documento.version != version:
        documento.version = version
    enviado = apply_documento(documento, Transicion.ENVIAR, actor)
    if informe.huella != huella:
        raise EnvioDesactualizado(enviado)
    keep_envio(Envio(informe=enviado, enviado_por=actor, contenido=informe.contenido))
    return enviado


@transaction.atomic
def review_informe(
    *, informe: InformeAvance, transicion: Transicion, actor: Usuario, motivo: str, version: int
) -> InformeAvance:
    """Approve a report, give it back with a reason, or open it again. Raises like ``apply_transicion``."""
    informe.version = version
    return apply_documento(informe, transicion, actor, motivo)


def apply_documento(
    documento: InformeAvance, transicion: Transicion, actor: Usuario, motivo: str = ""
) -> InformeAvance:
    movido = apply_transicion(documento=documento, transicion=transicion, actor=actor, motivo=motivo)
    assert isinstance(movido, InformeAvance)  # noqa: S101
    return movido


def check_completo(faltas: tuple[tuple[str, FilaInforme, str], ...]) -> None:
    if faltas:
        raise InformeIncompleto(faltas)
