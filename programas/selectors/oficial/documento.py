"""The form of a territory, or of the whole service, as one document: sheets, tables and cells, already as text."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils import timezone

from programas.formulario.declaracion import Columna, Hoja, Tabla
from programas.formulario.hojas import HOJAS, OBJETIVO, TITULO
from programas.selectors.exportacion import FormularioExportado
from programas.selectors.exportacion_explicada import list_explicaciones
from programas.selectors.oficial.etapa import explain_etapa, tell_demostracion, tell_etapa
from programas.selectors.oficial.filas import (
    DE_VARIAS_FILAS,
    INSTANCIAS,
    FilaOficial,
    list_analisis,
    list_control,
    list_instancias,
    name_responsable,
)
from programas.selectors.oficial.tipos import (
    Caratula,
    CeldaOficial,
    ColumnaOficial,
    DocumentoOficial,
    HojaOficial,
    ParteOficial,
    TablaOficial,
    TotalOficial,
    build_fila,
)
from programas.selectors.oficial.totales import PALABRAS, say_cifra, say_estado
from regiones.textos import fold_text

DE_TODO = "Todo el servicio"
SIN_FILAS = {
    "instancias": "No declara instancias.",
    "control": "No compromete este programa.",
    "analisis": "Sin análisis del avance.",
}


def build_documento(formularios: Sequence[FormularioExportado], momento: datetime) -> DocumentoOficial:
    """One territory's document or, with several, that of the service: sheet by sheet, north to south."""
    caratula = build_caratula(formularios, momento, TITULO, "formulario")
    solo = len(formularios) == 1
    return DocumentoOficial(
        **asdict(caratula),
        objetivo=OBJETIVO,
        hojas=tuple(build_hoja(hoja, formularios, solo) for hoja in HOJAS.values()),
        anexo=list_explicaciones(formularios),
    )


def build_caratula(
    formularios: Sequence[FormularioExportado], momento: datetime, titulo: str, prefijo: str
) -> Caratula:
    primero = formularios[0]
    solo = len(formularios) == 1
    return Caratula(
        titulo.format(anio=primero.anio),
        primero.servicio_nombre,
        primero.anio,
        primero.nombre if solo else DE_TODO,
        name_archivo(primero, prefijo) if solo else f"{prefijo}-{primero.anio}-{primero.servicio}",
        tell_etapa(formularios),
        explain_etapa(formularios),
        f"{timezone.localtime(momento):%d-%m-%Y %H:%M}",
        tell_demostracion(formularios),
    )


def name_archivo(formulario: FormularioExportado, prefijo: str) -> str:
    """«formulario-2009-07-maule», without extension."""
    return f"{prefijo}-{formulario.anio}-{formulario.region}-{'-'.join(fold_text(formulario.nombre).split())}"


def build_hoja(hoja: Hoja, formularios: Sequence[FormularioExportado], solo: bool) -> HojaOficial:
    """A territory's sheet carries the national result too, as the form does; the service's gives it at its end."""
    primero = formularios[0]
    return HojaOficial(
        hoja.clave,
        hoja.nombre,
        hoja.get_titulo(primero.anio),
        tuple(build_parte(hoja, formulario, con_nacional=solo) for formulario in formularios),
        () if solo else list_totales(hoja, primero, ("servicio",)),
        tuple(f"({nota.numero}) {nota.explain(primero.anio)}" for nota in hoja.notas),
    )


def build_parte(hoja: Hoja, formulario: FormularioExportado, con_nacional: bool) -> ParteOficial:
    datos = [("REGIÓN (1)", name_responsable(formulario, hoja.clave))]
    if hoja.clave == "III.4" and formulario.corte:
        datos.append(("Fecha de medición", f"{formulario.corte:%d-%m-%Y}"))
    tablas = [
        build_tabla(tabla, formulario.anio, list_filas(tabla, hoja.clave, formulario)) for tabla in hoja.tablas
    ]
    claves = ("region", "servicio") if con_nacional else ("region",)
    return ParteOficial(formulario.nombre, tuple(datos), tuple(tablas), list_totales(hoja, formulario, claves))


def list_filas(tabla: Tabla, clave: str, formulario: FormularioExportado) -> list[FilaOficial]:
    if tabla.clave == "analisis":
        return list_analisis(formulario)
    programa = formulario.programas.get(clave)
    if programa is None:
        return []
    return list_instancias(programa) if tabla is INSTANCIAS else list_control(formulario, programa)


def build_tabla(tabla: Tabla, anio: int, filas: Sequence[FilaOficial]) -> TablaOficial:
    grupos = [(grupo, len(list(columnas))) for grupo, columnas in groupby(tabla.columnas, key=lambda c: c.grupo)]
    columnas = tuple(
        ColumnaOficial(
            columna.titulo.format(anio=anio),
            columna.ancho,
            "right" if columna.numerica else "center" if columna.clave == "cumple" else "left",
        )
        for columna in tabla.columnas
    )
    return TablaOficial(
        tabla.clave,
        tuple(grupos) if grupos[0][0] else (),
        columnas,
        tuple(build_fila(list_celdas(tabla, fila), columnas) for fila in filas),
        SIN_FILAS[tabla.clave],
    )


def list_celdas(tabla: Tabla, fila: FilaOficial) -> Iterator[CeldaOficial]:
    for lugar, columna in enumerate(tabla.columnas):
        alto = fila.alto if columna.clave in DE_VARIAS_FILAS.get(tabla.clave, ()) else 1
        if alto:
            yield CeldaOficial(lugar, show_valor(columna, fila.valores.get(columna.clave)), alto)


def show_valor(columna: Columna, valor: Any) -> str:
    """What a cell prints: figures and answers in the words of their column, texts as they are."""
    if columna.numerica or columna.clave == "cumple":
        return columna.show(valor) if valor is not None else ""
    return valor or ""


def list_totales(hoja: Hoja, formulario: FormularioExportado, claves: Sequence[str]) -> tuple[TotalOficial, ...]:
    return tuple(
        build_total(hoja, total.clave, total.get_titulo(formulario.anio), formulario)
        for total in hoja.totales
        if total.clave in claves
    )


def build_total(hoja: Hoja, clave: str, titulo: str, formulario: FormularioExportado) -> TotalOficial:
    """The state and the figure of a total; blank where there is none, or the user may not see it."""
    if clave == "servicio":
        nacional = formulario.nacional.get(hoja.clave)
        return TotalOficial(titulo, PALABRAS[nacional] if nacional else "")
    resultado = formulario.resultados.get(hoja.clave)
    if resultado is None:
        return TotalOficial(titulo, "")
    return TotalOficial(titulo, say_estado(resultado), say_cifra(resultado))
