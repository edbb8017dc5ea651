"""The tables of the form are found wherever they stand and however their headings are written."""

from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from programas.formulario.hojas import HOJAS, get_control
from programas.formulario.lectura import Nivel
from tests.libros import (
    BLANCA,
    ENCABEZADO,
    RAYA,
    Escrita,
    HojaEscrita,
    build_fila,
    build_filas,
    build_instancia,
    edit_libro,
    write_formulario,
    write_libro,
)
from tests.programas.planillas.lectura import (
    list_hallazgos,
    list_impedimentos,
    list_objetivos,
    list_pesos,
    read_hojas,
)
from tests.territorios import build_pedido, read_ruta

TRES = [fila["objetivo"] for fila in build_filas(3)]
TERCIOS = [[330_000]] * 3
CLAVES = tuple(columna.clave for columna in get_control("III.1").columnas)


def check_tres(leido):
    """The workbook says its three rows and nothing calls for attention."""
    assert (list_hallazgos(leido), list_objetivos(leido), list_pesos(leido)) == ([], TRES, TERCIOS)


@pytest.mark.parametrize(
    "nombre", ["III.1", "III_1", "III 1", "Actividad III.1", "3.1", "Hoja1", "Programa", "III.3"]
)
def test_the_title_says_which_sheet_it_is_whatever_the_tab_is_called(tmp_path, nombre):
    check_tres(read_hojas(tmp_path, HojaEscrita("III.1", build_filas(3), nombre=nombre)))


@pytest.mark.parametrize("nombre", ["III.1", "III_1", "III-1", "Actividad III. 1", "3.1", "iii.1 Diseño"])
def test_without_a_title_the_tab_says_which_sheet_it_is(tmp_path, nombre):
    check_tres(read_hojas(tmp_path, HojaEscrita("III.1", build_filas(3), nombre=nombre, titulo="")))


def test_without_title_or_tab_the_printed_total_says_which_sheet_it_is(tmp_path):
    check_tres(read_hojas(tmp_path, HojaEscrita("III.1", build_filas(3), nombre="Hoja1", titulo="")))


def test_a_control_table_that_nothing_names_is_asked(tmp_path):
    hoja = HojaEscrita("III.1", build_filas(3), nombre="Hoja1", titulo="", con_notas=False)

    def erase_totales(pagina):
        for (celda,) in pagina.iter_rows(max_col=1):
            if str(celda.value).startswith("Desempeño"):
                celda.value = None

    ruta = edit_libro(write_libro(tmp_path / "libro.xlsx", hoja), erase_totales)
    assert list_impedimentos(read_ruta(ruta, build_pedido())) == [
        ("Hoja1!A4", "hay una tabla de control y no se sabe si es de III.1, III.2 o III.3")
    ]


@pytest.mark.parametrize("cuantas", [0, 1, 14, 40])
def test_the_header_may_stand_anywhere(tmp_path, cuantas):
    sobre = [f"Texto de portada {i}" for i in range(cuantas)]
    check_tres(read_hojas(tmp_path, HojaEscrita("III.1", build_filas(3), sobre=sobre)))


@pytest.mark.parametrize("primera", [1, 2, 5])
def test_the_table_may_begin_in_any_column(tmp_path, primera):
    check_tres(read_hojas(tmp_path, HojaEscrita("III.1", build_filas(3), primera_columna=primera)))


@pytest.mark.parametrize("orden", [tuple(reversed(CLAVES)), ("ponderacion", "medios", "cumple"), ("indicador",)])
def test_the_columns_may_stand_in_any_order(tmp_path, orden):
    check_tres(read_hojas(tmp_path, HojaEscrita("III.1", build_filas(3), orden=orden)))


@pytest.mark.parametrize(
    ("clave", "escrito"),
    [
        ("cumple", "Cumple/n o cumple (9)"),
        ("cumple", "Cumple/\u00adno cumple (9)"),
        ("cumple", "CUMPLE\n(SÍ/NO)"),
        ("ponderacion", "Ponderación\u00a0(%)\n(8)"),
        ("ponderacion", "PONDERACION % (8)"),
        ("ponderacion", "% Ponderación"),
        ("actividades", "Meta anual o activi\u00addades com prometidas (5)"),
        ("actividades", "Actividades comprometidas"),
        ("objetivo", "OBJETIVO ESPECÍFICO (2)"),
        ("objetivo", "Objetivos  específicos2"),
        ("medios", "Medios de verificación ( 7 )"),
        ("unidad", "<p>Unidad Responsable</p> (6)"),
    ],
)
def test_a_heading_is_known_in_every_drift(tmp_path, clave, escrito):
    hoja = HojaEscrita("III.1", build_filas(3, cumple="Sí", ganada="33%"), encabezados={clave: escrito})
    leido = read_hojas(tmp_path, hoja)
    check_tres(leido)
    assert [c.cumple for o in leido.programas["III.1"].objetivos for c in o.compromisos] == ["si"] * 3


@pytest.mark.parametrize(
    "combinadas",
    [
        # Headings that span the band above them, some of the columns or all.
        ["A5:C5", "D5:I5"],
        [f"{columna}6:{columna}7" for columna in "ABCDEFGHI"],
    ],
)
def test_merged_headings_are_read(tmp_path, combinadas):
    filas = [BLANCA, *build_filas(3)]
    check_tres(read_hojas(tmp_path, HojaEscrita("III.1", filas, combinadas=combinadas)))


def test_a_header_in_two_merged_levels_is_one_header(tmp_path):
    """Ponderación, cumple and ganada begin in the row of the band; the others in the one below."""

    def raise_columnas(pagina):
        for columna in "GHI":
            pagina[f"{columna}5"], pagina[f"{columna}6"] = pagina[f"{columna}6"].value, None
            pagina.merge_cells(f"{columna}5:{columna}6")
        pagina.merge_cells("A5:C5")

    ruta = edit_libro(write_libro(tmp_path / "libro.xlsx", HojaEscrita("III.1", build_filas(3))), raise_columnas)
    check_tres(read_ruta(ruta, build_pedido()))


def test_a_heading_over_several_columns_reads_the_filled_one(tmp_path):
    def widen_ganada(pagina):
        pagina["J7"], pagina["I7"] = "33%", None
        pagina["I8"] = "33%"
        pagina.merge_cells("I6:J6")

    ruta = write_libro(tmp_path / "libro.xlsx", HojaEscrita("III.1", build_filas(3, cumple="Sí")))
    leido = read_ruta(edit_libro(ruta, widen_ganada), build_pedido())
    check_tres(leido)
    ganadas = [
        c.procedencia["celdas"].get("ganada") for o in leido.programas["III.1"].objetivos for c in o.compromisos
    ]
    assert ganadas == [{"celda": "J7", "texto": "33%"}, {"celda": "I8", "texto": "33%"}, None]


def test_repeated_headers_rules_blanks_and_totals_are_no_rows(tmp_path):
    uno, dos, tres = build_filas(3)
    filas = [
        uno,
        RAYA,
        BLANCA,
        {"objetivo": "Control de Resultados", "actividades": "Control Operacional"},
        ENCABEZADO,
        {clave: f"({i})" for i, clave in enumerate(CLAVES, start=2)},
        dos,
        {"objetivo": "Página 2 de 3"},
        BLANCA,
        tres,
    ]
    leido = read_hojas(tmp_path, HojaEscrita("III.1", filas, total="33%"))
    check_tres(leido)
    assert ("III.1!A11", "encabezado repetido por un salto de página: se omitió") in list_hallazgos(
        leido, Nivel.INFO
    )
    assert leido.programas["III.1"].total_declarado == 330_000


def test_titles_repeated_on_a_new_page_are_no_rows(tmp_path):
    uno, dos, tres = build_filas(3)
    filas = [
        uno,
        {"objetivo": "DIRECCIÓN REGIONAL - REGIÓN DEL MAULE"},
        {"objetivo": HOJAS["III.1"].get_titulo(2009)},
        {"objetivo": "REGIÓN (1)", "indicador": "MAULE"},
        ENCABEZADO,
        dos,
        {"objetivo": "DIRECCIÓN REGIONAL - REGIÓN DEL MAULE"},
        tres,
    ]
    check_tres(read_hojas(tmp_path, HojaEscrita("III.1", filas, sobre=["DIRECCIÓN REGIONAL - REGIÓN DEL MAULE"])))


@pytest.mark.parametrize("rotulo", ["Subtotal", "Total", "TOTAL GENERAL", "Suma", "Total ponderaciones (%)"])
def test_rows_after_a_labelled_total_are_not_lost(tmp_path, rotulo):
    uno, dos, tres = build_filas(3)
    filas = [uno, dos, {"objetivo": rotulo, "ponderacion": "66%"}, tres, {"medios": rotulo, "ponderacion": "99%"}]
    leido = read_hojas(tmp_path, HojaEscrita("III.1", filas, total="38%"))
    check_tres(leido)
    assert leido.programas["III.1"].total_declarado == 380_000
    assert list_hallazgos(leido, Nivel.INFO) == [
        ("III.1!G9", "el total escrito no es lo que suma la columna"),
        ("III.1!G11", "es el total de la columna, no un compromiso: no se importa"),
    ]


def test_notes_are_never_rows_even_without_totals_or_heading(tmp_path):
    notas = [{"objetivo": f"({nota.numero}) {nota.texto}"} for nota in HOJAS["III.1"].notas]
    firma = [{"objetivo": "Nombre y firma", "actividades": "Fecha", "ponderacion": "Timbre"}]
    check_tres(read_hojas(tmp_path, HojaEscrita("III.1", [*build_filas(3), *notas, *firma], con_notas=False)))


def test_a_list_that_goes_on_like_a_note_is_not_a_note(tmp_path):
    filas = [build_fila(1, ponderacion="100%", actividades="(1) Difundir"), {"actividades": "(2) Evaluar"}]
    leido = read_hojas(tmp_path, HojaEscrita("III.1", filas))
    assert leido.programas["III.1"].objetivos[0].compromisos[0].actividades == ("(1) Difundir (2) Evaluar",)


def test_a_column_that_is_not_of_the_form_is_told_and_not_read(tmp_path):
    leido = read_hojas(tmp_path, HojaEscrita("III.1", build_filas(3), extra=("Observaciones",)))
    check_tres(leido)
    assert list_hallazgos(leido, Nivel.INFO) == [("III.1!J6", "la columna no es del formulario: no se lee")]


def test_an_unknown_heading_in_place_of_a_column_is_a_warning(tmp_path):
    leido = read_hojas(tmp_path, HojaEscrita("III.1", build_filas(3), encabezados={"indicador": "Medición"}))
    hallazgo = next(h for h in leido.hallazgos if h.nivel is Nivel.ADVERTENCIA)
    assert (hallazgo.lugar, hallazgo.valor, hallazgo.remedio) == (
        "III.1!B6",
        "Medición",
        "Si es «Indicador», escriba ese encabezado.",
    )


@pytest.mark.parametrize("clave", ["objetivo", "actividades", "ponderacion"])
def test_a_table_without_an_indispensable_column_is_refused(tmp_path, clave):
    leido = read_hojas(tmp_path, HojaEscrita("III.1", build_filas(3), omitidas=frozenset({clave})))
    encabezado = get_control("III.1").get_columna(clave).encabezado
    assert list_impedimentos(leido) == [("III.1!A6", f"falta la columna «{encabezado}»")]


@pytest.mark.parametrize("clave", ["indicador", "resultado", "unidad", "medios", "cumple", "ganada"])
def test_a_column_that_may_lack_is_told_and_read_as_nothing(tmp_path, clave):
    leido = read_hojas(tmp_path, HojaEscrita("III.1", build_filas(3), omitidas=frozenset({clave})))
    check_tres(leido)
    objetivo = leido.programas["III.1"].objetivos[0]
    campos = {"indicador": "indicador", "resultado": "columna_4", "unidad": "unidad", "medios": "medios"}
    if clave in ("indicador", "resultado"):
        assert getattr(objetivo, campos[clave]) is None
    elif clave in campos:
        assert getattr(objetivo.compromisos[0], campos[clave]) is None
    encabezado = get_control("III.1").get_columna(clave).encabezado
    problema = f"el libro no trae la columna «{encabezado}»: lo que está guardado de ella no cambia"
    assert list_hallazgos(leido, Nivel.INFO) == [("III.1!A6", problema)]


def test_a_column_that_stands_twice_is_refused(tmp_path):
    leido = read_hojas(tmp_path, HojaEscrita("III.1", build_filas(3), extra=("Ponderación (%)",)))
    assert list_impedimentos(leido) == [("III.1!J6", "la columna está dos veces")]


def test_a_sheet_of_the_form_in_two_tabs_is_refused(tmp_path):
    leido = read_hojas(
        tmp_path, HojaEscrita("III.1", build_filas(3)), HojaEscrita("III.1", build_filas(2), nombre="Copia")
    )
    assert list_impedimentos(leido) == [("Copia!A6", "la tabla de III.1 ya está en la hoja «III.1»")]


def test_a_hidden_sheet_with_tables_is_a_warning_and_is_not_read(tmp_path):
    leido = read_hojas(
        tmp_path,
        HojaEscrita("III.1", build_filas(3)),
        HojaEscrita("III.2", build_filas(2), region="ATACAMA", estado="hidden"),
    )
    assert list_hallazgos(leido) == [("III.2", "la hoja está oculta y no se lee")]
    assert list(leido.programas) == ["III.1"]


def test_a_form_whose_sheets_are_all_hidden_is_refused(tmp_path):
    portada = HojaEscrita("III.1", omitidas=frozenset(CLAVES), nombre="Portada")
    leido = read_hojas(tmp_path, portada, HojaEscrita("III.1", build_filas(2), estado="hidden"))
    assert list_impedimentos(leido) == [
        ("III.1", "la hoja está oculta y no se lee"),
        ("Portada", "no se reconoce ninguna tabla del formulario"),
    ]


def test_the_two_tables_of_iii_2_are_told_apart(tmp_path):
    hoja = HojaEscrita("III.2", build_filas(2), [build_instancia(1), RAYA, build_instancia(2)])
    leido = read_hojas(tmp_path, hoja)
    assert list_hallazgos(leido) == []
    assert [i.nombre for i in leido.programas["III.2"].instancias] == ["Comisión 1", "Comisión 2"]
    assert len(leido.programas["III.2"].objetivos) == 2


def test_the_four_sheets_may_stand_one_under_another_in_one_tab(tmp_path):
    junto = Workbook()
    for hoja in load_workbook(write_formulario(tmp_path / "cuatro.xlsx")).worksheets:
        for fila in hoja.iter_rows(values_only=True):
            junto.active.append(fila)
        junto.active.append([])
    junto.save(tmp_path / "junto.xlsx")
    leido = read_ruta(tmp_path / "junto.xlsx", build_pedido())
    assert list_hallazgos(leido) == []
    assert {
        tipo: (len(p.objetivos), len(p.instancias), len(p.analisis)) for tipo, p in leido.programas.items()
    } == {
        "III.1": (4, 0, 4),
        "III.2": (2, 2, 2),
        "III.3": (1, 0, 1),
    }


def test_a_blank_form_commits_nothing_and_says_so(tmp_path):
    leido = read_hojas(tmp_path, HojaEscrita("III.1"), HojaEscrita("III.3", build_filas(1)))
    assert list(leido.programas) == ["III.3"]
    assert ("III.1!A6", "la tabla no trae filas") in list_hallazgos(leido)


def test_a_workbook_without_tables_is_refused(tmp_path):
    leido = read_hojas(tmp_path, HojaEscrita("III.1", omitidas=frozenset(CLAVES)))
    assert [problema for _, problema in list_impedimentos(leido)] == [
        "no se reconoce ninguna tabla del formulario"
    ]


def test_more_rows_than_a_form_can_have_are_refused(tmp_path):
    leido = read_hojas(tmp_path, HojaEscrita("III.1", [build_fila(i, ponderacion="1%") for i in range(1, 203)]))
    assert list_impedimentos(leido) == [("III.1!A6", "la tabla trae 202 filas y el máximo es 200")]


def test_errors_outside_the_form_are_ignored(tmp_path):
    filas = [{**fila, "K": "#REF!", "L": "=1/0"} for fila in build_filas(3)]
    leido = read_hojas(tmp_path, HojaEscrita("III.1", [*filas, {"K": "#DIV/0!"}], sobre=["#REF!"]))
    check_tres(leido)


def test_dates_and_numbers_in_text_cells_are_read_as_they_show(tmp_path):
    fila = build_fila(
        1,
        ponderacion="100%",
        indicador=date(2009, 6, 30),
        resultado=Escrita(0.25, "0%"),
        actividades=Escrita(12000, "#,##0"),
        unidad=4,
        medios=3.5,
    )
    objetivo = read_hojas(tmp_path, HojaEscrita("III.1", [fila])).programas["III.1"].objetivos[0]
    compromiso = objetivo.compromisos[0]
    assert (objetivo.indicador, objetivo.columna_4) == ("30-06-2009", "25%")
    assert (compromiso.actividades, compromiso.unidad, compromiso.medios) == (("12.000",), "4", ("3,5",))
