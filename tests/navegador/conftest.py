"""A real server with the demonstration, on the database under test, and a real Chromium before it."""

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from functools import cache
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit, urlunsplit
from urllib.request import urlopen

import psycopg2
import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

CLAVE = "territorio-2009"
MANAGE = [sys.executable, str(settings.BASE_DIR / "manage.py")]
# With threads, as it is served: a connection that the browser opens beforehand holds nobody up.
GUNICORN = [sys.executable, "-m", "gunicorn", "gestion_territorial.wsgi", "--threads", "4"]
# Each process of the runner has databases of its own. It loads the demonstration once, and each server a copy.
PROCESO = os.environ.get("PYTEST_XDIST_WORKER", "unico")
DEMOSTRACION = tempfile.TemporaryDirectory(prefix="gestion-demostracion-")
ARCHIVOS = Path(DEMOSTRACION.name) / "archivos"
ARCHIVOS.mkdir()
OPCIONES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
OPCIONES += ["--disable-component-update", "--disable-sync"]


def create_base(nombre: str) -> str:
    """A database of this process alone that holds the demonstration, on the engine of the other tests."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        propia = Path(DEMOSTRACION.name) / f"{nombre}.sqlite3"
        shutil.copy(load_demostracion_sqlite(), propia)
        return f"sqlite:///{propia}"
    propia = f"{nombre}_{PROCESO}"
    copy_base(url, propia, load_demostracion_postgres(url))
    return name_base(url, propia)


@cache
def load_demostracion_sqlite() -> Path:
    ruta = Path(DEMOSTRACION.name) / "demostracion.sqlite3"
    load_demostracion(f"sqlite:///{ruta}")
    # What is copied is the file: its journal goes into it.
    with closing(sqlite3.connect(ruta)) as conexion:
        conexion.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return ruta


@cache
def load_demostracion_postgres(url: str) -> str:
    modelo = f"gestion_demostracion_{PROCESO}"
    copy_base(url, modelo, "template1")
    load_demostracion(name_base(url, modelo))
    return modelo


def copy_base(url: str, nombre: str, modelo: str) -> None:
    with closing(psycopg2.connect(url)) as conexion:
        conexion.autocommit = True
        with conexion.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {nombre} WITH (FORCE)")
            cursor.execute(f"CREATE DATABASE {nombre} TEMPLATE {modelo}")


def name_base(url: str, nombre: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{nombre}"))


def load_demostracion(url: str) -> None:
    for orden in (["migrate", "--verbosity", "0"], ["load_demostracion"]):
        subprocess.run([*MANAGE, *orden], env=build_entorno(url), check=True, stdout=subprocess.DEVNULL)


def build_entorno(url: str, archivos: Path = ARCHIVOS) -> dict[str, str]:
    entorno = os.environ | {"DATABASE_URL": url, "ENTORNO": "desarrollo", "DEBUG": "0", "ARCHIVOS": str(archivos)}
    # One process asks here for everybody.
    entorno["API_PEDIDOS_POR_MINUTO"] = "10000"
    del entorno["DJANGO_SETTINGS_MODULE"]
    return entorno


@contextmanager
def serve_demostracion(carpeta: Path, base: str, *, lee_cola: bool = False, **variables: str) -> Iterator[str]:
    """Serve the demonstration with a database and a folder of files of its own, and yield its address.

    With ``lee_cola`` a worker reads beside it what is uploaded; ``variables`` configure it. What it prints, mails
    included, is in ``registro.txt``.
    """
    propia = create_base(base)
    entorno = build_entorno(propia, shutil.copytree(ARCHIVOS, carpeta / "archivos")) | variables
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        puerto = libre.getsockname()[1]
    direccion = f"http://127.0.0.1:{puerto}"
    with (carpeta / "registro.txt").open("wb") as registro:
        proceso = subprocess.Popen(
            [*GUNICORN, "--bind", f"127.0.0.1:{puerto}"],
            cwd=settings.BASE_DIR,
            env=entorno,
            stdout=registro,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_for(direccion)
            with read_cola(entorno) if lee_cola else nullcontext():
                yield direccion
        finally:
            proceso.terminate()
            proceso.wait()


@contextmanager
def read_cola(entorno: dict[str, str]) -> Iterator[None]:
    proceso = subprocess.Popen([*MANAGE, "run_worker", "--verbosity", "0"], env=entorno)
    try:
        yield
    finally:
        proceso.terminate()
        proceso.wait()


@pytest.fixture(scope="session")
def servidor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server that the tests share: none of them moves its year forward."""
    with serve_demostracion(tmp_path_factory.mktemp("servidor"), "gestion_navegador") as direccion:
        yield direccion


def wait_for(direccion: str) -> None:
    limite = time.monotonic() + 30
    while time.monotonic() < limite:
        try:
            urlopen(direccion + "/ingresar/", timeout=2)
        except HTTPError:
            return
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("el servidor de pruebas no respondió")


@pytest.fixture(scope="session")
def navegador() -> Iterator[Browser]:
    ruta = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert ruta, "Las pruebas de navegador necesitan Chromium: apt install chromium"
    with sync_playwright() as playwright:
        navegador = playwright.chromium.launch(executable_path=ruta, args=OPCIONES)
        yield navegador
        navegador.close()


@pytest.fixture(params=[1366, 390], ids=["escritorio", "telefono"])
def ancho(request: pytest.FixtureRequest) -> int:
    return request.param


@pytest.fixture
def pagina(navegador: Browser, servidor: str, ancho: int) -> Iterator[Page]:
    """A page of a desktop or of a phone, on the served application."""
    with open_pagina(navegador, servidor, ancho) as pagina:
        yield pagina


@contextmanager
def open_pagina(navegador: Browser, direccion: str, ancho: int) -> Iterator[Page]:
    """A page in a browser session of its own, whose console must stay silent."""
    contexto = navegador.new_context(
        base_url=direccion,
        viewport={"width": ancho, "height": 900},
        locale="es-CL",
        timezone_id="America/Santiago",
    )
    pagina = contexto.new_page()
    avisos: list[str] = []
    pagina.on("console", lambda mensaje: avisos.append(mensaje.text) if mensaje.type == "error" else None)
    pagina.on("pageerror", lambda error: avisos.append(str(error)))
    yield pagina
    contexto.close()
    assert [aviso for aviso in avisos if "404" not in aviso] == []


def enter(pagina: Page, usuario: str) -> None:
    """Log in as one of the demonstration's accounts."""
    pagina.goto("/ingresar/")
    pagina.get_by_label("Usuario").fill(usuario)
    pagina.get_by_label("Contraseña").fill(CLAVE)
    pagina.get_by_role("button", name="Ingresar").click()
