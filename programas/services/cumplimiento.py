"""Columns (9) and (10): the region declares whether a row was fulfilled, the central unit validates it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from programas import permissions
from programas.enums import Cumple, EstadoReclamo
from programas.models import Compromiso, Indicador, Reclamo
from programas.selectors.evidencias import query_vigentes
from programas.services.cadena import get_or_refuse, keep_contadores, lock_cadena
from programas.services.edicion import change_fila
from regiones.enums import Acto
from regiones.models import Usuario
from regiones.services import ActoRechazado, save_fila

INCUMPLIDAS = (Cumple.NO, Cumple.PARCIAL)


class FueraDeEtapa(ActoRechazado):
    """Rows advance, are proved, declared and validated from EJECUCION until closing."""

    def __init__(self, compromiso: Compromiso) -> None:
        ejercicio = compromiso.objetivo.programa.ejercicio
        super().__init__(
            f"El ejercicio {ejercicio.anio} está en «{ejercicio.get_etapa_display()}»: los avances, la evidencia "
            "y el cumplimiento se registran desde la ejecución y hasta el cierre."
        )


class SinMedioVerificacion(ActoRechazado):
    """Rule V5: «sí» needs what proves it."""

    def __init__(self, compromiso: Compromiso) -> None:
        super().__init__(
            f"El compromiso {compromiso.codigo} no tiene medio de verificación: agréguelo antes de responder "
            "«Sí» (V5)."
        )


class SinEvidencia(ActoRechazado):
    """Rule V6: «sí» needs at least one evidence in force, when the ejercicio asks for it."""

    def __init__(self, compromiso: Compromiso) -> None:
        super().__init__(
            f"El compromiso {compromiso.codigo} no tiene evidencia vigente: suba al menos un archivo que lo "
            "pruebe antes de responder «Sí» (V6)."
        )


class SinResultado(ActoRechazado):
    """Rule V6: in EVALUACION «sí» comes with the annual result of its indicator (note 4)."""

    def __init__(self, compromiso: Compromiso) -> None:
        super().__init__(
            f"El compromiso {compromiso.codigo} no tiene resultado anual del indicador: regístrelo antes de "
            "responder «Sí» (V6)."
        )


class YaValidado(ActoRechazado):
    """What the central unit validated is not declared otherwise."""

    def __init__(self, compromiso: Compromiso) -> None:
        super().__init__(
            f"El compromiso {compromiso.codigo} ya está validado «{compromiso.get_validado_display()}»: "
            "un cambio de lo declarado se pide a la unidad central."
        )


class SinMotivo(ActoRechazado):
    """An official answer that stands is changed, or taken back, only with a reason (§3)."""

    def __init__(self, compromiso: Compromiso, anterior: str) -> None:
        super().__init__(
            f"El compromiso {compromiso.codigo} ya está validado «{Cumple(anterior).label}»: "
            "para cambiar o retirar la validación escriba el motivo."
        )


class EnReclamo(ActoRechazado):
    """A claimed row is answered by its ruling; afterwards, by anyone but whose answer was claimed."""

    def __init__(self, reclamo: Reclamo) -> None:
        if reclamo.estado == EstadoReclamo.PENDIENTE:
            razon = "tiene un reclamo pendiente: su respuesta la da la resolución del reclamo"
        else:
            razon = (
                f"tuvo un reclamo, {reclamo.get_estado_display().lower()}: quien dio la respuesta reclamada ya no "
                "la cambia"
            )
        super().__init__(f"El compromiso {reclamo.compromiso.codigo} {razon}.")


@transaction.atomic
def declare_cumplimiento(
    *, compromiso: Compromiso, respuesta: str, motivo: str, actor: Usuario, indicador: Indicador | None = None
) -> bool:
    """Say whether a row was fulfilled («si», «no», «parcial», or «» to say nothing); return whether it changes.

    ``motivo`` is why it was not, or only in part (V7): it may come later, but not after closing. Once the row is
    validated only its reason may be completed. ``indicador`` brings the annual result typed with it (note 4).
    Raises ``PermissionDenied``, ``FueraDeEtapa``, ``YaValidado``, ``SinMedioVerificacion``, ``SinEvidencia``,
    ``SinResultado`` and ``CambioObsoleto``.
    """
    check_respuesta(respuesta)
    guardado = lock_compromiso(compromiso)
    if not permissions.can_draft_compromiso(actor, compromiso):
        raise PermissionDenied("Solo declara quien redacta el formulario del territorio.")
    check_etapa(compromiso)
    if guardado.validado and respuesta != guardado.declarado:
        raise YaValidado(guardado)
    check_medios(compromiso, respuesta)
    cambia_resultado = indicador is not None and change_fila(fila=indicador, actor=actor)
    if respuesta != guardado.declarado:
        check_pruebas(compromiso, respuesta)
        compromiso.declarado = respuesta
        compromiso.declarado_por = actor if respuesta else None
        compromiso.declarado_en = timezone.now() if respuesta else None
    compromiso.motivo = motivo.strip() if respuesta in INCUMPLIDAS else ""
    if guardado.validado in INCUMPLIDAS and not compromiso.motivo:
        compromiso.motivo = motivo.strip() or guardado.motivo
    return save_fila(fila=compromiso, actor=actor, acto=Acto.DECLARAR) or cambia_resultado


@transaction.atomic
def validate_cumplimiento(*, compromiso: Compromiso, respuesta: str, motivo: str, actor: Usuario) -> bool:
    """Give a row its official answer, or take it back («»); return whether it changes.

    Only the central unit, and never who declared the row (V15). ``motivo`` goes to the record; when the answer is
    «no» or «parcial» and the row lacks its reason, it becomes that reason (V7). Raises ``PermissionDenied``,
    ``FueraDeEtapa``, ``EnReclamo``, ``SinMotivo``, ``SinMedioVerificacion``, ``SinEvidencia``, ``SinResultado``
    and ``CambioObsoleto``.
    """
    check_respuesta(respuesta)
    guardado = lock_compromiso(compromiso)
    compromiso.declarado_por_id = guardado.declarado_por_id
    if not permissions.can_validate(actor, compromiso):
        raise PermissionDenied("Valida la unidad central, y nunca quien redactó o declaró la fila (V15).")
    check_etapa(compromiso)
    check_reclamos(guardado, respuesta, actor)
    if guardado.validado and respuesta != guardado.validado and not motivo.strip():
        raise SinMotivo(compromiso, guardado.validado)
    set_validado(compromiso, guardado.validado, respuesta, motivo.strip(), actor)
    return save_fila(fila=compromiso, actor=actor, acto=Acto.VALIDAR, motivo=motivo.strip())


def set_validado(compromiso: Compromiso, anterior: str, respuesta: str, motivo: str, actor: Usuario) -> None:
    """Put the official answer in a row, unsaved: the same for a validation and for a claim that is upheld.

    ``motivo`` becomes that of the row when it lacks one (V7). Refuses like ``validate_cumplimiento``.
    """
    check_medios(compromiso, respuesta)
    if respuesta != anterior:
        check_pruebas(compromiso, respuesta)
        compromiso.validado = respuesta
        compromiso.validado_por = actor if respuesta else None
        compromiso.validado_en = timezone.now() if respuesta else None
    if respuesta in INCUMPLIDAS:
        compromiso.motivo = compromiso.motivo or motivo
    elif compromiso.declarado not in INCUMPLIDAS:
        compromiso.motivo = ""


def check_reclamos(guardado: Compromiso, respuesta: str, actor: Usuario) -> None:
    """Refuse to answer past a claim: while it waits, or to who gave the answer that was claimed."""
    if respuesta == guardado.validado:
        return
    for reclamo in guardado.reclamos.all():
        if reclamo.estado == EstadoReclamo.PENDIENTE or reclamo.validado_por_id == actor.pk:
            reclamo.compromiso = guardado
            raise EnReclamo(reclamo)


def lock_compromiso(compromiso: Compromiso) -> Compromiso:
    """Lock the row and what it hangs from; return it as stored."""
    lock_cadena(compromiso)
    guardado: Compromiso = get_or_refuse(Compromiso.objects.select_for_update(), compromiso.pk)
    keep_contadores(compromiso, guardado)
    return guardado


def check_respuesta(respuesta: str) -> None:
    """Refuse an answer that the form does not know."""
    if respuesta not in ("", *Cumple.values):
        raise ValidationError({"respuesta": "La respuesta es «sí», «no» o «parcial» (nota 9)."})


def check_etapa(compromiso: Compromiso) -> None:
    if not permissions.is_evaluable(compromiso.objetivo.programa.ejercicio):
        raise FueraDeEtapa(compromiso)


def check_medios(compromiso: Compromiso, respuesta: str) -> None:
    if respuesta == Cumple.SI and not compromiso.medios.exists():
        raise SinMedioVerificacion(compromiso)


def check_pruebas(compromiso: Compromiso, respuesta: str) -> None:
    """V6: a new «sí» has its evidence and, in EVALUACION, its result."""
    if respuesta != Cumple.SI:
        return
    ejercicio = compromiso.objetivo.programa.ejercicio
    if ejercicio.exige_evidencia and not query_vigentes(compromiso).exists():
        raise SinEvidencia(compromiso)
    if ejercicio.columna_4_es_resultado and not has_resultado(compromiso):
        raise SinResultado(compromiso)


def has_resultado(compromiso: Compromiso) -> bool:
    return Indicador.objects.filter(objetivo=compromiso.objetivo_id).exclude(resultado="").exists()
