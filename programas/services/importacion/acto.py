"""The act of importing a workbook into an ejercicio."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction

from programas import permissions
from programas.enums import Etapa, Tipo
from programas.formulario.cifras import format_ponderacion
from programas.formulario.lectura import FormularioLeido, Hallazgo, Nivel
from programas.formulario.unidades import CatalogoUnidades
from programas.models import AnalisisAvance, Corte, Ejercicio, Importacion, ProgramaTrabajo
from programas.selectors.auditoria import audit_territorios
from programas.services.importacion.analisis import apply_analisis
from programas.services.importacion.escritura import Escritura
from programas.services.importacion.guardado import Guardado, load_guardado
from programas.services.importacion.informe import ImportacionRechazada, InformeImportacion
from programas.services.importacion.instancias import apply_instancias
from programas.services.importacion.programa import META_EN_COLUMNA_5, Importador
from regiones.models import AliasUnidad, Region, UnidadResponsable, Usuario


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
    if lectura.impedimentos:
        raise ImportacionRechazada(lectura.impedimentos)
    region = Region.objects.get(cut=lectura.region)
    if actor is not None and not permissions.can_draft(actor, ejercicio, region):
        raise PermissionDenied("No puede importar libros de ese territorio.")
    with transaction.atomic():
        informe = apply_lectura(lectura, ejercicio, region, actor, opciones)
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
    importador = Importador(
        Escritura(actor, lote, f"Importación de {lectura.archivo}"),
        guardado,
        load_unidades(ejercicio.servicio_id),
        dict(Region.objects.values_list("cut", "pk")),
        decide_columna_4(lectura, ejercicio, opciones),
        ejercicio.etapa != Etapa.FORMULACION,
    )
    for tipo, leido in lectura.programas.items():
        programa = guardado.programas.get(tipo)
        if programa is None:
            programa = build_programa(ejercicio, region, tipo, opciones)
        importador.apply_programa(programa, leido)
        apply_instancias(importador, programa, leido.instancias)
        if leido.analisis and opciones.corte is None:
            refuse_sin_corte(importador, leido.analisis[0].procedencia["hoja"])
        elif leido.analisis and opciones.corte is not None:
            apply_analisis(importador, programa, opciones.corte, leido.analisis)
    check_bloqueos(importador, guardado, ejercicio)
    if importador.hallazgos:
        raise ImportacionRechazada(tuple(importador.hallazgos))
    escritura = importador.escritura
    informe_cambia = bool(escritura.registros or any(escritura.nuevas.values()))
    if informe_cambia:
        escritura.write()
        importador.write_enlaces()
    informe = InformeImportacion(
        lectura.archivo,
        lectura.sha256,
        region.nombre_corto,
        opciones.simular,
        informe_cambia and not opciones.simular,
        tuple(escritura.cambios),
        count_lectura(lectura, importador.columna_4_es_resultado),
        lectura.hallazgos,
        tuple(h for t in audit_territorios(ejercicio, [region.pk]) for h in t.hallazgos),
    )
    if informe_cambia:
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


def load_unidades(servicio_id: int) -> CatalogoUnidades:
    claves = dict(UnidadResponsable.objects.filter(servicio=servicio_id).values_list("clave", "pk"))
    claves |= dict(AliasUnidad.objects.filter(servicio=servicio_id).values_list("clave", "unidad_id"))
    return CatalogoUnidades(claves)


def decide_columna_4(lectura: FormularioLeido, ejercicio: Ejercicio, opciones: OpcionesImportacion) -> bool:
    """Whether column (4) carries the result: only from EVALUACION on, and never taken for granted then.

    From that stage the form prints the meta in column (5); a row that does not is unclear, and is asked.
    """
    if opciones.columna_4_es_resultado is not None:
        return opciones.columna_4_es_resultado
    if not ejercicio.columna_4_es_resultado:
        return False
    dudosas = [
        objetivo
        for programa in lectura.programas.values()
        for objetivo in programa.objetivos
        if objetivo.columna_4
        and not any(
            texto.lower().startswith(META_EN_COLUMNA_5)
            for c in objetivo.compromisos
            for texto in c.actividades or ()
        )
    ]
    if dudosas:
        raise ImportacionRechazada(
            tuple(
                build_impedimento(
                    objetivo.procedencia["hoja"],
                    objetivo.procedencia["celdas"].get("resultado", {}).get("celda", ""),
                    objetivo.columna_4 or "",
                    "no se sabe si la columna (4) trae el resultado del año o todavía la meta",
                    "Escriba «Meta: …» al comienzo de la columna (5), o indique qué trae la columna al importar.",
                )
                for objetivo in dudosas
            )
        )
    return True


def refuse_sin_corte(importador: Importador, hoja: str) -> None:
    importador.hallazgos.append(
        build_impedimento(
            hoja,
            "",
            "",
            "el libro trae análisis del avance y no se sabe de qué corte son",
            "Cree el corte en el ejercicio, o indique su fecha al importar.",
        )
    )


def check_bloqueos(importador: Importador, guardado: Guardado, ejercicio: Ejercicio) -> None:
    """A locked state is honoured: what changes rows of a sent or approved programme is refused."""
    if not (importador.escritura.registros or any(importador.escritura.nuevas.values())):
        return
    if ejercicio.cerrado:
        importador.hallazgos.append(
            build_impedimento(
                "", "", "", f"el ejercicio {ejercicio.anio} está cerrado", "Un año cerrado no cambia."
            )
        )
        return
    for programa in guardado.programas.values():
        if not permissions.is_open(programa) and touches_programa(importador.escritura, programa):
            importador.hallazgos.append(
                build_impedimento(
                    programa.tipo,
                    "",
                    "",
                    f"el programa {programa.codigo} está «{programa.get_estado_display()}» y el libro lo cambia",
                    "Pida a la unidad central que lo observe, y vuelva a importar.",
                )
            )


def touches_programa(escritura: Escritura, programa: ProgramaTrabajo) -> bool:
    """Whether the plan changes the formulation of a programme. Its analyses of III.4 are not part of it."""
    prefijo = (f"{programa.codigo}-", programa.codigo)
    nuevas = (fila for modelo, filas in escritura.nuevas.items() if modelo is not AnalisisAvance for fila in filas)
    codigos = [fila.clave_registro for fila in nuevas]
    codigos += [r.codigo for r in escritura.registros if r.clase != AnalisisAvance._meta.label_lower]
    return any(codigo == prefijo[1] or codigo.startswith(prefijo[0]) for codigo in codigos)


def build_impedimento(hoja: str, celda: str, valor: str, problema: str, remedio: str) -> Hallazgo:
    return Hallazgo("Lectura", Nivel.IMPIDE, hoja, celda, valor, problema, remedio)


def count_lectura(lectura: FormularioLeido, columna_4_es_resultado: bool) -> dict[str, Any]:
    """What the workbook holds, by kind: for the person who compares with the paper."""
    programas = lectura.programas.values()
    objetivos = [objetivo for programa in programas for objetivo in programa.objetivos]
    pesos = [c.ponderacion for o in objetivos for c in o.compromisos if c.ponderacion is not None]
    llenas = sum(1 for objetivo in objetivos if objetivo.columna_4)
    return {
        "compromisos": {
            tipo: sum(len(o.compromisos) for o in programa.objetivos)
            for tipo, programa in lectura.programas.items()
        },
        "instancias": sum(len(programa.instancias) for programa in programas),
        "analisis": sum(len(programa.analisis) for programa in programas),
        "metas": 0 if columna_4_es_resultado else llenas,
        "resultados": llenas if columna_4_es_resultado else 0,
        "totales_declarados": {
            tipo: format_ponderacion(programa.total_declarado)
            for tipo, programa in lectura.programas.items()
            if programa.total_declarado is not None
        },
        "suma_ponderaciones": format_ponderacion(sum(pesos)),
    }
