"""A file is kept whole or not at all, and who sends it is told when there is no room."""

import errno
import os

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml.etree import SerialisationError

from gestion_territorial.almacen import Almacen, SinEspacio
from programas.models import Avance, Carga, Compromiso, Evidencia
from regiones.models import Registro
from tests.fabrica import build_programa

FRASE = "No hay espacio en el servidor para guardar archivos"
TOPE = 4_000


def list_archivos(carpeta):
    return sorted(str(ruta.relative_to(carpeta)) for ruta in carpeta.rglob("*") if ruta.is_file())


@pytest.fixture
def almacen(tmp_path):
    return Almacen(location=tmp_path)


class Corto:
    """A file of which no more than ``TOPE`` bytes fit: the rest finds no space."""

    def __init__(self, abierto):
        self.abierto = abierto

    def write(self, datos):
        self.abierto.write(datos[:TOPE])
        if len(datos) > TOPE:
            raise OSError(errno.ENOSPC, "No space left on device")

    def close(self):
        self.abierto.close()


@pytest.fixture
def carpeta(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def lleno(carpeta, monkeypatch):
    """A full disk below the folder of the files: what is written there stays half-written."""
    fdopen = os.fdopen

    def open_corto(descriptor, *args, **kwargs):
        abierto = fdopen(descriptor, *args, **kwargs)
        suyo = os.readlink(f"/proc/self/fd/{descriptor}").startswith(str(carpeta))
        return Corto(abierto) if suyo else abierto

    monkeypatch.setattr("os.fdopen", open_corto)


def test_a_file_takes_its_name_whole(almacen, tmp_path):
    nombre = almacen.save("a/b", ContentFile(b"uno"))
    assert (nombre, list_archivos(tmp_path)) == ("a/b", ["a/b"])
    assert (tmp_path / "a" / "b").read_bytes() == b"uno"


@pytest.mark.parametrize("numero", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO])
def test_what_could_not_be_written_leaves_nothing(almacen, tmp_path, numero):
    class Roto(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"la mitad"
            raise OSError(numero, os.strerror(numero))

    esperado = OSError if numero == errno.EIO else SinEspacio
    with pytest.raises(esperado):
        almacen.save("a/b", Roto(b"todo"))
    assert list_archivos(tmp_path) == []


@pytest.fixture
def fila(ejercicio, maule):
    build_programa(ejercicio, maule, "III.1", "-")
    return Compromiso.objects.get()


def build_archivo(nombre="informe.txt", tamano=2 * TOPE):
    return SimpleUploadedFile(nombre, b"a" * tamano, "text/plain")


def test_evidence_and_workbooks_are_refused_by_a_full_disk_and_the_rest_is_saved(
    client, directora_maule, fila, carpeta, lleno
):
    client.force_login(directora_maule)
    lineas = Registro.objects.count()
    lugar = ("sernam", 2009, fila.codigo)
    datos = {"fecha_documento": "2009-06-15", "descripcion": ""}
    evidencia = client.post(reverse("evidencia_nueva", args=lugar), datos | {"archivo": build_archivo()})
    avance = {"fecha": "2009-06-15", "texto": "Con archivo", "archivos": [build_archivo()]}
    con_archivo = client.post(reverse("avance_nuevo", args=lugar), avance)
    planillas = client.post(reverse("planillas", args=lugar[:2]), {"archivos": [build_archivo("m.xlsx")]})
    respuestas = (evidencia, con_archivo, planillas)
    assert [(r.status_code, FRASE in r.content.decode()) for r in respuestas] == [(200, True)] * 3
    assert list_archivos(carpeta) == []
    assert (Evidencia.objects.count(), Avance.objects.count(), Carga.objects.count()) == (0, 0, 0)
    assert Registro.objects.count() == lineas
    sin_archivo = client.post(reverse("avance_nuevo", args=lugar), avance | {"archivos": []})
    assert (sin_archivo.status_code, Avance.objects.get().texto) == (302, "Con archivo")


def test_a_workbook_that_does_not_fit_among_the_temporary_files_is_told_so(
    client, directora_maule, fila, monkeypatch
):
    def fail(*_):
        raise SerialisationError("IO_ENOSPC")

    monkeypatch.setattr("openpyxl.worksheet._writer.WorksheetWriter.write_row", fail)
    client.raise_request_exception = False
    client.force_login(directora_maule)
    respuesta = client.get(reverse("exportacion", args=("sernam", 2009, "07")))
    assert (respuesta.status_code, FRASE in respuesta.content.decode()) == (507, True)


def test_who_sends_more_than_fits_while_it_is_received_is_told_so(
    client, directora_maule, fila, monkeypatch, settings
):
    def fail(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1
    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk", fail)
    client.raise_request_exception = False
    client.force_login(directora_maule)
    ruta = reverse("evidencia_nueva", args=("sernam", 2009, fila.codigo))
    respuesta = client.post(ruta, {"archivo": build_archivo()})
    assert (respuesta.status_code, respuesta.content.decode().count(FRASE)) == (507, 1)
    assert Evidencia.objects.count() == 0
