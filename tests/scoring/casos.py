"""Short ways to write cases: rows, programmes, territories, and the JSON shape of the command."""

from fractions import Fraction
from typing import Any

from programas.scoring import (
    Compromiso,
    Cumple,
    Ponderacion,
    Programa,
    Resultado,
    Territorio,
    evaluate_programa,
    parse_peso,
    sum_compromisos,
)

UMBRAL = Fraction(9, 10)
RESPUESTAS = {"s": Cumple.SI, "n": Cumple.NO, "p": Cumple.PARCIAL, "-": None}


def filas(respuestas: str, pesos: str | list[str | None] | None = None) -> list[Compromiso]:
    """One row per letter of ``respuestas`` (s, n, p, -), all of weight ``pesos`` or each of its own."""
    lista = [pesos] * len(respuestas) if pesos is None or isinstance(pesos, str) else pesos
    assert len(lista) == len(respuestas)
    return [
        Compromiso(str(i + 1), None if peso is None else parse_peso(peso), RESPUESTAS[letra])
        for i, (letra, peso) in enumerate(zip(respuestas, lista, strict=True))
    ]


def modo(pesos: Any) -> Ponderacion:
    return Ponderacion.UNIFORME if pesos is None else Ponderacion.MANUAL


def resultado(respuestas: str, pesos: Any = None, *, cerrado: bool = False) -> Resultado:
    sumas = sum_compromisos(modo(pesos), filas(respuestas, pesos))
    return evaluate_programa(sumas, UMBRAL, cerrado=cerrado)


def programa(tipo: str, respuestas: str, pesos: Any = None) -> Programa:
    return Programa(tipo, sum_compromisos(modo(pesos), filas(respuestas, pesos)))


def territorio(codigo: str, *programas: Programa, nombre: str = "") -> Territorio:
    return Territorio(codigo, nombre or codigo, programas)


def caso_json(*territorios: dict[str, Any], **campos: Any) -> dict[str, Any]:
    return {"nombre": "caso", "umbral": "0.90", "cerrado": False, "territorios": list(territorios)} | campos


def territorio_json(codigo: str, *programas: dict[str, Any], nombre: str = "") -> dict[str, Any]:
    return {"codigo": codigo, "nombre": nombre or codigo, "programas": list(programas)}


def programa_json(tipo: str, respuestas: str, pesos: Any = None) -> dict[str, Any]:
    lista = [pesos] * len(respuestas) if pesos is None or isinstance(pesos, str) else pesos
    return {
        "tipo": tipo,
        "ponderacion": modo(pesos).value,
        "compromisos": [
            {"id": str(i + 1), "ponderacion": peso, "cumple": RESPUESTAS[letra]}
            for i, (letra, peso) in enumerate(zip(respuestas, lista, strict=True))
        ],
    }
