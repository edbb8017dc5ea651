"""The sheet with the text that explains the figures: to be read, and left aside when the workbook comes back."""

from collections.abc import Sequence

from openpyxl import Workbook

from programas.formulario.metadatos import HOJA_EXPLICACION
from programas.planillas.escritor import estilos
from programas.planillas.escritor.lienzo import Lienzo
from programas.planillas.escritor.paginas import print_apaisada
from programas.planillas.escritor.textos import clean_celda
from programas.selectors.exportacion import FormularioExportado
from programas.selectors.exportacion_explicada import list_explicaciones

ANCHO = 130
# A longer line goes on in the next cell, so that whatever it holds it fits.
LETRAS_POR_CELDA = 4_000


def write_explicaciones(libro: Workbook, formularios: Sequence[FormularioExportado], etapa: str) -> None:
    """One line of the text in each row, in one column; nothing when the forms bring none."""
    explicaciones = list_explicaciones(formularios)
    if not explicaciones:
        return
    lienzo = Lienzo(libro.create_sheet(HOJA_EXPLICACION), (ANCHO,))
    for _, texto in explicaciones:
        for i, linea in enumerate(clean_celda(texto).split("\n")):
            write_partida(lienzo, linea, estilos.NOTA if i else estilos.NOTA_TITULO)
    primero = formularios[0]
    print_apaisada(lienzo.pagina, f"{primero.servicio_nombre} · {primero.anio}", etapa)


def write_partida(lienzo: Lienzo, linea: str, estilo: str) -> None:
    for desde in range(0, max(len(linea), 1), LETRAS_POR_CELDA):
        lienzo.write_linea(linea[desde : desde + LETRAS_POR_CELDA], estilo)
