"""Bring rows of last year's programme into this year's: what was committed, never what was answered."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max

from programas import permissions
from programas.models import Instancia, ObjetivoEspecifico, ProgramaTrabajo
from programas.selectors.formulacion.copia import find_anterior
from programas.services.cadena import lock_programa
from programas.services.copia import Copia, copy_enlaces, copy_filas, record_copia
from programas.services.edicion import FilaBloqueada, MotivoRequerido
from regiones.models import Region, Usuario
from regiones.services import ActoRechazado


class NadaQueCopiar(ActoRechazado):
    """No row was chosen, or none of those chosen is of last year's programme."""

    def __init__(self) -> None:
        super().__init__("Marque al menos una fila del año anterior.")


@transaction.atomic
def copy_filas_anteriores(
    *, programa: ProgramaTrabajo, codigos: Collection[str], actor: Usuario, motivo: str = ""
) -> int:
    """Add copies of some rows, and instancias, of the last earlier year; return how many.

    They go after the rows that the programme has, with codes of this year. ``motivo`` is the reason asked after a
    first submission. Raises ``PermissionDenied``, ``FilaBloqueada``, ``MotivoRequerido`` and ``NadaQueCopiar``.
    """
    programa = lock_programa(programa.pk)
    if not permissions.can_draft_programa(actor, programa):
        raise PermissionDenied("Solo copia filas quien redacta el territorio.")
    if bloqueo := permissions.explain_formulacion(programa):
        raise FilaBloqueada(bloqueo)
    if permissions.needs_motivo(programa) and not motivo.strip():
        raise MotivoRequerido(programa)
    anterior = find_anterior(programa)
    objetivos = ObjetivoEspecifico.objects.filter(programa=anterior, codigo__in=codigos)
    instancias = Instancia.objects.filter(programa=anterior, codigo__in=codigos)
    copia = Copia()
    if anterior is not None:
        copia.hechas[ProgramaTrabajo][anterior.pk] = programa
        copy_filas(copia, objetivos, instancias)
    copiadas = [*copia.hechas[ObjetivoEspecifico].values(), *copia.hechas[Instancia].values()]
    if anterior is None or not copiadas:
        raise NadaQueCopiar
    place_al_final(programa, copia)
    programa.save(update_fields=["ultimo_objetivo", "ultima_instancia"])
    copia.hechas[ProgramaTrabajo].clear()
    copia.write()
    copy_enlaces(copia, set(Region.objects.existing_in(programa.ejercicio.anio).values_list("pk", flat=True)))
    record_copia(copia.filas, anterior.ejercicio.anio, actor, motivo.strip())
    return len(copiadas)


def place_al_final(programa: ProgramaTrabajo, copia: Copia) -> None:
    """Give the copies the places after those taken, in their order."""
    for modelo in (ObjetivoEspecifico, Instancia):
        ultimo = modelo._base_manager.filter(programa=programa).aggregate(ultimo=Max("orden"))["ultimo"] or 0
        for orden, fila in enumerate(copia.hechas[modelo].values(), start=ultimo + 1):
            fila.orden = orden
