"""Plain text with separators (.csv): one sheet, named as its file."""

import csv
import re
from collections.abc import Iterable
from io import StringIO
from pathlib import PurePath

from programas.planillas.libro import Grilla
from programas.planillas.paquete import MAXIMO_CELDAS, LibroRechazado

SEPARADORES = (";", "\t", ",")
MARCAS_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
DEMASIADAS = "El archivo tiene demasiadas celdas: deje solo las del formulario."
SIN_TEXTO = re.compile(r"[\x00-\x08\x0e-\x19\x1b-\x1f]")
# The line with which Excel is told the separator.
SEPARADOR_DICHO = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)


def decode_texto(contenido: bytes) -> str | None:
    """The text of a file, in the encodings that a spreadsheet writes; ``None`` when it is no text."""
    codificaciones = ("utf-16",) if contenido.startswith(MARCAS_UTF_16) else ("utf-8-sig", "cp1252", "latin-1")
    for codificacion in codificaciones:
        try:
            texto = contenido.decode(codificacion)
        except UnicodeDecodeError:
            continue
        return None if SIN_TEXTO.search(texto) or texto.lstrip().startswith("<") else texto
    return None


def is_tabla(texto: str) -> bool:
    """Whether a text has separators at all."""
    return any(separador in texto for separador in SEPARADORES)


def read_grillas(nombre: str, texto: str) -> list[Grilla]:
    dicho = SEPARADOR_DICHO.match(texto)
    check_cantidad(texto, (dicho[1],) if dicho else SEPARADORES)
    if dicho:
        filas = split_texto(texto[dicho.end() :], dicho[1])
    else:
        filas = max((split_texto(texto, separador) for separador in SEPARADORES), key=count_filas)
    if not filas:
        raise ValueError("no separator parts the text into rows")
    if sum(len(fila) for fila in filas) > MAXIMO_CELDAS:
        raise LibroRechazado(DEMASIADAS)
    grilla = Grilla(PurePath(nombre).stem)
    for numero, fila in enumerate(filas, start=2 if dicho else 1):
        for columna, valor in enumerate(fila, start=1):
            grilla.put(numero, columna, valor or None)
    return [grilla]


def check_cantidad(texto: str, separadores: Iterable[str]) -> None:
    """Refuse what would part into too many cells or rows before parting it, which takes the memory of them all."""
    if any(texto.count(corte) > MAXIMO_CELDAS for corte in (*separadores, "\n", "\r")):
        raise LibroRechazado(DEMASIADAS)


def split_texto(texto: str, separador: str) -> list[list[str]]:
    """The rows of a text; none when with that separator one cell would be longer than any can be."""
    try:
        return list(csv.reader(StringIO(texto, newline=""), delimiter=separador))
    except csv.Error:
        return []


def count_filas(filas: list[list[str]]) -> int:
    """How many rows a separator parts into three cells or more: as many as the narrowest table of the form."""
    return sum(1 for fila in filas if len(fila) >= 3)
