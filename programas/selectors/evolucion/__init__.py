"""Where the verdict stood at each date of the year, read from the record; and how progress goes against it."""

from programas.selectors.evolucion.pagina import PaginaEvolucion, load_evolucion

__all__ = ["PaginaEvolucion", "load_evolucion"]
