"""Whose workbook it is: one territory, by its cell or by its titles, and the year of the ejercicio."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from programas.formulario.hojas import HOJAS
from programas.formulario.lectura import Nivel
from programas.formulario.metadatos import VERSION_FORMULARIO, Metadatos
from programas.planillas.metadatos import write_metadatos
from tests.formatos import FORMATOS, convert_libro
from tests.libros import HojaEscrita, build_filas, edit_libro, write_libro
from tests.programas.planillas.lectura import list_hallazgos, list_impedimentos, read_hojas
from tests.territorios import build_pedido, read_ruta

SIN_REGION = [("III.1", "el libro no dice de qué región es")]


def build_hoja(tipo="III.1", **campos):
    return HojaEscrita(tipo, build_filas(2), **campos)


@pytest.mark.parametrize(
    ("escrita", "cut"),
    [
        ("MAULE", "07"),
        ("Región del Maule", "07"),
        ("  VII REGIÓN\nDEL MAULE ", "07"),
        ("O´HIGGINS", "06"),
        ("ÁREA METROPOLITANA", "13"),
        ("TARAPACA", "01"),
        ("1", "01"),
        (1, "01"),
        (1.0, "01"),
        ("01", "01"),
        ("Dirección Regional de Aysén", "11"),
        ("Seremi de la Región de Los Ríos", "14"),
        ("NIVEL CENTRAL", "99"),
        ("Región  de\u00a0Arica y Parinacota", "15"),
    ],
)
def test_the_region_is_in_its_cell(tmp_path, escrita, cut):
    leido = read_hojas(tmp_path, build_hoja(region=escrita))
    assert (leido.region, list_hallazgos(leido)) == (cut, [])


@pytest.mark.parametrize("escrita", ["REGIÓN (1): MAULE", "Región : Maule", "REGIÓN DEL MAULE"])
def test_the_region_may_share_the_cell_of_its_label(tmp_path, escrita):
    assert read_hojas(tmp_path, build_hoja(region=None, sobre=[escrita])).region == "07"


def test_the_label_of_the_region_may_stand_in_any_column(tmp_path):
    def move_region(pagina):
        pagina["A3"], pagina["B3"], pagina["D3"], pagina["F3"] = "Servicio", "SERNAM", "REGIÓN (1)", "MAULE"

    ruta = edit_libro(write_libro(tmp_path / "libro.xlsx", build_hoja()), move_region)
    assert read_ruta(ruta, build_pedido()).region == "07"


def test_the_label_and_the_value_may_be_merged(tmp_path):
    assert read_hojas(tmp_path, build_hoja(combinadas=["B3:I3"])).region == "07"


@pytest.mark.parametrize(
    "titulo",
    [
        "DIRECCIÓN REGIONAL - REGIÓN DEL MAULE",
        "Dirección Regional del Maule",
        "Región del Maule",
        "Programa de Trabajo 2009 de la Región del Maule",
        "SERNAM, VII REGIÓN DEL MAULE",
    ],
)
def test_the_region_may_be_only_in_a_title(tmp_path, titulo):
    leido = read_hojas(tmp_path, build_hoja(region=None, sobre=["SERNAM", titulo]))
    assert (leido.region, list_hallazgos(leido)) == ("07", [])


def test_a_blank_cell_of_the_region_leaves_it_to_the_title(tmp_path):
    assert (
        read_hojas(tmp_path, build_hoja(region="", sobre=["DIRECCIÓN REGIONAL - REGIÓN DEL MAULE"])).region == "07"
    )


def test_the_region_may_be_in_the_title_of_the_form(tmp_path):
    titulo = HOJAS["III.1"].get_titulo(2009) + " REGIÓN DEL MAULE"
    assert read_hojas(tmp_path, build_hoja(region=None, titulo=titulo)).region == "07"


def test_the_region_may_be_a_column_of_the_table(tmp_path):
    filas = [fila | {"Región (1)": region} for fila, region in zip(build_filas(2), ["Maule", None], strict=True)]
    leido = read_hojas(tmp_path, HojaEscrita("III.1", filas, region=None, extra=("Región (1)",)))
    assert (leido.region, list_hallazgos(leido)) == ("07", [])
    filas[1]["Región (1)"] = "Atacama"
    otro = read_hojas(tmp_path, HojaEscrita("III.1", filas, region=None, extra=("Región (1)",)))
    assert [lugar for lugar, _ in list_impedimentos(otro)] == ["III.1!J5", "III.1!J6"]


def test_a_cover_sheet_may_say_the_region(tmp_path):
    portada = HojaEscrita(
        "III.1", omitidas=frozenset(c.clave for c in HOJAS["III.1"].tablas[0].columnas), nombre="Portada"
    )
    assert read_hojas(tmp_path, portada, build_hoja(region=None)).region == "07"


def test_a_foreign_sheet_says_nothing_against_the_sheets_of_the_form(tmp_path):
    portada = HojaEscrita(
        "III.1",
        omitidas=frozenset(c.clave for c in HOJAS["III.1"].tablas[0].columnas),
        nombre="Listado",
        region="NOMBRE",
    )
    leido = read_hojas(tmp_path, portada, build_hoja())
    assert (leido.region, list_hallazgos(leido)) == ("07", [])


@pytest.mark.parametrize("sobre", [[], ["Santiago, 30 de junio de 2009"], ["Dirección Regional"]])
def test_a_workbook_that_does_not_say_its_region_is_asked(tmp_path, sobre):
    leido = read_hojas(tmp_path, build_hoja(region=None, sobre=sobre))
    assert (leido.region, list_impedimentos(leido)) == ("", SIN_REGION)
    assert leido.impedimentos[0].remedio == ("Escríbala junto a «REGIÓN (1)», o indíquela al importar.")
    assert read_hojas(tmp_path, build_hoja(region=None, sobre=sobre), region="07").region == "07"


def test_an_unknown_region_is_told_with_its_cell(tmp_path):
    leido = read_hojas(tmp_path, build_hoja(region="Narnia"))
    (hallazgo,) = leido.impedimentos
    assert (hallazgo.lugar, hallazgo.valor, hallazgo.problema) == (
        "III.1!B3",
        "Narnia",
        "no se reconoce la región",
    )


def test_an_unknown_region_is_a_warning_when_the_person_says_which(tmp_path):
    leido = read_hojas(tmp_path, build_hoja(region="Seremi de Gobierno"), region="07")
    assert (leido.region, list_impedimentos(leido)) == ("07", [])
    assert list_hallazgos(leido, Nivel.ADVERTENCIA) == [("III.1!B3", "no se reconoce la región")]


def test_a_responsible_in_the_cell_leaves_the_region_to_the_title(tmp_path):
    leido = read_hojas(tmp_path, build_hoja(region="Directora Regional", sobre=["REGIÓN DEL MAULE"]))
    assert (leido.region, list_hallazgos(leido)) == ("07", [("III.1!B4", "no se reconoce la región")])


@pytest.mark.parametrize("region", [None, "07"])
def test_two_regions_in_one_workbook_are_refused(tmp_path, region):
    leido = read_hojas(tmp_path, build_hoja(), build_hoja("III.3", region="ATACAMA"), region=region)
    assert [par for par in list_impedimentos(leido) if "territorio" in par[1]] == [
        ("III.1!B3", "el libro trae más de un territorio; aquí, Maule"),
        ("III.3!B3", "el libro trae más de un territorio; aquí, Atacama"),
    ]


def test_two_regions_stacked_in_one_sheet_are_refused(tmp_path):
    def stack(pagina):
        pagina["A20"], pagina["B20"] = "REGIÓN (1)", "ATACAMA"

    ruta = edit_libro(write_libro(tmp_path / "libro.xlsx", build_hoja(con_notas=False)), stack)
    assert len(read_ruta(ruta, build_pedido()).impedimentos) == 2


def test_two_regions_in_titles_are_refused(tmp_path):
    hojas = [
        build_hoja(region=None, sobre=["DIRECCIÓN REGIONAL - REGIÓN DEL MAULE"]),
        build_hoja("III.3", region=None, sobre=["DIRECCIÓN REGIONAL - REGIÓN DE ATACAMA"]),
    ]
    assert len(read_hojas(tmp_path, *hojas).impedimentos) == 2


def test_what_stands_under_the_tables_says_nothing_of_the_region(tmp_path):
    def sign(pagina):
        pagina["A40"] = "Nivel Central: sin observaciones"
        pagina["A41"] = "Región de Atacama, 30 de junio de 2009"

    ruta = edit_libro(write_libro(tmp_path / "libro.xlsx", build_hoja(con_notas=False)), sign)
    leido = read_ruta(ruta, build_pedido())
    assert (leido.region, list_hallazgos(leido)) == ("07", [])


def test_two_forms_stacked_under_their_titles_are_refused(tmp_path):
    hoja = build_hoja(region=None, sobre=["REGIÓN DEL MAULE"], con_notas=False)

    def stack(pagina):
        for fila in list(pagina.iter_rows(min_row=2, max_row=15)):
            for celda in fila:
                pagina.cell(celda.row + 20, celda.column, celda.value)
        pagina["A21"] = "REGIÓN DE ATACAMA"

    ruta = edit_libro(write_libro(tmp_path / "libro.xlsx", hoja), stack)
    assert len(read_ruta(ruta, build_pedido()).impedimentos) == 2


def test_a_title_against_the_cell_is_refused(tmp_path):
    leido = read_hojas(tmp_path, build_hoja(region="ATACAMA", sobre=["DIRECCIÓN REGIONAL - REGIÓN DEL MAULE"]))
    assert len(leido.impedimentos) == 2


@pytest.mark.parametrize("region", [None, "07"])
def test_a_cell_that_names_two_regions_is_refused(tmp_path, region):
    leido = read_hojas(tmp_path, build_hoja(region="Maule y Biobío"), region=region)
    assert list_impedimentos(leido) == [("III.1!B3", "la celda nombra más de una región")]


def test_another_region_than_the_one_asked_for_is_refused(tmp_path):
    leido = read_hojas(tmp_path, build_hoja(), region="03")
    assert list_impedimentos(leido) == [("III.1!B3", "el libro es de Maule y se pidió importar Atacama")]


@pytest.mark.parametrize("escrita", ["Ñuble", "REGIÓN DE ÑUBLE", "16", "XVI"])
def test_nuble_did_not_exist_in_2009(tmp_path, escrita):
    leido = read_hojas(tmp_path, build_hoja(region=escrita))
    (hallazgo,) = leido.impedimentos
    assert (hallazgo.regla, hallazgo.lugar, hallazgo.problema) == (
        "V10",
        "III.1!B3",
        "Ñuble no existía en 2009 (V10)",
    )
    assert list_impedimentos(read_hojas(tmp_path, build_hoja(region=escrita, anio=2019), anio=2019)) == []


def test_nuble_asked_for_2009_is_refused(tmp_path):
    leido = read_hojas(tmp_path, build_hoja(region=None), region="16")
    assert [problema for _, problema in list_impedimentos(leido)] == ["Ñuble no existía en 2009 (V10)"]


@pytest.mark.parametrize("anio", [2008, 2010])
def test_the_workbook_of_another_year_is_refused(tmp_path, anio):
    leido = read_hojas(tmp_path, build_hoja(anio=anio))
    assert list_impedimentos(leido) == [("III.1!A1", f"el libro es del año {anio} y el ejercicio es 2009")]


def test_one_sheet_of_another_year_is_refused(tmp_path):
    leido = read_hojas(tmp_path, build_hoja(), build_hoja("III.2", anio=2010))
    assert list_impedimentos(leido) == [("III.2!A1", "el libro es del año 2010 y el ejercicio es 2009")]


@pytest.mark.parametrize("sobre", [["Etapa 3, año 2009, continuación de 2008"], ["Plan 2008-2010"]])
def test_a_title_that_names_other_years_too_is_not_refused(tmp_path, sobre):
    assert list_impedimentos(read_hojas(tmp_path, build_hoja(sobre=sobre))) == []


def write_propio(carpeta: Path, **cambios: Any) -> Path:
    """A workbook of Maule that says of itself that this system wrote it."""
    campos = {"servicio": "SERNAM", "anio": 2009, "region": "07", "version": VERSION_FORMULARIO}
    metadatos = Metadatos(**(campos | {"testigo": "", "escrito": "", "filas": {}} | cambios))
    ruta = write_libro(carpeta / "propio.xlsx", HojaEscrita("III.1", build_filas(2)))
    libro = load_workbook(ruta)
    write_metadatos(libro, metadatos)
    libro.save(ruta)
    return ruta


@pytest.mark.parametrize("formato", FORMATOS)
@pytest.mark.parametrize(
    ("cambios", "problemas"),
    [
        ({}, []),
        ({"servicio": "OTRO"}, ["el libro se generó para otro servicio (OTRO)"]),
        ({"anio": 2010}, ["el libro se generó para el año 2010"]),
        ({"region": "11"}, ["el libro se generó para Aysén"]),
    ],
)
def test_a_workbook_that_the_system_wrote_for_something_else_is_refused(tmp_path, formato, cambios, problemas):
    ruta = convert_libro(write_propio(tmp_path, **cambios), formato)
    leido = read_ruta(ruta, replace(build_pedido(), servicio="SERNAM"))
    assert [problema for _, problema in list_impedimentos(leido)] == problemas
    assert leido.metadatos.anio == cambios.get("anio", 2009)
