"""What the columns of the form are called, for whoever reads a change or a conflict."""

from collections.abc import Mapping
from functools import cache

from programas.formulario.declaracion import Tabla
from programas.formulario.hojas import HOJAS, get_control
from programas.models import (
    Actividad,
    AnalisisAvance,
    Compromiso,
    Indicador,
    Instancia,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from regiones.models import Editable
from regiones.services.valores import name_campo

MODELOS: dict[str, type[Editable]] = {
    "programas": ProgramaTrabajo,
    "objetivos": ObjetivoEspecifico,
    "indicadores": Indicador,
    "compromisos": Compromiso,
    "actividades": Actividad,
    "medios": MedioVerificacion,
    "instancias": Instancia,
    "analisis": AnalisisAvance,
}
DE_MODELO = {modelo: tabla for tabla, modelo in MODELOS.items()}
# The column of the form that each field is. Those of a table without a name here go by their own.
COLUMNAS: dict[str, dict[str, str]] = {
    "objetivos": {"texto": "objetivo"},
    "indicadores": {"texto": "indicador", "resultado": "resultado"},
    "compromisos": {
        "actividades": "actividades",
        "unidad_texto": "unidad",
        "medios": "medios",
        "ponderacion": "ponderacion",
        "declarado": "cumple",
    },
    "actividades": {"texto": "actividades"},
    "medios": {"texto": "medios"},
    "instancias": {c: c for c in ("nombre", "problema", "territorios", "instituciones", "productos")},
    "analisis": {
        "objetivo_texto": "objetivo",
        **{c: c for c in ("avance_efectivo", "avance_medidas", "recomendaciones", "responsable")},
    },
}
NOMBRES = {"orden": "lugar en la hoja", "objetivo": "objetivo que analiza"}


def name_encabezado(tabla: str, codigo: str, campo: str) -> str:
    """The heading of the column of the form that a field of a row is; of no column, its own name."""
    columna = COLUMNAS.get(tabla, {}).get(campo)
    if columna is not None:
        return name_columnas(codigo).get(columna, "")
    return NOMBRES.get(campo) or name_campo(MODELOS[tabla], campo)


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
