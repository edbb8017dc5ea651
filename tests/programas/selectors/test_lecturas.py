"""What a row would do is told under the reading that is official: never lost where the territory still wins."""

from fractions import Fraction

import pytest

from programas import scoring
from programas.models import Compromiso, Ejercicio
from programas.scoring import Estado, Lectura
from programas.selectors.cola import list_decisivos
from programas.selectors.criticos import build_condicion, load_criticos
from programas.selectors.discrepancias import load_discrepancias
from programas.selectors.efecto import load_efectos
from programas.selectors.pendientes import load_pendientes
from programas.selectors.resultados import evaluate_ejercicio
from tests.fabrica import build_programa

UMBRAL = Fraction(9, 10)


@pytest.fixture
def por_territorio(ejercicio):
    Ejercicio.objects.filter(pk=ejercicio.pk).update(lectura=Lectura.POR_TERRITORIO)
    ejercicio.refresh_from_db()
    return ejercicio


def load_fila(codigo):
    return Compromiso.objects.select_related("objetivo__programa__region").get(codigo=codigo)


def read(texto):
    return texto.replace("\xa0", " ")


def test_one_no_in_a_small_programme_does_not_lose_a_territory_that_still_wins(
    por_territorio, maule, directora_maule
):
    build_programa(por_territorio, maule, "III.1", "s" * 30 + "n")
    build_programa(por_territorio, maule, "III.3", "ss-")
    efectos = load_efectos(load_fila("2009-07-III.3-03.1"), directora_maule)
    assert {respuesta: read(efecto.frase) for respuesta, efecto in efectos.items()} == {
        "si": "Maule sigue asegurado: 97,05 %, sumados sus programas, y se exige 90 %. III.3 queda en 100,00 %.",
        "no": "Maule sigue asegurado: 94,11 %, sumados sus programas, y se exige 90 %. III.3 queda en 66,66 %.",
        "parcial": "Maule sigue asegurado: 94,11 %, sumados sus programas, y se exige 90 %. "
        "III.3 queda en 66,66 %.",
        "": "Maule sigue asegurado: 94,11 %, sumados sus programas, y se exige 90 %. "
        "III.3 tiene 66,66 % y puede llegar a 100,00 %.",
    }
    assert {efecto.resultado.estado for efecto in efectos.values()} == {Estado.CUMPLE}
    assert {efecto.estado.palabra for efecto in efectos.values()} == {"Cumple"}


def test_what_loses_the_territory_is_said_of_the_territory(por_territorio, maule, revisora):
    build_programa(por_territorio, maule, "III.1", "s" * 16 + "n")
    build_programa(por_territorio, maule, "III.3", "ss-")
    efecto = load_efectos(load_fila("2009-07-III.3-03.1"), revisora)["no"]
    assert (read(efecto.frase), efecto.servicio) == (
        "Maule sigue asegurado: 90,00 %, sumados sus programas, y se exige 90 %. III.3 queda en 66,66 %.",
        "",
    )
    Compromiso.objects.filter(codigo="2009-07-III.1-16.1").update(validado="")
    efecto = load_efectos(load_fila("2009-07-III.1-16.1"), revisora)["no"]
    assert (read(efecto.frase), efecto.servicio) == (
        "Maule sigue en juego: tiene 85,00 %, puede llegar a 90,00 %, sumados sus programas, y se exige 90 %. "
        "III.1 queda en 88,23 %.",
        "",
    )
    Compromiso.objects.filter(codigo="2009-07-III.3-03.1").update(validado="parcial")
    efecto = load_efectos(load_fila("2009-07-III.1-16.1"), revisora)["no"]
    assert (read(efecto.frase), efecto.servicio) == (
        "Maule queda perdido: 85,00 %, sumados sus programas, y se exige 90 %. III.1 queda en 88,23 %.",
        "El servicio pasa de «En juego» a «No cumple».",
    )


def test_a_weight_missing_anywhere_leaves_the_territory_without_a_result(por_territorio, maule, directora_maule):
    build_programa(por_territorio, maule, "III.1", "--", ["50", None])
    build_programa(por_territorio, maule, "III.3", "s-")
    efectos = {
        c: load_efectos(load_fila(f"2009-07-{c}-01.1"), directora_maule)["no"].frase for c in ("III.1", "III.3")
    }
    assert {codigo: read(frase) for codigo, frase in efectos.items()} == {
        "III.1": "Maule no tiene resultado, sumados sus programas, mientras falten ponderaciones.",
        "III.3": "Maule no tiene resultado, sumados sus programas, mientras falten ponderaciones. "
        "III.3 tiene 0,00 % y puede llegar a 50,00 %.",
    }


@pytest.mark.parametrize("lectura", list(Lectura))
@pytest.mark.parametrize(
    "pesos", [(None, None), ("3.2", "10"), ("3.2", None), (["15", "15", "40", "20", "10"], None)]
)
@pytest.mark.parametrize("respuesta", ["si", "no", "parcial", ""])
def test_foreseeing_is_answering_under_both_readings(ejercicio, maule, revisora, lectura, pesos, respuesta):
    Ejercicio.objects.filter(pk=ejercicio.pk).update(lectura=lectura)
    build_programa(ejercicio, maule, "III.1", "ss-n-", pesos[0])
    build_programa(ejercicio, maule, "III.3", "s-s", pesos[1])
    for fila in Compromiso.objects.select_related("objetivo__programa__region").order_by("codigo"):
        tipo = fila.objetivo.programa.tipo
        previsto = load_efectos(fila, revisora)[respuesta]
        Compromiso.objects.filter(pk=fila.pk).update(validado=respuesta)
        dado = evaluate_ejercicio(Ejercicio.objects.get())
        territorio = dado.get_territorio("07")
        sumas = [programa.sumas for programa in territorio.programas.values()]
        propio = scoring.evaluate_programa(territorio.programas[tipo].sumas, UMBRAL, cerrado=False)
        junto = scoring.evaluate_conjunto(sumas, UMBRAL, cerrado=False)
        assert previsto.resultado == (junto if lectura is Lectura.POR_TERRITORIO else propio)
        veredicto = dado.servicio.veredicto
        assert (previsto.resultado.estado, previsto.estado.palabra == "No cumple") == (
            veredicto if lectura is Lectura.POR_TERRITORIO else propio.estado,
            previsto.resultado.estado is Estado.NO_CUMPLE,
        )
        assert ("perdido" in previsto.frase) is (previsto.resultado.estado is Estado.NO_CUMPLE)
        Compromiso.objects.filter(pk=fila.pk).update(validado=fila.validado)


def test_where_the_territory_is_already_won_no_row_is_critical(por_territorio, maule, directora_maule):
    build_programa(por_territorio, maule, "III.1", "s" * 30 + "n")
    build_programa(por_territorio, maule, "III.3", "ss-")
    assert load_criticos(evaluate_ejercicio(por_territorio).territorios, por_territorio) == ()
    assert load_pendientes(por_territorio, directora_maule).criticos == ()
    Ejercicio.objects.update(lectura=Lectura.POR_PROGRAMA)
    por_programa = Ejercicio.objects.get()
    (critico,) = load_criticos(evaluate_ejercicio(por_programa).territorios, por_programa)
    assert (critico.codigo, read(critico.efecto)) == (
        "2009-07-III.3-03.1",
        "Si falla, III.3 de Maule queda perdido (66,66 %)",
    )


def test_a_critical_row_that_loses_the_territory_says_so(por_territorio, maule, directora_maule):
    build_programa(por_territorio, maule, "III.1", "s" * 16 + "n")
    build_programa(por_territorio, maule, "III.3", "s--")
    Compromiso.objects.filter(codigo="2009-07-III.3-02.1").update(validado="no")
    frase = "Si falla, III.3 de Maule queda en 33,33 %; el territorio, junto, queda perdido (85,00 %)"
    (critico,) = load_criticos(evaluate_ejercicio(por_territorio).territorios, por_territorio)
    assert (critico.codigo, read(critico.efecto)) == ("2009-07-III.3-03.1", frase)
    (pendiente,) = load_pendientes(por_territorio, directora_maule).criticos
    assert read(pendiente.porque) == f"{frase}."


def test_a_programme_that_is_lost_alone_may_still_decide_its_territory(por_territorio, maule):
    build_programa(por_territorio, maule, "III.1", "s" * 17 + "-")
    build_programa(por_territorio, maule, "III.3", "nn")
    assert list_decisivos(por_territorio) == {("07", "III.1")}
    (critico,) = load_criticos(evaluate_ejercicio(por_territorio).territorios, por_territorio)
    assert (critico.codigo, critico.filas, read(critico.efecto)) == (
        "2009-07-III.1-18.1",
        1,
        "Si falla, III.1 de Maule queda en 94,44 %; el territorio, junto, queda perdido (85,00 %)",
    )


@pytest.mark.parametrize("lectura", list(Lectura))
@pytest.mark.parametrize(
    "pesos", [("3.2", "10"), ("3.2", None), (None, "10"), (None, None), ("10", ["5", "30", "65"])]
)
@pytest.mark.parametrize("validados", [("ssssssssss-", "ss-"), ("sssssssssn", "s--"), ("ss--------", "---")])
def test_the_critical_rows_are_those_that_lose_what_is_official(
    ejercicio, maule, revisora, lectura, pesos, validados
):
    Ejercicio.objects.filter(pk=ejercicio.pk).update(lectura=lectura)
    ejercicio.refresh_from_db()
    build_programa(ejercicio, maule, "III.1", validados[0], pesos[0])
    build_programa(ejercicio, maule, "III.3", validados[1], pesos[1])
    evaluados = evaluate_ejercicio(ejercicio).territorios
    condicion = build_condicion({p.id: (t, p) for t in evaluados for p in t.programas.values() if p.id})
    criticas = Compromiso.objects.filter(condicion, validado="") if condicion else Compromiso.objects.none()
    obtenidas = set(criticas.values_list("codigo", flat=True))
    assert sum(critico.filas for critico in load_criticos(evaluados, ejercicio)) == len(obtenidas)
    assert obtenidas == {
        fila.codigo for fila in Compromiso.objects.filter(validado="") if loses(ejercicio, fila, lectura)
    }


def loses(ejercicio, fila, lectura):
    """Whether that row alone, answered «no», loses what was not lost, by answering it."""
    antes = load_estado(ejercicio, fila, lectura)
    Compromiso.objects.filter(pk=fila.pk).update(validado="no")
    despues = load_estado(ejercicio, fila, lectura)
    Compromiso.objects.filter(pk=fila.pk).update(validado="")
    return (antes, despues) == (Estado.EN_JUEGO, Estado.NO_CUMPLE)


def load_estado(ejercicio, fila, lectura):
    territorio = evaluate_ejercicio(ejercicio).get_territorio("07")
    if lectura is Lectura.POR_PROGRAMA:
        return territorio.programas[fila.codigo[8:13]].resultado.estado
    sumas = [programa.sumas for programa in territorio.programas.values()]
    return scoring.evaluate_conjunto(sumas, UMBRAL, cerrado=False).estado


def test_a_disagreement_decides_when_it_moves_what_is_official(por_territorio, maule, revisora):
    build_programa(por_territorio, maule, "III.1", "s" * 31, declarados="s" * 31)
    build_programa(por_territorio, maule, "III.3", "sss", declarados="ssn")
    datos = load_discrepancias(por_territorio, revisora)
    (fila,) = datos.filas
    assert (read(fila.efecto), fila.decide) == (
        "Maule sigue asegurado: 97,05 %, sumados sus programas, y se exige 90 %. III.3 queda en 66,66 %.",
        False,
    )
    assert read(datos.frase) == (
        "Hay 1 discrepancia entre lo declarado y lo validado; no cambiaría el estado de su territorio."
    )
