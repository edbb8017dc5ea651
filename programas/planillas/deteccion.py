"""Tell what was recognised in a workbook: sheets, tables, columns, scales, territory and year."""

from collections.abc import Iterator, Mapping, Sequence

from programas.formulario.celda import Celda
from programas.formulario.declaracion import ANIO
from programas.formulario.deteccion import (
    ColumnaDetectada,
    Deteccion,
    EscalaDetectada,
    HojaDetectada,
    TablaDetectada,
)
from programas.formulario.pesos import Escala, adds_to_cien
from programas.planillas.encabezados import TablaHallada
from programas.planillas.filas import ControlUnido
from programas.planillas.identidad import Dicho
from programas.planillas.lector import Lector
from programas.planillas.libro import Grilla, Libro
from programas.planillas.tablas import HojaExplorada
from programas.planillas.totales import read_pesos

Unidos = Mapping[str, Sequence[tuple[TablaHallada, ControlUnido]]]


def describe_detectado(
    lector: Lector,
    libro: Libro,
    hojas: Sequence[HojaExplorada],
    unidos: Unidos,
    escalas: Mapping[str, Escala | None],
    region: str,
    dicho: Dicho | None,
) -> Deteccion:
    pares = list(zip(libro.hojas, hojas, strict=True))
    anio, lugar_anio = find_anio(hojas)
    return Deteccion(
        libro.formato,
        tuple(
            HojaDetectada(grilla.nombre, grilla.visible, len(grilla.celdas))
            for grilla in (*libro.hojas, *libro.ocultas)
        ),
        tuple(describe_tabla(grilla, tabla) for grilla, hoja in pares for tabla in hoja.tablas),
        tuple(
            EscalaDetectada(tipo, *describe_escala(lector, tipo, unidos[tipo], escala))
            for tipo, escala in escalas.items()
            if unidos[tipo]
        ),
        region,
        f"{dicho.hoja}!{dicho.celda.direccion}" if dicho else "",
        dicho.celda.texto if dicho else "",
        anio,
        lugar_anio,
    )


def describe_tabla(grilla: Grilla, tabla: TablaHallada) -> TablaDetectada:
    """Its headings from left to right, those of no column among them, and the columns that lack."""
    columnas = {
        tramo.start: ColumnaDetectada(
            celda.direccion, celda.texto, clave, tabla.tabla.get_columna(clave).encabezado
        )
        for clave, tramo in tabla.columnas.items()
        for celda in [grilla.get(tabla.fila_encabezado, tramo.start)[0]]
    }
    de_nadie = [ColumnaDetectada(celda.direccion, celda.texto) for celda in (*tabla.sobrantes, *tabla.ajenas)]
    return TablaDetectada(
        tabla.grilla,
        tabla.fila_encabezado,
        tabla.hoja or "",
        tabla.tabla.clave,
        len(tabla.filas),
        (*(columnas[columna] for columna in sorted(columnas)), *de_nadie),
        tuple(columna.encabezado for columna in (*tabla.faltantes, *tabla.ausentes)),
    )


def describe_escala(
    lector: Lector, tipo: str, pares: Sequence[tuple[TablaHallada, ControlUnido]], escala: Escala | None
) -> tuple[str, str]:
    """The scale and what tells it."""
    pesos = [peso for par in pares for _, peso in read_pesos(*par)]
    if not pesos:
        return "", "No hay ponderaciones que leer."
    if all(peso.escala for peso in pesos):
        return Escala.PORCENTAJE.value, "Cada celda lleva el signo % o su formato."
    if escala is None:
        return "", "Ni el signo % ni la suma de la columna lo dicen."
    if lector.get_escala(tipo):
        return escala.value, "Así se indicó."
    if adds_to_cien(pesos, escala):
        return escala.value, "La columna suma 100 % leída así."
    return escala.value, "Los tres programas juntos suman 100 % leídos así."


def find_anio(hojas: Sequence[HojaExplorada]) -> tuple[int | None, str]:
    """The year of the first title that names one."""
    for hoja, celda in list_titulos(hojas):
        if hallado := ANIO.search(celda.texto):
            return int(hallado[0]), f"{hoja}!{celda.direccion}"
    return None, ""


def list_titulos(hojas: Sequence[HojaExplorada]) -> Iterator[tuple[str, Celda]]:
    for hoja in hojas:
        for celda in (*hoja.secciones, *hoja.titulos):
            yield hoja.nombre, celda
