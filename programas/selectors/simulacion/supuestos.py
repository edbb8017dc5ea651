"""What a scenario supposes, said one thing at a time, each with the address of the scenario without it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from programas.models import Ejercicio
from programas.scoring import Lectura
from programas.selectors.frases import NOMBRES_LECTURA
from programas.selectors.presentacion import join_nombres, show_umbral
from programas.selectors.simulacion.calculo import Filas, suppose
from programas.selectors.simulacion.direccion import write_direccion
from programas.selectors.simulacion.escenario import DE_FILA, DE_GRUPO, PESOS, TODO, Escenario, Lugar

Valor = TypeVar("Valor")

FILAS_NOMBRADAS = 8
MODOS = {"u": "ponderación uniforme", "e": "ponderación escrita"}


@dataclass(frozen=True, slots=True)
class Supuesto:
    texto: str
    sin: str


def list_supuestos(
    ejercicio: Ejercicio, escenario: Escenario, nombres: Mapping[str, str], filas: Filas
) -> tuple[Supuesto, ...]:
    pares = (*list_generales(ejercicio, escenario), *list_lugares(escenario, nombres, filas))
    return tuple(Supuesto(texto, write_direccion(sin)) for texto, sin in pares)


def list_generales(ejercicio: Ejercicio, escenario: Escenario) -> Iterator[tuple[str, Escenario]]:
    """The rules of the year that it changes."""
    supuesto = suppose(ejercicio, escenario)
    if escenario.umbral is not None:
        hoy = show_umbral(ejercicio.umbral_razon)
        yield (
            f"Se exige {show_umbral(supuesto.umbral_razon)}, y no {hoy}",
            replace(escenario, umbral=None),
        )
    if escenario.lectura is not None:
        yield (
            f"Se lee {NOMBRES_LECTURA[escenario.lectura]}, y no {NOMBRES_LECTURA[Lectura(ejercicio.lectura)]}",
            replace(escenario, lectura=None),
        )
    if escenario.nivel_central is not None:
        cuenta = "cuenta" if escenario.nivel_central else "no cuenta"
        yield f"El Nivel Central {cuenta} en el resultado nacional", replace(escenario, nivel_central=None)
    if escenario.declarado:
        yield "Lo declarado se da por validado donde nada se ha validado", replace(escenario, declarado=False)
    if TODO in escenario.pesos:
        donde = "en todos los programas" if escenario.pesos[TODO] == "u" else "donde todas las filas la tienen"
        yield (
            f"{MODOS[escenario.pesos[TODO]].capitalize()} {donde}",
            replace(escenario, pesos=drop(escenario.pesos, TODO)),
        )


def list_lugares(
    escenario: Escenario, nombres: Mapping[str, str], filas: Filas
) -> Iterator[tuple[str, Escenario]]:
    """What it changes of territories, programmes and rows."""
    for lugar, letra in sorted(escenario.grupos.items()):
        yield (
            f"{name_lugar(lugar, nombres)}: {DE_GRUPO[letra].lower()}",
            replace(escenario, grupos=drop(escenario.grupos, lugar)),
        )
    for lugar, letra in sorted(escenario.pesos.items()):
        if lugar != TODO and is_posible(letra, lugar, filas):
            yield (
                f"{name_lugar(lugar, nombres)}: {MODOS[letra]}",
                replace(escenario, pesos=drop(escenario.pesos, lugar)),
            )
    for lugar, propias in sorted(escenario.filas.items()):
        reales = {fila.clave for fila in filas[lugar].filas} if lugar in filas else set()
        dichas = [f"{c} «{DE_FILA[r].lower()}»" for c, r in sorted(propias.items()) if c in reales]
        if dichas:
            plural = "filas" if len(dichas) > 1 else "fila"
            yield (
                f"{name_lugar(lugar, nombres)}: {plural} {join_nombres(dichas, FILAS_NOMBRADAS)}",
                replace(escenario, filas=drop(escenario.filas, lugar)),
            )


def list_imposibles(escenario: Escenario, nombres: Mapping[str, str], filas: Filas) -> Iterator[str]:
    """What it asks of rows that are not there, or of weights that nobody typed."""
    for lugar, propias in escenario.filas.items():
        reales = {fila.clave for fila in filas[lugar].filas} if lugar in filas else set()
        for clave in sorted(set(propias) - reales):
            yield f"{name_lugar(lugar, nombres)} no tiene la fila {clave}"
    for lugar, letra in escenario.pesos.items():
        if lugar != TODO and not is_posible(letra, lugar, filas):
            yield f"{name_lugar(lugar, nombres)} no tiene la ponderación escrita en todas sus filas"


def is_posible(letra: str, lugar: Lugar, filas: Filas) -> bool:
    return lugar in filas and (PESOS[letra] is not PESOS["e"] or filas[lugar].escrita)


def name_lugar(lugar: Lugar, nombres: Mapping[str, str]) -> str:
    """«Maule», «III.1 de Maule»."""
    cut, tipo = lugar
    return f"{tipo} de {nombres[cut]}" if tipo else nombres[cut]


def drop(valores: Mapping[Lugar, Valor], lugar: Lugar) -> dict[Lugar, Valor]:
    return {otro: valor for otro, valor in valores.items() if otro != lugar}
