"""Read a whole workbook of the form: its territory, its programmes, and everything noticed on the way."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from programas.formulario.hojas import HOJAS, PROGRAMA_EN_ANALISIS
from programas.formulario.lectura import (
    AnalisisLeido,
    FormularioLeido,
    InstanciaLeida,
    Nivel,
    ObjetivoLeido,
    ProgramaLeido,
)
from programas.formulario.pesos import Escala
from programas.planillas.analisis import read_analisis
from programas.planillas.cobertura import note_cobertura, note_ocultas
from programas.planillas.control import decide_escala_comun, note_control, note_escala, read_objetivo
from programas.planillas.encabezados import TablaHallada
from programas.planillas.filas import ControlUnido, join_control
from programas.planillas.identidad import check_anio, read_region
from programas.planillas.instancias import read_instancias
from programas.planillas.lector import Lector, Pedido, cite_celda
from programas.planillas.libro import Libro, open_libro
from programas.planillas.tablas import HojaExplorada, explore_hoja
from programas.planillas.totales import check_totales, read_total

# The real form has 31 rows in all.
MAXIMO_FILAS = 200


def read_formulario(ruta: Path, pedido: Pedido) -> FormularioLeido:
    """Read a workbook of the form. Raises ``LibroRechazado`` when the file itself cannot be read.

    Everything else that is wrong comes back together in ``hallazgos``.
    """
    libro = open_libro(ruta)
    lector = Lector(pedido)
    hojas = [explore_hoja(grilla) for grilla in libro.hojas]
    note_libro(lector, libro, hojas)
    note_cobertura(lector, hojas)
    for explorada, grilla in zip(hojas, libro.hojas, strict=True):
        note_ocultas(lector, explorada, grilla)
    region = read_region(lector, hojas)
    check_anio(lector, hojas)
    tablas = {
        (hoja.clave, tabla.clave): list(take_tablas(lector, hojas, hoja.clave, tabla.clave))
        for hoja in HOJAS.values()
        for tabla in hoja.tablas
    }
    responsable = next((celda.texto for hoja in hojas if hoja.tablas for celda in hoja.regiones), "")
    analisis = read_analisis(lector, tablas["III.4", "analisis"])
    instancias = read_instancias(lector, tablas["III.2", "instancias"])
    unidos = {tipo: [(t, join_control(t)) for t in tablas[tipo, "control"]] for tipo in PROGRAMA_EN_ANALISIS}
    escalas = decide_escala_comun(lector, unidos)
    programas: dict[str, ProgramaLeido] = {}
    for tipo, controles in unidos.items():
        propias = instancias if tipo == "III.2" else ()
        programa = read_programa(lector, tipo, controles, escalas[tipo], responsable, propias, analisis[tipo])
        if programa.objetivos or programa.instancias or programa.analisis:
            programas[tipo] = programa
    return FormularioLeido(libro.archivo, libro.sha256, region, programas, tuple(lector.hallazgos))


def note_libro(lector: Lector, libro: Libro, hojas: Sequence[HojaExplorada]) -> None:
    con_tablas = any(hoja.tablas for hoja in hojas)
    for grilla in libro.ocultas:
        nivel = Nivel.INFO
        if explore_hoja(grilla).tablas:
            nivel = Nivel.ADVERTENCIA if con_tablas else Nivel.IMPIDE
        lector.note(nivel, grilla.nombre, "", "", "la hoja está oculta y no se lee", "Muéstrela si trae datos.")
    if not con_tablas:
        lector.note(
            Nivel.IMPIDE,
            libro.hojas[0].nombre if libro.hojas else "",
            "",
            "",
            "no se reconoce ninguna tabla del formulario",
            "Los encabezados deben decir «Objetivos específicos», «Meta anual o actividades comprometidas», "
            "«Ponderación (%)»…, como en las hojas III.1 a III.4.",
        )
    for tabla in (tabla for hoja in hojas for tabla in hoja.tablas):
        note_tabla(lector, tabla)


def note_tabla(lector: Lector, tabla: TablaHallada) -> None:
    if tabla.hoja is None:
        lector.note(
            Nivel.IMPIDE,
            tabla.grilla,
            f"A{tabla.fila_encabezado}",
            "",
            "hay una tabla de control y no se sabe si es de III.1, III.2 o III.3",
            "Ponga el título «Actividad III. 1 …» sobre la tabla, o llame «III.1» a la hoja.",
        )
    for columna in tabla.faltantes:
        lector.note(
            Nivel.IMPIDE,
            tabla.grilla,
            f"A{tabla.fila_encabezado}",
            "",
            f"falta la columna «{columna.encabezado}»",
            f"Escriba ese encabezado en la fila {tabla.fila_encabezado}.",
        )
    for celda in tabla.duplicadas:
        lector.note(
            Nivel.IMPIDE, tabla.grilla, celda.direccion, celda.texto, "la columna está dos veces", "Deje una."
        )
    for celda in tabla.sobrantes:
        faltan = ", ".join(f"«{columna.encabezado}»" for columna in (*tabla.faltantes, *tabla.ausentes))
        lector.note(
            Nivel.ADVERTENCIA if faltan else Nivel.INFO,
            tabla.grilla,
            celda.direccion,
            celda.texto,
            "la columna no es del formulario: no se lee",
            f"Si es {faltan}, escriba ese encabezado." if faltan else "",
        )
    for columna in tabla.ausentes:
        lector.note(
            Nivel.INFO,
            tabla.grilla,
            f"A{tabla.fila_encabezado}",
            "",
            f"el libro no trae la columna «{columna.encabezado}»: lo que está guardado de ella no cambia",
        )
    if not tabla.filas and not tabla.faltantes:
        lector.note(Nivel.ADVERTENCIA, tabla.grilla, f"A{tabla.fila_encabezado}", "", "la tabla no trae filas")
    if len(tabla.filas) > MAXIMO_FILAS:
        lector.note(
            Nivel.IMPIDE,
            tabla.grilla,
            f"A{tabla.fila_encabezado}",
            "",
            f"la tabla trae {len(tabla.filas)} filas y el máximo es {MAXIMO_FILAS}",
            "Deje solo las del formulario.",
        )
        tabla.filas.clear()
    for fila in tabla.repetidos:
        lector.note(
            Nivel.INFO, tabla.grilla, f"A{fila}", "", "encabezado repetido por un salto de página: se omitió"
        )


def take_tablas(
    lector: Lector, hojas: Sequence[HojaExplorada], hoja_formulario: str, clave: str
) -> Iterator[TablaHallada]:
    """The tables of one kind. The same sheet of the form in two tabs is an impediment."""
    primera = None
    for hoja in hojas:
        for tabla in hoja.tablas:
            if tabla.hoja != hoja_formulario or tabla.tabla.clave != clave or tabla.faltantes:
                continue
            if primera is not None and primera.grilla != tabla.grilla:
                lector.note(
                    Nivel.IMPIDE,
                    tabla.grilla,
                    f"A{tabla.fila_encabezado}",
                    "",
                    f"la tabla de {hoja_formulario} ya está en la hoja «{primera.grilla}»",
                    "Deje una sola hoja por programa.",
                )
                continue
            primera = primera or tabla
            yield tabla


def read_programa(
    lector: Lector,
    tipo: str,
    controles: list[tuple[TablaHallada, ControlUnido]],
    escala: Escala | None,
    responsable: str,
    instancias: tuple[InstanciaLeida, ...],
    analisis: tuple[AnalisisLeido, ...],
) -> ProgramaLeido:
    objetivos: list[ObjetivoLeido] = []
    if escala is None:
        for tabla, unido in controles:
            note_escala(lector, tabla, unido)
    escala = escala or Escala.PORCENTAJE
    for tabla, unido in controles:
        note_control(lector, tabla, unido)
        check_totales(lector, tabla, unido, escala)
        objetivos += [read_objetivo(lector, tipo, tabla, objetivo, escala) for objetivo in unido.objetivos]
    con_total = next((tabla for tabla, _ in controles if tabla.total is not None), None)
    total = None if con_total is None else read_total(lector, con_total, controles, escala)
    if objetivos and total is not None and con_total is not None and con_total.total is not None:
        # A programme has no cells of its own: those of its total are kept with its first row.
        objetivos[0].procedencia["total"] = {"hoja": con_total.grilla, **cite_celda(con_total.total)}
    return ProgramaLeido(
        tipo,
        responsable,
        any(len(objetivo.compromisos) > 1 for objetivo in objetivos),
        total,
        tuple(objetivos),
        instancias,
        analisis,
    )
