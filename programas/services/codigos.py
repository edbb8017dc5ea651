"""Immutable codes of rows. Their parent counts the numbers given, so that none is given twice.

Each function grows the counter in memory: the caller holds the parent locked and saves it in the same
transaction.
"""

from programas.models import Compromiso, ObjetivoEspecifico, ProgramaTrabajo


def next_objetivo(programa: ProgramaTrabajo) -> str:
    """«2009-07-III.1-03»."""
    programa.ultimo_objetivo += 1
    return f"{programa.codigo}-{programa.ultimo_objetivo:02d}"


def next_instancia(programa: ProgramaTrabajo) -> str:
    """«2009-07-III.2-I02»."""
    programa.ultima_instancia += 1
    return f"{programa.codigo}-I{programa.ultima_instancia:02d}"


def next_analisis(programa: ProgramaTrabajo) -> str:
    """«2009-07-III.1-A05»."""
    programa.ultimo_analisis += 1
    return f"{programa.codigo}-A{programa.ultimo_analisis:02d}"


def next_compromiso(objetivo: ObjetivoEspecifico) -> str:
    """«2009-07-III.1-03.1»."""
    objetivo.ultimo_compromiso += 1
    return f"{objetivo.codigo}.{objetivo.ultimo_compromiso}"


def next_actividad(compromiso: Compromiso) -> str:
    """«2009-07-III.1-03.1-A2»."""
    compromiso.ultima_actividad += 1
    return f"{compromiso.codigo}-A{compromiso.ultima_actividad}"


def next_medio(compromiso: Compromiso) -> str:
    """«2009-07-III.1-03.1-M1»."""
    compromiso.ultimo_medio += 1
    return f"{compromiso.codigo}-M{compromiso.ultimo_medio}"
