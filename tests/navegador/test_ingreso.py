"""The ways in, as people go through them: a second factor, a password that was forgotten, and ClaveÚnica."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.claveunica import CONOCIDO, DESCONOCIDO, build_persona, serve_claveunica
from tests.factores import show_codigo, type_clave
from tests.navegador.conftest import CLAVE, enter, open_pagina, serve_demostracion

pytestmark = [
    *(pytest.mark.navegador, pytest.mark.recorrido),
    # Of the provider's own.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

CORREO = "direccion.maule@example.cl"
SALIDA = "http://localhost:9/salir"
REVISION = "/sernam/2009/revision/"


class Sitio(NamedTuple):
    """A server that asks a second factor of the central unit, and the file of what it prints."""

    direccion: str
    registro: Path


@pytest.fixture(scope="module")
def sitio(tmp_path_factory: pytest.TempPathFactory, navegador: Browser) -> Iterator[Sitio]:
    carpeta = tmp_path_factory.mktemp("ingreso")
    with serve_claveunica(build_persona(CONOCIDO), build_persona(DESCONOCIDO)) as claveunica:
        variables = {
            "PYTHONUNBUFFERED": "1",
            "SEGUNDO_FACTOR_ROLES": "CENTRAL",
            "INGRESO_INTENTOS": "3",
            # One while a day: where it begins does not matter to the tests.
            "INGRESO_ESPERA_MINUTOS": "1440",
            "CLAVEUNICA_SERVIDOR": claveunica,
            "CLAVEUNICA_CLIENTE": "gestion",
            "CLAVEUNICA_SECRETO": "de-prueba",
            "CLAVEUNICA_SALIDA": SALIDA,
        }
        with serve_demostracion(carpeta, "gestion_ingreso", **variables) as direccion:
            with open_pagina(navegador, direccion, 1366) as pagina:
                link_cuenta(pagina)
            yield Sitio(direccion, carpeta / "registro.txt")


def link_cuenta(pagina: Page) -> None:
    """The administration gives an account its RUN and its mail."""
    enter(pagina, "administracion")
    pagina.goto("/admin/regiones/usuario/?q=direccion.maule")
    pagina.get_by_role("link", name="direccion.maule").click()
    pagina.get_by_label("RUN:").fill("11.111.111-1")
    pagina.get_by_label("correo", exact=False).first.fill(CORREO)
    pagina.get_by_role("button", name="Guardar", exact=True).click()
    expect(pagina.locator(".messagelist")).to_contain_text("direccion.maule")


@contextmanager
def open_libre(navegador: Browser, sitio: Sitio, ancho: int) -> Iterator[Page]:
    """A page whose console may tell of a refusal, and that asks nothing beyond this machine."""
    contexto = navegador.new_context(
        base_url=sitio.direccion, viewport={"width": ancho, "height": 900}, locale="es-CL"
    )
    contexto.route(
        lambda direccion: urlsplit(direccion).hostname not in ("127.0.0.1", "localhost"), lambda ruta: ruta.abort()
    )
    yield contexto.new_page()
    contexto.close()


def press(pagina: Page, boton: str) -> None:
    """Send a form, and wait for its answer: it may look like the page that was there."""
    with pagina.expect_navigation():
        pagina.get_by_role("button", name=boton, exact=True).click()


def identify(pagina: Page) -> None:
    pagina.get_by_role("button", name="Salir").click()
    enter(pagina, "unidad.central")


def give(pagina: Page, codigo: str) -> None:
    pagina.get_by_label("Código").fill(codigo)
    press(pagina, "Continuar")


def test_a_role_that_must_makes_its_second_factor_and_enters_with_it(navegador: Browser, sitio: Sitio) -> None:
    with open_libre(navegador, sitio, 390) as pagina:
        enter(pagina, "unidad.central")
        expect(pagina.get_by_role("heading", level=1)).to_have_text("Active su segundo factor")
        pagina.goto(REVISION)
        expect(pagina.get_by_role("heading", level=1)).to_have_text("Active su segundo factor")
        dibujo = pagina.get_by_role("img", name="Código QR")
        assert dibujo.evaluate("(nodo) => nodo.complete && nodo.naturalWidth > 100")
        clave = type_clave(pagina.locator(".clave-escrita").inner_text())
        for codigo in ("000000", show_codigo(clave)):
            pagina.get_by_label("Código que muestra la aplicación").fill(codigo)
            press(pagina, "Activar")
        expect(pagina.get_by_role("heading", level=1)).to_have_text("Guarde sus códigos de recuperación")
        codigos = pagina.locator(".codigos code").all_inner_texts()
        with pagina.expect_download() as descarga:
            pagina.get_by_role("link", name="Descargar").click()
        texto = Path(descarga.value.path()).read_text()
        assert (len(codigos), [codigo for codigo in codigos if codigo not in texto]) == (10, [])
        pagina.get_by_role("link", name="Ya los guardé: continuar").click()
        expect(pagina).to_have_url(sitio.direccion + REVISION)

        identify(pagina)
        give(pagina, "000000")
        expect(pagina.get_by_text("El código no es correcto")).to_be_visible()
        give(pagina, show_codigo(clave, 1))
        expect(pagina.get_by_role("link", name="Mi cuenta")).to_be_visible()

        identify(pagina)
        give(pagina, codigos[0].lower())
        expect(pagina.get_by_role("link", name="Mi cuenta")).to_be_visible()

        identify(pagina)
        for codigo in (codigos[0], "000000", "111111", codigos[1]):
            give(pagina, codigo)
        expect(pagina.get_by_text("Demasiados códigos equivocados")).to_be_visible()
        expect(pagina.get_by_role("heading", level=1)).to_have_text("Escriba el código")


def test_a_forgotten_password_is_changed_by_the_link_of_a_mail(navegador: Browser, sitio: Sitio) -> None:
    with open_libre(navegador, sitio, 390) as pagina:
        pagina.goto("/ingresar/")
        pagina.get_by_role("link", name="¿Olvidó su contraseña?").click()
        pagina.get_by_label("Correo electrónico").fill(CORREO)
        pagina.get_by_role("button", name="Enviar el enlace").click()
        expect(pagina.get_by_role("heading", level=1)).to_have_text("Revise su correo")
        pagina.goto(find_enlace(sitio.registro))
        for etiqueta in ("Contraseña nueva", "Repita la contraseña nueva"):
            pagina.get_by_label(etiqueta, exact=True).fill("una frase bastante larga")
        pagina.get_by_role("button", name="Guardar la contraseña").click()
        expect(pagina.get_by_role("status")).to_contain_text("ingrese con ella")
        for clave in (CLAVE, "una frase bastante larga"):
            pagina.get_by_label("Usuario").fill("direccion.maule")
            pagina.get_by_label("Contraseña").fill(clave)
            press(pagina, "Ingresar")
        expect(pagina.get_by_role("link", name="Mi cuenta")).to_be_visible()


def find_enlace(registro: Path) -> str:
    """The path that the mail leads to: it is sent aside from the answer."""
    limite = time.monotonic() + 10
    while time.monotonic() < limite:
        if hallado := re.search(r"http://\S+?(/cuenta/clave/nueva/\S+/)", registro.read_text(errors="replace")):
            return hallado[1]
        time.sleep(0.1)
    raise AssertionError("el correo no salió")


def test_claveunica_lets_in_who_is_linked_and_nobody_else(navegador: Browser, sitio: Sitio) -> None:
    with open_libre(navegador, sitio, 1366) as pagina:
        pagina.goto("/cuenta/")
        pagina.get_by_role("link", name="Ingresar con ClaveÚnica").click()
        pagina.get_by_role("button", name="persona-11111111").click()
        expect(pagina.locator(".frase")).to_contain_text("Dirección regional en SERNAM (Maule)")
        pagina.get_by_role("button", name="Salir").click()
        expect(pagina.get_by_role("link", name="Cerrar la de ClaveÚnica")).to_have_attribute("href", SALIDA)

        pagina.get_by_role("link", name="Ingresar con ClaveÚnica").click()
        pagina.get_by_role("button", name="persona-22222222").click()
        expect(pagina.get_by_role("heading", level=1)).to_have_text("Su RUN no abre ninguna cuenta")

        for dato in ("state", "nonce"):
            pagina.goto("/ingresar/claveunica/")
            partes = urlsplit(pagina.url)
            consulta = dict(parse_qsl(partes.query)) | {dato: "inventado"}
            pagina.goto(partes._replace(query=urlencode(consulta)).geturl())
            pagina.get_by_role("button", name="persona-11111111").click()
            expect(pagina.get_by_role("heading", level=1)).to_have_text("No se pudo comprobar quién es")
        pagina.goto("/cuenta/")
        expect(pagina.get_by_role("heading", level=1)).to_have_text("Gestión Territorial")
