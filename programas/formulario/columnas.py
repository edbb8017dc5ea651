"""How the columns of the form read what a cell holds, show it, and find what is wrong with it."""

import re
from typing import Any

from programas.formulario import lectores
from programas.formulario.celda import Celda
from programas.formulario.cifras import format_ponderacion
from programas.formulario.declaracion import CeldaIlegible, Columna

META_ROTULADA = re.compile(r"meta\s*:", re.IGNORECASE)
RESPUESTAS = {"si": "Sí", "no": "No", "parcial": "Parcial", "": ""}


def parse_texto(celda: Celda) -> str:
    return celda.texto


def parse_recomendaciones(celda: Celda) -> str:
    return lectores.parse_recomendaciones(celda.texto)


def parse_items(celda: Celda) -> tuple[str, ...]:
    return lectores.split_items(celda.texto)


def parse_cumple(celda: Celda) -> str:
    respuesta = lectores.parse_cumple(celda.texto)
    if respuesta is None:
        raise CeldaIlegible("no se entiende si cumple o no", "Escriba «Sí», «No», «Parcial», o deje en blanco.")
    return respuesta.value


def show_texto(valor: str) -> str:
    return valor


def show_items(valores: tuple[str, ...]) -> str:
    """Several items of one cell, one to a line."""
    return "\n".join(valores)


def show_cumple(valor: str) -> str:
    return RESPUESTAS[valor]


def show_peso(valor: int | None) -> str:
    return "" if valor is None else format_ponderacion(valor)


def validate_meta(texto: str) -> tuple[tuple[str, str, str], ...]:
    """V13: a target that holds several values cannot be told fulfilled or not."""
    if lectores.count_valores(texto) < 2:
        return ()
    return (
        (
            "V13",
            "la meta contiene más de un valor: no se sabe cuál se exige al 100 %",
            "Deje un solo valor en la meta, o divida la fila en dos compromisos.",
        ),
    )


def validate_medios(valores: tuple[str, ...]) -> tuple[tuple[str, str, str], ...]:
    """V5: a means of verification per meta or activity."""
    if valores:
        return ()
    return (("V5", "no tiene medio de verificación", "Indique el documento que probará el cumplimiento."),)


def compose_columnas_4_y_5(
    *, meta: str, resultado: str, actividades: tuple[str, ...], columna_4_es_resultado: bool
) -> tuple[str, str]:
    """What columns (4) and (5) print.

    Until EVALUACION column (4) carries the meta, as the 2009 form does; from then on the result, and the
    meta stays in (5) before the activities.
    """
    if not columna_4_es_resultado:
        return meta, show_items(actividades)
    rotulada = meta if META_ROTULADA.match(meta) else f"Meta: {meta}"
    return resultado, show_items((rotulada, *actividades) if meta else actividades)


def parse_celda(columna: Columna, celda: Celda) -> Any:
    """Read a cell by its column. What the workbook failed to compute is never data."""
    if celda.defecto:
        raise CeldaIlegible(celda.defecto, "Corrija la fórmula en la planilla, o escriba el valor a mano.")
    return columna.parse(celda)
