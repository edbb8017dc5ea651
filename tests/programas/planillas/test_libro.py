"""Files that are not read at all, each refused in one clear line; and what is read of the others."""

import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.styles import Font

from programas.planillas import LibroRechazado, read_contenido
from programas.planillas.apertura import open_libro
from programas.planillas.libro import Libro
from programas.planillas.paquete import MAXIMO_ARCHIVO
from tests.libros import write_formulario


@pytest.fixture
def sano(tmp_path) -> Path:
    return write_formulario(tmp_path / "sano.xlsx")


def open_ruta(ruta: Path) -> Libro:
    return open_libro(ruta.name, read_contenido(ruta))


def refuse(ruta: Path) -> str:
    with pytest.raises(LibroRechazado) as rechazo:
        open_ruta(ruta)
    mensaje = str(rechazo.value)
    assert "\n" not in mensaje
    return mensaje


def rewrite(ruta: Path, parte: str, cambio=None, **nuevas: bytes) -> Path:
    """Write the package again with one part changed, or others added."""
    with zipfile.ZipFile(ruta) as paquete:
        partes = {info.filename: paquete.read(info) for info in paquete.infolist()}
    if cambio is not None:
        assert cambio(partes[parte]) != partes[parte]
        partes[parte] = cambio(partes[parte])
    with zipfile.ZipFile(ruta, "w", zipfile.ZIP_DEFLATED) as paquete:
        for nombre, contenido in (partes | nuevas).items():
            paquete.writestr(nombre, contenido)
    return ruta


HOJA = "xl/worksheets/sheet1.xml"
NO_ES_PLANILLA = "No es una planilla: se leen libros .xlsx, .xls, .ods o .csv."
DE_OTRO = "Es un documento de otro programa: se necesita el libro .xlsx, .xls, .ods o .csv."
DANADO = "El archivo está dañado: Excel podría repararlo. Ábralo, guárdelo como .xlsx y vuelva a intentarlo."


@pytest.mark.parametrize(
    ("contenido", "mensaje"),
    [
        (b"", "El archivo está vacío."),
        (b"%PDF-1.4\n1 0 obj", "Es un PDF, aunque se llame de otro modo: se necesita el libro .xlsx."),
        (b"\n\n%PDF-1.7", "Es un PDF, aunque se llame de otro modo: se necesita el libro .xlsx."),
        (b"objetivo", NO_ES_PLANILLA),
        (b"\x01objetivo;indicador", NO_ES_PLANILLA),
        (b"<html><table></table></html>", NO_ES_PLANILLA),
        (b"PK\x05\x06" + b"\0" * 18, NO_ES_PLANILLA),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512,
            DANADO,
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "El libro está protegido con contraseña: quítesela y vuelva a intentarlo.",
        ),
        (b"PK\x03\x04" + b"basura" * 50, "El archivo está dañado o incompleto: vuelva a copiarlo o descargarlo."),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_whatever_its_name(tmp_path, contenido, mensaje):
    ruta = tmp_path / "formulario.xlsx"
    ruta.write_bytes(contenido)
    assert refuse(ruta) == mensaje


@pytest.mark.parametrize("nombre", ["~$formulario.xlsx", ".~lock.formulario.xlsx#"])
def test_a_lock_file_is_refused(tmp_path, sano, nombre):
    sano.rename(tmp_path / nombre)
    assert refuse(tmp_path / nombre) == "Es un archivo de bloqueo (~$): cierre el libro y elija el archivo mismo."


def test_a_file_that_is_not_there_is_named(tmp_path):
    assert refuse(tmp_path / "nada.xlsx") == f"No existe el archivo {tmp_path / 'nada.xlsx'}."


@pytest.mark.parametrize("ruta", [Path("/dev/zero"), Path("/dev")])
def test_only_files_are_read(ruta):
    assert refuse(ruta) == "No es un archivo: elija un libro .xlsx."


def test_a_huge_file_is_refused_by_its_size(tmp_path):
    ruta = tmp_path / "enorme.xlsx"
    with ruta.open("wb") as archivo:
        archivo.truncate(MAXIMO_ARCHIVO + 1)
    assert refuse(ruta) == "El archivo pesa 20 MB y el máximo es 20 MB: quite imágenes y hojas ajenas."


@pytest.mark.parametrize("mitad", [0.1, 0.5, 0.99])
def test_a_truncated_file_is_refused(sano, mitad):
    contenido = sano.read_bytes()
    sano.write_bytes(contenido[: int(len(contenido) * mitad)])
    assert refuse(sano) == "El archivo está dañado o incompleto: vuelva a copiarlo o descargarlo."


def test_a_file_with_a_damaged_part_is_refused(sano):
    contenido = bytearray(sano.read_bytes())
    with zipfile.ZipFile(BytesIO(bytes(contenido))) as paquete:
        parte = paquete.getinfo(HOJA)
    for lugar in range(parte.header_offset + 200, parte.header_offset + 260):
        contenido[lugar] ^= 0xFF
    sano.write_bytes(bytes(contenido))
    assert refuse(sano) == "El archivo está dañado o incompleto: vuelva a copiarlo o descargarlo."


def test_a_workbook_whose_xml_is_broken_is_refused(sano):
    rewrite(sano, HOJA, lambda xml: xml[: len(xml) // 2])
    assert refuse(sano) == (
        "El archivo está dañado: Excel podría repararlo. Ábralo, guárdelo como .xlsx y vuelva a intentarlo."
    )


def test_a_workbook_that_lacks_one_of_its_sheets_is_refused(sano):
    with zipfile.ZipFile(sano) as paquete:
        partes = {info.filename: paquete.read(info) for info in paquete.infolist()}
    del partes["xl/worksheets/sheet2.xml"]
    with zipfile.ZipFile(sano, "w") as paquete:
        for nombre, contenido in partes.items():
            paquete.writestr(nombre, contenido)
    assert refuse(sano).startswith("El archivo está dañado: Excel podría repararlo.")


def test_a_zip_with_a_password_is_refused(sano):
    contenido = sano.read_bytes()
    with zipfile.ZipFile(BytesIO(contenido)) as paquete:
        inicio = paquete.start_dir
    cifrado = bytearray(contenido)
    lugar = inicio
    while (lugar := contenido.find(b"PK\x01\x02", lugar)) >= 0:
        struct.pack_into("<H", cifrado, lugar + 8, 1)
        lugar += 4
    sano.write_bytes(bytes(cifrado))
    assert refuse(sano) == "El libro está protegido con contraseña: quítesela y vuelva a intentarlo."


@pytest.mark.parametrize(
    ("parte", "contenido", "mensaje"),
    [
        ("xl/vbaProject.bin", b"x", "El libro contiene macros: guárdelo como .xlsx, sin macros."),
        ("xl/macrosheets/sheet1.xml", b"<a/>", "El libro contiene macros: guárdelo como .xlsx, sin macros."),
    ],
)
def test_macros_are_refused(sano, parte, contenido, mensaje):
    assert refuse(rewrite(sano, "", **{parte: contenido})) == mensaje


def test_a_macro_workbook_without_its_project_is_refused(sano):
    rewrite(
        sano, "[Content_Types].xml", lambda xml: xml.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")
    )
    assert refuse(sano) == "El libro es de macros (.xlsm): guárdelo como .xlsx, sin macros."


@pytest.mark.parametrize(
    ("parte", "mensaje"),
    [
        ("content.xml", DE_OTRO),
        ("xl/workbook.bin", "Es un libro binario de Excel (.xlsb): ábralo y guárdelo como .xlsx."),
        ("word/document.xml", "Es un documento de Word: copie sus tablas a un libro de Excel (.xlsx)."),
        ("otra/cosa.xml", NO_ES_PLANILLA),
    ],
)
def test_other_packages_are_told_for_what_they_are(tmp_path, parte, mensaje):
    ruta = tmp_path / "formulario.xlsx"
    with zipfile.ZipFile(ruta, "w") as paquete:
        paquete.writestr(parte, "<a/>")
    assert refuse(ruta) == mensaje


ENTIDADES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'


@pytest.mark.parametrize(
    "xml",
    [
        ENTIDADES,
        b"<!  doctype a><a/>",
        ENTIDADES.decode().encode("utf-16"),
        ENTIDADES.decode().encode("utf-16-le"),
        b'<?xml version="1.0" encoding="cp037"?><a/>',
    ],
)
def test_entities_and_encodings_that_hide_them_are_refused(sano, xml):
    rewrite(sano, "", **{"xl/sharedStrings.xml": xml})
    assert refuse(sano) == "El libro contiene XML no admitido: guárdelo de nuevo desde Excel."


def test_a_bomb_is_refused_before_it_is_unpacked(sano):
    rewrite(sano, "", **{"xl/media/image1.png": b"\0" * (61 * 1024 * 1024)})
    assert sano.stat().st_size < 100_000
    assert refuse(sano) == (
        "El libro se expande a un tamaño desmedido: copie las hojas del formulario a un libro nuevo."
    )


DEMASIADAS = "El libro tiene demasiadas celdas: copie las hojas del formulario a un libro nuevo."


@pytest.mark.parametrize(
    "merge",
    [
        b'<mergeCell ref="A1:XFD1048576"/>',
        b"<mergeCell ref='A1:XFD1048576'/>",
        b'<mergeCell otro="1" ref = "A1:XFD1048576"></mergeCell>',
        b'<x:mergeCell ref="A1:XFD1048576"/>',
        b'<mergeCell ref="A:XFD"/>',
        b'<mergeCell ref="1:1048576"/>',
        b'<mergeCell ref="A1:XF&#68;1048576"/>',
        b'<mergeCell ref="$A$1:$XFD$1048576"/>',
        b'<mergeCell ref="A1:Z4000"/>' * 3,
    ],
)
def test_merges_that_cover_the_sheet_are_refused_at_once(sano, merge):
    rewrite(
        sano,
        HOJA,
        lambda xml: xml.replace(b"</sheetData>", b"</sheetData><mergeCells>" + merge + b"</mergeCells>"),
    )
    assert refuse(sano) == DEMASIADAS


@pytest.mark.parametrize("relleno", [b'<row r="900"/>' * 200_001, b"<row>" + b"<c/>" * 200_000 + b"</row>"])
def test_more_cells_than_a_form_can_have_are_refused(sano, relleno):
    rewrite(sano, HOJA, lambda xml: xml.replace(b"</sheetData>", relleno + b"</sheetData>"))
    assert refuse(sano) == DEMASIADAS


def test_one_long_text_named_many_times_is_refused(tmp_path):
    libro = Workbook()
    for _ in range(200):
        libro.active.append(["x" * 30_000])
    libro.save(tmp_path / "texto.xlsx")
    assert refuse(tmp_path / "texto.xlsx") == (
        "El libro tiene demasiado texto: copie las hojas del formulario a un libro nuevo."
    )


# What is read of a workbook that is one.


def write(tmp_path, *filas, merges=()) -> Path:
    libro = Workbook()
    for fila in filas:
        libro.active.append(fila)
    for merge in merges:
        libro.active.merge_cells(merge)
    libro.save(tmp_path / "libro.xlsx")
    return tmp_path / "libro.xlsx"


def test_hidden_sheets_stand_apart(tmp_path):
    libro = Workbook()
    for nombre, estado in (("Oculta", "hidden"), ("Muy oculta", "veryHidden"), ("Vista", "visible")):
        libro.create_sheet(nombre).sheet_state = estado
    libro.save(tmp_path / "libro.xlsx")
    leido = open_ruta(tmp_path / "libro.xlsx")
    assert [grilla.nombre for grilla in leido.hojas] == ["Sheet", "Vista"]
    assert [grilla.nombre for grilla in leido.ocultas] == ["Oculta", "Muy oculta"]


def test_a_merged_cell_says_the_same_to_all_its_rows(tmp_path):
    grilla = open_ruta(write(tmp_path, ["Uno", "a"], [None, "b"], [None, "c"], merges=["A1:A2"])).hojas[0]
    assert [(grilla.get(fila, 1)[0].texto, grilla.get(fila, 1)[1]) for fila in (1, 2, 3)] == [
        ("Uno", True),
        ("Uno", False),
        ("", True),
    ]
    assert grilla.get(2, 1)[0].direccion == "A1"


def test_a_format_at_the_end_of_the_sheet_costs_nothing(tmp_path):
    libro = Workbook()
    libro.active["A1"] = "Uno"
    libro.active["XFD1048576"].font = Font(bold=True)
    libro.save(tmp_path / "libro.xlsx")
    assert list(open_ruta(tmp_path / "libro.xlsx").hojas[0].list_filas()) == [1]


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#N/A", "#¡REF!", "#¡DIV/0!"])
def test_an_error_value_is_told_as_such(tmp_path, error):
    celda, _ = open_ruta(write(tmp_path, [error])).hojas[0].get(1, 1)
    assert (celda.texto, celda.defecto) == (error, f"la celda contiene el error {error} de la planilla")


def test_a_formula_that_nobody_calculated_is_told_as_such(tmp_path):
    celda, _ = open_ruta(write(tmp_path, ["=1+1"])).hojas[0].get(1, 1)
    assert (celda.valor, celda.defecto) == (None, "la celda tiene una fórmula sin valor calculado")


@pytest.mark.parametrize(
    ("xml", "valor"),
    [
        (b'<c r="A1"><f>1+1</f><v>2</v></c>', 2),
        (b'<c r="A1" t="str"><f>IF(1,"","x")</f><v></v></c>', None),
        (b'<c r="A1" t="str"><f>"x"</f><v>x</v></c>', "x"),
    ],
)
def test_a_formula_with_its_computed_value_is_that_value(tmp_path, xml, valor):
    ruta = write(tmp_path, ["=1+1"])
    rewrite(
        ruta,
        HOJA,
        lambda hoja: hoja.replace(b'<c r="A1"><f>1+1</f><v /></c>', xml).replace(
            b'<c r="A1"><f>1+1</f><v></v></c>', xml
        ),
    )
    celda = open_ruta(ruta).hojas[0].celdas.get(1, {}).get(1)
    assert (celda.valor if celda else None, celda.defecto if celda else "") == (valor, "")


def test_a_text_that_begins_with_an_equals_sign_is_a_text(tmp_path):
    libro = Workbook()
    libro.active["A1"] = "=SUMA"
    libro.active["A1"].data_type = "s"
    libro.active["B1"] = "=1+1"
    libro.save(tmp_path / "libro.xlsx")
    celda, _ = open_ruta(tmp_path / "libro.xlsx").hojas[0].get(1, 1)
    assert (celda.texto, celda.defecto) == ("=SUMA", "")


def test_the_file_is_known_by_its_name_and_its_hash(sano):
    leido = open_ruta(sano)
    assert (leido.archivo, len(leido.sha256), leido.sha256) == ("sano.xlsx", 64, open_ruta(sano).sha256)
