"""A template filled in: its blank rows, and what people do to the others."""

import pytest

from programas.models import AnalisisAvance, Compromiso, Ejercicio, Instancia, ObjetivoEspecifico
from programas.services.importacion import OpcionesImportacion, import_formulario, preview_formulario
from tests.plantillas import (
    ANALISIS,
    DE_GORE,
    DOS,
    INSTANCIA,
    OTRO_ANALISIS,
    TRES,
    UNO,
    Planilla,
    store_formulario,
)

NUEVO = "2009-07-III.1-04"


@pytest.fixture
def plantilla(tmp_path, ejercicio, corte, maule, unidad_vif):
    store_formulario(tmp_path, ejercicio, corte)
    return Planilla.take(ejercicio, maule)


@pytest.fixture
def preview(plantilla, ejercicio, corte):
    def look():
        opciones = OpcionesImportacion(corte=corte)
        return preview_formulario(lectura=plantilla.read(), ejercicio=ejercicio, actor=None, opciones=opciones)

    return look


@pytest.fixture
def bring(plantilla, ejercicio, corte):
    def write(**respuestas):
        opciones = OpcionesImportacion(corte=corte, respuestas=respuestas)
        return import_formulario(lectura=plantilla.read(), ejercicio=ejercicio, actor=None, opciones=opciones)

    return write


def list_cambios(vista):
    return {(cambio.codigo, cambio.accion) for cambio in vista.cambios}


def list_problemas(vista):
    return [(h.lugar, h.problema) for h in vista.impedimentos]


def test_what_comes_back_untouched_changes_nothing(preview):
    vista = preview()
    assert (vista.cambia, vista.cambios, vista.hallazgos) == (False, (), ())


def test_its_blank_rows_become_new_ones_told_with_all_that_they_say(plantilla, preview, ejercicio):
    Ejercicio.objects.filter(pk=ejercicio.pk).update(exige_evidencia=False)
    plantilla.add(
        "III.1",
        "control",
        objetivo="Abrir otra oficina",
        indicador="% de comunas",
        resultado="5%",
        actividades="Arrendarla\nAbrirla",
        unidad="Unidad de VIF",
        medios="Contrato",
        ponderacion=0.05,
        cumple="Sí",
    )
    cambios = {(cambio.tabla, cambio.codigo): cambio for cambio in preview().cambios}
    assert {clave: (c.accion, c.lugar) for clave, c in cambios.items()} == {
        ("objetivos", NUEVO): ("nueva", "III.1!A10"),
        ("indicadores", NUEVO): ("nueva", "III.1!A10"),
        ("compromisos", f"{NUEVO}.1"): ("nueva", "III.1!D10"),
    }
    assert {campo.campo: campo.despues for campo in cambios["compromisos", f"{NUEVO}.1"].campos} == {
        "actividades": "Arrendarla\nAbrirla",
        "unidad_texto": "Unidad de VIF",
        "unidades": "Unidad de VIF",
        "medios": "Contrato",
        "ponderacion": "5 %",
        "declarado": "Sí",
    }


def test_its_drop_downs_are_understood(plantilla, bring, unidad_vif, maule):
    comunes = {"actividades": "Entregarlos", "unidad": "Unidad de VIF", "ponderacion": 0.1}
    for objetivo in ("Oferta de información al GORE (11)", "Otros datos (13)"):
        plantilla.add("III.3", "control", objetivo=objetivo, **comunes)
    plantilla.add("III.2", "instancias", nombre="Mesa de todas", territorios="Todas las regiones")
    plantilla.add("III.2", "instancias", nombre="Mesa propia", territorios="Maule")
    plantilla.add(
        "III.4",
        "analisis",
        programa="Información",
        objetivo="Datos del borde costero",
        avance_efectivo="Se entregaron",
        recomendaciones="Sin recomendaciones.",
    )
    bring()
    nuevos = ObjetivoEspecifico.objects.filter(programa__tipo="III.3").order_by("orden")[1:]
    assert [(o.codigo, o.clase) for o in nuevos] == [
        ("2009-07-III.3-02", "OFERTA"),
        ("2009-07-III.3-03", "OTROS"),
    ]
    assert [list(c.unidades.all()) for o in nuevos for c in o.compromisos.all()] == [[unidad_vif]] * 2
    mesas = Instancia.objects.filter(nombre__startswith="Mesa").order_by("codigo")
    assert [(mesa.codigo, mesa.regiones.count(), maule in mesa.regiones.all()) for mesa in mesas] == [
        ("2009-07-III.2-I03", 15, True),
        ("2009-07-III.2-I04", 1, True),
    ]
    analisis = AnalisisAvance.objects.get(programa__tipo="III.3")
    assert (analisis.codigo, analisis.objetivo.codigo) == ("2009-07-III.3-A01", DE_GORE)
    assert (analisis.recomendaciones, analisis.sin_recomendaciones) == ("", True)


@pytest.mark.parametrize(
    ("codigo", "columna", "esperado"),
    [
        (f"{DOS}.1", "objetivo", ("III.1!A8", "la fila 8 quedó sin «Objetivos específicos (2)»")),
        (f"{UNO}.1", "objetivo", ("III.1!A6", "la fila 6 quedó sin «Objetivos específicos (2)»")),
        (INSTANCIA, "nombre", ("III.2!A5", "la fila 5 quedó sin «Identificación de la instancia (2)»")),
        (ANALISIS, "objetivo", ("III.4!B6", "la fila 6 quedó sin «Objetivos Específicos»")),
    ],
)
def test_a_row_without_what_names_it_is_refused_at_its_cell(plantilla, preview, codigo, columna, esperado):
    plantilla.write(codigo, **{columna: None})
    assert list_problemas(preview()) == [esperado]


@pytest.mark.parametrize("con_codigo", [True, False])
@pytest.mark.parametrize(("codigo", "ausente"), [(f"{TRES}.1", TRES), (INSTANCIA,) * 2, (OTRO_ANALISIS,) * 2])
def test_a_row_that_was_blanked_whole_is_missing(plantilla, preview, codigo, ausente, con_codigo):
    plantilla.clear(codigo, con_codigo)
    assert list_cambios(preview()) == {(ausente, "ausente")}


def test_rows_that_were_blanked_until_none_was_left_are_missing_too(plantilla, preview, bring):
    for codigo in (INSTANCIA, "2009-07-III.2-I02"):
        plantilla.clear(codigo)
    assert list_cambios(preview()) == {(INSTANCIA, "ausente"), ("2009-07-III.2-I02", "ausente")}
    assert bring().escrito is False
    assert Instancia.objects.count() == 2


def test_rows_that_were_sorted_change_their_place_and_nothing_else(plantilla, preview):
    pagina, fila = plantilla.find(f"{DOS}.1")
    segunda, tercera = plantilla.read_fila(f"{DOS}.1"), plantilla.read_fila(f"{TRES}.1")
    plantilla.put_fila(pagina, fila, tercera)
    plantilla.put_fila(pagina, fila + 1, segunda)
    ((codigo, campos),) = [(cambio.codigo, cambio.campos) for cambio in preview().cambios]
    assert (codigo, [(c.campo, c.antes, c.despues) for c in campos]) == (DOS, [("orden", "2", "4")])


def test_a_row_that_was_copied_is_a_new_one(plantilla, preview):
    pagina, fila = plantilla.find(f"{TRES}.1")
    plantilla.put_fila(pagina, fila + 1, plantilla.read_fila(f"{TRES}.1"))
    assert list_cambios(preview()) == {(NUEVO, "nueva"), (f"{NUEVO}.1", "nueva")}


def test_a_row_that_was_moved_to_another_programme_is_new_there_and_missing_here(plantilla, preview):
    fila = plantilla.read_fila(f"{TRES}.1")
    plantilla.clear(f"{TRES}.1")
    pagina, ultima = plantilla.find(f"{DE_GORE}.1")
    plantilla.put_fila(pagina, ultima + 1, fila)
    vista = preview()
    assert list_cambios(vista) == {
        (TRES, "ausente"),
        ("2009-07-III.3-02", "nueva"),
        ("2009-07-III.3-02.1", "nueva"),
    }
    assert {p.clave for p in vista.preguntas if p.asunto == "AUSENTE"} == {f"AUSENTE:{TRES}"}


def test_an_activity_that_was_moved_away_from_its_objective_is_refused(plantilla, preview):
    pagina, ultima = plantilla.find(f"{TRES}.1")
    fila = plantilla.read_fila(f"{UNO}.2")
    plantilla.clear(f"{UNO}.2")
    plantilla.put_fila(pagina, ultima + 1, fila)
    assert list_problemas(preview()) == [("III.1!A10", "la fila 10 quedó sin «Objetivos específicos (2)»")]


@pytest.mark.parametrize(
    ("hoja", "dicho", "ausentes"),
    [
        (
            "III.2",
            "el libro no trae la hoja III.2: se lee que el territorio no compromete ese programa. Si ya está "
            "guardado, se conserva",
            {("2009-07-III.2", "ausente")},
        ),
        ("III.4", "el libro no trae la hoja III.4: los análisis guardados no cambian", set()),
    ],
)
def test_a_sheet_that_was_removed_is_told_and_deletes_nothing(plantilla, preview, bring, hoja, dicho, ausentes):
    del plantilla.libro[hoja]
    vista = preview()
    assert [h.problema for h in vista.hallazgos] == [dicho]
    assert (list_cambios(vista), bring().escrito) == (ausentes, False)
    assert (Compromiso.objects.count(), AnalisisAvance.objects.count()) == (7, 3)
