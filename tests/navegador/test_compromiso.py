"""The page of a commitment saves in place: it stays, what changed changes, and the focus says what was done."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.documentos import PDF
from tests.navegador.conftest import enter

pytestmark = [pytest.mark.navegador, pytest.mark.recorrido]

# Rows of the demonstration that nobody has validated: one for each width.
FILAS = {1366: "2009-07-III.1-12.1", 390: "2009-07-III.1-11.1"}


@pytest.fixture
def fila(pagina: Page, ancho: int) -> str:
    """On the page of the row, marked so that another page would not bear the mark."""
    enter(pagina, "direccion.maule")
    direccion = f"/sernam/2009/compromisos/{FILAS[ancho]}/"
    pagina.goto(direccion)
    pagina.evaluate("window.misma = true")
    return direccion


def check_misma(pagina: Page, direccion: str) -> None:
    assert pagina.evaluate("window.misma") is True
    expect(pagina).to_have_url(re.compile(f"{re.escape(direccion)}$"))


def test_a_declaration_and_its_evidence_are_saved_without_leaving_the_page(pagina, fila, ancho):
    pagina.get_by_role("link", name="Cambiar lo declarado").click()
    expect(pagina.get_by_role("heading", name="Respuesta de la región")).to_be_focused()
    expect(pagina.locator("#efecto-no")).to_contain_text("Si se valida, III.1 de Maule")
    pagina.get_by_label("Parcial").check()
    pagina.get_by_role("button", name="Declarar", exact=True).click()
    expect(pagina.locator(".resumen-errores")).to_be_focused()
    pagina.get_by_label("Motivo").fill("Faltó el taller de Linares")
    pagina.get_by_role("link", name="Subir un archivo").click()
    expect(pagina.get_by_role("heading", name="Subir una evidencia")).to_be_focused()
    archivo = {"name": f"acta {ancho}.pdf", "mimeType": "application/pdf", "buffer": PDF}
    pagina.get_by_label("Archivo", exact=True).set_input_files(archivo)
    pagina.get_by_label("Fecha del documento").fill("2009-06-30")
    pagina.get_by_role("button", name="Subir", exact=True).click()
    expect(pagina.locator("#evidencias > .dicho")).to_be_focused()
    expect(pagina.locator("#evidencias .archivos")).to_contain_text(f"acta {ancho}.pdf")
    expect(pagina.get_by_label("Motivo")).to_have_value("Faltó el taller de Linares")
    pagina.get_by_role("button", name="Declarar", exact=True).click()
    expect(pagina.locator("#cumplimiento > .dicho")).to_be_focused()
    expect(pagina.locator(".mensajes li")).to_have_text([f"{FILAS[ancho]} quedó declarado «Parcial»."])
    expect(pagina.locator("#cumplimiento .guardado")).to_have_text(re.compile(r"^Guardado \d\d:\d\d$"))
    expect(pagina.locator("#frase")).to_contain_text("Declarado «Parcial», sin validar")
    expect(pagina.locator("#ultimo li").first).to_contain_text("Declaración: «Parcial»")
    check_misma(pagina, fila)


def test_what_was_being_typed_in_a_panel_comes_back_and_is_forgotten_once_saved(pagina, fila, ancho):
    pagina.get_by_role("link", name="Cambiar lo declarado").click()
    pagina.get_by_label("Motivo").fill("A medio escribir")
    expect(pagina.get_by_text(re.compile(r"Borrador guardado \d\d:\d\d"))).to_be_visible()
    pagina.goto(f"{fila}declaracion/")
    expect(pagina.get_by_label("Motivo")).to_have_value("A medio escribir")
    pagina.evaluate("window.misma = true")
    pagina.get_by_label("Parcial").check()
    pagina.get_by_role("button", name="Declarar", exact=True).click()
    expect(pagina.locator("#cumplimiento > .dicho")).to_be_focused()
    check_misma(pagina, fila)
    with pagina.expect_response("**/borradores/**") as respuesta:
        pagina.get_by_role("link", name="Cambiar lo declarado").click()
    assert respuesta.value.json()["borradores"] == {}
    expect(pagina.locator(".borrador")).to_have_count(0)
    assert pagina.evaluate("Object.keys(localStorage).filter((llave) => llave.startsWith('borrador:'))") == []


def test_the_panel_is_worked_with_the_keyboard_alone(pagina, fila):
    pagina.get_by_role("link", name="Cambiar lo declarado").focus()
    pagina.keyboard.press("Enter")
    expect(pagina.get_by_role("heading", name="Respuesta de la región")).to_be_focused()
    pagina.get_by_role("link", name="Volver sin declarar").focus()
    pagina.keyboard.press("Enter")
    expect(pagina.get_by_role("heading", name="Cumplimiento")).to_be_focused()
    check_misma(pagina, fila)


def test_without_javascript_each_form_is_a_page_that_leads_back(navegador, servidor):
    contexto = navegador.new_context(base_url=servidor, java_script_enabled=False, locale="es-CL")
    pagina = contexto.new_page()
    enter(pagina, "direccion.maule")
    pagina.goto("/sernam/2009/compromisos/2009-07-III.1-12.1/")
    pagina.get_by_role("link", name="Cambiar lo declarado").click()
    expect(pagina).to_have_url(re.compile(r"/declaracion/$"))
    pagina.get_by_label("Parcial").check()
    pagina.get_by_label("Motivo").fill("Sin guion")
    pagina.get_by_role("button", name="Declarar", exact=True).click()
    expect(pagina).to_have_url(re.compile(r"/2009-07-III\.1-12\.1/$"))
    expect(pagina.get_by_text("2009-07-III.1-12.1 quedó declarado «Parcial».")).to_be_visible()
    contexto.close()
