"""The worker of the queue, as a process of its own: killed half-way, another goes on where it stopped."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from programas.enums import ClaseDocumento, EstadoCarga, EstadoDocumento, EstadoLibro, FormatoDocumento
from programas.management.commands import run_worker
from programas.models import Carga, DocumentoGenerado, LibroCargado
from programas.services.cargas.lectura import SIN_LATIDO
from programas.services.documentos import SIN_LATIDO as SIN_LATIDO_DE_DOCUMENTO
from programas.services.documentos import request_documento
from tests.cargas import upload, write_hoja_iii_1
from tests.programas.services.test_carreras import anio, base_aparte, plantilla  # noqa: F401

pytestmark = pytest.mark.django_db

CUANTOS = 30
ESPERA = 60


@pytest.fixture
def orden(anio):  # noqa: F811
    """What starts a worker on the database of the test."""
    base = connection.settings_dict["NAME"]
    url = os.environ.get("DATABASE_URL", "")
    entorno = os.environ | {
        "DATABASE_URL": f"sqlite:///{base}"
        if connection.vendor == "sqlite"
        else urlunsplit(urlsplit(url)._replace(path=f"/{base}")),
        "ARCHIVOS": str(settings.MEDIA_ROOT),
        "ENTORNO": "desarrollo",
        "DEBUG": "0",
        "DJANGO_SETTINGS_MODULE": "gestion_territorial.settings",
    }

    def start(*opciones):
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py"), "run_worker", "--verbosity", "0"]
        return subprocess.Popen([*manage, *opciones], env=entorno)

    return start


def count_leidos():
    return LibroCargado.objects.exclude(estado=EstadoLibro.EN_ESPERA).count()


def test_a_worker_killed_half_way_is_followed_by_another_that_reads_only_the_rest(anio, orden):  # noqa: F811
    contenido = write_hoja_iii_1(30)
    carga = upload(anio.ejercicio, anio.administradora, **{f"libro-{i}": contenido for i in range(CUANTOS)})
    primero = orden()
    try:
        limite = time.monotonic() + ESPERA
        while count_leidos() < 2 and time.monotonic() < limite:
            time.sleep(0.02)
    finally:
        primero.kill()
        primero.wait()
    leidos = count_leidos()
    carga.refresh_from_db()
    assert 2 <= leidos < CUANTOS
    assert carga.estado == EstadoCarga.LEYENDO
    # Nobody waits the minute after which the first one is taken for dead.
    Carga.objects.update(latido=timezone.now() - SIN_LATIDO - timedelta(seconds=1))
    assert orden("--batch").wait(ESPERA) == 0
    carga.refresh_from_db()
    assert (carga.estado, count_leidos()) == (EstadoCarga.LISTA, CUANTOS)
    # Each outcome was written once: none was read again.
    assert set(LibroCargado.objects.values_list("version", flat=True)) == {2}


def test_a_document_left_half_way_is_written_by_the_next_worker(anio, orden):  # noqa: F811
    documento = request_documento(
        ejercicio=anio.ejercicio,
        actor=anio.administradora,
        clase=ClaseDocumento.FORMULARIO,
        formato=FormatoDocumento.PDF,
    )
    DocumentoGenerado.objects.update(
        estado=EstadoDocumento.ESCRIBIENDO, paso=2, latido=timezone.now() - 2 * SIN_LATIDO_DE_DOCUMENTO
    )
    assert orden("--batch").wait(ESPERA) == 0
    documento.refresh_from_db()
    assert (documento.estado, documento.paso) == (EstadoDocumento.LISTO, DocumentoGenerado.PASOS)
    with documento.archivo.open("rb") as archivo:
        assert sha256(archivo.read()).hexdigest() == documento.sha256


def test_a_worker_outlives_its_database(monkeypatch):
    caidas = [OperationalError("server closed the connection"), InterfaceError("connection already closed")]
    hechas, esperas = [], []

    def work(**opciones):
        hechas.append(opciones)
        if caidas:
            raise caidas.pop()

    monkeypatch.setattr(run_worker, "work", work)
    monkeypatch.setattr(run_worker, "sleep", esperas.append)
    call_command("run_worker", verbosity=0)
    assert (len(hechas), esperas) == (3, [run_worker.REINTENTO] * 2)
    caidas.append(OperationalError("server closed the connection"))
    with pytest.raises(OperationalError):
        call_command("run_worker", "--batch", verbosity=0)
