"""The official form for Word: every cell of the data, the form's merges, and what stands on every page."""

from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from programas.documentos.textos import clean_texto
from programas.documentos.word.formulario import write_docx
from programas.formulario.hojas import HOJAS
from programas.selectors.oficial.documento import build_documento
from tests.oficiales import MOMENTO, RAROS, TIPOS, build_completo, build_formulario, build_programa

LARGO = "Coordinar con los equipos regionales la implementación de los talleres; ñandú, áéíóú. " * 47


def open_escrito(*formularios):
    oficial = build_documento(formularios, MOMENTO)
    return oficial, Document(BytesIO(write_docx(oficial, MOMENTO)))


def spread(tabla):
    """What a reader of tables finds in each row and column: a merged cell says its text in all that it spans."""
    filas = [[titulo for titulo, cuantas in tabla.bandas for _ in range(cuantas)]] if tabla.bandas else []
    filas.append([columna.titulo for columna in tabla.columnas])
    anterior = []
    for fila in tabla.filas:
        propias = {celda.columna: celda.texto for celda in fila.celdas}
        anterior = [propias.get(i, anterior[i] if anterior else "") for i in range(len(tabla.columnas))]
        filas.append(anterior)
    if not tabla.filas:
        filas.append([tabla.vacia] * len(tabla.columnas))
    return [[clean_texto(texto) for texto in fila] for fila in filas]


def list_esperadas(oficial):
    tablas = []
    for hoja in oficial.hojas:
        for parte in hoja.partes:
            tablas.append([list(dato) for dato in parte.datos])
            tablas += [spread(tabla) for tabla in parte.tablas]
            if parte.totales:
                tablas.append([[total.titulo, total.estado, total.cifra] for total in parte.totales])
        if hoja.nacional:
            tablas.append([[total.titulo, total.estado, total.cifra] for total in hoja.nacional])
    return tablas


def list_escritas(documento):
    return [[[celda.text for celda in fila.cells] for fila in tabla.rows] for tabla in documento.tables]


@pytest.mark.parametrize(
    "formularios",
    [
        [build_formulario()],
        [build_completo(1)],
        [build_completo(40)],
        [build_completo(3, RAROS)],
        [build_completo(1, (LARGO, "Breve"))],
        [build_completo(4, columna_4_es_resultado=True, cerrado=True)],
        [build_completo(2), build_completo(1)],
    ],
    ids=["nada", "una fila", "cuarenta", "textos raros", "4.000 letras", "en evaluación", "todo el servicio"],
)
def test_every_cell_says_what_the_data_say(formularios):
    oficial, documento = open_escrito(*formularios)
    assert list_escritas(documento) == list_esperadas(oficial)


def test_it_lies_down_and_repeats_its_headings_and_a_short_row_is_not_cut():
    _, documento = open_escrito(build_formulario(build_programa("III.1", ("si", "si/no"), (LARGO, "Breve"))))
    (seccion,) = documento.sections
    assert seccion.page_width > seccion.page_height
    control = documento.tables[1]
    marcas = [
        [fila._tr.trPr.find(qn(f"w:{marca}")) is not None for marca in ("tblHeader", "cantSplit")]
        for fila in control.rows
    ]
    assert marcas == [[True, True]] * 2 + [[False, False]] * 3
    corta = open_escrito(build_completo(1))[1].tables[1].rows[2]
    assert corta._tr.trPr.find(qn("w:cantSplit")) is not None


def test_every_page_says_its_number_whose_it_is_and_how_far_to_rely_on_it():
    oficial, documento = open_escrito(build_completo(1))
    (seccion,) = documento.sections
    cabeza, pie = seccion.header.paragraphs[0], seccion.footer.paragraphs[0]
    assert cabeza.text == f"{oficial.servicio} · {oficial.titulo}\tMaule · BORRADOR"
    assert pie.text.startswith(
        "Borrador: hay programas y análisis del avance (III.4) sin aprobar · datos al 29-11-2009 12:04"
    )
    campos = [campo.get(qn("w:instr")) for campo in pie._p.iter(qn("w:fldSimple"))]
    assert campos == ["PAGE", "NUMPAGES"]
    assert documento.core_properties.language == "es-CL"


def test_the_notes_of_each_sheet_are_there_word_for_word():
    _, documento = open_escrito(build_completo(1))
    escritos = {parrafo.text for parrafo in documento.paragraphs}
    notas = {f"({nota.numero}) {nota.explain(2009)}" for hoja in HOJAS.values() for nota in hoja.notas}
    assert notas - escritos == set()
    titulos = [p.text for p in documento.paragraphs if p.style.name == "Heading 1"]
    assert titulos == [hoja.get_titulo(2009) for hoja in HOJAS.values()]


def test_the_service_gives_its_national_result_after_its_last_territory():
    _, documento = open_escrito(build_completo(1), build_completo(1))
    for clave in TIPOS:
        region, servicio = (total.get_titulo(2009) for total in HOJAS[clave].totales)
        titulos = [filas[0][0] for filas in list_escritas(documento)]
        if clave == "III.1":
            assert (titulos.count(region), titulos.count(servicio)) == (2, 1)
        assert titulos.index(servicio) > titulos.index(region)
