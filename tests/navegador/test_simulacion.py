"""A scenario made in the browser: in its place with script, by its button without it, and kept by its address."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.navegador.conftest import enter

pytestmark = [pytest.mark.navegador, pytest.mark.recorrido]

SIMULACION = "/sernam/2009/simulacion/"


def test_a_row_is_supposed_in_its_place_and_the_address_follows(pagina: Page) -> None:
    enter(pagina, "unidad.central")
    pagina.goto(f"{SIMULACION}?v=07.1")
    fila = pagina.locator("fieldset.supuesta").first
    no = fila.get_by_label("No", exact=True)
    no.check()
    expect(pagina).to_have_url(re.compile(r"\?f=07\.1-01\.1n&v=07\.1$"))
    expect(no).to_be_focused()
    expect(pagina.locator(".supuestos")).to_contain_text("III.1 de Maule: fila 01.1 «no»")
    expect(pagina.get_by_role("status").filter(has_text="El servicio ")).to_have_count(1)
    pagina.get_by_label("Umbral (%)").fill("50,5")
    pagina.keyboard.press("Tab")
    expect(pagina).to_have_url(re.compile(r"\?f=07\.1-01\.1n&u=50\.5&v=07\.1$"))
    pagina.reload()
    expect(no).to_be_checked()
    expect(pagina.get_by_label("Umbral (%)")).to_have_value("50,5")
    pagina.get_by_role("link", name="Volver a hoy").click()
    expect(pagina).to_have_url(re.compile(r"\?v=07\.1$"))
    expect(pagina.locator(".supuestos")).to_have_count(0)


def test_without_script_the_button_shows_the_scenario(navegador: Browser, servidor: str) -> None:
    contexto = navegador.new_context(base_url=servidor, java_script_enabled=False, locale="es-CL")
    pagina = contexto.new_page()
    enter(pagina, "direccion.maule")
    pagina.goto(f"{SIMULACION}?v=07.1")
    pagina.get_by_label("Todas las filas de III.1").select_option("Todo «no»")
    pagina.get_by_role("button", name="Ver el resultado").click()
    expect(pagina).to_have_url(f"{servidor.rstrip('/')}{SIMULACION}?t=07.1n&v=07.1")
    expect(pagina.locator(".apertura .frase")).to_contain_text("III.1 de Maule pasa de")
    contexto.close()
