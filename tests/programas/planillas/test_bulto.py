"""Many workbooks in one ZIP."""

import zipfile
from io import BytesIO

import pytest

from programas.planillas import LibroRechazado
from programas.planillas.bulto import MAXIMO_LIBROS, is_bulto, unpack_bulto
from tests.formatos import convert_libro
from tests.libros import write_formulario


def build_zip(**partes: bytes) -> bytes:
    salida = BytesIO()
    with zipfile.ZipFile(salida, "w", zipfile.ZIP_DEFLATED) as paquete:
        for nombre, contenido in partes.items():
            paquete.writestr(nombre, contenido)
    return salida.getvalue()


def refuse(contenido: bytes) -> str:
    with pytest.raises(LibroRechazado) as rechazo:
        unpack_bulto("libros.zip", contenido)
    return str(rechazo.value)


def test_the_workbooks_come_out_by_their_names_without_folders():
    bulto = unpack_bulto("l.zip", build_zip(**{"a/maule.xlsx": b"1", "b/maule.xlsx": b"2", "aysen.csv": b"3"}))
    assert bulto.libros == (("maule.xlsx", b"1"), ("maule (2).xlsx", b"2"), ("aysen.csv", b"3"))
    assert bulto.hallazgos == ()


@pytest.mark.parametrize(
    ("ruta", "nombre"),
    [
        ("../../etc/maule.xlsx", "maule.xlsx"),
        ("/etc/maule.xlsx", "maule.xlsx"),
        ("C:\\Users\\a\\maule.xlsx", "maule.xlsx"),
        ("ma:ule?.xlsx", "ma_ule_.xlsx"),
        ("x" * 300 + ".xlsx", "x" * 145 + ".xlsx"),
    ],
)
def test_a_name_cannot_point_outside(ruta, nombre):
    assert [libro for libro, _ in unpack_bulto("l.zip", build_zip(**{ruta: b"1"})).libros] == [nombre]


def test_what_is_no_workbook_is_told_and_what_a_system_leaves_is_not():
    partes = {
        "maule.xlsx": b"1",
        "~$maule.xlsx": b"2",
        "leeme.txt": b"3",
        "otros.zip": b"4",
        "__MACOSX/._maule.xlsx": b"5",
        ".DS_Store": b"6",
    }
    bulto = unpack_bulto("l.zip", build_zip(**partes))
    assert [(h.hoja, h.problema) for h in bulto.hallazgos] == [
        ("~$maule.xlsx", "es un archivo de bloqueo: se omitió"),
        ("leeme.txt", "no es un libro .xlsx, .xls, .ods o .csv: se omitió"),
        ("otros.zip", "es un ZIP dentro de otro: se omitió; súbalo aparte"),
    ]
    assert bulto.libros == (("maule.xlsx", b"1"),)


def test_a_zip_without_workbooks_or_with_too_many_is_refused():
    assert refuse(build_zip(leeme=b"1")) == "El ZIP no trae ningún libro .xlsx, .xls, .ods o .csv."
    muchos = {f"{numero}.xlsx": b"1" for numero in range(MAXIMO_LIBROS + 1)}
    assert refuse(build_zip(**muchos)) == "El ZIP trae más de 60 libros: súbalos en varias veces."


def test_a_bomb_is_refused_before_it_is_unpacked():
    partes = {f"{numero}.xlsx": b"\0" * (26 * 1024 * 1024) for numero in range(4)}
    assert refuse(build_zip(**partes)) == "El ZIP se expande a un tamaño desmedido: suba menos libros a la vez."


def test_a_workbook_that_unpacks_to_too_much_is_left_out():
    bulto = unpack_bulto("l.zip", build_zip(**{"a.xlsx": b"1", "b.xlsx": b"\0" * (20 * 1024 * 1024 + 1)}))
    assert [(h.hoja, h.problema) for h in bulto.hallazgos] == [("b.xlsx", "pesa más de 20 MB: se omitió")]


@pytest.mark.parametrize("mitad", [0.2, 0.9])
def test_a_truncated_zip_is_refused(mitad):
    contenido = build_zip(**{"a.xlsx": bytes(range(256)) * 40})
    assert refuse(contenido[: int(len(contenido) * mitad)]) == (
        "El ZIP está dañado o incompleto: vuelva a copiarlo o descargarlo."
    )


@pytest.mark.parametrize("formato", [".xlsx", ".ods"])
def test_a_workbook_is_not_taken_for_a_zip_of_workbooks(tmp_path, formato):
    ruta = convert_libro(write_formulario(tmp_path / "libro.xlsx"), formato)
    contenido = ruta.read_bytes()
    assert (is_bulto(contenido), is_bulto(build_zip(**{"a/libro.xlsx": contenido}))) == (False, True)
    assert is_bulto(b"PK\x03\x04basura") is False
