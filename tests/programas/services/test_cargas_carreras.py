"""Two people at once over one upload: what is previewed is written once."""

import pytest

from programas.models import Compromiso, Importacion
from programas.planillas.guardados import build_lector
from programas.services.cargas import LibroCambiado, apply_libro, discard_libro
from tests.cargas import list_libros, upload_and_read, write_hoja_iii_1
from tests.programas.services.test_carreras import anio, base_aparte, plantilla, race  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def libro(anio):  # noqa: F811
    contenido = write_hoja_iii_1(region="ATACAMA")
    return upload_and_read(anio.ejercicio, anio.administradora, atacama=contenido)[0]


def apply(libro, actor):
    (propio,) = list_libros(libro.carga)
    lector = build_lector(libro.carga.ejercicio)
    return lambda: apply_libro(libro=propio, actor=actor, version=propio.version, lector=lector)


def test_a_workbook_applied_by_two_at_once_is_written_once(anio, libro):  # noqa: F811
    antes = Compromiso.objects.count()
    rechazo = race(apply(libro, anio.administradora), apply(libro, anio.administradora))
    assert type(rechazo) is LibroCambiado
    assert (Importacion.objects.count(), Compromiso.objects.count()) == (1, antes + 4)


def test_a_workbook_set_aside_while_it_is_applied_stays_applied(anio, libro):  # noqa: F811
    (propio,) = list_libros(libro.carga)
    rechazo = race(
        apply(libro, anio.administradora),
        lambda: discard_libro(libro=propio, actor=anio.administradora, version=propio.version),
    )
    assert type(rechazo) is LibroCambiado
    assert Importacion.objects.count() == 1
