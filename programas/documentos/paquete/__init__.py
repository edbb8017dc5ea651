"""Evidence handed over in one ZIP: its files, each checked as it is copied, and an index of them."""

from programas.documentos.paquete.escritura import (
    Copiada,
    Estado,
    check_piezas,
    describe_copiadas,
    list_faltas,
    stream_paquete,
)
from programas.documentos.paquete.indice import Cabeza, build_indices

__all__ = [
    "Cabeza",
    "Copiada",
    "Estado",
    "build_indices",
    "check_piezas",
    "describe_copiadas",
    "list_faltas",
    "stream_paquete",
]
