"""From what a text says of its territories to a set of regions, or to nothing when it cannot be told."""

import pytest

from programas.formulario.territorios import parse_territorios
from tests.territorios import build_catalogo

TODAS = frozenset(f"{numero:02d}" for numero in range(1, 16))


@pytest.mark.parametrize(
    ("texto", "cut"),
    [
        *((texto, "07") for texto in ("Maule", "MAULE", "Región del Maule", "VII", "VII Región", "7", "07")),
        *((texto, "01") for texto in ("1", "01", "I", "TARAPACA", "Tarapacá")),
        *((texto, "06") for texto in ("O´HIGGINS", "O'Higgins", "LIBERTADOR BERNARDO", "VI")),
        *(
            (texto, "13")
            for texto in ("ÁREA METROPOLITANA", "R.M.", "RM", "XIII", "Región Metropolitana de Santiago")
        ),
        *((texto, "08") for texto in ("Bío-Bío", "BIOBIO", "Región del Bío Bío")),
        *((texto, "99") for texto in ("NIVEL CENTRAL", "Nivel Nacional", "99")),
        ("REGION  DE\u00a0 ÑUBLE", "16"),
        ("Aysén", "11"),
        ("AISÉN", "11"),
    ],
)
def test_a_territory_is_found_by_any_of_its_names(texto, cut):
    assert build_catalogo().find(texto) == cut


@pytest.mark.parametrize("texto", ["", "Narnia", "Región", "0", "17", "Maule Sur", "Maule y Biobío"])
def test_what_names_no_territory_is_not_found(texto):
    assert build_catalogo().find(texto) is None


@pytest.mark.parametrize(
    ("texto", "cut"),
    [
        ("DIRECCIÓN REGIONAL - REGIÓN DEL MAULE", "07"),
        ("Dirección Regional SERNAM O´HIGGINS", "06"),
        ("Región de Arica y Parinacota", "15"),
        ("Regiones del Maule y del Biobío", None),
        ("Dirección Regional", None),
    ],
)
def test_the_only_territory_of_a_title_is_found(texto, cut):
    assert build_catalogo().find_only(texto) == cut


@pytest.mark.parametrize(
    ("texto", "regiones"),
    [
        ("En las 15 regiones", TODAS),
        ("En las 15 regiones.", TODAS),
        ("Todas las regiones del país", TODAS),
        ("La coordinación es central, pero su impacto se proyecta en las 15 regiones del país", TODAS),
        ("Todo el país", TODAS),
        (
            "Región I, II, V, VI, VII, VIII, IX, X, XIII, XIV",
            {"01", "02", "05", "06", "07", "08", "09", "10", "13", "14"},
        ),
        (
            "Todas las Regiones excepto a Región Metropolitana y la Región de O'Higgins por no tener Pasos.",
            TODAS - {"13", "06"},
        ),
        ("Todas las regiones menos la XIII y la VI", TODAS - {"13", "06"}),
        ("Las 15 regiones, con excepción de Los Ríos", TODAS - {"14"}),
        ("Regiones V y RM", {"05", "13"}),
        ("Maule; Biobío\nLa Araucanía", {"07", "08", "09"}),
        ("Región de Arica y Parinacota, Tarapacá y Los Lagos", {"15", "01", "10"}),
        ("Nivel Central", {"99"}),
    ],
)
def test_a_text_of_2009_names_these_regions(texto, regiones):
    assert parse_territorios(texto, build_catalogo(2009)) == regiones


@pytest.mark.parametrize(
    "texto",
    [
        "",
        "En las 16 regiones",
        "10 de las 15 regiones",
        "Regiones I a IV",
        "Región de Ñuble",
        "Región XVI",
        "Comunas de Talca y Linares",
        "Región del Maule (provincia de Talca)",
        "Todas las regiones excepto Chiloé",
        "Excepto Maule",
    ],
)
def test_a_text_that_leaves_doubt_is_not_guessed(texto):
    assert parse_territorios(texto, build_catalogo(2009)) is None


def test_todas_las_regiones_are_those_of_the_year():
    assert parse_territorios("Todas las regiones", build_catalogo(2020)) == TODAS | {"16"}
