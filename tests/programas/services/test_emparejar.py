"""Which stored row each row of a workbook is, and the place it takes."""

import pytest

from programas.services.importacion.emparejar import match_filas, place_filas


def test_rows_that_say_the_same_are_the_same_in_any_order():
    assert match_filas([("b",), ("A.",)], [("a",), ("B",)]) == [1, 0]


def test_rows_that_repeat_pair_in_their_order():
    assert match_filas([("a", "x"), ("a", "x"), ("a", "y")], [("a", "y"), ("a", "x"), ("a", "x")]) == [1, 2, 0]


def test_a_row_with_the_same_first_text_and_another_second_is_the_same():
    assert match_filas([("Ampliar la oferta", "% de comunas")], [("Ampliar la oferta", "Número de redes")]) == [0]


def test_the_nearest_wins_among_rows_that_changed():
    guardadas = [("Ampliar la oferta de cursos", ""), ("Ampliar la oferta de becas", "")]
    assert match_filas([("Ampliar la oferta de becas nuevas", "")], guardadas) == [1]


def test_rows_that_begin_alike_are_told_apart_by_all_they_say():
    guardadas = [("Comisión", "Problema", "Norte"), ("Comisión", "Problema", "Sur")]
    assert match_filas([("Comisión", "Problema", "Sur"), ("Comisión", "Problema", "Norte")], guardadas) == [1, 0]


def test_a_column_that_the_workbook_lacks_tells_nothing_apart():
    guardadas = [("Comisión", "Uno", "Norte"), ("Comisión", "Dos", "Sur")]
    assert match_filas([("Comisión", None, "Sur"), ("Comisión", None, "Norte")], guardadas) == [1, 0]


@pytest.mark.parametrize(("leidas", "guardadas"), [([("Ampliar",)], [("Coordinar redes",)]), ([("Ampliar",)], [])])
def test_a_row_that_resembles_none_is_new(leidas, guardadas):
    assert match_filas(leidas, guardadas) == [None]


def test_no_two_rows_are_the_same_stored_row():
    parejas = match_filas([("Ampliar la oferta",)] * 3, [("Ampliar la oferta",)] * 2)
    assert parejas == [0, 1, None]


def test_long_rows_that_all_changed_are_still_told_apart():
    guardadas = [(f"Ampliar la oferta {i} " + "de capacitación a las personas " * 300,) for i in range(12)]
    leidas = [(texto.replace("Ampliar", "Fortalecer"),) for (texto,) in guardadas]
    assert match_filas(leidas, guardadas) == list(range(12))


@pytest.mark.parametrize(
    ("parejas", "ordenes", "lugares"),
    [
        ([], [], []),
        ([None, None], [], [1, 2]),
        ([0, 1, 2], [1, 2, 3], [1, 2, 3]),
        ([0, 2], [1, 2, 3], [1, 3]),
        ([0, 1], [0, 5], [0, 5]),
        ([0, None, 1, 2], [1, 2, 3], [1, 2, 3, 4]),
        ([0, 1, None], [1, 2], [1, 2, 3]),
        ([1, 0], [1, 2], [2, 3]),
        ([0, 1], [1, 1], [1, 2]),
    ],
)
def test_a_stored_row_moves_only_when_one_before_it_took_its_place(parejas, ordenes, lugares):
    assert place_filas(parejas, ordenes) == lugares


def test_places_settle_after_one_import():
    lugares = place_filas([2, None, 0, 1], [4, 7, 9])
    assert place_filas([0, 1, 2, 3], lugares) == lugares == sorted(set(lugares))
