"""Rules of the weights and their totals: V1, V2, V3, V8."""

from collections.abc import Iterator
from fractions import Fraction

from programas.formulario.cifras import count_decimales, format_ponderacion
from programas.formulario.contenido import ProgramaContenido, TerritorioContenido
from programas.formulario.hojas import HOJAS, get_control
from programas.formulario.lectura import Hallazgo, Nivel
from programas.formulario.reglas.base import (
    SIN_EFECTO,
    Contexto,
    cite,
    each_compromiso,
    each_programa,
    list_compromisos,
    locate_columna,
    locate_total,
    score_programa,
)
from programas.scoring import (
    DIEZMILESIMAS_POR_PUNTO,
    PESO_MAXIMO,
    Ponderacion,
    evaluate_literal,
    evaluate_programa,
    sum_compromisos,
)


def check_suma(territorio: TerritorioContenido, contexto: Contexto) -> Iterator[Hallazgo]:
    """V1: the typed weights of the base add to 100 within rounding."""
    manuales = [p for p in each_programa(territorio) if p.ponderacion == Ponderacion.MANUAL]
    if not manuales:
        return
    bases = [manuales] if contexto.por_territorio else [[programa] for programa in manuales]
    for base in bases:
        pesos = [c.ponderacion for p in base for c in p.compromisos if c.ponderacion is not None]
        if not pesos or is_cien(pesos):
            continue
        lugar = " + ".join(programa.tipo for programa in base)
        yield Hallazgo(
            "V1",
            Nivel.ADVERTENCIA,
            lugar,
            "",
            format_ponderacion(sum(pesos)),
            f"{describe_suma(len(pesos), lugar)} {format_ponderacion(sum(pesos))}, no 100 %",
            "Corríjalas, o elija la ponderación uniforme: reparte 100 % entre todas las filas.",
            explain_suma(base, contexto),
            origen=tuple(tramo for programa in base for tramo in locate_columna(programa, "ponderacion")),
            fila=base[0].codigo,
        )


def describe_suma(cuantas: int, lugar: str) -> str:
    """«las 3 ponderaciones de III.1 suman», «la única ponderación de III.1 es»."""
    if cuantas == 1:
        return f"la única ponderación de {lugar} es"
    return f"las {cuantas} ponderaciones de {lugar} suman"


def is_cien(pesos: list[int]) -> bool:
    """Whether typed weights add to 100 % but for rounding: half of the last decimal typed, per row."""
    media_unidad = Fraction(DIEZMILESIMAS_POR_PUNTO, 2 * 10 ** max(count_decimales(peso) for peso in pesos))
    return abs(sum(pesos) - PESO_MAXIMO) <= len(pesos) * media_unidad


def explain_suma(base: list[ProgramaContenido], contexto: Contexto) -> str:
    """What a wrong sum does: nothing to G / C; it does decide the literal sum of note (11)."""
    distintos = []
    for programa in base:
        sumas, resultado = score_programa(programa, contexto)
        literal = evaluate_literal(sumas, resultado)
        if literal is not resultado.estado:
            distintos.append(f"{programa.tipo} sería {literal.value} y no {resultado.estado.value}")
    efecto = "No cambia el resultado: se calcula sobre lo comprometido (G / C)."
    if distintos:
        efecto += f" Según la suma literal de la nota (11), que no es oficial, {'; '.join(distintos)}."
    return efecto


def check_uniforme(territorio: TerritorioContenido, contexto: Contexto) -> Iterator[Hallazgo]:
    """V2: a programme that works by activities weighs them all the same, within rounding."""
    for programa in each_programa(territorio):
        pesos = [c.ponderacion for c in programa.compromisos if c.ponderacion is not None]
        if programa.modalidad != "ACTIVIDADES" or programa.ponderacion != Ponderacion.MANUAL or not pesos:
            continue
        unidad = Fraction(DIEZMILESIMAS_POR_PUNTO, 10 ** max(count_decimales(peso) for peso in pesos))
        if max(pesos) - min(pesos) <= unidad:
            continue
        decide = differs_if_uniform(programa, contexto)
        yield Hallazgo(
            "V2",
            Nivel.ADVERTENCIA,
            programa.tipo,
            "",
            f"{format_ponderacion(min(pesos))} a {format_ponderacion(max(pesos))}",
            "el programa trabaja por actividades y sus ponderaciones no son iguales (nota 8)",
            "Elija la ponderación uniforme, o trabaje por metas.",
            "Con ponderación uniforme el resultado sería otro." if decide else SIN_EFECTO,
            decide,
            locate_columna(programa, "ponderacion"),
            programa.codigo,
        )


def differs_if_uniform(programa: ProgramaContenido, contexto: Contexto) -> bool:
    _, resultado = score_programa(programa, contexto)
    sumas = sum_compromisos(Ponderacion.UNIFORME, list_compromisos(programa))
    return evaluate_programa(sumas, contexto.umbral, cerrado=contexto.cerrado).estado is not resultado.estado


def check_pesos(territorio: TerritorioContenido, contexto: Contexto) -> Iterator[Hallazgo]:
    """V3: every typed row has a weight."""
    for programa, objetivo, compromiso in each_compromiso(territorio):
        if programa.ponderacion != Ponderacion.MANUAL:
            continue
        for regla, problema, remedio in (
            get_control(programa.tipo).get_columna("ponderacion").validate(compromiso.ponderacion)
        ):
            yield cite(
                compromiso,
                ("ponderacion", "actividades", "objetivo"),
                regla,
                Nivel.ERROR,
                objetivo.texto,
                f"el compromiso {compromiso.codigo} {problema}",
                remedio,
                f"{programa.tipo} queda «sin ponderación»: impide que el servicio cumpla.",
                decide=True,
                respaldo=objetivo,
            )


def check_total(territorio: TerritorioContenido, contexto: Contexto) -> Iterator[Hallazgo]:
    """V8: totals are derived. A printed one that is not the earned sum is told for what it is."""
    for programa in each_programa(territorio):
        if programa.total_declarado is None:
            continue
        sumas, resultado = score_programa(programa, contexto)
        if sumas.ponderacion is Ponderacion.MANUAL and sumas.ganado == programa.total_declarado:
            continue
        nota = next(total.nota for total in HOJAS[programa.tipo].totales if total.clave == "region")
        escrito = format_ponderacion(programa.total_declarado)
        evaluado = resultado.ganado or resultado.perdido
        yield Hallazgo(
            "V8",
            Nivel.INFO,
            programa.tipo,
            "",
            escrito,
            f"el total ({nota}) trae escrito {escrito}"
            + (
                ", y no es lo que ganan las filas"
                if evaluado
                else " sin que haya ningún compromiso evaluado: es un total comprometido, no un resultado"
            )
            + explain_coma(sumas.comprometido, programa.total_declarado),
            "Nada: se guarda como está escrito y el sistema calcula el suyo.",
            origen=locate_total(programa),
            fila=programa.codigo,
        )


def explain_coma(suma: int, total: int) -> str:
    """Tell when a printed total is about ten times what its rows add to: a comma may have slipped."""
    if not suma or abs(10 * suma - total) * 20 > total:
        return ""
    return (
        f"; diez veces la suma de las filas ({format_ponderacion(suma)}) es {format_ponderacion(10 * suma)}: "
        "puede haber una coma corrida en las ponderaciones"
    )
