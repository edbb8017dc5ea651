"""What the columns of the form are called, for whoever reads a change or a conflict."""

from programas.formulario.declaracion import Tabla
from programas.formulario.hojas import HOJAS, get_control


def get_tabla(codigo: str) -> Tabla:
    """The table of the form that the row with a code is in: «2009-07-III.2-I02» is of the instancias."""
    tipo, _, fila = codigo.split("-", 2)[2].partition("-")
    if fila.startswith("I"):
        return HOJAS["III.2"].get_tabla("instancias")
    return HOJAS["III.4"].get_tabla("analisis") if fila.startswith("A") else get_control(tipo)


def name_columna(codigo: str, clave: str) -> str:
    """«Medio de verificación»; empty when the row's table has no such column."""
    columna = get_tabla(codigo).por_clave.get(clave)
    return columna.encabezado.format(anio=codigo.partition("-")[0]) if columna else ""
