"""The sheet with the official notes and, in a template, how to fill it."""

from openpyxl import Workbook

from programas.formulario.hojas import HOJAS
from programas.planillas.escritor import estilos
from programas.planillas.escritor.lienzo import Lienzo

HOJA_NOTAS = "Notas"
ANCHO = 130
INSTRUCCIONES = (
    "Llene las celdas blancas; las grises se calculan solas y están protegidas, sin clave.",
    "La ponderación se escribe como porcentaje: 3,2 o 3,2%. Si el programa pondera de modo uniforme, se calcula.",
    "En «Cumple/no cumple», «Sí» es solo lo cumplido al 100 %: «Parcial» no gana ponderación.",
    "En una misma celda se escribe una actividad o un medio por línea (Alt + Entrar).",
    "Las filas en blanco del final son para agregar; puede insertar más entre ellas. Una fila que se borra no se "
    "elimina del sistema mientras nadie lo pida al importar.",
    "Al importarla, el sistema muestra qué cambia antes de guardar nada.",
)


def write_notas(libro: Workbook, anio: int, plantilla: bool) -> Lienzo:
    """Every note of the form, sheet by sheet, word for word."""
    lienzo = Lienzo(libro.create_sheet(HOJA_NOTAS), (ANCHO,))
    if plantilla:
        lienzo.write_linea("Cómo llenar esta planilla")
        for instruccion in INSTRUCCIONES:
            lienzo.write_linea(instruccion, estilos.NOTA)
        lienzo.fila += 1
    for hoja in HOJAS.values():
        lienzo.write_linea(f"Notas de la actividad {hoja.clave} {hoja.nombre}", estilos.NOTA_TITULO)
        for nota in hoja.notas:
            lienzo.write_linea(f"({nota.numero}) {nota.explain(anio)}", estilos.NOTA)
        lienzo.fila += 1
    return lienzo
