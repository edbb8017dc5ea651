"""Properties that hold for every programme, not only for the cases somebody thought of."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from programas.scoring import (
    Compromiso,
    Cumple,
    Estado,
    Lectura,
    Ponderacion,
    Resultado,
    Sumas,
    answer_fila,
    critical_limits,
    evaluate_conjunto,
    evaluate_programa,
    list_criticos,
    sum_compromisos,
    truncate_pct,
)

respuestas = st.sampled_from([Cumple.SI, Cumple.NO, Cumple.PARCIAL, None])
umbrales = st.fractions(min_value=Fraction(1, 100), max_value=1, max_denominator=1000)
modos = st.sampled_from(Ponderacion)


@st.composite
def programas(draw, cumple=respuestas):
    pesos = draw(st.lists(st.integers(min_value=1, max_value=1_000_000), min_size=1, max_size=40))
    return [Compromiso(str(i), peso, draw(cumple)) for i, peso in enumerate(pesos)]


def evaluate(modo, filas, umbral, *, cerrado=False) -> Resultado:
    return evaluate_programa(sum_compromisos(modo, filas), umbral, cerrado=cerrado)


def replace(fila: Compromiso, cumple: Cumple | None) -> Compromiso:
    return Compromiso(fila.id, fila.peso, cumple)


@given(modos, programas(), umbrales, st.randoms())
def test_order_of_the_rows_changes_nothing(modo, filas, umbral, azar):
    barajadas = list(filas)
    azar.shuffle(barajadas)
    assert evaluate(modo, barajadas, umbral) == evaluate(modo, filas, umbral)


@given(modos, programas(), umbrales)
def test_figures_are_bounded_and_add_up(modo, filas, umbral):
    obtenido = evaluate(modo, filas, umbral)
    assert 0 <= obtenido.piso <= obtenido.techo <= 1
    assert obtenido.ganado + obtenido.perdido + obtenido.pendiente == obtenido.comprometido


@given(modos, programas(), umbrales, st.integers(min_value=0))
def test_answering_yes_never_lowers_and_no_never_raises(modo, filas, umbral, cual):
    i = cual % len(filas)
    sin_evaluar = [*filas[:i], replace(filas[i], None), *filas[i + 1 :]]
    antes = evaluate(modo, sin_evaluar, umbral)
    con_si = evaluate(modo, [*filas[:i], replace(filas[i], Cumple.SI), *filas[i + 1 :]], umbral)
    con_no = evaluate(modo, [*filas[:i], replace(filas[i], Cumple.NO), *filas[i + 1 :]], umbral)
    assert con_no.piso == antes.piso <= con_si.piso
    assert con_no.techo <= antes.techo == con_si.techo


@given(modos, programas(), umbrales)
def test_closing_never_raises_a_result(modo, filas, umbral):
    abierto, cerrado = evaluate(modo, filas, umbral), evaluate(modo, filas, umbral, cerrado=True)
    assert cerrado.piso == cerrado.techo == abierto.piso
    assert cerrado.estado in (Estado.CUMPLE, Estado.NO_CUMPLE)
    if abierto.estado is not Estado.EN_JUEGO:
        assert cerrado.estado is abierto.estado
    else:
        assert cerrado.estado is Estado.NO_CUMPLE


@given(programas(cumple=st.sampled_from([Cumple.SI, Cumple.NO])))
def test_threshold_equal_to_the_result_is_met_exactly(filas):
    modo = Ponderacion.MANUAL
    razon = evaluate(modo, filas, Fraction(1)).piso
    if razon:
        assert evaluate(modo, filas, razon).estado is Estado.CUMPLE
    if razon < 1:
        apenas = razon + Fraction(1, 10**12)
        assert evaluate(modo, filas, apenas).estado is Estado.NO_CUMPLE


@given(programas(), umbrales)
def test_uniform_is_the_same_as_equal_typed_weights(filas, umbral):
    iguales = [Compromiso(fila.id, 32_258, fila.cumple) for fila in filas]
    uniforme = evaluate(Ponderacion.UNIFORME, filas, umbral)
    manual = evaluate(Ponderacion.MANUAL, iguales, umbral)
    assert (uniforme.piso, uniforme.techo, uniforme.estado) == (manual.piso, manual.techo, manual.estado)


@given(modos, programas(), umbrales)
def test_critical_rows_are_those_whose_failure_alone_loses(modo, filas, umbral):
    obtenido = evaluate(modo, filas, umbral)
    esperados = []
    for i, fila in enumerate(filas):
        if fila.cumple is None and obtenido.estado is Estado.EN_JUEGO:
            falla = [*filas[:i], replace(fila, Cumple.NO), *filas[i + 1 :]]
            if evaluate(modo, falla, umbral).estado is Estado.NO_CUMPLE:
                esperados.append(fila.id)
    assert list(list_criticos(modo, filas, obtenido)) == esperados


@given(st.lists(st.tuples(modos, programas()), min_size=1, max_size=3), umbrales, st.sampled_from(Lectura))
def test_critical_rows_of_a_territory_are_those_whose_failure_alone_loses_it(programas, umbral, lectura):
    filas = dict(enumerate(programas))

    def add(cambiado: int, cambiadas: list[Compromiso]) -> dict[int, Sumas]:
        return {
            i: sum_compromisos(modo, cambiadas if i == cambiado else propias)
            for i, (modo, propias) in filas.items()
        }

    def decide(sumas: dict[int, Sumas], cual: int) -> Estado:
        if lectura is Lectura.POR_PROGRAMA:
            return evaluate_programa(sumas[cual], umbral, cerrado=False).estado
        return evaluate_conjunto(sumas.values(), umbral, cerrado=False).estado

    actuales = add(0, filas[0][1])
    limites = critical_limits(actuales, umbral, lectura)
    for cual, (modo, propias) in filas.items():
        for i, fila in enumerate(propias):
            if fila.cumple is not None:
                continue
            falla = add(cual, [*propias[:i], replace(fila, Cumple.NO), *propias[i + 1 :]])
            pierde = (decide(actuales, cual), decide(falla, cual)) == (Estado.EN_JUEGO, Estado.NO_CUMPLE)
            limite = limites[cual]
            peso = 1 if modo is Ponderacion.UNIFORME else fila.peso
            assert (limite is not None and peso > limite) is pierde


@given(st.fractions(min_value=0, max_value=1))
def test_shown_percentage_never_crosses_the_threshold(razon):
    mostrado = Fraction(truncate_pct(razon)) / 100
    assert (mostrado >= Fraction(9, 10)) == (razon >= Fraction(9, 10))
    assert 0 <= razon - mostrado < Fraction(1, 10_000)


@given(programas(), modos, st.data())
def test_answering_one_row_otherwise_is_adding_all_of_them_again(filas, modo, data):
    i = data.draw(st.integers(min_value=0, max_value=len(filas) - 1))
    nueva = data.draw(respuestas)
    cambiadas = [*filas[:i], Compromiso(filas[i].id, filas[i].peso, nueva), *filas[i + 1 :]]
    sumas = sum_compromisos(modo, filas)
    assert answer_fila(sumas, filas[i].peso, filas[i].cumple, nueva) == sum_compromisos(modo, cambiadas)
