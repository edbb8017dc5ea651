"""What decided a year at a past moment: the rows of today, with the record undone line by line."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from programas import scoring
from programas.models import Compromiso, Ejercicio, ObjetivoEspecifico, ProgramaTrabajo
from programas.models.campos import as_fraction
from programas.scoring import Lectura, Ponderacion, ResultadoServicio
from regiones.models import CUT_NIVEL_CENTRAL

EJERCICIO = Ejercicio._meta.label_lower
PROGRAMA = ProgramaTrabajo._meta.label_lower
OBJETIVO = ObjetivoEspecifico._meta.label_lower
COMPROMISO = Compromiso._meta.label_lower

# Of each table, the fields that a verdict depends on: no other is followed.
DECIDEN: dict[str, tuple[str, ...]] = {
    EJERCICIO: ("umbral", "lectura", "cuenta_nivel_central", "etapa"),
    PROGRAMA: ("region", "tipo", "ponderacion"),
    OBJETIVO: ("programa",),
    COMPROMISO: ("objetivo", "ponderacion", "validado"),
}

# By table and key, the fields that decide of every row there was.
Filas = dict[str, dict[int, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Linea:
    """A line of the record: the day it was written, its row, and what stood before and after."""

    dia: date
    clase: str
    objeto: int
    antes: Mapping[str, Any]
    despues: Mapping[str, Any]

    @property
    def decide(self) -> bool:
        """Whether it touched anything that a verdict depends on."""
        campos = DECIDEN.get(self.clase, ())
        return any(campo in self.antes or campo in self.despues for campo in campos)


def pick_campos(clase: str, valores: Mapping[str, Any]) -> dict[str, Any]:
    return {campo: valores[campo] for campo in DECIDEN[clase] if campo in valores}


def undo_linea(filas: Filas, linea: Linea) -> None:
    """Leave the rows as they were before a line: what it created goes, what it deleted is back."""
    tabla = filas[linea.clase]
    if linea.antes and not linea.despues:
        tabla[linea.objeto] = pick_campos(linea.clase, linea.antes)
    elif linea.despues and not linea.antes:
        tabla.pop(linea.objeto, None)
    elif linea.objeto in tabla:
        tabla[linea.objeto] |= pick_campos(linea.clase, linea.antes)


def walk_atras(filas: Filas, lineas: Iterable[Linea], dias: Iterable[date]) -> Iterator[tuple[date, Filas]]:
    """The rows as each day ended, from the last day to the first; ``lineas`` come newest first.

    The rows given are the ones handed out, undone in place: read them before asking for another day.
    """
    pendientes = iter(lineas)
    linea = next(pendientes, None)
    for dia in sorted(dias, reverse=True):
        while linea is not None and linea.dia > dia:
            undo_linea(filas, linea)
            linea = next(pendientes, None)
        yield dia, filas


def evaluate_filas(filas: Filas, regiones: Mapping[int, tuple[str, str]]) -> ResultadoServicio:
    """Decide the year that these rows make. ``regiones`` gives the code and name of each territory, in order."""
    (ejercicio,) = filas[EJERCICIO].values()
    por_programa: dict[int, list[scoring.Compromiso]] = defaultdict(list)
    for pk, fila in filas[COMPROMISO].items():
        programa = filas[OBJETIVO][fila["objetivo"]]["programa"]
        cumple = scoring.Cumple(fila["validado"]) if fila["validado"] else None
        por_programa[programa].append(scoring.Compromiso(str(pk), fila["ponderacion"], cumple))
    por_region: dict[int, dict[str, scoring.Programa]] = defaultdict(dict)
    for pk, programa in filas[PROGRAMA].items():
        sumas = scoring.sum_compromisos(Ponderacion(programa["ponderacion"]), por_programa[pk])
        por_region[programa["region"]][programa["tipo"]] = scoring.Programa(programa["tipo"], sumas)
    return scoring.evaluate_servicio(
        [
            scoring.Territorio(cut, nombre, tuple(por_region[pk].values()))
            for pk, (cut, nombre) in regiones.items()
            if ejercicio["cuenta_nivel_central"] or cut != CUT_NIVEL_CENTRAL
        ],
        as_fraction(ejercicio["umbral"]),
        cerrado=ejercicio["etapa"] == "CERRADO",
        lectura=Lectura(ejercicio["lectura"]),
    )
