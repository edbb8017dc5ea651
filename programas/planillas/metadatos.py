"""What a workbook of this system says of itself: a sheet that nobody sees, and a code beside each row.

Whoever uploads it may have changed both: what does not look as it was written is left aside.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from typing import Any

from openpyxl import Workbook

from programas.formulario.hojas import PROGRAMA_EN_ANALISIS
from programas.formulario.metadatos import (
    HOJA_EXPLICACION,
    HOJA_METADATOS,
    VERSION_FORMULARIO,
    Metadatos,
    mark_valor,
)
from programas.planillas.libro import Codigo, Grilla, Libro
from programas.planillas.tablas import HojaExplorada

# The hidden sheet with the answers that the drop-downs offer.
HOJA_LISTAS = "_listas"
# The heading of the column of codes, which no column of the form has.
ENCABEZADO_CODIGO = "Código de la fila (no modificar)"
# The key, among the marks of a weighted row, of its objective's code.
PADRE = "padre"
# The key, under a sheet of the form, of the mark of who answers for its programme.
RESPONSABLE = "responsable"
LARGO_MAXIMO = 100


def write_metadatos(libro: Workbook, metadatos: Metadatos) -> None:
    """Add the sheet that no menu of the workbook shows: first the whole, then one line per row."""
    pagina = libro.create_sheet(HOJA_METADATOS)
    pagina.sheet_state = "veryHidden"
    propios = asdict(metadatos)
    filas = propios.pop("filas")
    pagina.append([json.dumps(propios, ensure_ascii=False)])
    for codigo, marcas in filas.items():
        pagina.append([codigo, json.dumps(marcas)])


def take_metadatos(libro: Libro) -> tuple[Libro, Metadatos | None]:
    """The workbook without what this system added to it, its codes apart, and what it says of itself."""
    propia = next((grilla for grilla in (*libro.ocultas, *libro.hojas) if grilla.nombre == HOJA_METADATOS), None)
    metadatos = read_metadatos(propia) if propia else None
    vistos: set[str] = set()
    for grilla in libro.hojas:
        take_codigos(grilla, metadatos.filas if metadatos else {}, vistos)
    if metadatos is None:
        return libro, None
    return replace(libro, hojas=skip_propias(libro.hojas), ocultas=skip_propias(libro.ocultas)), metadatos


def skip_propias(grillas: Sequence[Grilla]) -> tuple[Grilla, ...]:
    """Without the sheets of this system. What somebody added to the explanation, beside its column, is read."""
    return tuple(
        grilla
        for grilla in grillas
        if grilla.nombre not in (HOJA_METADATOS, HOJA_LISTAS) and not is_explicacion(grilla)
    )


def is_explicacion(grilla: Grilla) -> bool:
    return grilla.nombre == HOJA_EXPLICACION and all(
        len(grilla.get_propias(fila)) < 2 for fila in grilla.list_filas()
    )


def read_metadatos(grilla: Grilla) -> Metadatos | None:
    """``None`` when the sheet does not say what it said when it was written."""
    lineas = [[celda.texto for celda in grilla.get_propias(fila)] for fila in grilla.list_filas()]
    try:
        propios = json.loads(lineas[0][0])
        metadatos = Metadatos(
            servicio=str(propios["servicio"])[:LARGO_MAXIMO],
            anio=int(propios["anio"]),
            region=str(propios["region"])[:LARGO_MAXIMO],
            version=str(propios["version"])[:LARGO_MAXIMO],
            testigo=str(propios["testigo"])[:LARGO_MAXIMO],
            escrito=str(propios["escrito"])[:LARGO_MAXIMO],
            filas={codigo: read_marcas(json.loads(marcas)) for codigo, marcas in lineas[1:]},
        )
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        return None
    # What another version of the sheets said in its columns is not comparable with what these say.
    return metadatos if metadatos.version == VERSION_FORMULARIO else replace(metadatos, filas={})


def read_marcas(marcas: Any) -> dict[str, str]:
    if not isinstance(marcas, dict) or not all(isinstance(valor, str) for valor in marcas.values()):
        raise ValueError("the marks of a row are texts by column")
    return dict(marcas)


def take_codigos(grilla: Grilla, filas: dict[str, dict[str, str]], vistos: set[str]) -> None:
    """Take the column of codes out of a sheet. Of a row that was copied, only the first keeps its code."""
    columnas = {
        columna
        for celdas in grilla.celdas.values()
        for columna, celda in celdas.items()
        if celda.valor == ENCABEZADO_CODIGO
    }
    for fila, celdas in sorted(grilla.celdas.items()):
        for columna in columnas & celdas.keys():
            codigo = celdas.pop(columna).texto
            if codigo in filas and codigo not in vistos:
                vistos.add(codigo)
                grilla.codigos[fila] = Codigo(codigo, filas[codigo].get(PADRE, codigo))
        if not celdas:
            del grilla.celdas[fila]


def read_responsables(hojas: Sequence[HojaExplorada], metadatos: Metadatos | None) -> dict[str, str]:
    """Who answers for each programme, by the cell of its region: the first of the workbook speaks for all.

    In a workbook of this system each sheet speaks for its own, and one that nobody changed says nothing.
    """
    if metadatos is None:
        primero = next((celda.texto for hoja in hojas if hoja.tablas for celda in hoja.regiones), "")
        return dict.fromkeys(PROGRAMA_EN_ANALISIS, primero)
    dichos = dict.fromkeys(PROGRAMA_EN_ANALISIS, "")
    for tipo, texto in list_responsables(hojas):
        marca = metadatos.filas.get(tipo, {}).get(RESPONSABLE)
        if tipo in dichos and mark_valor(texto) != marca:
            dichos[tipo] = texto
    return dichos


def list_responsables(hojas: Sequence[HojaExplorada]) -> Iterator[tuple[str, str]]:
    for hoja in hojas:
        for tabla in hoja.tablas:
            if tabla.hoja and tabla.tabla.clave == "control" and hoja.regiones:
                yield tabla.hoja, hoja.regiones[0].texto


def forget_derivados(hojas: Sequence[HojaExplorada], metadatos: Metadatos) -> None:
    """What a workbook of this system derives was computed, not declared: its totals, and equal weights."""
    for hoja in hojas:
        for tabla in hoja.tablas:
            tabla.total = None
            tabla.sumas.clear()
            tabla.uniforme = metadatos.is_uniforme(tabla.hoja or "")
