"""A series drawn: a step for each date, the threshold across, and below it the state in words and pattern."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from programas.selectors.evolucion.series import Foto, Medida
from programas.selectors.presentacion import EstadoMostrado, show_umbral

ANCHO, ALTO = 400, 190
IZQUIERDA, DERECHA, ARRIBA, SUELO = 42, 10, 12, 138
# What is recorded after the year keeps its order there, not its distance.
DESPUES = 70
MESES = ((1, "ene"), (4, "abr"), (7, "jul"), (10, "oct"))


@dataclass(frozen=True, slots=True)
class Tramo:
    """A stretch of time in one state, for the strip under the chart."""

    x: int
    ancho: int
    estado: EstadoMostrado
    titulo: str


@dataclass(frozen=True, slots=True)
class GraficoEvolucion:
    """``piso`` and ``techo`` are steps as SVG writes them; ``franja`` is what lies between, not decided yet.

    ``declarado`` is the ``piso`` as declared, empty when it is the same all along.
    """

    clave: str
    titulo: str
    descripcion: str
    piso: str
    techo: str
    declarado: str
    franja: str
    umbral: str
    y_umbral: int
    rotulo_umbral: str
    tramos: tuple[Tramo, ...]
    guias: tuple[tuple[int, str], ...]
    meses: tuple[tuple[int, str], ...]
    despues: int | None


@dataclass(frozen=True, slots=True)
class Eje:
    """Where each day stands: the year at its own scale and, after it, one place for each date."""

    anio: int
    posteriores: tuple[date, ...]

    @property
    def ancho_anio(self) -> int:
        return ANCHO - IZQUIERDA - DERECHA - (DESPUES if self.posteriores else 0)

    def place_dia(self, dia: date) -> int:
        if dia in self.posteriores:
            puesto = self.posteriores.index(dia)
            return IZQUIERDA + self.ancho_anio + DESPUES * (puesto + 1) // (len(self.posteriores) + 1)
        inicio = date(self.anio, 1, 1)
        return IZQUIERDA + self.ancho_anio * (dia - inicio).days // (date(self.anio, 12, 31) - inicio).days

    def place_fin(self, hoy: date) -> int:
        """Where what is known ends: today, or the end of the chart once the year is over."""
        if hoy.year > self.anio:
            return ANCHO - DERECHA
        return self.place_dia(max(hoy, date(self.anio, 1, 1)))


def place_razon(razon: Fraction) -> int:
    return int(SUELO - (SUELO - ARRIBA) * razon)


def draw_grafico(clave: str, nombre: str, fotos: Sequence[Foto], anio: int, hoy: date) -> GraficoEvolucion:
    """Draw one series through its dates, from the first of the year until today."""
    eje = Eje(anio, tuple(foto.dia for foto in fotos if foto.dia.year > anio))
    con = [(eje.place_dia(foto.dia), foto, foto.medidas[nombre]) for foto in fotos if nombre in foto.medidas]
    cortes = [x for x, _, _ in con[1:]] + [max(eje.place_fin(hoy), con[-1][0] + 1)]
    pasos = [(x, hasta, foto, medida) for (x, foto, medida), hasta in zip(con, cortes, strict=True)]
    medidos = [
        (x, hasta, m.piso, m.techo) for x, hasta, _, m in pasos if m.piso is not None and m.techo is not None
    ]
    umbral = fotos[-1].umbral
    return GraficoEvolucion(
        clave,
        f"{nombre}: {describe_medida(con[-1][2])}",
        describe_pasos(pasos),
        draw_linea((x, hasta, piso) for x, hasta, piso, _ in medidos),
        draw_linea((x, hasta, techo) for x, hasta, _, techo in medidos),
        draw_declarado(nombre, pasos),
        " ".join(
            f"M{x} {place_razon(piso)}H{hasta}V{place_razon(techo)}H{x}Z" for x, hasta, piso, techo in medidos
        ),
        draw_linea((x, hasta, foto.umbral) for x, hasta, foto, _ in pasos),
        place_razon(umbral),
        f"se exige {show_umbral(umbral)}",
        join_tramos(pasos),
        tuple((place_razon(Fraction(pct, 100)), f"{pct}\u00a0%") for pct in (0, 50, 100)),
        tuple((eje.place_dia(date(anio, mes, 1)), rotulo) for mes, rotulo in MESES),
        IZQUIERDA + eje.ancho_anio if eje.posteriores else None,
    )


def draw_declarado(nombre: str, pasos: Sequence[tuple[int, int, Foto, Medida]]) -> str:
    """What would be secured if what is declared were validated, when at some date that is something else."""
    declarados = [(x, hasta, foto.declaradas[nombre].piso, medida.piso) for x, hasta, foto, medida in pasos]
    if all(declarado == piso for _, _, declarado, piso in declarados):
        return ""
    return draw_linea((x, hasta, declarado) for x, hasta, declarado, _ in declarados if declarado is not None)


def draw_linea(pasos: Iterable[tuple[int, int, Fraction]]) -> str:
    """Steps joined where one begins as the other ends, as SVG writes them."""
    trazo, fin = "", None
    for x, hasta, razon in pasos:
        y = place_razon(razon)
        trazo += f"V{y}H{hasta}" if x == fin else f"M{x} {y}H{hasta}"
        fin = hasta
    return trazo


def join_tramos(pasos: Sequence[tuple[int, int, Foto, Medida]]) -> tuple[Tramo, ...]:
    """The strip of states: neighbours in the same state are one stretch."""
    tramos: list[Tramo] = []
    for x, hasta, foto, medida in pasos:
        if tramos and tramos[-1].estado == medida.estado:
            previo = tramos.pop()
            tramos.append(Tramo(previo.x, hasta - previo.x, previo.estado, previo.titulo))
        else:
            titulo = f"{medida.estado.palabra} desde el {foto.dia:%d-%m-%Y}"
            tramos.append(Tramo(x, hasta - x, medida.estado, titulo))
    return tuple(tramos)


def describe_pasos(pasos: Sequence[tuple[int, int, Foto, Medida]]) -> str:
    """The same as the strip, in one sentence; the table beside has every date."""
    return ". ".join(tramo.titulo for tramo in join_tramos(pasos)) + "."


def describe_medida(medida: Medida) -> str:
    rango = f", {medida.rango}" if medida.rango else ""
    return f"{medida.estado.palabra.lower()}{rango}"
