"""A cell's text as a person sees it, whatever Word, the web or the workbook left in it."""

from datetime import date, datetime

import pytest

from programas.formulario.celda import Celda, clean_text, join_celdas


@pytest.mark.parametrize(
    ("escrito", "leido"),
    [
        ("  Sí  ", "Sí"),
        ("3,2\u00a0%", "3,2 %"),
        ("Cumple/n\u00ado cumple", "Cumple/no cumple"),
        ("Fortale\u200bcer\ufeff", "Fortalecer"),
        ("<p>Uno</p><p class='x'>Dos</p>", "Uno\nDos"),
        ("Uno<br/>Dos<BR>Tres", "Uno\nDos\nTres"),
        ("Uno_x000D_\nDos\r\nTres\rCuatro\x0bCinco", "Uno\nDos\nTres\nCuatro\nCinco"),
        ("Uno\n\n \n  Dos", "Uno\nDos"),
        ("menos de 5 < 10 p", "menos de 5 < 10 p"),
        ("-Optimizar", "-Optimizar"),
        ("=SUMA(A1)", "=SUMA(A1)"),
        ("\x01Uno\x1f\x9f", "Uno"),
        ("\u00a0\u00ad", ""),
    ],
)
def test_text_is_cleaned_and_keeps_its_lines(escrito, leido):
    assert clean_text(escrito) == leido


def test_cleaning_twice_changes_nothing():
    sucio = "\u00a0<p>1. Uno</p>\u00ad _x000D_\n\n 2.  Dos <br> "
    assert clean_text(clean_text(sucio)) == clean_text(sucio)


def test_a_long_run_of_signs_costs_no_time():
    assert clean_text("<" + " " * 30_000 + "x") == "< x"


@pytest.mark.parametrize(
    ("valor", "formato", "texto"),
    [
        (None, "General", ""),
        (4, "General", "4"),
        (4.0, "General", "4"),
        (3.2, "General", "3,2"),
        (0.1 + 0.2, "General", "0,3"),
        (0.9999999999999999, "0%", "100%"),
        (0.2, "0.00%", "20%"),
        (0.032, "0.0%", "3,2%"),
        (12000, "#,##0", "12.000"),
        (-0.5, "#,##0.00", "-0,5"),
        (1234567.5, "#,##0.0", "1.234.567,5"),
        (3.2, '0.0"%"', "3,2%"),
        (3.2, "0.0\\%", "3,2%"),
        (True, "General", "Sí"),
        (False, "General", "No"),
        (date(2009, 6, 30), "General", "30-06-2009"),
        (datetime(2009, 6, 30, 10, 5), "General", "30-06-2009"),
        (float("nan"), "General", "NaN"),
    ],
)
def test_numbers_and_dates_read_as_chile_writes_them(valor, formato, texto):
    assert Celda("A1", valor, formato).texto == texto


def test_only_a_percent_format_stores_a_fraction():
    assert [
        (celda.es_porcentaje, celda.lleva_signo)
        for celda in (
            Celda("A1", 0.2, "0%"),
            Celda("A1", 0.2, "[Red]0.0%"),
            Celda("A1", 3.2, '0.0" %"'),
            Celda("A1", 3.2, "General"),
            Celda("A1", "3,2%", "0%"),
            Celda("A1", True, "0%"),
        )
    ] == [(True, False), (True, False), (False, True), (False, False), (False, False), (False, False)]


def test_pieces_of_a_cell_are_joined_with_their_addresses():
    unida = join_celdas([Celda("A17", "participar en la"), Celda("A18"), Celda("A19", "vida social")])
    assert (unida.direccion, unida.texto) == ("A17 + A19", "participar en la vida social")


def test_a_single_piece_keeps_its_number_and_format():
    unida = join_celdas([Celda("G17", 0.2, "0%"), Celda("G19")])
    assert (unida.direccion, unida.valor, unida.formato) == ("G17", 0.2, "0%")


def test_a_piece_that_the_workbook_failed_to_compute_spoils_the_whole():
    unida = join_celdas([Celda("A1", "Uno"), Celda("A2", None, defecto="sin calcular")])
    assert (unida.direccion, unida.defecto) == ("A1 + A2", "sin calcular")


def test_no_pieces_are_a_blank_cell():
    assert (join_celdas([]).texto, join_celdas([Celda("B2")]).direccion) == ("", "B2")
