"""Workbooks of the form: from a file of any hand to what it says, with everything that is wrong in it."""

from programas.planillas.formulario import Pedido, read_formulario
from programas.planillas.paquete import LibroRechazado

__all__ = ["LibroRechazado", "Pedido", "read_formulario"]
