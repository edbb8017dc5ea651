"""A row opened, written and saved in its place, by keyboard: one request answers, and the focus never strays."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, Request, expect

from tests.navegador.conftest import enter
from tests.navegador.pasos import Anio, Fila, add_filas, check_frase, create_ejercicio, create_programa, walk_to

pytestmark = [pytest.mark.navegador, pytest.mark.recorrido]

PROGRAMA = "/sernam/2009/territorios/07/III.3/"
MESA = PROGRAMA + "formulacion/"
HOJA = "/sernam/2009/territorios/07/III.4/2009-06-30/"
FILA = "2009-07-III.3-03"


def reopen(directora: Page) -> None:
    """The direction takes its programme back, unless it is open."""
    directora.goto(PROGRAMA)
    if directora.get_by_text("Reabrir para modificarlo").count():
        directora.get_by_text("Reabrir para modificarlo").click()
        directora.get_by_label("Por qué lo reabre").fill("Se ajusta una fila")
        directora.get_by_role("button", name="Reabrir").click()


def list_pedidos(pagina: Page, act: Callable[[], None]) -> list[str]:
    """What a page asks of the server while something is done, but for its drafts."""
    pedidos: list[str] = []

    def note(pedido: Request) -> None:
        if "/borradores/" not in pedido.url:
            pedidos.append(pedido.method)

    pagina.on("request", note)
    act()
    pagina.remove_listener("request", note)
    return pedidos


def test_a_row_of_the_formulation_is_edited_in_its_place_by_keyboard(pagina: Page) -> None:
    enter(pagina, "direccion.maule")
    reopen(pagina)
    pagina.goto(MESA)
    fila = pagina.locator(f"li[id='{FILA}']")
    editar = fila.get_by_role("link", name="Editar la fila 3")
    editar.focus()
    pagina.keyboard.press("Enter")
    expect(fila.get_by_role("heading", name=f"Fila {FILA}")).to_be_focused()
    walk_to(pagina, f"li[id='{FILA}'] a:text('Cancelar')")
    pagina.keyboard.press("Enter")
    expect(editar).to_be_focused()
    pagina.keyboard.press("Enter")
    expect(fila.get_by_role("heading", name=f"Fila {FILA}")).to_be_focused()
    fila.locator("[name=texto]").fill("")
    guardar = fila.get_by_role("button", name="Guardar la fila")
    guardar.press("Enter")
    expect(fila.get_by_role("alert")).to_be_focused()
    fila.locator("[name=texto]").fill("Coordinar la oferta, corregido en su lugar")
    fila.get_by_label("Motivo del cambio").fill("Se precisa el objetivo")

    def save() -> None:
        guardar.press("Enter")
        expect(editar).to_be_focused()

    assert list_pedidos(pagina, save) == ["POST"]
    expect(fila.locator("h3")).to_have_text("3. Coordinar la oferta, corregido en su lugar")
    expect(pagina.get_by_role("status").filter(has_text=f"Fila {FILA} guardada.")).to_have_count(1)
    expect(pagina.locator("li.editando")).to_have_count(0)


def test_an_analysis_is_written_in_its_sheet_by_keyboard(pagina: Page, ancho: int) -> None:
    enter(pagina, "direccion.maule")
    pagina.goto(HOJA)
    linea = pagina.locator(f"li[id='{FILA}']")
    linea.get_by_role("link", name=f"el análisis de {FILA}").focus()
    pagina.keyboard.press("Enter")
    expect(linea.locator("h3[tabindex]")).to_be_focused()
    dicho = f"Corregido a {ancho} puntos de ancho"
    linea.locator("[name=avance_efectivo]").fill(dicho)

    def save() -> None:
        linea.get_by_role("button", name="Guardar", exact=True).press("Enter")
        expect(linea.get_by_role("link", name=f"Corregir el análisis de {FILA}")).to_be_focused()

    assert list_pedidos(pagina, save) == ["POST"]
    linea.get_by_text("Leer el análisis").click()
    expect(linea.locator("dd").first).to_have_text(dicho)


def test_weights_are_kept_while_they_are_typed_and_saved_in_their_place(pagina: Page, ancho: int) -> None:
    anio = Anio({1366: 2020, 390: 2021}[ancho])
    enter(pagina, "administracion")
    create_ejercicio(pagina, anio.anio)
    create_programa(pagina, anio, "07", "III.1")
    fila = Fila("Acercar la oferta", "Comunas con oferta", "80%", "Abrir la mesa", "Unidad de VIF", "Acta", "60")
    add_filas(pagina, (fila, replace(fila, objetivo="Formar redes")), f"{anio.anio}-07-III.1")
    anio.go(pagina, "territorios/07/III.1/formulacion/ponderacion/")
    peso = pagina.get_by_label("Formar redes")
    peso.fill("40")
    expect(pagina.get_by_text("Borrador guardado")).to_be_visible()
    pagina.reload()
    expect(pagina.get_by_text("Recuperamos lo que escribió")).to_be_visible()
    expect(peso).to_have_value("40")
    guardar = pagina.get_by_role("button", name="Guardar las ponderaciones")

    def save() -> None:
        guardar.press("Enter")
        expect(pagina.locator("#pesos").get_by_text("Guardado: 1 ponderación cambiada.")).to_be_visible()

    assert list_pedidos(pagina, save) == ["POST"]
    expect(guardar).to_be_focused()
    check_frase(pagina, "III.1 de Maule: suman 100 %.")
    peso.fill("50")
    expect(pagina.locator("[data-suma-frase]")).to_have_text("Suman 110 %: sobran 10 puntos.")


def test_without_javascript_a_row_is_edited_on_its_page(navegador: Browser, servidor: str) -> None:
    contexto = navegador.new_context(base_url=servidor, java_script_enabled=False)
    pagina = contexto.new_page()
    enter(pagina, "direccion.maule")
    reopen(pagina)
    pagina.goto(MESA)
    pagina.get_by_role("link", name="Editar la fila 3").click()
    pagina.locator("[name=texto]").fill("Coordinar la oferta, sin guiones")
    pagina.get_by_label("Motivo del cambio").fill("Se precisa el objetivo")
    pagina.get_by_role("button", name="Guardar la fila").click()
    expect(pagina.locator(".mensajes li")).to_have_text([f"Fila {FILA} guardada."])
    expect(pagina.locator(f"li[id='{FILA}'] h3")).to_have_text("3. Coordinar la oferta, sin guiones")
    contexto.close()
