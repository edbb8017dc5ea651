"""Entering by ClaveÚnica, against a provider of its kind: who is linked enters, and nobody else does."""

import json
import logging
from types import SimpleNamespace
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests
from django.conf import settings as settings_de_ahora
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from oidc_provider_mock import User

from gestion_territorial.claveunica import build_cliente
from gestion_territorial.entorno import ClaveUnica
from regiones.models import Registro, Usuario
from tests.claveunica import CONOCIDO, DESCONOCIDO, build_persona, serve_claveunica
from tests.factores import give_factor, show_codigo, stop_reloj

# Of the provider's own.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

INICIO, VUELTA = reverse("claveunica"), reverse("claveunica_vuelta")
SALIDA = "https://claveunica.example.cl/salir?redirect=https://gestion.example.cl/ingresar/"
PERSONA = "persona-11111111"
RARAS = {
    "sin-rol": {"name": {"nombres": ["Nombre"]}},
    "otro-tipo": build_persona(CONOCIDO, tipo="PASAPORTE").claims,
    "otro-digito": build_persona("11111111-2").claims,
    "sin-numero": build_persona(CONOCIDO, numero="").claims,
    "otra-forma": {"RolUnico": "11111111-1"},
}


@pytest.fixture(scope="module")
def proveedor():
    raras = [User(sub=sub, claims=claims) for sub, claims in RARAS.items()]
    with serve_claveunica(build_persona(CONOCIDO), build_persona(DESCONOCIDO), *raras) as direccion:
        yield direccion


@pytest.fixture
def configurada(settings, proveedor):
    settings.CLAVEUNICA = ClaveUnica(proveedor, "gestion", "secreto-de-prueba", SALIDA)


@pytest.fixture
def vinculada(configurada, directora_maule):
    Usuario.objects.filter(pk=directora_maule.pk).update(run=CONOCIDO)
    return directora_maule


def begin(client, **consulta):
    return client.get(INICIO, consulta).url


def change_consulta(direccion, **cambios):
    partes = urlsplit(direccion)
    return partes._replace(query=urlencode(dict(parse_qsl(partes.query)) | cambios)).geturl()


def prove(direccion, sub=PERSONA, **datos):
    """What a person does at the provider: the address to which their browser is sent back."""
    return requests.post(direccion, {"sub": sub, **datos}, allow_redirects=False, timeout=10).headers["Location"]


def enter(client, sub=PERSONA, **consulta):
    return client.get(prove(begin(client, **consulta), sub))


def is_dentro(client):
    return client.get("/cuenta/").status_code == 200


def test_without_configuration_there_is_no_way_in(client, directora_maule):
    assert [client.get(direccion).status_code for direccion in (INICIO, VUELTA)] == [404, 404]
    assert "ClaveÚnica" not in client.get(reverse("ingresar")).content.decode()


def test_it_asks_for_no_more_than_the_run_and_guards_the_way_back(client, configurada, db):
    pedido = dict(parse_qsl(urlsplit(begin(client)).query))
    assert pedido["scope"] == "openid run"
    assert pedido["redirect_uri"] == f"http://testserver{VUELTA}"
    assert (pedido["code_challenge_method"], len(pedido["code_challenge"]), pedido["response_type"]) == (
        "S256",
        43,
        "code",
    )
    assert min(len(pedido["state"]), len(pedido["nonce"])) >= 20
    assert begin(Client()) != begin(Client())


def test_who_is_linked_enters_and_goes_on(client, vinculada):
    assert "claveunica/?next=%2Fcuenta%2F" in client.get(f"{reverse('ingresar')}?next=/cuenta/").content.decode()
    assert enter(client, next="/cuenta/").url == "/cuenta/"
    assert client.get("/cuenta/").context["user"] == vinculada
    for ajeno in ("https://otro.example.cl/", "//otro.example.cl"):
        assert enter(Client(), next=ajeno).url == reverse("inicio")


def test_a_run_that_is_not_linked_gets_nothing_and_makes_no_account(client, vinculada):
    antes = Usuario.objects.count()
    respuesta = enter(client, "persona-22222222")
    pagina = respuesta.content.decode()
    assert (respuesta.status_code, "Su RUN no abre ninguna cuenta" in pagina, "22222222" in pagina) == (
        403,
        True,
        False,
    )
    assert (is_dentro(client), Usuario.objects.count()) == (False, antes)
    Usuario.objects.filter(pk=vinculada.pk).update(run=DESCONOCIDO)
    enter(client, "persona-22222222")
    assert is_dentro(client)


def test_a_deactivated_person_gets_nothing(client, vinculada):
    Usuario.objects.filter(pk=vinculada.pk).update(is_active=False)
    assert (enter(client).status_code, is_dentro(client)) == (403, False)


@pytest.mark.parametrize("sub", RARAS)
def test_what_is_not_a_good_run_gets_nothing(client, vinculada, sub):
    assert (enter(client, sub).status_code, is_dentro(client)) == (403, False)


def test_what_was_not_asked_from_this_browser_is_refused(client, vinculada):
    vuelta = prove(begin(client))
    for quien, direccion in (
        (Client(), vuelta),
        (client, change_consulta(vuelta, state="otro")),
        (client, f"{VUELTA}?code=uno"),
        (client, VUELTA),
        # The state was spent by no one of these: what is good still is, once.
        (client, change_consulta(vuelta, code="otro")),
        (client, vuelta),
    ):
        respuesta = quien.get(direccion)
        assert (respuesta.status_code, "No se pudo comprobar quién es" in respuesta.content.decode()) == (
            403,
            True,
        )
        assert not is_dentro(quien)


def test_another_nonce_is_refused(client, vinculada):
    for cambios in ({"nonce": "otro"}, {"nonce": ""}):
        vuelta = prove(change_consulta(begin(client), **cambios))
        assert (client.get(vuelta).status_code, is_dentro(client)) == (403, False)


def test_what_was_proved_to_another_site_is_refused(client, vinculada):
    """A code and a token of another client of the same provider, with state and nonce that are ours."""
    vuelta = prove(change_consulta(begin(client), client_id="otro-sitio"))
    assert (client.get(vuelta).status_code, is_dentro(client)) == (403, False)


def take_token_of(client, proveedor, monkeypatch):
    """What the provider gives to another of its clients, handed to ours as if it were for it."""
    otro = build_cliente(ClaveUnica(proveedor, "otro-sitio", "otro", ""))
    monkeypatch.setattr(build_cliente(settings_de_ahora.CLAVEUNICA), "fetch_access_token", otro.fetch_access_token)
    return prove(change_consulta(begin(client), client_id="otro-sitio"))


def change_emisor(client, proveedor, monkeypatch):
    datos = build_cliente(settings_de_ahora.CLAVEUNICA).load_server_metadata()
    monkeypatch.setitem(datos, "issuer", "https://otro.example.cl")
    return prove(begin(client))


def change_perfil(client, proveedor, monkeypatch):
    """The claims of somebody else, under a token of one's own."""
    cliente = build_cliente(settings_de_ahora.CLAVEUNICA)
    ajeno = {"sub": "persona-11111111"} | build_persona(CONOCIDO).claims
    respuesta = SimpleNamespace(raise_for_status=lambda: None, json=lambda: ajeno)
    monkeypatch.setattr(cliente, "post", lambda *de, **otro: respuesta)
    return prove(begin(client), "persona-22222222")


@pytest.mark.parametrize("trampa", [take_token_of, change_emisor, change_perfil])
def test_a_token_of_another_site_issuer_or_person_is_refused(client, vinculada, proveedor, monkeypatch, trampa):
    vuelta = trampa(client, proveedor, monkeypatch)
    respuesta = client.get(vuelta)
    assert (respuesta.status_code, "No se pudo comprobar quién es" in respuesta.content.decode()) == (403, True)
    assert not is_dentro(client)


def test_to_cancel_there_is_told(client, vinculada):
    vuelta = prove(begin(client), action="deny")
    respuesta = client.get(change_consulta(vuelta if "?" in vuelta else f"{VUELTA}?error=access_denied"))
    assert (respuesta.status_code, "Se canceló" in respuesta.content.decode()) == (403, True)


def test_when_it_does_not_answer_it_is_told(client, settings, db):
    settings.CLAVEUNICA = ClaveUnica("http://localhost:9", "gestion", "secreto-de-prueba", "")
    for direccion in (INICIO, VUELTA):
        respuesta = client.get(direccion)
        assert (respuesta.status_code, "ClaveÚnica no responde" in respuesta.content.decode()) == (503, True)


def test_nothing_that_it_tells_is_kept_or_written_down(client, vinculada, caplog):
    caplog.set_level(logging.DEBUG)
    for sub in (PERSONA, "persona-22222222", "otro-digito"):
        enter(client, sub)
    sesiones = [sesion.get_decoded() for sesion in Session.objects.all()]
    guardado = json.dumps([sesiones, list(Registro.objects.values("antes", "despues", "motivo"))]) + caplog.text
    guardado += str(list(Usuario.objects.exclude(pk=vinculada.pk).values()))
    assert [dato for dato in ("Reservado", "11111111", "22222222", "id_token") if dato in guardado] == []


def test_it_is_no_second_factor(client, vinculada, monkeypatch):
    stop_reloj(monkeypatch)
    clave, _ = give_factor(vinculada)
    enter(client, next="/ejercicios/")
    assert client.get("/ejercicios/").url == f"{reverse('factor_codigo')}?next=/ejercicios/"
    client.post(reverse("factor_codigo"), {"codigo": show_codigo(clave)})
    assert is_dentro(client)


def test_leaving_says_that_its_own_session_stays_open(client, vinculada):
    enter(client)
    salida = client.post(reverse("salir"))
    assert salida.url == f"{reverse('ingresar')}?salio=1"
    assert f'href="{SALIDA}"' in client.get(salida.url).content.decode()
    assert not is_dentro(client)
    client.force_login(vinculada)
    assert client.post(reverse("salir")).url == reverse("ingresar")


def test_a_run_is_linked_by_who_manages_the_account_and_its_record_tells_no_more_than_its_end(
    client, configurada, administradora, directora_maule, director_atacama
):
    client.force_login(administradora)
    direccion = reverse("admin:regiones_usuario_change", args=[directora_maule.pk])
    datos = {"username": "directora.maule", "is_active": "on", "version_leida": 1}
    respuesta = client.post(direccion, datos | {"run": "11.111.111-2"})
    assert "El RUN no es correcto" in respuesta.content.decode()
    assert (
        client.post(direccion, datos | {"run": "11.111.111-1", "motivo_del_cambio": "Lo pidió"}).status_code == 302
    )
    directora_maule.refresh_from_db()
    assert directora_maule.run == CONOCIDO
    otra = reverse("admin:regiones_usuario_change", args=[director_atacama.pk])
    respuesta = client.post(otra, datos | {"username": "director.atacama", "run": "011111111-1"})
    assert "Ese RUN ya está vinculado a otra cuenta." in respuesta.content.decode()
    client.post(direccion, datos | {"run": "", "version_leida": 2})
    lineas = (
        Registro.objects.filter(clase="regiones.usuario").order_by("pk").values_list("actor", "antes", "motivo")
    )
    assert list(lineas) == [
        (administradora.pk, {}, "RUN vinculado: el que termina en 111-1. Lo pidió"),
        (administradora.pk, {}, "RUN desvinculado."),
    ]
    assert Usuario.objects.filter(run__isnull=False).count() == 0


def test_a_run_is_not_shown_to_who_only_sees_the_account(client, vinculada, revisora):
    client.force_login(revisora)
    for pagina in ("change", "history"):
        texto = client.get(reverse(f"admin:regiones_usuario_{pagina}", args=[vinculada.pk])).content.decode()
        assert "1111111" not in texto
    lista = reverse("admin:regiones_usuario_changelist")
    assert client.get(f"{lista}?run__startswith=1").status_code in (302, 400)
