"""The official form's tables, and those of its year: progress, review, evidence, claims and closing."""

from programas.models.analisis import AnalisisAvance, InformeAvance
from programas.models.avance import Avance, Evidencia, Reclamo
from programas.models.borrador import Borrador
from programas.models.cierre import Certificado, Cierre
from programas.models.compromiso import Actividad, Compromiso, MedioVerificacion
from programas.models.documento import DocumentoGenerado
from programas.models.ejercicio import Corte, Ejercicio
from programas.models.importacion import Importacion
from programas.models.instancia import Instancia
from programas.models.mantencion import Mantencion
from programas.models.planilla import AliasColumna, Carga, LibroCargado
from programas.models.programa import Indicador, ObjetivoEspecifico, ProgramaTrabajo
from programas.models.recordatorio import Recordatorio
from programas.models.revision import Envio, Mensaje, Observacion, RevisionFila

__all__ = [
    "Actividad",
    "AliasColumna",
    "AnalisisAvance",
    "Avance",
    "Borrador",
    "Carga",
    "Certificado",
    "Cierre",
    "Compromiso",
    "Corte",
    "DocumentoGenerado",
    "Ejercicio",
    "Envio",
    "Evidencia",
    "Importacion",
    "Indicador",
    "InformeAvance",
    "Instancia",
    "LibroCargado",
    "Mantencion",
    "MedioVerificacion",
    "Mensaje",
    "ObjetivoEspecifico",
    "Observacion",
    "ProgramaTrabajo",
    "Reclamo",
    "Recordatorio",
    "RevisionFila",
]
