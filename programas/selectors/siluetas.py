"""The shapes of the regions on the map of Chile, as light as the screen needs them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import hypot

from django.conf import settings

ARCHIVO = settings.BASE_DIR / "fixtures" / "mapa_regiones.json"
# In units of the map, drawn at less than half a pixel each: what is nearer to the line, or smaller, is not seen.
TOLERANCIA = 1.5
ISLA_MENOR = 30
# Where the sign of a region is looked for: this many steps across and down.
CUADRICULA = 16

Punto = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Silueta:
    """A region as an SVG path, and the point of it where its sign is written."""

    trazo: str
    x: int
    y: int


@cache
def load_siluetas() -> dict[str, Silueta]:
    """Every region by its code, read once."""
    regiones: dict[str, str] = json.loads(ARCHIVO.read_text(encoding="utf-8"))["regiones"]
    return {cut: build_silueta(trazo) for cut, trazo in regiones.items()}


def build_silueta(trazo: str) -> Silueta:
    anillos = sorted(read_anillos(trazo), key=measure_area, reverse=True)
    visibles = [simplify(anillo) for anillo in anillos if measure_area(anillo) >= ISLA_MENOR]
    x, y = find_interior(visibles[0])
    return Silueta("".join(write_anillo(anillo) for anillo in visibles), round(x), round(y))


def read_anillos(trazo: str) -> list[list[Punto]]:
    """The rings of a path that only moves and draws straight lines."""
    return [[read_punto(punto) for punto in anillo.rstrip("Z ").split()] for anillo in trazo.split("M") if anillo]


def read_punto(punto: str) -> Punto:
    x, y = punto.split(",")
    return float(x), float(y)


def list_lados(anillo: Sequence[Punto]) -> Iterable[tuple[Punto, Punto, float]]:
    """Each side of a ring with its share of twice the signed area."""
    for a, b in zip(anillo, [*anillo[1:], anillo[0]], strict=True):
        yield a, b, a[0] * b[1] - b[0] * a[1]


def measure_area(anillo: Sequence[Punto]) -> float:
    return abs(sum(cruz for _, _, cruz in list_lados(anillo))) / 2


def find_interior(anillo: Sequence[Punto]) -> Punto:
    """The point of a grid over a ring that lies inside it and farthest from its line: there its sign fits best."""
    xs, ys = [x for x, _ in anillo], [y for _, y in anillo]
    cuadricula = [
        (min(xs) + (max(xs) - min(xs)) * i / CUADRICULA, min(ys) + (max(ys) - min(ys)) * j / CUADRICULA)
        for i in range(1, CUADRICULA)
        for j in range(1, CUADRICULA)
    ]
    dentro = [punto for punto in cuadricula if is_inside(punto, anillo)]
    return max(dentro, key=lambda punto: min(measure_distancia(punto, a, b) for a, b, _ in list_lados(anillo)))


def is_inside(punto: Punto, anillo: Sequence[Punto]) -> bool:
    """Whether a line from the point to the right crosses the ring an odd number of times."""
    x, y = punto
    cruces = [
        a[0] + (y - a[1]) * (b[0] - a[0]) / (b[1] - a[1])
        for a, b, _ in list_lados(anillo)
        if (a[1] > y) != (b[1] > y)
    ]
    return sum(cruce > x for cruce in cruces) % 2 == 1


def simplify(linea: Sequence[Punto]) -> list[Punto]:
    """The points without which the line would stray more than ``TOLERANCIA`` (Douglas and Peucker)."""
    if len(linea) < 3:
        return list(linea)
    lejos = max(range(1, len(linea) - 1), key=lambda i: measure_distancia(linea[i], linea[0], linea[-1]))
    if measure_distancia(linea[lejos], linea[0], linea[-1]) <= TOLERANCIA:
        return [linea[0], linea[-1]]
    return [*simplify(linea[: lejos + 1])[:-1], *simplify(linea[lejos:])]


def measure_distancia(punto: Punto, a: Punto, b: Punto) -> float:
    """From a point to a segment."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    largo = dx * dx + dy * dy
    t = max(0.0, min(1.0, ((punto[0] - a[0]) * dx + (punto[1] - a[1]) * dy) / largo)) if largo else 0.0
    return hypot(punto[0] - a[0] - t * dx, punto[1] - a[1] - t * dy)


def write_anillo(anillo: Sequence[Punto]) -> str:
    """A ring in whole units, each point as its step from the one before."""
    enteros = [(round(x), round(y)) for x, y in anillo]
    pasos = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(enteros)]
    escritos = " ".join(f"{dx},{dy}" for dx, dy in pasos if (dx, dy) != (0, 0))
    return f"M{enteros[0][0]},{enteros[0][1]}l{escritos}z"
