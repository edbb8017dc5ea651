"""What changed between two texts, word by word."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

PALABRAS = re.compile(r"\s+|[^\s]+")
IGUAL, QUITADO, AGREGADO = "", "del", "ins"


class Trozo(NamedTuple):
    """A stretch of text: as it was, taken out («del») or put in («ins»)."""

    clase: str
    texto: str


def compare_textos(antes: str, ahora: str) -> tuple[Trozo, ...]:
    """The stretches that lead from one text to the other, what was taken out before what took its place."""
    if antes == ahora:
        return (Trozo(IGUAL, ahora),) if ahora else ()
    viejas, nuevas = PALABRAS.findall(antes), PALABRAS.findall(ahora)
    trozos: list[Trozo] = []
    # Spaces alone are no likeness: without them as junk, two unlike texts would come out shuffled.
    for acto, i, j, k, m in SequenceMatcher(str.isspace, viejas, nuevas, autojunk=False).get_opcodes():
        if acto == "equal":
            trozos.append(Trozo(IGUAL, "".join(viejas[i:j])))
            continue
        for clase, texto in ((QUITADO, "".join(viejas[i:j])), (AGREGADO, "".join(nuevas[k:m]))):
            if texto:
                trozos.append(Trozo(clase, texto))
    return tuple(trozos)
