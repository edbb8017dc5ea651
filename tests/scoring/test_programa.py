"""Every case of the rules' table for one programme, and the three-valued state around the threshold."""

from fractions import Fraction

import pytest

from programas.scoring import (
    Estado,
    Ponderacion,
    PonderacionIncompleta,
    evaluate_literal,
    list_criticos,
    sum_compromisos,
    truncate_pct,
)
from tests.scoring.casos import filas, modo, resultado


@pytest.mark.parametrize(
    ("respuestas", "pesos", "pct", "estado"),
    [
        ("s" * 28 + "n" * 3, None, "90.32", Estado.CUMPLE),
        ("s" * 27 + "n" * 4, None, "87.09", Estado.NO_CUMPLE),
        ("s" * 28 + "n" * 3, "3.2", "90.32", Estado.CUMPLE),
        ("s" * 28 + "n" * 3, "0.31", "90.32", Estado.CUMPLE),
        ("s" * 27 + "n" * 3, "3.33", "90.00", Estado.CUMPLE),
        ("s" * 11 + "n", None, "91.66", Estado.CUMPLE),
        ("s" * 10 + "n" * 2, None, "83.33", Estado.NO_CUMPLE),
        ("s" * 15 + "n", None, "93.75", Estado.CUMPLE),
        ("s" * 14 + "n" * 2, None, "87.50", Estado.NO_CUMPLE),
        ("ssn", None, "66.66", Estado.NO_CUMPLE),
        ("s" * 9 + "n", None, "90.00", Estado.CUMPLE),
        ("ssssn", ["15", "15", "40", "20", "10"], "90.00", Estado.CUMPLE),
        ("s" * 9 + "p", None, "90.00", Estado.CUMPLE),
        ("s" * 8 + "pn", None, "80.00", Estado.NO_CUMPLE),
    ],
)
def test_finished_programme_is_decided_by_the_exact_ratio(respuestas, pesos, pct, estado):
    obtenido = resultado(respuestas, pesos)
    assert (truncate_pct(obtenido.piso), truncate_pct(obtenido.techo), obtenido.estado) == (pct, pct, estado)


def test_ratio_of_exactly_ninety_is_not_a_float():
    assert resultado("ssssn", ["15", "15", "40", "20", "10"]).piso == Fraction(9, 10)
    assert resultado("s" * 27 + "n" * 3, "3.33").piso == Fraction(9, 10)


def test_two_failures_of_twelve_lose_the_programme_before_the_year_ends():
    obtenido = resultado("nn" + "-" * 10)
    assert (obtenido.estado, truncate_pct(obtenido.techo)) == (Estado.NO_CUMPLE, "83.33")
    assert list_criticos(Ponderacion.UNIFORME, filas("nn" + "-" * 10), obtenido) == ()


def test_one_failure_of_twelve_makes_every_blank_row_critical():
    obtenido = resultado("n" + "-" * 11)
    assert (obtenido.estado, truncate_pct(obtenido.techo)) == (Estado.EN_JUEGO, "91.66")
    criticos = list_criticos(Ponderacion.UNIFORME, filas("n" + "-" * 11), obtenido)
    assert criticos == tuple(str(i) for i in range(2, 13))


def test_all_blank_is_unevaluated_not_zero():
    obtenido = resultado("-" * 12)
    assert (obtenido.estado, obtenido.piso, obtenido.techo) == (Estado.EN_JUEGO, 0, 1)
    assert obtenido.sin_evaluar


def test_typed_row_without_weight_leaves_the_programme_without_weighting():
    obtenido = resultado("s" * 12, ["8.33"] * 11 + [None])
    assert (obtenido.estado, obtenido.piso, obtenido.techo) == (Estado.SIN_PONDERACION, None, None)
    assert list_criticos(Ponderacion.MANUAL, filas("s" * 12, ["8.33"] * 11 + [None]), obtenido) == ()


def test_a_blank_heavy_row_is_not_critical_where_weights_are_missing():
    pesos = ["90", "5", None]
    assert list_criticos(Ponderacion.MANUAL, filas("--s", pesos), resultado("--s", pesos)) == ()


def test_weights_of_zero_are_not_replaced_by_one():
    assert resultado("sss", "0").estado is Estado.SIN_PONDERACION


def test_programme_without_rows_is_outside_not_zero():
    obtenido = resultado("")
    assert (obtenido.estado, obtenido.piso, obtenido.comprometido) == (Estado.SIN_COMPROMISOS, None, 0)


def test_critical_rows_follow_their_own_weight():
    pesos = ["50", "30", "11", "9"]
    obtenido = resultado("----", pesos)
    assert list_criticos(Ponderacion.MANUAL, filas("----", pesos), obtenido) == ("1", "2", "3")


def test_row_that_weighs_exactly_the_slack_is_not_critical():
    pesos = ["80", "10", "10"]
    obtenido = resultado("s--", pesos)
    assert obtenido.estado is Estado.EN_JUEGO
    assert obtenido.holgura == 10
    assert list_criticos(Ponderacion.MANUAL, filas("s--", pesos), obtenido) == ()


def test_slack_in_fractions_of_a_weight_is_compared_exactly():
    pesos = ["3.33"] * 31
    obtenido = resultado("nnn" + "-" * 28, pesos)
    assert obtenido.holgura == Fraction(333, 1000)
    assert len(list_criticos(Ponderacion.MANUAL, filas("nnn" + "-" * 28, pesos), obtenido)) == 28


def test_closing_turns_every_blank_into_lost():
    obtenido = resultado("s" * 9 + "-" * 3, cerrado=True)
    assert (obtenido.perdido, obtenido.pendiente, obtenido.estado) == (3, 0, Estado.NO_CUMPLE)
    assert resultado("s" * 9 + "-", cerrado=True).estado is Estado.CUMPLE


def test_closed_programme_without_weighting_is_refused():
    with pytest.raises(PonderacionIncompleta):
        resultado("ss", ["50", None], cerrado=True)
    with pytest.raises(PonderacionIncompleta):
        resultado("ss", "0", cerrado=True)
    assert resultado("", cerrado=True).estado is Estado.SIN_COMPROMISOS


@pytest.mark.parametrize(
    ("respuestas", "pesos", "literal"),
    [
        ("s" * 28 + "n" * 3, "3.2", Estado.NO_CUMPLE),
        ("s" * 27 + "n" * 3, "3.33", Estado.NO_CUMPLE),
        ("-" * 31, "0.31", Estado.NO_CUMPLE),
        ("s" * 9 + "n", "10", Estado.CUMPLE),
        ("s" * 8 + "--", "10", Estado.EN_JUEGO),
        ("ss--", ["50", "20", "10", "10"], Estado.EN_JUEGO),
        ("s" * 9 + "n", None, Estado.CUMPLE),
        ("", None, Estado.SIN_COMPROMISOS),
        ("ss", ["50", None], Estado.SIN_PONDERACION),
    ],
)
def test_literal_sum_is_told_apart_from_the_result(respuestas, pesos, literal):
    sumas = sum_compromisos(modo(pesos), filas(respuestas, pesos))
    assert evaluate_literal(sumas, resultado(respuestas, pesos)) is literal
