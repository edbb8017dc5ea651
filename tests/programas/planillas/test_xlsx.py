"""Workbooks of Excel are read as openpyxl reads them: the same cells, with the same values and formats."""

import warnings
import zipfile
from datetime import date, datetime, time, timedelta
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from programas.planillas.apertura import open_libro, read_grillas
from programas.planillas.formatos.xlsx import unescape_texto
from programas.planillas.libro import SIN_CALCULAR, Grilla
from tests.libros import HojaEscrita, build_analisis, build_filas, build_instancia, write_libro


def read_con_openpyxl(contenido: bytes) -> list[Grilla]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        valores, formulas = load_workbook(BytesIO(contenido), data_only=True), load_workbook(BytesIO(contenido))
    return [read_hoja(hoja, formulas[hoja.title]) for hoja in valores.worksheets]


def read_hoja(hoja, formulas) -> Grilla:
    grilla = Grilla(
        hoja.title,
        hoja.sheet_state == "visible",
        filas_ocultas=frozenset(n for n, fila in hoja.row_dimensions.items() if fila.hidden),
        columnas_ocultas=tuple(range(c.min, c.max + 1) for c in hoja.column_dimensions.values() if c.hidden),
    )
    for (fila, columna), celda in hoja._cells.items():
        valor = unescape_texto(celda.value) if isinstance(celda.value, str) else celda.value
        vacia = celda.value is None and celda.data_type != "str"
        sin_calcular = vacia and formulas.cell(fila, columna).data_type == "f"
        grilla.put(fila, columna, valor, celda.number_format, SIN_CALCULAR if sin_calcular else "")
    for rango in hoja.merged_cells.ranges:
        grilla.merge(range(rango.min_row, rango.max_row + 1), range(rango.min_col, rango.max_col + 1))
    return grilla


def check_igual(contenido: bytes) -> list[Grilla]:
    _, leidas = read_grillas("libro.xlsx", contenido)
    assert leidas == read_con_openpyxl(contenido)
    return leidas


VALORES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**9), 10**9),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["", " a", "ñ\nb", "=1+1", "#REF!", "-", "_x0041_", "<br/>", "3,2%", "2009-06-30"]),
    st.dates(date(1900, 3, 1), date(2100, 1, 1)).map(lambda dia: datetime(dia.year, dia.month, dia.day)),
    st.sampled_from([time(8, 30), timedelta(hours=30)]),
)
FORMATOS = ("General", "0.0%", '0.0"%"', "#,##0", "dd-mm-yyyy", "[h]:mm", "[Red]0.00", "@", '"día" 0')
CELDAS = st.dictionaries(
    st.tuples(st.integers(1, 12), st.integers(1, 30)), st.tuples(VALORES, st.sampled_from(FORMATOS)), max_size=25
)


@settings(max_examples=60)
@given(
    celdas=CELDAS,
    combinada=st.sampled_from([None, "A1:B3", "C2:C9"]),
    ocultas=st.sets(st.integers(1, 12), max_size=3),
    estado=st.sampled_from(["visible", "hidden", "veryHidden"]),
)
def test_any_cells_are_read_as_openpyxl_reads_them(celdas, combinada, ocultas, estado):
    libro = Workbook()
    hoja = libro.create_sheet("Otra")
    hoja.sheet_state = estado
    for (fila, columna), (valor, formato) in celdas.items():
        celda = hoja.cell(fila, columna)
        celda.value = valor
        celda.number_format = formato
    if combinada:
        hoja.merge_cells(combinada)
    for fila in ocultas:
        hoja.row_dimensions[fila].hidden = True
        hoja.column_dimensions["ABCDEFGHIJKL"[fila - 1]].hidden = True
    salida = BytesIO()
    libro.save(salida)
    check_igual(salida.getvalue())


def test_a_whole_form_is_read_as_openpyxl_reads_it(tmp_path):
    filas = build_filas(4, ponderacion=0.032, ganada="=G7*1")
    ruta = write_libro(
        tmp_path / "libro.xlsx",
        HojaEscrita("III.1", filas, combinadas=["A7:A8"], total="100%"),
        HojaEscrita("III.2", build_filas(2), [build_instancia(1)], estado="hidden"),
        HojaEscrita("III.4", [build_analisis("III.1", "Ampliar la oferta")]),
    )
    leidas = check_igual(ruta.read_bytes())
    assert [(grilla.nombre, grilla.visible) for grilla in leidas] == [
        *(("III.1", True), ("III.2", False), ("III.4", True))
    ]


def build_paquete(hoja: str, textos: str = "", propiedades: str = "", estilos: str = "") -> bytes:
    """A package as Excel writes it, of one sheet, with shared texts and styles given as XML."""
    ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    oficina = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    paquetes = "http://schemas.openxmlformats.org/package/2006"
    tipo = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    partes = {
        "[Content_Types].xml": f'<Types xmlns="{paquetes}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(
            f'<Override PartName="/xl/{parte}.xml" ContentType="{tipo}.{clase}+xml"/>'
            for parte, clase in (
                *(("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet")),
                *(("sharedStrings", "sharedStrings"), ("styles", "styles")),
            )
        )
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{paquetes}/relationships"><Relationship Id="r1" '
        f'Type="{oficina}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{paquetes}/relationships">'
        f'<Relationship Id="r1" Type="{oficina}/worksheet" Target="/xl/worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{oficina}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="r3" Type="{oficina}/styles" Target="styles.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {ns} xmlns:r="{oficina}">{propiedades}'
        '<sheets><sheet name="III.1" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/sharedStrings.xml": f"<sst {ns}>{textos}</sst>",
        "xl/styles.xml": f"<styleSheet {ns}>{estilos}</styleSheet>",
        "xl/worksheets/sheet1.xml": f"<worksheet {ns}>{hoja}</worksheet>",
    }
    salida = BytesIO()
    with zipfile.ZipFile(salida, "w") as paquete:
        for nombre, datos in partes.items():
            paquete.writestr(nombre, datos)
    return salida.getvalue()


ESTILOS = (
    '<numFmts count="2"><numFmt numFmtId="164" formatCode="0.0&quot;%&quot;"/>'
    '<numFmt numFmtId="170" formatCode="dd\\-mm\\-yyyy"/></numFmts>'
    '<fonts count="1"><font/></fonts><fills count="1"><fill><patternFill/></fill></fills>'
    '<borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5">'
    + "".join(f'<xf numFmtId="{n}" fontId="0" fillId="0" borderId="0"/>' for n in (0, 10, 164, 170, 46))
    + "</cellXfs>"
)


@pytest.mark.parametrize(
    ("fila", "textos"),
    [
        ('<c r="B2" t="s"><v>0</v></c>', "<si><t>Uno</t></si>"),
        ('<c r="B2" t="s"><v>0</v></c>', "<si><r><t>Uno</t></r><r><rPr><b/></rPr><t> y dos</t></r></si>"),
        ('<c r="B2" t="s"><v>0</v></c>', '<si><t>Uno</t><rPh sb="0" eb="1"><t>otro</t></rPh></si>'),
        ('<c r="B2" t="s"><v>0</v></c>', "<si/>"),
        ('<c r="B2" t="s"><v>0</v></c>', "<si><t>a_x000D_b _x005F_x0041_</t></si>"),
        ('<c r="B2" s="1"><v>0.032</v></c><c r="C2" s="2"><v>3.2</v></c>', ""),
        ('<c r="B2" s="3"><v>40000</v></c><c r="C2" s="3"><v>-5</v></c><c r="D2" s="3"><v>1e300</v></c>', ""),
        ('<c r="B2" s="4"><v>1.25</v></c>', ""),
        ('<c r="B2" t="b"><v>1</v></c><c r="C2" t="e"><v>#REF!</v></c><c r="D2" t="d"><v>2009-06-30</v></c>', ""),
        ("<c><v>1</v></c><c/><c><v>1E2</v></c>", ""),
        ('<c r="B7"><v>1</v></c><c><v>2</v></c>', ""),
        ('<c r="B2"><f>1+1</f></c><c r="C2" t="str"><f>""</f><v></v></c><c r="D2" t="s"><f>A1</f></c>', ""),
        ('<c r="B2" t="inlineStr"><is><t xml:space="preserve"> Uno </t></is></c>', ""),
        ('<c r="B2" t="inlineStr"/><c r="C2" t="s"><v/></c>', ""),
    ],
)
@pytest.mark.parametrize("propiedades", ["", '<workbookPr date1904="1"/>'])
def test_what_excel_writes_is_read_as_openpyxl_reads_it(fila, textos, propiedades):
    hoja = f'<sheetData><row r="2">{fila}</row><row><c t="b"><v>0</v></c></row></sheetData>'
    (grilla,) = check_igual(build_paquete(hoja, textos, propiedades, ESTILOS))
    assert grilla.celdas[3][1].valor is False


def test_a_text_that_looks_like_a_sign_of_control_stays_as_it_is():
    hoja = '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>'
    libro = open_libro("a.xlsx", build_paquete(hoja, "<si><t>_x005F_x000A_</t></si>", estilos=ESTILOS))
    assert libro.hojas[0].celdas[1][1].valor == "_x000A_"
