"""Reading and writing figures: nothing rounded over the threshold, nothing silently cut."""

from fractions import Fraction

import pytest

from programas.scoring import format_pct, parse_peso, truncate_pct


@pytest.mark.parametrize(
    ("razon", "texto"),
    [
        (Fraction(89996, 100000), "89.99"),
        (Fraction(8999999, 10000000), "89.99"),
        (Fraction(9, 10), "90.00"),
        (Fraction(28, 31), "90.32"),
        (Fraction(0), "0.00"),
        (Fraction(1), "100.00"),
        (Fraction(1, 20000), "0.00"),
        (Fraction(5, 6), "83.33"),
    ],
)
def test_percentage_is_cut_to_two_decimals(razon, texto):
    assert truncate_pct(razon) == texto


def test_percentage_is_written_with_a_comma():
    assert format_pct(Fraction(5, 6)) == "83,33 %"


@pytest.mark.parametrize(
    ("texto", "diezmilesimas"),
    [("3.2", 32_000), ("0.31", 3_100), ("100", 1_000_000), ("0.0001", 1), ("3.20000000", 32_000), ("0", 0)],
)
def test_weight_is_read_into_ten_thousandths_of_a_percent(texto, diezmilesimas):
    assert parse_peso(texto) == diezmilesimas


@pytest.mark.parametrize(
    "texto",
    ["", "3,2", "3.2%", "-1", "+1", "1e2", "NaN", "inf", ".5", "5.", "100.0001", "0.00001", "٣", "1" * 99],
)
def test_anything_else_is_refused(texto):
    with pytest.raises(ValueError):
        parse_peso(texto)
