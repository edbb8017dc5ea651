"""Link the rows of III.4 to the objectives of III.1–III.3, which they often word otherwise (V14)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Generic, TypeVar

from regiones.textos import fold_text

Clave = TypeVar("Clave")

IGUAL = 0.9
PARECIDO = 0.4


@dataclass(frozen=True, slots=True)
class Enlace(Generic[Clave]):
    """The link proposed for one analysis: certain (``objetivo``), or for a person to choose (``candidatos``).

    ``candidatos`` are (objective, similarity), nearest first; both are empty when nothing resembles it.
    """

    objetivo: Clave | None
    candidatos: tuple[tuple[Clave, float], ...] = ()


def measure_parecido(texto: str, objetivo: str, indicador: str) -> float:
    """How near a text is to an objective or to its indicator, whichever is nearer: 0 to 1."""
    plano = fold_text(texto)
    return max(
        (
            SequenceMatcher(None, plano, otro, autojunk=False).ratio()
            for otro in (fold_text(objetivo), fold_text(indicador))
            if otro
        ),
        default=0.0,
    )


def link_analisis(textos: Sequence[str], objetivos: Mapping[Clave, tuple[str, str]]) -> list[Enlace[Clave]]:
    """Link each text to an objective of the same programme, given as (text, indicator) by key.

    A similarity of 0.9 or more links by itself when only one objective reaches it and no other text claims
    that objective. A tie, or 0.4 to 0.9, is proposed; objectives already linked for certain are not.
    """
    parecidos = [
        {clave: measure_parecido(texto, *objetivo) for clave, objetivo in objetivos.items()} for texto in textos
    ]
    unicos = [find_unico(parecido) for parecido in parecidos]
    reclamados = Counter(clave for clave in unicos if clave is not None)
    ciertos = [clave if clave is not None and reclamados[clave] == 1 else None for clave in unicos]
    libres = set(objetivos) - set(ciertos)
    return [
        Enlace(cierto) if cierto is not None else Enlace(None, rank_candidatos(parecido, libres))
        for cierto, parecido in zip(ciertos, parecidos, strict=True)
    ]


def find_unico(parecidos: Mapping[Clave, float]) -> Clave | None:
    iguales = [clave for clave, parecido in parecidos.items() if parecido >= IGUAL]
    return iguales[0] if len(iguales) == 1 else None


def rank_candidatos(parecidos: Mapping[Clave, float], libres: set[Clave]) -> tuple[tuple[Clave, float], ...]:
    """The free objectives that resemble a text, nearest first."""
    candidatos = [(c, parecido) for c, parecido in parecidos.items() if c in libres and parecido >= PARECIDO]
    return tuple(sorted(candidatos, key=lambda par: -par[1]))
