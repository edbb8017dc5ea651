"""The whole installation in one file, of no engine in particular, and back into an empty one."""

from programas.services.respaldo.antiguos import discard_antiguos, name_respaldo
from programas.services.respaldo.comprobacion import check_respaldo
from programas.services.respaldo.escritura import Escrito, write_respaldo
from programas.services.respaldo.manifiesto import RespaldoRechazado
from programas.services.respaldo.restauracion import restore_respaldo

__all__ = [
    "Escrito",
    "RespaldoRechazado",
    "check_respaldo",
    "discard_antiguos",
    "name_respaldo",
    "restore_respaldo",
    "write_respaldo",
]
