"""The act of importing a workbook into an ejercicio."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction

from programas import permissions
from programas.enums import Etapa, Tipo
from programas.formulario.cifras import format_ponderacion
from programas.formulario.lectura import FormularioLeido
from programas.models import Corte, Ejercicio, Importacion, ProgramaTrabajo
from programas.selectors.auditoria import audit_territorios
from programas.selectors.catalogo import load_unidades
from programas.services.cadena import lock_ejercicio
from programas.services.importacion.analisis import apply_analisis
from programas.services.importacion.bloqueos import list_impedimentos
from programas.services.importacion.columna_4 import decide_columna_4
from programas.services.importacion.escritura import Escritura
from programas.services.importacion.guardado import load_guardado
from programas.services.importacion.importador import Importador
from programas.services.importacion.informe import Accion, Cambio, ImportacionRechazada, InformeImportacion
from programas.services.importacion.instancias import apply_instancias
from programas.services.importacion.programa import apply_programa, split_meta
from programas.services.importacion.validadas import list_validadas
from regiones.models import Region, Usuario


@dataclass(frozen=True, slots=True)
class OpcionesImportacion:
    """What the person decides of an import. ``columna_4_es_resultado`` is asked only when it is unclear."""

    simular: bool = False
    corte: Corte | None = None
    columna_4_es_resultado: bool | None = None
    es_demostracion: bool = False


def import_formulario(
    *,
    lectura: FormularioLeido,
    ejercicio: Ejercicio,
    actor: Usuario | None,
    opciones: OpcionesImportacion | None = None,
) -> InformeImportacion:
    """Write what a workbook says of its territory, all or nothing; nothing at all when it changes nothing.

    A rehearsal (``simular``) is the same import, rolled back. Raises ``ImportacionRechazada`` with everything
    that is wrong, and ``PermissionDenied`` when the actor may not write that territory.
    """
    opciones = opciones or OpcionesImportacion()
    region = Region.objects.filter(cut=lectura.region).first()
    if region is None:
        raise ImportacionRechazada(lectura.impedimentos)
    if actor is not None and not permissions.can_draft(actor, ejercicio, region):
        raise PermissionDenied("No puede importar libros de ese territorio.")
    with transaction.atomic():
        # Held until the end: nobody closes the ejercicio, or imports into it, meanwhile.
        informe = apply_lectura(lectura, lock_ejercicio(ejercicio.pk), region, actor, opciones)
        if opciones.simular:
            transaction.set_rollback(True)
    return informe


def apply_lectura(
    lectura: FormularioLeido,
    ejercicio: Ejercicio,
    region: Region,
    actor: Usuario | None,
    opciones: OpcionesImportacion,
) -> InformeImportacion:
    lote = uuid4()
    guardado = load_guardado(ejercicio, region, opciones.corte)
    es_resultado, dudosa = decide_columna_4(lectura, guardado, ejercicio, opciones.columna_4_es_resultado)
    importador = Importador(
        Escritura(actor, lote, f"Importación de {lectura.archivo}"),
        guardado,
        load_unidades(ejercicio.servicio_id),
        dict(Region.objects.values_list("cut", "pk")),
        columna_4_es_resultado=es_resultado,
        columna_4_dudosa=dudosa,
        admite_respuestas=ejercicio.etapa != Etapa.FORMULACION,
    )
    for tipo, leido in lectura.programas.items():
        programa = guardado.programas.get(tipo) or build_programa(ejercicio, region, tipo, opciones)
        apply_programa(importador, programa, leido)
        apply_instancias(importador, programa, leido.instancias)
        if leido.analisis and opciones.corte is None:
            refuse_sin_corte(importador, leido.analisis[0].procedencia)
        elif leido.analisis and opciones.corte is not None:
            apply_analisis(importador, programa, opciones.corte, leido.analisis)
    escritura = importador.escritura
    escritura.cambios += [
        Cambio("programas", programa.codigo, Accion.AUSENTE)
        for tipo, programa in guardado.programas.items()
        if tipo not in lectura.programas
    ]
    if lectura.impedimentos:
        raise ImportacionRechazada((*lectura.impedimentos, *importador.hallazgos))
    if impedimentos := list_impedimentos(importador, ejercicio) or list_validadas(importador):
        raise ImportacionRechazada(tuple(impedimentos))
    if escritura.cambia:
        escritura.write()
    informe = InformeImportacion(
        lectura.archivo,
        lectura.sha256,
        region.nombre_corto,
        opciones.simular,
        escritura.cambia and not opciones.simular,
        tuple(escritura.cambios),
        count_lectura(lectura, importador.columna_4_es_resultado),
        lectura.hallazgos,
        tuple(h for t in audit_territorios(ejercicio, [region.pk]) for h in t.hallazgos),
    )
    if escritura.cambia:
        Importacion.objects.create(
            ejercicio=ejercicio,
            region=region,
            actor=actor,
            archivo=lectura.archivo[:200],
            sha256=lectura.sha256,
            lote=lote,
            resumen=informe.resumen,
            hallazgos=[hallazgo.as_dict() for hallazgo in lectura.hallazgos],
        )
    return informe


def build_programa(
    ejercicio: Ejercicio, region: Region, tipo: str, opciones: OpcionesImportacion
) -> ProgramaTrabajo:
    programa = ProgramaTrabajo(
        ejercicio=ejercicio, region=region, tipo=Tipo(tipo), es_demostracion=opciones.es_demostracion
    )
    programa.codigo = programa.build_codigo()
    return programa


def refuse_sin_corte(importador: Importador, procedencia: dict[str, Any]) -> None:
    importador.refuse(
        procedencia,
        "objetivo",
        "",
        "el libro trae análisis del avance y no se sabe de qué corte son",
        "Cree el corte en el ejercicio, o indique su fecha al importar (--corte).",
    )


def count_lectura(lectura: FormularioLeido, columna_4_es_resultado: bool) -> dict[str, Any]:
    """What the workbook holds, by kind: for the person who compares with the paper."""
    programas = lectura.programas.values()
    objetivos = [objetivo for programa in programas for objetivo in programa.objetivos]
    pesos = [c.ponderacion for o in objetivos for c in o.compromisos if c.ponderacion is not None]
    metas = sum(1 for objetivo in objetivos if split_meta(objetivo, columna_4_es_resultado)[0])
    resultados = sum(1 for objetivo in objetivos if objetivo.columna_4) if columna_4_es_resultado else 0
    return {
        "compromisos": {
            tipo: sum(len(o.compromisos) for o in programa.objetivos)
            for tipo, programa in lectura.programas.items()
        },
        "instancias": sum(len(programa.instancias) for programa in programas),
        "analisis": sum(len(programa.analisis) for programa in programas),
        "metas": metas,
        "resultados": resultados,
        "totales_declarados": {
            tipo: format_ponderacion(programa.total_declarado)
            for tipo, programa in lectura.programas.items()
            if programa.total_declarado is not None
        },
        "suma_ponderaciones": format_ponderacion(sum(pesos)),
    }
