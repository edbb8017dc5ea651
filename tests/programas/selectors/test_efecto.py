"""What an answer would do: the same verdict as giving it, told before it is given."""

import pytest

from programas.models import Compromiso, Ejercicio
from programas.selectors.discrepancias import load_discrepancias
from programas.selectors.efecto import load_efectos
from programas.selectors.resultados import evaluate_ejercicio
from tests.fabrica import build_programa


def load_fila(codigo):
    return Compromiso.objects.select_related("objetivo__programa__region").get(codigo=codigo)


def read(texto):
    return texto.replace("\xa0", " ")


def test_the_second_failure_of_twelve_loses_the_programme(ejercicio, maule, directora_maule):
    build_programa(ejercicio, maule, "III.1", "ssssssssssn-")
    efectos = load_efectos(load_fila("2009-07-III.1-12.1"), directora_maule)
    assert {respuesta: read(efecto.frase) for respuesta, efecto in efectos.items()} == {
        "si": "III.1 de Maule queda asegurado: 91,66 %, y se exige 90 %.",
        "no": "III.1 de Maule queda perdido: 83,33 %, y se exige 90 %.",
        "parcial": "III.1 de Maule queda perdido: 83,33 %, y se exige 90 %.",
        "": "III.1 de Maule sigue en juego: tiene 83,33 %, puede llegar a 91,66 % y se exige 90 %.",
    }
    assert {efecto.servicio for efecto in efectos.values()} == {""}


def test_who_sees_the_service_is_told_what_it_does_to_it(ejercicio, maule, atacama, revisora):
    build_programa(ejercicio, maule, "III.1", "ssssssssssn-")
    build_programa(ejercicio, atacama, "III.1", "s")
    efectos = load_efectos(load_fila("2009-07-III.1-12.1"), revisora)
    assert {respuesta: efecto.servicio for respuesta, efecto in efectos.items()} == {
        "si": "El servicio pasa de «En juego» a «Cumple».",
        "no": "El servicio pasa de «En juego» a «No cumple».",
        "parcial": "El servicio pasa de «En juego» a «No cumple».",
        "": "",
    }


def test_a_territory_that_does_not_count_moves_nothing(ejercicio, nivel_central, maule, revisora):
    Ejercicio.objects.filter(pk=ejercicio.pk).update(cuenta_nivel_central=False)
    build_programa(ejercicio, nivel_central, "III.1", "-")
    build_programa(ejercicio, maule, "III.1", "s")
    efecto = load_efectos(load_fila("2009-99-III.1-01.1"), revisora)["no"]
    assert (read(efecto.frase), efecto.servicio) == (
        "III.1 de Nivel Central queda perdido: 0,00 %, y se exige 90 %.",
        "",
    )


def test_without_all_its_weights_there_is_no_result_to_foresee(ejercicio, maule, directora_maule):
    build_programa(ejercicio, maule, "III.1", "--", ["50", None])
    efecto = load_efectos(load_fila("2009-07-III.1-01.1"), directora_maule)["si"]
    assert efecto.frase == "III.1 de Maule no tiene resultado mientras falten ponderaciones."


@pytest.mark.parametrize("pesos", [None, ["15", "15", "40", "20", "10"]])
@pytest.mark.parametrize("respuesta", ["si", "no", "parcial", ""])
@pytest.mark.parametrize("validados", ["ss-n-", "sssss", "pnsss", "-----"])
def test_foreseeing_is_the_same_as_answering(ejercicio, maule, revisora, pesos, respuesta, validados):
    build_programa(ejercicio, maule, "III.1", validados, pesos)
    for fila in Compromiso.objects.select_related("objetivo__programa__region"):
        previsto = load_efectos(fila, revisora)[respuesta].resultado
        Compromiso.objects.filter(pk=fila.pk).update(validado=respuesta)
        dado = evaluate_ejercicio(ejercicio).get_territorio("07").programas["III.1"].resultado
        assert previsto == dado
        Compromiso.objects.filter(pk=fila.pk).update(validado=fila.validado)


def test_foreseeing_takes_one_query_whatever_the_rows(
    ejercicio, maule, atacama, revisora, django_assert_num_queries
):
    build_programa(ejercicio, maule, "III.1", "s" * 11 + "-")
    build_programa(ejercicio, atacama, "III.1", "s")
    fila = load_fila("2009-07-III.1-12.1")
    assert fila.objetivo.programa.ejercicio == ejercicio
    assert revisora.alcance.sees_servicio(ejercicio.servicio_id)
    with django_assert_num_queries(1):
        load_efectos(fila, revisora)


def test_disagreements_are_listed_those_that_decide_first(ejercicio, maule, atacama, revisora, director_atacama):
    build_programa(ejercicio, maule, "III.1", "ssssssssssn-", declarados="ssssssssss--")
    build_programa(ejercicio, atacama, "III.1", "sssssssssssp", declarados="sssssssssnss")
    datos = load_discrepancias(ejercicio, revisora)
    assert [(f.codigo, f.declarado, f.validado, f.decide) for f in datos.filas] == [
        ("2009-03-III.1-10.1", "No", "Sí", True),
        ("2009-03-III.1-12.1", "Sí", "Parcial", False),
        ("2009-07-III.1-11.1", "Sin declarar", "No", False),
    ]
    assert read(datos.filas[0].efecto) == "III.1 de Atacama queda perdido: 83,33 %, y se exige 90 %."
    assert read(datos.frase) == (
        "Hay 3 discrepancias entre lo declarado y lo validado: 1 cambiaría el estado de su programa."
    )
    assert [f.codigo for f in load_discrepancias(ejercicio, director_atacama).filas] == [
        "2009-03-III.1-10.1",
        "2009-03-III.1-12.1",
    ]


def test_agreement_says_so(ejercicio, maule, revisora):
    build_programa(ejercicio, maule, "III.1", "sn-", declarados="sns")
    datos = load_discrepancias(ejercicio, revisora)
    assert (datos.frase, datos.filas) == (
        "No hay discrepancias: todo lo validado coincide con lo declarado.",
        (),
    )
