"""What the columns of the form are called, for whoever reads a change or a conflict."""

from collections.abc import Mapping
from functools import cache

from programas.formulario.declaracion import Tabla
from programas.formulario.hojas import HOJAS, get_control


def name_columnas(codigo: str) -> Mapping[str, str]:
    """The headings of the table that the row with a code is in, by column: «Medio de verificación»."""
    anio, _, resto = codigo.split("-", 2)
    tipo, _, fila = resto.partition("-")
    return list_encabezados(anio, tipo, fila[:1])


@cache
def list_encabezados(anio: str, tipo: str, inicial: str) -> Mapping[str, str]:
    return {columna.clave: columna.encabezado.format(anio=anio) for columna in get_tabla(tipo, inicial).columnas}


def get_tabla(tipo: str, inicial: str) -> Tabla:
    """By the first letter of what follows the programme: «2009-07-III.2-I02» is of the instancias."""
    if inicial == "I":
        return HOJAS["III.2"].get_tabla("instancias")
    return HOJAS["III.4"].get_tabla("analisis") if inicial == "A" else get_control(tipo)
