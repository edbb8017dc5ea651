"""What is told of the sheets and tables of a workbook, before their rows are read."""

from collections.abc import Sequence

from openpyxl.utils import get_column_letter

from programas.formulario.celda import Celda
from programas.formulario.lectura import Nivel
from programas.formulario.preguntas import AsuntoPregunta, build_clave
from programas.planillas.candidatas import ask_columnas, ask_tabla, name_pregunta
from programas.planillas.encabezados import TablaHallada
from programas.planillas.lector import Lector
from programas.planillas.libro import Libro
from programas.planillas.tablas import HojaExplorada, explore_hoja
from programas.planillas.vocabulario import Vocabulario

# The real form has 31 rows in all.
MAXIMO_FILAS = 200


def note_libro(lector: Lector, libro: Libro, hojas: Sequence[HojaExplorada], vocabulario: Vocabulario) -> None:
    con_tablas = any(hoja.tablas for hoja in hojas)
    for grilla in libro.ocultas:
        nivel = Nivel.INFO
        if explore_hoja(grilla, vocabulario).tablas:
            nivel = Nivel.ADVERTENCIA if con_tablas else Nivel.IMPIDE
        lector.note(nivel, grilla.nombre, "", "", "la hoja está oculta y no se lee", "Muéstrela si trae datos.")
    if not con_tablas:
        lector.note(
            Nivel.IMPIDE,
            libro.hojas[0].nombre if libro.hojas else "",
            "",
            "",
            "no se reconoce ninguna tabla del formulario",
            "Los encabezados deben decir «Objetivos específicos», «Meta anual o actividades comprometidas», "
            "«Ponderación (%)»…, como en las hojas III.1 a III.4.",
        )
    for tabla in (tabla for hoja in hojas for tabla in hoja.tablas):
        note_tabla(lector, tabla)


def note_tabla(lector: Lector, tabla: TablaHallada) -> None:
    if tabla.hoja is None:
        lector.note(
            Nivel.IMPIDE,
            tabla.grilla,
            f"A{tabla.fila_encabezado}",
            "",
            "hay una tabla de control y no se sabe si es de III.1, III.2 o III.3",
            "Ponga el título «Actividad III. 1 …» sobre la tabla, o llame «III.1» a la hoja.",
            preguntas=(build_clave(AsuntoPregunta.TABLA, f"{tabla.grilla}:{tabla.fila_encabezado}"),),
        )
        primera = min(tabla.columnas.values(), key=lambda tramo: tramo.start).start
        celda = Celda(f"{get_column_letter(primera)}{tabla.fila_encabezado}")
        ask_tabla(lector, tabla.grilla, tabla.fila_encabezado, celda, "")
    for columna in tabla.faltantes:
        lector.note(
            Nivel.IMPIDE,
            tabla.grilla,
            f"A{tabla.fila_encabezado}",
            "",
            f"falta la columna «{columna.encabezado}»",
            f"Escriba ese encabezado en la fila {tabla.fila_encabezado}.",
            preguntas=tuple(name_pregunta(tabla, celda) for celda in tabla.sobrantes),
        )
    ask_columnas(lector, tabla)
    for celda in tabla.duplicadas:
        lector.note(
            Nivel.IMPIDE, tabla.grilla, celda.direccion, celda.texto, "la columna está dos veces", "Deje una."
        )
    for celda in tabla.sobrantes:
        faltan = ", ".join(f"«{columna.encabezado}»" for columna in (*tabla.faltantes, *tabla.ausentes))
        lector.note(
            Nivel.ADVERTENCIA if faltan else Nivel.INFO,
            tabla.grilla,
            celda.direccion,
            celda.texto,
            "la columna no es del formulario: no se lee",
            f"Si es {faltan}, escriba ese encabezado." if faltan else "",
            preguntas=(name_pregunta(tabla, celda),),
        )
    for celda in tabla.ajenas:
        lector.note(
            Nivel.INFO,
            tabla.grilla,
            celda.direccion,
            celda.texto,
            "la columna no es del formulario, según se indicó: no se lee",
        )
    for columna in tabla.ausentes:
        lector.note(
            Nivel.INFO,
            tabla.grilla,
            f"A{tabla.fila_encabezado}",
            "",
            f"el libro no trae la columna «{columna.encabezado}»: lo que está guardado de ella no cambia",
        )
    if not tabla.filas and not tabla.faltantes and not lector.propio:
        lector.note(Nivel.ADVERTENCIA, tabla.grilla, f"A{tabla.fila_encabezado}", "", "la tabla no trae filas")
    if len(tabla.filas) > MAXIMO_FILAS:
        lector.note(
            Nivel.IMPIDE,
            tabla.grilla,
            f"A{tabla.fila_encabezado}",
            "",
            f"la tabla trae {len(tabla.filas)} filas y el máximo es {MAXIMO_FILAS}",
            "Deje solo las del formulario.",
        )
        tabla.filas.clear()
    for fila in tabla.repetidos:
        lector.note(
            Nivel.INFO, tabla.grilla, f"A{fila}", "", "encabezado repetido por un salto de página: se omitió"
        )
