"""A programme of a territory in Etapa 4: result against meta, reasons, what became of each recommendation."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from programas.formulario.columnas import show_cumple, show_items, show_peso
from programas.formulario.contenido import (
    AnalisisContenido,
    CompromisoContenido,
    ObjetivoContenido,
    ProgramaContenido,
)
from programas.formulario.hojas import HOJAS
from programas.scoring import PESO_MAXIMO, Ponderacion, Resultado
from programas.selectors.etapa4.brecha import describe_brecha
from programas.selectors.etapa4.tipos import (
    POR_ESCRIBIR,
    ProgramaEtapa4,
    build_tabla,
    declare_columnas,
    tabulate,
)
from programas.selectors.oficial.filas import show_compromiso, show_objetivo
from programas.selectors.oficial.tipos import CeldaOficial, FilaDeCeldas, TablaOficial, build_fila
from programas.selectors.oficial.totales import say_cifra, say_estado
from programas.selectors.presentacion import show_cantidad

OBJETIVOS = declare_columnas(
    ("Objetivo específico", 32),
    ("Indicador", 26),
    ("Meta", 15),
    ("Resultado anual", 15),
    ("Brecha", 16),
    ("Actividades comprometidas", 32),
    ("Cumple", 14, "center"),
    ("Ponderación", 14, "right"),
    ("Ganada", 10, "right"),
)
DEL_OBJETIVO = 5
INCUMPLIDOS = declare_columnas(
    ("Objetivo específico", 34), ("Compromiso", 40), ("Cumple", 14, "center"), ("Razón de lo no cumplido", 60)
)
RECOMENDACIONES = declare_columnas(
    ("Corte", 11),
    ("Objetivo específico", 30),
    ("Recomendación o compromiso", 44),
    ("Responsable", 22),
    ("Qué fue de él", 52),
)
SIN_INCUMPLIDOS = "Ningún compromiso está respondido «no» o «parcial»."
NO_CUMPLIDAS = ("no", "parcial")


def build_programa(
    programa: ProgramaContenido, resultado: Resultado | None, cortes: Mapping[int, date]
) -> ProgramaEtapa4:
    """``cortes`` are the dates of measurement by key, in order."""
    return ProgramaEtapa4(
        f"{programa.tipo} {HOJAS[programa.tipo].nombre}",
        describe_resultado(programa, resultado),
        build_objetivos(programa),
        tabulate(
            "incumplidos",
            INCUMPLIDOS,
            list_incumplidos(programa),
            SIN_INCUMPLIDOS,
        ),
        tabulate(
            "recomendaciones",
            RECOMENDACIONES,
            list_recomendaciones(programa, cortes),
            "Los cortes no dejaron recomendaciones.",
        ),
    )


def describe_resultado(programa: ProgramaContenido, resultado: Resultado | None) -> str:
    """«CUMPLE, con 93,33 %: 14 de 15 compromisos cumplidos.»"""
    filas = programa.compromisos
    cumplidos = sum(fila.validado == "si" for fila in filas)
    cuenta = f"{cumplidos} de {show_cantidad(len(filas), 'compromiso cumplido', 'compromisos cumplidos')}"
    if resultado is None:
        return f"{cuenta}."
    cifra = say_cifra(resultado)
    return f"{say_estado(resultado)}{f', con {cifra}' if cifra else ''}: {cuenta}."


def build_objetivos(programa: ProgramaContenido) -> TablaOficial:
    uniforme = None
    if programa.ponderacion == Ponderacion.UNIFORME:
        uniforme = PESO_MAXIMO // max(len(programa.compromisos), 1)
    filas = [fila for objetivo in programa.objetivos for fila in list_filas(objetivo, uniforme)]
    return build_tabla("objetivos", OBJETIVOS, filas, "El programa no tiene objetivos.")


def list_filas(objetivo: ObjetivoContenido, uniforme: int | None) -> Iterator[FilaDeCeldas]:
    """The objective with what its indicator reached, beside each of its commitments."""
    textos = (
        show_objetivo(objetivo),
        objetivo.indicador,
        objetivo.meta,
        objetivo.resultado,
        describe_brecha(objetivo.meta, objetivo.resultado),
    )
    alto = max(len(objetivo.compromisos), 1)
    propias = [CeldaOficial(lugar, texto, alto) for lugar, texto in enumerate(textos)]
    compromisos: Sequence[CompromisoContenido | None] = objetivo.compromisos or (None,)
    for i, compromiso in enumerate(compromisos):
        dichos = describe_compromiso(compromiso, uniforme)
        celdas = [CeldaOficial(lugar, texto) for lugar, texto in enumerate(dichos, start=DEL_OBJETIVO)]
        yield build_fila([*propias, *celdas] if i == 0 else celdas, OBJETIVOS)


def describe_compromiso(compromiso: CompromisoContenido | None, uniforme: int | None) -> tuple[str, ...]:
    if compromiso is None:
        return ("", "", "", "")
    oficial = show_compromiso(compromiso, uniforme, con_declarado=False)
    return (
        show_items(compromiso.actividades),
        describe_respuesta(compromiso),
        show_peso(oficial["ponderacion"]),
        show_peso(oficial["ganada"]),
    )


def describe_respuesta(compromiso: CompromisoContenido) -> str:
    """Official is what was validated; what was only declared says so."""
    if compromiso.validado:
        return show_cumple(compromiso.validado)
    return f"{show_cumple(compromiso.declarado)} (sin validar)" if compromiso.declarado else "Sin evaluar"


def list_incumplidos(programa: ProgramaContenido) -> Iterator[tuple[str, ...]]:
    """Every commitment answered «no» or «parcial», with the reason that was given (V7)."""
    for objetivo in programa.objetivos:
        for compromiso in objetivo.compromisos:
            if (compromiso.validado or compromiso.declarado) in NO_CUMPLIDAS:
                que = show_items(compromiso.actividades) or objetivo.meta
                razon = compromiso.motivo or f"{POR_ESCRIBIR}la razón: no quedó registrada."
                yield show_objetivo(objetivo), que, describe_respuesta(compromiso), razon


def list_recomendaciones(programa: ProgramaContenido, cortes: Mapping[int, date]) -> Iterator[tuple[str, ...]]:
    """What each corte recommended, in the order of the form, with what the later ones and the year's end say."""
    objetivos = {objetivo.codigo: objetivo for objetivo in programa.objetivos}
    for analisis in programa.analisis:
        if analisis.recomendaciones and not analisis.sin_recomendaciones:
            objetivo = objetivos.get(analisis.objetivo or "")
            yield (
                f"{cortes[analisis.corte_id]:%d-%m-%Y}",
                show_objetivo(objetivo) if objetivo else analisis.objetivo_texto,
                analisis.recomendaciones,
                analisis.responsable or f"{POR_ESCRIBIR}el responsable.",
                follow_recomendacion(analisis, objetivo, programa, cortes),
            )


def follow_recomendacion(
    analisis: AnalisisContenido,
    objetivo: ObjetivoContenido | None,
    programa: ProgramaContenido,
    cortes: Mapping[int, date],
) -> str:
    """What the later cortes say of the same objective, and how its commitments ended."""
    fecha = cortes[analisis.corte_id]
    lineas = []
    for otro in programa.analisis:
        if otro.objetivo is not None and otro.objetivo == analisis.objetivo and cortes[otro.corte_id] > fecha:
            dicho = (otro.avance_efectivo, otro.avance_medidas and f"Medidas: {otro.avance_medidas}")
            lineas.append(
                f"Al {cortes[otro.corte_id]:%d-%m-%Y}: {' '.join(filter(None, dicho)) or 'sin avance escrito.'}"
            )
    if not lineas:
        lineas.append("Ningún corte posterior lo analiza.")
    if objetivo:
        respuestas = [describe_respuesta(compromiso).lower() for compromiso in objetivo.compromisos]
        lineas.append(f"Cumplimiento: {', '.join(respuestas) or 'sin compromisos'}.")
    return "\n".join(lineas)
