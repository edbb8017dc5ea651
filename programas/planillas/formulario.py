"""Read a whole workbook of the form: its territory, its programmes, and everything noticed on the way."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

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
from programas.planillas.apertura import open_libro
from programas.planillas.avisos import note_libro
from programas.planillas.candidatas import ask_candidatas
from programas.planillas.cobertura import note_cobertura, note_ocultas
from programas.planillas.control import decide_escala_comun, note_control, note_escala, read_objetivo
from programas.planillas.deteccion import describe_detectado
from programas.planillas.encabezados import TablaHallada
from programas.planillas.filas import ControlUnido, join_control
from programas.planillas.identidad import check_anio, check_metadatos, read_region
from programas.planillas.instancias import read_instancias
from programas.planillas.lector import Lector, Pedido, cite_celda
from programas.planillas.libro import Libro
from programas.planillas.marcado import is_lista_de_problemas
from programas.planillas.metadatos import forget_derivados, read_responsables, take_metadatos
from programas.planillas.tablas import HojaExplorada, explore_hoja
from programas.planillas.totales import check_totales, read_total
from programas.planillas.vocabulario import build_vocabulario


def read_formulario(nombre: str, contenido: bytes, pedido: Pedido) -> FormularioLeido:
    """Read a workbook of the form. Raises ``LibroRechazado`` when the file itself cannot be read.

    Everything else that is wrong comes back together in ``hallazgos``.
    """
    libro, metadatos = take_metadatos(skip_problemas(open_libro(nombre, contenido)))
    lector = Lector(pedido, propio=metadatos is not None)
    vocabulario = build_vocabulario(pedido.alias_columnas, pedido.respuestas)
    hojas = [explore_hoja(grilla, vocabulario) for grilla in libro.hojas]
    if metadatos is not None:
        forget_derivados(hojas, metadatos)
    for explorada, grilla in zip(hojas, libro.hojas, strict=True):
        ask_candidatas(lector, grilla, explorada, vocabulario)
    note_libro(lector, libro, hojas, vocabulario)
    note_cobertura(lector, hojas)
    for explorada, grilla in zip(hojas, libro.hojas, strict=True):
        note_ocultas(lector, explorada, grilla)
    region, dicho = read_region(lector, hojas)
    check_anio(lector, hojas)
    if metadatos is not None:
        check_metadatos(lector, metadatos, region)
    tablas = {
        (hoja.clave, tabla.clave): list(take_tablas(lector, hojas, hoja.clave, tabla.clave))
        for hoja in HOJAS.values()
        for tabla in hoja.tablas
    }
    responsables = read_responsables(hojas, metadatos)
    analisis = read_analisis(lector, tablas["III.4", "analisis"])
    instancias = read_instancias(lector, tablas["III.2", "instancias"])
    unidos = {tipo: [(t, join_control(t)) for t in tablas[tipo, "control"]] for tipo in PROGRAMA_EN_ANALISIS}
    escalas = decide_escala_comun(lector, unidos)
    programas: dict[str, ProgramaLeido] = {}
    for tipo, controles in unidos.items():
        propias = instancias if tipo == "III.2" else ()
        programa = read_programa(
            lector, tipo, controles, escalas[tipo], responsables[tipo], propias, analisis[tipo]
        )
        if programa.objetivos or programa.instancias or programa.analisis:
            programas[tipo] = programa
    return FormularioLeido(
        libro.archivo,
        libro.sha256,
        region,
        programas,
        tuple(lector.hallazgos),
        metadatos,
        preguntas=tuple(lector.preguntas.values()),
        contenido=contenido,
        deteccion=describe_detectado(lector, libro, hojas, unidos, escalas, region, dicho),
    )


def skip_problemas(libro: Libro) -> Libro:
    """The workbook without the list of its problems, when it is a marked copy that comes back."""
    return replace(libro, hojas=tuple(grilla for grilla in libro.hojas if not is_lista_de_problemas(grilla)))


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
            note_escala(lector, tipo, tabla, unido)
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
