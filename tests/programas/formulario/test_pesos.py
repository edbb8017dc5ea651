"""Typed weights: the scale of a column is decided by evidence, never by guess."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programas.formulario.celda import Celda
from programas.formulario.declaracion import CeldaIlegible
from programas.formulario.pesos import (
    Escala,
    PesoEscrito,
    decide_escala,
    decide_escalas,
    matches_suma,
    read_peso,
    read_porcentaje,
    store_peso,
    validate_peso,
)

PORCENTAJE, FRACCION = Escala.PORCENTAJE, Escala.FRACCION


def read(valor, formato="General"):
    return read_peso(Celda("G11", valor, formato))


def write(*numeros, escala=None):
    return [PesoEscrito(Decimal(str(numero)), escala) for numero in numeros]


@pytest.mark.parametrize(
    ("valor", "formato", "numero", "escala"),
    [
        ("3,2%", "General", "3.2", PORCENTAJE),
        ("3,2 %", "General", "3.2", PORCENTAJE),
        ("33,0%", "General", "33.0", PORCENTAJE),
        ("3,2 por ciento", "General", "3.2", PORCENTAJE),
        ("3.2", "General", "3.2", None),
        ("3.2", "0%", "3.2", None),
        (3.2, "General", "3.2", None),
        (3, "General", "3", None),
        (0.2, "0%", "0.2", FRACCION),
        (0.032, "0.0%", "0.032", FRACCION),
        (3.2, '0.0"%"', "3.2", PORCENTAJE),
        (0.1 + 0.2, "General", "0.3", None),
    ],
)
def test_a_weight_is_read_with_the_scale_that_its_cell_shows(valor, formato, numero, escala):
    assert read(valor, formato) == PesoEscrito(Decimal(numero), escala)


@pytest.mark.parametrize("valor", [None, "", "  ", "-", "—", "\u00a0"])
def test_a_blank_weight_is_none(valor):
    assert read(valor) is None


@pytest.mark.parametrize("valor", [0, "0%", "-5%", -0.5])
def test_a_weight_that_is_not_above_zero_is_refused(valor):
    with pytest.raises(CeldaIlegible, match="no es mayor que 0"):
        read(valor)


@pytest.mark.parametrize(
    "valor", ["tres", "3,2,1", "3 2", "3,2% aprox", True, float("nan"), float("inf"), "1e2", "#REF!", "½"]
)
def test_a_weight_that_is_no_number_is_refused(valor):
    with pytest.raises(CeldaIlegible, match="no es un número"):
        read(valor)


def test_a_total_may_be_zero():
    assert read_porcentaje(Celda("I11", "0%")) == PesoEscrito(Decimal(0), PORCENTAJE)


@pytest.mark.parametrize(
    ("pesos", "escala"),
    [
        (write(*[3.2] * 31), PORCENTAJE),
        (write(*["3.33"] * 30), PORCENTAJE),
        (write(*["0.032"] * 31), FRACCION),
        (write(*["0.03"] * 31), FRACCION),
        (write("0.5", "0.5"), FRACCION),
        (write(50, 50), PORCENTAJE),
        (write(1), FRACCION),
        (write(100), PORCENTAJE),
        (write(*["0.31"] * 31), None),
        (write(*[3.2] * 12), None),
        (write("0.032", "0.032", "3.2", "3.2"), None),
        ([*write(*[3.2] * 20), *write(*["0.032"] * 11, escala=FRACCION)], PORCENTAJE),
        ([*write(*[3.2] * 20, escala=PORCENTAJE), *write(*["0.032"] * 11)], FRACCION),
        (write("0.31", "0.31", escala=PORCENTAJE), PORCENTAJE),
        ([], PORCENTAJE),
    ],
)
def test_the_scale_is_what_the_sum_shows_or_nothing(pesos, escala):
    assert decide_escala(pesos) is escala


def test_weights_spread_over_the_three_programmes_are_summed_together():
    columnas = {"III.1": write(*[3.2] * 12), "III.2": write(*[3.2] * 16), "III.3": write(*[3.2] * 3)}
    assert decide_escalas(columnas) == dict.fromkeys(columnas, PORCENTAJE)


def test_a_programme_that_adds_to_100_says_nothing_of_another():
    columnas = {"III.1": write(*["3.33"] * 30, escala=PORCENTAJE), "III.2": write("0.1", "0.1")}
    assert decide_escalas(columnas) == {"III.1": PORCENTAJE, "III.2": None}


def test_each_programme_may_have_its_own_scale():
    columnas = {"III.1": write(50, 50), "III.2": write("0.5", "0.5"), "III.3": []}
    assert decide_escalas(columnas) == {"III.1": PORCENTAJE, "III.2": FRACCION, "III.3": PORCENTAJE}


@pytest.mark.parametrize(
    ("total", "escala"),
    [
        (PesoEscrito(Decimal("0.9999999999999999"), None), FRACCION),
        (PesoEscrito(Decimal(100), None), PORCENTAJE),
        (PesoEscrito(Decimal("99.2"), PORCENTAJE), PORCENTAJE),
        (PesoEscrito(Decimal("0.992"), FRACCION), FRACCION),
        (PesoEscrito(Decimal(38), PORCENTAJE), None),
        (PesoEscrito(Decimal(1), PORCENTAJE), None),
    ],
)
def test_a_total_is_the_sum_in_whichever_scale_it_is_written(total, escala):
    assert matches_suma(total, write(*[3.2] * 31, escala=PORCENTAJE), PORCENTAJE) is escala


@pytest.mark.parametrize(
    ("numero", "escala", "guardado"),
    [
        ("3.2", PORCENTAJE, 32_000),
        ("0.032", FRACCION, 32_000),
        ("0.31", PORCENTAJE, 3_100),
        ("100", PORCENTAJE, 1_000_000),
    ],
)
def test_a_weight_is_stored_exactly(numero, escala, guardado):
    assert store_peso(PesoEscrito(Decimal(numero), None), escala) == guardado


def test_the_sign_of_the_cell_is_above_the_scale_of_the_column():
    assert store_peso(PesoEscrito(Decimal("0.31"), PORCENTAJE), FRACCION) == 3_100


@pytest.mark.parametrize(
    ("numero", "problema"),
    [("100.0001", "supera 100 %"), ("320", "supera 100 %"), ("3.22581", "más de cuatro decimales")],
)
def test_a_weight_that_cannot_be_kept_exactly_is_refused(numero, problema):
    with pytest.raises(CeldaIlegible, match=problema):
        store_peso(PesoEscrito(Decimal(numero), None), PORCENTAJE)


def test_a_row_without_weight_breaks_v3():
    assert [regla for regla, _, _ in validate_peso(None)] == ["V3"]
    assert validate_peso(3_100) == ()


@given(st.integers(min_value=1, max_value=1_000_000))
def test_every_weight_survives_every_way_of_writing_it(diezmilesimas):
    puntos = Decimal(diezmilesimas) / 10_000
    con_coma = f"{puntos:f}".replace(".", ",")
    escritos = [
        (Celda("G1", f"{con_coma}%"), PORCENTAJE),
        (Celda("G1", f"{puntos:f}"), PORCENTAJE),
        (Celda("G1", float(puntos)), PORCENTAJE),
        (Celda("G1", float(puntos / 100), "0.0000%"), PORCENTAJE),
        (Celda("G1", float(puntos / 100)), FRACCION),
    ]
    leidos = [read_peso(celda) for celda, _ in escritos]
    assert [store_peso(peso, escala) for peso, (_, escala) in zip(leidos, escritos, strict=True) if peso] == [
        diezmilesimas
    ] * len(escritos)


@given(st.integers(min_value=1, max_value=60), st.integers(min_value=0, max_value=4))
def test_equal_weights_rounded_to_add_100_are_percentages_and_their_hundredths_fractions(filas, decimales):
    peso = round(Decimal(100) / filas, decimales)
    assert decide_escala([PesoEscrito(peso, None)] * filas) is PORCENTAJE
    assert decide_escala([PesoEscrito(peso / 100, None)] * filas) is FRACCION
