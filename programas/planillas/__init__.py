"""Workbooks of the form: from a file of any hand to what it says, with everything that is wrong in it."""

from programas.planillas.formulario import Pedido, read_formulario
from programas.planillas.paquete import LibroRechazado, read_contenido

__all__ = ["LibroRechazado", "Pedido", "read_contenido", "read_formulario"]
