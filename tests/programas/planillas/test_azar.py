"""Workbooks broken at random: they are refused in one line or read with findings, and nothing else happens."""

import random
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from programas.formulario.lectura import FormularioLeido
from programas.planillas import LibroRechazado, read_formulario
from programas.planillas.bulto import is_bulto, unpack_bulto
from programas.planillas.marcado import mark_libro
from tests.formatos import FORMATOS, convert_libro
from tests.libros import HojaEscrita, build_analisis, build_filas, build_instancia, write_libro
from tests.territorios import build_pedido

CASOS = 60
VALORES = (
    *(None, "", " ", "=1/0", "=A1", "#REF!", "Err:502", "-", "%", "1e308", "x" * 5_000, "\u200b", "III.2"),
    *(0, -1, 1e308, 3.2, 2**60, True, "Objetivos específicos", "Ponderación (%)", "Notas", "(1) nota", "total"),
    *("Actividad III. 3", "Desempeño Anual Región", "REGIÓN (1)", "MAULE", "ATACAMA", "------", "\n\n", "<br/>"),
)
TROZOS = (b"", b"<", b">", b'"', b"&", b"\x00", b"\xff", b"9" * 40, b"-1", b"<!DOCTYPE a>", b"table:", b"true")


@pytest.fixture(scope="module")
def sanos(tmp_path_factory) -> dict[str, bytes]:
    hojas = [
        HojaEscrita("III.1", build_filas(4), combinadas=["A7:A8"], total="100%"),
        HojaEscrita("III.2", build_filas(2), [build_instancia(1)]),
        HojaEscrita("III.4", [build_analisis("III.1", "Ampliar la oferta")]),
    ]
    ruta = write_libro(tmp_path_factory.mktemp("azar") / "libro.xlsx", *hojas)
    return {formato: convert_libro(ruta, formato).read_bytes() for formato in FORMATOS}


def read_roto(nombre: str, contenido: bytes) -> FormularioLeido | None:
    """Read what may be broken, as an upload would: out of a ZIP too, and with its marked copy."""
    try:
        if is_bulto(contenido):
            unpack_bulto(nombre, contenido)
        leido = read_formulario(nombre, contenido, build_pedido())
        mark_libro(nombre, contenido, leido.hallazgos)
    except LibroRechazado as rechazo:
        check_linea(rechazo)
        return None
    assert leido.deteccion.formato in (*FORMATOS, ".csv")
    return leido


def check_linea(rechazo: LibroRechazado) -> None:
    assert len(str(rechazo).splitlines()) == 1


@pytest.mark.parametrize("formato", FORMATOS)
def test_changed_bytes_break_nothing(sanos, formato):
    azar = random.Random(f"bytes {formato}")
    for _ in range(CASOS):
        contenido = bytearray(sanos[formato])
        for _ in range(azar.randint(1, 20)):
            lugar = azar.randrange(len(contenido))
            if azar.random() < 0.7:
                contenido[lugar] = azar.randrange(256)
            else:
                del contenido[lugar : lugar + azar.randint(1, 50)]
        read_roto("libro.xlsx", bytes(contenido))


@pytest.mark.parametrize("formato", [".xlsx", ".ods"])
def test_changed_xml_breaks_nothing(sanos, formato):
    azar = random.Random(f"xml {formato}")
    with zipfile.ZipFile(BytesIO(sanos[formato])) as paquete:
        partes = {nombre: paquete.read(nombre) for nombre in paquete.namelist()}
    for _ in range(CASOS):
        rotas = dict(partes)
        for _ in range(azar.randint(1, 3)):
            nombre = azar.choice(sorted(rotas))
            datos = rotas[nombre]
            lugar = azar.randrange(len(datos) or 1)
            rotas[nombre] = datos[:lugar] + azar.choice(TROZOS) + datos[lugar + azar.randint(0, 12) :]
        if azar.random() < 0.1:
            del rotas[azar.choice(sorted(rotas))]
        salida = BytesIO()
        with zipfile.ZipFile(salida, "w") as paquete:
            for nombre, datos in rotas.items():
                paquete.writestr(nombre, datos)
        read_roto("libro.ods", salida.getvalue())


@pytest.mark.parametrize("formato", FORMATOS)
def test_changed_cells_break_nothing(sanos, tmp_path, formato):
    azar = random.Random(f"celdas {formato}")
    for _ in range(CASOS // 4):
        libro = load_workbook(BytesIO(sanos[".xlsx"]))
        for _ in range(azar.randint(1, 15)):
            pagina = azar.choice(libro.worksheets)
            celda = pagina.cell(azar.randint(1, 20), azar.randint(1, 10))
            if type(celda).__name__ == "Cell":
                celda.value = azar.choice(VALORES)
        libro.save(tmp_path / "roto.xlsx")
        ruta = convert_libro(tmp_path / "roto.xlsx", formato)
        leido = read_roto(ruta.name, ruta.read_bytes())
        assert leido is not None
        assert all(hallazgo.problema for hallazgo in leido.hallazgos)


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(contenido=st.binary(max_size=400) | st.text(max_size=400).map(str.encode))
def test_any_bytes_are_refused_or_read(contenido):
    for comienzo in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"Objetivos;Indicador;Peso\n"):
        read_roto("libro.csv", comienzo + contenido)


def test_the_broken_workbooks_begin_from_one_that_is_read(sanos):
    for formato, contenido in sanos.items():
        leido = read_roto(str(Path("libro").with_suffix(formato)), contenido)
        assert (leido.region, set(leido.programas)) == ("07", {"III.1", "III.2"})
