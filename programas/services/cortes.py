"""The cortes of a year: opened for their analyses, closed, and opened again with a reason."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from programas import permissions
from programas.enums import EstadoCorte
from programas.models import Corte
from programas.services.cadena import lock_corte, lock_ejercicio
from regiones.enums import Acto
from regiones.models import Usuario
from regiones.services import ActoRechazado, CambioObsoleto, save_fila

SIGUIENTES: dict[EstadoCorte, EstadoCorte] = {
    EstadoCorte.PREVISTO: EstadoCorte.ABIERTO,
    EstadoCorte.ABIERTO: EstadoCorte.CERRADO,
    EstadoCorte.CERRADO: EstadoCorte.ABIERTO,
}


class CambioCorteRechazado(ActoRechazado):
    """The corte cannot go to that state now."""


@transaction.atomic
def change_corte(*, corte: Corte, estado: str, actor: Usuario, motivo: str, version: int) -> bool:
    """Open a corte, close it, or open it again with a reason; return whether it changed.

    Whoever is writing an analysis ends first; whoever comes later finds the corte as it is left. Raises
    ``PermissionDenied``, ``CambioCorteRechazado`` and ``CambioObsoleto``.
    """
    lock_ejercicio(corte.ejercicio_id)
    guardado = lock_corte(corte.pk)
    if not permissions.can_set_cortes(actor, guardado.ejercicio.servicio_id):
        raise PermissionDenied("Los cortes los abre y los cierra la unidad central o la administración.")
    if bloqueo := permissions.explain_bloqueo(guardado.ejercicio):
        raise CambioCorteRechazado(bloqueo)
    actual, nuevo = EstadoCorte(guardado.estado), EstadoCorte(estado)
    if nuevo == actual:
        return False
    if guardado.version != version:
        corte.version = version
        raise CambioObsoleto(corte, guardado)
    check_paso(guardado, actual, nuevo, motivo.strip())
    guardado.estado = nuevo
    acto = Acto.ABRIR_CORTE if nuevo == EstadoCorte.ABIERTO else Acto.CERRAR_CORTE
    return save_fila(fila=guardado, actor=actor, acto=acto, motivo=motivo.strip())


def check_paso(corte: Corte, actual: EstadoCorte, nuevo: EstadoCorte, motivo: str) -> None:
    fecha = f"{corte.fecha_medicion:%d-%m-%Y}"
    if SIGUIENTES[actual] != nuevo:
        raise CambioCorteRechazado(
            f"El corte al {fecha} está «{actual.label.lower()}»: no puede quedar «{nuevo.label.lower()}»."
        )
    if actual == EstadoCorte.CERRADO and not motivo:
        raise CambioCorteRechazado(f"Para reabrir el corte al {fecha} escriba el motivo.")
