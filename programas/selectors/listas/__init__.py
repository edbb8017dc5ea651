"""The rows of a year in lists: filtered, sorted, page by page, and taken away as shown."""

from programas.selectors.listas.analisis import ANALISIS
from programas.selectors.listas.compromisos import COMPROMISOS
from programas.selectors.listas.evidencias import EVIDENCIAS
from programas.selectors.listas.opciones import Opciones, load_opciones
from programas.selectors.listas.pagina import PaginaLista, load_filas, load_lista
from programas.selectors.listas.tipos import Celda, FilaLista, Filtros, Lista, Valor

LISTAS = {lista.clave: lista for lista in (COMPROMISOS, EVIDENCIAS, ANALISIS)}

__all__ = [
    "LISTAS",
    "Celda",
    "FilaLista",
    "Filtros",
    "Lista",
    "Opciones",
    "PaginaLista",
    "Valor",
    "load_filas",
    "load_lista",
    "load_opciones",
]
