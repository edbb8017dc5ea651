"""The year told backwards from the record is the year as it was lived."""

import re
from collections import Counter
from copy import deepcopy
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from programas.models import Compromiso, Ejercicio
from programas.scoring import TIPOS, format_pct
from programas.selectors.evolucion import load_evolucion
from programas.selectors.evolucion.grafico import draw_grafico
from programas.selectors.evolucion.pagina import load_regiones, tell_evolucion
from programas.selectors.evolucion.ritmo import expect_avance
from programas.selectors.evolucion.series import list_dias, measure_nacional, tell_anio, tell_fotos
from programas.selectors.pasado import (
    COMPROMISO,
    DECIDEN,
    EJERCICIO,
    OBJETIVO,
    PROGRAMA,
    Linea,
    evaluate_filas,
    load_filas,
    load_lineas,
    walk_atras,
)
from programas.selectors.resultados import evaluate_ejercicio
from programas.services.cumplimiento import declare_cumplimiento, validate_cumplimiento
from regiones.enums import Acto
from regiones.models import Registro
from regiones.services import build_registro, delete_fila, save_fila
from tests.fabrica import build_nacional, build_programa

INICIO = date(2009, 1, 1)
HOY = date(2009, 12, 31)
REGIONES = {1: ("07", "Maule"), 2: ("99", "Nivel Central")}
VACIAS = {
    EJERCICIO: {
        1: {"umbral": 900_000, "lectura": "POR_PROGRAMA", "cuenta_nivel_central": True, "etapa": "EJECUCION"}
    },
    PROGRAMA: {},
    OBJETIVO: {},
    COMPROMISO: {},
}


# -- generated histories -------------------------------------------------------------------------------------

PESOS = st.sampled_from([None, 10_000, 150_000, 400_000])
RESPUESTAS = st.sampled_from(["", "si", "no", "parcial"])
ACTOS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(
            ["crear", "responder", "declarar", "pesar", "eliminar", "modo", "umbral", "lectura", "central"]
        ),
        st.integers(0, 9),
        RESPUESTAS,
        PESOS,
    ),
    max_size=40,
)


def write_linea(dia: date, clase: str, pk: int, antes: dict, despues: dict) -> Linea:
    """A line of that day, of an act of its own; neither its place nor its code matters to the walk."""
    momento = timezone.make_aware(datetime(dia.year, dia.month, dia.day, 12))
    return Linea(momento, "", None, clase, pk, "", antes, despues)


class Relato:
    """Live a year forward, act by act, writing the record and keeping a copy of each day's end."""

    def __init__(self) -> None:
        self.filas = deepcopy(VACIAS)
        self.lineas: list[Linea] = []
        self.dia = INICIO
        for pk, (region, tipo) in enumerate([(1, "III.1"), (1, "III.2"), (2, "III.1")], start=1):
            self.filas[PROGRAMA][pk] = {"region": region, "tipo": tipo, "ponderacion": "UNIFORME"}
        self.fines: dict[date, dict] = {}
        self.proximo = 0

    def pass_dias(self, dias: int) -> None:
        for _ in range(dias):
            self.fines[self.dia] = deepcopy(self.filas)
            self.dia += timedelta(days=1)

    def write(self, clase: str, pk: int, antes: dict, despues: dict) -> None:
        self.lineas.append(write_linea(self.dia, clase, pk, antes, despues))

    def change(self, clase: str, pk: int, campo: str, valor: object) -> None:
        antes = {campo: self.filas[clase][pk][campo]}
        if antes[campo] != valor:
            self.filas[clase][pk][campo] = valor
            self.write(clase, pk, antes, {campo: valor})

    def create(self, programa: int, respuesta: str, peso: int | None) -> None:
        self.proximo += 1
        self.filas[OBJETIVO][self.proximo] = {"programa": programa}
        fila = {"objetivo": self.proximo, "ponderacion": peso, "validado": respuesta, "declarado": respuesta}
        self.filas[COMPROMISO][self.proximo] = fila
        self.write(COMPROMISO, self.proximo, {}, dict(fila))

    def delete(self, pk: int) -> None:
        for clase in (COMPROMISO, OBJETIVO):
            self.write(clase, pk, self.filas[clase].pop(pk), {})

    def act(self, acto: str, cual: int, respuesta: str, peso: int | None) -> None:
        filas = sorted(self.filas[COMPROMISO])
        if acto == "crear":
            self.create(cual % 3 + 1, respuesta, peso)
        elif acto == "modo":
            self.change(PROGRAMA, cual % 3 + 1, "ponderacion", "MANUAL" if cual % 2 else "UNIFORME")
        elif acto == "umbral":
            self.change(EJERCICIO, 1, "umbral", 500_000 + cual * 50_000)
        elif acto == "lectura":
            self.change(EJERCICIO, 1, "lectura", "POR_TERRITORIO" if cual % 2 else "POR_PROGRAMA")
        elif acto == "central":
            self.change(EJERCICIO, 1, "cuenta_nivel_central", bool(cual % 2))
        elif filas:
            pk = filas[cual % len(filas)]
            if acto == "eliminar":
                self.delete(pk)
            else:
                cambios = {"responder": "validado", "declarar": "declarado", "pesar": "ponderacion"}
                campo = cambios[acto]
                self.change(COMPROMISO, pk, campo, peso if campo == "ponderacion" else respuesta)


@settings(max_examples=80)
@given(actos=ACTOS)
def test_walking_back_gives_every_day_as_it_ended(actos):
    relato = Relato()
    for dias, acto, cual, respuesta, peso in actos:
        relato.pass_dias(dias)
        relato.act(acto, cual, respuesta, peso)
    relato.pass_dias(1)
    lineas = relato.lineas[::-1]
    esperado = {dia: evaluate_filas(filas, REGIONES) for dia, filas in relato.fines.items()}
    atras = walk_atras(deepcopy(relato.filas), lineas, relato.fines)
    assert {dia: evaluate_filas(filas, REGIONES) for dia, filas in atras} == esperado
    fotos = tell_fotos(deepcopy(relato.filas), lineas, relato.fines, REGIONES, measure_nacional)
    declarado = {dia: evaluate_filas(filas, REGIONES, declarado=True) for dia, filas in relato.fines.items()}
    assert [(foto.dia, foto.medidas, foto.declaradas) for foto in fotos] == [
        (dia, measure_nacional(esperado[dia]), measure_nacional(declarado[dia])) for dia in sorted(esperado)
    ]


def answer(dia: date, pk: int = 1) -> Linea:
    return write_linea(dia, COMPROMISO, pk, {"validado": ""}, {"validado": "si"})


def test_what_came_before_the_year_is_told_at_its_first_day():
    lineas = [answer(dia) for dia in (date(2008, 11, 3), date(2009, 4, 6), date(2010, 1, 8))]
    esperados = [INICIO, date(2009, 4, 6), date(2009, 6, 1), date(2010, 1, 8)]
    assert list_dias(lineas, 2009, date(2009, 6, 1)) == esperados


def test_a_crowded_year_is_told_by_weeks_and_the_very_days_of_another_state():
    filas = deepcopy(VACIAS)
    filas[PROGRAMA][1] = {"region": 1, "tipo": "III.1", "ponderacion": "UNIFORME"}
    filas[OBJETIVO] = {pk: {"programa": 1} for pk in range(200)}
    filas[COMPROMISO] = {
        pk: {"objetivo": pk, "ponderacion": None, "validado": "si", "declarado": ""} for pk in range(200)
    }
    lineas = [answer(INICIO + timedelta(days=pk), pk) for pk in range(200)][::-1]
    dias = list_dias(lineas, 2009, HOY)
    fotos = tell_anio(filas, lineas, dias, REGIONES, measure_nacional)
    # The 180th of 200 secures the programme: a Monday, told at its own day and not at the week's end.
    (asegurado,) = [b.dia for a, b in pairwise(fotos) if a.medidas["III.1"].estado != b.medidas["III.1"].estado]
    assert asegurado == INICIO + timedelta(days=179)
    semanas = Counter(foto.dia.isocalendar()[:2] for foto in fotos)
    de_cambio = {semana for semana, cuantos in semanas.items() if cuantos > 1}
    assert de_cambio == {INICIO.isocalendar()[:2], asegurado.isocalendar()[:2]}
    assert len(semanas) == 30


# -- the year of the database --------------------------------------------------------------------------------


def record_validaciones(ejercicio: Ejercicio, cada: int) -> None:
    """Every answer of a year at its own day, ``cada`` days after the one before."""
    registros = []
    filas = Compromiso.objects.filter(objetivo__programa__ejercicio=ejercicio).exclude(validado="")
    for i, fila in enumerate(filas.select_related("objetivo__programa__ejercicio", "objetivo__programa__region")):
        registro = build_registro(
            fila=fila, acto=Acto.VALIDAR, actor=None, antes={"validado": ""}, despues={"validado": fila.validado}
        )
        registro.momento = datetime(2009, 2, 1, 15, tzinfo=UTC) + timedelta(days=i * cada % 330)
        registros.append(registro)
    Registro.objects.bulk_create(registros)


def test_the_last_date_has_the_dashboard_s_figures_and_the_first_none(ejercicio, maule, atacama, revisora):
    build_nacional(ejercicio, [maule, atacama], (12, 16, 3))
    record_validaciones(ejercicio, 3)
    fotos = tell_evolucion(ejercicio, None, load_regiones(ejercicio, None), HOY)
    evaluado = evaluate_ejercicio(ejercicio)
    assert fotos[-1].medidas == measure_nacional(evaluado.servicio)
    assert fotos[-1].declaradas == measure_nacional(evaluado.declarado)
    assert {m.limites for m in fotos[0].medidas.values()} == {(Fraction(0), Fraction(1))}
    assert list(fotos[0].medidas) == ["Servicio", *TIPOS]


def test_each_date_is_the_core_s_verdict_over_the_answers_given_by_then(ejercicio, maule):
    build_programa(ejercicio, maule, "III.1", "ssssssssssnn")
    record_validaciones(ejercicio, 10)
    fotos = tell_evolucion(ejercicio, maule, load_regiones(ejercicio, maule), HOY)
    medidas = [foto.medidas["III.1"] for foto in fotos]
    assert [(m.piso, m.techo) for m in medidas] == [
        (Fraction(0), Fraction(1)),
        *((Fraction(n, 12), Fraction(1)) for n in range(1, 11)),
        (Fraction(10, 12), Fraction(11, 12)),
        (Fraction(10, 12), Fraction(10, 12)),
        (Fraction(10, 12), Fraction(10, 12)),
    ]
    assert [m.estado.palabra for m in medidas[-3:]] == ["En juego", "No cumple", "No cumple"]
    assert fotos[-2].dia == date(2009, 2, 1) + timedelta(days=110)


def test_what_is_declared_is_told_beside_what_is_validated(ejercicio, maule, revisora, directora_maule):
    """From the day it is declared until the day it is validated otherwise, and no longer."""
    build_programa(ejercicio, maule, "III.1", "s--", declarados="s--")
    fila = Compromiso.objects.select_related("objetivo__programa__ejercicio").get(codigo="2009-07-III.1-02.1")
    declare_cumplimiento(compromiso=fila, respuesta="no", motivo="Falta el acta", actor=directora_maule)
    pagina = load_evolucion(ejercicio, revisora, maule)
    (nombre, medida, declarada), *otras = pagina.filas[0].medidas
    assert (nombre, medida.rango, otras) == ("III.1", "entre 33,33\u00a0% y 100,00\u00a0%", [])
    assert (declarada.estado.palabra, declarada.rango) == ("No cumple", "entre 33,33\u00a0% y 66,66\u00a0%")
    assert pagina.filas[-1].medidas[0][2] is None
    assert pagina.frase.endswith("(según lo declarado, no cumple, entre 33,33\u00a0% y 66,66\u00a0%).")
    validate_cumplimiento(compromiso=fila, respuesta="no", motivo="Falta el acta", actor=revisora)
    assert load_evolucion(ejercicio, revisora, maule).filas[0].medidas[0][2] is None


def test_real_acts_are_undone_one_after_another(ejercicio, maule, revisora):
    Ejercicio.objects.filter(pk=ejercicio.pk).update(exige_evidencia=False)
    programa = build_programa(ejercicio, maule, "III.1", "---", "33.3")
    filas = list(Compromiso.objects.filter(objetivo__programa=programa))
    antes = load_filas(ejercicio, [maule.pk])
    validate_cumplimiento(compromiso=filas[0], respuesta="si", motivo="", actor=revisora)
    validate_cumplimiento(compromiso=filas[0], respuesta="no", motivo="Falta el acta", actor=revisora)
    filas[1].ponderacion = 500_000
    save_fila(fila=filas[1], actor=revisora)
    delete_fila(fila=filas[2], actor=revisora)
    programa.refresh_from_db()
    programa.ponderacion = "UNIFORME"
    save_fila(fila=programa, actor=revisora)
    ejercicio.refresh_from_db()
    ejercicio.umbral = 800_000
    save_fila(fila=ejercicio, actor=revisora)
    ahora = load_filas(ejercicio, [maule.pk])
    ((_, deshechas),) = walk_atras(ahora, load_lineas(ejercicio, [maule.pk]), [INICIO])
    assert deshechas == antes


def test_a_row_deleted_with_its_objective_counts_until_it_goes(ejercicio, maule, revisora):
    build_programa(ejercicio, maule, "III.1", "s-")
    objetivo = ejercicio.programas.get().objetivos.get(orden=2)
    delete_objetivo(objetivo, revisora)
    filas = load_filas(ejercicio, [maule.pk])
    assert len(filas[COMPROMISO]) == 1
    ((_, pasadas),) = walk_atras(filas, load_lineas(ejercicio, [maule.pk]), [INICIO])
    (territorio,) = evaluate_filas(pasadas, load_regiones(ejercicio, maule)).territorios
    assert territorio.por_tipo["III.1"].piso == Fraction(1, 2)


def delete_objetivo(objetivo, actor):
    for fila in (objetivo.compromisos.get(), objetivo):
        delete_fila(fila=fila, actor=actor)


def test_what_does_not_decide_is_not_read(ejercicio, maule, revisora):
    build_programa(ejercicio, maule, "III.1", "s")
    fila = Compromiso.objects.get()
    fila.unidad_texto = "Otra unidad"
    save_fila(fila=fila, actor=revisora)
    assert load_lineas(ejercicio, [maule.pk]) == []
    assert DECIDEN[COMPROMISO] == ("objetivo", "ponderacion", "validado", "declarado")


def test_a_territory_reads_only_its_own_record(ejercicio, maule, atacama, revisora):
    build_nacional(ejercicio, [maule, atacama], (2, 2, 2))
    record_validaciones(ejercicio, 1)
    propias = load_lineas(ejercicio, [maule.pk])
    assert {linea.objeto for linea in propias} <= set(load_filas(ejercicio, [maule.pk])[COMPROMISO])
    assert len(load_lineas(ejercicio)) > len(propias) > 0


@pytest.mark.parametrize("lectura", ["POR_PROGRAMA", "POR_TERRITORIO"])
def test_the_reading_that_is_official_gives_the_series(ejercicio, maule, revisora, lectura):
    Ejercicio.objects.filter(pk=ejercicio.pk).update(lectura=lectura)
    ejercicio.refresh_from_db()
    build_programa(ejercicio, maule, "III.1", "ss-")
    nacional = ["Servicio", *TIPOS] if lectura == "POR_PROGRAMA" else ["Servicio"]
    regional = ["III.1"] if lectura == "POR_PROGRAMA" else ["Los tres juntos", "III.1"]
    assert list(load_evolucion(ejercicio, revisora, None).series) == nacional
    assert list(load_evolucion(ejercicio, revisora, maule).series) == regional


# -- charts and pace -----------------------------------------------------------------------------------------


def test_the_chart_steps_at_each_date_and_ends_today(ejercicio, maule):
    build_programa(ejercicio, maule, "III.1", "s-")
    record_validaciones(ejercicio, 1)
    hoy = date(2009, 7, 2)
    fotos = tell_evolucion(ejercicio, maule, load_regiones(ejercicio, maule), hoy)
    grafico = draw_grafico("s", "III.1", fotos[:2], 2009, hoy)
    assert grafico.piso == "M42 138H71V75H216"
    assert grafico.techo == "M42 12H71V12H216"
    assert grafico.umbral == "M42 24H71V24H216"
    assert [(t.x, t.ancho, t.estado.palabra) for t in grafico.tramos] == [
        (42, 29, "Sin evaluar"),
        (71, 145, "En juego"),
    ]
    assert grafico.descripcion == "Sin evaluar desde el 01-01-2009. En juego desde el 01-02-2009."


def test_an_even_year_is_expected_by_the_share_of_its_days():
    assert expect_avance(date(2009, 12, 31)) == 1
    assert expect_avance(date(2009, 3, 14)) == Fraction(73, 365)
    assert expect_avance(date(2008, 3, 1)) == Fraction(61, 366)


def test_progress_is_compared_at_the_day_it_was_measured(ejercicio, maule, revisora, directora_maule):
    build_programa(ejercicio, maule, "III.1", "----s")
    filas = list(Compromiso.objects.order_by("codigo"))
    for fila, medidas in zip(filas, ([(5, 90), (3, 10)], [(5, 20)], [], [], [(5, 1)]), strict=True):
        for mes, valor in medidas:
            fila.avances.create(
                fecha=date(2009, mes, 26), valor=valor, texto="Se avanzó", registrado_por=directora_maule
            )
    pagina = load_evolucion(ejercicio, revisora, maule)
    # 26 May is day 146 of 365: 40 %.
    assert [(f.codigo[-4:], f.avance, f.esperado, f.distancia) for f in pagina.medidas] == [
        ("02.1", "20,00\u00a0%", "40,00\u00a0%", "20,00\u00a0% bajo lo esperado"),
        ("01.1", "90,00\u00a0%", "40,00\u00a0%", "50,00\u00a0% sobre lo esperado"),
        ("03.1", "", "", ""),
        ("04.1", "", "", ""),
    ]
    assert pagina.ritmo.replace("\xa0", " ") == (
        "4 compromisos sin validar: 2 con avance medido, de ellos 1 bajo lo esperado a la fecha de su medición."
    )
    (fila,) = load_evolucion(ejercicio, revisora, None).territorios
    assert (fila.cut, fila.pendientes, fila.al_dia, fila.atrasadas, fila.sin_medir) == ("07", 4, 1, 1, 2)


def test_the_page_shows_each_figure_of_each_date(client, ejercicio, maule, directora_maule):
    build_programa(ejercicio, maule, "III.1", "ssssssssssnn")
    record_validaciones(ejercicio, 10)
    client.force_login(directora_maule)
    texto = client.get("/sernam/2009/evolucion/07/").content.decode().replace("\xa0", " ")
    mostradas = re.findall(r'<span class="rango">([^<]+)</span>', texto)
    assert mostradas == [
        "83,33 %",
        "entre 83,33 % y 91,66 %",
        *(f"entre {format_pct(Fraction(n, 12))} y 100,00 %" for n in range(10, -1, -1)),
    ]
