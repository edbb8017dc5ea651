"""Public data: the figures of the pages, of closed years alone, read back the same, and no name nor words."""

from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse

from programas.enums import Etapa
from programas.models import Ejercicio, ProgramaTrabajo
from programas.scoring import truncate_pct
from programas.selectors.abiertos import CONJUNTOS
from programas.selectors.resultados import evaluate_ejercicio
from programas.services.cierre import freeze_cierre
from programas.views.abiertos import FORMATOS
from regiones.models import Region
from tests.fabrica import build_nacional, build_programa


@pytest.fixture
def cerrado(ejercicio, maule, atacama, nivel_central, administradora):
    """Two territories closed, one of them with a name that a spreadsheet would run."""
    build_nacional(ejercicio, [maule, atacama], (12, 4, 3))
    build_programa(ejercicio, nivel_central, "III.1", "s", None, responsable="Persona Con Nombre")
    Region.objects.filter(pk=atacama.pk).update(nombre_corto="=Atacama")
    close(ejercicio, administradora)
    return ejercicio


def close(ejercicio, actor):
    Ejercicio.objects.filter(pk=ejercicio.pk).update(etapa=Etapa.CERRADO)
    ejercicio.refresh_from_db()
    return freeze_cierre(ejercicio=ejercicio, actor=actor, motivo="Motivo con Nombre")


def ask(conjunto, formato="csv", **cabeceras):
    argumentos = {"servicio": "sernam", "anio": 2009, "conjunto": conjunto, "formato": formato}
    return Client(headers=cabeceras).get(reverse("conjunto_abierto", kwargs=argumentos))


def read(conjunto, formato="csv"):
    datos = FORMATOS[formato]().create_dataset(ask(conjunto, formato).content)
    return [dict(zip(datos.headers, fila, strict=True)) for fila in datos]


def test_results_are_those_of_the_pages(cerrado):
    esperadas = {
        (territorio.cut, tipo): (programa.resultado.piso, programa.resultado.ganado)
        for territorio in evaluate_ejercicio(cerrado).territorios
        for tipo, programa in territorio.programas.items()
        if programa.filas
    }
    filas = {(fila["territorio"], fila["programa"]): fila for fila in read("resultados")}
    assert {
        lugar: (Fraction(fila["resultado_exacto"]), Fraction(fila["ganado"])) for lugar, fila in filas.items()
    } == esperadas
    for lugar, (piso, _) in esperadas.items():
        assert filas[lugar]["resultado"] == truncate_pct(piso)
    assert filas["07", "III.1"]["estado"] == "No cumple"
    assert next((f["ambito"], f["estado"]) for f in read("nacional")) == ("servicio", "No cumple")


def test_every_verdict_can_be_computed_again_from_the_commitments(cerrado):
    for fila in read("resultados"):
        propias = [
            f
            for f in read("compromisos")
            if (f["territorio"], f["programa"]) == (fila["territorio"], fila["programa"])
        ]
        pesos = {f["codigo"]: Fraction(f["ponderacion"] or 1) for f in propias}
        ganado = sum((pesos[f["codigo"]] for f in propias if f["cumple"] == "si"), Fraction(0))
        assert ganado / sum(pesos.values()) == Fraction(fila["resultado_exacto"])


@pytest.mark.parametrize("conjunto", CONJUNTOS)
def test_the_three_formats_are_read_back_the_same(cerrado, conjunto):
    def texts(filas):
        return [{campo: str(valor if valor is not None else "") for campo, valor in f.items()} for f in filas]

    csv, json, xlsx = (texts(read(conjunto, formato)) for formato in FORMATOS)
    assert csv == json == xlsx
    assert list(csv[0]) == CONJUNTOS[conjunto].encabezados


def test_a_text_that_would_be_a_formula_is_told_to_be_a_text(cerrado):
    assert ",'=Atacama," in ask("resultados").content.decode()
    assert "=Atacama" in {fila["nombre_territorio"] for fila in read("resultados")}


@pytest.mark.parametrize("conjunto", CONJUNTOS)
def test_no_name_nor_words_of_anybody_go_out(cerrado, conjunto):
    for formato in ("csv", "json"):
        texto = ask(conjunto, formato).content.decode()
        for dicho in ("Nombre", "Objetivo", "Indicador de", "Informe de", "Actividad de", "administradora"):
            assert dicho not in texto


def test_a_year_of_demonstration_says_so_in_every_row(cerrado, client):
    assert {fila["demostracion"] for fila in read("compromisos")} == {"no"}
    ProgramaTrabajo.objects.filter(codigo="2009-07-III.1").update(es_demostracion=True)
    assert {fila["demostracion"] for conjunto in CONJUNTOS for fila in read(conjunto)} == {"si"}
    assert "Son datos de demostración" in client.get(reverse("datos_abiertos")).content.decode()


def test_nothing_else_is_public(cerrado, client):
    Ejercicio.objects.update(etapa=Etapa.EVALUACION)
    assert {ask(conjunto).status_code for conjunto in CONJUNTOS} == {404}
    assert "Todavía no hay ejercicios cerrados" in client.get(reverse("datos_abiertos")).content.decode()


def test_a_correction_brings_its_version_to_the_same_address(cerrado, administradora):
    assert {fila["version"] for fila in read("nacional")} == {"1"}
    close(cerrado, administradora)
    assert {fila["version"] for fila in read("nacional")} == {"2"}


def test_who_committed_stays_in_the_closing_whatever_the_catalogue_says(cerrado, administradora, maule):
    def list_filas():
        return [{c: v for c, v in fila.items() if c != "version"} for fila in read("resultados")]

    antes, veredicto = list_filas(), evaluate_ejercicio(cerrado).servicio.lecturas
    Region.objects.filter(pk=maule.pk).update(vigente_desde="2010-01-01")
    close(cerrado, administradora)
    assert list_filas() == antes
    assert "07" in {territorio.cut for territorio in evaluate_ejercicio(cerrado).territorios}
    assert evaluate_ejercicio(cerrado).servicio.lecturas == veredicto


def test_an_unchanged_file_is_304_and_any_site_may_read_it(cerrado):
    for formato in FORMATOS:
        respuesta = ask("resultados", formato)
        assert respuesta.headers["Access-Control-Allow-Origin"] == "*"
        assert ask("resultados", formato, **{"if-none-match": respuesta.headers["ETag"]}).status_code == 304


def test_the_page_lists_every_file_and_the_dictionary_every_column(cerrado, client):
    texto = client.get(reverse("datos_abiertos")).content.decode()
    for conjunto in CONJUNTOS:
        for formato in FORMATOS:
            assert f'href="/datos/sernam/2009/{conjunto}.{formato}"' in texto
    contenido = client.get(reverse("diccionario", args=["csv"])).content
    columnas = [(fila[0], fila[1]) for fila in FORMATOS["csv"]().create_dataset(contenido)]
    assert columnas == [(c.clave, columna) for c in CONJUNTOS.values() for columna in c.encabezados]


def test_queries_do_not_depend_on_the_rows(cerrado, django_assert_num_queries):
    # One counts who asks.
    for conjunto in CONJUNTOS:
        with django_assert_num_queries(2):
            assert ask(conjunto).status_code == 200
