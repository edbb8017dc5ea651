"""Import a workbook of the form: compare, write in one transaction or not at all, and tell everything."""

from programas.services.importacion.acto import OpcionesImportacion, import_formulario
from programas.services.importacion.informe import Accion, Cambio, ImportacionRechazada, InformeImportacion

__all__ = [
    "Accion",
    "Cambio",
    "ImportacionRechazada",
    "InformeImportacion",
    "OpcionesImportacion",
    "import_formulario",
]
