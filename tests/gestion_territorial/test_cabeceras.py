"""What every answer carries: one strict policy, and the headers that go with it."""

import pytest
from django.conf import settings
from django.urls import reverse

from tests.programas.views.test_paginas import TABLA

ADMIN = ("admin:index", "admin:programas_compromiso_changelist", "admin:programas_compromiso_import")
POLITICA = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
}


def read_politica(respuesta):
    partes = respuesta.headers["Content-Security-Policy"].split("; ")
    return dict(parte.split(" ", 1) for parte in partes)


@pytest.mark.parametrize("quien", ["nadie", "revisora"])
def test_every_page_found_or_not_is_sent_with_the_policy(client, ejercicio, revisora, quien):
    if quien == "revisora":
        client.force_login(revisora)
    direcciones = [reverse(nombre, kwargs=casos[0][0]) for nombre, casos in TABLA.items()]
    direcciones += [reverse(nombre) for nombre in ADMIN]
    otras = [url for url in direcciones if read_politica(client.get(url)) != POLITICA]
    assert otras == []


def test_refusals_are_sent_with_it_too(client, directora_maule):
    client.force_login(directora_maule)
    respuestas = [
        client.get("/no/existe/"),
        client.get(reverse("admin:programas_ejercicio_add")),
        client.post(reverse("mi_cuenta")),
    ]
    assert [respuesta.status_code for respuesta in respuestas] == [404, 403, 405]
    assert [read_politica(respuesta) for respuesta in respuestas] == [POLITICA] * 3


def test_pages_are_kept_by_the_browser_alone_and_use_nothing_of_the_device(client, directora_maule):
    client.force_login(directora_maule)
    cabeceras = client.get(reverse("ejercicios")).headers
    nombres = ("Cache-Control", "X-Frame-Options", "Referrer-Policy", "Cross-Origin-Resource-Policy")
    assert [cabeceras[nombre] for nombre in nombres] == ["private, no-cache", "DENY", "same-origin", "same-origin"]
    assert {permiso.split("=")[1] for permiso in cabeceras["Permissions-Policy"].split(", ")} == {"()"}


def test_passwords_are_hashed_with_argon2_first():
    from gestion_territorial import settings as propias

    assert propias.PASSWORD_HASHERS[0] == "django.contrib.auth.hashers.Argon2PasswordHasher"
    assert settings.SESSION_COOKIE_HTTPONLY is True
