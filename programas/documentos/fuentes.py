"""The letters that a PDF can draw: those of the fonts that travel with the system, whatever the machine has."""

import re
import struct
from functools import lru_cache
from pathlib import Path

from programas.documentos.textos import clean_texto

CARPETA = Path(__file__).parent / "fuentes"
# Bullets that Word takes from its symbol fonts, where each has a number of its own.
DE_WORD = str.maketrans(dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf0fc\uf02d\uf076", "•"))
# From so many letters without a space a text may be cut anywhere, so that it stays in its cell.
SIN_ESPACIOS = re.compile(r"\S{26,}")
CORTE, CADA = "\u200b", 12
# Where a line may end after a hyphen: left to itself, typst repeats it in Spanish at the start of the next one.
GUION = re.compile(r"(?<=\w)-(?=[^\W\d])")


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
    limpio = clean_texto(texto).translate(DE_WORD)
    letras = read_letras()
    if not all(letra == "\n" or ord(letra) in letras for letra in limpio):
        limpio = "".join(
            letra if letra == "\n" or ord(letra) in letras else f"[U+{ord(letra):04X}]" for letra in limpio
        )
    return SIN_ESPACIOS.sub(lambda hallado: split_largo(hallado[0]), GUION.sub(f"-{CORTE}", limpio))


def split_largo(palabra: str) -> str:
    trozos = (trozo[i : i + CADA] for trozo in palabra.split(CORTE) for i in range(0, len(trozo), CADA))
    return CORTE.join(trozos)
