"""The totals (11) to (17) in the words of the form."""

from programas.scoring import Estado, Resultado, format_pct

PALABRAS = {estado: estado.value for estado in Estado} | {Estado.SIN_PONDERACION: "SIN PONDERACIÓN"}
SIN_EVALUAR = "SIN EVALUAR"


def say_estado(resultado: Resultado) -> str:
    """«CUMPLE», «NO CUMPLE»…; while nothing is evaluated it says so, and not «EN JUEGO»."""
    return SIN_EVALUAR if resultado.sin_evaluar else PALABRAS[resultado.estado]


def say_cifra(resultado: Resultado) -> str:
    """The share earned, cut to two decimals; blank where there is none yet, or nothing to divide by."""
    return "" if resultado.piso is None or resultado.sin_evaluar else format_pct(resultado.piso)
