"""Writes of the territory: one atomic function per act, each with its line in the record."""

from regiones.services.enlaces import Enlaces
from regiones.services.filas import CambioObsoleto, FilaEnUso, create_fila, delete_fila, save_fila
from regiones.services.rechazo import ActoRechazado
from regiones.services.registro import build_registro, describe_fila, diff_fila, record

__all__ = [
    "ActoRechazado",
    "CambioObsoleto",
    "Enlaces",
    "FilaEnUso",
    "build_registro",
    "create_fila",
    "delete_fila",
    "describe_fila",
    "diff_fila",
    "record",
    "save_fila",
]
