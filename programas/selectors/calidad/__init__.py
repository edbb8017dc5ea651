"""How well the territories report: what a reviewer would otherwise find by reading every row."""

from programas.selectors.calidad.pagina import PaginaCalidad, load_calidad

__all__ = ["PaginaCalidad", "load_calidad"]
