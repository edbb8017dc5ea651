"""The acts: tell what workbooks would change, and write it, in one transaction or not at all."""

from collections.abc import Sequence

from django.db import transaction

from programas.formulario.lectura import FormularioLeido
from programas.models import Ejercicio, Importacion
from programas.services.cadena import lock_ejercicio
from programas.services.importacion.ausentes import list_medios_con_evidencia, remove_ausentes
from programas.services.importacion.conteos import count_lectura
from programas.services.importacion.escritura import write_escrituras
from programas.services.importacion.informe import ImportacionRechazada, InformeImportacion, count_cambios
from programas.services.importacion.opciones import OpcionesImportacion
from programas.services.importacion.original import keep_original, keep_originales
from programas.services.importacion.plan import Libro, Plan, plan_libros
from programas.services.importacion.presentacion import show_plan, show_rechazo
from programas.services.importacion.vista import VistaImportacion
from regiones.models import Usuario


def preview_formulario(
    *,
    lectura: FormularioLeido,
    ejercicio: Ejercicio,
    actor: Usuario | None,
    opciones: OpcionesImportacion | None = None,
) -> VistaImportacion:
    """What importing a workbook would change and do to the verdict, or everything that keeps it from it.

    Nothing is written. Raises ``PermissionDenied`` when the actor may not write its territory.
    """
    opciones = opciones or OpcionesImportacion()
    ejercicio = Ejercicio.objects.select_related("servicio").get(pk=ejercicio.pk)
    try:
        planes = plan_libros([(lectura, opciones)], ejercicio, actor, bloquear=False)
    except ImportacionRechazada as rechazo:
        return show_rechazo(lectura, opciones, rechazo)
    rehearse(planes)
    return show_plan(planes[0], ejercicio, actor)


def import_formulario(
    *,
    lectura: FormularioLeido,
    ejercicio: Ejercicio,
    actor: Usuario | None,
    opciones: OpcionesImportacion | None = None,
) -> InformeImportacion:
    """Write what a workbook says of its territory, all or nothing; nothing at all when it changes nothing.

    A rehearsal (``simular``) plans the same and writes nothing. Raises ``ImportacionRechazada`` with everything
    that is wrong, and ``PermissionDenied`` when the actor may not write that territory.
    """
    opciones = opciones or OpcionesImportacion()
    (informe,) = import_formularios(lecturas=[(lectura, opciones)], ejercicio=ejercicio, actor=actor)
    return informe


def import_formularios(
    *, lecturas: Sequence[Libro], ejercicio: Ejercicio, actor: Usuario | None
) -> tuple[InformeImportacion, ...]:
    """Write what some workbooks say, each of its territory and with its own options: all of them or none.

    Raises like ``import_formulario``; the refusal tells what is wrong of each workbook.
    """
    with keep_originales() as nuevos, transaction.atomic():
        # Held until the end: nobody closes the ejercicio, or imports into it, meanwhile.
        bloqueado = lock_ejercicio(ejercicio.pk)
        planes = plan_libros(lecturas, bloqueado, actor, bloquear=True)
        reales = [plan for plan in planes if not plan.opciones.simular]
        rehearse([plan for plan in planes if plan.opciones.simular])
        for plan in reales:
            plan.require_motivo()
        delete_ausentes(reales)
        if refusados := [plan.refuse() for plan in planes if plan.impedimentos]:
            raise ImportacionRechazada(*refusados)
        escritos = [plan for plan in reales if plan.cambia]
        if escritos:
            write_escrituras([plan.escritura for plan in escritos])
        importaciones = record_importaciones(escritos, bloqueado, actor, nuevos)
    return tuple(build_informe(plan, importaciones.get(plan.region.pk)) for plan in planes)


def rehearse(planes: Sequence[Plan]) -> None:
    """Delete what was chosen and take it back: what refuses it is what would refuse the act."""
    if not any(plan.importador.eliminadas for plan in planes):
        delete_ausentes(planes)
        return
    with transaction.atomic():
        delete_ausentes(planes)
        transaction.set_rollback(True)


def delete_ausentes(planes: Sequence[Plan]) -> None:
    """Delete the absent rows that were chosen, and add to each plan why something of it cannot go."""
    con_evidencia = list_medios_con_evidencia([plan.escritura for plan in planes])
    for i, plan in enumerate(planes):
        plan.impedimentos += (*remove_ausentes(plan.importador), *con_evidencia.get(i, ()))


def record_importaciones(
    planes: Sequence[Plan], ejercicio: Ejercicio, actor: Usuario | None, nuevos: list[str]
) -> dict[int, Importacion]:
    """Keep every file that wrote something, with who imported it and what was decided; by its territory."""
    importaciones = {}
    for plan in planes:
        lectura = plan.lectura
        ruta, nuevo = keep_original(lectura.contenido, lectura.sha256)
        nuevos += [ruta] if nuevo else []
        importaciones[plan.region.pk] = Importacion(
            ejercicio=ejercicio,
            region=plan.region,
            actor=actor,
            archivo=lectura.archivo[:200],
            sha256=lectura.sha256,
            lote=plan.escritura.lote,
            resumen=count_cambios(plan.escritura.cambios),
            hallazgos=[hallazgo.as_dict() for hallazgo in plan.hallazgos],
            original=ruta,
            respuestas=dict(plan.opciones.respuestas),
        )
    Importacion.objects.bulk_create(importaciones.values())
    return importaciones


def build_informe(plan: Plan, importacion: Importacion | None) -> InformeImportacion:
    return InformeImportacion(
        plan.lectura.archivo,
        plan.lectura.sha256,
        plan.region.nombre_corto,
        plan.opciones.simular,
        importacion is not None,
        tuple(plan.escritura.cambios),
        count_lectura(plan.lectura, plan.importador.columna_4_es_resultado),
        plan.hallazgos,
        plan.auditoria,
        importacion,
    )
