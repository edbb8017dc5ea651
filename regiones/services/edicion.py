"""Write the catalogues and the assignments on behalf of somebody: who may, and the record."""

from dataclasses import dataclass
from typing import TypedDict, TypeVar
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


class Origen(TypedDict):
    """What the record says of a change besides the change."""

    acto: Acto
    motivo: str
    lote: UUID | None


def tell_origen(acto: Acto, motivo: str, carga: Carga | None) -> Origen:
    """The act and its reason; of what a file brings, that it was imported, from which and with what else."""
    if carga is None:
        return {"acto": acto, "motivo": motivo, "lote": None}
    return {"acto": Acto.IMPORTAR, "motivo": carga.explain(motivo), "lote": carga.lote}


@transaction.atomic
def add_fila(
    *, fila: Fila, actor: Usuario, motivo: str = "", enlaces: Enlaces | None = None, carga: Carga | None = None
) -> Fila:
    """Insert a row of a catalogue, or an assignment.

    Raises ``PermissionDenied``, or ``ValidationError`` when the row breaks its own rules.
    """
    prepare(fila)
    check_permiso(permissions.can_edit(actor, fila))
    return create_fila(fila=fila, actor=actor, enlaces=enlaces, **tell_origen(Acto.CREAR, motivo, carga))


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
    return save_fila(fila=fila, actor=actor, enlaces=enlaces, **tell_origen(Acto.MODIFICAR, motivo, carga))


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
