"""How figures and states are shown: always the same word, sign and colour, numbers already written."""

from dataclasses import dataclass
from fractions import Fraction

from programas.scoring import DIEZMILESIMAS_POR_PUNTO, Estado, Resultado, format_pct, truncate_pct

NBSP = "\u00a0"
NADA = "—"
ANCHO_BARRA = 1000


@dataclass(frozen=True, slots=True)
class EstadoMostrado:
    """A state as people see it. ``clase`` is its colour in the style sheet."""

    palabra: str
    signo: str
    clase: str


CUMPLE = EstadoMostrado("Cumple", "✓", "ok")
NO_CUMPLE = EstadoMostrado("No cumple", "✕", "no")
EN_JUEGO = EstadoMostrado("En juego", "◐", "ju")
SIN_COMPROMISOS = EstadoMostrado("Sin compromisos", "–", "sc")
SIN_EVALUAR = EstadoMostrado("Sin evaluar", "○", "sc")
SIN_PONDERACION = EstadoMostrado("Sin ponderación", "!", "sc")

MOSTRADOS = {
    Estado.CUMPLE: CUMPLE,
    Estado.NO_CUMPLE: NO_CUMPLE,
    Estado.EN_JUEGO: EN_JUEGO,
    Estado.SIN_COMPROMISOS: SIN_COMPROMISOS,
    Estado.SIN_PONDERACION: SIN_PONDERACION,
}


def show_estado(resultado: Resultado) -> EstadoMostrado:
    """A programme's state; while nothing is evaluated it says so, and not «en juego»."""
    return SIN_EVALUAR if resultado.sin_evaluar else MOSTRADOS[resultado.estado]


def show_pct(razon: Fraction | None) -> str:
    """A share of 1 as «83,33 %», cut and never broken between lines; a dash for nothing yet."""
    return NADA if razon is None else format_pct(razon).replace(" ", NBSP)


def show_decimal(cantidad: Fraction) -> str:
    """An exact amount with its decimals and no zeros that add nothing: 99,2."""
    diezmilesimas = cantidad * DIEZMILESIMAS_POR_PUNTO
    if diezmilesimas.denominator == 1:
        signo, entero = ("-" if diezmilesimas < 0 else ""), abs(diezmilesimas.numerator)
        unidades, resto = divmod(entero, DIEZMILESIMAS_POR_PUNTO)
        return f"{signo}{unidades},{resto:04d}".rstrip("0").rstrip(",")
    signo = "-" if cantidad < 0 else ""
    return f"{signo}{truncate_pct(abs(cantidad) / 100).replace('.', ',')}…"


@dataclass(frozen=True, slots=True)
class Barra:
    """The bar of piso and techo against the threshold, in thousandths of its width, and what it says in words."""

    piso: int
    techo: int
    umbral: int
    clase: str
    titulo: str


def build_barra(resultado: Resultado) -> Barra | None:
    """``None`` where there is no weight to draw."""
    if resultado.piso is None or resultado.techo is None:
        return None
    return Barra(
        int(resultado.piso * ANCHO_BARRA),
        int(resultado.techo * ANCHO_BARRA),
        int(resultado.umbral * ANCHO_BARRA),
        "ju" if resultado.sin_evaluar else show_estado(resultado).clase,
        f"Asegurado {show_pct(resultado.piso)}, alcanzable {show_pct(resultado.techo)}, "
        f"umbral {show_umbral(resultado.umbral)}",
    )


def show_umbral(umbral: Fraction) -> str:
    """The threshold as people say it: «90 %»."""
    return f"{show_decimal(umbral * 100)}{NBSP}%"


def show_cantidad(cuenta: int, singular: str, plural: str) -> str:
    """«1 compromiso», «12 compromisos»."""
    return f"{cuenta}{NBSP}{singular if cuenta == 1 else plural}"


def join_nombres(nombres: list[str], maximo: int = 4) -> str:
    """«Atacama», «Atacama y Maule», «Atacama, Maule, Aysén y 2 más»."""
    if len(nombres) > maximo:
        nombres = [*nombres[: maximo - 1], f"{len(nombres) - maximo + 1} más"]
    if len(nombres) < 2:
        return "".join(nombres)
    return f"{', '.join(nombres[:-1])} y {nombres[-1]}"
