"""The wizard of workbooks as a person walks it: real files, at a desk and on a phone; and without script."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.cargas import write_hoja_iii_1
from tests.navegador.conftest import enter, open_pagina, serve_demostracion

pytestmark = [pytest.mark.navegador, pytest.mark.recorrido]

NORMAS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLANILLAS = "/sernam/2009/planillas/"
CENTRAL = write_hoja_iii_1(region="NIVEL CENTRAL", encabezados={"ponderacion": "Peso relativo"})
ROTO = b"%PDF-1.4"


@pytest.fixture(scope="module")
def propio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of its own: what is applied here is seen by no other test."""
    with serve_demostracion(tmp_path_factory.mktemp("planillas"), "gestion_planillas") as direccion:
        yield direccion


@pytest.fixture
def mesa(navegador: Browser, propio: str, ancho: int) -> Iterator[Page]:
    with open_pagina(navegador, propio, ancho) as pagina:
        yield pagina


def build_archivo(nombre: str, contenido: bytes) -> FilePayload:
    return {"name": nombre, "mimeType": XLSX, "buffer": contenido}


def upload(pagina: Page, *archivos: FilePayload) -> None:
    pagina.goto(PLANILLAS)
    pagina.get_by_label("Archivos", exact=True).set_input_files(list(archivos))
    pagina.get_by_role("button", name="Revisar los archivos").click()


def look(pagina: Page) -> None:
    """axe finds nothing, and nothing reaches beyond the width."""
    hallado = Axe().run(pagina, options={"runOnly": NORMAS, "resultTypes": ["violations"]})
    assert [(falta["id"], falta["nodes"][0]["html"][:200]) for falta in hallado.response["violations"]] == []
    assert pagina.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def answer_encabezado(pagina: Page) -> None:
    pregunta = pagina.get_by_role("group", name="¿Qué columna del formulario es «Peso relativo»?")
    pregunta.get_by_label("Ponderación (%)").check()
    pagina.get_by_role("button", name="Guardar las respuestas y leer otra vez").click()


def apply(pagina: Page) -> None:
    pagina.get_by_role("button", name="Aplicar los cambios").click()
    expect(pagina.get_by_text("Se aplicó «central.xlsx».")).to_be_visible()


def undo(pagina: Page, motivo: str) -> None:
    pagina.get_by_role("link", name="Ver la importación").click()
    pagina.get_by_role("link", name="Deshacer la importación").click()
    pagina.get_by_label("Por qué se deshace").fill(motivo)
    pagina.get_by_role("button", name="Deshacer la importación").click()
    expect(pagina.get_by_text("Se deshizo la importación de «central.xlsx».")).to_be_visible()


def test_from_the_file_to_its_undoing_every_state_is_accessible(mesa: Page) -> None:
    enter(mesa, "jefatura.central")
    mesa.goto(PLANILLAS)
    look(mesa)
    upload(mesa, build_archivo("central.xlsx", CENTRAL))
    expect(mesa.get_by_text("Falta una respuesta")).to_be_visible()
    look(mesa)
    answer_encabezado(mesa)
    expect(mesa.get_by_role("heading", name="¿Se aplica?")).to_be_visible()
    look(mesa)
    with mesa.expect_download() as bajada:
        mesa.get_by_role("link", name="Descargar el original").click()
    assert Path(bajada.value.path()).read_bytes() == CENTRAL
    with mesa.expect_download() as bajada:
        mesa.get_by_role("link", name="Descargarlo con sus problemas marcados").click()
    assert "Problemas" in load_workbook(BytesIO(Path(bajada.value.path()).read_bytes())).sheetnames
    apply(mesa)
    look(mesa)
    undo(mesa, "Era una prueba")
    look(mesa)
    mesa.goto(PLANILLAS)
    expect(mesa.get_by_text("Deshecha")).not_to_have_count(0)
    look(mesa)


def test_many_files_wait_are_read_one_by_one_and_are_cancelled(mesa: Page) -> None:
    enter(mesa, "administracion")
    maule = write_hoja_iii_1()
    archivos = [build_archivo(f"{i}.xlsx", contenido) for i, contenido in enumerate((maule, ROTO, maule, maule))]
    upload(mesa, *archivos)
    expect(mesa.get_by_text("Leídos 0 de 4")).to_be_visible()
    look(mesa)
    mesa.get_by_role("button", name="Revisar ahora 1.xlsx").click()
    expect(mesa.get_by_text("Es un PDF")).not_to_have_count(0)
    look(mesa)
    mesa.get_by_role("link", name="Carga del").click()
    mesa.get_by_role("button", name="Revisar ahora 0.xlsx").click()
    expect(mesa.get_by_role("heading", name="Qué cambiaría, fila por fila")).to_be_visible()
    look(mesa)
    mesa.get_by_role("link", name="Carga del").click()
    mesa.get_by_role("button", name="Cancelar la lectura").click()
    expect(mesa.get_by_text("La lectura se canceló")).to_be_visible()
    look(mesa)


def test_everything_is_done_without_script(navegador: Browser, propio: str) -> None:
    contexto = navegador.new_context(base_url=propio, java_script_enabled=False, locale="es-CL")
    pagina = contexto.new_page()
    enter(pagina, "jefatura.central")
    upload(pagina, build_archivo("central.xlsx", CENTRAL))
    answer_encabezado(pagina)
    apply(pagina)
    undo(pagina, "Era una prueba")
    contexto.close()
