"""The distance from a result to its meta, where both can be told exactly; otherwise a person tells it."""

import re
from decimal import Decimal

from programas.formulario.celda import format_numero
from programas.formulario.lectores import Medida, parse_medida
from programas.selectors.etapa4.tipos import POR_ESCRIBIR
from regiones.textos import fold_text

SIN_RESULTADO = "Sin resultado registrado"
SIN_META = "Sin meta anual"
ORDINAL = re.compile(r"[°ºª]|(er|era|ero|da|do|ra|ro|ta|to)\b", re.IGNORECASE)
DE_PERSONA = f"{POR_ESCRIBIR}la brecha: la meta y el resultado no se comparan como números."


def describe_brecha(meta: str, resultado: str) -> str:
    """«−7 puntos porcentuales», «+2 talleres», «Sin brecha»."""
    if not resultado:
        return SIN_RESULTADO
    if not meta:
        return SIN_META
    comprometida, lograda = parse_medida(meta), parse_medida(resultado)
    if comprometida is None or lograda is None or not are_comparables(comprometida, lograda):
        return "Sin brecha" if fold_text(meta) == fold_text(resultado) else DE_PERSONA
    return show_distancia(lograda.valor - comprometida.valor, comprometida.unidad or lograda.unidad)


def are_comparables(una: Medida, otra: Medida) -> bool:
    """Whether they count the same thing: the same unit and base, but for what one of them leaves unsaid.

    The number of an ordinal, as in «2° semestre» or «1er informe», counts nothing.
    """
    unidades = (una.unidad, otra.unidad)
    porcentajes = {unidad == "%" for unidad in unidades}
    if len(porcentajes) > 1 or any(map(ORDINAL.match, unidades)):
        return False
    return all(
        not propia or not ajena or fold_text(propia) == fold_text(ajena)
        for propia, ajena in (unidades, (una.base, otra.base))
    )


def show_distancia(distancia: Decimal, unidad: str) -> str:
    if not distancia:
        return "Sin brecha"
    cuanto = format_numero(abs(distancia), "#,##0")
    que = ("punto porcentual" if abs(distancia) == 1 else "puntos porcentuales") if unidad == "%" else unidad
    return f"{'−' if distancia < 0 else '+'}{cuanto} {que}".rstrip()
