"""What settled a verdict: told by the record walked back, and held against the year walked forward."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from programas.models import Compromiso
from programas.models.campos import as_fraction
from programas.scoring import Estado, Ponderacion
from programas.selectors.alerta import load_alerta
from programas.selectors.hitos import (
    COMPROMISO,
    EJERCICIO,
    PROGRAMA,
    Linea,
    ProgramaPasado,
    Situacion,
    evaluate_lugar,
    find_hitos,
)
from programas.services.cumplimiento import validate_cumplimiento
from tests.fabrica import build_programa

INICIO = datetime(2009, 1, 2, 12, tzinfo=UTC)
TIPOS = ("III.1", "III.2")
LUGARES = (*TIPOS, None)


def change_fila(azar, programa, codigo):
    """A row created, deleted, answered or weighed otherwise: the programme after it, and what the record says."""
    filas = dict(programa.filas)
    if codigo not in filas:
        filas[codigo] = (azar.choice((10, 20, 30, None)), "")
        return replace(programa, filas=filas), {}, {"ponderacion": filas[codigo][0], "validado": "", "texto": "x"}
    peso, validado = filas[codigo]
    if azar.random() < 0.15:
        del filas[codigo]
        return replace(programa, filas=filas), {"ponderacion": peso, "validado": validado, "texto": "x"}, {}
    if azar.random() < 0.2:
        nuevo = azar.choice((5, 15, 40, 40))
        filas[codigo] = (nuevo, validado)
        return replace(programa, filas=filas), {"ponderacion": peso}, {"ponderacion": nuevo}
    respuesta = azar.choice(("si", "si", "no", "parcial", ""))
    filas[codigo] = (peso, respuesta)
    return replace(programa, filas=filas), {"validado": validado}, {"validado": respuesta}


def act(azar, situacion, clave):
    """One act upon a territory: of the year, of a programme, or of one to three of its rows."""
    momento = INICIO + timedelta(hours=int(clave))
    dado = azar.random()
    if dado < 0.06:
        antes, despues = int(situacion.umbral * 1_000_000), azar.choice((800_000, 900_000))
        linea = Linea(clave, momento, EJERCICIO, "SERNAM 2009", {"umbral": antes}, {"umbral": despues})
        return replace(situacion, umbral=as_fraction(despues)), [linea]
    tipo = azar.choice(TIPOS)
    programa = situacion.programas[tipo]
    if dado < 0.12:
        nueva = azar.choice(list(Ponderacion))
        cambio = {"ponderacion": programa.ponderacion.value}, {"ponderacion": nueva.value}
        lineas = [Linea(clave, momento, PROGRAMA, f"2009-07-{tipo}", *cambio)]
        programa = replace(programa, ponderacion=nueva)
    else:
        lineas = []
        for numero in azar.sample(range(1, 6), azar.choice((1, 1, 1, 3))):
            codigo = f"2009-07-{tipo}-{numero:02d}.1"
            programa, *cambio = change_fila(azar, programa, codigo)
            lineas.append(Linea(clave, momento, COMPROMISO, codigo, *cambio))
    return replace(situacion, programas={**situacion.programas, tipo: programa}), lineas


@pytest.mark.parametrize("semilla", range(120))
def test_walking_back_finds_the_act_after_which_each_place_stayed_as_it_is(semilla):
    azar = random.Random(semilla)
    vacio = ProgramaPasado(Ponderacion.UNIFORME, {})
    situacion = Situacion(as_fraction(900_000), dict.fromkeys(TIPOS, vacio))
    historia = [({lugar: evaluate_lugar(situacion, lugar) for lugar in LUGARES}, [])]
    for numero in range(1, 60):
        situacion, lineas = act(azar, situacion, str(numero))
        historia.append(({lugar: evaluate_lugar(situacion, lugar) for lugar in LUGARES}, lineas))
    esperados = {}
    for lugar in LUGARES:
        if historia[-1][0][lugar] in (Estado.CUMPLE, Estado.NO_CUMPLE):
            ultimo = max(
                i for i in range(1, len(historia)) if historia[i][0][lugar] is not historia[i - 1][0][lugar]
            )
            esperados[lugar] = historia[ultimo][1][0].momento
    lineas = [linea for _, acto in reversed(historia) for linea in reversed(acto)]
    assert {lugar: hito.momento for lugar, hito in find_hitos(situacion, lineas).items()} == esperados


def test_some_of_those_histories_settle_and_some_do_not():
    """Otherwise the test above would compare nothing with nothing."""
    azar, estados = random.Random(1), set()
    vacio = ProgramaPasado(Ponderacion.UNIFORME, {})
    situacion = Situacion(as_fraction(900_000), dict.fromkeys(TIPOS, vacio))
    for numero in range(1, 400):
        situacion, _ = act(azar, situacion, str(numero))
        estados |= {evaluate_lugar(situacion, lugar) for lugar in LUGARES}
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
