"""The bench itself: at a small size its contenders agree, it stops when they do not, and its tables are true."""

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from programas.scoring import Estado
from regiones.models import Usuario
from tests.banco.bases import Base
from tests.banco.contendientes import DE_UN_ANIO
from tests.banco.declaracion import Declaracion
from tests.banco.medidas import (
    Comparacion,
    Medida,
    Tamano,
    measure_por_turnos,
    print_crecimiento,
    print_tabla,
)
from tests.banco.paginas import AJUSTES, Paginas
from tests.banco.veredictos import Desacuerdo, check_bases, check_todos

MINI = Tamano("mini", servicios=3, anios=2)


@pytest.fixture
def base(db) -> Base:
    Usuario.objects.create_user("banco")
    return Base(MINI, connections["default"])


def test_every_contender_answers_the_same_and_one_that_does_not_stops_the_measures(base, monkeypatch):
    check_bases({"mini": base})
    assert check_todos(base) == {"No cumple", "Cumple", "En juego"}
    for nombre in DE_UN_ANIO:
        with monkeypatch.context() as cambio:
            cambio.setitem(DE_UN_ANIO, nombre, lambda ejercicio: Estado.SIN_COMPROMISOS)
            with pytest.raises(Desacuerdo):
                check_bases({"mini": base})
    with monkeypatch.context() as cambio:
        cambio.setattr("tests.banco.veredictos.decide_todos_en_sql", list)
        with pytest.raises(Desacuerdo):
            check_bases({"mini": base})


def test_an_act_and_the_bare_update_leave_the_row_saying_the_same(base):
    declaracion = Declaracion(base)
    declaracion.check()
    declaracion.actor.asignaciones.all().delete()
    del declaracion.actor.alcance
    with pytest.raises(Exception, match="Solo declara"):
        declaracion.declare()


def test_pages_are_asked_as_a_browser_does(base, settings, monkeypatch):
    # The transaction of a test would be lost with its connection, which a server lets go after each request.
    monkeypatch.setattr(base.conexion, "close_if_unusable_or_obsolete", lambda: None)
    for nombre, valor in AJUSTES.items():
        setattr(settings, nombre, valor)
    paginas = Paginas(WSGIHandler(), base)
    assert [pagina.draw() > 0 for pagina in (paginas.pelada, paginas.tablero, paginas.servicios)] == [True] * 3
    assert [pagina.confirm() > 0 for pagina in (paginas.tablero, paginas.servicios)] == [True] * 2
    # The bare page is never known to be the same: it is drawn each time.
    with pytest.raises(Desacuerdo):
        paginas.pelada.confirm()


def test_the_tables_say_which_marks_are_reached():
    una, doble = Medida(1.0, 0.9, 1.1, 2.0), Medida(2.0, 1.9, 2.1, 5.0)
    tabla = print_tabla(
        "Título",
        [
            Comparacion("más lenta", "otra", doble, una, 1.9),
            Comparacion("justa", "otra", doble, una, 2.0),
            Comparacion("cuántas veces", "otra", una, doble, 2, inversa=True),
            Comparacion("pocas", "otra", doble, una, 0.95, inversa=True),
            Comparacion("cola", "otra", doble, una, 2.3, de_p95=True),
            Comparacion("sin marca", "otra", doble, una, None),
        ],
    )
    assert tabla.splitlines()[4:] == [
        "| más lenta | 2.00 (1.90–2.10) | otra | 1.00 (0.90–1.10) | 2.00 | ≤ 1.9 | **missed** |",
        "| justa | 2.00 (1.90–2.10) | otra | 1.00 (0.90–1.10) | 2.00 | ≤ 2 | reached |",
        "| cuántas veces | 1.00 (0.90–1.10) | otra | 2.00 (1.90–2.10) | 2.00 | ≥ 2 | reached |",
        "| pocas | 2.00 (1.90–2.10) | otra | 1.00 (0.90–1.10) | 0.50 | ≥ 0.95 | **missed** |",
        "| cola | p95 5.00 | otra | p95 2.00 | 2.50 | ≤ 2.3 | **missed** |",
        "| sin marca | 2.00 (1.90–2.10) | otra | 1.00 (0.90–1.10) | 2.00 | – |  |",
    ]
    serie = [(Tamano("S", 1, 1), una), (Tamano("M", 1, 2), doble), (Tamano("L", 1, 4), Medida(5, 5, 5, 5))]
    assert print_crecimiento("Título", {"ours": serie}).splitlines()[-1] == (
        "| ours | 1.00 (0.90–1.10) | 2.00 (1.90–2.10) | 5.00 (5.00–5.00) | 1.00 | 1.32 | ≤ 1.1 | **missed** |"
    )


def test_contenders_take_turns():
    turnos = []
    contendientes = {nombre: lambda nombre=nombre: turnos.append(nombre) or len(turnos) for nombre in "ab"}
    medidas = measure_por_turnos(contendientes, rondas=3)
    assert "".join(turnos) == "ab" * 5
    # Two rounds warm up: of «a» are left the turns 5, 7 and 9.
    assert (medidas["a"].mediana, medidas["b"].mediana) == (7, 8)
