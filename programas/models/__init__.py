"""The official form's tables."""

from programas.models.analisis import AnalisisAvance
from programas.models.compromiso import Actividad, Compromiso, MedioVerificacion
from programas.models.ejercicio import Corte, Ejercicio
from programas.models.importacion import Importacion
from programas.models.instancia import Instancia
from programas.models.programa import Indicador, ObjetivoEspecifico, ProgramaTrabajo

__all__ = [
    "Actividad",
    "AnalisisAvance",
    "Compromiso",
    "Corte",
    "Ejercicio",
    "Importacion",
    "Indicador",
    "Instancia",
    "MedioVerificacion",
    "ObjetivoEspecifico",
    "ProgramaTrabajo",
]
