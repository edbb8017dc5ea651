"""The letters that a PDF can draw: those of the fonts that travel with the system, whatever the machine has."""

import re
import struct
import unicodedata
from functools import lru_cache
from pathlib import Path

from programas.documentos.textos import clean_texto

CARPETA = Path(__file__).parent / "fuentes"
# Bullets that Word takes from its symbol fonts, where each has a number of its own.
DE_WORD = str.maketrans(dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf0fc\uf02d\uf076", "•"))
# Letters that typesetters joined: apart, they are found.
LIGADAS = {numero: unicodedata.normalize("NFKC", chr(numero)) for numero in range(0xFB00, 0xFB07)}
# Nothing is drawn of them, and an archive refuses some: marks of order, of joining, of variation.
INVISIBLES = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
# From so many letters without a space a text may be cut anywhere, so that it stays in its cell.
LARGO_SIN_ESPACIOS, CADA = 26, 12
PALABRA = re.compile(rf"\S{{{LARGO_SIN_ESPACIOS},}}|\S*[-\u2010]\S*")
CORTE = "\u200b"
# A line may end after a hyphen, as in «e-learning» and not in «2009-2010».
TRAS_GUION = re.compile(r"(?<=\S[-\u2010])(?=[^\s\d])")


@lru_cache(maxsize=1)
def read_letras() -> frozenset[int]:
    """Every letter that some font draws."""
    return frozenset().union(*(read_cmap(ruta.read_bytes()) for ruta in CARPETA.glob("*-Regular.ttf")))


def read_cmap(fuente: bytes) -> set[int]:
    """The letters of a TrueType font: its «cmap» table of format 12, which both of ours have."""
    (cuantas,) = struct.unpack_from(">H", fuente, 4)
    tablas = (struct.unpack_from(">4s3I", fuente, 12 + 16 * i) for i in range(cuantas))
    inicio = next(lugar for nombre, _, lugar, _ in tablas if nombre == b"cmap")
    (subtablas,) = struct.unpack_from(">H", fuente, inicio + 2)
    for i in range(subtablas):
        (lugar,) = struct.unpack_from(">I", fuente, inicio + 8 + 8 * i)
        formato, grupos = struct.unpack_from(">H10xI", fuente, inicio + lugar)
        if formato == 12:
            rangos = (struct.unpack_from(">III", fuente, inicio + lugar + 16 + 12 * g) for g in range(grupos))
            return {letra for primera, ultima, _ in rangos for letra in range(primera, ultima + 1)}
    raise ValueError("La fuente no tiene una tabla de letras de formato 12.")


def fit_texto(texto: str) -> str:
    """A text as the fonts can draw it: what they lack stands by its number, «[U+1F600]», and nothing is lost."""
    limpio = unicodedata.normalize("NFC", clean_texto(texto).translate(DE_WORD | LIGADAS))
    limpio = INVISIBLES.sub("", limpio)
    if not all(map(is_dibujable, limpio)):
        limpio = "".join(letra if is_dibujable(letra) else f"[U+{ord(letra):04X}]" for letra in limpio)
    return PALABRA.sub(lambda hallada: cut_palabra(hallada[0]), limpio)


def is_dibujable(letra: str) -> bool:
    """Whether some font draws it by itself, and an archive takes it: neither loose accents nor private use."""
    return letra == "\n" or (
        ord(letra) in read_letras() and not unicodedata.combining(letra) and unicodedata.category(letra) != "Co"
    )


def cut_palabra(palabra: str) -> str:
    """A word with the places where a line may end: after its hyphens and, if it is long, anywhere in it.

    What ends in a hyphen stands apart from the text before: left in it, the next line would repeat the hyphen.
    """
    partes = TRAS_GUION.split(palabra)
    if len(palabra) >= LARGO_SIN_ESPACIOS:
        partes = [parte[i : i + CADA] for parte in partes for i in range(0, len(parte), CADA)]
    return palabra if len(partes) == 1 else CORTE + CORTE.join(partes)
