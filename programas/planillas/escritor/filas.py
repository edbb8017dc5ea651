"""The rows of each table as the form prints them, and the mark of what the reader will read in each cell."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from programas.formulario.celda import Celda
from programas.formulario.contenido import (
    AnalisisContenido,
    CompromisoContenido,
    ObjetivoContenido,
    ProgramaContenido,
)
from programas.formulario.declaracion import Tabla
from programas.formulario.hojas import (
    HOJAS,
    NOTA_DE_CLASE,
    PROGRAMA_EN_ANALISIS,
    compose_columnas_4_y_5,
    get_control,
    parse_celda,
    show_items,
)
from programas.formulario.lectores import parse_clase, strip_nota
from programas.formulario.metadatos import mark_valor
from programas.planillas.escritor.textos import check_largo, clean_celda
from programas.planillas.metadatos import PADRE
from programas.scoring import PESO_MAXIMO, Ponderacion
from programas.selectors.exportacion import FormularioExportado

DEL_OBJETIVO = ("objetivo", "indicador", "resultado")
INSTANCIAS = HOJAS["III.2"].get_tabla("instancias")
ANALISIS = HOJAS["III.4"].get_tabla("analisis")


@dataclass(frozen=True, slots=True)
class FilaEscrita:
    """A row: its values by column, weights in ten-thousandths of a percent.

    Its first column, and those of an objective, stand over ``alto`` rows; 0 when they hang from the row above.
    ``padre`` is the code of its objective, in the control tables.
    """

    codigo: str
    valores: dict[str, Any] = field(default_factory=dict)
    alto: int = 1
    padre: str = ""

    def check(self, tabla: Tabla) -> "FilaEscrita":
        """The row as cells can hold it. Raises ``TextoNoCabe``."""
        for clave, valor in self.valores.items():
            if isinstance(valor, str):
                self.valores[clave] = clean_celda(valor)
                check_largo(self.codigo, tabla.get_columna(clave).encabezado, self.valores[clave])
        return self


def list_control(
    formulario: FormularioExportado, programa: ProgramaContenido, con_declarado: bool
) -> list[FilaEscrita]:
    """One row per commitment; an objective without any has one too."""
    tabla = get_control(programa.tipo)
    uniforme = None
    if programa.ponderacion == Ponderacion.UNIFORME:
        uniforme = PESO_MAXIMO // max(len(programa.compromisos), 1)
    filas = []
    for objetivo in programa.objetivos:
        valores = {"objetivo": show_objetivo(objetivo), "indicador": objetivo.indicador}
        if not objetivo.compromisos:
            columna_4, columna_5 = compose_columnas(formulario, objetivo, None)
            valores |= {"resultado": columna_4, "actividades": columna_5}
            filas.append(FilaEscrita(objetivo.codigo, valores, 1, objetivo.codigo).check(tabla))
        for i, compromiso in enumerate(objetivo.compromisos):
            columna_4, columna_5 = compose_columnas(formulario, objetivo if i == 0 else None, compromiso)
            propios = valores | {"resultado": columna_4} if i == 0 else {}
            propios |= show_compromiso(compromiso, uniforme, con_declarado) | {"actividades": columna_5}
            alto = len(objetivo.compromisos) if i == 0 else 0
            filas.append(FilaEscrita(compromiso.codigo, propios, alto, objetivo.codigo).check(tabla))
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


def list_instancias(programa: ProgramaContenido) -> list[FilaEscrita]:
    return [
        FilaEscrita(instancia.codigo, {c.clave: getattr(instancia, c.clave) for c in INSTANCIAS.columnas}).check(
            INSTANCIAS
        )
        for instancia in programa.instancias
    ]


def list_analisis(formulario: FormularioExportado, con_pendientes: bool) -> list[FilaEscrita]:
    """The analyses of the corte, programme by programme; a template also offers the objectives that lack it."""
    filas = []
    for programa in formulario.programas.values():
        nombre = PROGRAMA_EN_ANALISIS[programa.tipo]
        textos = {objetivo.codigo: objetivo.texto for objetivo in programa.objetivos}
        for i, analisis in enumerate(programa.analisis):
            valores = {"programa": nombre if i == 0 or con_pendientes else ""} | show_analisis(analisis, textos)
            alto = 1 if con_pendientes else len(programa.analisis) if i == 0 else 0
            filas.append(FilaEscrita(analisis.codigo, valores, alto).check(ANALISIS))
        if con_pendientes and formulario.corte:
            hechos = {analisis.objetivo for analisis in programa.analisis}
            pendientes = (texto for codigo, texto in textos.items() if codigo not in hechos)
            filas += [
                FilaEscrita("", {"programa": nombre, "objetivo": texto}).check(ANALISIS) for texto in pendientes
            ]
    return filas


def show_analisis(analisis: AnalisisContenido, textos: dict[str, str]) -> dict[str, str]:
    return {
        "objetivo": analisis.objetivo_texto or textos.get(analisis.objetivo or "", ""),
        "avance_efectivo": analisis.avance_efectivo,
        "avance_medidas": analisis.avance_medidas,
        "recomendaciones": analisis.columna_4,
        "responsable": analisis.responsable,
    }


def mark_control(tipo: str, filas: list[FilaEscrita], uniforme: bool) -> Iterator[tuple[str, dict[str, str]]]:
    """The marks of a control table: those of each commitment, and of each objective by its own code.

    Uniform weights carry none: they are reckoned from how many rows there are, not typed.
    """
    tabla = get_control(tipo)
    propios = ("cumple",) if uniforme else ("ponderacion", "cumple")
    for fila in filas:
        if fila.alto:
            yield fila.padre, mark_objetivo(tipo, tabla, fila)
        if fila.codigo != fila.padre:
            marcas = {clave: mark_texto(tabla, fila, clave) for clave in ("unidad", "actividades", "medios")}
            marcas |= {clave: mark_valor(fila.valores[clave]) for clave in propios}
            yield fila.codigo, marcas | {PADRE: fila.padre}


def mark_objetivo(tipo: str, tabla: Tabla, fila: FilaEscrita) -> dict[str, str]:
    texto = read_texto(tabla, fila, "objetivo")
    clase = parse_clase(texto) if tipo == "III.3" else ""
    return {
        "texto": mark_valor(strip_nota(texto) if clase else texto),
        "clase": mark_valor(clase),
        "indicador": mark_texto(tabla, fila, "indicador"),
        "columna_4": mark_texto(tabla, fila, "resultado"),
    }


def mark_simples(tabla: Tabla, filas: list[FilaEscrita]) -> Iterator[tuple[str, dict[str, str]]]:
    """The marks of instancias or analyses, whose columns go by the names of what is read."""
    for fila in filas:
        if fila.codigo:
            marcas = {clave: mark_texto(tabla, fila, clave) for clave in fila.valores if clave != "programa"}
            if "objetivo" in marcas:
                marcas["objetivo_texto"] = marcas.pop("objetivo")
            yield fila.codigo, marcas


def mark_texto(tabla: Tabla, fila: FilaEscrita, clave: str) -> str:
    return mark_valor(read_texto(tabla, fila, clave))


def read_texto(tabla: Tabla, fila: FilaEscrita, clave: str) -> Any:
    return parse_celda(tabla.get_columna(clave), Celda("", fila.valores.get(clave, "") or None))
