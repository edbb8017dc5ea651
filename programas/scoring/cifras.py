"""How figures are read and written without ever leaving exact arithmetic."""

import re
from fractions import Fraction

from programas.scoring.tipos import DIEZMILESIMAS_POR_PUNTO, PESO_MAXIMO

DECIMAL = re.compile(r"[0-9]{1,18}(?:\.([0-9]{1,40}))?")


def parse_decimal(texto: str) -> Fraction:
    """Read a plain non-negative decimal such as «3.2». No sign, no exponent: ``ValueError`` otherwise."""
    if not DECIMAL.fullmatch(texto):
        raise ValueError(f"«{texto[:40]}» no es un número decimal sin signo, como «3.2»")
    return Fraction(texto)


def parse_peso(texto: str) -> int:
    """Read a typed weight in percent, from 0 to 100, into ten-thousandths of a percent.

    ``ValueError`` when it is out of range or finer than the unit in which weights are stored.
    """
    peso = parse_decimal(texto) * DIEZMILESIMAS_POR_PUNTO
    if peso > PESO_MAXIMO:
        raise ValueError(f"«{texto}» supera 100")
    if peso.denominator != 1:
        raise ValueError(f"«{texto}» tiene más de cuatro decimales")
    return peso.numerator


def truncate_pct(razon: Fraction) -> str:
    """Write a share of 1 as a percentage cut, never rounded, to two decimals: 89.996 % is «89.99».

    Cutting keeps every figure on the same side of the threshold as its verdict.
    """
    centesimas = razon.numerator * 10_000 // razon.denominator
    return f"{centesimas // 100}.{centesimas % 100:02d}"


def format_pct(razon: Fraction) -> str:
    """The same cut percentage as Chile writes it: «83,33 %»."""
    return truncate_pct(razon).replace(".", ",") + " %"
