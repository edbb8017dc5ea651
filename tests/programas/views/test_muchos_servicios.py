"""A ministry of services at full size: the same queries, the core's verdicts, and one year by its index."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programas.selectors.resultados import evaluate_ejercicio
from programas.selectors.servicios import load_servicios
from regiones.models import Usuario
from tests.muchos import analyze, build_servicios
from tests.programas.views.test_servicios import score_filas

# One year is then a twentieth of what is stored.
SERVICIOS = 20
PAGINAS = {"servicios": [], "tablero": ["s000", 2009], "alerta": ["s001", 2009]}


@pytest.fixture
def experta(db) -> Usuario:
    return Usuario.objects.create_user("experta", password="clave-de-prueba-1")


def count_consultas(usuario: Usuario) -> dict[str, int]:
    cliente = Client()
    cliente.force_login(usuario)
    # So that the browser has its token, and pages tell their revision.
    cliente.get(reverse("servicios"))
    cuentas = {}
    for nombre, argumentos in PAGINAS.items():
        with CaptureQueriesContext(connection) as consultas:
            assert cliente.get(reverse(nombre, args=argumentos)).status_code == 200
        cuentas[nombre] = len(consultas)
    return cuentas


def explain(consultas: CaptureQueriesContext) -> str:
    """How the database answers the one query that was captured."""
    (consulta,) = consultas.captured_queries
    with connection.cursor() as cursor:
        cursor.execute(("EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN ") + consulta["sql"])
        return "\n".join(str(fila[-1]) for fila in cursor.fetchall())


def test_three_services_and_twenty_take_the_same_queries_and_each_is_the_core_s(experta):
    ejercicios = build_servicios(3, experta)
    pocas = count_consultas(experta)
    ejercicios += build_servicios(SERVICIOS - 3, experta, desde=3)
    assert pocas == count_consultas(experta)
    # Session and user; then those of the mark.
    assert (pocas["servicios"], pocas["tablero"]) == (2 + 4, 2 + 4)
    filas = load_servicios(experta, []).filas
    assert {fila.veredicto.palabra for fila in filas if fila.veredicto} == {"No cumple", "Cumple", "En juego"}
    for i in (0, 1, 2, SERVICIOS - 3, SERVICIOS - 2, SERVICIOS - 1):
        mostrado = filas[i].veredicto, [programa.estado for programa in filas[i].programas]
        assert mostrado == score_filas(ejercicios[i])


def test_one_year_is_found_by_its_index_whatever_else_is_stored(experta):
    ejercicio = build_servicios(SERVICIOS, experta)[7]
    analyze()
    with CaptureQueriesContext(connection) as consultas:
        evaluate_ejercicio(ejercicio)
    plan = explain(consultas)
    # As SQLite and as PostgreSQL say that they read a whole table; the catalogue of territories is small.
    leidas = re.findall(r"^SCAN (\w+)(?! USING)|Seq Scan on (\w+)", plan, re.MULTILINE)
    assert {una or otra for una, otra in leidas} <= {"regiones_region"}
    assert "INDEX" in plan.upper()
