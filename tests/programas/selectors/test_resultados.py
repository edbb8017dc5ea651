"""The figures that SQL adds up are the pure core's, whatever the weights, answers and scope."""

import pytest

from programas.enums import Etapa, Lectura
from programas.models import Compromiso
from programas.scoring import Estado, evaluate_servicio
from programas.scoring.caso import answer_caso, read_caso, score
from programas.selectors import frases
from programas.selectors.auditoria import list_literales
from programas.selectors.caso import load_caso
from programas.selectors.criticos import load_criticos
from programas.selectors.resultados import evaluate_ejercicio
from regiones.models import Region
from tests.fabrica import build_nacional, build_programa


@pytest.fixture
def nacional(ejercicio):
    regiones = list(Region.objects.existing_in(2009))
    build_nacional(ejercicio, regiones[:-3], (12, 16, 3))
    build_programa(ejercicio, regiones[-3], "III.1", "ss-n", ["15", "15", "40", None])
    build_programa(ejercicio, regiones[-2], "III.1", "sss-p", ["15", "15", "40", "20", "10"], declarados="sssns")
    build_programa(ejercicio, regiones[-1], "III.1", "ssss", None)
    build_programa(ejercicio, regiones[-1], "III.3", "ss-", "33.3333")
    return ejercicio


@pytest.mark.parametrize("lectura", Lectura)
def test_sql_sums_give_the_pure_core_s_verdict(nacional, lectura):
    nacional.lectura = lectura
    evaluado = evaluate_ejercicio(nacional)
    caso = read_caso(load_caso(nacional), "")
    puro = evaluate_servicio(caso.territorios, caso.umbral, cerrado=caso.cerrado, lectura=caso.lectura)
    con_programas = {territorio.codigo for territorio in caso.territorios}
    por_sql = {t.cut: t.programas for t in evaluado.territorios if t.cut in con_programas}
    for territorio in puro.territorios:
        for tipo, resultado in territorio.por_tipo.items():
            assert por_sql[territorio.territorio.codigo][tipo].resultado == resultado
    assert evaluado.servicio.veredicto is puro.veredicto
    assert {tipo: v.estado for tipo, v in evaluado.servicio.por_programa.items()} == {
        tipo: v.estado for tipo, v in puro.por_programa.items()
    }
    assert {lec: v.estado for lec, v in evaluado.servicio.lecturas.items()} == {
        lec: v.estado for lec, v in puro.lecturas.items()
    }


def test_every_territory_of_the_year_is_there_once_in_its_order(nacional):
    cuts = [territorio.cut for territorio in evaluate_ejercicio(nacional).territorios]
    assert cuts == ["15", "01", "02", "03", "04", "05", "13", "06", "07", "08", "09", "14", "10", "11", "12", "99"]


def test_one_query_decides_everything(nacional, django_assert_num_queries):
    with django_assert_num_queries(1):
        evaluate_ejercicio(nacional)


def test_declared_figure_counts_what_is_not_validated_yet(ejercicio, maule):
    build_programa(ejercicio, maule, "III.1", "s---", None, declarados="ssn-")
    programa = evaluate_ejercicio(ejercicio).get_territorio("07").programas["III.1"]
    assert (programa.resultado.ganado, programa.resultado.perdido) == (1, 0)
    assert (programa.declarado.ganado, programa.declarado.perdido) == (2, 1)
    assert programa.difiere_lo_declarado


def test_validation_prevails_over_declaration(ejercicio, maule):
    build_programa(ejercicio, maule, "III.1", "n", None, declarados="s")
    programa = evaluate_ejercicio(ejercicio).get_territorio("07").programas["III.1"]
    assert programa.declarado.perdido == programa.resultado.perdido == 1


def test_nivel_central_may_be_left_out_of_the_conjunction(ejercicio, maule, nivel_central):
    build_programa(ejercicio, maule, "III.1", "ss", None)
    build_programa(ejercicio, nivel_central, "III.1", "nn", None)
    assert evaluate_ejercicio(ejercicio).servicio.veredicto is Estado.NO_CUMPLE
    ejercicio.cuenta_nivel_central = False
    evaluado = evaluate_ejercicio(ejercicio)
    assert evaluado.servicio.veredicto is Estado.CUMPLE
    assert evaluado.get_territorio("99").programas["III.1"].resultado.estado is Estado.NO_CUMPLE
    assert [t["codigo"] for t in load_caso(ejercicio)["territorios"]] == ["07"]


def test_closed_year_loses_what_is_blank(ejercicio, maule):
    build_programa(ejercicio, maule, "III.1", "sssssssss-", None)
    ejercicio.etapa = Etapa.CERRADO
    programa = evaluate_ejercicio(ejercicio).get_territorio("07").programas["III.1"]
    assert (programa.resultado.estado, programa.resultado.perdido) == (Estado.CUMPLE, 1)


def test_a_director_gets_only_the_own_territory_and_no_national_result(nacional, directora_maule):
    evaluado = evaluate_ejercicio(nacional, directora_maule)
    assert [territorio.cut for territorio in evaluado.territorios] == ["07"]
    assert (evaluado.servicio, evaluado.declarado) == (None, None)


def test_slack_in_rows_is_told_only_when_all_weigh_the_same(ejercicio, maule, atacama):
    build_programa(ejercicio, maule, "III.1", "-" * 31, "3.2")
    build_programa(ejercicio, atacama, "III.1", "---", ["50", "30", "20"])
    evaluado = evaluate_ejercicio(ejercicio)
    assert evaluado.get_territorio("07").programas["III.1"].filas_de_holgura == 3
    assert evaluado.get_territorio("03").programas["III.1"].filas_de_holgura is None


def test_case_of_an_ejercicio_is_what_the_command_takes(nacional):
    caso = load_caso(nacional)
    assert caso["umbral"] == "0.9"
    respuesta = score(caso)
    assert respuesta == answer_caso(read_caso(caso, ""))
    assert respuesta["servicio"]["veredicto"] == evaluate_ejercicio(nacional).servicio.veredicto.value


def test_a_territory_that_commits_stays_whatever_the_catalogue_says(ejercicio, maule, atacama):
    build_programa(ejercicio, maule, "III.1", "s" * 9 + "n", None)
    build_programa(ejercicio, atacama, "III.1", "snn", None)
    Region.objects.filter(pk=atacama.pk).update(vigente_desde="2010-01-01")
    evaluado = evaluate_ejercicio(ejercicio)
    assert evaluado.get_territorio("03").programas["III.1"].resultado.estado is Estado.NO_CUMPLE
    assert evaluado.servicio.veredicto is Estado.NO_CUMPLE
    assert score(load_caso(ejercicio))["servicio"]["veredicto"] == "NO CUMPLE"


@pytest.mark.parametrize("umbral", [833_333, 900_000, 1])
def test_any_threshold_is_written_exactly_in_the_case(ejercicio, maule, umbral):
    build_programa(ejercicio, maule, "III.1", "ss-", pesos=["33.3333", "0.0001", "66.6666"])
    ejercicio.umbral = umbral
    caso = read_caso(load_caso(ejercicio), "")
    assert caso.umbral == ejercicio.umbral_razon
    assert score(load_caso(ejercicio))["territorios"][0]["programas"][0]["comprometido"] == "100"


def test_what_is_validated_counts_over_what_was_declared(ejercicio, maule):
    build_programa(ejercicio, maule, "III.1", "sn", None, declarados="nn")
    programa = evaluate_ejercicio(ejercicio).get_territorio("07").programas["III.1"]
    assert (programa.declarado.ganado, programa.declarado.perdido) == (1, 1)


def test_critical_rows_are_blank_and_of_territories_that_count(ejercicio, maule, nivel_central):
    build_programa(ejercicio, maule, "III.1", "ssssssssn-", None)
    build_programa(ejercicio, nivel_central, "III.1", "ssssssssn-", None)
    ejercicio.cuenta_nivel_central = False
    criticos = load_criticos(evaluate_ejercicio(ejercicio).territorios, ejercicio)
    assert [(c.codigo, c.filas) for c in criticos] == [("2009-07-III.1-10.1", 1)]
    Compromiso.objects.filter(codigo="2009-07-III.1-10.1").update(validado="si")
    assert load_criticos(evaluate_ejercicio(ejercicio).territorios, ejercicio) == ()


def test_at_closing_blank_rows_are_lost_ones(ejercicio, maule):
    build_programa(ejercicio, maule, "III.1", "ssssssn---", None)
    programa = evaluate_ejercicio(ejercicio).get_territorio("07").programas["III.1"]
    assert frases.count_perdidas(programa, cerrado=True) == 4
    assert frases.count_perdidas(programa, cerrado=False) == 1


def test_the_literal_sum_of_one_territory_lists_no_other(ejercicio, maule, atacama):
    for region in (maule, atacama):
        build_programa(ejercicio, region, "III.1", "s-", pesos="40")
    evaluado = evaluate_ejercicio(ejercicio)
    assert len(list_literales(evaluado, None)) == 2
    assert [texto.split(" ")[0] for texto in list_literales(evaluado, atacama)] == ["Atacama"]


def test_by_territory_missing_weights_are_told_as_such(ejercicio, maule, atacama):
    build_programa(ejercicio, maule, "III.1", "s-", pesos=["50", None])
    ejercicio.lectura = Lectura.POR_TERRITORIO
    evaluado = evaluate_ejercicio(ejercicio)
    sujeto, razon = frases.describe_servicio(evaluado.servicio, evaluado.territorios, cerrado=False)
    assert (sujeto, razon) == ("Faltan ponderaciones", " en Maule: el servicio no puede cumplir todavía.")
    build_programa(ejercicio, atacama, "III.1", "s-", None)
    evaluado = evaluate_ejercicio(ejercicio)
    sujeto, razon = frases.describe_servicio(evaluado.servicio, evaluado.territorios, cerrado=False)
    assert sujeto + razon == (
        "Siguen en juego: Atacama (lectura por territorio). Además faltan ponderaciones en Maule."
    )
