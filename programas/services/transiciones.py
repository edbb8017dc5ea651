"""The states of what is sent to review, and the only way from one to another.

A document is a programme of work, or the report of a territory at a corte (sheet III.4).
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from programas import permissions
from programas.enums import EstadoPrograma, Transicion
from programas.models import InformeAvance, ProgramaTrabajo
from programas.selectors.documentos import Documento, get_ejercicio
from programas.selectors.faltas import list_some
from programas.selectors.observaciones import list_abiertas
from programas.selectors.revisiones import find_ultimo_acto, list_sin_aprobar
from programas.services.cadena import get_or_refuse, lock_corte, lock_programa
from regiones.enums import Acto
from regiones.models import Usuario
from regiones.services import ActoRechazado, CambioObsoleto, save_fila


class TransicionRechazada(ActoRechazado):
    """The document cannot go from its state to that one now, or lacks what that takes."""


@dataclass(frozen=True, slots=True)
class ReglaTransicion:
    """Who may make a transition, from which states, to which, and with which act in the record.

    ``exige`` says what the document, or the reason given, still lacks; empty when nothing.
    """

    puede: Callable[[Usuario, Documento], bool]
    solo: str
    desde: tuple[EstadoPrograma, ...]
    hasta: EstadoPrograma
    acto: Acto
    exige: Callable[[Documento, str], str]


def can_enviar(usuario: Usuario, documento: Documento) -> bool:
    return permissions.can_send(usuario, get_ejercicio(documento), documento.region)


def need_nada(documento: Documento, motivo: str) -> str:
    return ""


def need_motivo(documento: Documento, motivo: str) -> str:
    return "" if motivo else "Para reabrir escriba el motivo."


def need_observacion(documento: Documento, motivo: str) -> str:
    """Whoever must correct is told what: in a reason, or in a remark on a row."""
    if motivo or list_abiertas(documento):
        return ""
    return "Para devolver escriba el motivo, o deje una observación en la fila que hay que corregir."


def need_aprobacion(documento: Documento, motivo: str) -> str:
    """Every row of the submission is approved, and no remark is open."""
    faltas = []
    if sin_aprobar := list_sin_aprobar(documento):
        faltas.append(f"Falta aprobar {len(sin_aprobar)} de sus filas: {list_some(sin_aprobar)}.")
    if abiertas := list_abiertas(documento):
        faltas.append(f"Hay observaciones abiertas en {list_some(abiertas)}: resuélvalas antes.")
    return " ".join(faltas)


REVISION = "Aprueba u observa la unidad central, y nunca quien redactó o envió el documento (V15)."
DIRECCION = "Solo la dirección del territorio lo envía o lo reabre: responde por lo que envía."

TRANSICIONES: dict[Transicion, ReglaTransicion] = {
    Transicion.ENVIAR: ReglaTransicion(
        can_enviar,
        DIRECCION,
        (EstadoPrograma.BORRADOR, EstadoPrograma.OBSERVADO),
        EstadoPrograma.ENVIADO,
        Acto.ENVIAR,
        need_nada,
    ),
    Transicion.APROBAR: ReglaTransicion(
        permissions.can_review,
        REVISION,
        (EstadoPrograma.ENVIADO,),
        EstadoPrograma.APROBADO,
        Acto.APROBAR,
        need_aprobacion,
    ),
    Transicion.OBSERVAR: ReglaTransicion(
        permissions.can_review,
        REVISION,
        (EstadoPrograma.ENVIADO, EstadoPrograma.APROBADO),
        EstadoPrograma.OBSERVADO,
        Acto.OBSERVAR,
        need_observacion,
    ),
    Transicion.REABRIR: ReglaTransicion(
        can_enviar,
        DIRECCION,
        (EstadoPrograma.ENVIADO, EstadoPrograma.APROBADO),
        EstadoPrograma.OBSERVADO,
        Acto.REABRIR,
        need_motivo,
    ),
}


@transaction.atomic
def apply_transicion(
    *, documento: Documento, transicion: Transicion, actor: Usuario, motivo: str = ""
) -> Documento:
    """Move a document to the state that a transition leads to; return it as it was stored.

    ``documento`` is left as it was read; its ``version`` must be the stored one. Raises ``PermissionDenied``,
    ``TransicionRechazada`` (which says who moved it meanwhile, and when) and ``CambioObsoleto``.
    """
    regla = TRANSICIONES[transicion]
    actual = lock_documento(documento)
    check_permitida(actor, actual, transicion)
    check_movible(actual, transicion)
    if actual.version != documento.version:
        raise CambioObsoleto(documento, actual)
    if falta := regla.exige(actual, motivo.strip()):
        raise TransicionRechazada(falta)
    actual.estado = regla.hasta
    if isinstance(actual, InformeAvance) and transicion == Transicion.ENVIAR:
        actual.enviado_por, actual.enviado_en = actor, timezone.now()
    save_fila(fila=actual, actor=actor, acto=regla.acto, motivo=motivo.strip())
    return actual


def can_apply(usuario: Usuario, documento: Documento, transicion: Transicion) -> bool:
    """Whether the user may make the transition now: what shows or hides its button."""
    regla = TRANSICIONES[transicion]
    return (
        documento.estado in regla.desde
        and not get_ejercicio(documento).cerrado
        and not explain_corte(documento, transicion)
        and regla.puede(usuario, documento)
    )


def explain_corte(documento: Documento, transicion: Transicion) -> str:
    """Why a territory cannot move its report: with the corte closed, what it takes back could not be sent."""
    if isinstance(documento, InformeAvance) and transicion in (Transicion.ENVIAR, Transicion.REABRIR):
        return permissions.explain_corte(documento.corte)
    return ""


def check_permitida(usuario: Usuario, documento: Documento, transicion: Transicion) -> None:
    regla = TRANSICIONES[transicion]
    if not regla.puede(usuario, documento):
        raise PermissionDenied(regla.solo)


def lock_documento(documento: Documento) -> Documento:
    """The document as stored, locked, with its ejercicio as it stands once the lock is held."""
    if isinstance(documento, ProgramaTrabajo):
        return lock_programa(documento.pk)
    corte = lock_corte(documento.corte_id)
    informe: InformeAvance = get_or_refuse(InformeAvance.objects.select_for_update(), documento.pk)
    informe.corte = corte
    return informe


def check_movible(documento: Documento, transicion: Transicion) -> None:
    """Refuse what the year or the document's state does not admit, telling who moved it and when."""
    ejercicio = get_ejercicio(documento)
    if ejercicio.cerrado:
        raise TransicionRechazada(f"El ejercicio {ejercicio.anio} está cerrado: ya no se envía ni se revisa.")
    if bloqueo := explain_corte(documento, transicion):
        raise TransicionRechazada(bloqueo)
    if documento.estado not in TRANSICIONES[transicion].desde:
        ultimo = find_ultimo_acto(documento)
        raise TransicionRechazada(
            f"«{transicion.label}» no procede: {documento.codigo} está «{documento.get_estado_display()}»"
            f"{f': {ultimo.hecho}' if ultimo else ''}."
        )
