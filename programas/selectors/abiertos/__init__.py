"""Public data of closed years: what the closing in force froze, without a person's name nor any free text."""

from programas.selectors.abiertos.conjuntos import CONJUNTOS, Columna, Conjunto, list_diccionario
from programas.selectors.abiertos.publicados import Publicado, find_publicado, list_publicados

__all__ = [
    "CONJUNTOS",
    "Columna",
    "Conjunto",
    "Publicado",
    "find_publicado",
    "list_diccionario",
    "list_publicados",
]
