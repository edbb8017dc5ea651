"""Applying what changes weights of a programme already sent: the page asks why, and keeps it."""

import pytest
from django.urls import reverse

from programas.enums import EstadoPrograma
from programas.models import Compromiso, Importacion, ProgramaTrabajo
from programas.planillas.guardados import build_lector
from programas.services.cargas import apply_libro
from regiones.models import Registro
from tests.cargas import upload_and_read, write_hoja_iii_1

FALTA = "Escriba por qué cambian las ponderaciones o los objetivos."


@pytest.fixture
def libro(settings, tmp_path, ejercicio, directora_maule):
    """A workbook with one row more than the programme, which was observed, holds."""
    settings.MEDIA_ROOT = tmp_path
    (primero,) = upload_and_read(ejercicio, directora_maule, primero=write_hoja_iii_1(4))
    apply_libro(libro=primero, actor=directora_maule, version=primero.version, lector=build_lector(ejercicio))
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.OBSERVADO)
    return upload_and_read(ejercicio, directora_maule, segundo=write_hoja_iii_1(5))[0]


def locate(nombre, libro, **lugar):
    return reverse(nombre, kwargs={"servicio": "sernam", "anio": 2009, "pk": libro.carga_id} | lugar)


def has_campo(respuesta):
    return 'name="motivo"' in respuesta.content.decode()


def read_motivos():
    importacion = Importacion.objects.order_by("pk").last()
    return set(Registro.objects.filter(lote=importacion.lote).values_list("motivo", flat=True))


def test_the_workbook_asks_for_the_reason_and_is_applied_with_it(client, libro, directora_maule):
    client.force_login(directora_maule)
    assert has_campo(client.get(locate("libro", libro, orden=1)))
    ruta = locate("libro_aplicado", libro, orden=1)
    sin_motivo = client.post(ruta, {"version": libro.version, "motivo": " "})
    assert (sin_motivo.status_code, sin_motivo.context["motivo"].errors) == (200, {"motivo": [FALTA]})
    assert FALTA in sin_motivo.content.decode()
    assert Compromiso.objects.count() == 4
    aplicado = client.post(ruta, {"version": libro.version, "motivo": "Acuerdo"}, follow=True)
    assert [str(m) for m in aplicado.context["messages"]] == ["Se aplicó «segundo.xlsx»."]
    assert read_motivos() == {"Importación de segundo.xlsx: Acuerdo"}
    assert not has_campo(client.get(locate("libro", libro, orden=1)))


@pytest.mark.parametrize("modo", ["todos", "cada"])
def test_the_upload_asks_for_the_reason_and_is_applied_with_it(client, libro, directora_maule, modo):
    client.force_login(directora_maule)
    assert has_campo(client.get(locate("carga", libro)))
    datos = {"libro": f"1-{libro.version}", "modo": modo}
    sin_motivo = client.post(locate("carga_aplicada", libro), datos)
    assert (sin_motivo.status_code, sin_motivo.context["motivo"].errors) == (200, {"motivo": [FALTA]})
    assert Compromiso.objects.count() == 4
    client.post(locate("carga_aplicada", libro), datos | {"motivo": "Acuerdo"})
    assert Compromiso.objects.count() == 5
    assert read_motivos() == {"Importación de segundo.xlsx: Acuerdo"}


def test_a_programme_never_sent_is_not_asked_for_a_reason(client, libro, ejercicio, directora_maule):
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.BORRADOR)
    (otro,) = upload_and_read(ejercicio, directora_maule, otro=write_hoja_iii_1(5))
    client.force_login(directora_maule)
    assert not has_campo(client.get(locate("libro", otro, orden=1)))
    assert not has_campo(client.get(locate("carga", otro)))
    client.post(locate("libro_aplicado", otro, orden=1), {"version": otro.version})
    assert Compromiso.objects.count() == 5
