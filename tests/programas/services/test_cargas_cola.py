"""No workbook is left behind in the queue: whatever happens while an upload is released, somebody reads it."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import default_task_backend

from programas.enums import EstadoCarga, EstadoLibro
from programas.models import Carga, LibroCargado
from programas.planillas.guardados import build_lector
from programas.services.cargas import CargaOcupada, answer_libro, lectura, read_libros
from programas.services.cargas.examen import AJENO
from programas.services.cargas.lectura import SIN_LATIDO, claim_carga, list_pendientes
from programas.tasks import begin_lectura, read_ahora, read_carga
from tests.cargas import list_libros, upload, upload_and_read, write_hoja_iii_1

MAULE, ATACAMA, COQUIMBO = (write_hoja_iii_1(region=nombre) for nombre in ("MAULE", "ATACAMA", "COQUIMBO"))


@pytest.fixture(autouse=True)
def cola():
    """What was put in the queue, which here nobody works on."""
    default_task_backend.clear()
    yield default_task_backend.results
    default_task_backend.clear()


def answer_primero(carga, actor):
    libro = list_libros(carga)[0]
    begin_lectura(answer_libro(libro=libro, actor=actor, version=libro.version, respuestas={"TERRITORIO": "05"}))


def list_estados(carga):
    carga.refresh_from_db()
    return [carga.estado, *(libro.estado for libro in list_libros(carga))]


def test_what_is_answered_just_before_an_upload_is_released_is_read_by_who_had_it(
    ejercicio, administradora, monkeypatch
):
    carga = upload(ejercicio, administradora, uno=MAULE, dos=ATACAMA)
    release, veces = lectura.release_carga, []

    def answer_and_release(tomada, latido):
        veces.append(1)
        if len(veces) == 1:
            answer_primero(tomada, administradora)
        release(tomada, latido)

    monkeypatch.setattr(lectura, "release_carga", answer_and_release)
    assert read_libros(carga, build_lector(ejercicio)) == 3
    assert list_estados(carga) == [EstadoCarga.LISTA, EstadoLibro.LISTO, EstadoLibro.LISTO]
    assert list_libros(carga)[0].region.cut == "05"


def test_an_upload_that_says_it_is_ready_with_a_workbook_waiting_is_taken_up(ejercicio, administradora):
    carga = upload_and_read(ejercicio, administradora, uno=MAULE)[0].carga
    LibroCargado.objects.update(estado=EstadoLibro.EN_ESPERA)
    assert [pk for pk, _ in list_pendientes()] == [carga.pk]
    read_ahora(carga, 1)
    assert list_estados(carga) == [EstadoCarga.LISTA, EstadoLibro.LISTO]
    with pytest.raises(CargaOcupada):
        read_ahora(carga, 1)
    assert list_pendientes() == []


def test_a_job_that_finds_an_upload_taken_comes_back_when_its_reader_would_be_dead(
    ejercicio, administradora, cola, django_capture_on_commit_callbacks
):
    carga = upload(ejercicio, administradora, uno=MAULE)
    latido = claim_carga(carga)
    with django_capture_on_commit_callbacks(execute=True):
        assert read_carga.call(carga.pk) == 0
    assert [(tarea.args, tarea.task.run_after) for tarea in cola] == [([carga.pk], latido + SIN_LATIDO)]
    Carga.objects.update(latido=timezone.now() - SIN_LATIDO - timedelta(seconds=1))
    assert read_carga.call(carga.pk) == 1


def test_a_job_that_finds_nothing_to_read_does_not_come_back(
    ejercicio, administradora, cola, django_capture_on_commit_callbacks
):
    carga = upload_and_read(ejercicio, administradora, uno=MAULE)[0].carga
    with django_capture_on_commit_callbacks(execute=True):
        assert read_carga.call(carga.pk) == 0
    assert cola == []


def test_a_workbook_read_by_hand_leaves_the_others_in_the_queue(
    ejercicio, administradora, cola, django_capture_on_commit_callbacks
):
    carga = upload(ejercicio, administradora, uno=MAULE, dos=ATACAMA, tres=COQUIMBO)
    with django_capture_on_commit_callbacks(execute=True):
        read_ahora(carga, 2)
    assert list_estados(carga) == [
        *(EstadoCarga.EN_ESPERA, EstadoLibro.EN_ESPERA, EstadoLibro.LISTO, EstadoLibro.EN_ESPERA)
    ]
    (tarea,) = cola
    assert tarea.task.run_after <= timezone.now()
    assert read_carga.call(*tarea.args) == 2
    assert list_estados(carga) == [EstadoCarga.LISTA, *[EstadoLibro.LISTO] * 3]


def test_what_was_uploaded_by_who_has_since_lost_the_territory_is_compared_with_nothing(
    ejercicio, directora_maule
):
    carga = upload(ejercicio, directora_maule, uno=MAULE)
    directora_maule.asignaciones.update(hasta="2009-12-31")
    read_libros(Carga.objects.get(pk=carga.pk), build_lector(ejercicio))
    libro = list_libros(carga)[0]
    assert (libro.estado, libro.problema, libro.vista) == (EstadoLibro.RECHAZADO, AJENO, {})
