"""The map in the hands of who uses the keyboard or a screen reader."""

import pytest
from playwright.sync_api import Page, expect

from tests.navegador.conftest import enter

pytestmark = pytest.mark.navegador


def test_the_map_is_walked_north_to_south_with_the_keyboard(pagina: Page) -> None:
    enter(pagina, "unidad.central")
    pagina.get_by_role("navigation", name="Qué muestra el mapa").get_by_role("link", name="III.1").click()
    expect(pagina.get_by_role("navigation", name="Qué muestra el mapa").locator("[aria-current]")).to_have_text(
        "III.1"
    )
    mapa = pagina.get_by_role("group", name="Mapa de Chile: III.1 en cada territorio")
    expect(mapa.get_by_role("link")).to_have_count(16)
    pagina.get_by_role("navigation", name="Qué muestra el mapa").get_by_role("link").last.focus()
    for _ in range(4):
        pagina.keyboard.press("Tab")
    atacama = mapa.get_by_role("link", name="Atacama: No cumple, asegurado 66,66 %")
    expect(atacama).to_be_focused()
    antes = atacama.locator("path").evaluate("(trazo) => getComputedStyle(trazo).stroke")
    pagina.keyboard.press("Tab")
    despues = atacama.locator("path").evaluate("(trazo) => getComputedStyle(trazo).stroke")
    assert (antes, despues) == ("rgb(0, 111, 179)", "rgb(255, 255, 255)")
    pagina.keyboard.press("Enter")
    expect(pagina.get_by_role("heading", level=1)).to_contain_text("Coquimbo")
