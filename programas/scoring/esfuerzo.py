"""The least effort to win, and the least loss that loses: the fewest pending rows that decide by themselves.

The fewest rows are always the heaviest: any set of as many rows weighs no more. So the sets are exact, whatever
the weights, and rows of the same weight are taken in the order of the form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from programas.scoring.programa import evaluate_programa
from programas.scoring.servicio import evaluate_conjunto, list_factores
from programas.scoring.tipos import DIEZMILESIMAS_POR_PUNTO, Estado, Lectura, Ponderacion, Resultado, Sumas


@dataclass(frozen=True, slots=True)
class Pendiente:
    """A row without an answer. ``peso`` is in the unit of its programme, as in ``Compromiso``."""

    id: str
    tipo: str
    peso: int


@dataclass(frozen=True, slots=True)
class Esfuerzo:
    """What decides a programme, or a territory read as a whole.

    ``ganar`` are the fewest rows that secure it, ``perder`` the fewest whose failure loses it. Empty when it is
    already so; ``None`` when no set of pending rows can do it.
    """

    ganar: tuple[str, ...] | None
    perder: tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class EsfuerzoServicio:
    """The same of the service. ``perder`` is of one place: a single loss is enough (note (12))."""

    ganar: tuple[str, ...] | None
    perder: tuple[str, ...] | None


def measure_programa(sumas: Sumas, pendientes: Sequence[Pendiente], umbral: Fraction) -> Esfuerzo:
    """The least effort of one programme of an open year."""
    unidad = 1 if sumas.ponderacion is Ponderacion.UNIFORME else DIEZMILESIMAS_POR_PUNTO
    resultado = evaluate_programa(sumas, umbral, cerrado=False)
    return measure(resultado, [(fila.id, Fraction(fila.peso, unidad)) for fila in pendientes])


def measure_territorio(
    programas: Mapping[str, Sumas], pendientes: Sequence[Pendiente], umbral: Fraction
) -> Esfuerzo:
    """The least effort of a territory read as a whole: its rows weigh what they weigh there."""
    comprometidos = {tipo: sumas for tipo, sumas in programas.items() if sumas.filas}
    factores = dict(zip(comprometidos, list_factores(list(comprometidos.values())), strict=True))
    resultado = evaluate_conjunto(comprometidos.values(), umbral, cerrado=False)
    return measure(resultado, [(fila.id, fila.peso * factores[fila.tipo]) for fila in pendientes])


def measure_servicio(lugares: Sequence[Esfuerzo]) -> EsfuerzoServicio:
    """Join the places of the official reading that commit: all of them must win, and one that loses is enough."""
    ganar: tuple[str, ...] | None = ()
    for lugar in lugares:
        ganar = None if ganar is None or lugar.ganar is None else ganar + lugar.ganar
    perdibles = [lugar.perder for lugar in lugares if lugar.perder is not None]
    return EsfuerzoServicio(ganar if lugares else None, min(perdibles, key=len, default=None))


def list_lugares(
    programas: Mapping[str, Sumas], pendientes: Sequence[Pendiente], umbral: Fraction, lectura: Lectura
) -> dict[str | None, Esfuerzo]:
    """What a territory contributes to the service: an effort per programme, or one of all under ``None``."""
    if lectura is Lectura.POR_TERRITORIO:
        return (
            {None: measure_territorio(programas, pendientes, umbral)}
            if any(sumas.filas for sumas in programas.values())
            else {}
        )
    return {
        tipo: measure_programa(sumas, [fila for fila in pendientes if fila.tipo == tipo], umbral)
        for tipo, sumas in programas.items()
        if sumas.filas
    }


def measure(resultado: Resultado, pesos: Sequence[tuple[str, Fraction]]) -> Esfuerzo:
    if resultado.estado in (Estado.SIN_COMPROMISOS, Estado.SIN_PONDERACION):
        return Esfuerzo(None, None)
    falta = resultado.umbral * resultado.comprometido - resultado.ganado
    return Esfuerzo(
        take_fewest(pesos, falta, estricto=False), take_fewest(pesos, resultado.holgura, estricto=True)
    )


def take_fewest(
    pesos: Sequence[tuple[str, Fraction]], cantidad: Fraction, *, estricto: bool
) -> tuple[str, ...] | None:
    """The fewest rows that add to that amount, or to more than it when ``estricto``; ``None`` if all do not."""
    suma = Fraction(0)
    tomadas: list[str] = []

    def alcanza() -> bool:
        return suma > cantidad if estricto else suma >= cantidad

    for id_, peso in sorted(pesos, key=lambda par: -par[1]):
        if alcanza():
            break
        suma += peso
        tomadas.append(id_)
    return tuple(tomadas) if alcanza() else None
