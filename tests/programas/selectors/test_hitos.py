"""What settled a verdict: told by the record walked back, and held against the year walked forward."""

import random
from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest

from programas.models import Compromiso
from programas.scoring import Estado, Ponderacion
from programas.selectors.alerta import load_alerta
from programas.selectors.hitos import evaluate_lugares, find_hitos
from programas.selectors.pasado import COMPROMISO, EJERCICIO, OBJETIVO, PROGRAMA, Linea
from programas.services.cumplimiento import validate_cumplimiento
from tests.fabrica import build_programa

INICIO = datetime(2009, 1, 2, 12, tzinfo=UTC)
TIPOS = {1: "III.1", 2: "III.2"}
LUGARES = (*TIPOS.values(), None)
REGLAS = {"umbral": 900_000, "lectura": "POR_PROGRAMA", "cuenta_nivel_central": True, "etapa": "EJECUCION"}
# A territory with two programmes of five objectives and no row yet.
VACIO = {
    EJERCICIO: {1: REGLAS},
    PROGRAMA: {pk: {"region": 7, "tipo": tipo, "ponderacion": "UNIFORME"} for pk, tipo in TIPOS.items()},
    OBJETIVO: {10 * programa + numero: {"programa": programa} for programa in TIPOS for numero in range(1, 6)},
    COMPROMISO: {},
}


def change_fila(azar, filas, pk):
    """Create, delete, answer, declare or weigh otherwise a row; return what the record says."""
    if pk not in filas:
        filas[pk] = {
            "objetivo": pk,
            "ponderacion": azar.choice((10, 20, 30, None)),
            "validado": "",
            "declarado": "",
        }
        return {}, filas[pk] | {"texto": "x"}
    dado = azar.random()
    if dado < 0.15:
        return filas.pop(pk) | {"texto": "x"}, {}
    respuesta = azar.choice(("si", "si", "no", "parcial", ""))
    campo, valor = ("validado", respuesta) if dado < 0.7 else ("declarado", respuesta)
    if dado > 0.85:
        campo, valor = "ponderacion", azar.choice((5, 15, 40, 40))
    antes = {campo: filas[pk][campo]}
    filas[pk][campo] = valor
    return antes, {campo: valor}


def change(fila, campo, valor):
    antes, fila[campo] = {campo: fila[campo]}, valor
    return antes, {campo: valor}


def act(azar, filas, clave):
    """One act upon a territory, of the year, of a programme, or of one to three of its rows: its lines."""
    momento = INICIO + timedelta(hours=int(clave))
    dado = azar.random()
    if dado < 0.06:
        cambio = change(filas[EJERCICIO][1], "umbral", azar.choice((800_000, 900_000)))
        return [Linea(momento, clave, None, EJERCICIO, 1, "SERNAM 2009", *cambio)]
    programa = azar.choice(list(TIPOS))
    codigo = f"2009-07-{TIPOS[programa]}"
    if dado < 0.12:
        cambio = change(filas[PROGRAMA][programa], "ponderacion", azar.choice(list(Ponderacion)).value)
        return [Linea(momento, clave, 7, PROGRAMA, programa, codigo, *cambio)]
    lineas = []
    for numero in azar.sample(range(1, 6), azar.choice((1, 1, 1, 3))):
        pk = 10 * programa + numero
        cambio = deepcopy(change_fila(azar, filas[COMPROMISO], pk))
        lineas.append(Linea(momento, clave, 7, COMPROMISO, pk, f"{codigo}-{numero:02d}.1", *cambio))
    return lineas


@pytest.mark.parametrize("semilla", range(120))
def test_walking_back_finds_the_act_after_which_each_place_stayed_as_it_is(semilla):
    azar, filas = random.Random(semilla), deepcopy(VACIO)
    historia = [(evaluate_lugares(filas, LUGARES), [])]
    for numero in range(1, 60):
        lineas = act(azar, filas, str(numero))
        historia.append((evaluate_lugares(filas, LUGARES), lineas))
    esperados = {}
    for lugar in LUGARES:
        if historia[-1][0][lugar] in (Estado.CUMPLE, Estado.NO_CUMPLE):
            ultimo = max(
                i for i in range(1, len(historia)) if historia[i][0][lugar] is not historia[i - 1][0][lugar]
            )
            esperados[lugar] = historia[ultimo][1][0].momento
    lineas = [linea for _, acto in reversed(historia) for linea in reversed(acto)]
    assert {lugar: hito.momento for lugar, hito in find_hitos(filas, lineas).items()} == esperados


def test_some_of_those_histories_settle_and_some_do_not():
    """Otherwise the test above would compare nothing with nothing."""
    azar, estados, filas = random.Random(1), set(), deepcopy(VACIO)
    for numero in range(1, 400):
        act(azar, filas, str(numero))
        estados |= set(evaluate_lugares(filas, LUGARES).values())
    assert estados == set(Estado)


def validate(codigo, respuesta, revisora, motivo="Así fue"):
    compromiso = Compromiso.objects.select_related("objetivo__programa__ejercicio").get(codigo=codigo)
    validate_cumplimiento(compromiso=compromiso, respuesta=respuesta, motivo=motivo, actor=revisora)


def find_celda(ejercicio, usuario, cut, tipo):
    fila = next(fila for fila in load_alerta(ejercicio, usuario).filas if fila.cut == cut)
    return next(celda for celda in fila.celdas if celda.tipo == tipo)


def test_the_row_that_lost_it_is_the_second_no_whatever_fails_later(ejercicio, maule, revisora):
    build_programa(ejercicio, maule, "III.1", "-" * 12)
    for numero in ("05", "02", "09"):
        validate(f"2009-07-III.1-{numero}.1", "no", revisora)
    celda = find_celda(ejercicio, revisora, "07", "III.1")
    assert (celda.decidido, celda.hito.codigo, celda.holgura) == ("Perdido", "2009-07-III.1-02.1", "")


def test_what_was_lost_won_back_and_lost_again_tells_the_last_time(ejercicio, maule, revisora):
    build_programa(ejercicio, maule, "III.1", "n" + "-" * 11)
    validate("2009-07-III.1-02.1", "no", revisora)
    validate("2009-07-III.1-02.1", "", revisora)
    validate("2009-07-III.1-07.1", "parcial", revisora)
    assert find_celda(ejercicio, revisora, "07", "III.1").hito.codigo == "2009-07-III.1-07.1"


def test_what_the_record_does_not_tell_has_no_date(ejercicio, maule, revisora):
    build_programa(ejercicio, maule, "III.1", "nn" + "-" * 10)
    celda = find_celda(ejercicio, revisora, "07", "III.1")
    assert (celda.decidido, celda.hito) == ("Perdido", None)


def test_what_another_territory_did_settles_nothing_here(ejercicio, maule, atacama, revisora):
    build_programa(ejercicio, maule, "III.1", "nn" + "-" * 10)
    build_programa(ejercicio, atacama, "III.1", "n" + "-" * 11)
    validate("2009-03-III.1-05.1", "no", revisora)
    assert find_celda(ejercicio, revisora, "07", "III.1").hito is None
    assert find_celda(ejercicio, revisora, "03", "III.1").hito.codigo == "2009-03-III.1-05.1"
