"""Rows are put together: page breaks, merged objectives, forgotten weights, totals of the column."""

import pytest

from programas.formulario.lectura import Nivel
from tests.libros import ENCABEZADO, Escrita, HojaEscrita, build_analisis, build_fila, build_filas, build_instancia
from tests.programas.planillas.lectura import (
    list_hallazgos,
    list_impedimentos,
    list_objetivos,
    list_pesos,
    read_hojas,
)

OBJETIVO = "Instaurar procesos de asociatividad que faciliten la participación en la"


def read_filas(carpeta, *filas, **hoja):
    return read_hojas(carpeta, HojaEscrita("III.1", filas, **hoja))


def get_compromisos(leido):
    return [compromiso for objetivo in leido.programas["III.1"].objetivos for compromiso in objetivo.compromisos]


# What a page break cuts.


@pytest.mark.parametrize("medio", [(), (ENCABEZADO,)])
def test_a_continuation_is_joined_cell_by_cell(tmp_path, medio):
    cortada = build_fila(
        1, objetivo=OBJETIVO, actividades="Difundir la oferta", unidad="Unidad de", medios="Informe"
    )
    sigue = {"objetivo": "vida social y política.", "actividades": "de cursos.", "unidad": "Participación"}
    leido = read_filas(tmp_path, cortada, *medio, sigue, build_fila(2))
    objetivo = leido.programas["III.1"].objetivos[0]
    compromiso = objetivo.compromisos[0]
    assert list_pesos(leido) == [[500_000], [500_000]]
    assert objetivo.texto == OBJETIVO + " vida social y política."
    assert (compromiso.actividades, compromiso.unidad) == (
        ("Difundir la oferta de cursos.",),
        "Unidad de Participación",
    )
    fila = 8 + len(medio)
    assert objetivo.procedencia["celdas"]["objetivo"] == {"celda": f"A7 + A{fila}", "texto": objetivo.texto}
    assert (
        f"III.1!A{fila}",
        f"la fila {fila} continúa la 7, cortada por un salto de página: se unieron",
    ) in list_hallazgos(leido, Nivel.INFO)


@pytest.mark.parametrize(
    "sigue",
    [
        {"objetivo": "en la vida social"},
        {"objetivo": "«y en la vida social"},
        {"objetivo": "(y social)"},
        {"actividades": "Evaluar los cupos"},
        {"indicador": "Segunda parte"},
        {"cumple": "Sí"},
    ],
)
def test_without_weight_an_objective_that_is_blank_or_in_lower_case_continues(tmp_path, sigue):
    leido = read_filas(tmp_path, build_fila(1, ponderacion="100%"), sigue)
    assert (list_hallazgos(leido), list_pesos(leido)) == ([], [[1_000_000]])


def test_several_continuations_belong_to_the_same_row(tmp_path):
    leido = read_filas(
        tmp_path,
        build_fila(1, objetivo="Uno", ponderacion="100%"),
        {"objetivo": "dos"},
        {"objetivo": "tres", "medios": "y actas"},
    )
    assert list_objetivos(leido) == ["Uno dos tres"]
    assert get_compromisos(leido)[0].medios == ("Informe 1 de jornadas y actas",)


def test_an_objective_in_upper_case_without_weight_is_a_forgotten_weight(tmp_path):
    leido = read_filas(tmp_path, build_fila(1, ponderacion="100%"), build_fila(2, ponderacion=None))
    assert (list_impedimentos(leido), list_pesos(leido)) == ([], [[1_000_000], [None]])


def test_an_objective_in_lower_case_with_weight_is_an_objective(tmp_path):
    leido = read_filas(tmp_path, build_fila(1), build_fila(2, objetivo="ampliar el acceso"))
    assert list_objetivos(leido)[1] == "ampliar el acceso"


@pytest.mark.parametrize("huerfana", [{"objetivo": "en la vida social"}, {"actividades": "Evaluar"}])
def test_a_continuation_of_nothing_is_refused(tmp_path, huerfana):
    leido = read_filas(tmp_path, huerfana, build_fila(1, ponderacion="100%"))
    celda = "A7" if "objetivo" in huerfana else "D7"
    assert list_impedimentos(leido) == [
        (f"III.1!{celda}", "la fila 7 parece continuar otra y no hay ninguna antes")
    ]


# Merged cells.


def test_under_a_merged_objective_a_row_with_its_weight_is_the_next_activity(tmp_path):
    filas = [
        build_fila(1, ponderacion="25%"),
        {"actividades": "Evaluar los cupos", "medios": "Acta", "ponderacion": "25%", "unidad": "Unidad de VIF"},
        build_fila(2, ponderacion="50%"),
    ]
    leido = read_filas(tmp_path, *filas, combinadas=["A7:A8", "B7:B8", "C7:C8"])
    assert list_hallazgos(leido) == []
    assert list_pesos(leido) == [[250_000, 250_000], [500_000]]
    assert leido.programas["III.1"].por_actividades is True
    segundo = get_compromisos(leido)[1]
    assert (segundo.actividades, segundo.medios, segundo.unidad) == (
        ("Evaluar los cupos",),
        ("Acta",),
        "Unidad de VIF",
    )


def test_under_a_merged_objective_rows_without_weight_are_lines_of_the_same_row(tmp_path):
    filas = [build_fila(1, ponderacion="100%"), {"actividades": "Evaluar los cupos"}, {"actividades": "Informar"}]
    leido = read_filas(tmp_path, *filas, combinadas=["A7:A9", "G7:G9"])
    assert list_pesos(leido) == [[1_000_000]]
    assert get_compromisos(leido)[0].actividades == (
        "Realizar 1 jornadas con los municipios",
        "Evaluar los cupos",
        "Informar",
    )


def test_merged_units_and_means_belong_to_every_row_they_cover(tmp_path):
    filas = [build_fila(1), build_fila(2, unidad=None, medios=None)]
    leido = read_filas(tmp_path, *filas, combinadas=["E7:E8", "F7:F8"])
    assert [(c.unidad, c.medios) for c in get_compromisos(leido)] == [
        ("Unidad de Participación", ("Informe 1 de jornadas",))
    ] * 2


def test_a_merged_objective_with_two_indicators_is_two_rows_of_the_form(tmp_path):
    filas = [build_fila(1), build_fila(2, objetivo=None)]
    leido = read_filas(tmp_path, *filas, combinadas=["A7:A8"])
    assert list_objetivos(leido) == [build_fila(1)["objetivo"]] * 2
    assert [o.indicador for o in leido.programas["III.1"].objetivos] == [
        build_fila(1)["indicador"],
        build_fila(2)["indicador"],
    ]
    assert leido.programas["III.1"].por_actividades is False


def test_an_indicator_repeated_under_a_merged_objective_is_the_same_one(tmp_path):
    filas = [build_fila(1), build_fila(1, objetivo=None, resultado="Otra meta", actividades="Evaluar")]
    leido = read_filas(tmp_path, *filas, combinadas=["A7:A8"])
    assert list_pesos(leido) == [[500_000, 500_000]]
    assert leido.programas["III.1"].objetivos[0].columna_4 == "1% de 30 comunas\nOtra meta"


def test_a_weight_merged_over_two_objectives_is_read_in_both_and_told(tmp_path):
    filas = [build_fila(1), build_fila(2, ponderacion=None)]
    leido = read_filas(tmp_path, *filas, combinadas=["G7:G8"])
    assert list_pesos(leido) == [[500_000], [500_000]]
    assert list_hallazgos(leido) == [
        ("III.1!G7", "la celda de la ponderación está combinada con la fila 8: se lee la misma en ambas")
    ]


def test_a_weighted_row_with_a_blank_objective_is_told(tmp_path):
    filas = [build_fila(1), {"actividades": "Evaluar", "medios": "Acta", "ponderacion": "50%"}]
    leido = read_filas(tmp_path, *filas)
    assert list_pesos(leido) == [[500_000, 500_000]]
    assert list_hallazgos(leido) == [
        (
            "III.1!G8",
            "la fila tiene ponderación y no repite objetivo: se lee como otra actividad del objetivo anterior",
        )
    ]


# The column's own total.


@pytest.mark.parametrize(
    "total",
    ["100%", "99,2%", 100, 0.9999999999999999, Escrita(0.9999999999999999, "0%"), Escrita(0.992, "0.0%"), "99,2"],
)
def test_a_total_without_label_under_the_weights_is_no_row(tmp_path, total):
    filas = [build_fila(i, ponderacion="3,2%") for i in range(1, 32)]
    leido = read_filas(tmp_path, *filas, {"ponderacion": total, "ganada": "0%"})
    assert (len(get_compromisos(leido)), list_hallazgos(leido)) == (31, [])
    assert ("III.1!G38", "es el total de la columna, no un compromiso: no se importa") in list_hallazgos(
        leido, Nivel.INFO
    )


def test_a_lone_weight_that_is_not_the_total_is_refused(tmp_path):
    leido = read_filas(tmp_path, *build_filas(2), {"ponderacion": "7%"})
    assert list_impedimentos(leido) == [
        ("III.1!G9", "la fila solo trae una ponderación, que tampoco es el total de la columna")
    ]


def test_a_lone_weight_under_a_merged_objective_is_the_next_activity(tmp_path):
    filas = [build_fila(1), {"ponderacion": "50%"}]
    leido = read_filas(tmp_path, *filas, combinadas=["A7:A8", "D7:D8"])
    assert list_pesos(leido) == [[500_000, 500_000]]


def test_a_total_that_failed_is_only_told(tmp_path):
    leido = read_filas(tmp_path, *build_filas(2), {"ponderacion": "=SUM(G7:G8)"}, total="#REF!")
    assert list_impedimentos(leido) == []
    assert leido.programas["III.1"].total_declarado is None


# Cells that the workbook failed to compute.


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "=1/0"])
@pytest.mark.parametrize(
    ("clave", "columna"),
    [
        *(("objetivo", "A"), ("indicador", "B"), ("resultado", "C"), ("actividades", "D"), ("unidad", "E")),
        *(("medios", "F"), ("ponderacion", "G"), ("cumple", "H")),
    ],
)
def test_an_error_in_a_cell_of_the_form_is_told_with_its_cell(tmp_path, error, clave, columna):
    leido = read_filas(tmp_path, build_fila(1), build_fila(2, **{clave: error}))
    (hallazgo,) = leido.impedimentos
    assert (hallazgo.lugar, hallazgo.valor) == (f"III.1!{columna}8", "" if error.startswith("=") else error)
    assert hallazgo.problema.endswith(
        "la celda tiene una fórmula sin valor calculado"
        if error.startswith("=")
        else f"la celda contiene el error {error} de la planilla"
    )
    assert len(leido.programas["III.1"].objetivos) == 2


@pytest.mark.parametrize("error", ["#REF!", "=1/0"])
def test_an_error_in_a_computed_column_is_only_told(tmp_path, error):
    leido = read_filas(tmp_path, build_fila(1), build_fila(2, ganada=error))
    assert (list_hallazgos(leido), list_pesos(leido)) == ([], [[500_000], [500_000]])
    assert [lugar for lugar, _ in list_hallazgos(leido, Nivel.INFO)] == ["III.1!I8"]


def test_an_error_in_a_continuation_is_not_lost(tmp_path):
    leido = read_filas(tmp_path, build_fila(1, ponderacion="100%"), {"objetivo": "y más", "actividades": "=1/0"})
    assert [h.lugar for h in leido.impedimentos] == ["III.1!D7 + D8"]


# The tables without weights.


def test_a_continuation_of_an_instancia_is_joined(tmp_path):
    instancias = [
        build_instancia(1, problema="Fortalecer el Grupo de Tarea como"),
        {"problema": "instancia de coordinación"},
        build_instancia(2, nombre="Comisión"),
        {"nombre": "regional", "productos": "y otros"},
    ]
    leido = read_hojas(tmp_path, HojaEscrita("III.2", build_filas(2), instancias))
    assert [(i.nombre, i.problema, i.productos) for i in leido.programas["III.2"].instancias] == [
        ("Comisión 1", "Fortalecer el Grupo de Tarea como instancia de coordinación", "Producto 1"),
        ("Comisión regional", "Problema 2 de las comunas", "Producto 2 y otros"),
    ]


def test_institutions_joined_by_hyphens_stay_together(tmp_path):
    leido = read_hojas(tmp_path, HojaEscrita("III.2", build_filas(2), [build_instancia(1)]))
    assert leido.programas["III.2"].instancias[0].instituciones == "MINTRAB-MINSAL-MINEDUC-PRO-CHILE"


def test_a_territory_that_cannot_be_told_is_kept_as_written_and_asked(tmp_path):
    instancias = [
        build_instancia(1, territorios="Comunas de Talca"),
        build_instancia(2, territorios="Región I, V"),
    ]
    leido = read_hojas(tmp_path, HojaEscrita("III.2", build_filas(2), instancias))
    assert [(i.territorios, i.regiones) for i in leido.programas["III.2"].instancias] == [
        ("Comunas de Talca", None),
        ("Región I, V", frozenset({"01", "05"})),
    ]
    assert list_hallazgos(leido) == [
        ("III.2!C6", "no se sabe qué regiones nombra el texto: se guarda como está escrito")
    ]


def test_the_programme_of_an_analysis_is_named_once_for_many_rows(tmp_path):
    filas = [
        build_analisis("III.1", "Ampliar la oferta"),
        build_analisis(None, "Fortalecer las redes"),
        ENCABEZADO,
        build_analisis("III.2", "Coordinar con"),
        {"objetivo": "los servicios", "avance_efectivo": "y otros"},
        build_analisis("III.3", "Información actualizada", programa="INFORMACIÓN A LOS GORE"),
    ]
    leido = read_hojas(tmp_path, HojaEscrita("III.4", filas))
    assert list_hallazgos(leido) == []
    assert {tipo: [a.objetivo_texto for a in p.analisis] for tipo, p in leido.programas.items()} == {
        "III.1": ["Ampliar la oferta", "Fortalecer las redes"],
        "III.2": ["Coordinar con los servicios"],
        "III.3": ["Información actualizada"],
    }


def test_a_programme_merged_over_its_rows_is_read(tmp_path):
    filas = [build_analisis("III.2", "Coordinar"), build_analisis(None, "Informar")]
    leido = read_hojas(tmp_path, HojaEscrita("III.4", filas, combinadas=["A6:A7"]))
    assert [len(p.analisis) for p in leido.programas.values()] == [2]
    assert list(leido.programas) == ["III.2"]


@pytest.mark.parametrize("programa", ["Otro", "Programa de Trabajo"])
def test_an_analysis_of_no_known_programme_is_refused(tmp_path, programa):
    leido = read_hojas(tmp_path, HojaEscrita("III.4", [build_analisis("III.1", "Ampliar", programa=programa)]))
    assert list_impedimentos(leido) == [("III.4!A6", "no se sabe de qué programa es el análisis")]


def test_notes_under_the_analyses_are_no_analyses(tmp_path):
    hoja = HojaEscrita("III.4", [build_analisis("III.1", "Ampliar")])
    assert len(read_hojas(tmp_path, hoja).programas["III.1"].analisis) == 1
    hoja.con_notas, hoja.filas = False, [*hoja.filas, {"programa": "(1) Responsable regional"}]
    leido = read_hojas(tmp_path, hoja)
    assert leido.programas["III.1"].analisis[0].procedencia["celdas"]["programa"]["celda"] == "A6"
