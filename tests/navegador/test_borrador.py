"""What is being typed is not lost: a closed page, an ended session, a lost connection, a corte that closes."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.navegador.conftest import CLAVE, enter

pytestmark = pytest.mark.navegador

LISTA = "/sernam/2009/territorios/07/III.4/2009-06-30/"
# One objective for each test and width, so that they do not meet.
OBJETIVOS = {1366: "2009-07-III.1-{:02d}", 390: "2009-07-III.2-{:02d}"}


@pytest.fixture
def sin_servidor(navegador: Browser, servidor: str, ancho: int) -> Iterator[Page]:
    """A page whose requests will fail: its console says so, and may."""
    contexto = navegador.new_context(
        base_url=servidor, viewport={"width": ancho, "height": 900}, locale="es-CL", timezone_id="America/Santiago"
    )
    yield contexto.new_page()
    contexto.close()


def open_objetivo(pagina: Page, ancho: int, numero: int) -> str:
    enter(pagina, "direccion.maule")
    direccion = LISTA + OBJETIVOS[ancho].format(numero) + "/"
    pagina.goto(direccion)
    return direccion


def enter_aparte(pagina: Page, usuario: str) -> None:
    """Log in again as in another tab: this page learns of it by its cookies alone."""
    pedidos = pagina.context.request
    pedidos.get("/ingresar/")
    (ficha,) = (galleta["value"] for galleta in pagina.context.cookies() if galleta["name"] == "csrftoken")
    datos = {"csrfmiddlewaretoken": ficha, "username": usuario, "password": CLAVE}
    assert pedidos.post("/ingresar/", form=datos).ok


def get_avance(pagina: Page):
    return pagina.get_by_label("Avance efectivo en la implementación de las actividades (2)")


def test_a_draft_survives_closing_the_page_and_is_forgotten_once_saved(pagina, ancho):
    direccion = open_objetivo(pagina, ancho, 1)
    guardado = get_avance(pagina).input_value()
    get_avance(pagina).fill("Se hicieron doce mesas")
    expect(pagina.get_by_text(re.compile(r"Borrador guardado \d\d:\d\d"))).to_be_visible()
    pagina.goto(LISTA)
    expect(pagina.get_by_text("Borrador sin guardar")).to_have_count(1)
    pagina.evaluate("localStorage.clear()")
    pagina.goto(direccion)
    expect(pagina.get_by_text(re.compile(r"Recuperamos lo que escribió el \d\d-\d\d-\d{4} a las"))).to_be_visible()
    expect(get_avance(pagina)).to_have_value("Se hicieron doce mesas")
    pagina.get_by_role("button", name="Descartar").click()
    expect(get_avance(pagina)).to_have_value(guardado)
    get_avance(pagina).fill("Se hicieron trece mesas")
    pagina.get_by_role("button", name="Guardar y volver").click()
    expect(pagina.get_by_text("Se guardó el análisis")).to_be_visible()
    pagina.goto(direccion)
    expect(get_avance(pagina)).to_have_value("Se hicieron trece mesas")
    pagina.wait_for_load_state("networkidle")
    expect(pagina.get_by_text("Recuperamos")).to_have_count(0)
    expect(pagina.get_by_text("se guardó después")).to_have_count(0)


def test_what_is_typed_before_the_script_arrives_is_kept(pagina, ancho):
    enter(pagina, "direccion.maule")
    expect(pagina.get_by_role("button", name="Salir")).to_be_visible()
    pagina.wait_for_load_state()
    demoradas = []
    pagina.route(re.compile(r"/js/borrador"), lambda ruta: demoradas.append(ruta))
    pagina.goto(LISTA + OBJETIVOS[ancho].format(8) + "/", wait_until="commit")
    get_avance(pagina).fill("Escrito con la página a medio llegar")
    demoradas[-1].continue_()
    expect(pagina.get_by_text(re.compile("Borrador guardado"))).to_be_visible()
    pagina.unroute_all()
    pagina.goto(LISTA)
    pagina.goto(LISTA + OBJETIVOS[ancho].format(8) + "/")
    expect(get_avance(pagina)).to_have_value("Escrito con la página a medio llegar")


def test_an_older_draft_is_offered_beside_what_was_typed_before_the_script(pagina, ancho):
    direccion = open_objetivo(pagina, ancho, 9)
    get_avance(pagina).fill("Lo de ayer")
    expect(pagina.get_by_text(re.compile("Borrador guardado"))).to_be_visible()
    pagina.goto(LISTA)
    demoradas = []
    pagina.route(re.compile(r"/js/borrador"), lambda ruta: demoradas.append(ruta))
    pagina.goto(direccion, wait_until="commit")
    get_avance(pagina).fill("Lo de hoy")
    demoradas[-1].continue_()
    expect(pagina.get_by_text("usted escribió otra cosa")).to_be_visible()
    expect(pagina.get_by_role("cell", name="Lo de ayer")).to_be_visible()
    pagina.get_by_role("button", name="Seguir con lo de ahora").click()
    expect(get_avance(pagina)).to_have_value("Lo de hoy")
    expect(pagina.get_by_text(re.compile("Borrador guardado"))).to_be_visible()
    pagina.unroute_all()
    pagina.goto(LISTA)
    pagina.goto(direccion)
    expect(get_avance(pagina)).to_have_value("Lo de hoy")


def test_going_back_to_a_saved_form_makes_no_draft_of_it(pagina, ancho):
    direccion = open_objetivo(pagina, ancho, 10)
    get_avance(pagina).fill("Se guardó")
    pagina.get_by_role("button", name="Guardar y volver").click()
    expect(pagina.get_by_text("Se guardó el análisis")).to_be_visible()
    pagina.go_back()
    expect(get_avance(pagina)).to_have_value("Se guardó")
    pagina.goto(LISTA)
    pagina.goto(direccion)
    pagina.wait_for_load_state("networkidle")
    expect(pagina.get_by_text("Recuperamos")).to_have_count(0)
    expect(pagina.get_by_text(re.compile("Borrador guardado"))).to_have_count(0)


def test_an_ended_session_loses_nothing(sin_servidor, ancho):
    direccion = open_objetivo(sin_servidor, ancho, 2)
    sin_servidor.context.clear_cookies()
    get_avance(sin_servidor).fill("Escrito cuando la sesión ya había terminado")
    expect(sin_servidor.get_by_text("Su sesión terminó: lo que escribe queda en este navegador.")).to_be_visible()
    enter_aparte(sin_servidor, "direccion.maule")
    sin_servidor.evaluate("window.dispatchEvent(new Event('online'))")
    expect(sin_servidor.get_by_text(re.compile("Borrador guardado"))).to_be_visible()
    sin_servidor.get_by_role("button", name="Guardar y volver").click()
    expect(sin_servidor.get_by_text("Se guardó el análisis")).to_be_visible()
    sin_servidor.goto(direccion)
    expect(get_avance(sin_servidor)).to_have_value("Escrito cuando la sesión ya había terminado")


def test_saving_with_an_ended_session_comes_back_with_the_text(pagina, ancho):
    open_objetivo(pagina, ancho, 3)
    pagina.context.clear_cookies(name="sessionid")
    get_avance(pagina).fill("Se guardó sin sesión")
    pagina.get_by_role("button", name="Guardar y volver").click()
    pagina.get_by_label("Usuario").fill("direccion.maule")
    pagina.get_by_label("Contraseña").fill(CLAVE)
    pagina.get_by_role("button", name="Ingresar").click()
    expect(get_avance(pagina)).to_have_value("Se guardó sin sesión")
    expect(pagina.get_by_text("Recuperamos lo que escribió")).to_be_visible()


def test_without_connection_the_browser_keeps_the_text_and_sends_it_later(sin_servidor, ancho):
    open_objetivo(sin_servidor, ancho, 4)
    sin_servidor.route("**/borradores/**", lambda ruta: ruta.abort())
    get_avance(sin_servidor).fill("Escrito en la carretera austral")
    expect(sin_servidor.get_by_text("Sin conexión: se guarda en este navegador.")).to_be_visible()
    sin_servidor.unroute("**/borradores/**")
    sin_servidor.evaluate("window.dispatchEvent(new Event('online'))")
    expect(sin_servidor.get_by_text(re.compile("Borrador guardado"))).to_be_visible()


def test_leaving_a_shared_computer_leaves_nothing_behind(pagina, ancho):
    direccion = open_objetivo(pagina, ancho, 5)
    get_avance(pagina).fill("Escrito y sin guardar al salir")
    pagina.get_by_role("button", name="Salir").click()
    expect(pagina.get_by_label("Contraseña")).to_be_visible()
    assert pagina.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('borrador:'))") == []
    enter(pagina, "direccion.maule")
    pagina.goto(direccion)
    expect(get_avance(pagina)).to_have_value("Escrito y sin guardar al salir")


def test_two_browsers_on_one_row_show_both_texts(pagina, ancho, navegador, servidor):
    direccion = open_objetivo(pagina, ancho, 6)
    get_avance(pagina).fill("Lo del primer navegador")
    expect(pagina.get_by_text(re.compile("Borrador guardado"))).to_be_visible()
    contexto = navegador.new_context(base_url=servidor, locale="es-CL")
    otra = contexto.new_page()
    enter(otra, "administracion")
    otra.goto(direccion)
    get_avance(otra).fill("Lo de la administración")
    otra.get_by_role("button", name="Guardar y volver").click()
    expect(otra.get_by_text("Se guardó el análisis")).to_be_visible()
    contexto.close()
    pagina.get_by_role("button", name="Guardar y volver").click()
    expect(pagina.get_by_role("cell", name="Lo de la administración")).to_be_visible()
    expect(get_avance(pagina)).to_have_value("Lo del primer navegador")
    pagina.goto(direccion)
    expect(pagina.get_by_text("Esta fila se guardó después de que usted escribió esto")).to_be_visible()
    expect(get_avance(pagina)).to_have_value("Lo de la administración")
    pagina.get_by_role("button", name="Usar lo que escribí").click()
    expect(get_avance(pagina)).to_have_value("Lo del primer navegador")


def test_a_corte_that_closes_under_an_open_draft_keeps_it_and_gives_it_back(pagina, ancho, navegador, servidor):
    direccion = open_objetivo(pagina, ancho, 7)
    get_avance(pagina).fill("A medio escribir cuando se cerró")
    contexto = navegador.new_context(base_url=servidor, locale="es-CL")
    central = contexto.new_page()
    enter(central, "unidad.central")
    central.goto("/sernam/2009/cortes/")
    central.get_by_role("button", name="Cerrar el corte al 30-06-2009").click()
    expect(central.get_by_text("El corte al 30-06-2009 quedó cerrado.")).to_be_visible()
    pagina.get_by_role("button", name="Guardar y volver").click()
    expect(pagina.get_by_text("Lo que escribió está guardado como borrador")).to_be_visible()
    expect(pagina.get_by_text("A medio escribir cuando se cerró")).to_be_visible()
    assert pagina.locator("form[data-borrador]").count() == 0
    central.get_by_label("Motivo para reabrir").fill("Faltaba el Maule")
    central.get_by_role("button", name="Reabrir el corte al 30-06-2009").click()
    expect(central.get_by_text("El corte al 30-06-2009 quedó abierto.")).to_be_visible()
    contexto.close()
    pagina.goto(direccion)
    expect(get_avance(pagina)).to_have_value("A medio escribir cuando se cerró")
