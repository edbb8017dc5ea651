"""Save one row with its record, refusing to overwrite what somebody else saved meanwhile."""

from typing import Any, TypeVar
from uuid import UUID

from django.db import router, transaction
from django.db.models import CharField, Model, ProtectedError, TextField
from django.db.models.deletion import Collector

from regiones.enums import Acto
from regiones.models import Editable, Usuario
from regiones.services.enlaces import Enlaces, name_enlazadas, read_enlaces, sort_enlaces, write_enlaces
from regiones.services.rechazo import ActoRechazado
from regiones.services.registro import describe_fila, diff_fila, record
from regiones.services.valores import VACIO, name_campo, show_campo
from regiones.textos import clean_controles

Fila = TypeVar("Fila", bound=Editable)


class CambioObsoleto(ActoRechazado):
    """The row changed after it was read. ``guardada`` is what stands now; ``propia`` was not written.

    ``diferencias`` holds both, by heading, as people read them: (own, stored).
    """

    def __init__(self, propia: Editable, guardada: Editable, enlaces: Enlaces | None = None) -> None:
        self.propia = propia
        self.guardada = guardada
        _, distintos = diff_fila(describe_fila(propia), describe_fila(guardada))
        self.diferencias = {
            name_campo(propia, nombre): (show_campo(propia, nombre), show_campo(guardada, nombre))
            for nombre in distintos
        }
        propios, actuales = sort_enlaces(enlaces), read_enlaces(guardada, list(enlaces or {}))
        for nombre in (nombre for nombre in propios if propios[nombre] != actuales[nombre]):
            self.diferencias[name_campo(propia, nombre)] = (
                name_enlazadas(propia, nombre, propios[nombre]) or VACIO,
                name_enlazadas(propia, nombre, actuales[nombre]) or VACIO,
            )
        detalle = "; ".join(
            f"{campo}: usted escribió «{propio}», hoy dice «{actual}»"
            for campo, (propio, actual) in self.diferencias.items()
        )
        super().__init__(
            "Otra persona guardó esta fila después de que usted la abrió. Nada suyo se ha escrito. "
            + (detalle or "Su versión y la guardada dicen lo mismo.")
        )


class FilaEnUso(ActoRechazado):
    """A row that others depend on cannot be deleted."""

    def __init__(self, fila: Model, usos: list[str]) -> None:
        lista = ", ".join(usos[:5]) + (f" y {len(usos) - 5} más" if len(usos) > 5 else "")
        super().__init__(f"No se puede eliminar «{fila}»: depende de ello {lista}.")


@transaction.atomic
def create_fila(
    *,
    fila: Fila,
    actor: Usuario | None,
    acto: Acto = Acto.CREAR,
    motivo: str = "",
    lote: UUID | None = None,
    enlaces: Enlaces | None = None,
) -> Fila:
    """Insert a row that passes its own rules, with its links. Raises ``ValidationError`` otherwise."""
    clean_textos(fila)
    fila.full_clean()
    fila.save(force_insert=True)
    ordenados = sort_enlaces(enlaces)
    write_enlaces(fila, ordenados)
    record(fila=fila, acto=acto, actor=actor, despues=describe_fila(fila) | ordenados, motivo=motivo, lote=lote)
    return fila


@transaction.atomic
def save_fila(
    *,
    fila: Fila,
    actor: Usuario | None,
    acto: Acto = Acto.MODIFICAR,
    motivo: str = "",
    lote: UUID | None = None,
    enlaces: Enlaces | None = None,
) -> bool:
    """Write a changed row, with the links given, and its record; return whether anything changed.

    ``fila.version`` must be the version that was read: otherwise ``CambioObsoleto`` and nothing is written.
    Raises ``ValidationError`` when the row breaks its own rules.
    """
    guardada = type(fila)._base_manager.select_for_update().get(pk=fila.pk)
    clean_textos(fila)
    if guardada.version != fila.version:
        raise CambioObsoleto(fila, guardada, enlaces)
    fila.full_clean()
    propios = sort_enlaces(enlaces)
    actuales = read_enlaces(guardada, list(propios))
    if not differs(guardada, fila) and actuales == propios:
        return False
    antes, despues = diff_fila(describe_fila(guardada) | actuales, describe_fila(fila) | propios)
    fila.version += 1
    fila.save(force_update=True)
    write_enlaces(fila, {nombre: claves for nombre, claves in propios.items() if actuales[nombre] != claves})
    record(fila=fila, acto=acto, actor=actor, antes=antes, despues=despues, motivo=motivo, lote=lote)
    return True


def differs(una: Editable, otra: Editable) -> bool:
    """Whether two states of a row differ in any stored field, secret ones included."""
    return any(
        campo.value_from_object(una) != campo.value_from_object(otra) for campo in una._meta.concrete_fields
    )


def clean_textos(fila: Editable) -> None:
    """Store every text so that a workbook can give it back: browsers send two characters for a line break."""
    for campo in fila._meta.concrete_fields:
        valor = campo.value_from_object(fila)
        if isinstance(campo, CharField | TextField) and isinstance(valor, str) and campo.name != "password":
            setattr(fila, campo.attname, clean_controles(valor))


@transaction.atomic
def delete_fila(*, fila: Editable, actor: Usuario | None, motivo: str = "", lote: UUID | None = None) -> None:
    """Delete a row and the rows it owns, keeping in the record all that each of them said.

    Raises ``CambioObsoleto`` when the row changed after it was read, and ``FilaEnUso`` when something that must
    not go, or not in silence, depends on it.
    """
    guardada = type(fila)._base_manager.select_for_update().get(pk=fila.pk)
    if guardada.version != fila.version:
        raise CambioObsoleto(fila, guardada)
    check_enlazada(fila)
    recolector = Collector(using=router.db_for_write(type(fila)))
    try:
        recolector.collect([fila])
    except ProtectedError as error:
        raise FilaEnUso(fila, [f"«{otra}»" for otra in sorted(error.protected_objects, key=str)]) from error
    arrastradas: list[Any] = [otra for filas in recolector.data.values() for otra in filas]
    arrastradas += [otra for consulta in recolector.fast_deletes for otra in consulta]
    for arrastrada in arrastradas:
        if isinstance(arrastrada, Editable):
            check_enlazada(arrastrada)
            record(
                fila=arrastrada,
                acto=Acto.ELIMINAR,
                actor=actor,
                antes=describe_fila(arrastrada) | read_enlaces(arrastrada),
                motivo=motivo,
                lote=lote,
            )
    fila.delete()


def check_enlazada(fila: Editable) -> None:
    """Refuse to delete a row that another one links: the link would go without a record."""
    for relacion in fila._meta.related_objects:
        if relacion.many_to_many:
            enlazan = list(getattr(fila, str(relacion.get_accessor_name())).all()[:20])
            if enlazan:
                raise FilaEnUso(fila, [f"«{otra}»" for otra in enlazan])
