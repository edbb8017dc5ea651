"""Percentages as people write them in Chile, to and from exact integers."""

import re

from programas.scoring import DIEZMILESIMAS_POR_PUNTO, parse_peso

PORCENTAJE = re.compile(r"\s*([0-9]{1,12}(?:[.,][0-9]{1,20})?)\s*%?\s*")


class PorcentajeInvalido(ValueError):
    """A text that is not a percentage the system can keep exactly. Its message is for the user."""


def parse_ponderacion(texto: str) -> int:
    """Read «3,2 %», «3.2» or «33,0%» into ten-thousandths of a percent.

    Comma and point are both decimal here: no weight reaches a thousand.
    """
    hallado = PORCENTAJE.fullmatch(texto)
    if not hallado:
        raise PorcentajeInvalido(f"«{texto.strip()}» no es un porcentaje: escríbalo como «3,2 %».")
    try:
        return parse_peso(hallado[1].replace(",", "."))
    except ValueError as error:
        motivo = str(error).replace(hallado[1].replace(",", "."), hallado[1])
        raise PorcentajeInvalido(f"{motivo}: escriba un porcentaje entre 0 y 100.") from None


def format_ponderacion(diezmilesimas: int) -> str:
    """Write a stored percentage as typed: «3,2 %», without zeros that add nothing."""
    entero, resto = divmod(diezmilesimas, DIEZMILESIMAS_POR_PUNTO)
    decimales = f"{resto:04d}".rstrip("0")
    return f"{entero},{decimales} %" if decimales else f"{entero} %"


def count_decimales(diezmilesimas: int) -> int:
    """How many decimals a typed percentage needs: 3,33 % has two."""
    return len(f"{diezmilesimas % DIEZMILESIMAS_POR_PUNTO:04d}".rstrip("0"))
