"""What settled a verdict: the record walked back from today, scored again after each act is undone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from itertools import groupby
from typing import Any

from django.db.models import Q

from programas import scoring
from programas.models import Compromiso, Ejercicio, ProgramaTrabajo
from programas.models.campos import as_fraction
from programas.scoring import Cumple, Estado, Ponderacion
from regiones.models import Registro

COMPROMISO, PROGRAMA, EJERCICIO = (modelo._meta.label_lower for modelo in (Compromiso, ProgramaTrabajo, Ejercicio))
DEL_COMPROMISO = ["ponderacion", "validado"]


@dataclass(frozen=True, slots=True)
class Linea:
    """A line of the record that touches a verdict. ``codigo`` is of the row, or of the programme."""

    clave: str
    momento: datetime
    clase: str
    codigo: str
    antes: Mapping[str, Any]
    despues: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ProgramaPasado:
    """A programme as it stood: the weight and the answer of each row, by code."""

    ponderacion: Ponderacion
    filas: Mapping[str, tuple[int | None, str]]


@dataclass(frozen=True, slots=True)
class Situacion:
    """A territory as it stood at a moment. Its programmes go by type."""

    umbral: Fraction
    programas: Mapping[str, ProgramaPasado]


@dataclass(frozen=True, slots=True)
class Hito:
    """The act after which a verdict became what it is: when, of what row, and how many rows it touched."""

    momento: datetime
    clase: str
    codigo: str
    filas: int


def load_lineas(ejercicio: Ejercicio, region_ids: Iterable[int]) -> dict[int | None, list[Linea]]:
    """What the record says of weights, answers and threshold, newest first, by territory: one query."""
    del_compromiso = Q(antes__has_any_keys=DEL_COMPROMISO) | Q(despues__has_any_keys=DEL_COMPROMISO)
    de_territorio = Q(region__in=list(region_ids)) & (
        Q(clase=COMPROMISO) & del_compromiso
        | Q(clase=PROGRAMA, antes__has_key="ponderacion", despues__has_key="ponderacion")
    )
    del_anio = Q(clase=EJERCICIO, objeto=ejercicio.pk, antes__has_key="umbral", despues__has_key="umbral")
    consulta = (
        Registro.objects.filter(servicio=ejercicio.servicio_id, anio=ejercicio.anio)
        .filter(de_territorio | del_anio)
        .order_by("-momento", "-id")
    )
    lineas: dict[int | None, list[Linea]] = {}
    for region, lote, pk, *campos in consulta.values_list(
        "region", "lote", "pk", "momento", "clase", "codigo", "antes", "despues"
    ):
        lineas.setdefault(region, []).append(Linea(str(lote or pk), *campos))
    return lineas


def merge_lineas(propias: Iterable[Linea], del_anio: Iterable[Linea]) -> list[Linea]:
    """Those of a territory and those of the whole year, newest first."""
    return sorted([*propias, *del_anio], key=lambda linea: linea.momento, reverse=True)


def find_hitos(situacion: Situacion, lineas: Iterable[Linea]) -> dict[str | None, Hito]:
    """What settled each programme that is won or lost, and under ``None`` the territory as a whole.

    Without a place, the record does not tell. Lines come newest first; those of one act count as one.
    """
    abiertos = {
        lugar: estado
        for lugar in (*situacion.programas, None)
        if (estado := evaluate_lugar(situacion, lugar)) in (Estado.CUMPLE, Estado.NO_CUMPLE)
    }
    hitos: dict[str | None, Hito] = {}
    for acto in group_actos(lineas):
        if not abiertos:
            break
        for linea in acto:
            situacion = undo_linea(situacion, linea)
        tocados = {find_tipo(linea) for linea in acto}
        for lugar, estado in list(abiertos.items()):
            toca = lugar is None or lugar in tocados or None in tocados
            if toca and evaluate_lugar(situacion, lugar) is not estado:
                hitos[lugar] = build_hito(acto, lugar)
                del abiertos[lugar]
    return hitos


def group_actos(lineas: Iterable[Linea]) -> Iterator[list[Linea]]:
    for _, acto in groupby(lineas, key=lambda linea: linea.clave):
        yield list(acto)


def find_tipo(linea: Linea) -> str | None:
    """The programme that a line is about, told by its code («2009-07-III.1-03.1»); ``None`` of the whole year."""
    return None if linea.clase == EJERCICIO else linea.codigo.split("-")[2]


def build_hito(acto: list[Linea], lugar: str | None) -> Hito:
    propias = [linea for linea in acto if lugar is None or find_tipo(linea) in (lugar, None)]
    ultima = propias[0]
    filas = len({linea.codigo for linea in propias if linea.clase == COMPROMISO})
    return Hito(ultima.momento, ultima.clase, ultima.codigo, filas)


def undo_linea(situacion: Situacion, linea: Linea) -> Situacion:
    """The territory as it stood before that line."""
    if linea.clase == EJERCICIO:
        return replace(situacion, umbral=as_fraction(linea.antes["umbral"]))
    tipo = linea.codigo.split("-")[2]
    actual = situacion.programas.get(tipo)
    if actual is None:
        return situacion
    if linea.clase == PROGRAMA:
        anterior = replace(actual, ponderacion=Ponderacion(linea.antes["ponderacion"]))
    else:
        anterior = replace(actual, filas=undo_fila(actual.filas, linea))
    return replace(situacion, programas={**situacion.programas, tipo: anterior})


def undo_fila(filas: Mapping[str, tuple[int | None, str]], linea: Linea) -> Mapping[str, tuple[int | None, str]]:
    """A row created is not there yet, one deleted is back, one changed says what it said."""
    if not linea.antes:
        return {codigo: fila for codigo, fila in filas.items() if codigo != linea.codigo}
    peso, validado = filas.get(linea.codigo, (None, ""))
    return {
        **filas,
        linea.codigo: (linea.antes.get("ponderacion", peso), linea.antes.get("validado", validado)),
    }


def evaluate_lugar(situacion: Situacion, lugar: str | None) -> Estado:
    """A programme's state, or under ``None`` the territory's, as the scoring core decides an open year."""
    if lugar is None:
        sumas = [sum_programa(programa) for programa in situacion.programas.values()]
        return scoring.evaluate_conjunto(sumas, situacion.umbral, cerrado=False).estado
    return scoring.evaluate_programa(
        sum_programa(situacion.programas[lugar]), situacion.umbral, cerrado=False
    ).estado


def sum_programa(programa: ProgramaPasado) -> scoring.Sumas:
    return scoring.sum_compromisos(
        programa.ponderacion,
        [
            scoring.Compromiso(codigo, peso, Cumple(validado) if validado else None)
            for codigo, (peso, validado) in programa.filas.items()
        ],
    )
