"""How each backup and audit went is kept, also of one that fails half-way, and nobody changes it afterwards."""

import os
import signal
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils import timezone

from programas.enums import ClaseMantencion
from programas.models import Evidencia, Mantencion
from programas.services.mantenciones import record_mantencion
from programas.services.respaldo import escritura
from regiones.models import Servicio
from tests.programas.services.test_carreras import base_aparte, plantilla  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("base_aparte")]


@pytest.fixture(autouse=True)
def carpeta(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "archivos"
    (tmp_path / "respaldos").mkdir()
    return tmp_path / "respaldos"


def load_ultima() -> Mantencion:
    return Mantencion.objects.latest("pk")


def test_a_backup_leaves_its_name_size_hash_and_counts(carpeta):
    antes = timezone.now()
    call_command("backup", carpeta, verbosity=0)
    (escrito,) = carpeta.iterdir()
    fila = load_ultima()
    assert (fila.clase, fila.resultado, fila.problema) == ("RESPALDO", "BIEN", "")
    assert antes <= fila.comienzo <= fila.termino <= timezone.now()
    datos = fila.datos
    assert (datos["archivo"], datos["tamano"], datos["archivos"]) == (escrito.name, escrito.stat().st_size, 0)
    assert datos["sha256"] == escritura.sum_trozos(escrito.open("rb"))[0]
    assert datos["filas"] > 100


def fail_half_way(monkeypatch, error: BaseException) -> None:
    write_tabla = escritura.write_tabla

    def fail(paquete, modelo):
        if modelo is Servicio:
            raise error
        return write_tabla(paquete, modelo)

    monkeypatch.setattr(escritura, "write_tabla", fail)


@pytest.mark.parametrize(
    ("error", "sale", "problema"),
    [
        (
            OSError(28, "No space left on device"),
            CommandError,
            "No se pudo escribir {}: no queda espacio en el disco.",
        ),
        (ValueError("dato de alguien"), ValueError, "Se interrumpió: ValueError."),
    ],
)
def test_a_backup_that_fails_half_way_is_told_and_leaves_no_file(carpeta, monkeypatch, error, sale, problema):
    fail_half_way(monkeypatch, error)
    with pytest.raises(sale):
        call_command("backup", carpeta / "uno.zip")
    fila = load_ultima()
    assert (fila.resultado, fila.problema) == ("FALLIDA", problema.format(carpeta / "uno.zip"))
    assert (fila.datos, list(carpeta.iterdir())) == ({}, [])


def test_a_backup_that_is_asked_to_stop_is_told_and_leaves_no_file(carpeta, monkeypatch):
    monkeypatch.setattr(escritura, "write_archivos", lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    previa = signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit, match="143"):
        call_command("backup", carpeta / "uno.zip")
    assert signal.getsignal(signal.SIGTERM) is previa
    assert (load_ultima().problema, list(carpeta.iterdir())) == ("Se interrumpió: SystemExit.", [])


def test_a_backup_keeps_the_last_ones_and_deletes_none_when_it_is_not_whole(carpeta, monkeypatch, db):
    viejos = [f"gestion-territorial-2009010{dia}T031500Z.zip" for dia in range(1, 5)]
    for nombre in (*viejos, "ajeno.zip", ".respaldo-nuevo", ".respaldo-viejo"):
        (carpeta / nombre).touch()
    anteayer = time.time() - 2 * 24 * 3600
    os.utime(carpeta / ".respaldo-viejo", (anteayer, anteayer))
    with monkeypatch.context() as mal:
        guardado = SimpleNamespace(ruta="no/esta", fila="evidencia n.º 1", sha256="")
        mal.setattr(escritura, "iter_guardados", lambda: [guardado])
        with pytest.raises(CommandError, match="con 1 archivos que no están bien"):
            call_command("backup", carpeta, keep=3)
        assert (load_ultima().resultado, load_ultima().problema) == (
            "CON_FALLAS",
            "Hay 1 archivos que no están bien.",
        )
    assert {*viejos, "ajeno.zip"} < {ruta.name for ruta in carpeta.iterdir()}
    (malo,) = [ruta for ruta in carpeta.glob("gestion-territorial-2*") if ruta.name not in viejos]
    malo.rename(carpeta / viejos[-1].replace("04T", "05T"))
    call_command("backup", carpeta, keep=3, verbosity=0)
    (nuevo,) = {Path(load_ultima().datos["archivo"])}
    quedan = [*viejos[3:], "gestion-territorial-20090105T031500Z.zip", nuevo.name, "ajeno.zip", ".respaldo-nuevo"]
    assert {ruta.name for ruta in carpeta.iterdir()} == set(quedan)
    for destino in (carpeta / "uno.zip", carpeta / "no-existe"):
        with pytest.raises(CommandError, match="--keep pide"):
            call_command("backup", destino, keep=3)


def test_an_audit_leaves_its_counts_and_the_first_of_what_it_found(settings):
    call_command("audit", verbosity=0)
    fila = load_ultima()
    assert (fila.clase, fila.resultado) == ("AUDITORIA", "BIEN")
    assert [r["nombre"] for r in fila.datos["revisiones"]][:2] == ["Cierres", "Certificados"]
    ajeno = Path(settings.MEDIA_ROOT) / "ajeno"
    Evidencia._meta.get_field("archivo").storage.save("ajeno", ContentFile(b"x"))
    os.utime(ajeno, (0, 0))
    with pytest.raises(CommandError, match="encontró 1 falla"):
        call_command("audit", verbosity=0)
    fila = load_ultima()
    assert (fila.resultado, fila.problema) == ("CON_FALLAS", "Encontró 1 falla.")
    assert {
        r["nombre"]: (r["revisadas"], r["cuantas"], r["fallas"]) for r in fila.datos["revisiones"] if r["cuantas"]
    } == {"Archivos sin fila": (1, 1, ["ajeno: ninguna fila nombra este archivo"])}


def test_what_was_told_is_not_changed():
    with record_mantencion(ClaseMantencion.LIMPIEZA) as acta:
        acta.datos = {"partes": []}
    with pytest.raises(DatabaseError, match="inmutable"), transaction.atomic():
        Mantencion.objects.update(resultado="BIEN")
    assert load_ultima().datos == {"partes": []}
