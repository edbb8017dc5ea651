"""What a closing keeps: the case, its answer and what every row of the form said, with the headings it had."""

from collections.abc import Iterable
from typing import Any

from programas import scoring
from programas.formulario.contenido import CompromisoContenido, ProgramaContenido, TerritorioContenido
from programas.formulario.hojas import HOJAS, get_control
from programas.models import Cierre, Corte, Ejercicio
from programas.scoring.caso import score
from programas.selectors.caso import build_caso
from programas.selectors.contenido import load_contenido
from programas.selectors.hoja_mostrada import CeldaMostrada, FilaMostrada
from programas.selectors.hojas import build_fila, list_control, show_hoja_analisis, show_instancia


def build_cierre(ejercicio: Ejercicio) -> Cierre:
    """An unsaved closing of an ejercicio that is already marked as closed: a fixed number of queries."""
    entrada = build_caso(ejercicio)
    return Cierre(
        ejercicio=ejercicio,
        reglas=scoring.VERSION,
        entrada=entrada,
        resultado=score(entrada),
        contenido=build_contenido(ejercicio),
    )


def build_contenido(ejercicio: Ejercicio) -> dict[str, Any]:
    """``territorios`` of the year, north to south, and ``filas`` of the form: each with its columns as they read.

    Columns are pairs in a list: a database keeps no order inside an object.
    """
    cortes = list(ejercicio.cortes.order_by("fecha_medicion"))
    regiones = ejercicio.regiones.order_by("orden").values_list("cut", "nombre_corto")
    return {
        "territorios": [{"codigo": cut, "nombre": nombre} for cut, nombre in regiones],
        "filas": [
            fila
            for territorio in load_contenido(ejercicio_id=ejercicio.pk)
            for fila in describe_territorio(ejercicio, territorio, cortes)
        ],
    }


def describe_territorio(
    ejercicio: Ejercicio, territorio: TerritorioContenido, cortes: Iterable[Corte]
) -> list[dict[str, Any]]:
    filas = [fila for programa in territorio.programas for fila in describe_programa(ejercicio, programa)]
    for corte in cortes:
        hoja = show_hoja_analisis(ejercicio, territorio.programas, corte.pk)
        propio = ["Corte", f"{corte.fecha_medicion:%d-%m-%Y}"]
        for codigo, columnas in spread_columnas(hoja.tablas[0].filas):
            filas.append(describe_fila(codigo, territorio.region, "III.4", [propio, *columnas]))
    return filas


def describe_programa(ejercicio: Ejercicio, programa: ProgramaContenido) -> list[dict[str, Any]]:
    """The rows of a programme's sheet: its bodies, if it has them, and its commitments with their reasons."""
    filas = []
    if programa.instancias:
        tabla = HOJAS[programa.tipo].get_tabla("instancias")
        mostradas = [build_fila(tabla, ejercicio.anio, i.codigo, show_instancia(i)) for i in programa.instancias]
        filas += [
            describe_fila(codigo, programa.region, programa.tipo, columnas)
            for codigo, columnas in spread_columnas(mostradas)
        ]
    compromisos = {compromiso.codigo: compromiso for compromiso in programa.compromisos}
    control = list_control(get_control(programa.tipo), ejercicio, programa)
    filas += [
        describe_fila(codigo, programa.region, programa.tipo, [*columnas, *show_motivo(compromisos[codigo])])
        for codigo, columnas in spread_columnas(control)
    ]
    return filas


def describe_fila(codigo: str, cut: str, hoja: str, columnas: list[list[str]]) -> dict[str, Any]:
    return {"codigo": codigo, "territorio": cut, "hoja": hoja, "columnas": columnas}


def show_motivo(compromiso: CompromisoContenido) -> list[list[str]]:
    return [["Motivo", compromiso.motivo]] if compromiso.motivo else []


def spread_columnas(filas: Iterable[FilaMostrada]) -> list[tuple[str, list[list[str]]]]:
    """Each row with all its columns: a cell that stands over several rows is said by every one of them."""
    vigentes: dict[str, CeldaMostrada] = {}
    repartidas = []
    for fila in filas:
        vigentes = vigentes | {celda.clave: celda for celda in fila.celdas}
        repartidas.append((fila.codigo, [[celda.rotulo, write_celda(celda)] for celda in vigentes.values()]))
    return repartidas


def write_celda(celda: CeldaMostrada) -> str:
    texto = "\n".join(celda.lineas)
    return "\n".join(filter(None, [texto, celda.aparte]))
