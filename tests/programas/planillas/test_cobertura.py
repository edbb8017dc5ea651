"""What no table took is told: no commitment of a workbook is left out without a word."""

import time

import pytest
from openpyxl import load_workbook

from programas.formulario.lectura import Nivel
from programas.planillas.tablas import MAXIMO_RECORRIDO
from tests.libros import (
    BLANCA,
    ENCABEZADO,
    HojaEscrita,
    build_analisis,
    build_fila,
    build_filas,
    build_instancia,
    edit_libro,
    write_formulario,
    write_libro,
)
from tests.programas.planillas.lectura import (
    list_ausentes,
    list_hallazgos,
    list_impedimentos,
    list_objetivos,
    list_pesos,
    read_hojas,
)
from tests.territorios import build_pedido, read_ruta

CUATRO = [fila["objetivo"] for fila in build_filas(4)]
PERDIDA = "la fila {} está fuera de las tablas y no se lee: se perdería lo que dice"
NOTA = "la fila {} parece una nota y está en medio de la tabla: no se lee"
SIN_TABLA = "se anuncia III.3 y no se reconoce su tabla de control"


def read_con(carpeta, *intrusas, tras=2, filas=None, **campos):
    """Four rows of III.1 with others that somebody wrote after some of them."""
    suyas = build_filas(4) if filas is None else filas
    return read_hojas(carpeta, HojaEscrita("III.1", [*suyas[:tras], *intrusas, *suyas[tras:]], **campos))


# A line in the middle of a table.


@pytest.mark.parametrize(
    "texto", ["Notas:", "(1) Región: identificar responsable", "(2) Realizar talleres", "(3)"]
)
def test_a_note_in_the_middle_of_a_table_ends_nothing_and_is_told(tmp_path, texto):
    leido = read_con(tmp_path, {"objetivo": texto})
    assert (list_objetivos(leido), list_pesos(leido)) == (CUATRO, [[250_000]] * 4)
    assert list_hallazgos(leido) == [("III.1!A9", NOTA.format(9))]


@pytest.mark.parametrize(
    "fila", [{"objetivo": "del sistema regional"}, {"actividades": "(2) Realizar talleres"}, {"medios": "Actas"}]
)
def test_a_continuation_alone_is_part_of_the_row_above(tmp_path, fila):
    leido = read_con(tmp_path, fila)
    assert (list_hallazgos(leido), len(list_objetivos(leido))) == ([], 4)
    (texto,) = fila.values()
    segundo = leido.programas["III.1"].objetivos[1]
    assert texto in " ".join((segundo.texto, *segundo.compromisos[0].actividades, *segundo.compromisos[0].medios))


def test_a_page_break_after_a_note_still_repeats_the_header(tmp_path):
    leido = read_con(tmp_path, {"objetivo": "Notas:"}, {"objetivo": "Hoja dos"}, ENCABEZADO)
    assert list_objetivos(leido) == CUATRO
    assert list_hallazgos(leido) == [
        ("III.1!A9", NOTA.format(9)),
        ("III.1!A10", "la fila 10 está fuera de las tablas y no se lee"),
    ]


def test_a_row_without_weight_after_a_note_is_not_lost_in_silence(tmp_path):
    leido = read_con(
        tmp_path, {"objetivo": "Notas:"}, filas=[*build_filas(4)[:3], build_fila(4, ponderacion=None)]
    )
    assert list_objetivos(leido) == CUATRO
    leido = read_con(tmp_path, {"objetivo": "Notas:"}, build_fila(5, ponderacion=None))
    assert list_impedimentos(leido) == [("III.1!A10", PERDIDA.format(10))]


@pytest.mark.parametrize("tras", [2, 4])
def test_the_rest_of_a_row_that_a_note_cuts_is_not_lost_in_silence(tmp_path, tras):
    resto = {"actividades": "del sistema de la región", "medios": "y sus anexos"}
    leido = read_con(tmp_path, {"objetivo": "Notas:"}, resto, tras=tras)
    assert list_impedimentos(leido) == [(f"III.1!D{8 + tras}", PERDIDA.format(8 + tras))]


@pytest.mark.parametrize("columna", ["objetivo", "actividades"])
def test_the_title_of_another_sheet_among_the_rows_refuses_the_workbook(tmp_path, columna):
    """Also when that sheet stands whole in its own tab."""
    filas = build_filas(3)
    leido = read_hojas(
        tmp_path,
        HojaEscrita("III.2", build_filas(2)),
        HojaEscrita("III.3", [filas[0], {columna: "Actividad III.2"}, *filas[1:]]),
    )
    letra = "A" if columna == "objetivo" else "D"
    assert list_impedimentos(leido) == [
        (f"III.3!{letra}8", "el título de III.2 está en medio de otra tabla"),
        ("III.3!A9", PERDIDA.format(9)),
        ("III.3!A10", PERDIDA.format(10)),
    ]


@pytest.mark.parametrize("peso", ["3,2%", "3.1", 3.3])
def test_a_weight_out_of_place_is_not_taken_for_a_title(tmp_path, peso):
    """«3,2%» reads like «III.2»."""
    leido = read_con(tmp_path, {"objetivo": "Notas:"}, {"actividades": "Realizar talleres", "ponderacion": peso})
    assert list_impedimentos(leido) == [("III.1!D10", PERDIDA.format(10))]


def test_a_whole_row_is_a_row_though_its_objective_reads_like_a_title(tmp_path):
    filas = build_filas(4)
    filas[2]["objetivo"] = "Actividad III.2 y sus instancias"
    leido = read_con(tmp_path, {"objetivo": "Notas:"}, filas=filas)
    assert len(list_objetivos(leido)) == 4


def test_a_commitment_that_speaks_of_the_yearly_performance_is_no_total(tmp_path):
    filas = build_filas(4)
    filas[1]["indicador"] = "Desempeño anual región en talleres"
    assert list_objetivos(read_con(tmp_path, filas=filas)) == CUATRO


def test_the_title_of_the_sheet_again_goes_on_with_its_table_until_its_total(tmp_path):
    titulo = {"objetivo": "Actividad III.1"}
    assert list_objetivos(read_con(tmp_path, titulo)) == CUATRO
    total = {"objetivo": "Desempeño Anual Región Programa de Trabajo (%)", "indicador": "100%"}
    leido = read_con(tmp_path, total, titulo)
    assert list_impedimentos(leido) == [("III.1!A11", PERDIDA.format(11)), ("III.1!A12", PERDIDA.format(12))]
    leido = read_con(tmp_path, total, titulo, ENCABEZADO)
    assert (list_impedimentos(leido), list_objetivos(leido)) == ([], CUATRO)


def test_a_subtotal_leaves_the_table_open(tmp_path):
    subtotal, resto = {"objetivo": "Subtotal", "ponderacion": "50%"}, {"medios": "con sus actas"}
    leido = read_con(tmp_path, subtotal, resto)
    assert leido.programas["III.1"].objetivos[1].compromisos[0].medios == ("Informe 2 de jornadas con sus actas",)
    leido = read_con(tmp_path, subtotal, build_fila(5, ponderacion=None))
    assert len(list_objetivos(leido)) == 5


@pytest.mark.parametrize("rotulo", ["Total", "Suma de ponderaciones"])
def test_a_row_without_weight_after_a_total_is_not_lost_in_silence(tmp_path, rotulo):
    leido = read_con(tmp_path, {"objetivo": rotulo, "ponderacion": "50%"}, build_fila(5, ponderacion=None))
    assert list_impedimentos(leido) == [("III.1!A10", PERDIDA.format(10))]


@pytest.mark.parametrize(
    ("hoja", "columna", "perdidas"),
    [
        (HojaEscrita("III.2", build_filas(1), [build_instancia(i) for i in range(3)]), 7, ["A8", "A9"]),
        (
            HojaEscrita("III.4", [build_analisis("III.1", fila["objetivo"]) for fila in build_filas(3)]),
            7,
            ["A8", "A9"],
        ),
    ],
)
def test_a_note_inside_the_tables_without_weights_refuses_the_workbook(tmp_path, hoja, columna, perdidas):
    def insert_nota(pagina):
        pagina.insert_rows(columna)
        pagina.cell(columna, 1).value = "Notas:"

    ruta = edit_libro(
        write_libro(tmp_path / "libro.xlsx", hoja, HojaEscrita("III.1", build_filas(3))), insert_nota
    )
    lugares = [lugar for lugar, _ in list_impedimentos(read_ruta(ruta, build_pedido()))]
    assert lugares == [f"{hoja.tipo}!{celda}" for celda in perdidas]


def test_what_stands_around_the_tables_is_no_row(tmp_path):
    leido = read_con(
        tmp_path,
        {"objetivo": "Notas:"},
        {"objetivo": "(1) Región: identificar responsable", "indicador": "(2) Objetivo"},
        {"objetivo": "Elaborado por: Dirección Regional", "indicador": "Fecha: 30-06-2009", "medios": "Timbre"},
        {"objetivo": "Nombre y firma", "indicador": "Directora Regional"},
        tras=4,
        sobre=["SERVICIO NACIONAL DE LA MUJER"],
    )
    assert (list_hallazgos(leido), list_objetivos(leido)) == ([], CUATRO)

    def add_ficha(pagina):
        for columna, texto in enumerate(("Servicio:", "SERNAM", "Año:", 2009), start=1):
            pagina.cell(2, columna).value = texto

    ruta = edit_libro(write_libro(tmp_path / "ficha.xlsx", HojaEscrita("III.1", build_filas(4))), add_ficha)
    assert list_hallazgos(read_ruta(ruta, build_pedido())) == []


# A table that nobody recognises.


def write_sin_iii_3(carpeta, edit, **campos):
    ruta = write_libro(
        carpeta / "libro.xlsx",
        HojaEscrita("III.3", build_filas(3), total="99%", **campos),
        HojaEscrita("III.1", build_filas(4)),
        HojaEscrita("III.2", build_filas(2)),
    )
    return read_ruta(edit_libro(ruta, edit), build_pedido())


def find_encabezado(pagina):
    return next(fila for fila in pagina.iter_rows() if str(fila[0].value).startswith("Objetivos"))


def rename_encabezados(pagina):
    nuevos = ("Propósito", "Medida", "Logro", "Tareas", "Quién", "Prueba", "Peso", "Hecho", "Ganado")
    for celda, texto in zip(find_encabezado(pagina), nuevos, strict=True):
        celda.value = texto


def prefix_encabezados(pagina):
    for celda in find_encabezado(pagina):
        celda.value = f"Etapa 3: {celda.value}"


def delete_encabezados(pagina):
    pagina.delete_rows(find_encabezado(pagina)[0].row)


@pytest.mark.parametrize("edit", [rename_encabezados, prefix_encabezados, delete_encabezados])
@pytest.mark.parametrize("campos", [{}, {"nombre": "Hoja3"}, {"titulo": ""}])
def test_a_programme_announced_whose_headings_are_not_known_refuses_the_workbook(tmp_path, edit, campos):
    leido = write_sin_iii_3(tmp_path, edit, **campos)
    (anuncio,) = [h for h in leido.impedimentos if h.problema == SIN_TABLA]
    assert (anuncio.valor[:12], bool(anuncio.remedio)) == ("III.3" if "titulo" in campos else "Actividad II", True)
    assert (anuncio.hoja, bool(anuncio.celda)) == (campos.get("nombre", "III.3"), True)
    perdidas = [h for h in leido.impedimentos if "se perdería" in h.problema and h.valor in CUATRO]
    assert [h.valor for h in perdidas] == CUATRO[:3]
    assert list_ausentes(leido) == []


def test_a_header_known_only_after_the_page_break_refuses_the_workbook(tmp_path):
    filas = build_filas(4)

    def delete_primero(pagina):
        pagina.delete_rows(6)

    hoja = HojaEscrita("III.1", [*filas[:2], BLANCA, ENCABEZADO, *filas[2:]])
    leido = read_ruta(edit_libro(write_libro(tmp_path / "libro.xlsx", hoja), delete_primero), build_pedido())
    assert list_impedimentos(leido) == [("III.1!A6", PERDIDA.format(6)), ("III.1!A7", PERDIDA.format(7))]


def test_rows_in_a_tab_that_says_nothing_refuse_a_workbook_that_lacks_a_programme(tmp_path):
    def erase_todo(pagina):
        pagina.delete_rows(1, 6)

    leido = write_sin_iii_3(tmp_path, erase_todo, nombre="Hoja3", con_notas=False)
    (hallazgo,) = leido.impedimentos
    assert (hallazgo.lugar, hallazgo.problema) == (
        "Hoja3!A1",
        "la hoja trae 3 filas y ninguna tabla del formulario que se reconozca: no se lee; el libro no trae III.3",
    )


def add_hoja(ruta, nombre, filas):
    libro = load_workbook(ruta)
    pagina = libro.create_sheet(nombre)
    for fila in filas:
        pagina.append(fila)
    libro.save(ruta)
    return read_ruta(ruta, build_pedido())


@pytest.mark.parametrize(
    ("filas", "niveles"),
    [
        ([["Talca", "VII"], ["Curicó", "VII"]], []),
        ([["Talca", "VII", "Maule"]], [Nivel.ADVERTENCIA]),
        ([["Ampliar la oferta", "Talleres", "3,2%"]], [Nivel.IMPIDE]),
        ([["Actividad III. 1"], ["Actividad III. 2"], ["Actividad III. 3"]], []),
    ],
)
def test_a_sheet_that_is_not_of_the_form_is_told_by_what_it_holds(tmp_path, filas, niveles):
    leido = add_hoja(write_formulario(tmp_path / "libro.xlsx"), "Comunas", filas)
    assert [h.nivel for h in leido.hallazgos if h.hoja == "Comunas"] == niveles


def test_a_workbook_that_lacks_a_programme_says_so(tmp_path):
    leido = read_hojas(tmp_path, HojaEscrita("III.1", build_filas(4)), HojaEscrita("III.2", build_filas(2)))
    assert (list_impedimentos(leido), list_ausentes(leido)) == ([], [(Nivel.INFO, "III.3")])
    assert list_ausentes(read_ruta(write_formulario(tmp_path / "todo.xlsx"), build_pedido())) == []


def test_a_blank_table_is_not_a_programme_that_lacks(tmp_path):
    leido = read_hojas(tmp_path, HojaEscrita("III.1", build_filas(4)), HojaEscrita("III.2"), HojaEscrita("III.3"))
    assert (list_impedimentos(leido), list_ausentes(leido)) == ([], [])


def test_a_general_title_over_another_sheet_announces_nothing(tmp_path):
    sobre = ["Programa de Trabajo de Gestión Territorial 2009"]
    leido = read_hojas(tmp_path, HojaEscrita("III.2", build_filas(2), sobre=sobre))
    assert list_impedimentos(leido) == []


# Tables side by side.


def put_side_by_side(carpeta, *tipos, arriba=0):
    libro = load_workbook(write_formulario(carpeta / "cuatro.xlsx"))
    junta = libro.create_sheet("Todo", 0)
    columna = 0
    for i, tipo in enumerate(tipos):
        for fila in libro[tipo].iter_rows():
            for celda in fila:
                junta.cell(celda.row + i * arriba, celda.column + columna).value = celda.value
        columna += libro[tipo].max_column + 1
        del libro[tipo]
    libro.save(carpeta / "juntas.xlsx")
    return read_ruta(carpeta / "juntas.xlsx", build_pedido())


@pytest.mark.parametrize("arriba", [0, 1])
@pytest.mark.parametrize("tipos", [("III.1", "III.2", "III.3", "III.4"), ("III.1", "III.4"), ("III.4", "III.3")])
def test_tables_side_by_side_refuse_the_workbook(tmp_path, tipos, arriba):
    leido = put_side_by_side(tmp_path, *tipos, arriba=arriba)
    assert "hay dos tablas del formulario una al lado de la otra: sus filas no se distinguen" in {
        h.problema for h in leido.impedimentos
    }
    assert list_ausentes(leido) == []


# Hidden rows and columns, and sheets too long to walk.


def test_hidden_rows_and_columns_are_read_and_told(tmp_path):
    def hide(pagina):
        pagina.row_dimensions[8].hidden = True
        pagina.row_dimensions[3].hidden = True
        pagina.column_dimensions.group("B", "C", hidden=True)

    ruta = edit_libro(write_libro(tmp_path / "libro.xlsx", HojaEscrita("III.1", build_filas(4))), hide)
    leido = read_ruta(ruta, build_pedido())
    assert list_objetivos(leido) == CUATRO
    assert list_hallazgos(leido) == [
        ("III.1!A8", "la fila está oculta y se lee como las demás"),
        ("III.1!B6", "la columna está oculta y se lee como las demás"),
        ("III.1!C6", "la columna está oculta y se lee como las demás"),
    ]


def test_a_sheet_with_ten_thousand_rows_is_refused_without_walking_them(tmp_path):
    ruta = write_libro(tmp_path / "libro.xlsx", HojaEscrita("III.2", build_filas(2)))
    filas = [[f"Ampliar {i}", "%", "5", "Difundir", "Unidad", "Acta", "1%"] for i in range(10_000)]
    antes = time.process_time()
    leido = add_hoja(ruta, "III.1", filas)
    assert time.process_time() - antes < 8
    assert list_impedimentos(leido) == [
        ("III.1!A1", f"la hoja trae 10000 filas escritas y el máximo es {MAXIMO_RECORRIDO}")
    ]


def test_many_rows_out_of_place_are_told_in_few_words(tmp_path):
    filas = build_filas(4)
    perdidas = [build_fila(i, ponderacion=None) for i in range(30)]
    leido = read_hojas(tmp_path, HojaEscrita("III.1", [*filas, {"objetivo": "Notas:"}, *perdidas]))
    assert len(leido.impedimentos) == 21
    assert leido.impedimentos[-1].problema == "de ahí en adelante hay 10 filas más que no se leen"
