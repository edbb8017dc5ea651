"""Workbooks of Excel (.xlsx): the values and formats of their cells, as the XML of the package writes them.

openpyxl makes of a file a workbook that can be written again; a form only needs what its cells say. What a number
format makes of a number, and the format itself, are told by openpyxl's own functions and tables.
"""

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.utils.datetime import from_excel, from_ISO8601

from programas.planillas.formatos.partes_xlsx import (
    PRINCIPAL,
    Comunes,
    Formato,
    is_cierto,
    list_hojas,
    read_comunes,
    read_parte,
    read_texto,
)
from programas.planillas.libro import SIN_CALCULAR, Grilla

FILA, VALOR, FORMULA, EN_LINEA = (PRINCIPAL + nombre for nombre in ("row", "v", "f", "is"))
CIFRAS = "0123456789"
# What spreadsheets write by its number: the signs of control and the «_» of a text that looks like one of these.
ESCAPE = re.compile(r"_x(005F|00[01][0-9A-F])_", re.IGNORECASE)
DE_TEXTO = "\t\n\r_"


def read_grillas(partes: dict[str, bytes]) -> list[Grilla]:
    """The sheets of cells of a package, in order. Raises where a part lacks, or is not what it should be."""
    comunes = read_comunes(partes)
    return [
        read_grilla(Grilla(hoja.nombre, hoja.visible), read_parte(partes, hoja.parte), comunes)
        for hoja in list_hojas(partes)
    ]


def read_grilla(grilla: Grilla, raiz: Element, comunes: Comunes) -> Grilla:
    for combinada in raiz.iterfind(f"{PRINCIPAL}mergeCells/{PRINCIPAL}mergeCell"):
        c1, f1, c2, f2 = range_boundaries(combinada.attrib["ref"])
        grilla.merge(range(f1, f2 + 1), range(c1, c2 + 1))
    ocultas = set()
    for numero, fila in number_filas(raiz):
        if is_cierto(fila.get("hidden")):
            ocultas.add(numero)
        read_fila(grilla, fila, numero, comunes)
    grilla.filas_ocultas = frozenset(ocultas)
    # Neighbours that hide together are one entry, from the first to the last of them.
    grilla.columnas_ocultas = tuple(
        range(int(columna.attrib["min"]), int(columna.attrib["max"]) + 1)
        for columna in raiz.iterfind(f"{PRINCIPAL}cols/{PRINCIPAL}col")
        if is_cierto(columna.get("hidden"))
    )
    return grilla


def number_filas(raiz: Element) -> Iterator[tuple[int, Element]]:
    """The rows with their numbers; one that does not say its own follows the one before."""
    numero = 0
    for fila in raiz.iterfind(f"{PRINCIPAL}sheetData/{FILA}"):
        numero = int(fila.get("r") or numero + 1)
        yield numero, fila


def read_fila(grilla: Grilla, fila: Element, numero: int, comunes: Comunes) -> None:
    columna = 0
    for celda in fila:
        propia = numero
        if direccion := celda.get("r"):
            letras = direccion.rstrip(CIFRAS)
            propia, columna = int(direccion[len(letras) :]), column_index_from_string(letras)
        else:
            columna += 1
        # Only the first cell of those joined says anything; a cell with nothing but a format says nothing.
        if len(celda) and grilla.get_origen(propia, columna) == (propia, columna):
            formato = comunes.formatos[int(celda.get("s") or 0)]
            valor = read_valor(celda, formato, comunes)
            defecto = SIN_CALCULAR if valor is None and is_sin_calcular(celda) else ""
            grilla.put(propia, columna, valor, formato.codigo, defecto)


def is_sin_calcular(celda: Element) -> bool:
    """Whether an empty cell holds a formula that nobody calculated.

    One whose computed value is an empty text is typed as text; one that nobody computed is not.
    """
    return celda.get("t") != "str" and celda.find(FORMULA) is not None


def read_valor(celda: Element, formato: Formato, comunes: Comunes) -> Any:
    """A cell's value by its type; ``None`` for nothing. Raises where it is not of the type that it says."""
    tipo = celda.get("t", "n")
    if tipo == "inlineStr":
        texto = celda.find(EN_LINEA)
        return None if texto is None else unescape_texto(read_texto(texto))
    escrito = celda.findtext(VALOR)
    if not escrito:
        return None
    if tipo == "s":
        return unescape_texto(comunes.textos[int(escrito)])
    if tipo == "n":
        return read_numero(escrito, formato, comunes)
    if tipo == "b":
        return bool(int(escrito))
    if tipo == "d":
        return from_ISO8601(escrito)
    return unescape_texto(escrito)


def read_numero(escrito: str, formato: Formato, comunes: Comunes) -> Any:
    """A number, or the date that its format makes of it."""
    numero = float(escrito) if any(letra in escrito for letra in ".eE") else int(escrito)
    if not formato.es_fecha:
        return numero
    try:
        return from_excel(numero, comunes.primer_dia, timedelta=formato.es_duracion)
    except (OverflowError, ValueError):
        return "#VALUE!"


def unescape_texto(texto: str) -> str:
    """A text as a person sees it: the file writes «_x005F_x0041_» for «_x0041_»."""
    return ESCAPE.sub(read_signo, texto) if "_x" in texto else texto


def read_signo(escrito: re.Match[str]) -> str:
    signo = chr(int(escrito[1], 16))
    return signo if signo in DE_TEXTO else ""
