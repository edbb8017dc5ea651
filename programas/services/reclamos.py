"""Claims: a territory objects to a validation, and someone other than the validator rules on it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from programas import permissions
from programas.enums import EstadoReclamo, Etapa
from programas.models import Compromiso, Ejercicio, Reclamo
from programas.services.cadena import get_or_refuse
from programas.services.cumplimiento import check_respuesta, lock_compromiso, set_validado
from regiones.enums import Acto
from regiones.models import Usuario
from regiones.services import ActoRechazado, CambioObsoleto, create_fila, save_fila


class FueraDePlazo(ActoRechazado):
    """Claims are presented in EVALUACION, between the days that the ejercicio sets, both included."""

    def __init__(self, ejercicio: Ejercicio) -> None:
        desde, hasta = ejercicio.reclamos_desde, ejercicio.reclamos_hasta
        if ejercicio.etapa != Etapa.EVALUACION:
            razon = f"el ejercicio {ejercicio.anio} está en «{ejercicio.get_etapa_display()}»"
        elif desde is None or hasta is None:
            razon = f"el ejercicio {ejercicio.anio} no tiene plazo de reclamos"
        else:
            razon = f"el plazo es del {desde:%d-%m-%Y} al {hasta:%d-%m-%Y}"
        super().__init__(f"No se puede reclamar ahora: {razon}.")


class SinEvaluacion(ActoRechazado):
    """Claims are ruled on in EVALUACION, before the closing."""

    def __init__(self, ejercicio: Ejercicio) -> None:
        super().__init__(
            f"El ejercicio {ejercicio.anio} está en «{ejercicio.get_etapa_display()}»: los reclamos se resuelven "
            f"en «{Etapa.EVALUACION.label}»."
        )


class SinValidacion(ActoRechazado):
    """There is nothing to object to."""

    def __init__(self, compromiso: Compromiso) -> None:
        super().__init__(f"El compromiso {compromiso.codigo} no está validado: no hay de qué reclamar.")


class ReclamoPendiente(ActoRechazado):
    """One claim at a time."""

    def __init__(self, compromiso: Compromiso) -> None:
        super().__init__(f"El compromiso {compromiso.codigo} ya tiene un reclamo sin resolver.")


class ReclamoResuelto(ActoRechazado):
    """A ruling is given once."""

    def __init__(self, reclamo: Reclamo) -> None:
        super().__init__(
            f"El reclamo de {reclamo.codigo} ya está resuelto: {reclamo.get_estado_display().lower()} por "
            f"{reclamo.resuelto_por} el {timezone.localtime(reclamo.resuelto_en):%d-%m-%Y a las %H:%M}."
        )


@transaction.atomic
def present_reclamo(*, compromiso: Compromiso, pide: str, fundamento: str, actor: Usuario) -> Reclamo:
    """Object to the validation of a row, asking for another answer with its grounds.

    Whoever drafts the territory, within the time for it, and one claim at a time. The evidence is the row's own.
    Raises ``PermissionDenied``, ``FueraDePlazo``, ``CambioObsoleto``, ``SinValidacion``, ``ReclamoPendiente`` and
    ``ValidationError``.
    """
    check_respuesta(pide)
    guardado = lock_compromiso(compromiso)
    programa = compromiso.objetivo.programa
    if not permissions.can_draft_programa(actor, programa):
        raise PermissionDenied("Reclama quien redacta el formulario del territorio.")
    if not permissions.in_plazo_de_reclamos(programa.ejercicio, timezone.localdate()):
        raise FueraDePlazo(programa.ejercicio)
    if compromiso.version != guardado.version:
        raise CambioObsoleto(compromiso, guardado)
    if not guardado.validado or guardado.validado_por is None:
        raise SinValidacion(guardado)
    if pide in ("", guardado.validado):
        raise ValidationError({"pide": f"Pida una respuesta distinta de «{guardado.get_validado_display()}»."})
    if guardado.reclamos.filter(estado=EstadoReclamo.PENDIENTE).exists():
        raise ReclamoPendiente(guardado)
    reclamo = Reclamo(
        compromiso=compromiso,
        validado=guardado.validado,
        validado_por=guardado.validado_por,
        pide=pide,
        fundamento=fundamento.strip(),
        presentado_por=actor,
    )
    return create_fila(fila=reclamo, actor=actor, acto=Acto.RECLAMAR)


@transaction.atomic
def resolve_reclamo(*, reclamo: Reclamo, acoge: bool, resolucion: str, actor: Usuario, version: int) -> Reclamo:
    """Rule on a claim with its reason. Upheld, the row takes the answer that was asked for, in the ruler's name.

    Raises ``PermissionDenied`` (also for who validated, claimed or declared the row), ``ReclamoResuelto``,
    ``CambioObsoleto``, ``SinEvaluacion`` once the ejercicio left EVALUACION, ``ValidationError``, and what a
    validation refuses (``SinMedioVerificacion``, ``SinEvidencia``, ``SinResultado``).
    """
    lock_compromiso(Compromiso.objects.get(pk=reclamo.compromiso_id))
    compromiso = Compromiso.objects.select_related("objetivo__programa__ejercicio").get(pk=reclamo.compromiso_id)
    guardado: Reclamo = get_or_refuse(Reclamo.objects.select_for_update(), reclamo.pk)
    guardado.compromiso = compromiso
    if not permissions.can_rule(actor, guardado):
        raise PermissionDenied(
            "Resuelve la unidad central, y nunca quien validó, declaró o reclamó la fila (V15)."
        )
    if guardado.estado != EstadoReclamo.PENDIENTE:
        raise ReclamoResuelto(guardado)
    if guardado.version != version:
        raise CambioObsoleto(reclamo, guardado)
    if compromiso.objetivo.programa.ejercicio.etapa != Etapa.EVALUACION:
        raise SinEvaluacion(compromiso.objetivo.programa.ejercicio)
    if not resolucion.strip():
        raise ValidationError({"resolucion": "Escriba por qué se acoge o se rechaza."})
    guardado.estado = EstadoReclamo.ACOGIDO if acoge else EstadoReclamo.RECHAZADO
    guardado.resolucion = resolucion.strip()
    guardado.resuelto_por = actor
    guardado.resuelto_en = timezone.now()
    save_fila(fila=guardado, actor=actor, acto=Acto.RESOLVER)
    if acoge:
        uphold_reclamo(guardado, actor)
    return guardado


def uphold_reclamo(reclamo: Reclamo, actor: Usuario) -> None:
    """Give the row the answer that the claim asks for, by the same rules as any validation."""
    compromiso = reclamo.compromiso
    set_validado(compromiso, compromiso.validado, reclamo.pide, reclamo.resolucion, actor)
    save_fila(fila=compromiso, actor=actor, acto=Acto.VALIDAR, motivo=f"Reclamo acogido: {reclamo.resolucion}")
