"""The verdict of one year and of all the services, against raw SQL and against loops, at every size."""

from collections.abc import Callable, Mapping

from programas.models import Ejercicio
from programas.scoring import Estado
from programas.selectors.presentacion import MOSTRADOS
from programas.selectors.resultados import evaluate_ejercicio
from programas.selectors.servicios import load_servicios
from tests.banco.bases import Base
from tests.banco.contendientes import (
    DE_UN_ANIO,
    ESTADOS,
    decide_nuestro,
    decide_todos_en_sql,
)
from tests.banco.medidas import Comparacion, Medida, Tamano, measure_por_turnos

RONDAS = 9
MARCA_SQL = {"postgresql": 1.5, "sqlite": 2.0}
SQL = "raw SQL, deciding"


class Desacuerdo(SystemExit):
    """Two contenders answer differently: nothing is timed."""

    def __init__(self, respuestas: object) -> None:
        super().__init__(f"Los contendientes no responden lo mismo, y no se mide nada: {respuestas}")


def check_un_anio(ejercicio: Ejercicio) -> Estado:
    """Every contender answers the same of a year, and so does what the pages show."""
    respuestas = {nombre: decide(ejercicio) for nombre, decide in DE_UN_ANIO.items()}
    servicio = evaluate_ejercicio(ejercicio).servicio
    respuestas["pages"] = servicio.veredicto if servicio else Estado.SIN_COMPROMISOS
    if len(set(respuestas.values())) > 1:
        raise Desacuerdo(respuestas)
    return respuestas["pages"]


def check_todos(base: Base) -> set[str]:
    """The page of services and raw SQL agree on every year, and on each of its programmes; return the verdicts."""
    filas = load_servicios(base.usuario, base.anios).filas
    propios = {
        (fila.codigo, fila.anio, tipo): estado.palabra
        for fila in filas
        if fila.veredicto
        for tipo, estado in [("", fila.veredicto), *((p.tipo, p.estado) for p in fila.programas)]
    }
    peores: dict[tuple[int, str], int] = {}
    for clave, tipo, estado in decide_todos_en_sql():
        for cual in (tipo, ""):
            peores[clave, cual] = max(estado, peores.get((clave, cual), 0))
    anios = {e.pk: (e.servicio.codigo, e.anio) for e in Ejercicio.objects.select_related("servicio")}
    en_sql = {(*anios[clave], cual): MOSTRADOS[ESTADOS[peor]].palabra for (clave, cual), peor in peores.items()}
    if propios != en_sql or len(filas) != base.tamano.servicios * base.tamano.anios:
        raise Desacuerdo(dict(propios.items() ^ en_sql.items()))
    return {fila.veredicto.palabra for fila in filas if fila.veredicto}


def check_bases(bases: Mapping[str, Base]) -> None:
    for base in bases.values():
        with base:
            check_un_anio(base.ejercicio)
            check_todos(base)


def measure_un_anio(bases: Mapping[str, Base]) -> list[Comparacion]:
    """One year of S against the other ways, and one year of the larger sizes against one of S, all in turns."""
    s = bases["S"]
    contendientes = {nombre: time_sobre(s, decide, s.ejercicio) for nombre, decide in DE_UN_ANIO.items()}
    contendientes["pages"] = time_sobre(s, evaluate_ejercicio, s.ejercicio)
    for nombre, base in bases.items():
        contendientes[nombre] = time_sobre(base, decide_nuestro, base.ejercicio)
    medidas = measure_por_turnos(contendientes)
    propia = medidas["ours"]
    filas = [
        Comparacion("verdict of one year", SQL, propia, medidas["raw SQL"], MARCA_SQL[s.conexion.vendor]),
        Comparacion("the same with all that pages show of it", SQL, medidas["pages"], medidas["raw SQL"], None),
    ]
    filas += [
        Comparacion(f"one year out of {nombre}", "one year out of S", medidas[nombre], medidas["S"], 1.2)
        for nombre in bases
        if nombre in ("L", "XL")
    ]
    return [
        *filas,
        Comparacion(
            "verdict of one year", "`select_related` loop", propia, medidas["select_related loop"], 15, True
        ),
        Comparacion("verdict of one year", "N+1 loop", propia, medidas["N+1 loop"], 30, True),
    ]


def time_sobre(base: Base, decide: Callable[[Ejercicio], object], ejercicio: Ejercicio) -> Callable[[], float]:
    return lambda: base.time(lambda: decide(ejercicio))


def measure_todos(
    bases: Mapping[str, Base],
) -> tuple[list[Comparacion], dict[str, list[tuple[Tamano, Medida]]]]:
    """All the verdicts that are stored, at every size: against raw SQL, and how both grow."""
    contendientes: dict[str, Callable[[], float]] = {}
    for nombre, base in bases.items():
        contendientes[f"{nombre} sql"] = lambda base=base: base.time(decide_todos_en_sql)  # type: ignore[misc]
        contendientes[f"{nombre} ours"] = lambda base=base: base.time(  # type: ignore[misc]
            lambda: load_servicios(base.usuario, base.anios)
        )
    medidas = measure_por_turnos(contendientes, RONDAS)
    filas = [
        Comparacion(
            f"all services, {nombre}",
            SQL,
            medidas[f"{nombre} ours"],
            medidas[f"{nombre} sql"],
            1.1 if nombre == "L" else None,
        )
        for nombre in bases
    ]
    series = {
        titulo: [(base.tamano, medidas[f"{nombre} {cual}"]) for nombre, base in bases.items()]
        for titulo, cual in (("ours", "ours"), ("raw SQL", "sql"))
    }
    return filas, series
