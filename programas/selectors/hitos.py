"""What settled a verdict: the record walked back from today, scored again after each act is undone."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import groupby

from programas import scoring
from programas.enums import Etapa
from programas.models import Ejercicio
from programas.models.campos import as_fraction
from programas.scoring import Estado, Sumas
from programas.selectors.pasado import (
    COMPROMISO,
    DECIDEN,
    EJERCICIO,
    OBJETIVO,
    PROGRAMA,
    Filas,
    Linea,
    get_reglas,
    load_filas,
    load_lineas,
    sum_filas,
    undo_linea,
)

# The type of a programme; ``None`` is the territory as a whole.
Lugar = str | None
Hitos = dict[Lugar, "Hito"]


@dataclass(frozen=True, slots=True)
class Hito:
    """The act after which a verdict became what it is: when, of what row, and how many rows it touched.

    ``etapa`` says whether it was the stage of the year that changed.
    """

    momento: datetime
    clase: str
    codigo: str
    filas: int
    etapa: bool


def load_hitos(ejercicio: Ejercicio, regiones: Iterable[int]) -> dict[int, Hitos]:
    """What settled each place of these territories: two queries."""
    claves = list(regiones)
    filas = load_filas(ejercicio, claves)
    propias, del_anio = split_lineas(load_lineas(ejercicio, claves))
    return {
        region: find_hitos(pick_filas(filas, region), merge_lineas(propias[region], del_anio)) for region in claves
    }


def split_lineas(lineas: Iterable[Linea]) -> tuple[dict[int, list[Linea]], list[Linea]]:
    """Those of each territory, and those of the whole year."""
    propias: dict[int, list[Linea]] = defaultdict(list)
    del_anio: list[Linea] = []
    for linea in lineas:
        (del_anio if linea.region is None else propias[linea.region]).append(linea)
    return propias, del_anio


def merge_lineas(propias: Iterable[Linea], del_anio: Iterable[Linea]) -> list[Linea]:
    """Those of a territory and those of the whole year, newest first."""
    return sorted([*propias, *del_anio], key=lambda linea: linea.momento, reverse=True)


def pick_filas(filas: Filas, region: int) -> Filas:
    """The rows of one territory, to be undone without touching the others'."""
    programas = {pk: dict(fila) for pk, fila in filas[PROGRAMA].items() if fila["region"] == region}
    objetivos = {pk: dict(fila) for pk, fila in filas[OBJETIVO].items() if fila["programa"] in programas}
    return {
        EJERCICIO: {pk: dict(fila) for pk, fila in filas[EJERCICIO].items()},
        PROGRAMA: programas,
        OBJETIVO: objetivos,
        COMPROMISO: {pk: dict(fila) for pk, fila in filas[COMPROMISO].items() if fila["objetivo"] in objetivos},
    }


def find_hitos(filas: Filas, lineas: Iterable[Linea]) -> Hitos:
    """What settled each programme that is won or lost, and under ``None`` the territory as a whole.

    ``filas`` are of one territory and are undone in place. Without a place, the record does not tell. Lines come
    newest first; those of one act count as one.
    """
    tipos = {fila["tipo"] for fila in filas[PROGRAMA].values()}
    abiertos = {
        lugar: estado
        for lugar, estado in evaluate_lugares(filas, {*tipos, None}).items()
        if estado in (Estado.CUMPLE, Estado.NO_CUMPLE)
    }
    hitos: Hitos = {}
    for acto in group_actos(lineas):
        if not abiertos:
            break
        for linea in acto:
            undo_linea(filas, linea)
        tocados = {find_tipo(linea) for linea in acto if is_oficial(linea)}
        alcanzados = {lugar for lugar in abiertos if tocados and (lugar is None or tocados & {lugar, None})}
        for lugar, estado in evaluate_lugares(filas, alcanzados).items():
            if estado is not abiertos[lugar]:
                hitos[lugar] = build_hito(acto, lugar)
                del abiertos[lugar]
    return hitos


def group_actos(lineas: Iterable[Linea]) -> Iterator[list[Linea]]:
    for _, acto in groupby(lineas, key=lambda linea: linea.acto):
        yield list(acto)


def is_oficial(linea: Linea) -> bool:
    """Whether it touched a row's weight or validated answer, how a programme weighs, or the year's rules."""
    campos = [campo for campo in DECIDEN[linea.clase] if campo != "declarado"]
    return any(campo in linea.antes or campo in linea.despues for campo in campos)


def find_tipo(linea: Linea) -> Lugar:
    """The programme that a line is about, told by its code («2009-07-III.1-03.1»); ``None`` of the whole year."""
    return None if linea.clase == EJERCICIO else linea.codigo.split("-")[2]


def build_hito(acto: list[Linea], lugar: Lugar) -> Hito:
    propias = [linea for linea in acto if lugar is None or find_tipo(linea) in (lugar, None)]
    filas = [linea for linea in propias if linea.clase == COMPROMISO]
    (ultima, *_) = filas or propias
    return Hito(
        ultima.momento,
        ultima.clase,
        ultima.codigo,
        len({fila.codigo for fila in filas}),
        "etapa" in ultima.despues,
    )


def evaluate_lugares(filas: Filas, lugares: Collection[Lugar]) -> dict[Lugar, Estado]:
    """The state of these programmes of the one territory that the rows make, or of all of them together."""
    if not lugares:
        return {}
    reglas = get_reglas(filas)
    umbral, cerrado = as_fraction(reglas["umbral"]), reglas["etapa"] == Etapa.CERRADO
    sumas = next(iter(sum_filas(filas).values()), {})
    return {lugar: evaluate_lugar(sumas, lugar, umbral, cerrado) for lugar in lugares}


def evaluate_lugar(sumas: Mapping[str, Sumas], lugar: Lugar, umbral: Fraction, cerrado: bool) -> Estado:
    if lugar is None:
        return scoring.evaluate_conjunto(sumas.values(), umbral, cerrado=cerrado).estado
    if lugar not in sumas:
        return Estado.SIN_COMPROMISOS
    return scoring.evaluate_programa(sumas[lugar], umbral, cerrado=cerrado).estado
