"""Texts that repeat others, told quickly among hundreds.

Two texts are a copy when ``difflib`` finds nine tenths of their words alike, in order. How many words they share
bounds that from above, and is told from one integer per text: so only what may be a copy is compared.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from regiones.textos import fold_text

IGUAL = 0.9
# How many of the nearest a text is compared with before it is taken for its own.
COMPARADOS = 3


@dataclass(frozen=True, slots=True)
class Copia:
    """``otro`` is the text that this one repeats; ``parecido`` is 1 when word for word."""

    otro: str
    parecido: float

    @property
    def identica(self) -> bool:
        return self.parecido == 1


@dataclass(frozen=True, slots=True)
class Palabras:
    """The words of a text, and one bit for each of them, repeated ones apart."""

    lista: tuple[str, ...]
    bits: int


class Comparador:
    """Read texts into words; each word of the collection has its own bits."""

    def __init__(self) -> None:
        self.lugares: dict[tuple[str, int], int] = {}

    def read(self, texto: str) -> Palabras:
        lista = tuple(fold_text(texto).split())
        bits = 0
        for palabra, veces in Counter(lista).items():
            for vez in range(veces):
                bits |= 1 << self.lugares.setdefault((palabra, vez), len(self.lugares))
        return Palabras(lista, bits)


def bound_parecido(uno: Palabras, otro: Palabras) -> float:
    """What the similarity of two texts cannot exceed: as if their common words were in the same order."""
    return 2 * (uno.bits & otro.bits).bit_count() / (len(uno.lista) + len(otro.lista))


def measure_parecido(uno: Palabras, otro: Palabras) -> float:
    return SequenceMatcher(None, uno.lista, otro.lista, autojunk=False).ratio()


def find_copia(uno: Palabras, otros: Mapping[str, Palabras]) -> Copia | None:
    """The nearest of the texts most alike, if it is a copy."""
    posibles = sorted(
        ((bound_parecido(uno, otro), clave) for clave, otro in otros.items()), key=lambda par: -par[0]
    )
    mejor: Copia | None = None
    for cota, clave in posibles[:COMPARADOS]:
        if cota < IGUAL or (mejor is not None and mejor.parecido >= cota):
            break
        parecido = measure_parecido(uno, otros[clave])
        if parecido >= IGUAL and (mejor is None or parecido > mejor.parecido):
            mejor = Copia(clave, parecido)
    return mejor


def find_repetidas(textos: Mapping[str, str]) -> dict[str, tuple[Copia, int]]:
    """Of each text that repeats another of these, which one, and how many others say exactly the same.

    The first of some that are alike is what the rest repeat; it is shown repeating the second.
    """
    comparador = Comparador()
    leidos = {clave: palabras for clave, texto in textos.items() if (palabras := comparador.read(texto)).lista}
    grupos: dict[tuple[str, ...], list[str]] = {}
    for clave, palabras in leidos.items():
        grupos.setdefault(palabras.lista, []).append(clave)
    distintos = {claves[0]: leidos[claves[0]] for claves in grupos.values()}
    repetidas: dict[str, tuple[Copia, int]] = {}
    for claves in grupos.values():
        if len(claves) > 1:
            for clave in claves:
                otro = claves[1] if clave == claves[0] else claves[0]
                repetidas[clave] = Copia(otro, 1.0), len(claves) - 1
            continue
        otros = {clave: palabras for clave, palabras in distintos.items() if clave != claves[0]}
        if copia := find_copia(leidos[claves[0]], otros):
            repetidas[claves[0]] = copia, 0
    return repetidas


def compare_anteriores(pares: Sequence[tuple[str, str, str]]) -> dict[str, Copia]:
    """Of (key, text, text at the last corte), those that say the same again."""
    comparador = Comparador()
    copias = {}
    for clave, texto, anterior in pares:
        uno, otro = comparador.read(texto), comparador.read(anterior)
        if uno.lista and otro.lista and (copia := find_copia(uno, {clave: otro})):
            copias[clave] = copia
    return copias
