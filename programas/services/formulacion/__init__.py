"""Draft a programme page by page: each act of its web forms is one transaction over the rows that it touches."""

from programas.services.formulacion.copia import copy_filas_anteriores
from programas.services.formulacion.fila import (
    FilaObsoleta,
    FilaSinCompromisos,
    move_fila,
    remove_fila_formulario,
    save_fila_formulario,
)
from programas.services.formulacion.ponderacion import save_ponderaciones, spread_uniforme

__all__ = [
    "FilaObsoleta",
    "FilaSinCompromisos",
    "copy_filas_anteriores",
    "move_fila",
    "remove_fila_formulario",
    "save_fila_formulario",
    "save_ponderaciones",
    "spread_uniforme",
]
