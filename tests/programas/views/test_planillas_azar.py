"""Workbooks broken at random, sent as a person would: every page answers, and nothing of them is written."""

import random
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from programas.models import Importacion, LibroCargado, ProgramaTrabajo
from tests.cargas import write_hoja_iii_1

ANIO = {"servicio": "sernam", "anio": 2009}
CASOS = 12
VALORES = (
    None,
    "",
    "=1/0",
    "#REF!",
    "-",
    "1e308",
    "x" * 5_000,
    -1,
    1e308,
    True,
    "total",
    "ATACAMA",
    "<b>",
    "III.2",
)
MAULE = write_hoja_iii_1()


@pytest.fixture(autouse=True)
def carpeta(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def change_celdas(azar):
    libro, salida = load_workbook(BytesIO(MAULE)), BytesIO()
    pagina = libro.worksheets[0]
    for _ in range(azar.randint(1, 15)):
        celda = pagina.cell(azar.randint(1, 12), azar.randint(1, 10))
        if type(celda).__name__ == "Cell":
            celda.value = azar.choice(VALORES)
    libro.save(salida)
    return salida.getvalue()


def change_bytes(azar):
    contenido = bytearray(MAULE)
    for _ in range(azar.randint(1, 20)):
        contenido[azar.randrange(len(contenido))] = azar.randrange(256)
    return bytes(contenido)


@pytest.mark.parametrize("change", [change_celdas, change_bytes])
def test_a_broken_workbook_has_its_pages_and_writes_nothing(client, ejercicio, directora_maule, change):
    azar = random.Random(change.__name__)
    client.force_login(directora_maule)
    respuestas = []
    for numero in range(CASOS):
        archivo = SimpleUploadedFile(f"libro-{numero}.xlsx", change(azar))
        lugar = client.post(reverse("planillas", kwargs=ANIO), {"archivos": [archivo]}).url
        carga = {**ANIO, "pk": LibroCargado.objects.latest("pk").carga_id}
        pagina, marcado = client.get(lugar), client.get(reverse("libro_marcado", kwargs=carga | {"orden": 1}))
        respuestas.append((pagina.status_code, marcado.status_code in (200, 404)))
        assert client.get(reverse("carga", kwargs=carga)).status_code == 200
    assert respuestas == [(200, True)] * CASOS
    assert LibroCargado.objects.count() == CASOS
    assert (ProgramaTrabajo.objects.count(), Importacion.objects.count()) == (0, 0)
