"""Time contenders in turns, in one run: only ratios of the same run mean anything on a shared machine."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

RONDAS = 21
CALENTAMIENTO = 2


@dataclass(frozen=True, slots=True)
class Medida:
    """Milliseconds of one contender: the median, and the quarter below and above it."""

    mediana: float
    bajo: float
    alto: float


@dataclass(frozen=True, slots=True)
class Comparacion:
    """A row of the table: ours against what it is compared with, and the mark that the ratio should not pass."""

    nombre: str
    contra: str
    propia: Medida
    referencia: Medida
    marca: float

    @property
    def razon(self) -> float:
        return self.propia.mediana / self.referencia.mediana

    @property
    def cumple(self) -> bool:
        return self.razon <= self.marca


def measure_por_turnos(contendientes: dict[str, Callable[[], float]], rondas: int = RONDAS) -> dict[str, Medida]:
    """Run every contender once per round, in turns. Each returns the milliseconds of what it timed itself."""
    tiempos: dict[str, list[float]] = {nombre: [] for nombre in contendientes}
    for ronda in range(CALENTAMIENTO + rondas):
        for nombre, run in contendientes.items():
            tiempo = run()
            if ronda >= CALENTAMIENTO:
                tiempos[nombre].append(tiempo)
    return {nombre: summarize(valores) for nombre, valores in tiempos.items()}


def summarize(valores: list[float]) -> Medida:
    bajo, _, alto = quantiles(valores, n=4)
    return Medida(median(valores), bajo, alto)


def time_ms(acto: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    inicio = perf_counter()
    acto()
    return (perf_counter() - inicio) * 1000


def print_tabla(titulo: str, comparaciones: list[Comparacion]) -> str:
    """The table as Markdown: medians with their quartiles, the ratio and its mark."""
    lineas = [
        f"### {titulo}",
        "",
        "| fila | nuestra, ms | contra | ms | razón | marca | |",
        "|---|---|---|---|---|---|---|",
    ]
    lineas += [
        f"| {c.nombre} | {show_medida(c.propia)} | {c.contra} | {show_medida(c.referencia)} "
        f"| {c.razon:.2f} | ≤ {c.marca:.2f} | {'cumple' if c.cumple else 'no alcanza'} |"
        for c in comparaciones
    ]
    return "\n".join(lineas)


def show_medida(medida: Medida) -> str:
    return f"{medida.mediana:.1f} ({medida.bajo:.1f}–{medida.alto:.1f})"
