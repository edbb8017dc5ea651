"""The verdict as a pure function: standard library only, no Django, no clock, no settings.

Everything that shows a result calls these functions. ``python -m programas.scoring`` runs them for an outsider.
"""

from programas.scoring.cifras import format_pct, parse_decimal, parse_peso, truncate_pct
from programas.scoring.esfuerzo import (
    Esfuerzo,
    EsfuerzoServicio,
    Pendiente,
    list_lugares,
    measure_programa,
    measure_servicio,
    measure_territorio,
)
from programas.scoring.programa import (
    answer_fila,
    critical_limit,
    evaluate_literal,
    evaluate_programa,
    list_criticos,
    sum_compromisos,
)
from programas.scoring.servicio import (
    critical_limits,
    describe_motivo,
    evaluate_conjunto,
    evaluate_servicio,
    find_peor,
    join_literal,
    join_territorios,
)
from programas.scoring.tipos import (
    DIEZMILESIMAS_POR_PUNTO,
    PESO_MAXIMO,
    TIPOS,
    Compromiso,
    Cumple,
    Estado,
    Lectura,
    Motivo,
    Ponderacion,
    PonderacionIncompleta,
    Programa,
    Resultado,
    ResultadoServicio,
    ResultadoTerritorio,
    Sumas,
    Territorio,
    Veredicto,
)

# Of the rules that these functions apply: a closing says under which it was decided.
VERSION = "2009.1"

__all__ = [
    "DIEZMILESIMAS_POR_PUNTO",
    "PESO_MAXIMO",
    "TIPOS",
    "VERSION",
    "Compromiso",
    "Cumple",
    "Esfuerzo",
    "EsfuerzoServicio",
    "Estado",
    "Lectura",
    "Motivo",
    "Pendiente",
    "Ponderacion",
    "PonderacionIncompleta",
    "Programa",
    "Resultado",
    "ResultadoServicio",
    "ResultadoTerritorio",
    "Sumas",
    "Territorio",
    "Veredicto",
    "answer_fila",
    "critical_limit",
    "critical_limits",
    "describe_motivo",
    "evaluate_conjunto",
    "evaluate_literal",
    "evaluate_programa",
    "evaluate_servicio",
    "find_peor",
    "format_pct",
    "join_literal",
    "join_territorios",
    "list_criticos",
    "list_lugares",
    "measure_programa",
    "measure_servicio",
    "measure_territorio",
    "parse_decimal",
    "parse_peso",
    "sum_compromisos",
    "truncate_pct",
]
