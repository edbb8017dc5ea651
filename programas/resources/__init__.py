"""Files in and out of the admin (xlsx, csv, json) for the rows of the form, written through the services."""

from programas.resources.compromiso import (
    ActividadResource,
    CompromisoResource,
    InstanciaResource,
    MedioResource,
)
from programas.resources.ejercicio import CorteResource, EjercicioResource
from programas.resources.planilla import AliasColumnaResource
from programas.resources.programa import IndicadorResource, ObjetivoResource, ProgramaResource

__all__ = [
    "ActividadResource",
    "AliasColumnaResource",
    "CompromisoResource",
    "CorteResource",
    "EjercicioResource",
    "IndicadorResource",
    "InstanciaResource",
    "MedioResource",
    "ObjetivoResource",
    "ProgramaResource",
]
