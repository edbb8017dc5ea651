"""A file is what its bytes say: what is admitted, under which type, and what is refused."""

import zipfile
from contextlib import suppress
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programas.services.archivos import ENTRADAS_MAXIMAS, ArchivoRechazado, clean_nombre, inspect_archivo
from tests.documentos import (
    JPG,
    ODS,
    ODT,
    PDF,
    PNG,
    build_archivo,
    build_oficina,
    build_zip,
)

OOXML = "application/vnd.openxmlformats-officedocument"
ADMITIDOS = {
    "acta.pdf": (PDF, "application/pdf"),
    "Acta Nº 3.PDF": (PDF, "application/pdf"),
    "foto.png": (PNG, "image/png"),
    "foto.jpg": (JPG, "image/jpeg"),
    "foto.jpeg": (JPG, "image/jpeg"),
    "informe.docx": (build_oficina("word/document.xml"), f"{OOXML}.wordprocessingml.document"),
    "nomina.xlsx": (build_oficina("xl/workbook.xml"), f"{OOXML}.spreadsheetml.sheet"),
    "charla.pptx": (build_oficina("ppt/presentation.xml"), f"{OOXML}.presentationml.presentation"),
    "informe.odt": (build_zip({"mimetype": ODT}), ODT),
    "nomina.ods": (build_zip({"mimetype": ODS}), ODS),
    "nomina.csv": ("BM;región\n1;Aysén\n".encode(), "text/csv; charset=utf-8"),
    "nota.txt": ("\ufeffReunión del comité\r\n".encode(), "text/plain; charset=utf-8"),
}
NO_CORRESPONDEN = {
    "acta.pdf": b"<html><script>alert(1)</script></html>",
    "foto.png": JPG,
    "foto.jpg": PNG,
    "informe.docx": build_oficina("xl/workbook.xml"),
    "nomina.xlsx": build_zip({"cualquier.cosa": "x"}),
    "macros.docx": build_oficina("word/document.xml", "word/vbaProject.bin"),
    "informe.odt": build_zip({"mimetype": ODS}),
    "cortado.docx": build_oficina("word/document.xml")[:60],
    "latin.csv": "región".encode("latin-1"),
    "binario.txt": b"texto\x00con nulos",
    "programa.txt": PNG,
}


@pytest.mark.parametrize("nombre", ADMITIDOS)
def test_a_document_is_told_by_its_content(nombre):
    contenido, tipo = ADMITIDOS[nombre]
    archivo = build_archivo(nombre, contenido)
    leido = inspect_archivo(archivo)
    assert (leido.nombre, leido.tipo, leido.tamano, leido.sha256) == (
        nombre,
        tipo,
        len(contenido),
        sha256(contenido).hexdigest(),
    )
    assert archivo.read() == contenido


@pytest.mark.parametrize("nombre", NO_CORRESPONDEN)
def test_what_is_not_what_its_name_says_is_refused(nombre):
    with pytest.raises(ArchivoRechazado, match=f"El contenido de «{nombre}» no corresponde a"):
        inspect_archivo(build_archivo(nombre, NO_CORRESPONDEN[nombre]))


@pytest.mark.parametrize("nombre", ["todo.zip", "pagina.html", "dibujo.svg", "programa.exe", "sin_extension"])
def test_other_kinds_are_refused_with_those_that_are_admitted(nombre):
    with pytest.raises(ArchivoRechazado, match="no es de un tipo admitido: suba un PDF, PNG, JPG, DOCX"):
        inspect_archivo(build_archivo(nombre, PDF))


def test_an_empty_file_is_refused():
    with pytest.raises(ArchivoRechazado, match=r"«acta\.pdf» está vacío"):
        inspect_archivo(build_archivo(contenido=b""))


def test_a_file_over_the_limit_is_refused_saying_both_sizes(settings):
    settings.EVIDENCIA_MAXIMO_MB = 1
    justo = build_archivo(contenido=PDF.ljust(1024 * 1024))
    assert inspect_archivo(justo).tamano == 1024 * 1024
    with pytest.raises(ArchivoRechazado, match="pesa 1,1 MB y el máximo es 1 MB"):
        inspect_archivo(build_archivo(contenido=PDF.ljust(1024 * 1024 + 1)))


@pytest.mark.parametrize(
    ("escrito", "limpio"),
    [
        ("C:\\Actas\\acta.pdf", "acta.pdf"),
        ("../../acta.pdf", "acta.pdf"),
        ("acta\r\nSet-Cookie: a=b\u202e.pdf", "actaSet-Cookie: a=b.pdf"),
        ("", "archivo"),
        ("ñ" * 300 + ".pdf", "ñ" * 196 + ".pdf"),
    ],
)
def test_a_name_is_kept_without_folders_or_control_characters(escrito, limpio):
    assert clean_nombre(escrito) == limpio


# A type of block that deflate does not have, in place of the first one of «mimetype».
ROTO = bytearray(build_zip({"mimetype": ODT}, zipfile.ZIP_DEFLATED))
ROTO[30 + len("mimetype")] = 0xFF
METODOS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
CONTENEDORES = [build_zip({"mimetype": ODT, "content.xml": "<x/>"}, metodo) for metodo in METODOS]


def test_an_office_file_whose_compression_is_broken_is_refused():
    with pytest.raises(ArchivoRechazado, match=r"El contenido de «informe\.odt» no corresponde a"):
        inspect_archivo(build_archivo("informe.odt", bytes(ROTO)))


@settings(max_examples=300)
@given(
    entero=st.sampled_from(CONTENEDORES),
    cambios=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=6),
    largo=st.none() | st.integers(1, 400),
)
def test_no_bytes_whatever_break_the_reading_of_a_file(entero, cambios, largo):
    contenido = bytearray(entero)
    for lugar, byte in cambios:
        contenido[lugar % len(contenido)] = byte
    for nombre in ("informe.odt", "informe.docx"):
        with suppress(ArchivoRechazado):
            inspect_archivo(build_archivo(nombre, bytes(contenido[:largo])))


@given(contenido=st.binary(min_size=1, max_size=64), nombre=st.sampled_from(["a.pdf", "a.png", "a.csv", "a.docx"]))
def test_a_handful_of_any_bytes_is_read_or_refused(contenido, nombre):
    for inicio in (b"", PDF[:5], PNG[:8], JPG[:4], b"PK\x03\x04"):
        with suppress(ArchivoRechazado):
            inspect_archivo(build_archivo(nombre, inicio + contenido))


@pytest.mark.parametrize("parte", ["word/VBAPROJECT.BIN", "word/vbaproject.bin", "otra/VbaProject.Bin"])
def test_macros_are_refused_however_their_part_is_written(parte):
    with pytest.raises(ArchivoRechazado):
        inspect_archivo(build_archivo("macros.docx", build_oficina("word/document.xml", parte)))


def test_macros_do_not_hide_behind_the_entries_that_are_looked_at():
    relleno = [f"word/{i}" for i in range(ENTRADAS_MAXIMAS)]
    contenido = build_oficina("word/document.xml", *relleno, "word/vbaProject.bin")
    with pytest.raises(ArchivoRechazado):
        inspect_archivo(build_archivo("macros.docx", contenido))


def test_a_file_with_more_parts_than_any_document_is_refused():
    contenido = build_oficina("word/document.xml", *(f"word/{i}" for i in range(ENTRADAS_MAXIMAS)))
    with pytest.raises(ArchivoRechazado):
        inspect_archivo(build_archivo("enorme.docx", contenido))
