"""Expensive pages have a limit, counted in the database by person or by address; the others have none."""

from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.urls import reverse

from gestion_territorial.limites import DE_ADMINISTRACION, LIMITES, find_limite
from programas.services.retencion.partes import purge_consumos
from regiones.models import Consumo, Registro
from regiones.services import limites
from regiones.services.limites import HORA, count_pedido
from tests.programas.views.test_paginas import ACTOS, TABLA

MAULE = {"servicio": "sernam", "anio": 2009, "cut": "07"}
ANIO = {"servicio": "sernam", "anio": 2009}
MAXIMOS = ("DESCARGAS_POR_MINUTO", "SUBIDAS_POR_MINUTO", "PUBLICAS_POR_MINUTO", "CLAVES_POR_MINUTO")


@pytest.fixture(autouse=True)
def _reloj(monkeypatch):
    monkeypatch.setattr(limites, "time", lambda: 130.0)


@pytest.fixture(autouse=True)
def _pocas(settings):
    for limite in MAXIMOS:
        setattr(settings, limite, 2)


def test_every_page_with_a_limit_exists():
    paginas = {"GET": set(TABLA), "POST": set(ACTOS)}
    assert [(metodo, pagina) for metodo, pagina in LIMITES if pagina not in paginas[metodo]] == []


def list_limitadas():
    """The address of each page with a limit, those of the administration with the others."""
    direcciones = [
        (metodo, reverse(pagina, kwargs=(TABLA.get(pagina) or ACTOS[pagina])[0][0])) for metodo, pagina in LIMITES
    ]
    modelos = [modelo._meta for modelo, pagina in admin.site._registry.items() if hasattr(pagina, "import_action")]
    for _, final, _ in DE_ADMINISTRACION[:-1]:
        direcciones += [("POST", reverse(f"admin:{m.app_label}_{m.model_name}{final}")) for m in modelos]
    return [*direcciones, ("POST", reverse("admin:regiones_usuario_clave", args=[1]))]


def test_every_page_with_a_limit_refuses_one_too_many_before_it_does_anything(
    client, ejercicio, instaladora, settings
):
    for limite in MAXIMOS:
        setattr(settings, limite, 0)
    client.force_login(instaladora)
    obtenidas, antes = {}, Registro.objects.count()
    for metodo, url in list_limitadas():
        respuesta = client.generic(metodo, url)
        obtenidas[metodo, url] = (respuesta.status_code, respuesta.headers.get("Retry-After"))
    assert obtenidas == dict.fromkeys(obtenidas, (429, "50"))
    assert len(obtenidas) > len(LIMITES) + 30
    assert Registro.objects.count() == antes


@pytest.mark.parametrize(
    ("metodo", "pagina", "clave"),
    [
        ("GET", "admin:programas_compromiso_import", None),
        ("GET", "admin:programas_compromiso_changelist", None),
        ("POST", "admin:programas_compromiso_changelist", "descargas"),
        ("POST", "admin:programas_compromiso_change", None),
        ("HEAD", "plantilla", "descargas"),
        ("GET", "compromiso", None),
    ],
)
def test_only_what_is_expensive_has_a_limit(metodo, pagina, clave):
    limite = find_limite(metodo, pagina)
    assert (limite.clave if limite else None) == clave


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
