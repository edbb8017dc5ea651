"""One programme of one territory: from its rows to its state (notes (8) to (11) of sheet III.1)."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from programas.scoring.tipos import (
    DIEZMILESIMAS_POR_PUNTO,
    Compromiso,
    Cumple,
    Estado,
    Ponderacion,
    PonderacionIncompleta,
    Resultado,
    Sumas,
)


def sum_compromisos(ponderacion: Ponderacion, compromisos: Iterable[Compromiso]) -> Sumas:
    """Add the rows up. Uniform rows weigh 1 each, whatever was typed (note (8))."""
    filas = sin_peso = comprometido = ganado = perdido = 0
    for compromiso in compromisos:
        peso = 1 if ponderacion is Ponderacion.UNIFORME else compromiso.peso
        filas += 1
        if peso is None:
            sin_peso += 1
            continue
        comprometido += peso
        if compromiso.cumple is Cumple.SI:
            ganado += peso
        elif compromiso.cumple is not None:
            perdido += peso
    return Sumas(ponderacion, filas, sin_peso, comprometido, ganado, perdido)


def answer_fila(sumas: Sumas, peso: int | None, antes: Cumple | None, despues: Cumple | None) -> Sumas:
    """The sums as they would be were one of their rows, of weight ``peso``, answered otherwise."""
    propio = 1 if sumas.ponderacion is Ponderacion.UNIFORME else peso or 0
    cambio = {respuesta: (respuesta is despues) - (respuesta is antes) for respuesta in Cumple}
    return replace(
        sumas,
        ganado=sumas.ganado + propio * cambio[Cumple.SI],
        perdido=sumas.perdido + propio * (cambio[Cumple.NO] + cambio[Cumple.PARCIAL]),
    )


def evaluate_programa(sumas: Sumas, umbral: Fraction, *, cerrado: bool) -> Resultado:
    """Decide one programme. When the year is ``cerrado`` what was not evaluated is lost.

    Raises ``PonderacionIncompleta`` for a closed programme with rows and without all its weights.
    """
    return remember_programas(umbral, cerrado)(sumas)


@lru_cache(maxsize=64)
def remember_programas(umbral: Fraction, cerrado: bool) -> Callable[[Sumas], Resultado]:
    """Decide many programmes by one threshold, each sum once: a country's repeat the same few.

    The threshold, a fraction, is slow to look up: here it is looked up once for all of them.
    """
    return lru_cache(maxsize=4096)(lambda sumas: compute_programa(sumas, umbral, cerrado))


def compute_programa(sumas: Sumas, umbral: Fraction, cerrado: bool) -> Resultado:
    unidad = 1 if sumas.ponderacion is Ponderacion.UNIFORME else DIEZMILESIMAS_POR_PUNTO
    return evaluate(
        filas=sumas.filas,
        completa=not sumas.sin_peso,
        comprometido=Fraction(sumas.comprometido, unidad),
        ganado=Fraction(sumas.ganado, unidad),
        perdido=Fraction(sumas.perdido, unidad),
        umbral=umbral,
        cerrado=cerrado,
    )


def evaluate(
    *,
    filas: int,
    completa: bool,
    comprometido: Fraction,
    ganado: Fraction,
    perdido: Fraction,
    umbral: Fraction,
    cerrado: bool,
) -> Resultado:
    """The arithmetic of the verdict, for any set of weights, ``completa`` when none of them is missing."""
    sin_ponderacion = bool(filas) and (not completa or not comprometido)
    if cerrado:
        if sin_ponderacion:
            raise PonderacionIncompleta("un ejercicio cerrado no puede tener un programa sin ponderación")
        perdido = comprometido - ganado
    pendiente = comprometido - ganado - perdido
    holgura = (1 - umbral) * comprometido - perdido
    piso = techo = None
    if not filas:
        estado = Estado.SIN_COMPROMISOS
    elif sin_ponderacion:
        estado = Estado.SIN_PONDERACION
    else:
        piso = ganado / comprometido
        techo = (ganado + pendiente) / comprometido
        if piso >= umbral:
            estado = Estado.CUMPLE
        elif techo < umbral:
            estado = Estado.NO_CUMPLE
        else:
            estado = Estado.EN_JUEGO
    return Resultado(estado, comprometido, ganado, perdido, pendiente, piso, techo, holgura, umbral)


def list_criticos(
    ponderacion: Ponderacion, compromisos: Iterable[Compromiso], resultado: Resultado
) -> tuple[str, ...]:
    """Return the ids of the blank rows whose failure alone loses the programme, in the order given."""
    limite = critical_limit(ponderacion, resultado)
    if limite is None:
        return ()
    return tuple(
        compromiso.id
        for compromiso in compromisos
        if compromiso.cumple is None
        and (1 if ponderacion is Ponderacion.UNIFORME else compromiso.peso or 0) > limite
    )


def critical_limit(ponderacion: Ponderacion, resultado: Resultado) -> int | None:
    """The largest weight, in stored units, that may fail alone: a blank row above it is critical.

    ``None`` when no row can be critical, because the programme is already decided or has no weights.
    """
    if resultado.estado is not Estado.EN_JUEGO:
        return None
    unidad = 1 if ponderacion is Ponderacion.UNIFORME else DIEZMILESIMAS_POR_PUNTO
    return int(resultado.holgura * unidad)


def evaluate_literal(sumas: Sumas, resultado: Resultado) -> Estado:
    """The reading of note (11) to the letter: the earned weights added, against the threshold of 100.

    Never official by itself: it is shown beside the result where it would decide otherwise. A programme
    without commitments or weights, or with uniform ones, reads the same as its result.
    """
    if resultado.piso is None or sumas.ponderacion is Ponderacion.UNIFORME:
        return resultado.estado
    exigido = resultado.umbral * 100
    if resultado.ganado >= exigido:
        return Estado.CUMPLE
    if resultado.ganado + resultado.pendiente < exigido:
        return Estado.NO_CUMPLE
    return Estado.EN_JUEGO
