"""Drafts over HTTP: what the script of the forms asks for and sends."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from programas.models import Borrador
from tests.fabrica import build_programa

CLAVE = "analisis/2009-07-III.1-01/1"
AJENA = "analisis/2009-03-III.1-01/1"
DATOS = {"avance_efectivo": ["Se hizo\nla mesa"], "sin_recomendaciones": []}


@pytest.fixture(autouse=True)
def programas(ejercicio, maule, atacama):
    build_programa(ejercicio, maule, "III.1", "-")
    build_programa(ejercicio, atacama, "III.1", "-")


@pytest.fixture
def entra(client, directora_maule):
    client.force_login(directora_maule)
    return client


def post(client, usuario, **cambios):
    cuerpo = {"usuario": usuario.pk, "clave": CLAVE, "version": 2, "datos": DATOS} | cambios
    return client.post(reverse("borrador"), cuerpo, content_type="application/json")


def get(client, *claves):
    return client.get(reverse("borrador"), {"clave": claves}).json()["borradores"]


def test_a_draft_is_kept_read_and_forgotten(entra, directora_maule):
    guardado = post(entra, directora_maule).json()["borrador"]
    assert (guardado["datos"], guardado["version"]) == (DATOS, 2)
    assert get(entra, CLAVE, AJENA) == {CLAVE: guardado}
    assert post(entra, directora_maule, datos=None).json() == {"borrador": None}
    assert get(entra, CLAVE) == {}


def test_nobody_reads_or_forgets_the_draft_of_somebody_else(entra, directora_maule, encargada_maule):
    post(entra, directora_maule)
    entra.force_login(encargada_maule)
    assert get(entra, CLAVE) == {}
    post(entra, encargada_maule, datos=None)
    assert Borrador.objects.get().usuario == directora_maule


def test_what_one_person_typed_is_not_kept_for_who_logged_in_after(entra, directora_maule, encargada_maule):
    entra.force_login(encargada_maule)
    assert post(entra, directora_maule).status_code == 409
    assert Borrador.objects.count() == 0


def test_a_draft_of_a_row_out_of_reach_is_not_found(entra, directora_maule):
    assert post(entra, directora_maule, clave=AJENA).status_code == 404
    assert Borrador.objects.count() == 0


@pytest.mark.parametrize(
    "cambios",
    [
        {"clave": 7},
        {"version": "2"},
        {"version": -1},
        {"version": 2**31},
        {"datos": ["a"]},
        {"datos": {"a": "b"}},
        {"datos": {"a": [1]}},
    ],
)
def test_what_is_not_a_draft_is_refused(entra, directora_maule, cambios):
    assert post(entra, directora_maule, **cambios).status_code == 400
    for cuerpo in ("", "no es json", "[]", '{"clave": "x"}'):
        respuesta = entra.post(reverse("borrador"), cuerpo, content_type="application/json")
        assert respuesta.status_code == 400
    assert Borrador.objects.count() == 0


@pytest.mark.parametrize(
    "cambios",
    [
        {"clave": "analisis/\0"},
        {"clave": "analisis/\0", "datos": None},
        {"clave": "analisis/\ud800"},
        {"clave": "analisis/\ud800", "datos": None},
        {"datos": {"avance": ["a\0b"]}},
        {"datos": {"avance": ["\ud800"]}},
        {"datos": {"\0": ["a"]}},
        {"datos": {"\udfff": []}},
    ],
)
def test_what_is_not_text_is_refused_saying_why(entra, directora_maule, cambios):
    cuerpo = {"usuario": directora_maule.pk, "clave": CLAVE, "datos": DATOS} | cambios
    respuesta = entra.post(reverse("borrador"), json.dumps(cuerpo), content_type="application/json")
    assert (respuesta.status_code, Borrador.objects.count()) == (400, 0)
    assert "caracteres que no se pueden guardar" in respuesta.json()["error"]


@pytest.mark.parametrize("cuerpo", ["[" * 400_000, '{"datos":' * 80_000])
def test_what_goes_deeper_than_any_form_is_refused(entra, cuerpo):
    respuesta = entra.post(reverse("borrador"), cuerpo, content_type="application/json")
    assert (respuesta.status_code, respuesta.json()["error"]) == (400, "No se entiende el borrador.")


def test_an_ended_session_is_sent_to_log_in_and_a_token_is_asked_for(directora_maule):
    navegador = Client(enforce_csrf_checks=True)
    assert navegador.get(reverse("borrador")).status_code == 302
    navegador.force_login(directora_maule)
    assert post(navegador, directora_maule).status_code == 403
    respuesta = navegador.get(reverse("borrador")).json()
    assert respuesta["usuario"] == directora_maule.pk
    guardado = navegador.post(
        reverse("borrador"),
        {"usuario": directora_maule.pk, "clave": CLAVE, "datos": DATOS},
        content_type="application/json",
        headers={"X-CSRFToken": respuesta["token"]},
    )
    assert guardado.status_code == 200
