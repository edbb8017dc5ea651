"""A RUN, however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regiones.textos import compute_verificador, normalize_run


@pytest.mark.parametrize(
    ("escrito", "esperado"),
    [
        ("11.111.111-1", "11111111-1"),
        (" 012345678-5 ", "12345678-5"),
        ("6-k", "6-K"),
        ("9.999.999-3", "9999999-3"),
        ("7-8", "7-8"),
        ("10000013K", "10000013-K"),
        ("1-9", "1-9"),
    ],
)
def test_each_way_of_writing_it_is_the_same(escrito, esperado):
    assert normalize_run(escrito) == esperado


@pytest.mark.parametrize(
    "malo", ["", "1", "-", "11.111.111-2", "0-0", "111111111-1", "1111x111-1", "11111111-KK", "١-9"]
)
def test_what_is_not_one_is_refused(malo):
    with pytest.raises(ValueError, match="El RUN no es correcto"):
        normalize_run(malo)


@given(st.integers(1, 99_999_999))
def test_one_check_digit_and_no_other_is_good(numero):
    buenos = [digito for digito in "0123456789K" if is_run(f"{numero}-{digito}")]
    assert buenos == [compute_verificador(str(numero))]


def is_run(texto):
    try:
        return bool(normalize_run(texto))
    except ValueError:
        return False
