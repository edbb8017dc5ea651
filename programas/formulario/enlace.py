"""Link the rows of III.4 to the objectives of III.1–III.3, which they often word otherwise (V14)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Generic, TypeVar

from regiones.textos import fold_text

Clave = TypeVar("Clave")

IGUAL = 0.9
PARECIDO = 0.4
# Comparing costs the product of two lengths; the longest objective of the form has some four hundred letters.
LARGO_COMPARADO = 600


@dataclass(frozen=True, slots=True)
class Enlace(Generic[Clave]):
    """The link proposed for one analysis: certain (``objetivo``), or for a person to choose (``candidatos``).

    ``candidatos`` are (objective, similarity), nearest first; both are empty when nothing resembles it.
    """

    objetivo: Clave | None
    candidatos: tuple[tuple[Clave, float], ...] = ()


# Of all that an import does, this takes longest; and it asks it of the same texts to link them and to audit them.
@lru_cache(maxsize=4096)
def measure_parecido(plano: str, otros: tuple[str, ...]) -> float:
    """How near a folded text is to the nearest of some others: 0 when none resembles it, up to 1."""
    mayor = 0.0
    for otro in otros:
        comparados = SequenceMatcher(None, plano[:LARGO_COMPARADO], otro[:LARGO_COMPARADO], autojunk=False)
        if comparados.quick_ratio() >= max(mayor, PARECIDO):
            mayor = max(mayor, comparados.ratio())
    return mayor


def link_analisis(textos: Sequence[str], objetivos: Mapping[Clave, tuple[str, str]]) -> list[Enlace[Clave]]:
    """Link each text to an objective of the same programme, given as (text, indicator) by key.

    The same words, or a similarity of 0.9 or more, link by themselves when only one objective has them and no
    other text claims that objective. A tie, or 0.4 to 0.9, is proposed; objectives linked for certain are not.
    """
    planos = {clave: tuple(filter(None, map(fold_text, suyos))) for clave, suyos in objetivos.items()}
    parecidos = [measure_parecidos(fold_text(texto), planos) for texto in textos]
    unicos = [find_unico(parecido) for parecido in parecidos]
    reclamados = Counter(clave for clave in unicos if clave is not None)
    ciertos = [clave if clave is not None and reclamados[clave] == 1 else None for clave in unicos]
    libres = set(objetivos) - set(ciertos)
    return [
        Enlace(cierto) if cierto is not None else Enlace(None, rank_candidatos(parecido, libres))
        for cierto, parecido in zip(ciertos, parecidos, strict=True)
    ]


def measure_parecidos(plano: str, planos: Mapping[Clave, tuple[str, ...]]) -> dict[Clave, float]:
    """How near a text is to each objective. When one says exactly the same, only its equals matter."""
    iguales = {clave: float(plano in suyos) for clave, suyos in planos.items()}
    if any(iguales.values()):
        return iguales
    return {clave: measure_parecido(plano, suyos) for clave, suyos in planos.items()}


def find_unico(parecidos: Mapping[Clave, float]) -> Clave | None:
    iguales = [clave for clave, parecido in parecidos.items() if parecido >= IGUAL]
    return iguales[0] if len(iguales) == 1 else None


def rank_candidatos(parecidos: Mapping[Clave, float], libres: set[Clave]) -> tuple[tuple[Clave, float], ...]:
    """The free objectives that resemble a text, nearest first."""
    candidatos = [(c, parecido) for c, parecido in parecidos.items() if c in libres and parecido >= PARECIDO]
    return tuple(sorted(candidatos, key=lambda par: -par[1]))
