"""The least effort to win and to lose, against every possible set of rows."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programas.scoring import (
    Compromiso,
    Cumple,
    Esfuerzo,
    Estado,
    Lectura,
    Pendiente,
    Ponderacion,
    answer_fila,
    evaluate_conjunto,
    evaluate_programa,
    list_lugares,
    measure_programa,
    measure_servicio,
    measure_territorio,
    sum_compromisos,
)

UMBRAL = Fraction(9, 10)
RESPUESTAS = {"s": Cumple.SI, "n": Cumple.NO, "-": None}


def build(letras, pesos=None, tipo="III.1"):
    ponderacion = Ponderacion.UNIFORME if pesos is None else Ponderacion.MANUAL
    filas = [
        Compromiso(f"{tipo}-{i:02d}", 1 if pesos is None else pesos[i], RESPUESTAS[letra])
        for i, letra in enumerate(letras)
    ]
    pendientes = [Pendiente(fila.id, tipo, fila.peso) for fila in filas if fila.cumple is None]
    return sum_compromisos(ponderacion, filas), pendientes


@pytest.mark.parametrize(
    ("letras", "pesos", "ganar", "perder"),
    [
        # 12 rows: 11 win, two lost lose.
        ("------------", None, 11, 2),
        ("sssssssssss-", None, 0, None),
        ("n-----------", None, 11, 1),
        ("nn----------", None, None, 0),
        # 15/15/40/20/10: without the 10 it is exactly 90; the 40 alone, or the 15, loses it.
        ("-----", [150_000, 150_000, 400_000, 200_000, 100_000], 4, 1),
        ("ssss-", [150_000, 150_000, 400_000, 200_000, 100_000], 0, None),
        ("n-", [100_000, 900_000], 1, 1),
    ],
)
def test_the_worked_cases(letras, pesos, ganar, perder):
    esfuerzo = measure_programa(*build(letras, pesos), UMBRAL)
    assert (
        None if esfuerzo.ganar is None else len(esfuerzo.ganar),
        None if esfuerzo.perder is None else len(esfuerzo.perder),
    ) == (ganar, perder)


def test_rows_of_the_same_weight_come_in_the_order_of_the_form():
    assert measure_programa(*build("n-----------"), UMBRAL).perder == ("III.1-01",)
    assert measure_programa(*build("---", [300_000, 400_000, 300_000]), UMBRAL).perder == ("III.1-01",)


def test_without_weights_or_rows_nothing_can_be_done():
    assert measure_programa(*build(""), UMBRAL) == Esfuerzo(None, None)
    sumas = sum_compromisos(Ponderacion.MANUAL, [Compromiso("a", None, None)])
    assert measure_programa(sumas, [], UMBRAL) == Esfuerzo(None, None)


@st.composite
def programas(draw, tipo="III.1"):
    letras = draw(st.text("sn-", min_size=1, max_size=7))
    uniforme = draw(st.booleans())
    pesos = (
        None if uniforme else draw(st.lists(st.integers(1, 400_000), min_size=len(letras), max_size=len(letras)))
    )
    return build(letras, pesos, tipo)


def brute(pendientes, decide):
    """The size of the smallest set of pending rows that decides; ``None`` when none does."""
    for cuantas in range(len(pendientes) + 1):
        for elegidas in combinations(pendientes, cuantas):
            if decide(elegidas):
                return cuantas
    return None


def answer(sumas, elegidas, respuesta):
    for fila in elegidas:
        sumas = answer_fila(sumas, fila.peso, None, respuesta)
    return sumas


def size(ids):
    return None if ids is None else len(ids)


@given(programas(), st.sampled_from([Fraction(9, 10), Fraction(3, 4), Fraction(1), Fraction(901, 1000)]))
def test_no_smaller_set_decides_a_programme(programa, umbral):
    sumas, pendientes = programa
    esfuerzo = measure_programa(sumas, pendientes, umbral)

    def reaches(elegidas, respuesta, estado):
        return evaluate_programa(answer(sumas, elegidas, respuesta), umbral, cerrado=False).estado is estado

    def wins(elegidas):
        return reaches(elegidas, Cumple.SI, Estado.CUMPLE)

    def loses(elegidas):
        return reaches(elegidas, Cumple.NO, Estado.NO_CUMPLE)

    assert (size(esfuerzo.ganar), size(esfuerzo.perder)) == (brute(pendientes, wins), brute(pendientes, loses))
    por_id = {fila.id: fila for fila in pendientes}
    assert esfuerzo.ganar is None or wins([por_id[id_] for id_ in esfuerzo.ganar])
    assert esfuerzo.perder is None or loses([por_id[id_] for id_ in esfuerzo.perder])


@given(programas("III.1"), programas("III.2"))
def test_no_smaller_set_decides_a_territory_read_as_a_whole(uno, otro):
    por_tipo = {"III.1": uno[0], "III.2": otro[0]}
    pendientes = [*uno[1], *otro[1]]
    esfuerzo = measure_territorio(por_tipo, pendientes, UMBRAL)

    def reaches(elegidas, respuesta, estado):
        respondidos = [
            answer(sumas, [fila for fila in elegidas if fila.tipo == tipo], respuesta)
            for tipo, sumas in por_tipo.items()
        ]
        return evaluate_conjunto(respondidos, UMBRAL, cerrado=False).estado is estado

    assert size(esfuerzo.ganar) == brute(pendientes, lambda filas: reaches(filas, Cumple.SI, Estado.CUMPLE))
    assert size(esfuerzo.perder) == brute(pendientes, lambda filas: reaches(filas, Cumple.NO, Estado.NO_CUMPLE))


def test_the_service_wins_with_all_its_places_and_loses_with_the_easiest():
    uno, otro = build("------------"), build("n-----------", tipo="III.2")
    lugares = [measure_programa(*uno, UMBRAL), measure_programa(*otro, UMBRAL)]
    servicio = measure_servicio(lugares)
    assert servicio.ganar is not None
    assert (len(servicio.ganar), servicio.perder) == (22, ("III.2-01",))


def test_a_lost_place_leaves_the_service_nothing_to_win():
    lugares = [measure_programa(*build("nn----------"), UMBRAL), measure_programa(*build("-"), UMBRAL)]
    assert (measure_servicio(lugares).ganar, measure_servicio(lugares).perder) == (None, ())


def test_a_service_without_commitments_neither_wins_nor_loses():
    assert (measure_servicio([]).ganar, measure_servicio([]).perder) == (None, None)


def test_a_territory_gives_an_effort_per_programme_or_one_of_all():
    (uno, pendientes), (vacio, _) = build("--"), build("", tipo="III.2")
    programas = {"III.1": uno, "III.2": vacio}
    assert list(list_lugares(programas, pendientes, UMBRAL, Lectura.POR_PROGRAMA)) == ["III.1"]
    assert list(list_lugares(programas, pendientes, UMBRAL, Lectura.POR_TERRITORIO)) == [None]
    assert list_lugares({"III.2": vacio}, [], UMBRAL, Lectura.POR_TERRITORIO) == {}
