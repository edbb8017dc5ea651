"""The evidence of a whole service in one ZIP, written in the background: what it holds, tells, and replaces."""

import zipfile

import pytest
from django.core.files.storage import default_storage

from programas.enums import ClaseDocumento, EstadoDocumento, FormatoDocumento
from programas.models import Compromiso, DocumentoGenerado, Evidencia
from programas.services.documentos import request_documento
from programas.services.evidencias import attach_evidencia
from programas.tasks import write_documento, write_evidencias
from tests.documentos import build_documento
from tests.fabrica import build_programa

PAGINA = "/sernam/2009/evidencias/"


@pytest.fixture
def evidencias(ejercicio, maule, atacama, directora_maule, director_atacama):
    build_programa(ejercicio, maule, "III.1", "-")
    build_programa(ejercicio, atacama, "III.1", "-")
    for cut, actor in (("07", directora_maule), ("03", director_atacama)):
        fila = Compromiso.objects.get(objetivo__programa__region__cut=cut)
        attach_evidencia(compromiso=fila, documento=build_documento(f"acta {cut}.pdf"), actor=actor)
    return ejercicio


def ask(ejercicio, actor):
    clase, formato = ClaseDocumento.EVIDENCIAS, FormatoDocumento.ZIP
    return request_documento(ejercicio=ejercicio, actor=actor, clase=clase, formato=formato)


def write(documento):
    assert write_documento.call(documento.pk) is True
    return DocumentoGenerado.objects.get(pk=documento.pk)


def test_it_holds_every_territory_and_tells_what_changed(client, evidencias, auditor):
    alterada = Evidencia.objects.get(nombre="acta 07.pdf")
    with open(alterada.archivo.path, "ab") as archivo:
        archivo.write(b"!")
    listo = write(ask(evidencias, auditor))
    assert (listo.estado, listo.paso, listo.pasos, listo.tamano) == ("LISTO", 2, 2, listo.archivo.size)
    assert listo.resumen["frase"].replace("\xa0", " ") == "2 archivos: 1 cambió después de recibirse."
    (falta,) = listo.resumen["faltas"]
    assert (falta["nombre"], falta["estado"], falta["sha256"]) == (
        "acta 07.pdf",
        "Cambió desde que se recibió",
        alterada.sha256,
    )
    client.force_login(auditor)
    for direccion in (PAGINA, "/sernam/2009/documentos/"):
        assert "1 cambió después de recibirse" in client.get(direccion).content.decode()
    with listo.archivo.open() as archivo, zipfile.ZipFile(archivo) as bulto:
        assert [nombre.split("/")[0] for nombre in bulto.namelist()] == [
            "03 Atacama",
            "07 Maule",
            "indice.xlsx",
            "indice.html",
            "indice.css",
        ]


def test_the_next_one_takes_the_place_of_the_last(evidencias, auditor):
    primero = write(ask(evidencias, auditor))
    segundo = write(ask(evidencias, auditor))
    viejo = DocumentoGenerado.objects.get(pk=primero.pk)
    assert (viejo.estado, viejo.archivo.name) == (EstadoDocumento.REEMPLAZADO, "")
    assert not default_storage.exists(primero.archivo.name)
    assert default_storage.exists(segundo.archivo.name)


def test_it_tells_how_many_files_are_copied(evidencias, auditor, monkeypatch):
    monkeypatch.setattr("programas.tasks.ENTRE_AVISOS", -1)
    avisos = []
    documento = ask(evidencias, auditor)
    archivo, nombre = write_evidencias(documento, lambda *aviso: avisos.append(aviso))
    archivo.close()
    assert (avisos, nombre) == ([(0, 2), (1, 2), (2, 2)], "evidencias-sernam-2009.zip")


def test_the_page_tells_how_it_goes_and_gives_it_when_it_is_ready(client, evidencias, auditor, directora_maule):
    client.force_login(auditor)
    assert "Preparar el paquete" in client.get(PAGINA).content.decode()
    client.post(PAGINA)
    assert "Copiados" not in client.get(PAGINA).content.decode()
    DocumentoGenerado.objects.update(estado="ESCRIBIENDO", paso=1, pasos=2)
    avance = client.get(f"{PAGINA}avance/", headers={"HX-Request": "true"}).content.decode()
    assert "Copiados 1 de 2 archivos" in avance
    assert 'hx-trigger="every 2s"' in avance
    DocumentoGenerado.objects.update(estado="EN_ESPERA")
    documento = write(DocumentoGenerado.objects.get())
    avance = client.get(f"{PAGINA}avance/", headers={"HX-Request": "true"}).content.decode()
    assert "2\xa0archivos, sin cambios desde que se recibieron." in avance
    assert "hx-trigger" not in avance
    entregado = client.get(f"/sernam/2009/documentos/{documento.pk}/")
    assert b"".join(entregado.streaming_content) == documento.archivo.read()
    assert entregado["Content-Disposition"] == 'attachment; filename="evidencias-sernam-2009.zip"'
    client.force_login(directora_maule)
    assert "De todo el servicio" not in client.get(PAGINA).content.decode()
    assert client.post(PAGINA).status_code == 404
    assert client.get(f"/sernam/2009/documentos/{documento.pk}/").status_code == 404
