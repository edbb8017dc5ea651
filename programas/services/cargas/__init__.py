"""Workbooks on their way in: kept, read, asked about, and applied or set aside."""

from programas.services.cargas.aplicacion import apply_carga, apply_libro, undo_aplicada
from programas.services.cargas.crear import Archivo, check_limites, create_carga
from programas.services.cargas.estado import cancel_carga, discard_libro
from programas.services.cargas.lectura import list_pendientes, read_libros
from programas.services.cargas.limites import is_corta
from programas.services.cargas.rechazos import (
    CargaExcesiva,
    CargaOcupada,
    FaltaMotivo,
    LibroCambiado,
    LibroIlegible,
    NadaQueAplicar,
    TerritorioRepetido,
    VistaVencida,
)
from programas.services.cargas.respuestas import answer_libro

__all__ = [
    "Archivo",
    "CargaExcesiva",
    "CargaOcupada",
    "FaltaMotivo",
    "LibroCambiado",
    "LibroIlegible",
    "NadaQueAplicar",
    "TerritorioRepetido",
    "VistaVencida",
    "answer_libro",
    "apply_carga",
    "apply_libro",
    "cancel_carga",
    "check_limites",
    "create_carga",
    "discard_libro",
    "is_corta",
    "list_pendientes",
    "read_libros",
    "undo_aplicada",
]
