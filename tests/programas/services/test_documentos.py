"""Documents of a whole service: written once, by whoever takes them, and never left behind."""

from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import FileSystemStorage, default_storage
from django.urls import reverse
from django.utils import timezone
from django_tasks import default_task_backend
from docx import Document
from openpyxl import load_workbook

from programas import tasks
from programas.enums import ClaseDocumento, EstadoDocumento, FormatoDocumento
from programas.formulario.hojas import HOJAS
from programas.models import DocumentoGenerado, ObjetivoEspecifico
from programas.planillas.escritor.textos import MAXIMO_DE_CELDA
from programas.services import documentos
from programas.services.documentos import FALLO, SIN_LATIDO, request_documento
from regiones.models import Registro
from tests.fabrica import build_programa
from tests.pdf import read_estructura, squash

EN_EJERCICIO = {"servicio": "sernam", "anio": 2009}


@pytest.fixture
def formularios(ejercicio, corte, maule, atacama):
    build_programa(ejercicio, atacama, "III.1", "sss")
    build_programa(ejercicio, maule, "III.1", "snn")
    return ejercicio


@pytest.fixture
def cola():
    """What was put in the queue, which here nobody works on."""
    default_task_backend.clear()
    yield default_task_backend.results
    default_task_backend.clear()


def request(ejercicio, actor, formato=FormatoDocumento.PDF, clase=ClaseDocumento.FORMULARIO):
    return request_documento(ejercicio=ejercicio, actor=actor, clase=clase, formato=formato)


def read(documento):
    documento.refresh_from_db()
    with documento.archivo.open("rb") as archivo:
        return archivo.read()


@pytest.mark.parametrize("formato", ClaseDocumento.FORMULARIO.formatos)
def test_it_is_written_and_kept_with_its_hash_and_the_national_result_after_the_last_region(
    formularios, revisora, formato
):
    documento = request(formularios, revisora, formato)
    assert tasks.write_documento.call(documento.pk) is True
    contenido = read(documento)
    assert (documento.estado, documento.paso, documento.latido) == (EstadoDocumento.LISTO, 3, None)
    assert documento.nombre == f"formulario-2009-sernam.{formato}"
    assert (documento.sha256, documento.tamano) == (sha256(contenido).hexdigest(), len(contenido))
    assert Registro.objects.filter(clase="programas.documentogenerado").count() == 1
    region, servicio = (total.get_titulo(2009) for total in HOJAS["III.1"].totales)
    if formato == FormatoDocumento.PDF:
        texto = squash(read_estructura(contenido).texto)
        assert texto.count(squash(f"{region} CUMPLE 100,00 %")) == 1
        assert texto.count(squash(f"{region} NO CUMPLE 33,33 %")) == 1
        assert texto.count(squash(f"{servicio} NO CUMPLE")) == 1
        assert texto.index(squash(servicio)) > texto.rindex(squash(region))
    elif formato == FormatoDocumento.WORD:
        filas = [
            [c.text for c in fila.cells] for tabla in Document(BytesIO(contenido)).tables for fila in tabla.rows
        ]
        assert [fila for fila in filas if fila[0] == servicio] == [[servicio, "NO CUMPLE", ""]]
    else:
        libro = load_workbook(BytesIO(contenido))
        assert libro["III.1 Maule"]["A6"].value == "Objetivo 1 de Maule"
        assert [fila[0].value for fila in libro["III.1 Nacional"].iter_rows(min_row=3)] == [servicio]


def test_only_who_sees_the_whole_service_asks_and_sees_them(formularios, directora_maule, revisora, client):
    with pytest.raises(PermissionDenied):
        request(formularios, directora_maule)
    documento = request(formularios, revisora)
    tasks.write_documento.call(documento.pk)
    client.force_login(directora_maule)
    assert client.get(reverse("documento", kwargs=EN_EJERCICIO | {"pk": documento.pk})).status_code == 404
    assert "de todo el servicio" not in client.get(reverse("documentos", kwargs=EN_EJERCICIO)).content.decode()
    client.force_login(revisora)
    respuesta = client.get(reverse("documento", kwargs=EN_EJERCICIO | {"pk": documento.pk}))
    assert respuesta["Content-Disposition"] == 'attachment; filename="formulario-2009-sernam.pdf"'
    assert b"".join(respuesta.streaming_content) == read(documento)


def test_asked_again_while_it_waits_it_is_the_same_one(formularios, revisora, auditor):
    primero = request(formularios, revisora)
    assert request(formularios, revisora) == primero
    assert request(formularios, auditor) != primero
    assert request(formularios, revisora, FormatoDocumento.WORD) != primero
    tasks.write_documento.call(primero.pk)
    assert request(formularios, revisora) != primero


def test_who_is_dead_is_followed_by_another_and_who_lost_it_keeps_nothing(formularios, revisora):
    documento = request(formularios, revisora)
    vuelta = []

    def take_over(tomado, avisar):
        vuelta.append(documentos.write_documento(documento, lambda otro, avisar: (b"otro", "otro.pdf")))
        DocumentoGenerado.objects.update(latido=timezone.now() - SIN_LATIDO - timedelta(seconds=1))
        vuelta.append(documentos.write_documento(documento, lambda otro, avisar: (b"segundo", "segundo.pdf")))
        avisar(2)
        return b"primero", "primero.pdf"

    assert documentos.write_documento(documento, take_over) is False
    assert vuelta == [False, True]
    assert (read(documento), documento.nombre) == (b"segundo", "segundo.pdf")
    assert tasks.write_documento.call(documento.pk) is False


def test_lost_while_it_is_kept_its_file_goes_too(formularios, revisora, monkeypatch):
    documento = request(formularios, revisora)
    guardar, dejados = documentos.end_documento, []

    def take_over(tomado, latido, **campos):
        dejados.append(campos["archivo"])
        DocumentoGenerado.objects.update(latido=timezone.now())
        return guardar(tomado, latido, **campos)

    monkeypatch.setattr(documentos, "end_documento", take_over)
    assert documentos.write_documento(documento, lambda tomado, avisar: (b"perdido", "perdido.pdf")) is False
    assert [default_storage.exists(dejado) for dejado in dejados] == [False]


def test_a_full_disk_is_told_and_leaves_nothing_half_written(formularios, revisora, client, monkeypatch):
    def fail(almacen, nombre, contenido):
        raise OSError("No queda espacio")

    monkeypatch.setattr(FileSystemStorage, "_save", fail)
    client.force_login(revisora)
    client.post(
        reverse("documento_nuevo", kwargs=EN_EJERCICIO), {"clase": ClaseDocumento.ETAPA4, "formato": "docx"}
    )
    assert list(DocumentoGenerado.objects.values_list("estado", "problema")) == [(EstadoDocumento.FALLIDO, FALLO)]


def test_what_cannot_be_written_says_why_and_is_not_left_waiting(formularios, revisora):
    ObjetivoEspecifico.objects.filter(codigo="2009-07-III.1-01").update(texto="Ñ" * (MAXIMO_DE_CELDA + 1))
    excel, roto = request(formularios, revisora, FormatoDocumento.EXCEL), request(formularios, revisora)
    tasks.write_documento.call(excel.pk)
    documentos.write_documento(roto, lambda tomado, avisar: 1 // 0)
    excel.refresh_from_db()
    roto.refresh_from_db()
    assert {excel.estado, roto.estado} == {EstadoDocumento.FALLIDO}
    assert "2009-07-III.1-01.1 tiene 32768 letras" in excel.problema
    assert roto.problema == FALLO
    assert documentos.list_pendientes() == []


def test_who_asked_and_no_longer_sees_the_service_gets_nothing(formularios, revisora):
    documento = request(formularios, revisora)
    revisora.asignaciones.update(hasta=timezone.localdate() - timedelta(days=1))
    tasks.write_documento.call(documento.pk)
    documento.refresh_from_db()
    assert (documento.estado, bool(documento.archivo)) == (EstadoDocumento.FALLIDO, False)


def test_a_short_one_is_written_at_once_and_a_long_one_waits_in_the_queue_through_a_restart(
    formularios, revisora, client, cola, monkeypatch, django_capture_on_commit_callbacks
):
    client.force_login(revisora)
    pagina = reverse("documentos", kwargs=EN_EJERCICIO)
    pedido = {"clase": ClaseDocumento.FORMULARIO, "formato": "pdf"}
    client.post(reverse("documento_nuevo", kwargs=EN_EJERCICIO), pedido)
    assert list(DocumentoGenerado.objects.values_list("estado", flat=True)) == [EstadoDocumento.LISTO]
    monkeypatch.setattr(documentos, "AL_MOMENTO_FILAS", 5)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("documento_nuevo", kwargs=EN_EJERCICIO), pedido)
    largo = DocumentoGenerado.objects.latest("pk")
    assert (largo.estado, [tarea.args for tarea in cola]) == (EstadoDocumento.EN_ESPERA, [[largo.pk]])
    assert "Paso 0 de 3: en la cola" in client.get(pagina).content.decode()
    # Its worker died half-way: the next one to start puts it in the queue, for when it may be taken.
    latido = timezone.now()
    DocumentoGenerado.objects.filter(pk=largo.pk).update(estado=EstadoDocumento.ESCRIBIENDO, paso=2, latido=latido)
    default_task_backend.clear()
    with django_capture_on_commit_callbacks(execute=True):
        tasks.resume_documentos()
    assert [(tarea.args, tarea.task.run_after) for tarea in cola] == [([largo.pk], latido + SIN_LATIDO)]
    assert "Paso 2 de 3: componiendo el documento" in client.get(pagina).content.decode()


def test_without_a_worker_its_person_writes_it_from_the_page(formularios, revisora, client):
    documento = request(formularios, revisora)
    DocumentoGenerado.objects.update(momento=timezone.now() - timedelta(minutes=1))
    client.force_login(revisora)
    avance = reverse("documentos_avance", kwargs=EN_EJERCICIO)
    for direccion in (reverse("documentos", kwargs=EN_EJERCICIO), avance):
        dicho = client.get(direccion, headers={"HX-Request": "true"}).content.decode()
        assert ("Escribirlo ahora" in dicho, f'hx-get="{avance}"' in dicho) == (True, True)
    client.post(reverse("documento_ahora", kwargs=EN_EJERCICIO | {"pk": documento.pk}))
    assert len(read(documento)) == documento.tamano
    dicho = client.get(avance, headers={"HX-Request": "true"}).content.decode()
    assert ("Escribirlo ahora" in dicho, "hx-get" in dicho) == (False, False)


@pytest.mark.parametrize("clase", [ClaseDocumento.FORMULARIO, ClaseDocumento.EVIDENCIAS])
def test_left_half_way_its_person_writes_it_once_the_other_is_taken_for_dead(formularios, revisora, client, clase):
    documento = request(formularios, revisora, clase.formatos[0], clase)
    pagina = reverse("paquetes" if clase is ClaseDocumento.EVIDENCIAS else "documentos", kwargs=EN_EJERCICIO)
    ahora = reverse("documento_ahora", kwargs=EN_EJERCICIO | {"pk": documento.pk})
    client.force_login(revisora)
    for callado, ofrece in ((timedelta(minutes=1), False), (SIN_LATIDO + timedelta(seconds=1), True)):
        DocumentoGenerado.objects.update(estado=EstadoDocumento.ESCRIBIENDO, latido=timezone.now() - callado)
        assert (ahora in client.get(pagina).content.decode()) is ofrece
    client.post(ahora)
    assert len(read(documento)) == documento.tamano
