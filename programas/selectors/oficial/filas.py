"""The rows of each table as the form prints them, whatever the format that draws them."""

from dataclasses import dataclass, field
from typing import Any

from programas.formulario.columnas import compose_columnas_4_y_5, show_items
from programas.formulario.contenido import (
    AnalisisContenido,
    CompromisoContenido,
    ObjetivoContenido,
    ProgramaContenido,
)
from programas.formulario.hojas import HOJAS, NOTA_DE_CLASE, PROGRAMA_EN_ANALISIS
from programas.formulario.territorios import show_responsable
from programas.scoring import PESO_MAXIMO, Ponderacion
from programas.selectors.exportacion import FormularioExportado

DEL_OBJETIVO = ("objetivo", "indicador", "resultado")
# The columns of each table that may stand over several of its rows.
DE_VARIAS_FILAS = {"control": DEL_OBJETIVO, "analisis": ("programa",)}
INSTANCIAS = HOJAS["III.2"].get_tabla("instancias")


@dataclass(frozen=True, slots=True)
class FilaOficial:
    """A row: its values by column, weights in ten-thousandths of a percent.

    Its first column, and those of an objective, stand over ``alto`` rows; 0 when they hang from the row above.
    ``padre`` is the code of its objective, in the control tables.
    """

    codigo: str
    valores: dict[str, Any] = field(default_factory=dict)
    alto: int = 1
    padre: str = ""


def name_responsable(formulario: FormularioExportado, tipo: str) -> str:
    """Who commits the programme (note 1); of one that the territory does not commit, as in the others."""
    programas = formulario.programas
    programa = programas.get(tipo) or next(iter(programas.values()), None)
    return show_responsable(formulario.nombre, programa.responsable if programa else "")


def list_control(
    formulario: FormularioExportado, programa: ProgramaContenido, con_declarado: bool = False
) -> list[FilaOficial]:
    """One row per commitment; an objective without any has one too."""
    uniforme = None
    if programa.ponderacion == Ponderacion.UNIFORME:
        uniforme = PESO_MAXIMO // max(len(programa.compromisos), 1)
    filas = []
    for objetivo in programa.objetivos:
        valores = {"objetivo": show_objetivo(objetivo), "indicador": objetivo.indicador}
        if not objetivo.compromisos:
            columna_4, columna_5 = compose_columnas(formulario, objetivo, None)
            valores |= {"resultado": columna_4, "actividades": columna_5}
            filas.append(FilaOficial(objetivo.codigo, valores, 1, objetivo.codigo))
        for i, compromiso in enumerate(objetivo.compromisos):
            columna_4, columna_5 = compose_columnas(formulario, objetivo if i == 0 else None, compromiso)
            propios = valores | {"resultado": columna_4} if i == 0 else {}
            propios |= show_compromiso(compromiso, uniforme, con_declarado) | {"actividades": columna_5}
            alto = len(objetivo.compromisos) if i == 0 else 0
            filas.append(FilaOficial(compromiso.codigo, propios, alto, objetivo.codigo))
    return filas


def show_objetivo(objetivo: ObjetivoContenido) -> str:
    """The objective and, in III.3, the number of the note that says its kind."""
    return objetivo.texto + (f" ({NOTA_DE_CLASE[objetivo.clase]})" if objetivo.clase else "")


def compose_columnas(
    formulario: FormularioExportado, objetivo: ObjetivoContenido | None, compromiso: CompromisoContenido | None
) -> tuple[str, str]:
    """Columns (4) and (5). In column (5) the meta takes one line: the next ones are activities."""
    meta = objetivo.meta if objetivo else ""
    return compose_columnas_4_y_5(
        meta=" ".join(meta.split()) if formulario.columna_4_es_resultado else meta,
        resultado=objetivo.resultado if objetivo else "",
        actividades=compromiso.actividades if compromiso else (),
        columna_4_es_resultado=formulario.columna_4_es_resultado,
    )


def show_compromiso(compromiso: CompromisoContenido, uniforme: int | None, con_declarado: bool) -> dict[str, Any]:
    """The weighted row. Official is what was validated; a template shows also what was declared."""
    peso = compromiso.ponderacion if uniforme is None else uniforme
    cumple = compromiso.validado or (compromiso.declarado if con_declarado else "")
    return {
        "unidad": compromiso.unidad,
        "medios": show_items(compromiso.medios),
        "ponderacion": peso,
        "cumple": cumple,
        "ganada": None if not cumple else (peso or 0) if cumple == "si" else 0,
    }


def list_instancias(programa: ProgramaContenido) -> list[FilaOficial]:
    return [
        FilaOficial(instancia.codigo, {c.clave: getattr(instancia, c.clave) for c in INSTANCIAS.columnas})
        for instancia in programa.instancias
    ]


def list_analisis(formulario: FormularioExportado, con_pendientes: bool = False) -> list[FilaOficial]:
    """The analyses of the corte, programme by programme; a template also offers the objectives that lack it."""
    filas = []
    for programa in formulario.programas.values():
        nombre = PROGRAMA_EN_ANALISIS[programa.tipo]
        textos = {objetivo.codigo: objetivo.texto for objetivo in programa.objetivos}
        for i, analisis in enumerate(programa.analisis):
            valores = {"programa": nombre if i == 0 or con_pendientes else ""} | show_analisis(analisis, textos)
            alto = 1 if con_pendientes else len(programa.analisis) if i == 0 else 0
            filas.append(FilaOficial(analisis.codigo, valores, alto))
        if con_pendientes and formulario.corte:
            hechos = {analisis.objetivo for analisis in programa.analisis}
            pendientes = (texto for codigo, texto in textos.items() if codigo not in hechos)
            filas += [FilaOficial("", {"programa": nombre, "objetivo": texto}) for texto in pendientes]
    return filas


def show_analisis(analisis: AnalisisContenido, textos: dict[str, str]) -> dict[str, str]:
    return {
        "objetivo": analisis.objetivo_texto or textos.get(analisis.objetivo or "", ""),
        "avance_efectivo": analisis.avance_efectivo,
        "avance_medidas": analisis.avance_medidas,
        "recomendaciones": analisis.columna_4,
        "responsable": analisis.responsable,
    }
