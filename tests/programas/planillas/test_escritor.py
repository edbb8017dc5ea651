"""The official workbook that the system writes: as the form prints it, and what a template calculates."""

import json
from dataclasses import replace
from fractions import Fraction
from io import BytesIO

import pytest
from openpyxl import load_workbook

from programas.enums import ClaseObjetivo
from programas.formulario.contenido import CompromisoContenido, ObjetivoContenido, ProgramaContenido
from programas.formulario.hojas import HOJAS
from programas.formulario.metadatos import HOJA_METADATOS, VERSION_FORMULARIO, mark_valor
from programas.planillas import read_formulario
from programas.planillas.escritor import (
    Catalogos,
    TextoNoCabe,
    name_archivo,
    write_libro,
    write_libro_de_todos,
)
from programas.planillas.escritor.textos import MAXIMO_DE_CELDA
from programas.planillas.metadatos import HOJA_LISTAS
from programas.scoring import Estado
from programas.selectors.exportacion import FormularioExportado
from programas.selectors.oficial.etapa import NACIONAL_INVENTADO
from tests import oficiales
from tests.territorios import build_pedido

CATALOGOS = Catalogos(("Unidad de VIF", "=Unidad"), ("Maule", "Atacama"), dict(ClaseObjetivo.choices))
CODIGO = "2009-07-III.1"


def build_fila(numero, cumple="", peso=33_300, texto="Ampliar la oferta", **cambios):
    codigo = f"{CODIGO}-{numero:02d}"
    compromiso = CompromisoContenido(
        *(f"{codigo}.1", {}, numero, peso, "", cumple, "", "Unidad de VIF", 0),
        ("Difundir", "Capacitar"),
        ("Informe",),
    )
    return replace(
        ObjetivoContenido(codigo, {}, numero, texto, "", "", "% de comunas", "85%", "", (compromiso,)), **cambios
    )


def build_programa(*objetivos, uniforme=False, responsable=""):
    ponderacion = "UNIFORME" if uniforme else "MANUAL"
    return ProgramaContenido(
        *(1, CODIGO, "III.1", "07", "Maule", responsable, "METAS", ponderacion, "BORRADOR", False, None),
        tuple(objetivos),
    )


def build_formulario(*objetivos, **del_programa):
    programas = {"III.1": build_programa(*objetivos, **del_programa)} if objetivos else {}
    return FormularioExportado(
        *("sernam", "Servicio Nacional de la Mujer", 2009, Fraction(9, 10), False, False, "07", "Maule", "c0ffee"),
        programas=programas,
        nacional={"III.1": Estado.NO_CUMPLE},
    )


def open_escrito(contenido, **opciones):
    return load_workbook(BytesIO(contenido), **opciones)


def list_textos(pagina):
    return [[celda.value for celda in fila if celda.value is not None] for fila in pagina.iter_rows()]


def find_fila(pagina, comienzo):
    return next(fila for fila in pagina.iter_rows() if str(fila[0].value).startswith(comienzo))


def read_escrito(contenido):
    return read_formulario("planilla.xlsx", contenido, build_pedido())


def test_every_sheet_says_its_title_region_headings_and_totals_with_their_notes():
    libro = open_escrito(write_libro(build_formulario(build_fila(1))))
    assert libro.sheetnames == ["III.1", "III.2", "III.3", "III.4", "Notas", HOJA_METADATOS]
    for hoja in HOJAS.values():
        filas = list_textos(libro[hoja.clave])
        assert filas[0] == [hoja.get_titulo(2009)]
        assert filas[1] == ["REGIÓN (1)", "Maule"]
        for tabla in hoja.tablas:
            titulos = [columna.titulo.format(anio=2009) for columna in tabla.columnas]
            assert [fila[:-1] for fila in filas].count(titulos) == 1
        escritos = [fila[0] for fila in filas if fila]
        assert [total.get_titulo(2009) in escritos for total in hoja.totales] == [True] * len(hoja.totales)


def test_the_notes_are_there_word_for_word():
    pagina = open_escrito(write_libro(build_formulario()))["Notas"]
    escritas = {fila[0] for fila in list_textos(pagina) if fila}
    notas = [f"({nota.numero}) {nota.explain(2009)}" for hoja in HOJAS.values() for nota in hoja.notas]
    assert [nota for nota in notas if nota not in escritas] == []


def test_it_prints_landscape_as_wide_as_the_page_with_its_headings_on_every_one():
    libro = open_escrito(write_libro(build_formulario(build_fila(1))))
    for clave, titulos in {"III.1": "$1:$5", "III.2": "$7:$8", "III.3": "$1:$5", "III.4": "$1:$4"}.items():
        pagina = libro[clave]
        assert (pagina.page_setup.orientation, pagina.page_setup.fitToWidth) == ("landscape", 1)
        assert (pagina.page_setup.fitToHeight, pagina.sheet_properties.pageSetUpPr.fitToPage) == (0, True)
        assert pagina.print_title_rows == titulos
        assert pagina.oddFooter.center.text == "Borrador: hay programas sin aprobar"
        assert pagina.oddFooter.right.text == "Página &P de &N"


def test_data_of_demonstration_say_so_on_every_page():
    real = build_formulario(build_fila(1))
    inventado = replace(real, programas={"III.1": replace(real.programas["III.1"], es_demostracion=True)})
    for contenido in (write_libro(inventado), write_libro_de_todos([real, replace(inventado, nombre="Ñuble")])):
        visibles = [p for p in open_escrito(contenido).worksheets if p.sheet_state == "visible"]
        assert {p.oddFooter.center.text for p in visibles} == {
            "Borrador: hay programas sin aprobar · Datos de demostración"
        }
    # A territory's own data are real, and the result of its service is made of others too.
    nacional = {"III.1": Estado.CUMPLE}
    for vistos, dicho in ((nacional, f" · {NACIONAL_INVENTADO}"), ({}, "")):
        contenido = write_libro(replace(real, nacional=vistos, nacional_inventado=True))
        assert (
            open_escrito(contenido)["III.1"].oddFooter.center.text == f"Borrador: hay programas sin aprobar{dicho}"
        )


@pytest.mark.parametrize("texto", ["=1+1", "-Optimizar", "+56 2", "@todos", "'cita'", '=HYPERLINK("x")', "#REF"])
def test_a_text_stays_a_text_whatever_it_begins_with(texto):
    contenido = write_libro(build_formulario(build_fila(1, texto=texto, indicador=texto)), CATALOGOS)
    celda = next(fila for fila in open_escrito(contenido)["III.1"].iter_rows(min_row=6))[0]
    assert (celda.value, celda.data_type) == (texto, "s")
    assert celda.quotePrefix is texto.startswith(("=", "-", "+", "@", "'"))
    (objetivo,) = read_escrito(contenido).programas["III.1"].objetivos
    assert (objetivo.texto, objetivo.indicador) == (texto, texto)


@pytest.mark.parametrize(
    ("texto", "leido"),
    [("uno\r\ndos\x0btres", "uno\ndos\ntres"), ("a\x00b\x1f", "ab"), ("\ud800Ñ", "Ñ")],
)
def test_what_no_workbook_holds_is_taken_out_and_nothing_else(texto, leido):
    lectura = read_escrito(write_libro(build_formulario(build_fila(1, texto=texto))))
    assert lectura.programas["III.1"].objetivos[0].texto == leido


@pytest.mark.parametrize(
    ("texto", "escrito"),
    [
        ("_x0041_", "_x005F_x0041_"),
        ("de _x00e1_x0041_ a _x005F_", "de _x005F_x00e1_x005F_x0041_ a _x005F_x005F_"),
        ("_x41_ y mesa_x", "_x41_ y mesa_x"),
    ],
)
def test_a_text_that_looks_like_a_character_by_its_number_is_escaped_as_the_format_asks(texto, escrito):
    contenido = write_libro(build_formulario(build_fila(1, texto=texto), responsable=texto), CATALOGOS)
    pagina = open_escrito(contenido)["III.1"]
    assert (pagina["A6"].value, pagina["B2"].value) == (escrito, f"Maule — {escrito}")
    lectura = read_escrito(contenido)
    (objetivo,) = lectura.programas["III.1"].objetivos
    assert (objetivo.texto, lectura.programas["III.1"].responsable) == (texto, "")
    assert lectura.metadatos.filas[objetivo.codigo]["texto"] == mark_valor(texto)


def test_what_is_escaped_takes_its_own_letters_of_the_cell():
    texto = "_x0041_" + "Ñ" * (MAXIMO_DE_CELDA - 13)
    assert len(
        read_escrito(write_libro(build_formulario(build_fila(1, texto=texto))))
        .programas["III.1"]
        .objetivos[0]
        .texto
    ) == len(texto)
    with pytest.raises(TextoNoCabe, match="tiene 32768 letras"):
        write_libro(build_formulario(build_fila(1, texto=texto + "Ñ")))


def test_a_text_longer_than_a_cell_is_refused_with_its_row_and_column():
    justo = build_formulario(build_fila(1, texto="Ñ" * MAXIMO_DE_CELDA))
    assert len(read_escrito(write_libro(justo)).programas["III.1"].objetivos[0].texto) == MAXIMO_DE_CELDA
    with pytest.raises(
        TextoNoCabe, match=r"«Objetivos específicos» de la fila 2009-07-III\.1-01\.1 tiene 32768 letras"
    ):
        write_libro(build_formulario(build_fila(1, texto="Ñ" * (MAXIMO_DE_CELDA + 1))))


@pytest.mark.parametrize(
    ("cumplidas", "filas", "peso", "esperado"),
    [
        (27, 30, 33_300, (0.9, "CUMPLE")),
        (28, 31, 32_000, (0.9032, "CUMPLE")),
        (27, 31, 3_100, (0.8709, "NO CUMPLE")),
        (2, 3, 333_333, (0.6666, "NO CUMPLE")),
    ],
)
def test_a_template_shows_the_result_that_the_verdict_gives(cumplidas, filas, peso, esperado):
    objetivos = [build_fila(i, "si" if i <= cumplidas else "no", peso) for i in range(1, filas + 1)]
    pagina = open_escrito(write_libro(build_formulario(*objetivos), CATALOGOS), data_only=True)["III.1"]
    total = find_fila(pagina, "Desempeño Anual Región")
    assert (total[8].value, total[6].value) == esperado
    assert find_fila(pagina, "Suma de ponderaciones")[6].value == pytest.approx(filas * peso / 1_000_000)


def test_its_formulas_are_relative_rounded_before_comparing_and_cut_before_showing():
    pagina = open_escrito(write_libro(build_formulario(build_fila(1), build_fila(2)), CATALOGOS))["III.1"]
    total = find_fila(pagina, "Desempeño Anual Región")
    assert pagina["I6"].value == '=IF(H6="","",IF(OR(H6="Sí",H6="Si"),G6,0))'
    assert find_fila(pagina, "Suma de ponderaciones")[6].value == "=SUM(G6:G17)"
    cuenta = 'SUMPRODUCT(--(A6:A17&B6:B17&D6:D17&E6:E17&F6:F17<>""))'
    assert total[8].value == (
        f'=IF(OR(SUM(G6:G17)=0,COUNT(G6:G17)<{cuenta}),"",INT(ROUND(SUM(I6:I17)/SUM(G6:G17)*10000,8))/10000)'
    )
    assert "ROUND(SUM(I6:I17)/SUM(G6:G17)-0.9,12)>=0" in total[6].value


def test_uniform_weights_are_calculated_and_locked():
    pagina = open_escrito(
        write_libro(build_formulario(*(build_fila(i) for i in (1, 2, 3)), uniforme=True), CATALOGOS),
        data_only=True,
    )["III.1"]
    assert [pagina[f"G{fila}"].value for fila in (6, 7, 8, 9)] == [0.333333, 0.333333, 0.333333, None]
    assert pagina["G6"].protection.locked is True


def test_a_template_protects_what_it_calculates_without_a_password_and_leaves_rows_to_fill():
    contenido = write_libro(build_formulario(build_fila(1)), CATALOGOS)
    pagina = open_escrito(contenido)["III.1"]
    proteccion = pagina.protection
    assert (proteccion.sheet, proteccion.password) == (True, None)
    assert (proteccion.formatCells, proteccion.insertRows, proteccion.sort) == (False, False, False)
    assert [pagina.cell(6, columna).protection.locked for columna in range(1, 10)] == [False] * 8 + [True]
    assert [pagina.cell(16, columna).protection.locked for columna in range(1, 10)] == [False] * 8 + [True]
    assert open_escrito(write_libro(build_formulario(build_fila(1))))["III.1"].protection.sheet is False


def test_its_drop_downs_offer_the_units_the_regions_the_kinds_and_the_answers():
    libro = open_escrito(write_libro(build_formulario(build_fila(1)), CATALOGOS))
    ofrecidas = {
        (clave, str(validacion.sqref)): validacion.formula1
        for clave in ("III.1", "III.2", "III.3", "III.4")
        for validacion in libro[clave].data_validations.dataValidation
    }
    assert ofrecidas["III.1", "H6:H16"] == '"Sí,No,Parcial"'
    assert ofrecidas["III.1", "E6:E16"] == f"{HOJA_LISTAS}!$A$1:$A$2"
    assert ofrecidas["III.2", "D5:D14"] == f"{HOJA_LISTAS}!$B$1:$B$3"
    assert ofrecidas["III.4", "A5:A14"] == f"{HOJA_LISTAS}!$C$1:$C$3"
    assert ofrecidas["III.3", "A6:A15"] == f"{HOJA_LISTAS}!$D$1:$D$3"
    listas = [[celda.value for celda in columna] for columna in libro[HOJA_LISTAS].iter_cols()]
    assert listas[0] == ["Unidad de VIF", "=Unidad", None]
    assert listas[3][0] == "Oferta de información al GORE (11)"
    assert libro[HOJA_LISTAS].sheet_state == "hidden"


def test_the_result_of_the_service_is_there_only_for_who_may_see_it():
    formulario = build_formulario(build_fila(1))
    valores = [
        find_fila(open_escrito(write_libro(f))["III.1"], "Desempeño Anual Servicio")[6].value
        for f in (formulario, replace(formulario, nacional={}))
    ]
    assert valores == ["NO CUMPLE", None]


def test_it_says_of_itself_where_it_comes_from_and_marks_every_row():
    contenido = write_libro(build_formulario(build_fila(1), responsable="Seremi"))
    pagina = open_escrito(contenido)[HOJA_METADATOS]
    assert pagina.sheet_state == "veryHidden"
    propios = json.loads(pagina["A1"].value)
    assert propios | {"escrito": ""} == {
        "servicio": "sernam",
        "anio": 2009,
        "region": "07",
        "version": VERSION_FORMULARIO,
        "testigo": "c0ffee",
        "escrito": "",
    }
    lectura = read_escrito(contenido)
    filas = lectura.metadatos.filas
    (objetivo,) = lectura.programas["III.1"].objetivos
    (compromiso,) = objetivo.compromisos
    assert (objetivo.codigo, compromiso.codigo) == (f"{CODIGO}-01", f"{CODIGO}-01.1")
    assert filas[objetivo.codigo] == {
        clave: mark_valor(getattr(objetivo, clave)) for clave in ("texto", "clase", "indicador", "columna_4")
    }
    claves = ("ponderacion", "cumple", "unidad", "actividades", "medios")
    assert filas[compromiso.codigo] == {
        "padre": objetivo.codigo,
        **{clave: mark_valor(getattr(compromiso, clave)) for clave in claves},
    }


@pytest.mark.parametrize("plantilla", [None, CATALOGOS])
@pytest.mark.parametrize("responsable", ["", "Seremi", "Dirección Regional del Maule"])
def test_it_is_read_back_without_a_single_finding(plantilla, responsable):
    lectura = read_escrito(write_libro(build_formulario(build_fila(1, "si"), responsable=responsable), plantilla))
    assert lectura.hallazgos == ()
    assert (lectura.region, lectura.programas["III.1"].responsable) == ("07", "")


@pytest.mark.parametrize("responsable", ["", "Seremi"])
def test_a_blank_template_says_nothing(responsable):
    lectura = read_escrito(
        write_libro(build_formulario(build_fila(1), responsable=responsable).clear(), CATALOGOS)
    )
    assert (lectura.hallazgos, lectura.programas) == ((), {})


def test_a_row_that_was_copied_keeps_its_code_only_once():
    libro = open_escrito(write_libro(build_formulario(build_fila(1)), CATALOGOS))
    pagina = libro["III.1"]
    for columna in range(1, 11):
        pagina.cell(7, columna).value = pagina.cell(6, columna).value
    pagina["I6"] = pagina["I7"] = None
    salida = BytesIO()
    libro.save(salida)
    objetivos = read_escrito(salida.getvalue()).programas["III.1"].objetivos
    assert [(o.codigo, [c.codigo for c in o.compromisos]) for o in objetivos] == [
        (f"{CODIGO}-01", [f"{CODIGO}-01.1"]),
        ("", [""]),
    ]


def test_metadata_that_somebody_spoiled_are_left_aside():
    libro = open_escrito(write_libro(build_formulario(build_fila(1))))
    libro[HOJA_METADATOS]["B3"] = "[" * 50_000
    salida = BytesIO()
    libro.save(salida)
    lectura = read_escrito(salida.getvalue())
    assert lectura.metadatos is None
    assert [o.codigo for o in lectura.programas["III.1"].objetivos] == [""]


def test_the_name_of_the_file_says_the_year_and_the_territory():
    assert name_archivo(build_formulario()) == "gestion-territorial-2009-07-maule.xlsx"


def test_what_a_spreadsheet_escapes_is_read_as_a_person_sees_it():
    libro = open_escrito(write_libro(build_formulario(build_fila(1))))
    libro["III.1"]["A6"] = "uno_x000D_\ndos_x0007_ _x005F_x0041_ y _x0041_"
    salida = BytesIO()
    libro.save(salida)
    assert read_escrito(salida.getvalue()).programas["III.1"].objetivos[0].texto == "uno\ndos _x0041_ y _x0041_"


def test_the_formula_of_a_blank_row_that_shows_a_zero_adds_nothing():
    libro = open_escrito(write_libro(build_formulario(build_fila(1)), CATALOGOS), data_only=True)
    for fila in range(7, 17):
        libro["III.1"].cell(fila, 9).value = 0
    salida = BytesIO()
    libro.save(salida)
    lectura = read_escrito(salida.getvalue())
    assert (lectura.hallazgos, len(lectura.programas["III.1"].objetivos)) == ((), 1)


def test_the_workbook_of_the_service_gives_its_national_result_after_the_last_territory():
    atacama, maule = (
        oficiales.build_formulario(
            oficiales.build_programa("III.1", (respuesta,), ("Ampliar",)),
            nombre=nombre,
            nacional={"III.1": Estado.NO_CUMPLE},
        )
        for nombre, respuesta in (("Atacama", "si"), ("Maule", "no"))
    )
    contenido = write_libro_de_todos([atacama, maule])
    libro = open_escrito(contenido)
    leido = read_escrito(contenido)
    assert "el libro trae más de un territorio; aquí, Atacama" in {h.problema for h in leido.hallazgos}
    de_cada_hoja = [[f"{clave} Atacama", f"{clave} Maule", f"{clave} Nacional"] for clave in HOJAS]
    de_cada_hoja[-1].pop()
    assert libro.sheetnames == [*(nombre for nombres in de_cada_hoja for nombre in nombres), "Notas"]
    region, servicio = (total.get_titulo(2009) for total in HOJAS["III.1"].totales)
    escritas = {nombre: list_textos(libro[nombre]) for nombre in de_cada_hoja[0]}
    assert [fila[1:] for fila in escritas["III.1 Atacama"] if fila[:1] == [region]] == [["CUMPLE", 1]]
    assert [fila[1:] for fila in escritas["III.1 Maule"] if fila[:1] == [region]] == [["NO CUMPLE", 0]]
    assert [[fila for fila in filas if fila[:1] == [servicio]] for filas in escritas.values()] == [
        [],
        [],
        [[servicio, "NO CUMPLE"]],
    ]
