"""Configuration is safe unless told otherwise, and what is wrong does not start."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from gestion_territorial import entorno

CLAVE = "k3-" + "abcdefghijklmnop" * 4
CLAVEUNICA = {
    "CLAVEUNICA_SERVIDOR": "https://claveunica.example.cl/openid/",
    "CLAVEUNICA_CLIENTE": "gestion",
    "CLAVEUNICA_SECRETO": "de-prueba",
}


def test_production_is_the_default():
    assert entorno.read_entorno({}) == entorno.PRODUCCION
    assert entorno.read_debug({}, entorno.PRODUCCION) is False


def test_development_debugs_unless_told_not_to():
    assert entorno.read_debug({}, entorno.DESARROLLO) is True
    assert entorno.read_debug({"DEBUG": "0"}, entorno.DESARROLLO) is False


@pytest.mark.parametrize(
    ("lee", "env"),
    [
        (entorno.read_entorno, {"ENTORNO": "pruebas"}),
        (lambda env: entorno.read_debug(env, entorno.PRODUCCION), {"DEBUG": "1"}),
        (lambda env: entorno.read_debug(env, entorno.DESARROLLO), {"DEBUG": "quizás"}),
        (lambda env: entorno.read_secret_key(env, entorno.PRODUCCION), {}),
        (lambda env: entorno.read_secret_key(env, entorno.PRODUCCION), {"SECRET_KEY": "corta"}),
        (lambda env: entorno.read_secret_key(env, entorno.PRODUCCION), {"SECRET_KEY": "a" * 80}),
        (lambda env: entorno.read_allowed_hosts(env, entorno.PRODUCCION), {}),
        (lambda env: entorno.read_allowed_hosts(env, entorno.PRODUCCION), {"ALLOWED_HOSTS": "*"}),
        (lambda env: entorno.read_database(env, Path()), {"DATABASE_URL": "mysql://x/y"}),
        (lambda env: entorno.read_database(env, Path()), {"DATABASE_URL": "postgresql://servidor"}),
        (lambda env: entorno.read_correo(env, entorno.PRODUCCION), {"EMAIL_URL": "smtp://correo.example.cl"}),
        (
            lambda env: entorno.read_correo(env, entorno.PRODUCCION),
            {"EMAIL_URL": "consolemail://", "DEFAULT_FROM_EMAIL": "gestion@example.cl"},
        ),
        (
            lambda env: entorno.read_correo(env, entorno.PRODUCCION),
            {"EMAIL_URL": "smtp://", "DEFAULT_FROM_EMAIL": "gestion@example.cl"},
        ),
        *(
            (lambda env: entorno.read_claveunica(env, entorno.PRODUCCION), CLAVEUNICA | {nombre: valor})
            for nombre, valor in (
                ("CLAVEUNICA_SERVIDOR", ""),
                ("CLAVEUNICA_CLIENTE", " "),
                ("CLAVEUNICA_SECRETO", ""),
                ("CLAVEUNICA_SERVIDOR", "http://claveunica.example.cl"),
                ("CLAVEUNICA_SALIDA", "javascript:1"),
            )
        ),
        (
            lambda env: entorno.read_claveunica(env, entorno.PRODUCCION),
            {"CLAVEUNICA_SALIDA": "https://c.example.cl"},
        ),
        (lambda env: entorno.read_roles(env, "ROLES"), {"ROLES": "CENTRAL, DIRECTOR"}),
        (lambda env: entorno.read_int(env, "N", 1, 0, 5), {"N": "6"}),
        (lambda env: entorno.read_int(env, "N", 1, 0, 5), {"N": "-1"}),
    ],
)
def test_bad_values_are_refused(lee, env):
    with pytest.raises(ImproperlyConfigured):
        lee(env)


def test_good_values_are_read():
    assert entorno.read_secret_key({"SECRET_KEY": CLAVE}, entorno.PRODUCCION) == CLAVE
    assert entorno.read_allowed_hosts({"ALLOWED_HOSTS": "a.cl, b.cl"}, entorno.PRODUCCION) == ["a.cl", "b.cl"]
    assert entorno.read_int({"N": "3"}, "N", 1, 0, 5) == 3
    assert entorno.read_roles({"ROLES": "CENTRAL, INSTALACION"}, "ROLES") == {"CENTRAL", "INSTALACION"}
    assert entorno.read_roles({}, "ROLES") == frozenset()
    assert entorno.read_claveunica({}, entorno.PRODUCCION) is None
    leida = entorno.read_claveunica(CLAVEUNICA, entorno.PRODUCCION)
    assert leida == entorno.ClaveUnica("https://claveunica.example.cl/openid", "gestion", "de-prueba", "")
    assert "de-prueba" not in repr(leida)


def test_sqlite_is_embedded_and_postgresql_is_named_by_its_url():
    assert entorno.read_database({}, Path("/base"))["NAME"] == "/base/db.sqlite3"
    config = entorno.read_database({"DATABASE_URL": "postgresql://u:p@h:5433/gt"}, Path())
    assert (config["ENGINE"], config["NAME"], config["PORT"]) == ("django.db.backends.postgresql", "gt", 5433)


def test_waiting_has_an_end_on_either_database_and_the_address_rules():
    env = {"BASE_ESPERA_SEGUNDOS": "7", "BASE_OCIOSA_SEGUNDOS": "60"}
    assert entorno.read_database(env, Path("/base"))["OPTIONS"]["timeout"] == 7
    url = "postgresql://u:p@h/gt?sslmode=require&options=-c%20lock_timeout%3D1s"
    assert entorno.read_database(env | {"DATABASE_URL": url}, Path())["OPTIONS"] == {
        "sslmode": "require",
        "options": "-c lock_timeout=7s -c idle_in_transaction_session_timeout=60s -c lock_timeout=1s",
    }


def test_mail_goes_to_the_console_in_development_and_nowhere_until_a_server_is_named():
    desarrollo = entorno.read_correo({}, entorno.DESARROLLO)
    assert (desarrollo["HAY_CORREO"], desarrollo["EMAIL_BACKEND"].split(".")[-2]) == (True, "console")
    produccion = entorno.read_correo({}, entorno.PRODUCCION)
    assert (produccion["HAY_CORREO"], produccion["EMAIL_BACKEND"].split(".")[-2]) == (False, "dummy")


@pytest.mark.parametrize(
    ("url", "puerto", "cifrado"),
    [
        ("smtp+tls://cuenta:cl%40ve@correo.example.cl", 587, "EMAIL_USE_TLS"),
        ("smtp+ssl://cuenta:cl%40ve@correo.example.cl:4650", 4650, "EMAIL_USE_SSL"),
    ],
)
def test_a_mail_server_is_named_by_its_url(url, puerto, cifrado):
    config = entorno.read_correo(
        {"EMAIL_URL": url, "DEFAULT_FROM_EMAIL": "gestion@example.cl"}, entorno.PRODUCCION
    )
    leido = {
        nombre: config[nombre] for nombre in ("EMAIL_HOST", "EMAIL_HOST_PASSWORD", "EMAIL_PORT", "HAY_CORREO")
    }
    assert leido == {
        "EMAIL_HOST": "correo.example.cl",
        "EMAIL_HOST_PASSWORD": "cl@ve",
        "EMAIL_PORT": puerto,
        "HAY_CORREO": True,
    }
    assert config[cifrado] is True


@pytest.mark.parametrize(
    ("entorno_de", "valor", "esperado"),
    [
        ("desarrollo", "", "http://localhost:8000"),
        ("produccion", "", ""),
        ("produccion", "https://gestion.example.cl/", "https://gestion.example.cl"),
        ("desarrollo", "http://localhost:9000", "http://localhost:9000"),
    ],
)
def test_the_address_of_the_site(entorno_de, valor, esperado):
    assert entorno.read_sitio({"DIRECCION_DEL_SITIO": valor}, entorno_de) == esperado


@pytest.mark.parametrize(
    "valor", ["gestion.example.cl", "http://gestion.example.cl", "https://x.cl/a", "https://"]
)
def test_an_address_of_the_site_that_is_none_is_refused(valor):
    with pytest.raises(ImproperlyConfigured, match="DIRECCION_DEL_SITIO"):
        entorno.read_sitio({"DIRECCION_DEL_SITIO": valor}, "produccion")
