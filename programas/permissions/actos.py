"""Who sends, reviews, declares, validates, claims, rules and answers."""

from programas.enums import EstadoReclamo
from programas.models import Compromiso, InformeAvance, Observacion, ProgramaTrabajo, Reclamo
from programas.permissions.autoria import takes_part, wrote
from programas.permissions.estado import is_evaluable
from programas.permissions.filas import can_draft_compromiso
from programas.permissions.roles import can_draft_programa, drafts_as_unidad, is_revisor
from regiones.models import Usuario


def can_review(usuario: Usuario, documento: ProgramaTrabajo | InformeAvance) -> bool:
    """Approve or observe what a territory sent: the central unit, never its own work (V15)."""
    return is_revisor(usuario, documento.ambito.servicio_id or 0) and not wrote(usuario, documento)


def can_declare(usuario: Usuario, compromiso: Compromiso) -> bool:
    """Say whether a row was fulfilled: whoever may write it, from EJECUCION until closing."""
    return is_evaluable(compromiso.objetivo.programa.ejercicio) and can_draft_compromiso(usuario, compromiso)


def can_validate(usuario: Usuario, compromiso: Compromiso) -> bool:
    """The central unit, and never who drafted, declared or proved the row (V15)."""
    servicio_id = compromiso.objetivo.programa.ejercicio.servicio_id
    return (
        is_revisor(usuario, servicio_id)
        and compromiso.declarado_por_id != usuario.pk
        and not takes_part(usuario, compromiso)
    )


def can_reply(usuario: Usuario, observacion: Observacion) -> bool:
    """Take part in the conversation of a remark: also the unit that answers for the row observed."""
    programa = observacion.programa
    return talks_in(usuario, programa) or (
        drafts_as_unidad(usuario, programa) and observacion.fila in list_filas_de_unidad(usuario, programa)
    )


def talks_in(usuario: Usuario, programa: ProgramaTrabajo) -> bool:
    """Take part in every conversation of a programme: the central unit, or whoever drafts the territory."""
    return is_revisor(usuario, programa.ejercicio.servicio_id) or can_draft_programa(usuario, programa)


def list_filas_de_unidad(usuario: Usuario, programa: ProgramaTrabajo) -> frozenset[str]:
    """The codes of the rows that the user's units answer for: commitments, their objectives and analyses."""
    filas = Compromiso.objects.filter(objetivo__programa=programa, unidades__in=usuario.alcance.unidades)
    codigos = filas.values_list("codigo", "objetivo__codigo", "objetivo__analisis__codigo")
    return frozenset(codigo for fila in codigos for codigo in fila if codigo)


def can_rule(usuario: Usuario, reclamo: Reclamo) -> bool:
    """Rule on a claim: the central unit, never who validated the row, claimed it or declared it (§3, V15)."""
    compromiso = reclamo.compromiso
    parte = {reclamo.validado_por_id, reclamo.presentado_por_id, compromiso.declarado_por_id}
    if reclamo.estado == EstadoReclamo.PENDIENTE:
        # Once it is upheld, whoever ruled is the validator.
        parte.add(compromiso.validado_por_id)
    return (
        is_revisor(usuario, compromiso.objetivo.programa.ejercicio.servicio_id)
        and usuario.pk not in parte
        and not takes_part(usuario, compromiso)
    )
