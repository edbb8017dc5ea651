"""Whether the installation can be used: told to machines without secrets, to its administrator with remedies."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.urls import reverse
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from gestion_territorial import salud
from programas.models import Importacion, Mantencion

BIEN = {"base": True, "migraciones": True, "cola": True, "archivos": True}


def enqueue(estado=TaskResultStatus.READY, desde=None, hace=0, **campos):
    trabajo = DBTaskResult.objects.create(
        status=estado,
        args_kwargs={"args": [1], "kwargs": {}},
        task_path="programas.tasks.read_carga",
        backend_name="default",
        run_after=desde or get_date_max(),
        **campos,
    )
    DBTaskResult.objects.filter(pk=trabajo.pk).update(enqueued_at=timezone.now() - timedelta(minutes=hace))


def ask(client):
    respuesta = client.get(reverse("salud_lista"))
    dicho = respuesta.json()
    assert (dicho.pop("estado") == "lista") is (respuesta.status_code == 200)
    return respuesta.status_code, {parte for parte in BIEN if not dicho.pop(parte)}, dicho


def lose_migracion(monkeypatch):
    MigrationRecorder.Migration.objects.filter(app="regiones", name="0009_recibe_recordatorios").delete()


def lose_base(monkeypatch):
    def fail():
        raise OperationalError("connection to server at 10.0.0.7 failed")

    monkeypatch.setattr(salud, "list_pendientes", fail)


def lose_archivos(monkeypatch):
    monkeypatch.setattr(salud.settings, "MEDIA_ROOT", "/no/existe")


ATRASO = timedelta(minutes=31)


@pytest.mark.parametrize(
    ("estado", "falla", "faltas"),
    [
        (200, lambda _: None, set()),
        (200, lambda _: enqueue(hace=29), set()),
        (200, lambda _: enqueue(hace=31, desde=timezone.now() + ATRASO), set()),
        (200, lambda _: enqueue(TaskResultStatus.FAILED, hace=31), set()),
        (503, lambda _: enqueue(hace=31), {"cola"}),
        (503, lambda _: enqueue(hace=99, desde=timezone.now() - ATRASO), {"cola"}),
        (503, lose_migracion, {"migraciones", "cola"}),
        (503, lose_base, {"base", "migraciones", "cola"}),
        (503, lose_archivos, {"archivos"}),
    ],
)
@pytest.mark.django_db
def test_ready_says_which_part_fails_and_nothing_else(client, monkeypatch, estado, falla, faltas):
    falla(monkeypatch)
    assert ask(client) == (estado, faltas, {})


@pytest.mark.django_db
def test_ready_costs_the_same_whatever_waits(client, django_assert_num_queries):
    salud.list_migraciones()
    for _ in range(5):
        enqueue()
    with django_assert_num_queries(3):
        client.get(reverse("salud_lista"))


def test_alive_asks_nothing_of_the_database_and_goes_without_tls(client, settings):
    settings.SECURE_SSL_REDIRECT, settings.SECURE_REDIRECT_EXEMPT = True, [r"^salud/"]
    assert client.get(reverse("salud_viva")).json() == {"estado": "viva"}
    assert client.get(reverse("ingresar")).status_code == 301


DATOS = {
    "RESPALDO": {"archivo": "uno.zip", "tamano": 2_345_678, "sha256": "ab" * 32, "filas": 900, "archivos": 1},
    "AUDITORIA": {"revisiones": [{"nombre": "Cierres", "revisadas": 2, "cuantas": 0, "fallas": []}]},
    "LIMPIEZA": {"partes": [{"nombre": "Sesiones", "cuantas": 3}]},
}


def keep_mantenciones(horas=1, **resultados):
    """What every installation in order has: each daily act, done some hours ago."""
    fin = timezone.now() - timedelta(hours=horas)
    for clase, datos in DATOS.items():
        mal = clase in resultados
        Mantencion.objects.create(
            clase=clase,
            comienzo=fin - timedelta(seconds=95),
            termino=fin,
            resultado=resultados.get(clase, "BIEN"),
            datos={} if mal else datos,
            problema="No queda espacio." if mal else "",
        )


@pytest.fixture
def instalacion(client, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("instalacion", password="clave-de-prueba-1"))
    return client


def test_the_page_of_operation_says_what_fails_and_what_mends_it(instalacion, monkeypatch):
    keep_mantenciones()
    lose_migracion(monkeypatch)
    lose_archivos(monkeypatch)
    pagina = instalacion.get(reverse("operacion"))
    texto = pagina.content.decode()
    assert "2 cosas piden su atención." in texto
    assert [falta.split("«")[-1].split("»")[0] for falta in pagina.context["operacion"].faltas][:1] == [
        "manage.py migrate"
    ]
    assert "Faltan 1: regiones.0009_recibe_recordatorios" in texto


def test_the_page_of_operation_lists_jobs_and_imports_and_no_text_of_a_failure(
    instalacion, ejercicio, maule, directora_maule, django_assert_num_queries
):
    enqueue()
    keep_mantenciones()
    for minuto in (1, 2):
        enqueue(
            TaskResultStatus.FAILED,
            finished_at=timezone.now() - timedelta(minutes=minuto),
            exception_class_path="builtins.ValueError",
            traceback="ValueError: secreto",
        )
        Importacion.objects.create(
            ejercicio=ejercicio,
            region=maule,
            actor=directora_maule,
            archivo="maule.xlsx",
            sha256="0" * 64,
            lote=uuid4(),
        )
    with django_assert_num_queries(10):
        pagina = instalacion.get(reverse("operacion"))
    datos = pagina.context["operacion"]
    assert datos.cuentas == (("En espera", 1), ("En curso", 0), ("Fallidos", 2), ("Terminados", 0))
    assert [(f.trabajo, f.error) for f in datos.fallidos] == [("Leer planillas subidas", "ValueError")] * 2
    assert datos.fallidos[0].momento > datos.fallidos[1].momento
    assert len(datos.importaciones) == 2
    assert datos.motor.startswith(connection.display_name)
    assert "secreto" not in pagina.content.decode()
    assert "La instalación está lista" in pagina.content.decode()


NUNCA = "no consta que se haya hecho nunca"
VIEJO = "hace más de 26\u00a0horas"


@pytest.mark.parametrize(
    ("hechas", "faltas"),
    [
        ([], [("Respaldo", NUNCA), ("Auditoría", NUNCA), ("Limpieza", NUNCA)]),
        ([{}], []),
        ([{"horas": 25}], []),
        ([{"horas": 27}], [("Respaldo", VIEJO), ("Auditoría", VIEJO), ("Limpieza", VIEJO)]),
        ([{"horas": 27}, {}], []),
        ([{"RESPALDO": "FALLIDA"}], [("Respaldo", "No queda espacio.")]),
        ([{"RESPALDO": "FALLIDA"}, {}], []),
        ([{"horas": 5}, {"AUDITORIA": "CON_FALLAS"}], [("Auditoría", "espacio. Resultó bien por última vez el ")]),
    ],
)
def test_the_page_of_operation_warns_of_what_was_never_done_is_late_or_went_wrong(
    instalacion, client, hechas, faltas
):
    for hecha in hechas:
        keep_mantenciones(**hecha)
    pagina = instalacion.get(reverse("operacion"))
    dichas = pagina.context["operacion"].faltas
    assert [falta.split()[0].strip(":") for falta in dichas] == [nombre for nombre, _ in faltas]
    assert all(frase in dicha for (_, frase), dicha in zip(faltas, dichas, strict=True))
    # Whoever watches the processes is told of these by no failing page.
    assert ask(client)[0] == 200


def test_the_page_of_operation_says_what_the_last_backup_audit_and_purge_did(instalacion):
    keep_mantenciones()
    mantenidas = instalacion.get(reverse("operacion")).context["operacion"].mantenidas
    assert [(m.clase.label, m.estado.palabra, m.duracion) for m in mantenidas] == [
        ("Respaldo", "Bien", "1 min 35 s"),
        ("Auditoría", "Bien", "1 min 35 s"),
        ("Limpieza", "Bien", "1 min 35 s"),
    ]
    assert [m.detalle.replace("\u00a0", " ") for m in mantenidas] == [
        f"uno.zip, 2,4 MB: 900 filas y 1 archivo. SHA-256 {'ab' * 32}",
        "Revisó lo que sigue. Cierres: 2.",
        "Borró lo que cumplió su plazo. Sesiones: 3.",
    ]
