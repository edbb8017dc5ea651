"""The progress of a commitment through the year, and its small chart. It is never mixed with earned weight."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from programas.models import Avance, Compromiso
from programas.selectors.evidencias import EvidenciaMostrada
from programas.selectors.presentacion import NADA, show_decimal, show_pct

ANCHO, ALTO = 400, 150
IZQUIERDA, DERECHA, ARRIBA, ABAJO = 46, 12, 12, 24
DIAS = 366


@dataclass(frozen=True, slots=True)
class AvanceMostrado:
    """A progress entry: ``pct`` cut to two decimals, ``razon`` «86 de 345», and the files beside it."""

    id: int
    fecha: date
    pct: str
    razon: str
    texto: str
    quien: str
    cuando: datetime
    archivos: tuple[EvidenciaMostrada, ...]


@dataclass(frozen=True, slots=True)
class Punto:
    """A measured day in the chart, and what it says."""

    x: int
    y: int
    titulo: str


@dataclass(frozen=True, slots=True)
class Grafico:
    """Percentages over the months of the year. ``linea`` joins the points, as SVG writes them."""

    titulo: str
    puntos: tuple[Punto, ...]
    linea: str
    guias: tuple[tuple[int, str], ...]
    meses: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Avances:
    """The entries, newest first; ``ultimo`` is the last measured percentage, in words."""

    filas: tuple[AvanceMostrado, ...]
    ultimo: str
    grafico: Grafico | None


def load_avances(compromiso: Compromiso, archivos: dict[int, tuple[EvidenciaMostrada, ...]]) -> Avances:
    """The progress entries of a commitment with their files: one query."""
    filas = list(compromiso.avances.select_related("registrado_por").order_by("-fecha", "-pk"))
    medidos = [fila for fila in filas if fila.valor is not None]
    return Avances(
        tuple(show_avance(fila, archivos.get(fila.pk, ())) for fila in filas),
        f"{show_valor(medidos[0].valor)} avanzado al {medidos[0].fecha:%d-%m-%Y}" if medidos else "",
        draw_grafico(medidos[::-1]) if len(medidos) > 1 else None,
    )


def show_avance(fila: Avance, archivos: tuple[EvidenciaMostrada, ...]) -> AvanceMostrado:
    razon = ""
    if fila.numerador is not None and fila.denominador is not None:
        razon = f"{show_decimal(Fraction(fila.numerador))} de {show_decimal(Fraction(fila.denominador))}"
    return AvanceMostrado(
        fila.pk,
        fila.fecha,
        show_valor(fila.valor),
        razon,
        fila.texto,
        str(fila.registrado_por),
        fila.registrado_en,
        archivos,
    )


def show_valor(valor: Decimal | None) -> str:
    return NADA if valor is None else show_pct(Fraction(valor) / 100)


def draw_grafico(filas: list[Avance]) -> Grafico:
    """Place each measured day between 1 January and 31 December, and each percentage between 0 and 100."""
    puntos = tuple(
        Punto(
            place_dia(fila.fecha),
            place_valor(fila.valor or Decimal(0)),
            f"{fila.fecha:%d-%m-%Y}: {show_valor(fila.valor)}",
        )
        for fila in filas
    )
    anio = filas[0].fecha.year
    return Grafico(
        f"Avance de {show_valor(filas[0].valor)} el {filas[0].fecha:%d-%m-%Y} "
        f"a {show_valor(filas[-1].valor)} el {filas[-1].fecha:%d-%m-%Y}",
        puntos,
        " ".join(f"{punto.x},{punto.y}" for punto in puntos),
        tuple((place_valor(Decimal(valor)), f"{valor}\u00a0%") for valor in (0, 50, 100)),
        tuple(
            (place_dia(date(anio, mes, 1)), nombre)
            for mes, nombre in ((1, "ene"), (4, "abr"), (7, "jul"), (10, "oct"))
        ),
    )


def place_dia(dia: date) -> int:
    return IZQUIERDA + (ANCHO - IZQUIERDA - DERECHA) * (dia.timetuple().tm_yday - 1) // DIAS


def place_valor(valor: Decimal) -> int:
    return int(ALTO - ABAJO - (ALTO - ABAJO - ARRIBA) * valor / 100)
