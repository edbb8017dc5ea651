"""The official form as PDF: every cell of the data, tagged, archivable, and whole whatever its length."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from programas.documentos.fuentes import CORTE, fit_texto
from programas.documentos.pdf import write_pdf
from programas.enums import EstadoPrograma, EtapaDatos
from programas.formulario.hojas import HOJAS
from programas.selectors.oficial.documento import build_documento
from programas.selectors.oficial.etapa import explain_etapa
from tests.oficiales import MOMENTO, RAROS, TIPOS, build_completo, build_formulario, build_programa
from tests.pdf import read_estructura, read_tablas, squash

LARGO = "Coordinar con los equipos regionales la implementación de los talleres; ñandú, áéíóú. " * 47


def expect(texto):
    return squash(fit_texto(texto).replace(CORTE, ""))


def list_esperadas(documento):
    """What each table says, row by row: (text, rows, columns) of each of its cells."""
    tablas = []
    for hoja in documento.hojas:
        for parte in hoja.partes:
            for tabla in parte.tablas:
                bandas = [[(expect(titulo), 1, ancho) for titulo, ancho in tabla.bandas]] if tabla.bandas else []
                titulos = [(expect(columna.titulo), 1, 1) for columna in tabla.columnas]
                filas = [[(expect(c.texto), c.alto, 1) for c in fila.celdas] for fila in tabla.filas]
                vacia = [[(expect(tabla.vacia), 1, len(tabla.columnas))]]
                tablas.append([*bandas, titulos, *(filas or vacia)])
    return tablas


def list_impresas(contenido):
    return [
        [[(squash(celda.texto), celda.alto, celda.ancho) for celda in fila] for fila in tabla]
        for tabla in read_tablas(contenido)
    ]


def print_formulario(*formularios):
    documento = build_documento(formularios, MOMENTO)
    return documento, write_pdf(documento, MOMENTO)


def list_paginas(contenido):
    return [pagina.extract_text() for pagina in PdfReader(BytesIO(contenido)).pages]


@pytest.mark.parametrize(
    "formulario",
    [
        build_formulario(),
        build_completo(1),
        build_completo(40),
        build_completo(3, RAROS),
        build_formulario(build_programa("III.1", ("si/no", "si"), (LARGO, "Breve"))),
        build_completo(4, columna_4_es_resultado=True, cerrado=True),
    ],
    ids=["nada", "una fila", "cuarenta", "textos raros", "4.000 letras", "en evaluación"],
)
def test_every_cell_says_what_the_data_say_and_nothing_is_lost_nor_repeated(formulario):
    documento, contenido = print_formulario(formulario)
    assert list_impresas(contenido) == list_esperadas(documento)


def test_every_total_and_note_of_the_form_is_there():
    _, contenido = print_formulario(build_completo())
    texto = squash(read_estructura(contenido).texto)
    for hoja in HOJAS.values():
        assert squash(hoja.get_titulo(2009)) in texto
        for nota in hoja.notas:
            assert expect(f"({nota.numero}) {nota.explain(2009)}") in texto
    assert squash("Desempeño Anual Servicio (CUMPLE /NO CUMPLE) (17) EN JUEGO") in texto
    assert squash("Desempeño Anual Región Programa de Información 2009 (%) (14) NO CUMPLE 50,00 %") in texto


@pytest.mark.parametrize(
    ("respuestas", "campos", "total"),
    [
        ((), {}, "SIN COMPROMISOS"),
        (("si",) * 9 + ("no",), {}, "CUMPLE 90,00 %"),
        (("si",) * 8 + ("no",) * 2, {}, "NO CUMPLE 80,00 %"),
        (("si", ""), {}, "EN JUEGO 50,00 %"),
        (("", ""), {}, "SIN EVALUAR"),
        (("si/parcial",), {"ponderacion": "UNIFORME"}, "NO CUMPLE 50,00 %"),
    ],
)
def test_the_total_of_the_region_says_each_state_in_words(respuestas, campos, total):
    _, contenido = print_formulario(build_formulario(build_programa("III.1", respuestas, ("Ampliar",), **campos)))
    titulo = next(t for t in HOJAS["III.1"].totales if t.clave == "region").get_titulo(2009)
    assert squash(f"{titulo} {total} Desempeño") in squash(read_estructura(contenido).texto)


def test_it_is_tagged_for_readers_and_fit_for_an_archive():
    documento, contenido = print_formulario(build_completo())
    lector = PdfReader(BytesIO(contenido))
    raiz, metadatos = lector.trailer["/Root"], lector.trailer["/Root"]["/Metadata"].get_data().decode()
    assert (raiz["/Lang"], bool(raiz["/MarkInfo"]["/Marked"])) == ("es-CL", True)
    assert bool(raiz["/ViewerPreferences"]["/DisplayDocTitle"])
    normas = dict(re.findall(r"<(pdf[au]\w*id:\w+)>(\w+)<", metadatos))
    assert normas == {"pdfaid:part": "2", "pdfaid:conformance": "A", "pdfuaid:part": "1"}
    assert "OutputIntents" in str(raiz.keys())
    assert lector.metadata.title == f"{documento.titulo} · Maule"
    estructura = read_estructura(contenido)
    assert [h.texto for h in estructura.find("H1")] == [hoja.get_titulo(2009) for hoja in HOJAS.values()]
    fuentes = {
        str(fuente["/DescendantFonts"][0]["/FontDescriptor"].keys() & {"/FontFile2", "/FontFile3"})
        for pagina in lector.pages
        for fuente in pagina["/Resources"]["/Font"].values()
    }
    assert "set()" not in fuentes


def test_a_long_row_goes_on_in_the_next_page_under_the_same_headings():
    _, contenido = print_formulario(build_formulario(build_programa("III.1", ("si",), (LARGO, "Breve"))))
    paginas = list_paginas(contenido)
    con_filas = [squash(p) for p in paginas if "Coordinar con los equipos" in p and "Meta anual" in p]
    assert len(con_filas) >= 2
    for texto in con_filas:
        for columna in HOJAS["III.1"].get_tabla("control").columnas:
            assert squash(columna.titulo) in texto


@pytest.mark.parametrize(
    ("estado", "cerrado", "etapa"),
    [
        (EstadoPrograma.ENVIADO, False, EtapaDatos.BORRADOR),
        (EstadoPrograma.APROBADO, False, EtapaDatos.VIGENTE),
        (EstadoPrograma.APROBADO, True, EtapaDatos.DEFINITIVO),
    ],
)
def test_every_page_says_its_number_whose_it_is_and_how_far_to_rely_on_it(estado, cerrado, etapa):
    programas = [build_programa(tipo, ("si",), ("Ampliar",), estado=estado) for tipo in TIPOS]
    documento, contenido = print_formulario(build_formulario(*programas, cerrado=cerrado, informe=estado))
    paginas = list_paginas(contenido)
    assert documento.etapa == etapa
    for numero, texto in enumerate(paginas, start=1):
        assert f"Página {numero} de {len(paginas)}" in texto
        assert etapa.label.upper() in texto
        assert "29-11-2009 12:04" in texto
        assert "Maule" in texto


APROBADO, BORRADOR = EstadoPrograma.APROBADO, EstadoPrograma.BORRADOR


@pytest.mark.parametrize(
    ("estado", "con_analisis", "informe", "dicho"),
    [
        (APROBADO, False, "", "Vigente: programas aprobados, ejercicio abierto"),
        (APROBADO, True, APROBADO, "Vigente: programas y análisis aprobados, ejercicio abierto"),
        (APROBADO, True, EstadoPrograma.ENVIADO, "Borrador: hay análisis del avance (III.4) sin aprobar"),
        (APROBADO, True, "", "Borrador: hay análisis del avance (III.4) sin aprobar"),
        (BORRADOR, True, "", "Borrador: hay programas y análisis del avance (III.4) sin aprobar"),
        (BORRADOR, False, "", "Borrador: hay programas sin aprobar"),
    ],
)
def test_nothing_is_in_force_while_something_printed_is_not_approved(estado, con_analisis, informe, dicho):
    programa = build_programa("III.1", ("si",), ("Ampliar",), estado=estado)
    analisis = build_completo().programas["III.1"].analisis if con_analisis else ()
    formulario = build_formulario(replace(programa, analisis=analisis), informe=informe)
    assert explain_etapa([formulario]) == dicho
    assert explain_etapa([formulario, replace(formulario, cerrado=True)]) == dicho
    assert explain_etapa([replace(formulario, cerrado=True)]) == "Definitivo: ejercicio cerrado"


def test_the_service_gives_its_national_result_once_after_the_last_territory():
    formularios = [build_completo(1), build_completo(1)]
    _, contenido = print_formulario(*formularios)
    texto = squash(read_estructura(contenido).texto)
    for clave in TIPOS:
        region, servicio = (squash(total.get_titulo(2009)) for total in HOJAS[clave].totales)
        notas = texto.index(squash(f"Notas de la actividad {clave}"))
        hoja = texto[texto.rindex(squash("(1)Maule—DirecciónRegional"), 0, notas) : notas]
        assert (hoja.count(region), hoja.count(servicio)) == (1, 1)
        assert hoja.index(region) < hoja.index(servicio)
    assert texto.count(squash(HOJAS["III.1"].totales[1].get_titulo(2009))) == 1
