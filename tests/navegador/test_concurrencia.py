"""Two people on one thing, each in a browser of their own: a row that both edit, a programme that both approve."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.navegador.conftest import CLAVE, enter

pytestmark = [pytest.mark.navegador, pytest.mark.recorrido]

PROGRAMA = "/sernam/2009/territorios/07/III.3/"
MESA = PROGRAMA + "formulacion/"
REVISION = "/sernam/2009/revision/07/III.3/"
HOY = re.compile(r"\d\d-\d\d-\d{4} a las \d\d:\d\d")
Abrir = Callable[[str], Page]
# What does not depend on the width is seen at one.
EN_ESCRITORIO = pytest.mark.parametrize("ancho", [1366], ids=["escritorio"])
EN_TELEFONO = pytest.mark.parametrize("ancho", [390], ids=["telefono"])


@pytest.fixture
def abrir(navegador: Browser, servidor: str, ancho: int) -> Iterator[Abrir]:
    """Open a browser for somebody: nothing of it is shared with another one."""
    with ExitStack() as pila:

        def open_de(usuario: str) -> Page:
            contexto = navegador.new_context(
                base_url=servidor,
                viewport={"width": ancho, "height": 900},
                locale="es-CL",
                timezone_id="America/Santiago",
            )
            pila.enter_context(closing(contexto))
            contexto.set_default_timeout(10_000)
            pagina = contexto.new_page()
            enter(pagina, usuario)
            expect(pagina.get_by_role("button", name="Salir")).to_be_visible()
            return pagina

        yield open_de


def reopen(directora: Page) -> None:
    """The direction takes its programme back, whether it was approved or sent; an open one stays open."""
    directora.goto(PROGRAMA)
    if directora.get_by_text("Reabrir para modificarlo").count():
        directora.get_by_text("Reabrir para modificarlo").click()
        directora.get_by_label("Por qué lo reabre").fill("Se ajusta una fila")
        directora.get_by_role("button", name="Reabrir").click()
    directora.goto(PROGRAMA)
    expect(directora.get_by_role("link", name="Preparar el envío a revisión")).to_be_visible()


def send(directora: Page) -> None:
    reopen(directora)
    directora.goto(PROGRAMA + "envio/")
    directora.get_by_role("checkbox").check()
    directora.get_by_role("button", name="Enviar a revisión").click()
    expect(directora.locator(".mensajes")).to_contain_text("quedó enviado")


def approve_filas(revisora: Page) -> None:
    revisora.goto(REVISION)
    for marca in revisora.locator("input[name=filas][type=checkbox]").all():
        marca.check()
    revisora.get_by_role("button", name="Aprobarlas").click()
    expect(revisora.locator(".mensajes")).to_be_visible()


def get_indicador(pagina: Page) -> Locator:
    return pagina.locator("textarea[name=indicador]")


def save_fila(pagina: Page) -> None:
    pagina.get_by_label("Motivo del cambio").fill("Se ajusta el indicador")
    pagina.get_by_role("button", name="Guardar la fila").click()


def test_of_two_who_save_a_row_the_second_compares_and_decides(abrir: Abrir) -> None:
    directora, administracion = abrir("direccion.maule"), abrir("administracion")
    reopen(directora)
    fila = MESA + "filas/2009-07-III.3-03/"
    for pagina in (directora, administracion):
        pagina.goto(fila)
    get_indicador(administracion).fill("Número de mesas, según la administración")
    save_fila(administracion)
    expect(administracion.locator(".mensajes")).to_contain_text("Fila 2009-07-III.3-03 guardada.")
    get_indicador(directora).fill("Número de mesas, según la dirección")
    save_fila(directora)
    aviso = directora.get_by_role("alert").filter(has_text="Otra persona guardó esta fila antes que usted")
    expect(aviso.locator("b")).to_have_text("administracion")
    expect(aviso).to_contain_text(HOY)
    expect(aviso.locator("tbody tr")).to_have_count(1)
    expect(aviso.locator("tbody td")).to_have_text(
        ["Número de mesas, según la dirección", "Número de mesas, según la administración"]
    )
    expect(get_indicador(directora)).to_have_value("Número de mesas, según la dirección")
    administracion.goto(fila)
    expect(get_indicador(administracion)).to_have_value("Número de mesas, según la administración")
    save_fila(directora)
    expect(directora.locator(".mensajes")).to_contain_text("Fila 2009-07-III.3-03 guardada.")
    administracion.reload()
    expect(get_indicador(administracion)).to_have_value("Número de mesas, según la dirección")


@EN_TELEFONO
def test_a_draft_of_a_row_that_somebody_saved_is_offered_and_not_imposed(abrir: Abrir) -> None:
    directora, administracion = abrir("direccion.maule"), abrir("administracion")
    reopen(directora)
    fila = MESA + "filas/2009-07-III.3-03/"
    directora.goto(fila)
    get_indicador(directora).fill("Lo que escribía la dirección")
    expect(directora.get_by_text(re.compile(r"Borrador guardado \d\d:\d\d"))).to_be_visible()
    administracion.goto(fila)
    get_indicador(administracion).fill("Lo que guardó la administración")
    save_fila(administracion)
    expect(administracion.locator(".mensajes")).to_contain_text("guardada")
    directora.goto(fila)
    expect(directora.get_by_text("Esta fila se guardó después de que usted escribió esto")).to_be_visible()
    expect(get_indicador(directora)).to_have_value("Lo que guardó la administración")
    directora.get_by_role("button", name="Usar lo que escribí").click()
    expect(get_indicador(directora)).to_have_value("Lo que escribía la dirección")
    directora.goto(MESA)
    directora.goto(fila)
    directora.get_by_role("button", name="Descartar").click()
    expect(get_indicador(directora)).to_have_value("Lo que guardó la administración")


@EN_ESCRITORIO
def test_of_two_who_approve_a_programme_the_second_is_told_who_did(abrir: Abrir) -> None:
    directora, primera, segunda = (
        abrir(usuario) for usuario in ("direccion.maule", "unidad.central", "revision.central")
    )
    send(directora)
    approve_filas(primera)
    for pagina in (primera, segunda):
        pagina.goto(REVISION)
    primera.get_by_role("button", name="Aprobar el programa").click()
    expect(primera.locator(".mensajes")).to_contain_text("III.3 de Maule quedó aprobado.")
    segunda.get_by_role("button", name="Aprobar el programa").click()
    mensaje = segunda.locator(".mensajes")
    expect(mensaje).to_contain_text("2009-07-III.3 está «Aprobado»")
    expect(mensaje).to_contain_text("unidad.central")
    expect(segunda.get_by_role("button", name="Aprobar el programa")).to_have_count(0)
    expect(segunda.locator("#resumen-revision")).to_contain_text("Aprobado")


@EN_ESCRITORIO
def test_a_reviewer_who_returns_what_was_sent_again_is_told_and_keeps_the_text(abrir: Abrir) -> None:
    directora, revisora = abrir("direccion.maule"), abrir("unidad.central")
    send(directora)
    revisora.goto(REVISION)
    send(directora)
    revisora.get_by_label("Observación al programa completo").fill("Precise las metas")
    revisora.get_by_role("button", name="Devolver al territorio con observaciones").click()
    expect(revisora.locator(".mensajes")).to_contain_text("después de que usted abrió esta página")
    expect(revisora.get_by_label("Observación al programa completo")).to_have_value("Precise las metas")
    directora.goto(PROGRAMA)
    expect(directora.locator("#tramite")).to_contain_text("Enviado")
    approve_filas(revisora)
    revisora.goto(REVISION)
    revisora.get_by_role("button", name="Aprobar el programa").click()
    expect(revisora.locator(".mensajes")).to_contain_text("quedó aprobado")


@EN_TELEFONO
def test_a_row_whose_programme_was_sent_while_it_was_written_keeps_the_text(abrir: Abrir) -> None:
    directora, administracion = abrir("direccion.maule"), abrir("administracion")
    reopen(directora)
    fila = MESA + "filas/2009-07-III.3-03/"
    administracion.goto(fila)
    get_indicador(administracion).fill("Escrito cuando ya se enviaba")
    expect(administracion.get_by_text(re.compile(r"Borrador guardado \d\d:\d\d"))).to_be_visible()
    send(directora)
    save_fila(administracion)
    expect(administracion.locator("main")).to_contain_text("su formulación no se modifica")
    reopen(directora)
    administracion.goto(fila)
    expect(get_indicador(administracion)).to_have_value("Escrito cuando ya se enviaba")
    administracion.get_by_role("button", name="Descartar").click()
    expect(administracion.get_by_text("Borrador descartado.")).to_be_visible()


@EN_TELEFONO
def test_a_session_that_ends_while_a_row_is_written_gives_the_row_back_after_the_login(abrir: Abrir) -> None:
    directora = abrir("direccion.maule")
    reopen(directora)
    fila = MESA + "filas/2009-07-III.3-03/"
    directora.goto(fila)
    directora.context.clear_cookies(name="sessionid")
    get_indicador(directora).fill("Escrito sin sesión")
    expect(directora.get_by_text("Su sesión terminó: lo que escribe queda en este navegador.")).to_be_visible()
    save_fila(directora)
    expect(directora.get_by_role("status")).to_contain_text("Su sesión terminó")
    directora.get_by_label("Usuario").fill("direccion.maule")
    directora.get_by_label("Contraseña").fill(CLAVE)
    directora.get_by_role("button", name="Ingresar").click()
    expect(directora).to_have_url(re.compile(re.escape(fila) + "$"))
    expect(directora.get_by_text("Recuperamos lo que escribió")).to_be_visible()
    expect(get_indicador(directora)).to_have_value("Escrito sin sesión")
    save_fila(directora)
    expect(directora.locator(".mensajes")).to_contain_text("Fila 2009-07-III.3-03 guardada.")
    directora.goto(fila)
    expect(get_indicador(directora)).to_have_value("Escrito sin sesión")
