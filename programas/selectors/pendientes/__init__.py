"""«Lo que me falta»: what a territory owes, ordered by what it does to the verdict and then by its deadline."""

from programas.selectors.pendientes.pagina import Pendientes, load_pendientes
from programas.selectors.pendientes.tipos import Pendiente

__all__ = ["Pendiente", "Pendientes", "load_pendientes"]
