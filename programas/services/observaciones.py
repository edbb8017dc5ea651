"""Remarks of the central unit on a row and the conversation that stays there: the author's text is not touched."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from programas import permissions
from programas.enums import Asunto
from programas.models import AnalisisAvance, Compromiso, InformeAvance, Mensaje, Observacion, ProgramaTrabajo
from programas.selectors.documentos import Documento, get_ejercicio
from programas.selectors.envios import load_por_enviar
from programas.selectors.observaciones import find_documento
from programas.services.cadena import get_or_refuse, lock_cadena, lock_corte, lock_programa
from programas.services.cumplimiento import check_etapa
from regiones.enums import Acto
from regiones.models import Usuario
from regiones.services import ActoRechazado, CambioObsoleto, create_fila, record, save_fila

# What a remark of who validates a row may be about.
DE_CUMPLIMIENTO = (Asunto.DECLARADO, Asunto.EVIDENCIA)


class ConversacionCerrada(ActoRechazado):
    """The ejercicio is closed, or the remark was resolved: nothing more is said there."""


class FilaAusente(ActoRechazado):
    """The row is not, or is no longer, of the document."""

    def __init__(self, fila: str) -> None:
        super().__init__(f"La fila «{fila}» no es de lo que se revisa, o ya no existe.")


@transaction.atomic
def observe_filas(
    *, programa: ProgramaTrabajo, filas: Collection[str], texto: str, actor: Usuario
) -> list[Observacion]:
    """Open a remark on each row, by its code (of the form, of an analysis, or the programme's own).

    It is about what the row commits, or about the analysis. Raises ``PermissionDenied``,
    ``ConversacionCerrada``, ``FilaAusente``, and ``ValidationError`` without text.
    """
    actual = lock_programa(programa.pk)
    if not permissions.can_review(actor, actual):
        raise PermissionDenied("Observa la unidad central, y nunca quien redactó o envió el programa (V15).")
    check_abierto(actual)
    check_texto(texto)
    analisis = check_filas(actual, filas)
    return [
        open_observacion(actual, fila, texto, actor, Asunto.ANALISIS if fila in analisis else Asunto.COMPROMETIDO)
        for fila in filas
    ]


@transaction.atomic
def observe_informe(
    *, informe: InformeAvance, filas: Collection[str], texto: str, actor: Usuario
) -> list[Observacion]:
    """Open a remark on analyses of a report, by their codes. Raises like ``observe_filas``."""
    informe.corte = lock_corte(informe.corte_id)
    if not permissions.can_review(actor, informe):
        raise PermissionDenied("Observa la unidad central, y nunca quien redactó o envió el informe (V15).")
    check_abierto(informe)
    check_texto(texto)
    return open_observaciones(informe, filas, texto, actor)


@transaction.atomic
def observe_cumplimiento(*, compromiso: Compromiso, asunto: Asunto, texto: str, actor: Usuario) -> Observacion:
    """Remark on what a commitment declares, or on what proves it, instead of validating it.

    Raises ``PermissionDenied``, ``FueraDeEtapa``, and ``ValidationError`` without text or about anything else.
    """
    lock_cadena(compromiso)
    programa = compromiso.objetivo.programa
    if not permissions.can_validate(actor, compromiso):
        raise PermissionDenied("Observa lo declarado quien puede validarlo (V15).")
    check_etapa(compromiso)
    if asunto not in DE_CUMPLIMIENTO:
        raise ValidationError({"asunto": "Diga si observa lo declarado o su evidencia."})
    check_texto(texto)
    return open_observacion(programa, compromiso.codigo, texto, actor, asunto)


@transaction.atomic
def reply_observacion(*, observacion: Observacion, texto: str, actor: Usuario) -> Mensaje:
    """Add a turn to an open conversation: of who drafts the row, or of the central unit.

    Raises ``PermissionDenied``, ``ConversacionCerrada``, and ``ValidationError`` without text.
    """
    actual = lock_observacion(observacion)
    check_responde(actor, actual)
    check_abierto(actual.programa)
    check_sin_resolver(actual)
    check_texto(texto)
    actual.respondida = not permissions.is_revisor(actor, actual.programa.ejercicio.servicio_id)
    if not save_fila(fila=actual, actor=actor, acto=Acto.COMENTAR, motivo=texto.strip()):
        # A second turn of the same side leaves the remark as it was, but its version must tell that it grew.
        Observacion.objects.filter(pk=actual.pk).update(version=actual.version + 1)
        record(fila=actual, acto=Acto.COMENTAR, actor=actor, motivo=texto.strip())
    return write_mensaje(actual, texto, actor)


@transaction.atomic
def resolve_observacion(*, observacion: Observacion, actor: Usuario) -> None:
    """Close a conversation. ``observacion.version`` must be the stored one: nobody resolves unread words.

    Raises ``PermissionDenied``, ``ConversacionCerrada`` and ``CambioObsoleto``.
    """
    actual = lock_observacion(observacion)
    check_resuelve(actor, actual)
    check_abierto(actual.programa)
    check_sin_resolver(actual)
    if actual.version != observacion.version:
        raise CambioObsoleto(observacion, actual)
    actual.resuelta_por, actual.resuelta_en = actor, timezone.now()
    save_fila(fila=actual, actor=actor, acto=Acto.COMENTAR)


def open_observaciones(
    documento: Documento, filas: Collection[str], texto: str, actor: Usuario
) -> list[Observacion]:
    """Open the same remark on rows of a document: those of a report hang from the programme of each analysis."""
    if isinstance(documento, ProgramaTrabajo):
        return [open_observacion(documento, fila, texto, actor) for fila in filas]
    analisis = documento.corte.analisis.filter(programa__region=documento.region_id, codigo__in=filas)
    programas = {fila.codigo: fila.programa for fila in analisis.select_related("programa__ejercicio")}
    for fila in filas:
        if fila not in programas:
            raise FilaAusente(fila)
    return [open_observacion(programas[fila], fila, texto, actor, Asunto.ANALISIS) for fila in filas]


def open_observacion(
    programa: ProgramaTrabajo, fila: str, texto: str, actor: Usuario, asunto: Asunto = Asunto.COMPROMETIDO
) -> Observacion:
    observacion = create_fila(
        fila=Observacion(programa=programa, fila=fila, asunto=asunto, abierta_por=actor),
        actor=actor,
        acto=Acto.OBSERVAR,
        motivo=texto.strip(),
    )
    write_mensaje(observacion, texto, actor)
    return observacion


def write_mensaje(observacion: Observacion, texto: str, actor: Usuario) -> Mensaje:
    mensaje = Mensaje(observacion=observacion, autor=actor, texto=texto.strip())
    mensaje.full_clean()
    mensaje.save(force_insert=True)
    return mensaje


def lock_observacion(observacion: Observacion) -> Observacion:
    """The remark as stored, locked after its programme."""
    programa = lock_programa(observacion.programa_id)
    actual: Observacion = get_or_refuse(Observacion.objects.select_for_update(), observacion.pk)
    actual.programa = programa
    return actual


def check_responde(actor: Usuario, observacion: Observacion) -> None:
    if not permissions.can_reply(actor, observacion):
        raise PermissionDenied("Responde quien redacta la fila observada, o la unidad central.")


def check_resuelve(actor: Usuario, observacion: Observacion) -> None:
    if not permissions.can_review(actor, find_documento(observacion)):
        raise PermissionDenied("Resuelve la unidad central, y nunca quien redactó o envió lo observado (V15).")


def check_abierto(documento: Documento) -> None:
    ejercicio = get_ejercicio(documento)
    if ejercicio.cerrado:
        raise ConversacionCerrada(f"El ejercicio {ejercicio.anio} está cerrado: ya no se conversa.")


def check_sin_resolver(observacion: Observacion) -> None:
    if observacion.resuelta_en is not None:
        momento = timezone.localtime(observacion.resuelta_en)
        raise ConversacionCerrada(
            f"La observación ya está resuelta: la cerró {observacion.resuelta_por} "
            f"el {momento:%d-%m-%Y} a las {momento:%H:%M}."
        )


def check_texto(texto: str) -> None:
    if not texto.strip():
        raise ValidationError({"texto": "Escriba qué hay que corregir o qué responde."})


def check_filas(programa: ProgramaTrabajo, filas: Collection[str]) -> set[str]:
    """Refuse codes of elsewhere: a remark on them would be seen by nobody, or by the wrong people.

    Return the codes that are analyses.
    """
    analisis = set(AnalisisAvance.objects.filter(programa=programa).values_list("codigo", flat=True))
    propias = analisis | set(load_por_enviar(programa).contenido)
    for fila in filas:
        if fila not in propias:
            raise FilaAusente(fila)
    return analisis
