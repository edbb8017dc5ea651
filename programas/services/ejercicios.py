"""The stages of an ejercicio: forward one at a time, back with a reason; closed, back to be corrected only."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from programas import permissions
from programas.enums import Etapa
from programas.models import Ejercicio
from programas.services.cadena import lock_ejercicio
from programas.services.cierre import CambioEtapaRechazado, CierreIncompleto, check_cierre, freeze_cierre
from programas.services.copia import CopiaEjercicio, copy_ejercicio
from regiones.enums import Acto
from regiones.models import Usuario
from regiones.services import CambioObsoleto, save_fila

__all__ = ["CambioEtapaRechazado", "CierreIncompleto", "CopiaEjercicio", "change_etapa", "copy_ejercicio"]


@transaction.atomic
def change_etapa(*, ejercicio: Ejercicio, etapa: str, actor: Usuario, motivo: str = "") -> bool:
    """Move an ejercicio to the next stage, or back with a reason; return whether it moved.

    Closing needs every row validated (V9), every «no» and «parcial» with its reason (V7), every programme
    weighted, no claim unresolved and their time over; it freezes a ``Cierre``. A closed one goes back to
    EVALUACION only, and closing it again writes the next version. Raises ``PermissionDenied``,
    ``CambioEtapaRechazado``, ``CierreIncompleto`` and ``CambioObsoleto``.
    """
    guardado = lock_ejercicio(ejercicio.pk)
    if not permissions.can_administer(actor, guardado.servicio_id):
        raise PermissionDenied("Solo la administración del servicio cambia la etapa de un ejercicio.")
    if guardado.version != ejercicio.version:
        raise CambioObsoleto(ejercicio, guardado)
    actual, nueva = Etapa(guardado.etapa), Etapa(etapa)
    if nueva == actual:
        return False
    check_orden(actual, nueva, motivo.strip())
    if nueva != Etapa.CERRADO:
        ejercicio.etapa = nueva
        return save_fila(fila=ejercicio, actor=actor, acto=Acto.CAMBIAR_ETAPA, motivo=motivo.strip())
    check_cierre(guardado)
    ejercicio.etapa = nueva
    cierre = freeze_cierre(ejercicio=ejercicio, actor=actor, motivo=motivo.strip())
    sello = f"Cierre {cierre.numero}, sha256 {cierre.sha256}"
    return save_fila(
        fila=ejercicio, actor=actor, acto=Acto.CERRAR, motivo="\n".join(filter(None, [cierre.motivo, sello]))
    )


def check_orden(actual: Etapa, nueva: Etapa, motivo: str) -> None:
    """Stages advance one by one, and go back with a reason; from the closing, to the evaluation alone."""
    if actual == Etapa.CERRADO and nueva != Etapa.EVALUACION:
        raise CambioEtapaRechazado(
            f"Un ejercicio cerrado solo vuelve a «{Etapa.EVALUACION.label}», para corregir su cierre."
        )
    if nueva.orden > actual.orden + 1:
        siguiente = list(Etapa)[actual.orden + 1]
        raise CambioEtapaRechazado(
            f"Las etapas avanzan de a una: a «{actual.label}» le sigue «{siguiente.label}»."
        )
    if nueva.orden < actual.orden and not motivo:
        raise CambioEtapaRechazado(f"Para volver de «{actual.label}» a «{nueva.label}» escriba el motivo.")
