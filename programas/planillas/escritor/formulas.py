"""The live formulas of a template, each beside the value that the verdict's own functions give it.

They reckon as the rules do: relative to what was committed, rounded before it is compared, cut before it is shown.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from programas.scoring import (
    PESO_MAXIMO,
    Compromiso,
    Cumple,
    Estado,
    Ponderacion,
    Resultado,
    evaluate_programa,
    sum_compromisos,
)
from programas.selectors.oficial.filas import FilaOficial
from programas.selectors.oficial.totales import PALABRAS, SIN_EVALUAR, say_estado

# A row that says something in any of these is a commitment.
DE_FILA = ("objetivo", "indicador", "actividades", "unidad", "medios")
# Doubles err in the sixteenth figure; no share of whole weights is nearer than this to the threshold.
DECIMALES = 12


@dataclass(frozen=True, slots=True)
class Calculada:
    """A formula, and the value that it has for what the workbook says when it is written."""

    formula: str
    valor: Any


@dataclass(frozen=True, slots=True)
class Rango:
    """The rows of a control table: the letter of each column, and its first and last row."""

    letras: dict[str, str]
    primera: int
    ultima: int

    def get(self, clave: str, fila: int) -> str:
        return f"{self.letras[clave]}{fila}"

    def span(self, clave: str) -> str:
        return f"{self.get(clave, self.primera)}:{self.get(clave, self.ultima)}"

    def join(self, fila: int) -> str:
        """Everything that a row says, run together."""
        return "&".join(self.get(clave, fila) for clave in DE_FILA)

    @property
    def cuenta(self) -> str:
        """How many rows say something."""
        return f'SUMPRODUCT(--({"&".join(self.span(clave) for clave in DE_FILA)}<>""))'

    @property
    def comprometido(self) -> str:
        return f"SUM({self.span('ponderacion')})"

    @property
    def ganado(self) -> str:
        return f"SUM({self.span('ganada')})"


def to_numero(diezmilesimas: int | None) -> float | None:
    """A percentage as a cell keeps it: 3,2 % is 0.032, exact in its fifteen figures."""
    return None if diezmilesimas is None else float(Decimal(diezmilesimas) / PESO_MAXIMO)


def cut_numero(razon: Fraction) -> float:
    """A share of 1 cut to two decimals of a percentage, as every page shows it."""
    return float(Decimal(razon.numerator * 10_000 // razon.denominator) / 10_000)


def build_ganada(rango: Rango, fila: int, escrita: FilaOficial | None) -> Calculada:
    cumple, peso = rango.get("cumple", fila), rango.get("ponderacion", fila)
    ganada = to_numero(escrita.valores.get("ganada")) if escrita else None
    return Calculada(
        f'=IF({cumple}="","",IF(OR({cumple}="Sí",{cumple}="Si"),{peso},0))', "" if ganada is None else ganada
    )


def build_uniforme(rango: Rango, fila: int, escrita: FilaOficial | None) -> Calculada:
    """The equal share of each row that says something, in ten-thousandths of a percent."""
    peso = to_numero(escrita.valores.get("ponderacion")) if escrita else None
    return Calculada(
        f'=IF({rango.join(fila)}="","",INT({PESO_MAXIMO}/{rango.cuenta})/{PESO_MAXIMO})',
        "" if peso is None else peso,
    )


def build_suma(rango: Rango, filas: list[FilaOficial]) -> Calculada:
    return Calculada(
        f"={rango.comprometido}", to_numero(sum(fila.valores.get("ponderacion") or 0 for fila in filas))
    )


def build_desempeno(rango: Rango, resultado: Resultado) -> Calculada:
    """The share earned of what was committed, cut to two decimals; blank where there is nothing to divide by."""
    razon = f"INT(ROUND({rango.ganado}/{rango.comprometido}*10000,8))/10000"
    valor = "" if resultado.piso is None else cut_numero(resultado.piso)
    return Calculada(f'=IF(OR({rango.comprometido}=0,{build_incompleto(rango)}),"",{razon})', valor)


def build_incompleto(rango: Rango) -> str:
    """Whether some row lacks its weight."""
    return f"COUNT({rango.span('ponderacion')})<{rango.cuenta}"


def build_estado(rango: Rango, resultado: Resultado) -> Calculada:
    """The state of the programme in the territory, as the rules decide it."""
    respuestas, pesos = rango.span("cumple"), rango.span("ponderacion")
    perdido = f'(SUMIF({respuestas},"No",{pesos})+SUMIF({respuestas},"Parcial",{pesos}))'
    umbral = format(Decimal(resultado.umbral.numerator) / Decimal(resultado.umbral.denominator), "f")

    def compare(cantidad: str) -> str:
        return f"ROUND({cantidad}/{rango.comprometido}-{umbral},{DECIMALES})"

    formula = (
        f'=IF({rango.cuenta}=0,"{PALABRAS[Estado.SIN_COMPROMISOS]}",'
        f'IF(OR({rango.comprometido}=0,{build_incompleto(rango)}),"{PALABRAS[Estado.SIN_PONDERACION]}",'
        f'IF({compare(rango.ganado)}>=0,"{PALABRAS[Estado.CUMPLE]}",'
        f'IF({compare(f"({rango.comprometido}-{perdido})")}<0,"{PALABRAS[Estado.NO_CUMPLE]}",'
        f'IF(COUNTA({respuestas})=0,"{SIN_EVALUAR}","{PALABRAS[Estado.EN_JUEGO]}")))))'
    )
    return Calculada(formula, say_estado(resultado))


def evaluate_filas(filas: list[FilaOficial], uniforme: bool, umbral: Fraction) -> Resultado:
    """The result of what a template says: its answers as they stand in it, validated or not."""
    compromisos = [Compromiso(fila.codigo, fila.valores.get("ponderacion"), read_cumple(fila)) for fila in filas]
    ponderacion = Ponderacion.UNIFORME if uniforme else Ponderacion.MANUAL
    return evaluate_programa(sum_compromisos(ponderacion, compromisos), umbral, cerrado=False)


def read_cumple(fila: FilaOficial) -> Cumple | None:
    respuesta = fila.valores.get("cumple")
    return Cumple(respuesta) if respuesta else None
