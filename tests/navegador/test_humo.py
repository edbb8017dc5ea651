"""The chain as a person walks it: from the log-in to the rows of the real form, on desktop and phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.navegador.conftest import enter

pytestmark = pytest.mark.navegador

PAGINAS = {
    "tablero": "/sernam/2009/",
    "calculo": "/sernam/2009/calculo/",
    "territorios": "/sernam/2009/territorios/",
    "nivel central": "/sernam/2009/territorios/99/",
    "sin compromisos": "/sernam/2009/territorios/06/III.2/",
    "sin ponderacion": "/sernam/2009/territorios/11/III.1/",
    "perdido": "/sernam/2009/territorios/03/III.1/",
    "auditoria": "/sernam/2009/auditoria/",
    "auditoria de un territorio": "/sernam/2009/auditoria/99/",
    "ejercicios": "/ejercicios/",
}


def check_accesible(pagina: Page) -> None:
    resultado = Axe().run(pagina, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert resultado.violations_count == 0, resultado.generate_report()


def test_a_wrong_password_is_told_in_spanish_and_keeps_the_user(pagina: Page) -> None:
    pagina.goto("/sernam/2009/")
    expect(pagina.get_by_role("status")).to_contain_text("Ingrese para continuar")
    check_accesible(pagina)
    pagina.get_by_label("Usuario").fill("unidad.central")
    pagina.get_by_label("Contraseña").fill("otra")
    pagina.get_by_role("button", name="Ingresar").click()
    expect(pagina.get_by_role("alert")).to_contain_text("no son correctos")
    expect(pagina.get_by_label("Usuario")).to_have_value("unidad.central")
    check_accesible(pagina)


def test_from_the_verdict_to_the_row_that_decides_it(pagina: Page) -> None:
    enter(pagina, "unidad.central")
    expect(pagina.get_by_role("heading", level=1)).to_have_text("✕ NO CUMPLE")
    expect(pagina.locator(".razon")).to_contain_text("Atacama perdió III.1: no cumplió 2 de 12")
    fila = pagina.get_by_role("row").filter(has=pagina.get_by_role("link", name="Atacama", exact=True))
    fila.get_by_role("link", name="No cumple").click()
    expect(pagina.get_by_role("heading", level=1)).to_contain_text("Atacama")
    expect(pagina.locator(".frase")).to_contain_text("83,33")
    expect(pagina.get_by_role("table", name="Del total comprometido al estado")).to_contain_text("2/3")
    pagina.get_by_role("region", name="Filas que se suman").get_by_role("link", name="2009-03-III.1-09.1").click()
    assert pagina.url.endswith("#2009-03-III.1-09.1")


def test_a_note_is_one_key_away_from_its_number(pagina: Page) -> None:
    enter(pagina, "unidad.central")
    pagina.goto("/sernam/2009/territorios/99/")
    boton = pagina.locator("#hoja-III\\.1").get_by_role("button", name="Nota 8")
    boton.focus()
    pagina.keyboard.press("Enter")
    globo = pagina.locator("#nota-III-1-8-control")
    expect(globo).to_be_visible()
    expect(globo).to_contain_text("el total de las ponderaciones de las metas debe sumar 100%")
    pagina.keyboard.press("Escape")
    expect(globo).to_be_hidden()


def test_the_real_form_is_there_whole(pagina: Page) -> None:
    enter(pagina, "auditoria")
    pagina.goto("/sernam/2009/territorios/99/")
    for hoja, filas in (("III.1", 12), ("III.2", 16), ("III.3", 3)):
        assert pagina.locator(f"[id='hoja-{hoja}'] .control tbody tr").count() == filas
    assert pagina.locator(".instancias tbody tr").count() == 8
    assert pagina.locator(".analisis tbody tr").count() == 29
    expect(pagina.locator("[id='hoja-III.2'] .totales")).to_contain_text("La planilla traía escrito 49,6 %")


def test_a_director_lands_on_what_the_own_territory_lacks_and_leaves(pagina: Page) -> None:
    enter(pagina, "direccion.maule")
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Lo que me falta")
    pagina.get_by_role("link", name="Ver Maule").click()
    expect(pagina.get_by_role("heading", level=1)).to_contain_text("Maule")
    assert pagina.get_by_role("link", name="Tablero").count() == 0
    assert pagina.goto("/sernam/2009/territorios/03/").status == 404
    expect(pagina.get_by_role("heading", level=1)).to_contain_text("no es de su territorio")
    check_accesible(pagina)
    pagina.goto("/")
    pagina.get_by_role("button", name="Salir").click()
    expect(pagina.get_by_label("Contraseña")).to_be_visible()


def test_the_keyboard_reaches_the_content_first(pagina: Page) -> None:
    enter(pagina, "unidad.central")
    expect(pagina.get_by_role("heading", level=1)).to_be_visible()
    pagina.keyboard.press("Tab")
    expect(pagina.get_by_role("link", name="Saltar al contenido")).to_be_focused()
    pagina.keyboard.press("Enter")
    expect(pagina.locator("main")).to_be_focused()


@pytest.mark.parametrize("nombre", PAGINAS)
def test_pages_have_no_accessibility_fault_and_fit_their_width(pagina: Page, ancho: int, nombre: str) -> None:
    enter(pagina, "unidad.central")
    pagina.goto(PAGINAS[nombre])
    check_accesible(pagina)
    assert pagina.evaluate("document.documentElement.scrollWidth") <= ancho
