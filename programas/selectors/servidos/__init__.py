"""What is given to other programs: the rows of a year that somebody sees, and its figures, as JSON writes them."""

from programas.selectors.servidos.figuras import (
    describe_servicio,
    describe_territorio,
    list_resultados,
    list_territorios,
)
from programas.selectors.servidos.filas import AVANCES, COMPROMISOS, OBJETIVOS, PROGRAMAS, Clase, query_filas

__all__ = [
    "AVANCES",
    "COMPROMISOS",
    "OBJETIVOS",
    "PROGRAMAS",
    "Clase",
    "describe_servicio",
    "describe_territorio",
    "list_resultados",
    "list_territorios",
    "query_filas",
]
