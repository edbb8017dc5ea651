"""Undo a whole import: every row goes back to what it was, unless something of it changed since."""

from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from programas import permissions
from programas.models import Importacion, ProgramaTrabajo
from programas.services.cadena import lock_ejercicio
from programas.services.edicion import FilaBloqueada, MotivoRequerido
from programas.services.importacion.bloqueos import changes_formulacion, explain_analisis
from programas.services.importacion.dependientes import list_dependientes
from programas.services.importacion.escritura import Escritura, write_escrituras
from programas.services.importacion.guardado import Guardado, load_cargado
from programas.services.importacion.informe import (
    FilaCambiada,
    ImportacionConCambios,
    InformeImportacion,
    count_cambios,
)
from programas.services.importacion.reposicion import Reposicion
from regiones.enums import Acto
from regiones.models import Registro, Usuario
from regiones.services import ActoRechazado


class DeshacerRechazado(ActoRechazado):
    """That import is not to be undone: it was already, or it is itself the undoing of another."""


@transaction.atomic
def undo_importacion(*, importacion: Importacion, actor: Usuario, motivo: str) -> InformeImportacion:
    """Put back what an import wrote: rows it added go, rows it changed or deleted are as they were.

    Raises ``PermissionDenied``; ``DeshacerRechazado``; ``FilaBloqueada`` while the ejercicio, a programme or a
    corte is locked; ``MotivoRequerido``; and ``ImportacionConCambios``, naming the rows, when something of them
    changed since or was built on them.
    """
    ejercicio = lock_ejercicio(importacion.ejercicio_id)
    importacion = Importacion.objects.select_related("region", "deshecha_por__actor").get(pk=importacion.pk)
    region = importacion.region
    if not permissions.can_draft(actor, ejercicio, region):
        raise PermissionDenied("No puede deshacer importaciones de ese territorio.")
    check_deshacible(importacion)
    if ejercicio.cerrado:
        raise FilaBloqueada(f"El ejercicio {ejercicio.anio} está cerrado: no se modifica.")
    guardado = load_cargado(ejercicio, {region.cut}, bloquear=True, con_analisis=True).guardados[region.pk]
    razon = ": ".join(filter(None, (f"Se deshace la importación de {importacion.archivo}", motivo.strip())))
    escritura = Escritura(actor, uuid4(), razon, Acto.DESHACER)
    # By its service first: the record has no index by act.
    propios = Registro.objects.filter(servicio=ejercicio.servicio_id, lote=importacion.lote)
    registros = list(propios.order_by("pk"))
    reposicion = Reposicion(escritura, guardado, list_posteriores(registros))
    reposicion.plan(registros)
    if filas := [*reposicion.cambiadas, *list_dependientes(escritura, guardado, reposicion.creadas)]:
        raise ImportacionConCambios(filas)
    check_abierto(escritura, guardado, motivo)
    try:
        write_escrituras([escritura])
    except ProtectedError as error:
        usos = sorted(str(fila) for fila in error.protected_objects)
        raise ImportacionConCambios([FilaCambiada(uso, "depende de lo importado") for uso in usos]) from error
    deshace = Importacion.objects.create(
        ejercicio=ejercicio,
        region=region,
        actor=actor,
        archivo=importacion.archivo,
        sha256=importacion.sha256,
        lote=escritura.lote,
        resumen=count_cambios(escritura.cambios),
        original=importacion.original,
        deshace=importacion,
    )
    return InformeImportacion(
        importacion.archivo,
        importacion.sha256,
        region.nombre_corto,
        False,
        True,
        tuple(escritura.cambios),
        {},
        (),
        (),
        deshace,
    )


def check_deshacible(importacion: Importacion) -> None:
    if importacion.deshace_id is not None:
        raise DeshacerRechazado("Esa importación ya deshizo otra: para volver a ella, importe de nuevo su libro.")
    otra: Any = getattr(importacion, "deshecha_por", None)
    if otra is not None:
        quien = otra.actor.get_full_name() or otra.actor
        raise DeshacerRechazado(
            f"La importación ya la deshizo {quien} el {timezone.localtime(otra.momento):%d-%m-%Y}."
        )


def list_posteriores(registros: list[Registro]) -> dict[tuple[str, int], list[Registro]]:
    """What the record says of those rows after the import, the last first: one query."""
    posteriores: dict[tuple[str, int], list[Registro]] = {}
    if not registros:
        return posteriores
    ultimo = registros[-1]
    consulta = Registro.objects.filter(
        servicio=ultimo.servicio_id, anio=ultimo.anio, region=ultimo.region_id, pk__gt=ultimo.pk
    )
    for registro in consulta.select_related("actor").order_by("-pk"):
        posteriores.setdefault((registro.clase, registro.objeto), []).append(registro)
    return posteriores


def check_abierto(escritura: Escritura, guardado: Guardado, motivo: str) -> None:
    """Refuse what the state of the programmes and cortes locks, as any other change of them."""
    afectados: list[ProgramaTrabajo] = [
        programa for programa in guardado.programas.values() if changes_formulacion(escritura, programa)
    ]
    for programa in afectados:
        if bloqueo := permissions.explain_formulacion(programa):
            raise FilaBloqueada(bloqueo)
        if permissions.needs_motivo(programa) and not motivo.strip():
            raise MotivoRequerido(programa)
    if bloqueo := explain_analisis(escritura, guardado):
        raise FilaBloqueada(bloqueo)
