"""Texts on their way into a cell: as they are, whatever they begin with, but for what no workbook can hold."""

import re

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

MAXIMO_DE_CELDA = 32_767
SALTOS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# What a workbook would give back as another character.
ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
FUERA_DE_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
# With these a spreadsheet begins a formula, when somebody edits the cell.
DE_FORMULA = ("=", "+", "-", "@", "\t", "'")


class TextoNoCabe(ValueError):
    """A text longer than what a cell holds. Its message is for the user."""

    def __init__(self, codigo: str, titulo: str, largo: int) -> None:
        super().__init__(
            f"El texto de «{titulo}» de la fila {codigo} tiene {largo} letras y en una celda caben "
            f"{MAXIMO_DE_CELDA}: divídalo, o acórtelo, para llevarlo a una planilla."
        )


def clean_celda(texto: str) -> str:
    """The text without the characters that XML refuses; every line break is the same one."""
    return FUERA_DE_XML.sub("", ILLEGAL_CHARACTERS_RE.sub("", SALTOS.sub("\n", texto)))


def escape_celda(texto: str) -> str:
    """The text as the file of a workbook holds it: «_x0041_» would be read as «A»."""
    return ESCAPE.sub("_x005F_", texto)


def count_letras(texto: str) -> int:
    """The length of a text as a workbook holds it: a sign outside the basic plane takes two."""
    return len(escape_celda(texto).encode("utf-16-le")) // 2


def check_largo(codigo: str, titulo: str, texto: str) -> None:
    if (largo := count_letras(texto)) > MAXIMO_DE_CELDA:
        raise TextoNoCabe(codigo, titulo, largo)
