"""The person's own workbook comes back with each problem in its cell, and can be imported again."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from programas.formulario.lectura import Hallazgo, Nivel
from programas.planillas import LibroRechazado, read_formulario
from programas.planillas.escritor.calculadas import inject_valores
from programas.planillas.marcado import HOJA_PROBLEMAS, mark_libro
from tests.formatos import FORMATOS, convert_libro
from tests.libros import Escrita, HojaEscrita, build_fila, build_filas, edit_libro, write_formulario, write_libro
from tests.programas.planillas.lectura import list_hallazgos
from tests.territorios import build_pedido, read_ruta


def build_hallazgo(nivel: Nivel, celda: str, problema: str = "está mal", **campos) -> Hallazgo:
    return Hallazgo("V3", nivel, campos.pop("hoja", "III.1"), celda, "", problema, "Corríjalo.", **campos)


def mark(ruta, *hallazgos):
    return load_workbook(BytesIO(mark_libro(ruta.name, ruta.read_bytes(), hallazgos)))


@pytest.mark.parametrize("formato", FORMATOS)
def test_each_problem_is_coloured_and_noted_in_its_cell(tmp_path, formato):
    filas = [build_fila(1, cumple="quizás"), build_fila(2, ponderacion="mucho")]
    ruta = convert_libro(write_libro(tmp_path / "libro.xlsx", HojaEscrita("III.1", filas)), formato)
    leido = read_ruta(ruta, build_pedido())
    libro = mark(ruta, *leido.hallazgos)
    assert libro.sheetnames == ["III.1", HOJA_PROBLEMAS]
    pagina = libro["III.1"]
    assert {celda.coordinate for fila in pagina for celda in fila if celda.comment} == {
        hallazgo.celda for hallazgo in leido.hallazgos if hallazgo.celda
    }
    assert (pagina["H7"].fill.fgColor.rgb, pagina["G8"].fill.fgColor.rgb) == ("00FFC7CE", "00FFC7CE")
    assert pagina["H7"].comment.text.startswith(
        "⛔ Impide importar (Lectura): Cumple/no cumple (9): no se entiende"
    )


@pytest.mark.parametrize("formato", FORMATOS)
def test_the_marked_copy_is_read_as_the_original(tmp_path, formato):
    ruta = convert_libro(write_formulario(tmp_path / "libro.xlsx"), formato)
    original = read_ruta(ruta, build_pedido())
    marcado = mark_libro(ruta.name, ruta.read_bytes(), [build_hallazgo(Nivel.ERROR, "A7"), *original.hallazgos])
    vuelto = read_formulario("marcado.xlsx", marcado, build_pedido())
    assert (vuelto.region, vuelto.programas) == (original.region, original.programas)
    assert vuelto.hallazgos == original.hallazgos
    otra = load_workbook(BytesIO(mark_libro("marcado.xlsx", marcado, vuelto.hallazgos)))
    assert otra.sheetnames == ["III.1", "III.2", "III.3", "III.4", HOJA_PROBLEMAS]


def test_formulas_stay_with_what_they_were_computed_to(tmp_path):
    filas = build_filas(2, ganada="=G7*1")
    ruta = write_libro(tmp_path / "libro.xlsx", HojaEscrita("III.1", filas))
    ruta.write_bytes(inject_valores(ruta.read_bytes(), {1: {"I7": 0.5, "I8": "#REF!"}}))
    original = read_ruta(ruta, build_pedido())
    marcado = mark_libro(ruta.name, ruta.read_bytes(), original.hallazgos)
    assert load_workbook(BytesIO(marcado))["III.1"]["I7"].value == "=G7*1"
    assert read_formulario("marcado.xlsx", marcado, build_pedido()).hallazgos == original.hallazgos


def test_a_cut_cell_is_marked_in_all_its_pieces_and_a_merged_one_where_its_value_is(tmp_path):
    hoja = HojaEscrita("III.1", build_filas(3), combinadas=["B7:B8"])
    ruta = write_libro(tmp_path / "libro.xlsx", hoja)
    origen = (("III.1", "G7 + G9"),)
    libro = mark(
        ruta,
        build_hallazgo(Nivel.ADVERTENCIA, "A7 + A9"),
        build_hallazgo(Nivel.INFO, "B8"),
        build_hallazgo(Nivel.ERROR, "", origen=origen),
    )
    notas = {celda.coordinate for fila in libro["III.1"] for celda in fila if celda.comment}
    assert notas == {"A7", "A9", "B7", "G7", "G9"}


def test_the_worst_problem_gives_the_colour_and_the_own_notes_are_kept(tmp_path):
    def comment(pagina):
        pagina["A7"].comment = Comment("Conversado con la región", "alguien")

    ruta = edit_libro(write_libro(tmp_path / "libro.xlsx", HojaEscrita("III.1", build_filas(2))), comment)
    celda = mark(ruta, build_hallazgo(Nivel.INFO, "A7"), build_hallazgo(Nivel.IMPIDE, "A7"))["III.1"]["A7"]
    assert celda.fill.fgColor.rgb == "00FFC7CE"
    assert celda.comment.text == (
        "⛔ Impide importar (V3): está mal.\n→ Corríjalo.\n\nℹ Para saber (V3): está mal.\n→ Corríjalo.\n\n"
        "Nota anterior: Conversado con la región"
    )


def test_the_list_says_all_the_problems_with_a_link_to_each_cell(tmp_path):
    ruta = write_libro(tmp_path / "libro.xlsx", HojaEscrita("III.1", build_filas(2), nombre="D'Arica 1"))
    libro = mark(
        ruta,
        build_hallazgo(Nivel.ERROR, "A7", hoja="D'Arica 1"),
        build_hallazgo(Nivel.INFO, "", hoja="III.2"),
    )
    pagina = libro[HOJA_PROBLEMAS]
    assert [[celda.value for celda in fila] for fila in pagina] == [
        ["Nivel", "Hoja", "Celda", "Dice", "Problema", "Qué hacer"],
        ["✖ Error", "D'Arica 1", "A7", None, "está mal", "Corríjalo."],
        ["ℹ Para saber", "III.2", None, None, "está mal", "Corríjalo."],
    ]
    assert pagina["C2"].hyperlink.location or pagina["C2"].hyperlink.target == "#'D''Arica 1'!A7"
    assert pagina["C3"].hyperlink is None


@pytest.mark.parametrize("formato", FORMATOS)
def test_texts_that_look_like_formulas_stay_texts(tmp_path, formato):
    filas = [
        build_fila(1, medios=Escrita('=HYPERLINK("http://a")', texto=True), unidad="-2 jornadas"),
        build_fila(2),
    ]
    ruta = convert_libro(write_libro(tmp_path / "libro.xlsx", HojaEscrita("III.1", filas)), formato)
    libro = mark(ruta, build_hallazgo(Nivel.ERROR, "F7", "=1+1"))
    celda, lista = libro["III.1"]["F7"], libro[HOJA_PROBLEMAS]["E2"]
    assert (celda.value, celda.data_type) == ('=HYPERLINK("http://a")', "s")
    assert (lista.value, lista.data_type) == ("=1+1", "s")
    assert libro["III.1"]["E7"].value == "-2 jornadas"


@pytest.mark.parametrize("formato", FORMATOS)
def test_merges_and_hidden_rows_are_kept(tmp_path, formato):
    def hide(pagina):
        pagina.row_dimensions[8].hidden = True

    hoja = HojaEscrita("III.1", build_filas(3), combinadas=["A7:A8"])
    ruta = convert_libro(edit_libro(write_libro(tmp_path / "libro.xlsx", hoja), hide), formato)
    pagina = mark(ruta)["III.1"]
    assert [str(rango) for rango in pagina.merged_cells.ranges] == ["A7:A8"]
    assert pagina.row_dimensions[8].hidden is True


def test_what_is_no_workbook_is_not_marked():
    with pytest.raises(LibroRechazado):
        mark_libro("a.xlsx", b"%PDF-1.4", [])


def test_a_sheet_of_the_person_that_is_called_the_same_is_read(tmp_path):
    hoja = HojaEscrita("III.1", build_filas(2), nombre=HOJA_PROBLEMAS)
    assert list_hallazgos(read_ruta(write_libro(tmp_path / "libro.xlsx", hoja), build_pedido())) == []
