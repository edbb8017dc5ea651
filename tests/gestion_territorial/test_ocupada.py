"""No request waits for ever for what another one holds: it is told to try again, and nothing of it was saved."""

import sqlite3
from contextlib import closing
from threading import Event, Thread

import psycopg2
import pytest
from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.urls import reverse

from gestion_territorial.errores import is_caida, is_ocupada
from regiones.models import Registro


def raise_de_sqlite(ruta):
    """What SQLite itself says when another holds the file."""
    with closing(sqlite3.connect(ruta)) as una, closing(sqlite3.connect(ruta, timeout=0)) as otra:
        una.execute("BEGIN IMMEDIATE")
        otra.execute("BEGIN IMMEDIATE")


def wrap(causa, clase=OperationalError):
    error = clase(str(causa))
    error.__cause__ = causa
    return error


def test_only_having_waited_too_long_is_being_busy(tmp_path):
    with pytest.raises(sqlite3.OperationalError) as de_sqlite:
        raise_de_sqlite(tmp_path / "base.sqlite3")
    with pytest.raises(sqlite3.OperationalError) as otro_de_sqlite:
        sqlite3.connect(":memory:").execute("SELECT * FROM nada")
    dichos = [
        is_ocupada(error)
        for error in (
            wrap(de_sqlite.value),
            wrap(otro_de_sqlite.value),
            wrap(de_sqlite.value, IntegrityError),
            OperationalError("connection refused"),
            ValueError("roto"),
            None,
        )
    ]
    assert dichos == [True, False, False, False, False, False]


def build_de_postgres(codigo, clase=psycopg2.OperationalError):
    """An error of the driver with that code of the server; without one, its own."""

    class Falla(clase):
        pgcode = codigo

    return Falla("falla")


def test_being_away_is_told_from_being_busy_and_from_being_wrong(tmp_path):
    with pytest.raises(sqlite3.OperationalError) as de_sqlite:
        sqlite3.connect(":memory:").execute("SELECT * FROM nada")
    with pytest.raises(psycopg2.OperationalError) as sin_servidor:
        psycopg2.connect(host="127.0.0.1", port=1, connect_timeout=1)
    perdida = build_de_postgres(None, psycopg2.InterfaceError)
    dichos = [
        is_caida(error)
        for error in (
            wrap(sin_servidor.value),
            wrap(perdida, InterfaceError),
            *(wrap(build_de_postgres(codigo)) for codigo in ("57P01", "57P03", "53300", "08006")),
            *(wrap(build_de_postgres(codigo)) for codigo in ("55P03", "40P01", "42P01")),
            wrap(de_sqlite.value),
            OperationalError("connection refused"),
            OSError("roto"),
            None,
        )
    ]
    assert dichos == [True] * 6 + [False] * 7


def test_a_person_and_a_program_are_told_that_what_they_sent_may_be_there(client, directora_maule, monkeypatch):
    def fail(*_, **__):
        raise OperationalError("server closed the connection") from build_de_postgres(None)

    monkeypatch.setattr("gestion_territorial.views.build_fila", fail)
    monkeypatch.setattr("programas.api.acceso.count_pedido", fail)
    client.raise_request_exception = False
    client.force_login(directora_maule)
    pagina, programa = client.get(reverse("mi_cuenta")), client.get("/api/v1/ejercicios/")
    assert [(r.status_code, r.headers["Retry-After"]) for r in (pagina, programa)] == [(503, "5")] * 2
    assert "puede haber quedado guardado o no" in pagina.content.decode()
    assert "no se guardó" not in pagina.content.decode()
    assert "puede haber quedado guardado o no" in programa.json()["detalle"]


@pytest.fixture
def ocupada(monkeypatch):
    """A page whose reading ends as the database ends who waited too long."""

    def fail(*_, **__):
        error = sqlite3.OperationalError("database is locked")
        error.sqlite_errorname = "SQLITE_BUSY"
        raise OperationalError("database is locked") from error

    monkeypatch.setattr("gestion_territorial.views.build_fila", fail)
    monkeypatch.setattr("programas.api.acceso.count_pedido", fail)


def test_a_person_and_a_program_are_told_to_try_again(client, directora_maule, ocupada):
    client.raise_request_exception = False
    client.force_login(directora_maule)
    pagina, programa = client.get(reverse("mi_cuenta")), client.get("/api/v1/ejercicios/")
    assert [(r.status_code, r.headers["Retry-After"]) for r in (pagina, programa)] == [(503, "5")] * 2
    assert "Lo que usted enviaba no se guardó" in pagina.content.decode()
    assert f"<code>{pagina.headers['X-Request-ID']}</code>" in pagina.content.decode()
    assert programa.json()["campos"] == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no lock of a table")
def test_who_waits_for_a_table_gives_up_and_leaves_nothing_written(client, directora_maule):
    client.raise_request_exception = False
    client.force_login(directora_maule)
    tomada, suelta = Event(), Event()

    def hold():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {Registro._meta.db_table} IN EXCLUSIVE MODE")
            tomada.set()
            suelta.wait(20)
        connection.close()

    hilo = Thread(target=hold)
    hilo.start()
    assert tomada.wait(20)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout')"
        )
        assert cursor.fetchone() == ("20s", "5min")
        cursor.execute("SET LOCAL lock_timeout = '100ms'")
    # The person's row is written first, and then its line of the record, which waits.
    respuesta = client.post(reverse("recordatorios_propios"), {"recibe": "0"})
    suelta.set()
    hilo.join()
    assert respuesta.status_code == 503
    directora_maule.refresh_from_db()
    assert directora_maule.recibe_recordatorios is True
