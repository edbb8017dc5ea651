"""Save one row with its record, refusing to overwrite what somebody else saved meanwhile."""

from typing import TypeVar
from uuid import UUID

from django.db import router, transaction
from django.db.models.deletion import Collector

from regiones.enums import Acto
from regiones.models import Editable, Usuario
from regiones.services.registro import describe_fila, diff_fila, record

Fila = TypeVar("Fila", bound=Editable)


class CambioObsoleto(Exception):
    """The row changed after it was read. ``guardada`` is what stands now; ``propia`` was not written."""

    def __init__(self, propia: Editable, guardada: Editable) -> None:
        self.propia = propia
        self.guardada = guardada
        suya, mia = diff_fila(describe_fila(propia), describe_fila(guardada))
        self.diferencias = {name_campo(propia, nombre): (suya[nombre], mia[nombre]) for nombre in mia}
        detalle = "; ".join(
            f"{campo}: usted escribió «{propio}», hoy dice «{actual}»"
            for campo, (propio, actual) in self.diferencias.items()
        )
        super().__init__(
            "Otra persona guardó esta fila después de que usted la abrió. Nada suyo se ha escrito. "
            + (detalle or "Su versión y la guardada dicen lo mismo.")
        )


def name_campo(fila: Editable, nombre: str) -> str:
    return str(getattr(fila._meta.get_field(nombre), "verbose_name", nombre))


@transaction.atomic
def create_fila(*, fila: Fila, actor: Usuario | None, motivo: str = "", lote: UUID | None = None) -> Fila:
    """Insert a row that passes its own rules. Raises ``ValidationError`` otherwise."""
    fila.full_clean()
    fila.save(force_insert=True)
    record(fila=fila, acto=Acto.CREAR, actor=actor, despues=describe_fila(fila), motivo=motivo, lote=lote)
    return fila


@transaction.atomic
def save_fila(
    *,
    fila: Fila,
    actor: Usuario | None,
    acto: Acto = Acto.MODIFICAR,
    motivo: str = "",
    lote: UUID | None = None,
) -> bool:
    """Write a changed row and its record; return whether anything changed.

    ``fila.version`` must be the version that was read: otherwise ``CambioObsoleto`` and nothing is written.
    Raises ``ValidationError`` when the row breaks its own rules.
    """
    guardada = type(fila)._base_manager.select_for_update().get(pk=fila.pk)
    if guardada.version != fila.version:
        raise CambioObsoleto(fila, guardada)
    fila.full_clean()
    if not differs(guardada, fila):
        return False
    antes, despues = diff_fila(describe_fila(guardada), describe_fila(fila))
    fila.version += 1
    fila.save(force_update=True)
    record(fila=fila, acto=acto, actor=actor, antes=antes, despues=despues, motivo=motivo, lote=lote)
    return True


def differs(una: Editable, otra: Editable) -> bool:
    """Whether two states of a row differ in any stored field, secret ones included."""
    return any(
        campo.value_from_object(una) != campo.value_from_object(otra) for campo in una._meta.concrete_fields
    )


@transaction.atomic
def delete_fila(*, fila: Editable, actor: Usuario | None, motivo: str = "", lote: UUID | None = None) -> None:
    """Delete a row and the rows it owns, keeping in the record all that each of them said.

    Raises ``ProtectedError`` when something that must not go depends on it.
    """
    recolector = Collector(using=router.db_for_write(type(fila)))
    recolector.collect([fila])
    arrastradas = [otra for filas in recolector.data.values() for otra in filas]
    arrastradas += [otra for consulta in recolector.fast_deletes for otra in consulta]
    for arrastrada in arrastradas:
        if isinstance(arrastrada, Editable):
            record(
                fila=arrastrada,
                acto=Acto.ELIMINAR,
                actor=actor,
                antes=describe_fila(arrastrada),
                motivo=motivo,
                lote=lote,
            )
    fila.delete()
