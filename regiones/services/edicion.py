"""Write the catalogues and the assignments on behalf of somebody: who may, and the record."""

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction

from regiones import permissions
from regiones.enums import Acto
from regiones.models import AliasUnidad, Editable, Usuario
from regiones.services.enlaces import Enlaces
from regiones.services.filas import create_fila, delete_fila, save_fila

Fila = TypeVar("Fila", bound=Editable)


@dataclass(frozen=True, slots=True)
class Carga:
    """The file that brings a change, for the record: its name, and the key that joins all it wrote."""

    archivo: str
    lote: UUID

    def explain(self, motivo: str) -> str:
        origen = f"Importación de {self.archivo}"
        return f"{origen}: {motivo}" if motivo else origen


def explain_origen(motivo: str, carga: Carga | None) -> str:
    return carga.explain(motivo) if carga else motivo


@transaction.atomic
def add_fila(
    *, fila: Fila, actor: Usuario, motivo: str = "", enlaces: Enlaces | None = None, carga: Carga | None = None
) -> Fila:
    """Insert a row of a catalogue, or an assignment.

    Raises ``PermissionDenied``, or ``ValidationError`` when the row breaks its own rules.
    """
    prepare(fila)
    check_permiso(permissions.can_edit(actor, fila))
    return create_fila(
        fila=fila,
        actor=actor,
        acto=Acto.IMPORTAR if carga else Acto.CREAR,
        motivo=explain_origen(motivo, carga),
        lote=carga.lote if carga else None,
        enlaces=enlaces,
    )


@transaction.atomic
def change_fila(
    *, fila: Editable, actor: Usuario, motivo: str = "", enlaces: Enlaces | None = None, carga: Carga | None = None
) -> bool:
    """Write a changed row; return whether anything changed.

    The actor must be allowed both the row that stands and what it becomes. Raises ``PermissionDenied``,
    ``ValidationError`` and ``CambioObsoleto``.
    """
    prepare(fila)
    guardada = type(fila)._base_manager.get(pk=fila.pk)
    check_permiso(permissions.can_edit(actor, guardada) and permissions.can_edit(actor, fila))
    return save_fila(
        fila=fila,
        actor=actor,
        acto=Acto.IMPORTAR if carga else Acto.MODIFICAR,
        motivo=explain_origen(motivo, carga),
        lote=carga.lote if carga else None,
        enlaces=enlaces,
    )


@transaction.atomic
def remove_fila(*, fila: Editable, actor: Usuario, motivo: str = "", lote: UUID | None = None) -> None:
    """Delete a row that nothing depends on. Raises ``PermissionDenied``, ``CambioObsoleto`` and ``FilaEnUso``."""
    check_permiso(permissions.can_remove(actor, fila))
    delete_fila(fila=fila, actor=actor, motivo=motivo, lote=lote)


def prepare(fila: Editable) -> None:
    """An alias is of its unit's service. Accounts have services of their own (``usuarios``)."""
    if isinstance(fila, Usuario):
        raise TypeError("Las cuentas se escriben con regiones.services.usuarios.")
    if isinstance(fila, AliasUnidad) and fila.unidad_id:
        fila.servicio_id = fila.unidad.servicio_id


def check_permiso(concedido: bool) -> None:
    if not concedido:
        raise PermissionDenied("Su rol no permite hacer ese cambio.")
