"""The same form in each kind of file, and what is wrong in each."""

import zipfile
from datetime import datetime

import pytest
import xlwt
from openpyxl import load_workbook
from openpyxl.comments import Comment

from programas.formulario.lectura import Nivel
from programas.planillas import LibroRechazado
from programas.planillas.apertura import open_libro
from programas.planillas.marcado import mark_libro
from tests.formatos import FORMATOS, convert_libro, write_paquete_ods
from tests.libros import Escrita, HojaEscrita, build_fila, build_filas, edit_libro, write_formulario, write_libro
from tests.programas.planillas.lectura import list_hallazgos, list_impedimentos, list_pesos, read_hojas
from tests.territorios import build_pedido, read_ruta

OTROS = (".xls", ".ods")
DEMASIADAS = "El libro tiene demasiadas celdas: copie las hojas del formulario a un libro nuevo."
CON_MACROS = "El libro contiene macros: guárdelo como .xlsx, sin macros."


def refuse(ruta) -> str:
    with pytest.raises(LibroRechazado) as rechazo:
        open_libro(ruta.name, ruta.read_bytes())
    return str(rechazo.value)


@pytest.mark.parametrize("formato", OTROS)
def test_the_clean_form_reads_the_same_in_each_format(tmp_path, formato):
    ruta = write_formulario(tmp_path / "libro.xlsx")
    propio, otro = read_ruta(ruta, build_pedido()), read_ruta(convert_libro(ruta, formato), build_pedido())
    assert (otro.region, otro.programas) == (propio.region, propio.programas)
    assert (otro.deteccion.formato, list_impedimentos(otro)) == (formato, [])


@pytest.mark.parametrize("formato", FORMATOS)
def test_a_file_is_known_by_its_content_and_not_by_its_name(tmp_path, formato):
    ruta = convert_libro(write_formulario(tmp_path / "libro.xlsx"), formato)
    assert open_libro("informe.pdf", ruta.read_bytes()).formato == formato


@pytest.mark.parametrize("formato", FORMATOS)
@pytest.mark.parametrize(
    ("peso", "escrito"),
    [
        (Escrita(0.25, "0%"), 250_000),
        (Escrita(25, '0"%"'), 250_000),
        (Escrita(0.25, "0.0%"), 250_000),
        ("25%", 250_000),
        ("25,0 %", 250_000),
        (25, 250_000),
        (0.25, 250_000),
    ],
)
def test_weights_keep_their_scale_in_each_format(tmp_path, formato, peso, escrito):
    leido = read_hojas(tmp_path, HojaEscrita("III.1", build_filas(4, ponderacion=peso)), formato=formato)
    assert (list_pesos(leido), list_hallazgos(leido)) == ([[escrito]] * 4, [])


@pytest.mark.parametrize("formato", FORMATOS)
def test_two_scales_in_one_column_are_each_read_as_they_show(tmp_path, formato):
    filas = [
        build_fila(1, ponderacion=Escrita(0.5, "0%")),
        build_fila(2, ponderacion="25%"),
        build_fila(3, ponderacion=25),
        {"ponderacion": 0.9999999999999999},
    ]
    leido = read_hojas(tmp_path, HojaEscrita("III.1", filas), formato=formato)
    assert (list_pesos(leido), list_hallazgos(leido)) == ([[500_000], [250_000], [250_000]], [])


@pytest.mark.parametrize("formato", FORMATOS)
@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#N/A"])
def test_an_error_value_in_a_row_impedes_in_each_format(tmp_path, formato, error):
    filas = build_filas(2)
    filas[1]["indicador"] = error
    leido = read_hojas(tmp_path, HojaEscrita("III.1", filas), formato=formato)
    problema = f"Indicador (3): la celda contiene el error {error} de la planilla"
    assert list_impedimentos(leido) == [("III.1!B8", problema)]


def test_an_error_by_number_impedes(tmp_path):
    ruta = write_paquete_ods(
        tmp_path / "libro.ods",
        '<table:table table:name="a"><table:table-row><table:table-cell office:value-type="float"'
        ' office:value="0"><text:p>x</text:p></table:table-cell><table:table-cell table:formula="of:=1/0"'
        ' office:value-type="string" office:string-value=""><text:p>Err:502</text:p></table:table-cell>'
        "</table:table-row></table:table>",
    )
    celdas = open_libro(ruta.name, ruta.read_bytes()).hojas[0].celdas[1]
    assert [(celdas[n].valor, celdas[n].defecto) for n in (1, 2)] == [
        (0, ""),
        ("Err:502", "la celda contiene el error Err:502 de la planilla"),
    ]


@pytest.mark.parametrize("formato", [".xlsx", ".ods"])
def test_a_formula_that_nobody_calculated_impedes(tmp_path, formato):
    leido = read_hojas(tmp_path, HojaEscrita("III.1", build_filas(2, indicador="=A1")), formato=formato)
    assert [problema for _, problema in list_impedimentos(leido)] == [
        "Indicador (3): la celda tiene una fórmula sin valor calculado"
    ] * 2


@pytest.mark.parametrize("formato", FORMATOS)
def test_hidden_rows_columns_and_sheets_are_told_in_each_format(tmp_path, formato):
    def hide(pagina):
        pagina.row_dimensions[8].hidden = True
        pagina.column_dimensions["B"].hidden = True
        pagina.auto_filter.ref = "A6:I9"

    oculta = HojaEscrita("III.2", build_filas(2), nombre="Otra", estado="hidden")
    ruta = edit_libro(write_libro(tmp_path / "l.xlsx", HojaEscrita("III.1", build_filas(2)), oculta), hide)
    leido = read_ruta(convert_libro(ruta, formato), build_pedido())
    assert list_hallazgos(leido, Nivel.ADVERTENCIA, Nivel.IMPIDE) == [
        ("Otra", "la hoja está oculta y no se lee"),
        ("III.1!A8", "la fila está oculta y se lee como las demás"),
        ("III.1!B6", "la columna está oculta y se lee como las demás"),
    ]


@pytest.mark.parametrize("formato", FORMATOS)
def test_merged_cells_hang_down_in_each_format(tmp_path, formato):
    filas = [build_fila(1), build_fila(2, objetivo=None, indicador=None)]
    hoja = HojaEscrita("III.1", filas, combinadas=["A7:A8", "B7:B8"])
    leido = read_hojas(tmp_path, hoja, formato=formato)
    assert (list_pesos(leido), list_hallazgos(leido)) == ([[500_000, 500_000]], [])


@pytest.mark.parametrize("formato", FORMATOS)
def test_dates_and_numbers_in_texts_are_read_as_they_show(tmp_path, formato):
    filas = [build_fila(1, indicador=Escrita(datetime(2009, 6, 30), "dd-mm-yyyy"), medios=12, ponderacion="100%")]
    leido = read_hojas(tmp_path, HojaEscrita("III.1", filas), formato=formato)
    objetivo = leido.programas["III.1"].objetivos[0]
    assert (objetivo.indicador, objetivo.compromisos[0].medios) == ("30-06-2009", ("12",))


def test_the_comments_of_an_xlsx_are_no_text_of_its_cells(tmp_path):
    def comment(pagina):
        pagina["B7"].comment = Comment("Revisar", "alguien")

    ruta = edit_libro(write_libro(tmp_path / "l.xlsx", HojaEscrita("III.1", build_filas(2))), comment)
    assert list_hallazgos(read_ruta(ruta, build_pedido())) == []


DIBUJO = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
RELACIONES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FIGURA = "http://schemas.openxmlformats.org/drawingml/2006/main"
DE_PAQUETE = "http://schemas.openxmlformats.org/package/2006/relationships"


def add_imagen(ruta):
    """Put a picture over the table of the first sheet, as Excel keeps it."""
    lugares = "".join(
        f"<xdr:{punta}><xdr:col>{n}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{n}</xdr:row>"
        f"<xdr:rowOff>0</xdr:rowOff></xdr:{punta}>"
        for punta, n in (("from", 1), ("to", 8))
    )
    dibujo = (
        f'<xdr:wsDr xmlns:xdr="{DIBUJO}" xmlns:a="{FIGURA}" xmlns:r="{RELACIONES}"><xdr:twoCellAnchor>{lugares}'
        '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="2" name="Imagen" descr="logo"/><xdr:cNvPicPr/></xdr:nvPicPr>'
        '<xdr:blipFill><a:blip r:embed="rId1"/></xdr:blipFill><xdr:spPr><a:prstGeom prst="rect"/></xdr:spPr>'
        "</xdr:pic><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
    )
    nuevas = {
        "xl/worksheets/_rels/sheet1.xml.rels": build_relacion("drawing", "../drawings/drawing1.xml"),
        "xl/drawings/drawing1.xml": dibujo,
        "xl/drawings/_rels/drawing1.xml.rels": build_relacion("image", "../media/image1.png"),
        "xl/media/image1.png": b"\x89PNG\r\n\x1a\n",
    }
    with zipfile.ZipFile(ruta) as paquete:
        partes = {nombre: paquete.read(nombre) for nombre in paquete.namelist()}
    hoja, tipos = "xl/worksheets/sheet1.xml", "[Content_Types].xml"
    enlace = f'<drawing xmlns:r="{RELACIONES}" r:id="rId1"/></worksheet>'.encode()
    partes[hoja] = partes[hoja].replace(b"</worksheet>", enlace)
    declarado = b'<Override PartName="/xl/drawings/drawing1.xml" ContentType="application/vnd.openxmlformats-'
    declarado += b'officedocument.drawing+xml"/><Default Extension="png" ContentType="image/png"/></Types>'
    partes[tipos] = partes[tipos].replace(b"</Types>", declarado)
    with zipfile.ZipFile(ruta, "w") as paquete:
        for nombre, contenido in (partes | nuevas).items():
            paquete.writestr(nombre, contenido)
    return ruta


def build_relacion(clase, destino):
    relacion = f'<Relationship Id="rId1" Type="{RELACIONES}/{clase}" Target="{destino}"/>'
    return f'<Relationships xmlns="{DE_PAQUETE}">{relacion}</Relationships>'


def test_the_pictures_and_filters_of_an_xlsx_change_nothing_of_what_is_read(tmp_path):
    def sift(pagina):
        pagina.auto_filter.ref = "A6:I8"
        pagina.auto_filter.add_filter_column(0, ["Un objetivo"])

    simple = write_libro(tmp_path / "simple.xlsx", HojaEscrita("III.1", build_filas(2)))
    adornado = write_libro(tmp_path / "adornado.xlsx", HojaEscrita("III.1", build_filas(2)))
    leidos = [read_ruta(ruta, build_pedido()) for ruta in (simple, add_imagen(edit_libro(adornado, sift)))]
    assert [list_hallazgos(leido) for leido in leidos] == [[], []]
    assert [list_pesos(leido) for leido in leidos] == [[[500_000], [500_000]]] * 2
    assert mark_libro(adornado.name, adornado.read_bytes(), leidos[1].hallazgos).startswith(b"PK")


def test_the_comments_and_pictures_of_an_ods_are_no_text_of_its_cells(tmp_path):
    ruta = write_paquete_ods(
        tmp_path / "libro.ods",
        '<table:table table:name="a"><table:table-row>'
        '<table:table-cell office:value-type="string"><office:annotation><text:p>nota</text:p></office:annotation>'
        '<text:p>Uno<text:s text:c="2"/>dos<draw:frame><draw:text-box><text:p>figura</text:p></draw:text-box>'
        "</draw:frame><text:line-break/><text:span>tres</text:span></text:p><text:p>cuatro</text:p>"
        "</table:table-cell></table:table-row></table:table>",
    )
    assert open_libro(ruta.name, ruta.read_bytes()).hojas[0].celdas[1][1].valor == "Uno  dos\ntres\ncuatro"


@pytest.mark.parametrize("formato", FORMATOS)
def test_an_empty_sheet_is_told_and_two_regions_refuse(tmp_path, formato):
    ruta = convert_libro(
        write_libro(tmp_path / "a.xlsx", HojaEscrita("III.1", nombre="Hoja1", titulo="")), formato
    )
    assert [n for n, _ in list_impedimentos(read_ruta(ruta, build_pedido()))] == []
    dos = [HojaEscrita("III.1", build_filas(2)), HojaEscrita("III.2", build_filas(2), region="ATACAMA")]
    assert list_impedimentos(read_hojas(tmp_path, *dos, formato=formato)) == [
        ("III.1!B3", "el libro trae más de un territorio; aquí, Maule"),
        ("III.2!B3", "el libro trae más de un territorio; aquí, Atacama"),
    ]


@pytest.mark.parametrize("formato", FORMATOS)
@pytest.mark.parametrize("region", ["1", "01", 1, "TARAPACA"])
def test_a_region_is_known_by_its_number_in_each_format(tmp_path, formato, region):
    leido = read_hojas(tmp_path, HojaEscrita("III.1", build_filas(2), region=region), formato=formato)
    assert (leido.region, list_hallazgos(leido)) == ("01", [])


@pytest.mark.parametrize("formato", FORMATOS)
def test_nuble_did_not_exist_in_2009(tmp_path, formato):
    leido = read_hojas(tmp_path, HojaEscrita("III.1", build_filas(2), region="ÑUBLE"), formato=formato)
    assert list_impedimentos(leido) == [("III.1!B3", "Ñuble no existía en 2009 (V10)")]


# What is refused of each format.


@pytest.mark.parametrize("formato", OTROS)
@pytest.mark.parametrize("mitad", [0.3, 0.7])
def test_a_truncated_file_is_refused(tmp_path, formato, mitad):
    ruta = convert_libro(write_formulario(tmp_path / "libro.xlsx"), formato)
    contenido = ruta.read_bytes()
    ruta.write_bytes(contenido[: int(len(contenido) * mitad)])
    assert refuse(ruta).startswith("El archivo está dañado")


def test_an_old_workbook_with_macros_is_refused(tmp_path):
    ruta = convert_libro(write_formulario(tmp_path / "libro.xlsx"), ".xls")
    ruta.write_bytes(ruta.read_bytes() + "_VBA_PROJECT_CUR".encode("utf-16-le"))
    assert refuse(ruta) == CON_MACROS


def test_an_old_workbook_with_a_sheet_of_macros_is_refused(tmp_path):
    ruta = tmp_path / "macro.xls"
    libro = xlwt.Workbook()
    libro.add_sheet("Uno").write(0, 0, "a")
    libro.add_sheet("Macro1")
    libro.save(str(ruta))
    contenido = ruta.read_bytes()
    # The record that lists a sheet gives, after its place and its state, its kind: 1 is of macros.
    lugar = contenido.index(b"\x06\x00Macro1") - 1
    assert contenido[lugar] == 0
    lugar = contenido.index(b"\x06\x00Macro1")
    ruta.write_bytes(contenido[: lugar - 1] + b"\x01" + contenido[lugar:])
    assert refuse(ruta) == CON_MACROS


@pytest.mark.parametrize("parte", ["Basic/Standard/Module1.xml", "Scripts/python/a.py"])
def test_an_ods_with_macros_is_refused(tmp_path, parte):
    assert refuse(write_paquete_ods(tmp_path / "libro.ods", "", **{parte: "<a/>"})) == CON_MACROS


def test_an_ods_with_a_password_is_refused(tmp_path):
    ruta = tmp_path / "libro.ods"
    with zipfile.ZipFile(ruta, "w") as paquete:
        paquete.writestr("content.xml", b"\x00\x01cifrado")
        paquete.writestr("META-INF/manifest.xml", "<m><manifest:encryption-data/></m>")
    assert refuse(ruta) == "El libro está protegido con contraseña: quítesela y vuelva a intentarlo."


def test_an_ods_with_entities_is_refused(tmp_path):
    ruta = tmp_path / "libro.ods"
    with zipfile.ZipFile(ruta, "w") as paquete:
        paquete.writestr("content.xml", '<!DOCTYPE a [<!ENTITY b "c">]><office:spreadsheet/>')
    assert refuse(ruta) == "El libro contiene XML no admitido: guárdelo de nuevo desde Excel."


def build_repetida(repeticion: str = "", celda: str = "", veces: int = 1) -> str:
    texto = f'<table:table-cell {celda} office:value-type="string"><text:p>x</text:p></table:table-cell>'
    return f"<table:table-row {repeticion}>{texto}</table:table-row>" * veces


@pytest.mark.parametrize(
    "filas",
    [
        build_repetida('table:number-rows-repeated="1048576"'),
        build_repetida(celda='table:number-columns-repeated="999999999"'),
        build_repetida(celda='table:number-rows-spanned="9999" table:number-columns-spanned="99"'),
        "<table:table-row><table:table-cell/></table:table-row>" * 400_000,
    ],
    ids=["filas", "columnas", "combinadas", "marcas"],
)
def test_repetitions_that_fill_a_sheet_are_refused_at_once(tmp_path, filas):
    ruta = write_paquete_ods(tmp_path / "libro.ods", f'<table:table table:name="a">{filas}</table:table>')
    assert refuse(ruta) == DEMASIADAS


# Plain text.


def write_csv(ruta, separador=";", codificacion="utf-8-sig", comienzo=""):
    libro = write_libro(ruta.with_suffix(".xlsx"), HojaEscrita("III.1", build_filas(4)))
    lineas = [
        separador.join('"' + str(valor or "").replace('"', '""') + '"' for valor in fila)
        for fila in load_workbook(libro).active.iter_rows(values_only=True)
    ]
    ruta.write_bytes((comienzo + "\r\n".join(lineas)).encode(codificacion))
    return ruta


@pytest.mark.parametrize("separador", [";", ",", "\t"])
@pytest.mark.parametrize("codificacion", ["utf-8", "utf-8-sig", "latin-1", "utf-16"])
def test_plain_text_is_read_with_any_separator_and_encoding(tmp_path, separador, codificacion):
    leido = read_ruta(write_csv(tmp_path / "III.1.csv", separador, codificacion), build_pedido())
    assert (leido.region, list_pesos(leido), list_hallazgos(leido)) == ("07", [[250_000]] * 4, [])
    assert (leido.deteccion.formato, leido.deteccion.tablas[0].hoja) == (".csv", "III.1")


def test_the_line_that_tells_the_separator_is_no_row(tmp_path):
    leido = read_ruta(write_csv(tmp_path / "III.1.csv", ";", comienzo="sep=;\r\n"), build_pedido())
    assert (leido.deteccion.tablas[0].fila_encabezado, list_hallazgos(leido)) == (7, [])


def test_a_text_of_too_many_cells_is_refused(tmp_path):
    (tmp_path / "a.csv").write_bytes(b";" * 200_001)
    assert refuse(tmp_path / "a.csv") == "El archivo tiene demasiadas celdas: deje solo las del formulario."


@pytest.mark.parametrize("trozo", ["a;b\n", ";", "\t", ",", "\n", "\r"])
def test_too_much_text_is_refused_before_it_is_parted(tmp_path, monkeypatch, trozo):
    monkeypatch.setattr("programas.planillas.formatos.texto.split_texto", lambda *_: pytest.fail("it was parted"))
    ruta = tmp_path / "a.csv"
    ruta.write_bytes(b"a;b;c" + trozo.encode() * 200_001)
    assert refuse(ruta) == "El archivo tiene demasiadas celdas: deje solo las del formulario."
