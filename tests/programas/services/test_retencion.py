"""What stayed for its time goes, and nothing else; nothing official can go, whatever the time."""

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import InterfaceError, OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from programas.enums import EstadoDocumento, Etapa
from programas.models import Borrador, DocumentoGenerado, Ejercicio, Mantencion, Recordatorio
from programas.selectors.consistencia.archivos import check_archivos
from programas.selectors.consistencia.cierres import check_certificados, check_cierres
from programas.selectors.consistencia.revision import Revision
from programas.selectors.guardados import sum_trozos
from programas.services.importacion import keep_original
from programas.services.importacion.original import keep_originales, place_contenido
from programas.services.retencion import PARTES, purge_instalacion
from programas.services.retencion.archivos import delete_viejo
from regiones.models import Consumo, Usuario
from tests.fabrica import build_programa
from tests.instalaciones import build_instalacion, load_archivos, load_todo
from tests.programas.services.test_carreras import base_aparte, plantilla  # noqa: F401

pytestmark = pytest.mark.django_db
AHORA = datetime(2030, 6, 15, 12, tzinfo=UTC)
# Of each kind: its period by default, or a moment where it ends by itself.
DENTRO, FUERA = "dentro", "fuera"
SUMA = "ab" * 32


@pytest.fixture(autouse=True)
def carpeta(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "archivos"
    return tmp_path / "archivos"


def ago(plazo: int, lado: str) -> datetime:
    return AHORA - timedelta(days=plazo) + timedelta(hours=1 if lado == DENTRO else -1)


def keep_archivo(ruta: str, momento: datetime) -> str:
    default_storage.save(ruta, ContentFile(b"x"))
    os.utime(default_storage.path(ruta), (momento.timestamp(), momento.timestamp()))
    return ruta


def build_documento_generado(ejercicio: Ejercicio, actor: Usuario, momento: datetime, n: int) -> DocumentoGenerado:
    ruta = keep_archivo(f"documentos/{n:02x}/{n:064x}", momento)
    return DocumentoGenerado.objects.create(
        ejercicio=ejercicio,
        actor=actor,
        clase="FORMULARIO",
        formato="pdf",
        momento=momento,
        estado=EstadoDocumento.LISTO,
        archivo=ruta,
        sha256=sum_trozos(ContentFile(b"x"))[0],
        tamano=1,
    )


def build_de_cada_clase(ejercicio: Ejercicio, cerrado: Ejercicio, actor: Usuario) -> None:
    """On each side of the period of every kind, something named after the side."""
    programas = [build_programa(anio, anio.regiones[0], "III.1", "-") for anio in (ejercicio, cerrado)]
    abierta, cerrada = (programa.codigo for programa in programas)
    for n, lado in enumerate((DENTRO, FUERA)):
        Session.objects.create(session_key=lado, expire_date=ago(0, lado))
        Consumo.objects.create(clave=lado, termina=int(ago(0, lado).timestamp()), pedidos=1)
        for modelo in (AccessLog, AccessFailureLog, AccessAttempt):
            datos = {"failures_since_start": 1} if modelo is AccessAttempt else {}
            modelo.objects.create(username=lado, user_agent=lado, **datos)
            modelo.objects.filter(username=lado).update(attempt_time=ago(365, lado))
        for estado in (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED, TaskResultStatus.READY):
            DBTaskResult.objects.create(
                task_path=lado,
                args_kwargs={"args": [], "kwargs": {}},
                status=estado,
                backend_name="default",
                run_after=ago(30, lado),
                finished_at=None if estado == TaskResultStatus.READY else ago(30, lado),
            )
        dia = timezone.localdate(AHORA) - timedelta(days=365 + n)
        Recordatorio.objects.create(usuario=actor, dia=dia, cosas=n + 1)
        for clave in (
            f"formulacion/{cerrada}",
            f"formulacion/{cerrada}-nueva",
            f"formulacion/{abierta}-instancia",
        ):
            Borrador.objects.create(usuario=actor, clave=f"{clave}/{n + 1}")
        Borrador.objects.filter(clave__endswith=f"/{n + 1}").update(guardado_en=ago(180, lado))
        keep_archivo(f"planillas/{n}0/{n:064x}", ago(30, lado))
        keep_archivo(f"planillas/{n}0/.parcial-{n:032x}", ago(30, lado))
    # The last of each kind stays, and the last that went well.
    for clase, lado, resultado in (
        ("RESPALDO", FUERA, "BIEN"),
        ("RESPALDO", FUERA, "FALLIDA"),
        ("AUDITORIA", FUERA, "BIEN"),
        ("AUDITORIA", DENTRO, "BIEN"),
        ("AUDITORIA", DENTRO, "BIEN"),
    ):
        fin = ago(730, lado)
        Mantencion.objects.create(clase=clase, comienzo=fin, termino=fin, resultado=resultado)
    for numero, (anio, lado) in enumerate(
        ((ejercicio, FUERA), (ejercicio, DENTRO), (ejercicio, DENTRO), (cerrado, FUERA), (cerrado, FUERA)), start=1
    ):
        build_documento_generado(anio, actor, ago(90, lado), numero)


@pytest.fixture
def anios(ejercicio, maule, administradora) -> tuple[Ejercicio, Ejercicio]:
    cerrado = Ejercicio.objects.create(servicio=ejercicio.servicio, anio=2008, etapa=Etapa.CERRADO)
    build_de_cada_clase(ejercicio, cerrado, administradora)
    # Named by a row or not ours: neither goes.
    keep_archivo("ajeno.txt", ago(3000, FUERA))
    return ejercicio, cerrado


EXACTO = {
    "Sesiones vencidas": 1,
    "Cuentas de pedidos por minuto": 1,
    "Ingresos e intentos de ingreso": 3,
    "Trabajos terminados": 2,
    "Recordatorios enviados": 1,
    "Borradores de años cerrados": 2,
    "Documentos generados": 1,
    "Respaldos, auditorías y limpiezas anotadas": 1,
    "Archivos sin fila": 2,
}


def test_what_stayed_for_its_time_goes_and_what_did_not_stays(anios, carpeta):
    ejercicio, cerrado = anios
    antes = load_todo(), load_archivos(carpeta)
    ensayadas = {p.nombre: p.cuantas for p in purge_instalacion(ensayo=True, ahora=AHORA)}
    assert ensayadas == EXACTO
    assert (load_todo(), load_archivos(carpeta)) == antes
    assert {p.nombre: p.cuantas for p in purge_instalacion(ensayo=False, ahora=AHORA)} == EXACTO
    assert list(Session.objects.values_list("session_key", flat=True)) == [DENTRO]
    assert list(Consumo.objects.values_list("clave", flat=True)) == [DENTRO]
    for modelo in (AccessLog, AccessFailureLog, AccessAttempt):
        assert list(modelo.objects.values_list("username", flat=True)) == [DENTRO]
    tareas = set(DBTaskResult.objects.values_list("task_path", "status"))
    assert tareas == {(DENTRO, "SUCCESSFUL"), (DENTRO, "FAILED"), (DENTRO, "READY"), (FUERA, "READY")}
    assert list(Recordatorio.objects.values_list("cosas", flat=True)) == [1]
    # What was typed for a year that goes on stays, however old.
    assert sorted(Borrador.objects.values_list("clave", flat=True)) == sorted(
        [
            *(f"formulacion/{cerrado.anio}-15-III.1{nueva}/1" for nueva in ("", "-nueva")),
            *(f"formulacion/{ejercicio.anio}-15-III.1-instancia/{n}" for n in (1, 2)),
        ]
    )
    assert list(Mantencion.objects.order_by("pk").values_list("clase", "resultado")) == [
        ("RESPALDO", "BIEN"),
        ("RESPALDO", "FALLIDA"),
        ("AUDITORIA", "BIEN"),
        ("AUDITORIA", "BIEN"),
    ]
    documentos = list(DocumentoGenerado.objects.order_by("pk").values_list("ejercicio__anio", "estado"))
    assert documentos == [
        (2009, "REEMPLAZADO"),
        (2009, "LISTO"),
        (2009, "LISTO"),
        (2008, "LISTO"),
        (2008, "LISTO"),
    ]
    nombrados = [f"documentos/{n:02x}/{n:064x}" for n in range(2, 6)]
    jovenes = [f"planillas/00/{0:064x}", f"planillas/00/.parcial-{0:032x}"]
    assert set(load_archivos(carpeta)) == {*nombrados, *jovenes, "ajeno.txt"}
    assert all(p.cuantas == 0 for p in purge_instalacion(ensayo=False, ahora=AHORA))


# What the periods are of; all the rest of the database is official, or of people and territories.
CADUCAN = {
    "django_session",
    "regiones_consumo",
    "axes_accesslog",
    "axes_accessfailurelog",
    "axes_accessattempt",
    "axes_accessattemptexpiration",
    "django_tasks_database_dbtaskresult",
    "programas_recordatorio",
    "programas_borrador",
    "programas_documentogenerado",
    "programas_mantencion",
}
ESCRIBE = re.compile(r'(?:DELETE FROM|(?<!FOR )UPDATE|INSERT INTO|TRUNCATE|DROP \w+|ALTER \w+) "?(\w+)"?')


@pytest.mark.usefixtures("base_aparte")
def test_nothing_official_goes_whatever_the_time(settings, carpeta):
    build_instalacion()
    settings.RETENCION_DIAS = dict.fromkeys(settings.RETENCION_DIAS, 0)
    cerrado, abierto = Ejercicio.objects.get(etapa=Etapa.CERRADO), Ejercicio.objects.get(anio=2009)
    persona = Usuario.objects.get(username="administracion")
    for n, anio in enumerate((cerrado, cerrado, abierto, abierto)):
        build_documento_generado(anio, persona, datetime(2010, 1, 1, tzinfo=UTC), n)
    for ruta in carpeta.rglob("*"):
        os.utime(ruta, (0, 0))
    filas, archivos = load_todo(), load_archivos(carpeta)
    with CaptureQueriesContext(connection) as consultas:
        ido = {
            p.nombre: p.cuantas for p in purge_instalacion(ensayo=False, ahora=AHORA + timedelta(days=365 * 500))
        }
    assert ido == dict.fromkeys(EXACTO, 0) | {"Documentos generados": 1}
    tocadas = {tabla for c in consultas for tabla in ESCRIBE.findall(c["sql"])}
    assert "programas_documentogenerado" in tocadas
    assert tocadas <= CADUCAN
    quedan = load_todo()
    for etiqueta, antes in filas.items():
        if etiqueta != "programas.DocumentoGenerado":
            assert quedan[etiqueta] == antes
    sobrante = f"documentos/02/{2:064x}"
    assert load_archivos(carpeta) == {ruta: bytes_ for ruta, bytes_ in archivos.items() if ruta != sobrante}
    for check in (check_archivos, check_cierres, check_certificados):
        revision = Revision("")
        check(revision)
        assert (revision.revisadas > 0, revision.fallas) == (True, [])


@pytest.mark.parametrize(("error", "queda"), [(OperationalError, True), (InterfaceError, True), (KeyError, False)])
def test_a_workbook_stays_when_nobody_knows_whether_its_row_does(carpeta, error, queda):
    def keep():
        with keep_originales() as nuevos:
            nuevos.append(keep_original(b"x", SUMA)[0])
            raise error("se cortó al confirmar")

    with pytest.raises(error):
        keep()
    assert (place_contenido(SUMA) in load_archivos(carpeta)) is queda


def test_every_kind_has_a_period_in_the_settings(settings):
    assert {parte.plazo for parte in PARTES} - {""} == set(settings.RETENCION_DIAS)


def test_the_command_tells_first_and_then_keeps_what_it_did(anios, capsys):
    call_command("purge", dry_run=True)
    dicho = capsys.readouterr().out
    assert "Documentos generados (más de 90 días): 0." in dicho
    assert Mantencion.objects.filter(clase="LIMPIEZA").count() == 0
    call_command("purge")
    fila = Mantencion.objects.get(clase="LIMPIEZA")
    assert fila.resultado == "BIEN"
    assert [parte["nombre"] for parte in fila.datos["partes"]] == list(EXACTO)
    assert fila.datos["partes"][2] == {"nombre": "Ingresos e intentos de ingreso", "dias": 365, "cuantas": 0}


def test_the_files_of_another_database_are_left_alone(carpeta):
    rutas = {keep_archivo(f"evidencias/2009/7/{uuid4().hex}", ago(3000, FUERA)) for _ in range(3)}
    with pytest.raises(CommandError, match="No se borró ningún archivo: 3 no tienen fila y 0 sí"):
        call_command("purge")
    assert set(load_archivos(carpeta)) == rutas
    assert Mantencion.objects.get().resultado == "FALLIDA"


def test_a_workbook_that_comes_again_is_not_deleted_under_its_new_row(carpeta, monkeypatch):
    ruta = keep_archivo(place_contenido(SUMA), ago(31, FUERA))
    limite = timezone.now() - timedelta(days=30)
    rename = os.rename

    def rename_after_upload(origen: Any, destino: Any) -> None:
        keep_original(b"x", SUMA)
        monkeypatch.setattr(os, "rename", rename)
        rename(origen, destino)

    os.utime(carpeta / ruta, (0, 0))
    monkeypatch.setattr(os, "rename", rename_after_upload)
    assert delete_viejo(ruta, limite) is False
    assert load_archivos(carpeta) == {ruta: b"x"}
    os.utime(carpeta / ruta, (0, 0))
    assert delete_viejo(ruta, limite) is True
    assert keep_original(b"x", SUMA) == (ruta, True)
    assert delete_viejo("planillas/00/ida", limite) is False
