"""Expensive pages have a limit, counted in the database by person or by address; the others have none."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from gestion_territorial.limites import LIMITES
from programas.services.retencion.partes import purge_consumos
from regiones.models import Consumo
from regiones.services import limites
from regiones.services.limites import HORA, count_pedido
from tests.programas.views.test_paginas import ACTOS, TABLA

MAULE = {"servicio": "sernam", "anio": 2009, "cut": "07"}
ANIO = {"servicio": "sernam", "anio": 2009}


@pytest.fixture(autouse=True)
def _reloj(monkeypatch):
    monkeypatch.setattr(limites, "time", lambda: 130.0)


@pytest.fixture(autouse=True)
def _pocas(settings):
    settings.DESCARGAS_POR_MINUTO = settings.SUBIDAS_POR_MINUTO = settings.PUBLICAS_POR_MINUTO = 2


def test_every_page_with_a_limit_exists():
    paginas = {"GET": set(TABLA), "POST": set(ACTOS)}
    assert [(metodo, pagina) for metodo, pagina in LIMITES if pagina not in paginas[metodo]] == []


def test_one_too_many_is_told_when_to_try_again_and_others_are_served(
    client, ejercicio, directora_maule, revisora, monkeypatch
):
    url = reverse("plantilla", kwargs=MAULE)
    client.force_login(directora_maule)
    # Two kinds of download count together, and a HEAD as a GET.
    otra = reverse("lista_exportada", kwargs=ANIO | {"clave": "compromisos", "formato": "csv"})
    assert [client.get(otra).status_code, client.head(url).status_code] == [200, 200]
    respuesta = client.get(url)
    assert (respuesta.status_code, respuesta.headers["Retry-After"]) == (429, "50")
    texto = respuesta.content.decode()
    assert "hasta 2 veces por minuto. Espere 50 segundos" in texto
    assert f"<code>{respuesta.headers['X-Request-ID']}</code>" in texto
    assert client.get(reverse("pendientes", kwargs=ANIO)).status_code == 200
    client.force_login(revisora)
    assert client.get(otra).status_code == 200
    client.force_login(directora_maule)
    monkeypatch.setattr(limites, "time", lambda: 180.0)
    assert client.get(otra).status_code == 200


def test_a_refused_upload_writes_nothing_and_reading_its_page_has_no_limit(client, ejercicio, directora_maule):
    url = reverse("planillas", kwargs=ANIO)
    client.force_login(directora_maule)
    assert [client.post(url).status_code for _ in range(3)] == [200, 200, 429]
    assert [client.get(url).status_code for _ in range(3)] == [200] * 3


@pytest.mark.django_db
def test_public_pages_are_counted_by_address_whoever_asks(client, settings):
    settings.PROXIES_DELANTE = 1
    url = reverse("verificacion")

    def ask(ip):
        return client.get(url, headers={"x-forwarded-for": ip}).status_code

    assert [ask(ip) for ip in ("10.0.0.1", "10.0.0.1", "10.0.0.2", "10.0.0.1")] == [200, 200, 200, 429]
    assert "10.0.0.1" not in str(Consumo.objects.values())


def test_who_is_not_in_is_sent_to_log_in_and_not_counted(client, ejercicio):
    assert [client.get(reverse("plantilla", kwargs=MAULE)).status_code for _ in range(3)] == [302] * 3
    assert not Consumo.objects.exists()


@pytest.mark.django_db
def test_counts_of_each_span_are_apart_and_forgotten_when_it_ends(monkeypatch):
    assert [count_pedido("a", 60), count_pedido("a", 60), count_pedido("b", HORA)] == [(1, 50), (2, 50), (1, 3470)]
    monkeypatch.setattr(limites, "time", lambda: 180.0)
    assert purge_consumos(datetime.fromtimestamp(180, UTC), False) == 1
    assert list(Consumo.objects.values_list("clave", flat=True)) == ["b"]
    assert count_pedido("a", 60) == (1, 60)
