"""What the cells of a row mean: weights and their scale, answers, totals, texts, and everything at once."""

import pytest

from programas.formulario.lectura import Nivel
from programas.formulario.pesos import Escala
from tests.libros import Escrita, HojaEscrita, build_fila, build_filas
from tests.programas.planillas.lectura import (
    list_hallazgos,
    list_impedimentos,
    list_pesos,
    read_hojas,
    skip_ausentes,
)

PREGUNTA = "no se sabe si la ponderación está en porcentaje (3,2) o en fracción (0,032): la suma no lo dice"


def read_pesos(carpeta, *pesos, **opciones):
    filas = [build_fila(i, ponderacion=peso) for i, peso in enumerate(pesos, start=1)]
    return read_hojas(carpeta, HojaEscrita("III.1", filas), **opciones)


@pytest.mark.parametrize(
    ("pesos", "guardados"),
    [
        ([Escrita(0.2, "0%")] * 5, [200_000] * 5),
        (["3,2%"] * 31, [32_000] * 31),
        (["3.2"] * 31, [32_000] * 31),
        ([3.2] * 31, [32_000] * 31),
        ([0.032] * 31, [32_000] * 31),
        (["33,0%", "33,0 %", "34%"], [330_000, 330_000, 340_000]),
        ([Escrita(33.3, '0.0"%"')] * 3, [333_000] * 3),
        ([Escrita("3.2", "0%")] * 31, [32_000] * 31),
        (["0,31%"] * 31, [3_100] * 31),
        ([Escrita(0.0031, "0.00%")] * 31, [3_100] * 31),
        # Two scales in one column, each shown by its cell or by the sum.
        ([Escrita(0.032, "0.0%")] * 16 + ["3,2%"] * 15, [32_000] * 31),
        ([Escrita(0.032, "0.0%")] * 16 + [3.2] * 15, [32_000] * 31),
        (["3,2%"] * 16 + [0.032] * 15, [32_000] * 31),
        (["50%", Escrita(0.25, "0%"), "25"], [500_000, 250_000, 250_000]),
        (["15%", "15 %", "40%", "20%", "10%"], [150_000, 150_000, 400_000, 200_000, 100_000]),
    ],
)
def test_weights_are_stored_as_typed_in_every_drift(tmp_path, pesos, guardados):
    leido = read_pesos(tmp_path, *pesos)
    assert (list_impedimentos(leido), list_pesos(leido)) == ([], [[peso] for peso in guardados])


@pytest.mark.parametrize("pesos", [[0.31] * 31, ["3.2"] * 12, [0.032, 3.2], ["0.5", "0.6"], [0.5, 50]])
def test_a_scale_that_nothing_shows_is_asked(tmp_path, pesos):
    leido = read_pesos(tmp_path, *pesos)
    assert list_impedimentos(leido) == [("III.1!G7", PREGUNTA)]
    assert leido.impedimentos[0].remedio == "Escriba el signo %, o indique la escala al importar."


def test_the_question_points_at_the_first_weight_that_does_not_show_its_scale(tmp_path):
    assert list_impedimentos(read_pesos(tmp_path, "3%", None, 4, 5)) == [("III.1!G9", PREGUNTA)]


@pytest.mark.parametrize(("escala", "guardado"), [(Escala.PORCENTAJE, 3_100), (Escala.FRACCION, 310_000)])
def test_the_person_says_the_scale(tmp_path, escala, guardado):
    leido = read_pesos(tmp_path, 0.31, "0.31", "0,31%", escala=escala)
    assert (list_impedimentos(leido), list_pesos(leido)) == ([], [[guardado], [guardado], [3_100]])


def test_weights_over_the_three_programmes_show_their_scale_together(tmp_path):
    hojas = [
        HojaEscrita(tipo, [build_fila(i, ponderacion=3.2) for i in range(1, cuantas + 1)])
        for tipo, cuantas in (("III.1", 12), ("III.2", 16), ("III.3", 3))
    ]
    leido = read_hojas(tmp_path, *hojas)
    assert list_impedimentos(leido) == []
    assert {peso for tipo in leido.programas for (peso,) in list_pesos(leido, tipo)} == {32_000}


def test_a_programme_without_weights_asks_nothing_for_another(tmp_path):
    hojas = [
        HojaEscrita("III.1", build_filas(2, ponderacion=None)),
        HojaEscrita("III.2", build_filas(2, ponderacion="0.31")),
    ]
    leido = read_hojas(tmp_path, *hojas)
    assert list_impedimentos(leido) == [("III.2!G7", PREGUNTA)]


@pytest.mark.parametrize(
    ("peso", "problema"),
    [
        ("cero", "no es un número"),
        ("0%", "la ponderación no es mayor que 0 (V3)"),
        ("-3%", "la ponderación no es mayor que 0 (V3)"),
        ("101%", "la ponderación supera 100 % (V3)"),
        (Escrita(3.2, "0%"), "la ponderación supera 100 % (V3)"),
        ("3,22581%", "la ponderación tiene más de cuatro decimales"),
        (Escrita(1 / 31, "0.0%"), "la ponderación tiene más de cuatro decimales"),
        (True, "no es un número"),
    ],
)
def test_a_weight_that_cannot_be_is_refused_with_its_cell(tmp_path, peso, problema):
    leido = read_pesos(tmp_path, "50%", peso)
    (hallazgo,) = leido.impedimentos
    assert (hallazgo.regla, hallazgo.lugar) == ("V3", "III.1!G8")
    assert hallazgo.problema.removeprefix("Ponderación (%) (8): ") == problema


@pytest.mark.parametrize(
    ("total", "guardado"),
    [
        ("38%", 380_000),
        ("49.6%", 496_000),
        (Escrita(0.38, "0%"), 380_000),
        (0.9999999999999999, 1_000_000),
        (Escrita(0.9999999999999999, "0%"), 1_000_000),
        (100, 1_000_000),
        (38, 380_000),
        (0, 0),
        (None, None),
    ],
)
def test_the_printed_total_is_kept_as_declared(tmp_path, total, guardado):
    leido = read_hojas(tmp_path, HojaEscrita("III.1", build_filas(2), total=total))
    assert (leido.programas["III.1"].total_declarado, list_hallazgos(leido)) == (guardado, [])


@pytest.mark.parametrize("total", ["#DIV/0!", "=SUM(G7:G8)", "CUMPLE", 0.38, "-5%", 1e300, "1500%"])
def test_a_total_that_is_no_percentage_is_told_and_not_kept(tmp_path, total):
    leido = read_hojas(tmp_path, HojaEscrita("III.1", build_filas(2), total=total))
    assert (leido.programas["III.1"].total_declarado, list_hallazgos(leido)) == (None, [])
    if total != "=SUM(G7:G8)":
        assert [h.regla for h in skip_ausentes(leido) if h.nivel is Nivel.INFO] == ["V8"]


@pytest.mark.parametrize(
    ("escrito", "leido"),
    [
        *(
            ("SI", "si"),
            ("Sí ", "si"),
            ("si", "si"),
            ("x", "si"),
            ("✓", "si"),
            ("S\u00ad\u00adí", "si"),
            (True, "si"),
        ),
        *(("NO", "no"), ("No\u00a0cumple", "no"), (False, "no"), ("Parcial", "parcial"), (None, ""), ("  ", "")),
    ],
)
def test_cumple_is_read_in_every_drift(tmp_path, escrito, leido):
    hoja = HojaEscrita("III.1", build_filas(2, cumple=escrito))
    leida = read_hojas(tmp_path, hoja)
    assert list_hallazgos(leida) == []
    assert [c.cumple for o in leida.programas["III.1"].objetivos for c in o.compromisos] == [leido] * 2


def test_a_cumple_that_is_not_understood_is_refused_with_its_cell(tmp_path):
    leido = read_hojas(tmp_path, HojaEscrita("III.1", build_filas(2, cumple="quizás")))
    assert list_impedimentos(leido) == [
        (f"III.1!H{fila}", "Cumple/no cumple (9): no se entiende si cumple o no") for fila in (7, 8)
    ]


@pytest.mark.parametrize(
    ("cumple", "ganada", "avisos"),
    [("Sí", "50%", 0), ("Sí", "40%", 1), ("No", "50%", 1), ("No", 0, 0), (None, "50%", 1)],
)
def test_an_earned_weight_that_is_not_the_derived_one_is_told(tmp_path, cumple, ganada, avisos):
    filas = [build_fila(1, cumple=cumple, ganada=ganada), build_fila(2)]
    leido = read_hojas(tmp_path, HojaEscrita("III.1", filas))
    assert [h.lugar for h in leido.hallazgos if h.regla == "V8"] == ["III.1!I7"] * avisos


def test_the_kinds_of_iii_3_are_read_without_their_notes(tmp_path):
    filas = [
        build_fila(1, objetivo="Oferta de información al GORE(11)"),
        build_fila(2, objetivo="Provisión de información (12)"),
        build_fila(3, objetivo="Otros objetivos institucionales (13)"),
        build_fila(4, objetivo="Mejorar los sistemas"),
    ]
    for fila in filas:
        fila["ponderacion"] = "25%"
    leido = read_hojas(tmp_path, HojaEscrita("III.3", filas))
    assert [(o.clase, o.texto) for o in leido.programas["III.3"].objetivos] == [
        ("OFERTA", "Oferta de información al GORE"),
        ("PROVISION", "Provisión de información"),
        ("OTROS", "Otros objetivos institucionales"),
        ("", "Mejorar los sistemas"),
    ]
    assert [lugar for lugar, _ in list_hallazgos(leido)] == ["III.3!A10"]


@pytest.mark.parametrize("texto", ["-Optimizar los procesos", "=SUMA de voluntades", "+56 talleres", "@sernam"])
def test_texts_that_begin_like_formulas_are_texts(tmp_path, texto):
    fila = build_fila(
        1,
        ponderacion="100%",
        **{clave: Escrita(texto, texto=True) for clave in ("objetivo", "indicador", "unidad")},
    )
    objetivo = read_hojas(tmp_path, HojaEscrita("III.1", [fila])).programas["III.1"].objetivos[0]
    assert (objetivo.texto, objetivo.indicador, objetivo.compromisos[0].unidad) == (texto, texto, texto)


def test_nbsp_soft_hyphens_and_paragraphs_are_cleaned(tmp_path):
    fila = build_fila(
        1,
        ponderacion="100\u00a0%",
        objetivo="\u00a0Fortale\u00adcer  las\u00a0redes ",
        actividades="<p>Difundir</p><p>Evaluar</p>",
    )
    objetivo = read_hojas(tmp_path, HojaEscrita("III.1", [fila])).programas["III.1"].objetivos[0]
    assert objetivo.texto == "Fortalecer las redes"
    assert objetivo.compromisos[0].actividades == ("Difundir", "Evaluar")


def test_each_row_says_from_which_cells_it_was_read_and_what_they_said(tmp_path):
    fila = build_fila(1, ponderacion=Escrita(1, "0%"), cumple="Sí ", indicador=None)
    objetivo = read_hojas(tmp_path, HojaEscrita("III.1", [fila], nombre="Hoja 1")).programas["III.1"].objetivos[0]
    assert objetivo.procedencia == {
        "hoja": "Hoja 1",
        "celdas": {
            "objetivo": {"celda": "A7", "texto": fila["objetivo"]},
            "resultado": {"celda": "C7", "texto": "1% de 30 comunas"},
        },
    }
    assert objetivo.compromisos[0].procedencia["celdas"] == {
        "actividades": {"celda": "D7", "texto": "Realizar 1 jornadas con los municipios"},
        "unidad": {"celda": "E7", "texto": "Unidad de Participación"},
        "medios": {"celda": "F7", "texto": "Informe 1 de jornadas"},
        "ponderacion": {"celda": "G7", "texto": "1"},
        "cumple": {"celda": "H7", "texto": "Sí "},
    }


def test_the_cells_are_kept_as_written_however_they_are_read(tmp_path):
    crudo = "\u00a0Fortale\u00adcer  las\u00a0redes "
    fila = build_fila(1, objetivo=crudo, ponderacion=Escrita(0.032, "0.0%"), actividades="<p>Difundir</p>")
    filas = [fila, {"actividades": "del\u00a0programa "}]
    leido = read_hojas(tmp_path, HojaEscrita("III.1", filas, total=Escrita(0.38, "0%")))
    objetivo = leido.programas["III.1"].objetivos[0]
    assert (objetivo.texto, objetivo.procedencia["celdas"]["objetivo"]["texto"]) == ("Fortalecer las redes", crudo)
    compromiso = objetivo.compromisos[0]
    assert (compromiso.ponderacion, compromiso.procedencia["celdas"]["ponderacion"]["texto"]) == (32_000, "0.032")
    assert compromiso.procedencia["celdas"]["actividades"] == {
        "celda": "D7 + D8",
        "texto": "<p>Difundir</p> del\u00a0programa ",
    }
    assert objetivo.procedencia["total"] == {"hoja": "III.1", "celda": "B10", "texto": "0.38"}


def test_everything_wrong_is_told_at_once(tmp_path):
    filas = [
        build_fila(1, ponderacion="cincuenta"),
        build_fila(2, cumple="quizás", indicador="#REF!"),
        build_fila(3, ponderacion="120%"),
        {"ponderacion": "7%"},
    ]
    leido = read_hojas(
        tmp_path,
        HojaEscrita("III.1", filas, region="Narnia", anio=2010),
        HojaEscrita("III.2", build_filas(2), region=None, omitidas=frozenset({"objetivo"})),
    )
    assert sorted(lugar for lugar, _ in list_impedimentos(leido)) == [
        "III.1!A1",
        "III.1!B3",
        "III.1!B8",
        "III.1!G10",
        "III.1!G7",
        "III.1!G9",
        "III.1!H8",
        "III.2!A4",
    ]
    assert all(hallazgo.problema and hallazgo.remedio for hallazgo in leido.impedimentos)


def test_every_drift_together_reads_the_same_as_the_clean_workbook(tmp_path):
    limpio = read_hojas(tmp_path, HojaEscrita("III.1", build_filas(3, cumple="Sí", medios="Informe", ganada=None)))
    uno, dos, tres = build_filas(3, medios="Informe", ganada="#DIV/0!")
    cortado, resto = dos["objetivo"].split(" del ")
    filas = [
        uno | {"ponderacion": Escrita(0.33, "0%"), "cumple": "SI", "M": "#REF!"},
        "raya",
        dos | {"objetivo": f"<p>{cortado}\u00a0</p>", "ponderacion": "33,0%", "cumple": "✓", "indicador": None},
        "encabezado",
        {"objetivo": f"del {resto}", "indicador": dos["indicador"]},
        tres | {"ponderacion": 33, "cumple": "Sí "},
        {"ponderacion": 0.9999999999999999},
    ]
    sucio = read_hojas(
        tmp_path,
        HojaEscrita(
            "III.1",
            filas,
            nombre="Hoja1",
            region=None,
            sobre=["DIRECCIÓN REGIONAL - REGIÓN DEL MAULE", "", "SERNAM"],
            orden=("cumple", "ponderacion", "objetivo"),
            primera_columna=3,
            encabezados={"cumple": "Cumple/n o\u00ad cumple (9)", "objetivo": " OBJETIVOS\nESPECÍFICOS "},
            total="99%",
        ),
    )
    assert list_hallazgos(sucio) == []
    assert [
        (o.texto, o.indicador, [(c.ponderacion, c.cumple, c.actividades) for c in o.compromisos])
        for o in sucio.programas["III.1"].objetivos
    ] == [
        (o.texto, o.indicador, [(c.ponderacion, c.cumple, c.actividades) for c in o.compromisos])
        for o in limpio.programas["III.1"].objetivos
    ]
    assert (sucio.region, sucio.programas["III.1"].total_declarado) == ("07", 990_000)
