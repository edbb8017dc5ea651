"""The national conjunction, its reasons and both readings."""

from fractions import Fraction

import pytest

from programas.scoring import (
    Estado,
    Lectura,
    PonderacionIncompleta,
    Territorio,
    critical_limits,
    describe_motivo,
    evaluate_servicio,
    join_literal,
)
from tests.scoring.casos import UMBRAL, programa, territorio

DOCE = "s" * 12


def evaluate(*territorios: Territorio, **opciones):
    return evaluate_servicio(territorios, UMBRAL, **opciones)


def test_one_territory_below_ninety_loses_the_country_by_name():
    otros = [territorio(f"{i:02d}", programa("III.1", DOCE)) for i in range(15)]
    atacama = territorio("03", programa("III.1", "s" * 10 + "nn"), nombre="Atacama")
    obtenido = evaluate(*otros, atacama)
    veredicto = obtenido.por_programa["III.1"]
    assert veredicto.estado is Estado.NO_CUMPLE
    assert [describe_motivo(motivo) for motivo in veredicto.motivos] == ["Atacama 83,33 %"]
    assert obtenido.veredicto is Estado.NO_CUMPLE


def test_it_is_a_conjunction_not_an_average():
    obtenido = evaluate(territorio("a", programa("III.1", "s" * 100)), territorio("b", programa("III.1", "ssn")))
    assert obtenido.veredicto is Estado.NO_CUMPLE


def test_territory_without_commitments_stays_outside():
    obtenido = evaluate(territorio("a", programa("III.1", DOCE)), territorio("b", programa("III.1", "")))
    assert obtenido.por_programa["III.1"].estado is Estado.CUMPLE
    assert obtenido.por_programa["III.2"].estado is Estado.SIN_COMPROMISOS
    assert obtenido.veredicto is Estado.CUMPLE


def test_service_without_any_commitment_has_no_verdict():
    assert evaluate().veredicto is Estado.SIN_COMPROMISOS
    assert evaluate(territorio("a", programa("III.1", ""))).lecturas[Lectura.POR_TERRITORIO].estado is (
        Estado.SIN_COMPROMISOS
    )


def test_missing_weighting_bars_cumple_but_hides_no_loss():
    sin_peso = territorio("x", programa("III.1", "ss", ["50", None]), nombre="Aysén")
    ganado = territorio("g", programa("III.1", DOCE))
    perdido = territorio("p", programa("III.1", "ssn"))
    abierto = evaluate(sin_peso, ganado).por_programa["III.1"]
    assert abierto.estado is Estado.EN_JUEGO
    assert [describe_motivo(motivo) for motivo in abierto.motivos] == ["Aysén sin ponderación"]
    assert evaluate(sin_peso, perdido).por_programa["III.1"].estado is Estado.NO_CUMPLE


def test_open_territory_is_told_between_its_floor_and_its_ceiling():
    veredicto = evaluate(territorio("07", programa("III.1", "s" * 7 + "-" * 5), nombre="Maule"))
    motivos = veredicto.por_programa["III.1"].motivos
    assert [describe_motivo(motivo) for motivo in motivos] == ["Maule entre 58,33 % y 100,00 %"]


def test_service_is_the_conjunction_of_its_programmes():
    gana = programa("III.1", DOCE)
    assert evaluate(territorio("a", gana, programa("III.2", "s-"))).veredicto is Estado.EN_JUEGO
    assert evaluate(territorio("a", gana, programa("III.3", "ssn"))).veredicto is Estado.NO_CUMPLE
    assert evaluate(territorio("a", gana, programa("III.2", "s"))).veredicto is Estado.CUMPLE


def test_readings_differ_when_a_small_programme_fails_inside_a_good_territory():
    maule = territorio("07", programa("III.1", "s" * 12), programa("III.2", "s" * 16), programa("III.3", "ssn"))
    obtenido = evaluate(maule)
    assert obtenido.lecturas[Lectura.POR_PROGRAMA].estado is Estado.NO_CUMPLE
    assert obtenido.lecturas[Lectura.POR_TERRITORIO].estado is Estado.CUMPLE
    assert obtenido.territorios[0].conjunto.piso == Fraction(30, 31)
    assert obtenido.depende_de_la_lectura
    assert obtenido.veredicto is Estado.NO_CUMPLE
    assert evaluate(maule, lectura=Lectura.POR_TERRITORIO).veredicto is Estado.CUMPLE


def test_typed_weights_of_a_territory_count_as_typed():
    obtenido = evaluate(
        territorio("a", programa("III.1", "ss", ["40", "40"]), programa("III.3", "ns", ["15", "5"]))
    )
    assert obtenido.territorios[0].conjunto.piso == Fraction(85, 100)


def test_mixed_weights_are_scaled_to_the_number_of_rows():
    obtenido = evaluate(territorio("a", programa("III.1", "sn", ["60", "20"]), programa("III.3", "sss")))
    conjunto = obtenido.territorios[0].conjunto
    assert (conjunto.comprometido, conjunto.ganado) == (5, Fraction(3, 2) + 3)


def test_empty_programme_does_not_make_a_territory_mixed():
    obtenido = evaluate(territorio("a", programa("III.1", "sn", ["60", "20"]), programa("III.2", "")))
    assert obtenido.territorios[0].conjunto.comprometido == 80


def test_unweighted_programme_leaves_its_territory_without_weighting():
    obtenido = evaluate(territorio("a", programa("III.1", DOCE), programa("III.3", "s-", ["50", None])))
    assert obtenido.territorios[0].conjunto.estado is Estado.SIN_PONDERACION
    assert obtenido.lecturas[Lectura.POR_TERRITORIO].estado is Estado.EN_JUEGO


def test_closed_service_has_only_two_words():
    obtenido = evaluate(
        territorio("a", programa("III.1", "s" * 11 + "-")),
        territorio("b", programa("III.1", "s" * 10 + "--")),
        cerrado=True,
    )
    assert [t.por_tipo["III.1"].estado for t in obtenido.territorios] == [Estado.CUMPLE, Estado.NO_CUMPLE]
    with pytest.raises(PonderacionIncompleta):
        evaluate(territorio("a", programa("III.1", "s", [None])), cerrado=True)


def test_a_programme_of_zero_weights_leaves_its_territory_without_weighting():
    uno = territorio("a", programa("III.1", "ss", "0"), programa("III.2", "ss"))
    obtenido = evaluate(uno, lectura=Lectura.POR_TERRITORIO)
    assert obtenido.territorios[0].conjunto.estado is Estado.SIN_PONDERACION
    assert obtenido.veredicto is Estado.EN_JUEGO


def limits(lectura, **programas):
    """The critical limits of a territory whose programmes are given as rows, or as rows and their weights."""
    sumas = {
        tipo: programa(tipo, *(filas if isinstance(filas, tuple) else (filas,))).sumas
        for tipo, filas in programas.items()
    }
    return critical_limits(sumas, UMBRAL, lectura)


CASOS_DE_LIMITE = {
    "equal rows share the slack of the territory": (
        {"a": "s" * 16 + "n", "b": "s--"},
        {"a": None, "b": 0},
        {"a": 1, "b": 1},
    ),
    "a row of a lost programme may decide": (
        {"a": "s" * 17 + "-", "b": "nn"},
        {"a": None, "b": None},
        {"a": 0, "b": 0},
    ),
    "typed weights count as typed": (
        {"a": ("s" * 16 + "-" * 4, "5"), "b": ("-", "100")},
        {"a": 100_000, "b": 100_000},
        {"a": 200_000, "b": 200_000},
    ),
    "mixed weights are scaled to the rows": (
        {"a": ("-" * 20, "5"), "b": "-" * 10},
        {"a": 100_000, "b": 1},
        {"a": 150_000, "b": 3},
    ),
    "an empty programme changes nothing": ({"a": "s-", "b": ""}, {"a": 0, "b": None}, {"a": 0, "b": None}),
    "a won territory has none": ({"a": "s" * 30 + "n", "b": "ss-"}, {"a": None, "b": 0}, {"a": None, "b": None}),
    "a lost territory has none": ({"a": "nnn", "b": "ss-"}, {"a": None, "b": 0}, {"a": None, "b": None}),
    "a weight missing anywhere leaves none": (
        {"a": ("--", ["50", None]), "b": "s-"},
        {"a": None, "b": 0},
        {"a": None, "b": None},
    ),
}


@pytest.mark.parametrize(
    ("programas", "por_programa", "por_territorio"), CASOS_DE_LIMITE.values(), ids=CASOS_DE_LIMITE
)
def test_the_weight_that_may_fail_alone_is_told_under_each_reading(programas, por_programa, por_territorio):
    assert limits(Lectura.POR_PROGRAMA, **programas) == por_programa
    assert limits(Lectura.POR_TERRITORIO, **programas) == por_territorio


def test_the_literal_sum_joins_the_country_by_what_was_typed():
    """Thirty-one rows typed «0,31 %», all met: the service wins by its rows and loses to the letter."""
    servicio = evaluate(
        territorio("03", programa("III.1", "s")),
        territorio("07", programa("III.1", "s" * 31, "0.31"), nombre="Maule"),
    )
    literal = join_literal(servicio)
    assert (servicio.veredicto, literal.estado) == (Estado.CUMPLE, Estado.NO_CUMPLE)
    assert [(m.nombre, m.tipo, m.resultado.ganado) for m in literal.motivos] == [
        ("Maule", "III.1", Fraction(961, 100))
    ]
