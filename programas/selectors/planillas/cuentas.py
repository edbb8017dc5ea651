"""How the rows of a workbook are counted in words: «4 nuevas, 27 iguales»."""

from collections.abc import Mapping

from programas.selectors.presentacion import join_nombres, show_cantidad

TABLAS = {
    "programas": "Programas",
    "objetivos": "Objetivos",
    "indicadores": "Indicadores",
    "compromisos": "Compromisos",
    "actividades": "Actividades",
    "medios": "Medios de verificación",
    "instancias": "Instancias",
    "analisis": "Análisis del avance",
}
ACCIONES = {
    "nueva": ("nueva", "nuevas"),
    "cambiada": ("cambiada", "cambiadas"),
    "ausente": ("ausente", "ausentes"),
    "eliminada": ("eliminada", "eliminadas"),
    "igual": ("igual", "iguales"),
}


def count_acciones(resumen: Mapping[str, Mapping[str, int]]) -> dict[str, int]:
    """The rows of every table by what is done with them, in the order in which they matter."""
    cuentas = dict.fromkeys(ACCIONES, 0)
    for acciones in resumen.values():
        for accion, cuantas in acciones.items():
            cuentas[accion] = cuentas.get(accion, 0) + cuantas
    return {accion: cuantas for accion, cuantas in cuentas.items() if cuantas}


def describe_acciones(resumen: Mapping[str, Mapping[str, int]]) -> str:
    """«4 nuevas, 2 cambiadas y 27 iguales»; empty when there is no row."""
    cuentas = count_acciones(resumen)
    return join_nombres(
        [show_cantidad(cuantas, *ACCIONES.get(accion, (accion, accion))) for accion, cuantas in cuentas.items()], 9
    )
