"""A target or a result, as written and in parts."""

from typing import Any

from programas.formulario.lectores import parse_medida


def describe_medida(campo: str, texto: str) -> dict[str, Any]:
    """A target or result as written, with its value, unit and base when they can be told."""
    medida = parse_medida(texto)
    return {
        campo: texto,
        f"{campo}_valor": medida.valor if medida else None,
        f"{campo}_unidad": medida.unidad if medida else "",
        f"{campo}_base": medida.base if medida else "",
    }
