"""The strict policy breaks nothing, and the door says what happens, in a Chromium whose console stays silent."""

import pytest
from playwright.sync_api import Page, expect

from tests.navegador.conftest import CLAVE, enter
from tests.navegador.test_humo import check_accesible

pytestmark = pytest.mark.navegador

ADMIN = (
    "/admin/",
    "/admin/regiones/usuario/",
    "/admin/regiones/usuario/add/",
    "/admin/programas/compromiso/",
    "/admin/programas/compromiso/export/",
    "/admin/programas/compromiso/import/",
    "/admin/regiones/registro/",
)


@pytest.fixture
def ancho() -> int:
    return 1366


def find_compromiso(pagina: Page) -> None:
    pagina.goto("/admin/programas/compromiso/")
    pagina.locator("#result_list tbody tr").first.get_by_role("link").first.click()


@pytest.mark.parametrize("direccion", ADMIN)
def test_the_administration_works_under_the_policy(pagina: Page, direccion: str) -> None:
    enter(pagina, "administracion")
    respuesta = pagina.goto(direccion)
    assert respuesta is not None
    assert "script-src 'self'" in respuesta.headers["content-security-policy"]
    expect(pagina.get_by_role("heading").first).to_be_visible()


def test_pickers_and_calendars_of_the_administration_open(pagina: Page) -> None:
    enter(pagina, "administracion")
    pagina.goto("/admin/regiones/asignacion/add/")
    pagina.locator(".field-usuario .select2-selection").click()
    pagina.locator(".select2-search__field").fill("maule")
    pagina.get_by_role("option", name="direccion.maule").click()
    expect(pagina.locator(".field-usuario .select2-selection__rendered")).to_contain_text("direccion.maule")
    pagina.locator(".field-desde .date-icon").click()
    expect(pagina.locator("#calendarbox0")).to_be_visible()


def test_a_file_is_previewed_by_the_administration(pagina: Page) -> None:
    enter(pagina, "administracion")
    pagina.goto("/admin/regiones/unidadresponsable/import/")
    contenido = b"servicio,nombre\nsernam,Unidad de prueba\n"
    pagina.locator("input[type=file]").set_input_files(
        files=[{"name": "unidades.csv", "mimeType": "text/csv", "buffer": contenido}]
    )
    pagina.get_by_role("button", name="Ver qué cambiaría").click()
    expect(pagina.locator("body")).to_contain_text("Unidad de prueba")


def test_a_session_that_ends_while_typing_comes_back_to_the_form(pagina: Page) -> None:
    enter(pagina, "auditoria")
    pagina.goto("/cuenta/clave/")
    pagina.get_by_label("Contraseña actual").fill("cualquiera")
    pagina.context.clear_cookies(name="sessionid")
    pagina.get_by_role("button", name="Guardar la contraseña").click()
    expect(pagina.get_by_role("status")).to_contain_text("lo último que envió no se guardó")
    check_accesible(pagina)
    pagina.get_by_label("Usuario").fill("auditoria")
    pagina.get_by_label("Contraseña").fill(CLAVE)
    pagina.get_by_role("button", name="Ingresar").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Cambiar la contraseña")


def test_a_password_is_asked_for_by_mail(pagina: Page) -> None:
    pagina.goto("/ingresar/")
    pagina.get_by_role("link", name="¿Olvidó su contraseña?").click()
    pagina.get_by_role("button", name="Enviar el enlace").click()
    expect(pagina.get_by_role("alert")).to_contain_text("Falta corregir 1 dato")
    check_accesible(pagina)
    pagina.get_by_label("Correo electrónico").fill("nadie@example.cl")
    pagina.get_by_role("button", name="Enviar el enlace").click()
    expect(pagina.get_by_role("heading", level=1)).to_have_text("Revise su correo")
    check_accesible(pagina)


def test_the_account_is_one_step_from_its_password(pagina: Page) -> None:
    enter(pagina, "direccion.maule")
    pagina.goto("/cuenta/")
    expect(pagina.locator(".frase")).to_contain_text("Dirección regional en SERNAM (Maule)")
    check_accesible(pagina)
    pagina.get_by_role("link", name="Cambiar la contraseña").click()
    pagina.get_by_role("button", name="Guardar la contraseña").click()
    expect(pagina.get_by_role("alert")).to_be_focused()
    check_accesible(pagina)
