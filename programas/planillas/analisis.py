"""The analyses of III.4, under the programme that its first column names once for many rows."""

from collections.abc import Sequence

from programas.formulario.hojas import PROGRAMA_EN_ANALISIS
from programas.formulario.lectura import AnalisisLeido, Nivel
from programas.planillas.encabezados import TablaHallada
from programas.planillas.filas import join_simple
from programas.planillas.lector import (
    Lector,
    build_procedencia,
    check_principal,
    note_continuaciones,
    note_huerfana,
    read_celda,
)
from regiones.textos import fold_text

NEXOS = frozenset({"y", "de", "a", "los"})
DEL_AVANCE = ("avance_efectivo", "avance_medidas", "recomendaciones", "responsable")


def read_analisis(lector: Lector, tablas: Sequence[TablaHallada]) -> dict[str, tuple[AnalisisLeido, ...]]:
    """The rows of III.4 by programme, which its first column names once for many rows."""
    leidos: dict[str, list[AnalisisLeido]] = {tipo: [] for tipo in PROGRAMA_EN_ANALISIS}
    tipo: str | None = None
    for tabla in tablas:
        claves = [columna.clave for columna in tabla.tabla.columnas]
        filas, huerfanas = join_simple(tabla, "objetivo", claves, "programa" if lector.propio else "")
        for cruda in huerfanas:
            note_huerfana(lector, tabla, cruda)
        for fila in filas:
            note_continuaciones(lector, tabla, fila)
            check_principal(lector, tabla, fila, "objetivo")
            textos = {clave: read_celda(lector, tabla, fila, clave) for clave in claves}
            programa = textos.pop("programa")
            tipo = find_programa(programa) if programa else tipo
            if lector.propio and not fila.codigo.fila and not any(textos[clave] for clave in DEL_AVANCE):
                # A template offers the objectives to analyse: one that nobody analysed says nothing.
                continue
            if tipo is None:
                lector.note(
                    Nivel.IMPIDE,
                    tabla.grilla,
                    fila.get("programa").direccion,
                    programa,
                    "no se sabe de qué programa es el análisis",
                    "Escríbalo en la primera columna: "
                    + ", ".join(f"«{nombre}»" for nombre in PROGRAMA_EN_ANALISIS.values()),
                )
                continue
            leidos[tipo].append(
                AnalisisLeido(
                    objetivo_texto=textos.pop("objetivo"),
                    **textos,
                    procedencia=build_procedencia(tabla, fila),
                    codigo=fila.codigo.fila,
                )
            )
    return {tipo: tuple(filas) for tipo, filas in leidos.items()}


def find_programa(texto: str) -> str | None:
    """The programme that a cell names: by its sheet, or by a word of its name that no other has."""
    plano = fold_text(texto)
    for tipo in PROGRAMA_EN_ANALISIS:
        if f" {fold_text(tipo)} " in f" {plano} ":
            return tipo
    hallados = {
        tipo
        for tipo, nombre in PROGRAMA_EN_ANALISIS.items()
        if (set(fold_text(nombre).split()) - NEXOS) & set(plano.split())
    }
    return next(iter(hallados)) if len(hallados) == 1 else None
