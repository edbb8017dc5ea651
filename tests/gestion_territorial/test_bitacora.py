"""What the server writes down of its work: every line with its request, and nobody's data."""

import json
import logging
import sys
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from gestion_territorial.bitacora import LineaJson, SinClaves, note_lenta, solicitud_actual, watch_consultas
from regiones.models import Usuario

PROPIA = "c0ffee00-c0ffee00-c0ffee00"


@pytest.fixture
def lineas(caplog):
    caplog.set_level(logging.INFO, "gestion_territorial.acceso")
    return caplog


@pytest.mark.parametrize(
    ("proxies", "dada", "aceptada"),
    [
        (1, PROPIA, True),
        (0, PROPIA, False),
        (1, "corta", False),
        (1, f"{PROPIA}\r\nX: 1", False),
        (1, "ñ" * 20, False),
    ],
)
def test_the_id_of_a_request_is_the_proxy_s_only_if_well_formed(client, settings, proxies, dada, aceptada):
    settings.PROXIES_DELANTE = proxies
    numero = client.get(reverse("salud_viva"), headers={"X-Request-ID": dada}).headers["X-Request-ID"]
    assert (numero == dada) is aceptada
    assert aceptada or (len(numero) == 32 and int(numero, 16))


def test_every_refusal_shows_the_id_of_its_request(client, directora_maule, monkeypatch):
    client.force_login(directora_maule)
    client.raise_request_exception = False
    estricto = type(client)(enforce_csrf_checks=True)

    def fail(*_):
        raise RuntimeError("roto")

    respuestas = [
        client.get("/no/existe/"),
        client.get(reverse("admin:programas_ejercicio_add")),
        client.get(reverse("ejercicios"), {"q": "\0"}),
        estricto.post(reverse("ingresar"), {}),
    ]
    monkeypatch.setattr("gestion_territorial.views.build_fila", fail)
    respuestas.append(client.get(reverse("mi_cuenta")))
    assert [respuesta.status_code for respuesta in respuestas] == [404, 403, 400, 403, 500]
    for respuesta in respuestas:
        assert f"<code>{respuesta.headers['X-Request-ID']}</code>" in respuesta.content.decode()


def test_a_line_of_access_tells_who_by_key_and_what_without_query(client, lineas, directora_maule):
    client.force_login(directora_maule)
    respuesta = client.get(reverse("mi_cuenta"), {"q": "secreto"})
    (linea,) = lineas.records
    ficha = solicitud_actual.set(respuesta.headers["X-Request-ID"])
    dicho = json.loads(LineaJson().format(linea))
    solicitud_actual.reset(ficha)
    momento = datetime.fromisoformat(dicho.pop("momento"))
    assert momento.utcoffset() == timedelta(0)
    assert dicho.pop("milisegundos") >= 0
    assert dicho == {
        "nivel": "INFO",
        "origen": "gestion_territorial.acceso",
        "solicitud": respuesta.headers["X-Request-ID"],
        "mensaje": "GET /cuenta/ 200",
        "metodo": "GET",
        "ruta": "/cuenta/",
        "estado": 200,
        "usuario": directora_maule.pk,
    }


@pytest.mark.parametrize(
    ("direccion", "ruta"),
    [
        ("/cuenta/clave/nueva/MQ/c0ffee-0/", "/cuenta/clave/nueva/<str:uidb64>/<str:token>/"),
        ("/verificar/juana.perez@example.cl/", "/verificar/<str:codigo>/"),
        ("/juana.perez@example.cl", "(ninguna)"),
        ("/ingresar/?next=/juana", "/ingresar/"),
    ],
)
@pytest.mark.django_db
def test_no_line_of_access_holds_a_key_or_what_somebody_typed(client, lineas, direccion, ruta):
    client.get(direccion)
    assert [(linea.ruta, linea.usuario) for linea in lineas.records] == [(ruta, None)]


def test_a_failure_is_one_line_with_its_trace():
    try:
        raise ValueError("roto")
    except ValueError:
        fallo = logging.LogRecord("x", logging.ERROR, __file__, 1, "Algo %s", ("falló",), sys.exc_info())
    texto = LineaJson().format(fallo)
    dicho = json.loads(texto)
    assert "\n" not in texto
    assert (dicho["mensaje"], dicho["solicitud"]) == ("Algo falló", None)
    assert dicho["error"].endswith("ValueError: roto")


@pytest.mark.parametrize(("limite", "lineas_dichas"), [(1, 1), (60_000, 0)])
def test_only_a_slow_query_is_written_down_and_without_its_values(caplog, settings, limite, lineas_dichas):
    settings.CONSULTA_LENTA_MS = limite
    reloj = iter((0.0, 0.002))
    with pytest.MonkeyPatch.context() as parche:
        parche.setattr("gestion_territorial.bitacora.perf_counter", lambda: next(reloj))
        assert note_lenta(lambda *_: "filas", "SELECT %s", ["secreto"], False, {}) == "filas"
    assert [(linea.milisegundos, linea.consulta) for linea in caplog.records] == [(2, "SELECT %s")] * lineas_dichas
    assert "secreto" not in caplog.text


@pytest.mark.django_db
def test_connections_are_watched_once_and_not_at_all_with_zero(settings):
    antes = list(connection.execute_wrappers)
    connection.execute_wrappers.clear()
    settings.CONSULTA_LENTA_MS = 0
    watch_consultas(connection)
    sin_mirar = list(connection.execute_wrappers)
    settings.CONSULTA_LENTA_MS = 500
    watch_consultas(connection)
    watch_consultas(connection)
    mirada = list(connection.execute_wrappers)
    connection.execute_wrappers[:] = antes
    assert (sin_mirar, mirada) == ([], [note_lenta])


@pytest.fixture
def consola(monkeypatch):
    """What the handler of the settings writes, as in production."""
    (salida,) = (h for h in logging.getLogger().handlers if any(isinstance(f, SinClaves) for f in h.filters))
    escrito = StringIO()
    monkeypatch.setattr(salida, "stream", escrito)
    monkeypatch.setattr(salida, "formatter", LineaJson())
    return escrito


@pytest.mark.django_db
def test_a_page_of_a_key_that_fails_leaves_no_key_in_its_line(client, consola, monkeypatch):
    def fail(*_):
        raise RuntimeError("roto")

    monkeypatch.setattr("gestion_territorial.views.ClaveNuevaView.get_user", fail)
    client.raise_request_exception = False
    respuesta = client.get("/cuenta/clave/nueva/MQ/c0ffee-0/?a=juana")
    assert respuesta.status_code == 500
    (linea,) = map(json.loads, consola.getvalue().splitlines())
    assert (linea["origen"], linea["solicitud"] is not None) == ("django.request", True)
    assert linea["mensaje"] == "Internal Server Error: /cuenta/clave/nueva/<str:uidb64>/<str:token>/"
    assert linea["error"].endswith("RuntimeError: roto")
    assert "c0ffee-0" not in consola.getvalue()
    assert "juana" not in consola.getvalue()


@pytest.mark.django_db
def test_a_form_without_its_mark_leaves_no_key_in_its_line(consola):
    Client(enforce_csrf_checks=True).post("/cuenta/clave/nueva/MQ/c0ffee-0/")
    (linea,) = map(json.loads, consola.getvalue().splitlines())
    assert linea["origen"] == "django.security.csrf"
    assert "c0ffee-0" not in consola.getvalue()


def test_what_the_database_says_of_a_row_is_not_in_the_line_of_its_failure(db, directora_maule):
    try:
        with transaction.atomic():
            Usuario.objects.create(username=directora_maule.username, email="juana@example.cl")
    except IntegrityError:
        fallo = logging.LogRecord("x", logging.ERROR, __file__, 1, "Falló", (), sys.exc_info())
    error = json.loads(LineaJson().format(fallo))["error"]
    assert "IntegrityError" in error
    assert error.endswith(("\ndjango.db.utils.IntegrityError",))
    assert (directora_maule.username in error, "Key (" in error) == (False, False)
