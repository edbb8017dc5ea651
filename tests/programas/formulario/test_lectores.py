"""How the text of a cell becomes what the form means by it."""

from decimal import Decimal

import pytest

from programas.formulario.lectores import (
    Medida,
    Respuesta,
    count_valores,
    parse_clase,
    parse_cumple,
    parse_medida,
    split_items,
    strip_meta,
    strip_nota,
)


@pytest.mark.parametrize(
    ("texto", "respuesta"),
    [
        *(
            (texto, Respuesta.SI)
            for texto in ("SI", "Sí", "si", "sí.", "x", "X", "✓", "✔\ufe0f", "Sí cumple", "CUMPLE")
        ),
        *((texto, Respuesta.NO) for texto in ("NO", "no", "No cumple", "No se cumple", "✗", "Falso")),
        *((texto, Respuesta.PARCIAL) for texto in ("Parcial", "PARCIALMENTE", "Cumple parcialmente")),
        *((texto, Respuesta.BLANCO) for texto in ("", "-", "--", "...", "_")),
    ],
)
def test_cumple_is_read_in_every_spelling(texto, respuesta):
    assert parse_cumple(texto) is respuesta


@pytest.mark.parametrize("texto", ["quizás", "100%", "1", "sí y no", "N/A", "×", "☒", "pendiente", "sí (parcial)"])
def test_cumple_that_may_mean_either_is_not_guessed(texto):
    assert parse_cumple(texto) is None


@pytest.mark.parametrize(
    ("texto", "items"),
    [
        ("", ()),
        ("Realizar jornadas", ("Realizar jornadas",)),
        (
            "1. Difundir la oferta 2. Evaluar cupos 3. Informar",
            ("Difundir la oferta", "Evaluar cupos", "Informar"),
        ),
        ("1) Difundir 2) Evaluar", ("Difundir", "Evaluar")),
        ("1.- Difundir\n2.- Evaluar", ("Difundir", "Evaluar")),
        ("1. difundir\n2. evaluar", ("difundir", "evaluar")),
        ("Actividades: -Elaborar guías -Evaluar", ("Elaborar guías", "Evaluar")),
        ("• Uno\n• dos", ("Uno", "dos")),
        ("Difundir la oferta\nEvaluar los cupos", ("Difundir la oferta", "Evaluar los cupos")),
        ("Difundir la oferta\nde los cursos\nEvaluar", ("Difundir la oferta de los cursos", "Evaluar")),
    ],
)
def test_items_are_split_where_the_text_shows_it(texto, items):
    assert split_items(texto) == items


@pytest.mark.parametrize(
    "texto",
    [
        "MINTRAB-MINSAL-MINEDUC-CHILE CALIFICA-INDAP-PRO-CHILE.",
        "-Optimizar los procesos de Coordinación (interna y externamente).",
        "Entrega de orientaciones Supervisión y seguimiento",
        "Producto 4.2 Sistema de Protección 4.2.3 Casas de Acogida",
        "El 2. Encuentro nacional y el 3. Encuentro regional",
        "1. Una sola actividad",
        "Realizar 1. Taller",
        "=A1+A2",
        "Actividades:",
        "Curso e-learning 2009. Nueva oferta",
    ],
)
def test_items_that_run_together_stay_whole(texto):
    assert split_items(texto) == (texto,)


@pytest.mark.parametrize(
    ("texto", "items"),
    [
        ("Meta: 25% de 345 municipios", ("Meta: 25% de 345 municipios",)),
        ("Meta: 25%\nDifundir\nEvaluar", ("Meta: 25%", "Difundir", "Evaluar")),
        ("Meta: 100% 1. Difundir 2. Evaluar", ("Meta: 100%", "Difundir", "Evaluar")),
        ("Meta: 100% Actividades: -Difundir -Evaluar", ("Meta: 100%", "Difundir", "Evaluar")),
        ("META ANUAL: 5\n1. difundir\n2. evaluar", ("META ANUAL: 5", "difundir", "evaluar")),
    ],
)
def test_a_meta_before_the_activities_is_an_item_of_its_own(texto, items):
    assert split_items(texto) == items


@pytest.mark.parametrize(
    ("texto", "meta"),
    [("Meta: 25% de 345", "25% de 345"), ("META ANUAL : 5", "5"), ("Metas regionales", None), ("Difundir", None)],
)
def test_the_meta_of_column_5_is_what_follows_its_label(texto, meta):
    assert strip_meta(texto) == meta


@pytest.mark.parametrize(
    ("texto", "clase"),
    [
        ("Oferta de información al GORE(11)", "OFERTA"),
        ("PROVISIÓN DE INFORMACIÓN (12)", "PROVISION"),
        ("Otros objetivos institucionales (13)", "OTROS"),
        ("Mejorar los sistemas", ""),
        ("Ampliar la oferta de información", ""),
    ],
)
def test_the_kind_of_an_objective_of_iii_3_is_in_its_first_words(texto, clase):
    assert parse_clase(texto) == clase


def test_the_number_of_a_note_is_not_part_of_the_objective():
    assert [strip_nota(t) for t in ("Oferta de información al GORE(11)", "Capacitar (2009)")] == [
        "Oferta de información al GORE",
        "Capacitar (2009)",
    ]


@pytest.mark.parametrize(
    ("texto", "valores"),
    [
        ("25% de 345 municipios", 1),
        ("100%", 1),
        ("4.200 funcionarios/as inscritos durante el año 2009", 1),
        ("1.5%", 1),
        ("30-06-2009", 0),
        ("Al 31/12/2009, 80%", 1),
        ("20.000 85%", 2),
        ("90 100%", 2),
        ("85% de 174 Redes por año 90% de 174 Redes.", 2),
        ("20 regiones pequeñas, 40 regiones medianas, 60 regiones grandes", 3),
        ("Meta: 100% Un reporte diario", 1),
        ("", 0),
    ],
)
def test_the_values_of_a_target_are_counted(texto, valores):
    assert count_valores(texto) == valores


@pytest.mark.parametrize(
    ("texto", "medida"),
    [
        ("25% de 345 municipios", Medida(Decimal(25), "%", "345 municipios")),
        ("Meta: 100% de 216 talleres", Medida(Decimal(100), "%", "216 talleres")),
        ("70% de los 6.000", Medida(Decimal(70), "%", "6.000")),
        ("30 Jornadas", Medida(Decimal(30), "Jornadas", "")),
        ("6.500 cupos", Medida(Decimal(6500), "cupos", "")),
        ("3,5", Medida(Decimal("3.5"), "", "")),
        ("3.5%", Medida(Decimal("3.5"), "%", "")),
        ("4", Medida(Decimal(4), "", "")),
    ],
)
def test_a_target_is_told_apart_into_value_unit_and_base(texto, medida):
    assert parse_medida(texto) == medida


@pytest.mark.parametrize(
    "texto",
    ["20.000 85%", "Un reporte diario", "", "3,12345", "1234567890123", "5 " + "x" * 121, "5% de 9 " + "x" * 200],
)
def test_a_target_that_cannot_be_kept_in_parts_is_kept_as_text_only(texto):
    assert parse_medida(texto) is None
