"""The form as one declaration: every column and total points to a note that exists, and reads what it shows."""

import pytest

from programas.formulario.celda import Celda
from programas.formulario.columnas import compose_columnas_4_y_5, parse_celda
from programas.formulario.declaracion import CeldaIlegible, get_nota, squash_heading
from programas.formulario.hojas import HOJAS, get_control
from programas.formulario.notas import NOTAS

COLUMNAS = [
    (hoja.clave, tabla, columna) for hoja in HOJAS.values() for tabla in hoja.tablas for columna in tabla.columnas
]


@pytest.mark.parametrize(
    "texto",
    [
        "Cumple/n o cumple (9)",
        "Cumple/\u00adno cumple (9)",
        "  CUMPLE / NO\ncumple ( 9 )",
        "Cumple/no cumple",
        "Cumple/no\u00a0cumple(14)",
    ],
)
def test_a_heading_is_the_same_in_every_drift(texto):
    assert squash_heading(texto) == "cumplenocumple"


def test_the_year_of_a_heading_does_not_matter():
    assert squash_heading("Principal problema a resolver el año 2009 (3)") == "principalproblemaaresolverelano"


def test_no_two_columns_of_a_table_answer_to_the_same_heading():
    for hoja in HOJAS.values():
        for tabla in hoja.tablas:
            claves = [clave for columna in tabla.columnas for clave in columna.claves_de_encabezado]
            assert len(claves) == len(set(claves)), (hoja.clave, tabla.clave)


def test_every_printed_title_is_recognised_as_its_column():
    for hoja, _, columna in COLUMNAS:
        titulo = columna.titulo.format(anio=2009)
        assert squash_heading(titulo) in columna.claves_de_encabezado, (hoja, titulo)


def test_every_number_printed_is_that_of_a_note_of_its_sheet():
    numeros = {hoja: set() for hoja in HOJAS}
    for hoja, _, columna in COLUMNAS:
        numeros[hoja] |= {columna.nota} - {None}
    for hoja in HOJAS.values():
        numeros[hoja.clave] |= {total.nota for total in hoja.totales}
        assert numeros[hoja.clave] <= set(NOTAS[hoja.clave]), hoja.clave


def test_the_control_table_is_numbered_as_each_sheet_prints_it():
    assert {tipo: [c.nota for c in get_control(tipo).columnas] for tipo in ("III.1", "III.2", "III.3")} == {
        "III.1": list(range(2, 11)),
        "III.2": list(range(7, 16)),
        "III.3": list(range(2, 11)),
    }


def test_a_note_that_only_refers_to_another_is_explained_with_it():
    nota = get_nota("III.2", 13)
    assert nota.remite == get_nota("III.1", 8)
    assert nota.explain(2009) == f"Ídem nota 8, actividad III.1 — {get_nota('III.1', 8).explain(2009)}"


def test_the_year_stands_in_titles_and_notes():
    assert "2010" in HOJAS["III.1"].get_titulo(2010)
    assert HOJAS["III.1"].totales[0].get_titulo(2010).endswith("2010 (%) (11)")
    assert "ejercicio 2010" in get_nota("III.1", 4).explain(2010)


def test_what_a_column_shows_it_reads_back():
    control = get_control("III.1")
    casos = {
        "objetivo": "Ampliar el acceso",
        "actividades": ("Difundir la oferta", "Evaluar los cupos"),
        "medios": ("Informe",),
        "cumple": "parcial",
    }
    leidos = {
        clave: parse_celda(control.get_columna(clave), Celda("A1", control.get_columna(clave).show(valor)))
        for clave, valor in casos.items()
    }
    assert leidos == casos
    assert control.get_columna("ponderacion").show(32_000) == "3,2 %"
    assert control.get_columna("ponderacion").show(None) == ""


def test_what_the_workbook_failed_to_compute_is_never_data():
    columna = get_control("III.1").get_columna("indicador")
    with pytest.raises(CeldaIlegible, match="error #REF!") as rechazo:
        parse_celda(columna, Celda("B11", "#REF!", defecto="la celda contiene el error #REF! de la planilla"))
    assert rechazo.value.remedio == "Corrija la fórmula en la planilla, o escriba el valor a mano."


@pytest.mark.parametrize(
    ("columna_4_es_resultado", "columnas"),
    [(False, ("25%", "Difundir\nEvaluar")), (True, ("30%", "Meta: 25%\nDifundir\nEvaluar"))],
)
def test_columns_4_and_5_print_the_meta_where_the_stage_says(columna_4_es_resultado, columnas):
    assert (
        compose_columnas_4_y_5(
            meta="25%",
            resultado="30%",
            actividades=("Difundir", "Evaluar"),
            columna_4_es_resultado=columna_4_es_resultado,
        )
        == columnas
    )
