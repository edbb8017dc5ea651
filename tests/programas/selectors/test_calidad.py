"""What a reviewer is told of the quality of what was reported, row by row."""

from datetime import date, timedelta
from difflib import SequenceMatcher

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from programas.enums import EstadoCorte, Etapa
from programas.models import AnalisisAvance, Compromiso, Corte, Ejercicio, Indicador, ObjetivoEspecifico
from programas.selectors.calidad import load_calidad
from programas.selectors.calidad.analisis import check_analisis, find_cortes, load_analisis
from programas.selectors.calidad.copias import Comparador, bound_parecido, find_repetidas, measure_parecido
from programas.selectors.calidad.dificultades import MOSTRADAS, PALABRAS, find_dificultad
from programas.selectors.calidad.filas import check_avances, check_evidencias, check_metas
from programas.selectors.calidad.tipos import Falta
from regiones.models import Region
from tests.documentos import build_archivo
from tests.fabrica import build_nacional, build_programa

LARGO = (
    "Se realizaron doce mesas de trabajo con los municipios de la provincia y se firmaron los acuerdos previstos"
)


# -- copies --------------------------------------------------------------------------------------------------


@settings(max_examples=200)
@given(
    uno=st.lists(st.sampled_from("abcdef"), min_size=1, max_size=30),
    otro=st.lists(st.sampled_from("abcdef"), min_size=1, max_size=30),
)
def test_the_cheap_bound_is_never_below_the_similarity(uno, otro):
    comparador = Comparador()
    leido, comparado = comparador.read(" ".join(uno)), comparador.read(" ".join(otro))
    parecido = SequenceMatcher(None, uno, otro, autojunk=False).ratio()
    assert measure_parecido(leido, comparado) == parecido
    assert bound_parecido(leido, comparado) >= parecido


def test_a_text_repeats_another_word_for_word_almost_or_not_at_all():
    textos = {
        "a": LARGO,
        "b": LARGO.upper() + ".",
        "c": LARGO.replace("doce", "trece"),
        "d": " ".join(reversed(LARGO.split())),
        "e": "",
        "f": "",
    }
    repetidas = find_repetidas(textos)
    assert {clave: (copia.otro, copia.identica, iguales) for clave, (copia, iguales) in repetidas.items()} == {
        "a": ("b", True, 1),
        "b": ("a", True, 1),
        "c": ("a", False, 0),
    }


def test_nine_words_of_ten_are_a_copy_and_eight_are_not():
    palabras = [f"palabra{i}" for i in range(10)]
    nueve = [*palabras[:9], "otra"]
    ocho = [*palabras[:8], "otra", "más"]
    assert set(find_repetidas({"a": " ".join(palabras), "b": " ".join(nueve)})) == {"a", "b"}
    assert find_repetidas({"a": " ".join(palabras), "b": " ".join(ocho)}) == {}


# -- words of difficulty -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texto", "hallada"),
    [
        ("Hubo dificultades con los convenios", "dificultades"),
        ("Las actividades se ATRASARON", "atrasaron"),
        ("No se pudo firmar", "no se pudo"),
        ("Por falta de recursos", "falta de"),
        ("Se avanzó sin dificultades", ""),
        ("No hubo problemas y se firmó", ""),
        ("Sin mayores inconvenientes", ""),
        ("Sin dificultades al inicio; después hubo retrasos", "retrasos"),
        ("Se hicieron doce mesas", ""),
    ],
)
def test_a_difficulty_is_told_by_its_word_unless_denied(texto, hallada):
    assert find_dificultad("", texto) == hallada


def test_every_word_that_is_shown_is_one_that_is_found():
    assert [find_dificultad(palabra) != "" for palabra in MOSTRADAS] == [True] * len(PALABRAS)


# -- the year ------------------------------------------------------------------------------------------------


@pytest.fixture
def otro_corte(ejercicio):
    return Corte.objects.create(
        ejercicio=ejercicio,
        fecha_medicion=date(2009, 9, 30),
        plazo=date(2009, 10, 15),
        estado=EstadoCorte.ABIERTO,
    )


def write_analisis(objetivo, corte, texto, **campos):
    return AnalisisAvance.objects.create(
        programa=objetivo.programa if objetivo else campos.pop("programa"),
        objetivo=objetivo,
        corte=corte,
        codigo=f"{objetivo.codigo if objetivo else campos.pop('codigo')}-{corte.fecha_medicion:%m}",
        orden=1,
        avance_efectivo=texto,
        **campos,
    )


def find_hallazgos(ejercicio, usuario):
    cortes = find_cortes(ejercicio, usuario)
    return [
        (h.falta, h.fila, h.otra, h.lugar.pagina) for h in check_analisis(cortes, load_analisis(cortes, usuario))
    ]


def test_the_last_corte_written_is_compared_with_the_one_before(ejercicio, corte, otro_corte, maule, revisora):
    Corte.objects.create(ejercicio=ejercicio, fecha_medicion=date(2009, 12, 31), plazo=date(2009, 12, 31))
    build_programa(ejercicio, maule, "III.1", "--")
    uno, dos = ObjetivoEspecifico.objects.order_by("orden")
    write_analisis(uno, corte, LARGO, recomendaciones="Seguir")
    write_analisis(dos, corte, "Se capacitó a los equipos regionales", recomendaciones="Seguir")
    write_analisis(uno, otro_corte, LARGO.replace("doce", "trece"), recomendaciones="Seguir")
    write_analisis(dos, otro_corte, "Se inauguró el centro de atención", recomendaciones="Seguir")
    assert find_hallazgos(ejercicio, revisora) == [
        (Falta.COPIA_CORTE, "2009-07-III.1-01-09", "2009-07-III.1-01-06", "analisis_objetivo")
    ]


def test_rows_of_any_territory_that_say_the_same_are_told_of_both(
    ejercicio, corte, maule, atacama, revisora, directora_maule
):
    for region in (maule, atacama):
        build_programa(ejercicio, region, "III.1", "-")
    for objetivo in ObjetivoEspecifico.objects.all():
        write_analisis(objetivo, corte, LARGO, recomendaciones="Seguir")
    assert find_hallazgos(ejercicio, revisora) == [
        (Falta.COPIA_FILA, "2009-03-III.1-01-06", "2009-07-III.1-01-06", "analisis_objetivo"),
        (Falta.COPIA_FILA, "2009-07-III.1-01-06", "2009-03-III.1-01-06", "analisis_objetivo"),
    ]
    assert find_hallazgos(ejercicio, directora_maule) == []


def test_a_difficulty_without_recommendation_and_a_reworded_objective(ejercicio, corte, maule, revisora):
    programa = build_programa(ejercicio, maule, "III.1", "----")
    a, b, c, d = ObjetivoEspecifico.objects.order_by("orden")
    write_analisis(a, corte, "Hubo atrasos en la firma", objetivo_texto=a.texto.upper())
    write_analisis(b, corte, "Hubo demoras en el pago", recomendaciones="Pagar antes", objetivo_texto="Otro texto")
    write_analisis(c, corte, "", objetivo_texto=c.indicador.texto)
    write_analisis(d, corte, "", avance_medidas="No se logró el convenio", sin_recomendaciones=True)
    write_analisis(
        None, corte, "", programa=programa, codigo="2009-07-III.1-A9", objetivo_texto="Un objetivo suelto"
    )
    assert sorted(find_hallazgos(ejercicio, revisora), key=str) == [
        (Falta.REDACCION, "2009-07-III.1-02-06", "", "analisis_objetivo"),
        (Falta.REDACCION, "2009-07-III.1-A9-06", "", "analisis"),
        (Falta.SIN_RECOMENDACION, "2009-07-III.1-01-06", "", "analisis_objetivo"),
        (Falta.SIN_RECOMENDACION, "2009-07-III.1-04-06", "", "analisis_objetivo"),
    ]


def test_a_target_with_several_values(ejercicio, maule, revisora):
    build_programa(ejercicio, maule, "III.1", "--")
    Indicador.objects.filter(objetivo__orden=2).update(meta="20.000 85%")
    (hallazgo,) = check_metas(ejercicio, revisora)
    assert (hallazgo.fila, hallazgo.problema, hallazgo.cita) == (
        "2009-07-III.1-02",
        "la meta contiene 2 valores",
        "20.000 85%",
    )
    assert hallazgo.lugar.argumentos == ("2009-07-III.1-02.1",)


def test_objectives_that_nobody_moved_in_ninety_days(ejercicio, maule, revisora):
    build_programa(ejercicio, maule, "III.1", "---s")
    hoy = date(2009, 7, 1)
    filas = Compromiso.objects.order_by("codigo")
    for fila, dias in zip(filas, (90, 91), strict=False):
        fila.avances.create(fecha=hoy - timedelta(days=dias), texto="Se avanzó", registrado_por=revisora)
    # What is dated after today says nothing of today.
    filas[2].avances.create(fecha=hoy + timedelta(days=1), texto="Se avanzará", registrado_por=revisora)
    hallazgos = {h.fila: h.problema for h in check_avances(ejercicio, revisora, hoy)}
    assert hallazgos == {
        "2009-07-III.1-02": "su último avance es del 01-04-2009, 91 días antes del 01-07-2009",
        "2009-07-III.1-03": "ningún avance registrado en el año",
    }
    assert list(check_avances(ejercicio, revisora, date(2009, 3, 31))) == []
    assert len(list(check_avances(ejercicio, revisora, date(2009, 4, 1)))) == 2
    Ejercicio.objects.filter(pk=ejercicio.pk).update(etapa=Etapa.CERRADO)
    ejercicio.refresh_from_db()
    assert list(check_avances(ejercicio, revisora, hoy)) == []


def test_evidence_in_force_dated_outside_the_year(ejercicio, maule, revisora):
    build_programa(ejercicio, maule, "III.1", "-")
    fila = Compromiso.objects.get()
    for i, (fecha, retirada) in enumerate(
        [(date(2009, 12, 31), None), (date(2008, 12, 31), None), (date(2010, 1, 1), timezone.now())]
    ):
        fila.evidencias.create(
            archivo=build_archivo(),
            nombre=f"acta{i}.txt",
            tipo="text/plain",
            tamano=4,
            sha256=f"{i:064d}",
            fecha_documento=fecha,
            subida_por=revisora,
            retirada_en=retirada,
        )
    (hallazgo,) = check_evidencias(ejercicio, revisora)
    assert (hallazgo.cita, hallazgo.problema) == ("acta1.txt", "el documento lleva fecha 31-12-2008")


def test_a_territory_shows_its_own_findings_and_the_year_counts_them_all(
    ejercicio, corte, maule, atacama, revisora
):
    for region in (maule, atacama):
        build_programa(ejercicio, region, "III.1", "s")
    for objetivo in ObjetivoEspecifico.objects.all():
        write_analisis(objetivo, corte, LARGO, recomendaciones="Seguir")
    Indicador.objects.filter(objetivo__programa__region=maule).update(meta="10 y 20%")
    todo = load_calidad(ejercicio, revisora, None)
    cuentas = {fila.cut: {falta: n for falta, n in fila.cuentas if n} for fila in todo.filas}
    assert cuentas == {"03": {Falta.COPIA_FILA: 1}, "07": {Falta.COPIA_FILA: 1, Falta.VARIAS_METAS: 1}}
    assert todo.frase.replace("\xa0", " ") == (
        "3 hallazgos en 2 de 2 territorios; lo que más se repite, «Copia de otra fila» (2)."
    )
    propio = load_calidad(ejercicio, revisora, maule)
    assert [(g.falta, [h.fila for h in g.hallazgos]) for g in propio.grupos] == [
        (Falta.COPIA_FILA, ["2009-07-III.1-01-06"]),
        (Falta.VARIAS_METAS, ["2009-07-III.1-01"]),
    ]


def fill_nacional(ejercicio, cortes, regiones, filas):
    """Every objective analysed at two cortes, in long texts that differ in a word or in many."""
    build_nacional(ejercicio, regiones, filas)
    AnalisisAvance.objects.bulk_create(
        AnalisisAvance(
            programa=objetivo.programa,
            objetivo=objetivo,
            corte=corte,
            codigo=f"{objetivo.codigo}-{corte.pk}",
            orden=objetivo.orden,
            avance_efectivo=write_texto(i, 7 * n),
        )
        for n, corte in enumerate(cortes)
        for i, objetivo in enumerate(ObjetivoEspecifico.objects.select_related("programa"))
    )


def write_texto(semilla: int, vuelta: int) -> str:
    """Two hundred words, an eighth of them the row's own: nearly a copy of every other text, and not one."""
    return " ".join(f"propia{semilla}x{k + vuelta}" if k % 8 == 0 else f"comun{k}" for k in range(200))


def test_queries_are_the_same_at_full_size(ejercicio, corte, otro_corte, revisora):
    assert revisora.alcance.servicios
    regiones = list(Region.objects.existing_in(2009))
    cuentas = []
    for cuales, filas in ((regiones[:2], (1, 1, 1)), (regiones[2:], (12, 16, 3))):
        AnalisisAvance.objects.all().delete()
        fill_nacional(ejercicio, (corte, otro_corte), cuales, filas)
        with CaptureQueriesContext(connection) as consultas:
            pagina = load_calidad(ejercicio, revisora, None)
        cuentas.append(len(consultas))
    assert cuentas == [7, 7]
    assert sum(n for fila in pagina.filas for falta, n in fila.cuentas if falta is Falta.COPIA_FILA) == 0


def test_each_text_is_compared_with_three_others_at_most(monkeypatch):
    hechas = []

    def count(uno, otro):
        hechas.append((uno, otro))
        return measure_parecido(uno, otro)

    monkeypatch.setattr("programas.selectors.calidad.copias.measure_parecido", count)
    palabras = [f"palabra{i}" for i in range(40)]
    # The same words from another point: alike in everything but their order.
    giros = {str(i): " ".join(palabras[i:] + palabras[:i]) for i in range(0, 40, 10)}
    assert find_repetidas(giros | {str(i): write_texto(i, 0) for i in range(40, 200)}) == {}
    assert len(hechas) == 3 * len(giros)
