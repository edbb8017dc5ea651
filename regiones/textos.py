"""Compare texts as people do: without accents, case, punctuation or the spaces that Word leaves behind."""

import re
import unicodedata
from functools import lru_cache

INVISIBLES = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
APOSTROFES = re.compile("['’‘´`ʼ]")
SALTOS = re.compile(r"\r\n?")
# What XML, and so a workbook, cannot hold; no keyboard types it.
ILEGALES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
SEPARADORES = re.compile(r"[\W_]+")
RUN = re.compile(r"0*([1-9][0-9]{0,7})([0-9K])")
PREFIJO_REGION = re.compile(r"^(?:(?:la )?region (?:del |de )?|direccion regional (?:del |de )?)+")


@lru_cache(maxsize=4096)
def fold_text(texto: str) -> str:
    """Return the words of a text in lower case, unaccented, separated by single spaces.

    Apostrophes join («O´HIGGINS» → «ohiggins»); hyphens and every other sign separate.
    """
    texto = INVISIBLES.sub("", APOSTROFES.sub("", texto))
    descompuesto = unicodedata.normalize("NFKD", texto.casefold())
    sin_tildes = "".join(letra for letra in descompuesto if not unicodedata.combining(letra))
    return SEPARADORES.sub(" ", sin_tildes).strip()


def clean_controles(texto: str) -> str:
    """A text as it is stored: one kind of line break, and no character that a workbook could not give back."""
    return ILEGALES.sub("", SALTOS.sub("\n", texto))


def fold_region(texto: str) -> str:
    """The key of a region's name: folded, without «región de/del», and compact («Bío-Bío» → «biobio»)."""
    return PREFIJO_REGION.sub("", fold_text(texto)).replace(" ", "")


def normalize_run(texto: str) -> str:
    """A RUN as it is stored, «11111111-1», however it is written. Raises ``ValueError`` when it is not one."""
    hallado = RUN.fullmatch(re.sub(r"[\s.-]", "", texto).upper())
    if hallado is None or compute_verificador(hallado[1]) != hallado[2]:
        raise ValueError("El RUN no es correcto: revise sus cifras y su dígito verificador, como en 11.111.111-1.")
    return f"{hallado[1]}-{hallado[2]}"


def compute_verificador(numero: str) -> str:
    """The check digit of a RUN: its figures from the right by 2 to 7, over and over, module 11."""
    suma = sum(int(cifra) * (2 + i % 6) for i, cifra in enumerate(reversed(numero)))
    return {10: "K", 11: "0"}.get(11 - suma % 11, str(11 - suma % 11))
