"""What every check shares: the rule, its context, and ways to walk a territory's form."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from programas.formulario.contenido import (
    CompromisoContenido,
    ObjetivoContenido,
    ProgramaContenido,
    TerritorioContenido,
)
from programas.formulario.lectura import Hallazgo, Nivel
from programas.scoring import (
    Compromiso,
    Cumple,
    Ponderacion,
    Resultado,
    Sumas,
    evaluate_programa,
    sum_compromisos,
)

SIN_EFECTO = "No cambia el resultado."


@dataclass(frozen=True, slots=True)
class Contexto:
    """What the checks need to know of the ejercicio. ``corte`` is the one whose analyses are due."""

    anio: int
    umbral: Fraction
    por_territorio: bool
    en_evaluacion: bool
    cerrado: bool
    corte: int | None


@dataclass(frozen=True, slots=True)
class Regla:
    """A rule: its id in the rules of the form, what it asks, and its check."""

    id: str
    pide: str
    check: Callable[[TerritorioContenido, Contexto], Iterator[Hallazgo]]


def cite(
    fila: ObjetivoContenido | CompromisoContenido,
    claves: tuple[str, ...],
    regla: str,
    nivel: Nivel,
    valor: str,
    problema: str,
    remedio: str,
    efecto: str = SIN_EFECTO,
    decide: bool = False,
    respaldo: ObjetivoContenido | None = None,
) -> Hallazgo:
    """A finding about a row, placed where it was imported from; ``respaldo`` places one that left no cell."""
    hoja, celda = fila.locate(*claves)
    if not celda and respaldo is not None and respaldo.locate(*claves)[1]:
        hoja, celda = respaldo.locate(*claves)
    return Hallazgo(regla, nivel, hoja, celda, valor, problema, remedio, efecto, decide, fila=fila.codigo)


def locate_columna(programa: ProgramaContenido, clave: str) -> tuple[tuple[str, str], ...]:
    """Where a column of a programme was imported from: its first and last cells, sheet by sheet."""
    tramos: dict[str, list[str]] = {}
    for fila in programa.compromisos:
        if cita := fila.procedencia.get("celdas", {}).get(clave):
            tramos.setdefault(fila.procedencia["hoja"], []).extend(cita["celda"].split(" + "))
    return tuple(
        (hoja, celdas[0] if celdas[0] == celdas[-1] else f"{celdas[0]}:{celdas[-1]}")
        for hoja, celdas in tramos.items()
    )


def locate_total(programa: ProgramaContenido) -> tuple[tuple[str, str], ...]:
    """Where the printed total of a programme was imported from: its first row keeps it."""
    citas = (objetivo.procedencia.get("total") for objetivo in programa.objetivos)
    return next((((cita["hoja"], cita["celda"]),) for cita in citas if cita), ())


def each_programa(territorio: TerritorioContenido) -> Iterator[ProgramaContenido]:
    return (programa for programa in territorio.programas if programa.objetivos)


def each_compromiso(
    territorio: TerritorioContenido,
) -> Iterator[tuple[ProgramaContenido, ObjetivoContenido, CompromisoContenido]]:
    for programa in territorio.programas:
        for objetivo in programa.objetivos:
            for compromiso in objetivo.compromisos:
                yield programa, objetivo, compromiso


def score_programa(programa: ProgramaContenido, contexto: Contexto) -> tuple[Sumas, Resultado]:
    """The official result of a programme, from its rows."""
    sumas = sum_compromisos(Ponderacion(programa.ponderacion), list_compromisos(programa))
    return sumas, evaluate_programa(sumas, contexto.umbral, cerrado=contexto.cerrado)


def list_compromisos(programa: ProgramaContenido) -> list[Compromiso]:
    """The rows of a programme as ``scoring`` takes them: what is not validated is blank."""
    return [
        Compromiso(fila.codigo, fila.ponderacion, Cumple(fila.validado) if fila.validado else None)
        for fila in programa.compromisos
    ]
