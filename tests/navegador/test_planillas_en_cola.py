"""A worker reads what is uploaded while its page tells how it goes: sixteen templates, as taken and filled in."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.navegador.conftest import enter, open_pagina, serve_demostracion

pytestmark = [pytest.mark.navegador, pytest.mark.recorrido]

PLANILLAS = "/sernam/2009/planillas/"
# More than the reading of sixteen workbooks takes on a slow machine.
PLAZO = 90_000
DECLARADO, CODIGO = 8, 10


@pytest.fixture(scope="module")
def con_lectora(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve_demostracion(tmp_path_factory.mktemp("cola"), "gestion_cola", lee_cola=True) as direccion:
        yield direccion


def upload_bulto(pagina: Page, contenido: bytes) -> None:
    pagina.goto(PLANILLAS)
    bulto: FilePayload = {"name": "plantillas.zip", "mimeType": "application/zip", "buffer": contenido}
    pagina.get_by_label("Archivos", exact=True).set_input_files([bulto])
    pagina.get_by_role("button", name="Revisar los archivos").click()
    expect(pagina.get_by_text(re.compile(r"Leídos \d+ de 16"))).to_be_visible()


def declare_todo(contenido: bytes) -> tuple[bytes, int]:
    """The templates with every blank of III.1 declared «no», which needs no evidence, and how many had one."""
    salida, cambiadas = BytesIO(), 0
    with zipfile.ZipFile(BytesIO(contenido)) as bulto, zipfile.ZipFile(salida, "w") as otro:
        for nombre in bulto.namelist():
            libro = load_workbook(BytesIO(bulto.read(nombre)))
            escritas = [
                fila[DECLARADO - 1]
                for fila in libro["III.1"].iter_rows(min_row=6)
                if fila[CODIGO - 1].value and not fila[DECLARADO - 1].value
            ]
            for celda in escritas:
                celda.value = "No"
            cambiadas += bool(escritas)
            escrito = BytesIO()
            libro.save(escrito)
            otro.writestr(nombre, escrito.getvalue())
    return salida.getvalue(), cambiadas


def test_sixteen_templates_are_read_by_a_worker_and_applied_together(navegador: Browser, con_lectora: str) -> None:
    with open_pagina(navegador, con_lectora, 1366) as pagina:
        enter(pagina, "administracion")
        contenido = pagina.request.get(f"{PLANILLAS}plantillas/").body()
        upload_bulto(pagina, contenido)
        expect(pagina.get_by_text("16 archivos: 16 sin cambios.")).to_be_visible(timeout=PLAZO)
        llenado, cambiadas = declare_todo(contenido)
        upload_bulto(pagina, llenado)
        aplicar = pagina.get_by_role("button", name=f"Aplicar {cambiadas} planillas, todas o ninguna")
        expect(aplicar).to_be_visible(timeout=PLAZO)
        aplicar.click()
        expect(pagina.get_by_text(f"Se aplicó todo junto: {cambiadas} planillas.")).to_be_visible()
        resto = f"{16 - cambiadas} sin cambios y {cambiadas} aplicados."
        expect(pagina.get_by_text(f"16 archivos: {resto}")).to_be_visible()
