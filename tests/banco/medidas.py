"""Time contenders in turns, in one run: only ratios of the same run mean anything on a shared machine."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from statistics import median, quantiles
from time import perf_counter

RONDAS = 21
CALENTAMIENTO = 2


@dataclass(frozen=True, slots=True)
class Medida:
    """Milliseconds of one contender: the median, the quarter below and above it, and the slowest twentieth."""

    mediana: float
    bajo: float
    alto: float
    p95: float


@dataclass(frozen=True, slots=True)
class Comparacion:
    """A row of the table: ours against what it is compared with, and the mark that the ratio should not pass.

    ``inversa`` turns the ratio around: how many times ours fits in the other, or the share of its requests per
    second that ours answers; then the mark is the least that it should be. ``de_p95`` compares the slowest
    twentieth. Without ``marca`` the row only informs.
    """

    nombre: str
    contra: str
    propia: Medida
    referencia: Medida
    marca: float | None
    inversa: bool = False
    de_p95: bool = False

    @property
    def razon(self) -> float:
        propia, otra = self.propia.mediana, self.referencia.mediana
        if self.de_p95:
            propia, otra = self.propia.p95, self.referencia.p95
        return otra / propia if self.inversa else propia / otra

    @property
    def cumple(self) -> bool:
        if self.marca is None:
            return True
        return self.razon >= self.marca if self.inversa else self.razon <= self.marca


@dataclass(frozen=True, slots=True)
class Tamano:
    """How much is stored: so many services, each with so many years of so many rows."""

    nombre: str
    servicios: int
    anios: int
    filas: int = 496

    @property
    def total(self) -> int:
        return self.servicios * self.anios * self.filas


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
    return Medida(median(valores), bajo, alto, quantiles(valores, n=20, method="inclusive")[-1])


def time_ms(acto: Callable[[], object]) -> float:
    """Milliseconds of one call."""
    inicio = perf_counter()
    acto()
    return (perf_counter() - inicio) * 1000


def compute_exponente(menor: tuple[int, float], mayor: tuple[int, float]) -> float:
    """By what power of the rows the time grows, given (rows, milliseconds) of two sizes."""
    return log(mayor[1] / menor[1]) / log(mayor[0] / menor[0])


def print_tabla(titulo: str, comparaciones: Sequence[Comparacion]) -> str:
    """The table as Markdown: medians with their quartiles, the ratio and its mark."""
    lineas = [
        f"### {titulo}",
        "",
        "| row | ours, ms | against | ms | ratio | mark | |",
        "|---|---|---|---|---|---|---|",
    ]
    lineas += [
        f"| {c.nombre} | {show_medida(c.propia, c.de_p95)} | {c.contra} | {show_medida(c.referencia, c.de_p95)} "
        f"| {c.razon:.2f} | {show_marca(c)} |"
        for c in comparaciones
    ]
    return "\n".join(lineas)


def show_marca(comparacion: Comparacion) -> str:
    if comparacion.marca is None:
        return "– | "
    signo = "≥" if comparacion.inversa else "≤"
    return f"{signo} {comparacion.marca:g} | {show_alcance(comparacion.cumple)}"


def show_alcance(cumple: bool) -> str:
    return "reached" if cumple else "**missed**"


def show_medida(medida: Medida, de_p95: bool = False) -> str:
    if de_p95:
        return f"p95 {medida.p95:.2f}"
    cifras = 1 if medida.mediana >= 10 else 2
    return f"{medida.mediana:.{cifras}f} ({medida.bajo:.{cifras}f}–{medida.alto:.{cifras}f})"


def print_crecimiento(titulo: str, series: dict[str, list[tuple[Tamano, Medida]]], marca: float = 1.1) -> str:
    """Each contender at each size, and by what power of the rows it grows from one size to the next."""
    tamanos = [tamano for tamano, _ in next(iter(series.values()))]
    pasos = list(pairwise(tamanos))
    columnas = [f"{t.nombre} ({t.total:,})".replace(",", " ") for t in tamanos]
    columnas += [f"{una.nombre}→{otra.nombre}" for una, otra in pasos]
    lineas = [
        f"### {titulo}",
        "",
        f"| ms; then exponents | {' | '.join(columnas)} | mark | |",
        "|---" * (len(columnas) + 3) + "|",
    ]
    for nombre, serie in series.items():
        puntos = [(tamano.total, medida.mediana) for tamano, medida in serie]
        exponentes = [compute_exponente(*par) for par in pairwise(puntos)]
        celdas = [show_medida(medida) for _, medida in serie] + [f"{e:.2f}" for e in exponentes]
        alcance = f"≤ {marca} | {show_alcance(max(exponentes) <= marca)}" if nombre == "ours" else "– | "
        lineas.append(f"| {nombre} | {' | '.join(celdas)} | {alcance} |")
    return "\n".join(lineas)
