"""The same figures from the page, the command and the pure core run by an outsider."""

import json
import subprocess
import sys
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse

from regiones.models import Region
from tests.fabrica import build_nacional


def call(**opciones) -> dict:
    salida = StringIO()
    call_command("score_ejercicio", ejercicio=2009, stdout=salida, **opciones)
    return json.loads(salida.getvalue())


def test_page_command_and_core_give_the_same_figures(client, ejercicio, revisora):
    build_nacional(ejercicio, list(Region.objects.existing_in(2009)), (12, 16, 3))
    proceso = subprocess.run(
        [sys.executable, "-E", "-S", "-m", "programas.scoring"],
        input=json.dumps(call(caso=True)).encode(),
        capture_output=True,
        cwd=settings.BASE_DIR,
        check=True,
    )
    por_fuera = json.loads(proceso.stdout)
    assert por_fuera == call()
    client.force_login(revisora)
    tablero = client.get(reverse("tablero", args=("sernam", 2009))).context["tablero"]
    assert tablero.estado.palabra.upper() == por_fuera["servicio"]["veredicto"]
    en_pagina = {
        (fila.cut, celda.tipo): celda.cifra.replace("\xa0%", "").replace(",", ".")
        for fila in tablero.filas
        for celda in fila.celdas
    }
    assert en_pagina == {
        (territorio["codigo"], programa["tipo"]): programa["piso_pct"]
        for territorio in por_fuera["territorios"]
        for programa in territorio["programas"]
    }


def test_unknown_year_is_told_with_what_to_do(db):
    with pytest.raises(CommandError, match="créelo en la administración"):
        call_command("score_ejercicio", ejercicio=1999)
