"""Cells left blank over something stored: where they are, and what comes of it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from programas.formulario.columnas import show_cumple
from programas.formulario.lectura import FormularioLeido, Hallazgo, Nivel
from programas.formulario.metadatos import mark_valor
from programas.services.importacion.guardado import Guardado

EN_BLANCO = mark_valor("")
# The column of each sheet that holds each field, by the sheet's name in the workbook and the field.
Columnas = Mapping[tuple[str, str], str]


def map_columnas(lectura: FormularioLeido) -> Columnas:
    """The letter of every column that was recognised."""
    return {
        (tabla.hoja, columna.columna): columna.celda.rstrip("0123456789")
        for tabla in (lectura.deteccion.tablas if lectura.deteccion else ())
        for columna in tabla.columnas
        if columna.columna
    }


def locate_vacia(columnas: Columnas, procedencia: Mapping[str, Any], clave: str) -> str:
    """The address of a blank cell: in its column, at the height of the others of its row."""
    filas = [
        int(numero) for celda in procedencia["celdas"].values() for numero in re.findall(r"\d+", celda["celda"])
    ]
    letra = columnas.get((procedencia["hoja"], clave), "")
    return f"{letra}{min(filas)}" if letra and filas else ""


def note_vacia(
    columnas: Columnas, procedencia: Mapping[str, Any], clave: str, regla: str, problema: str, remedio: str
) -> Hallazgo:
    celda = locate_vacia(columnas, procedencia, clave)
    return Hallazgo(regla, Nivel.ADVERTENCIA, procedencia["hoja"], celda, "", problema, remedio)


def is_borrada(escrito: Any, base: str | None) -> bool:
    """Whether a cell that said something when the workbook was taken from here says nothing now."""
    return escrito == "" and base not in (None, EN_BLANCO)


def list_borradas(
    lectura: FormularioLeido,
    guardado: Guardado,
    base: Mapping[str, Mapping[str, str]],
    *,
    es_resultado: bool,
) -> Iterator[Hallazgo]:
    """Answers and results that the person cleared: a blank says nothing, so what is stored stands."""
    columnas = map_columnas(lectura)
    objetivos = {fila.codigo: fila for filas in guardado.objetivos.values() for fila in filas}
    compromisos = {fila.codigo: fila for filas in guardado.compromisos.values() for fila in filas}
    for leido in (objetivo for programa in lectura.programas.values() for objetivo in programa.objetivos):
        guardada = objetivos.get(leido.codigo)
        resultado = guardado.get_indicador(guardada).resultado if guardada and es_resultado else ""
        if resultado and is_borrada(leido.columna_4, base.get(leido.codigo, {}).get("columna_4")):
            yield note_conservada(columnas, leido.procedencia, "resultado", resultado, leido.codigo)
        for fila in leido.compromisos:
            compromiso = compromisos.get(fila.codigo)
            respuesta = compromiso.validado or compromiso.declarado if compromiso else ""
            if respuesta and is_borrada(fila.cumple, base.get(fila.codigo, {}).get("cumple")):
                yield note_conservada(columnas, fila.procedencia, "cumple", show_cumple(respuesta), fila.codigo)


def note_conservada(
    columnas: Columnas, procedencia: Mapping[str, Any], clave: str, dice: str, codigo: str
) -> Hallazgo:
    que = "la respuesta" if clave == "cumple" else "el resultado"
    return note_vacia(
        columnas,
        procedencia,
        clave,
        "Lectura",
        f"la celda está vacía y lo guardado dice «{dice}»: se conserva",
        f"Para retirar {que} use la página de la fila {codigo}; si ya está validada, pídalo a la unidad central.",
    )
