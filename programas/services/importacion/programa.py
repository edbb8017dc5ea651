"""Bring a programme's rows to what a workbook says: the programme, its objectives and their indicators."""

from dataclasses import replace
from typing import Any

from programas.enums import Modalidad
from programas.formulario.lectores import strip_meta
from programas.formulario.lectura import CompromisoLeido, ObjetivoLeido, ProgramaLeido
from programas.formulario.preguntas import AsuntoPregunta
from programas.models import Indicador, ObjetivoEspecifico, ProgramaTrabajo
from programas.services import codigos
from programas.services.importacion.columna_4 import ask_columna_4
from programas.services.importacion.compromisos import apply_compromisos
from programas.services.importacion.emparejar import pair_filas
from programas.services.importacion.importador import Importador, cite_lugar
from programas.services.medidas import describe_medida
from regiones.services.armado import build_nueva


def apply_programa(importador: Importador, programa: ProgramaTrabajo, leido: ProgramaLeido) -> None:
    """Plan what a programme sheet changes. Rows of the programme that it lacks are told, never deleted."""
    nuevo = programa.pk is None
    valores: dict[str, Any] = {}
    if leido.total_declarado is not None:
        valores["total_declarado"] = leido.total_declarado
    if leido.responsable:
        valores["responsable"] = leido.responsable
    if leido.por_actividades:
        valores["modalidad"] = Modalidad.ACTIVIDADES
    antes, despues = importador.escritura.update(programa, valores)
    if nuevo:
        importador.escritura.insert(programa, "programas")
    else:
        importador.escritura.report("programas", programa, antes, despues)
    if leido.objetivos or importador.escritas:
        apply_objetivos(importador, programa, leido.objetivos)


def apply_objetivos(importador: Importador, programa: ProgramaTrabajo, leidos: tuple[ObjetivoLeido, ...]) -> None:
    guardados = importador.guardado.objetivos[programa.tipo]
    parejas = pair_filas(
        leidos,
        [(leido.texto, leido.indicador, join_actividades(leido)) for leido in leidos],
        guardados,
        [
            (
                objetivo.texto,
                importador.guardado.get_indicador(objetivo).texto,
                importador.guardado.join_actividades(objetivo),
            )
            for objetivo in guardados
        ],
        importador.escritas,
    )
    ordenes = importador.place(parejas, guardados)
    for leido, pareja, orden in zip(leidos, parejas, ordenes, strict=True):
        apply_objetivo(importador, programa, None if pareja is None else guardados[pareja], leido, orden)
    importador.note_ausentes("objetivos", guardados, parejas)


def apply_objetivo(
    importador: Importador,
    programa: ProgramaTrabajo,
    guardado: ObjetivoEspecifico | None,
    leido: ObjetivoLeido,
    orden: int,
) -> None:
    escritura = importador.escritura
    objetivo = guardado
    if objetivo is None:
        objetivo = build_nueva(ObjetivoEspecifico, programa=programa, codigo=codigos.next_objetivo(programa))
        objetivo.procedencia = leido.procedencia
        escritura.touch(programa, {"ultimo_objetivo"})
    antes, despues = escritura.update(
        objetivo, {"orden": orden, "texto": leido.texto, "clase": leido.clase or objetivo.clase}
    )
    if guardado is None:
        escritura.insert(objetivo, "objetivos")
    else:
        escritura.report("objetivos", objetivo, antes, despues, leido.procedencia)
    meta, compromisos = split_meta(leido, importador.columna_4_es_resultado)
    apply_indicador(importador, objetivo, leido, meta)
    apply_compromisos(importador, programa, objetivo, compromisos)


def join_actividades(leido: ObjetivoLeido) -> str:
    return "\n".join(texto for compromiso in leido.compromisos for texto in compromiso.actividades or ())


def split_meta(
    leido: ObjetivoLeido, columna_4_es_resultado: bool
) -> tuple[str | None, tuple[CompromisoLeido, ...]]:
    """Tell the meta from the activities of column (5), where it stands once column (4) is the result."""
    if not columna_4_es_resultado and leido.columna_4:
        return leido.columna_4, leido.compromisos
    metas: list[str] = []
    compromisos = []
    for compromiso in leido.compromisos:
        primera, *resto = compromiso.actividades or ("",)
        if (meta := strip_meta(primera)) is not None:
            metas.append(meta)
            compromiso = replace(compromiso, actividades=tuple(resto))
        compromisos.append(compromiso)
    blanca = None if columna_4_es_resultado else leido.columna_4
    return (metas[0] if metas else blanca), tuple(compromisos)


def apply_indicador(
    importador: Importador, objetivo: ObjetivoEspecifico, leido: ObjetivoLeido, meta: str | None
) -> None:
    """Plan the indicator, its meta and its result. A blank result says nothing, like a blank «cumple»."""
    guardado = None if objetivo.pk is None else importador.guardado.indicadores.get(objetivo.pk)
    indicador = guardado or build_nueva(Indicador, objetivo=objetivo, procedencia=leido.procedencia)
    valores: dict[str, Any] = {}
    if leido.indicador is not None:
        valores["texto"] = leido.indicador
    if meta is not None and not says_same(meta, indicador.meta):
        valores |= describe_medida("meta", meta)
    resultado = leido.columna_4 if importador.columna_4_es_resultado else ""
    if resultado and not says_same(resultado, indicador.resultado):
        valores |= describe_medida("resultado", resultado)
        if meta is None and importador.columna_4_dudosa:
            importador.ask(ask_columna_4(cite_lugar(leido.procedencia, "resultado"), resultado))
            importador.refuse(
                leido.procedencia,
                "resultado",
                resultado,
                "no se sabe si la columna (4) trae el resultado del año o todavía la meta",
                "Escriba «Meta: …» al comienzo de la columna (5), o indique qué trae al importar.",
                AsuntoPregunta.COLUMNA_4.value,
            )
    antes, despues = importador.escritura.update(indicador, valores)
    if guardado is None:
        importador.escritura.insert(indicador, "indicadores")
    else:
        importador.escritura.report("indicadores", indicador, antes, despues, leido.procedencia)


def says_same(uno: str, otro: str) -> bool:
    """Whether two targets differ in nothing but their spaces: printed in column (5), one takes a single line."""
    return uno.split() == otro.split()
