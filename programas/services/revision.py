"""Review what a territory sent: row by row, and then the whole programme."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from programas import permissions
from programas.enums import Decision, Transicion
from programas.models import Envio, Observacion, ProgramaTrabajo, RevisionFila
from programas.selectors.documentos import Documento, name_clase
from programas.selectors.faltas import list_some
from programas.selectors.observaciones import query_bloqueantes
from programas.selectors.revisiones import find_envio
from programas.services.observaciones import FilaAusente, check_texto, open_observacion, open_observaciones
from programas.services.transiciones import apply_transicion, check_movible, lock_documento
from regiones.enums import Acto
from regiones.models import Registro, Usuario
from regiones.services import ActoRechazado, build_registro

ACTOS = {Decision.APROBADA: Acto.APROBAR, Decision.OBSERVADA: Acto.OBSERVAR}


class EnvioReemplazado(ActoRechazado):
    """The document was sent again after the reviewer opened it: what was read is no longer what is reviewed."""

    def __init__(self, actual: Envio) -> None:
        momento = timezone.localtime(actual.enviado_en)
        super().__init__(
            f"El {name_clase(actual.documento)} se volvió a enviar: {actual.enviado_por} hizo el envío "
            f"{actual.numero} el {momento:%d-%m-%Y} a las {momento:%H:%M}. Revise ese envío."
        )


class FilaObservada(ActoRechazado):
    """A row with an open remark that holds it back is not approved: what was asked is settled first."""

    def __init__(self, observaciones: list[Observacion]) -> None:
        primera = observaciones[0]
        momento = timezone.localtime(primera.abierta_en)
        super().__init__(
            f"Hay una observación abierta en {list_some([o.fila for o in observaciones])}: la escribió "
            f"{primera.abierta_por} el {momento:%d-%m-%Y} a las {momento:%H:%M}. Resuélvala antes de aprobar."
        )


@transaction.atomic
def review_filas(
    *, envio: Envio, filas: Collection[str], decision: Decision, texto: str, actor: Usuario
) -> list[RevisionFila]:
    """Approve or observe rows of a submission, by their codes; return the decisions that changed.

    ``OBSERVADA`` opens a remark on each row with ``texto``. Raises ``PermissionDenied``, ``TransicionRechazada``
    when its document is not under review, ``EnvioReemplazado``, ``FilaAusente``, ``FilaObservada``, and
    ``ValidationError`` when an observation has no text.
    """
    documento = lock_documento(envio.documento)
    if not permissions.can_review(actor, documento):
        raise PermissionDenied(
            f"Revisa la unidad central, y nunca quien redactó o envió el {name_clase(documento)} (V15)."
        )
    check_movible(documento, Transicion.APROBAR)
    actual = find_envio(documento)
    if actual is None or actual.pk != envio.pk:
        raise EnvioReemplazado(actual or envio)
    for fila in filas:
        if fila not in actual.contenido:
            raise FilaAusente(fila)
    if decision == Decision.OBSERVADA:
        check_texto(texto)
        open_observaciones(documento, filas, texto, actor)
    else:
        check_sin_observaciones(documento, filas)
    return [r for fila in filas if (r := decide_fila(actual, fila, decision, actor)) is not None]


def check_sin_observaciones(documento: Documento, filas: Collection[str]) -> None:
    abiertas = query_bloqueantes(documento).filter(fila__in=filas)
    if observaciones := list(abiertas.select_related("abierta_por")):
        raise FilaObservada(observaciones)


def decide_fila(envio: Envio, fila: str, decision: Decision, actor: Usuario) -> RevisionFila | None:
    """Write a decision with its record; ``None`` when the row already had it."""
    previa = envio.revisiones.select_for_update().filter(fila=fila).first()
    antes = previa.decision if previa else ""
    if antes == decision:
        return None
    revision = previa or RevisionFila(envio=envio, fila=fila)
    revision.decision, revision.revisor, revision.momento = decision, actor, timezone.now()
    revision.full_clean()
    revision.save()
    record_revision(revision, antes, actor)
    return revision


def record_revision(revision: RevisionFila, antes: str, actor: Usuario) -> Registro:
    """A line on the row's own code: a decision is not a row of the form, and has no version of its own."""
    registro = build_registro(
        fila=revision.envio.documento,
        acto=ACTOS[Decision(revision.decision)],
        actor=actor,
        antes={"decision": antes},
        despues={"decision": revision.decision, "envio": revision.envio.numero},
    )
    registro.clase, registro.objeto, registro.codigo = RevisionFila._meta.label_lower, revision.pk, revision.fila
    registro.save(force_insert=True)
    return registro


@transaction.atomic
def approve_programa(*, programa: ProgramaTrabajo, actor: Usuario, version: int) -> None:
    """Approve a programme: every row approved, no remark open. Raises like ``apply_transicion``."""
    programa.version = version
    apply_transicion(documento=programa, transicion=Transicion.APROBAR, actor=actor)


@transaction.atomic
def return_programa(*, programa: ProgramaTrabajo, actor: Usuario, texto: str, version: int) -> None:
    """Give a programme back to be corrected; ``texto``, when given, is a remark on the whole of it.

    Raises like ``apply_transicion``.
    """
    programa.version = version
    actual = apply_transicion(
        documento=programa, transicion=Transicion.OBSERVAR, actor=actor, motivo=texto.strip()
    )
    if texto.strip() and isinstance(actual, ProgramaTrabajo):
        open_observacion(actual, actual.codigo, texto, actor)


@transaction.atomic
def reopen_programa(*, programa: ProgramaTrabajo, actor: Usuario, motivo: str, version: int) -> None:
    """Take a sent or approved programme back to change it: it will need a new approval.

    Raises like ``apply_transicion``.
    """
    programa.version = version
    apply_transicion(documento=programa, transicion=Transicion.REABRIR, actor=actor, motivo=motivo)
