"""Import workbooks of the form: compare, tell, write in one transaction or not at all, and undo."""

from programas.services.importacion.acto import import_formulario, import_formularios, preview_formulario
from programas.services.importacion.deshacer import undo_importacion
from programas.services.importacion.informe import (
    Accion,
    Cambio,
    FilaCambiada,
    ImportacionConCambios,
    ImportacionRechazada,
    InformeImportacion,
    LibroRefusado,
)
from programas.services.importacion.opciones import OpcionesImportacion
from programas.services.importacion.original import keep_original
from programas.services.importacion.vista import CampoVista, FilaVista, VistaImportacion

__all__ = [
    "Accion",
    "Cambio",
    "CampoVista",
    "FilaCambiada",
    "FilaVista",
    "ImportacionConCambios",
    "ImportacionRechazada",
    "InformeImportacion",
    "LibroRefusado",
    "OpcionesImportacion",
    "VistaImportacion",
    "import_formulario",
    "import_formularios",
    "keep_original",
    "preview_formulario",
    "undo_importacion",
]
