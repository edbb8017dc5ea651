"""The states of uploads, workbooks and imports: always the same word, sign and colour."""

from programas.enums import EstadoCarga, EstadoLibro
from programas.models import Importacion
from programas.selectors.presentacion import EstadoMostrado
from regiones.models import Usuario

DE_CARGA = {
    EstadoCarga.EN_ESPERA: EstadoMostrado("En espera", "○", "sc"),
    EstadoCarga.LEYENDO: EstadoMostrado("Leyendo", "◐", "ju"),
    EstadoCarga.LISTA: EstadoMostrado("Leída", "✓", "sc"),
    EstadoCarga.CANCELADA: EstadoMostrado("Cancelada", "–", "sc"),
}
DE_LIBRO = {
    EstadoLibro.EN_ESPERA: EstadoMostrado("En espera", "○", "sc"),
    EstadoLibro.LISTO: EstadoMostrado("Listo para aplicar", "✓", "ok"),
    EstadoLibro.PREGUNTA: EstadoMostrado("Falta una respuesta", "?", "ju"),
    EstadoLibro.RECHAZADO: EstadoMostrado("Con problemas", "✕", "no"),
    EstadoLibro.SIN_CAMBIOS: EstadoMostrado("Sin cambios", "=", "sc"),
    EstadoLibro.APLICADO: EstadoMostrado("Aplicado", "✓", "ok"),
    EstadoLibro.DESHECHO: EstadoMostrado("Deshecho", "↶", "sc"),
    EstadoLibro.DESCARTADO: EstadoMostrado("Descartado", "–", "sc"),
}
# How a sentence counts the workbooks of each state, in the order in which they matter.
CUENTAS = {
    EstadoLibro.LISTO: ("listo", "listos"),
    EstadoLibro.PREGUNTA: ("con preguntas", "con preguntas"),
    EstadoLibro.RECHAZADO: ("con problemas", "con problemas"),
    EstadoLibro.EN_ESPERA: ("en espera", "en espera"),
    EstadoLibro.SIN_CAMBIOS: ("sin cambios", "sin cambios"),
    EstadoLibro.APLICADO: ("aplicado", "aplicados"),
    EstadoLibro.DESHECHO: ("deshecho", "deshechos"),
    EstadoLibro.DESCARTADO: ("descartado", "descartados"),
}
APLICADA = EstadoMostrado("Aplicada", "✓", "ok")
DESHECHA = EstadoMostrado("Deshecha", "↶", "sc")
DESHACE = EstadoMostrado("Deshace otra", "↶", "sc")


def show_importacion(importacion: Importacion) -> EstadoMostrado:
    """Whether what an import wrote stands. ``deshecha_por`` comes loaded."""
    if importacion.deshace_id:
        return DESHACE
    return DESHECHA if getattr(importacion, "deshecha_por", None) else APLICADA


def name_persona(usuario: Usuario) -> str:
    """A person by their name, as the record tells it."""
    return usuario.get_full_name() or usuario.get_username()
