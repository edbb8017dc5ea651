"""THE OFFICIAL FORM: what each sheet holds, in its order, words and numbers.

Source: form of «Etapa 3», PMG Gestión Territorial 2009. Everything that reads, shows or prints the form is
derived from these declarations.
"""

from functools import partial

from programas.formulario import lectores
from programas.formulario.columnas import (
    parse_cumple,
    parse_items,
    parse_recomendaciones,
    parse_texto,
    show_cumple,
    show_items,
    show_peso,
    show_texto,
    validate_medios,
    validate_meta,
)
from programas.formulario.declaracion import Columna, Hoja, Tabla, Total, get_nota
from programas.formulario.notas import NOTAS
from programas.formulario.pesos import read_peso, read_porcentaje, validate_peso

# What stands over the four sheets.
TITULO = "Etapa 3: Implementación del Programa de Trabajo GT {anio}"
OBJETIVO = (
    "Objetivo 6. La institución elabora el Programa de Trabajo para la implementación del Plan para incorporación "
    "la perspectiva territorial en la entrega de los productos y del Plan para incorporar modificaciones o "
    "mejoras del sistema de información para el registro de sus productos estratégicos y clientes/ "
    "usuarios/beneficiarios por región."
)


columna_texto = partial(Columna, parse=parse_texto, show=show_texto)


def declare_control(primera_nota: int) -> Tabla:
    """The control table, which III.1, III.2 and III.3 share but for the numbers of their notes."""

    def nota(lugar: int) -> int:
        return primera_nota + lugar

    resultados, operacional = "Control de Resultados", "Control Operacional"
    return Tabla(
        "control",
        (
            columna_texto(
                "objetivo",
                "Objetivos específicos",
                nota(0),
                grupo=resultados,
                alias=("Objetivo específico", "Objetivos"),
                obligatoria=True,
                ancho=34,
            ),
            columna_texto(
                "indicador",
                "Indicador",
                nota(1),
                grupo=resultados,
                alias=("Indicadores", "Nombre del indicador"),
                ancho=30,
            ),
            columna_texto(
                "resultado",
                "Resultado anual del indicador",
                nota(2),
                grupo=resultados,
                alias=("Resultado anual", "Resultado anual indicador", "Resultado del indicador"),
                validate=validate_meta,
                ancho=18,
            ),
            Columna(
                "actividades",
                "Meta anual o actividades comprometidas",
                nota(3),
                parse=parse_items,
                show=show_items,
                grupo=operacional,
                alias=(
                    "Meta anual o actividades",
                    "Meta anual",
                    "Actividades comprometidas",
                    "Actividades",
                    "Meta o actividades comprometidas",
                ),
                obligatoria=True,
                ancho=40,
            ),
            columna_texto(
                "unidad",
                "Unidad Responsable",
                nota(4),
                grupo=operacional,
                alias=("Unidades Responsables", "Responsable"),
                ancho=24,
            ),
            Columna(
                "medios",
                "Medio de verificación",
                nota(5),
                parse=parse_items,
                show=show_items,
                validate=validate_medios,
                grupo=operacional,
                alias=("Medios de verificación", "Medio verificación"),
                ancho=30,
            ),
            Columna(
                "ponderacion",
                "Ponderación (%)",
                nota(6),
                parse=read_peso,
                show=show_peso,
                validate=validate_peso,
                grupo=operacional,
                alias=("Ponderación", "Ponderación % comprometida"),
                numerica=True,
                obligatoria=True,
                ancho=13,
            ),
            Columna(
                "cumple",
                "Cumple/no cumple",
                nota(7),
                parse=parse_cumple,
                show=show_cumple,
                grupo=operacional,
                alias=("Cumple", "Cumple (sí/no)", "Cumplimiento", "Cumple o no cumple"),
                ancho=12,
            ),
            Columna(
                "ganada",
                "Ponderación ganada",
                nota(8),
                parse=read_porcentaje,
                show=show_peso,
                grupo=operacional,
                alias=("Ponderación obtenida", "Ponderación lograda"),
                numerica=True,
                calculada=True,
                ancho=13,
            ),
        ),
    )


INSTANCIAS = Tabla(
    "instancias",
    (
        columna_texto("nombre", "Identificación de la instancia", 2, alias=("Instancia",), obligatoria=True),
        columna_texto(
            "problema",
            "Principal problema a resolver el año {anio}",
            3,
            alias=("Principal problema a resolver el año", "Principal problema a resolver"),
            ancho=36,
        ),
        columna_texto(
            "territorios",
            "Territorio(s) en el/ los que opera",
            4,
            alias=("Territorios en los que opera", "Territorio"),
            ancho=26,
        ),
        columna_texto("instituciones", "Instituciones participantes", 5, ancho=30),
        columna_texto(
            "productos",
            "Productos o subproductos",
            6,
            alias=("Productos", "Producto o subproducto"),
            ancho=34,
        ),
    ),
)

ANALISIS = Tabla(
    "analisis",
    (
        columna_texto("programa", "Programa de Trabajo", None, alias=("Programa",), ancho=16),
        columna_texto(
            "objetivo",
            "Objetivos Específicos",
            None,
            alias=("Objetivo específico",),
            obligatoria=True,
            ancho=30,
        ),
        columna_texto(
            "avance_efectivo",
            "Avance efectivo en la implementación de las actividades",
            2,
            alias=("Avance efectivo",),
            obligatoria=True,
            ancho=44,
        ),
        columna_texto(
            "avance_medidas",
            "Avance en la implementación de las medidas de la autoridad",
            3,
            alias=("Avance de las medidas de la autoridad",),
            ancho=44,
        ),
        Columna(
            "recomendaciones",
            "Recomendaciones y compromisos para superar dificultades",
            4,
            parse=parse_recomendaciones,
            show=show_texto,
            alias=("Recomendaciones y compromisos", "Recomendaciones"),
            ancho=36,
        ),
        columna_texto("responsable", "Responsable", 5, alias=("Responsables",), ancho=22),
    ),
)


def declare_hoja(clave: str, nombre: str, titulo: str, tablas: tuple[Tabla, ...], *totales: Total) -> Hoja:
    notas = tuple(get_nota(clave, numero) for numero in NOTAS[clave])
    return Hoja(clave, nombre, titulo, tablas, totales, notas)


HOJAS: dict[str, Hoja] = {
    "III.1": declare_hoja(
        "III.1",
        "Diseño, acceso y distribución",
        "Actividad III. 1. Programa de Trabajo de Gestión Territorial {anio} "
        "(mejoras en el diseño, acceso y distribución de los productos en el territorio)",
        (declare_control(2),),
        Total(
            "region",
            "Desempeño Anual Región Programa de Trabajo (diseño, acceso y distribución) {anio} (%)",
            11,
        ),
        Total(
            "servicio",
            "Desempeño Anual Servicio Programa de Trabajo (diseño, acceso y distribución) {anio} "
            "(CUMPLE /NO CUMPLE)",
            12,
        ),
    ),
    "III.2": declare_hoja(
        "III.2",
        "Complementariedad territorial",
        "Actividad III. 2: Programa de Complementariedad Territorial {anio} "
        "(mejoras en la complementariedad territorial de los productos en el territorio)",
        (INSTANCIAS, declare_control(7)),
        Total("region", "Desempeño Anual Región - Programa de Complementariedad Territorial {anio} (%)", 16),
        Total("servicio", "Desempeño Anual Servicio (CUMPLE /NO CUMPLE)", 17),
    ),
    "III.3": declare_hoja(
        "III.3",
        "Información a los gobiernos regionales",
        "Actividad III. 3: Programa de Trabajo de Mejoras a (los) Sistema(s) de Información Institucional "
        "y de Provisión de Información a los Gobiernos Regionales",
        (declare_control(2),),
        Total("region", "Desempeño Anual Región Programa de Información {anio} (%)", 14),
        Total("servicio", "Desempeño Anual Servicio (CUMPLE /NO CUMPLE)", 15),
    ),
    "III.4": declare_hoja(
        "III.4",
        "Análisis del avance",
        "Actividad III. 4: Análisis del avance en la implementación de los Programas de Trabajo {anio}",
        (ANALISIS,),
    ),
}

# How sheet III.4 names each programme in its first column.
PROGRAMA_EN_ANALISIS = {
    "III.1": "Diseño, Acceso y Distribución",
    "III.2": "Complementariedad",
    "III.3": "Información",
}


NOTA_DE_CLASE = lectores.NOTA_DE_CLASE


def get_control(tipo: str) -> Tabla:
    """The control table of a programme sheet."""
    return HOJAS[tipo].get_tabla("control")
