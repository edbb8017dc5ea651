"""The weights of a programme, all at once: typed row by row, or the same for every row."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction

from programas import permissions
from programas.enums import Ponderacion
from programas.formulario.columnas import show_peso
from programas.models import Compromiso, ProgramaTrabajo
from programas.services.cadena import lock_programa
from programas.services.edicion import FilaBloqueada, change_fila
from programas.services.formulacion.fila import FilaObsoleta
from regiones.models import Usuario
from regiones.services.valores import VACIO


@dataclass(frozen=True, slots=True)
class PesoEscrito:
    """A weight as typed, in ten-thousandths of a percent, and the version of its row when it was read."""

    peso: int | None
    version: int


@transaction.atomic
def save_ponderaciones(
    *, programa: ProgramaTrabajo, pesos: Mapping[int, PesoEscrito], actor: Usuario, motivo: str = ""
) -> int:
    """Write the weights of some commitments, by key; return how many changed.

    A row that somebody else changed meanwhile matters only where it would be overwritten. Raises
    ``PermissionDenied``, ``FilaObsoleta`` (``version`` empty: each row has its own), ``FilaBloqueada``,
    ``MotivoRequerido`` and ``ValidationError``.
    """
    programa = lock_programa(programa.pk)
    if bloqueo := permissions.explain_formulacion(programa):
        raise FilaBloqueada(bloqueo)
    filas = Compromiso.objects.filter(objetivo__programa=programa, pk__in=pesos).select_related("objetivo")
    cambian = [fila for fila in filas if fila.ponderacion != pesos[fila.pk].peso]
    obsoletas = [fila for fila in cambian if fila.version != pesos[fila.pk].version]
    if obsoletas:
        raise FilaObsoleta(
            {
                f"{fila.codigo} · {fila.objetivo.texto}": (
                    show_peso(pesos[fila.pk].peso) or VACIO,
                    show_peso(fila.ponderacion) or VACIO,
                )
                for fila in obsoletas
            },
            "",
        )
    for fila in cambian:
        fila.ponderacion = pesos[fila.pk].peso
        change_fila(fila=fila, actor=actor, motivo=motivo)
    return len(cambian)


@transaction.atomic
def spread_uniforme(
    *, programa: ProgramaTrabajo, uniforme: bool, version: int, actor: Usuario, motivo: str = ""
) -> bool:
    """«Repartir uniformemente»: the programme weighs all its rows the same, or goes back to typed weights.

    Uniform is a stored mode and not 12 × 8,3333 %: every row counts exactly 1, so it adds to 100 % whatever the
    number of rows (V1), also when one is added later. Weights typed before stay stored, unused, so that going back
    loses nothing. Return whether it changed; raises like ``change_fila``.
    """
    programa = lock_programa(programa.pk)
    if not permissions.can_draft_programa(actor, programa):
        raise PermissionDenied("Solo cambia la ponderación del programa quien redacta el territorio.")
    programa.version = version
    programa.ponderacion = Ponderacion.UNIFORME if uniforme else Ponderacion.MANUAL
    return change_fila(fila=programa, actor=actor, motivo=motivo)
