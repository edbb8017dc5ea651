"""Who tried to enter is read by the administration and the audit; a lock is lifted with a reason, and recorded."""

import re
from datetime import UTC, date, datetime

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from gestion_territorial.ingresos import BloqueoAusente, lift_bloqueo
from regiones.enums import Acto, Rol
from regiones.models import Asignacion, Registro, Servicio
from tests.conftest import create_usuario

CLAVE = "clave-de-prueba-1"
OFICINA, OTRA = "200.1.1.1", "200.2.2.2"


@pytest.fixture(autouse=True)
def _con_limite(settings):
    settings.AXES_ENABLED = True


def enter(client, usuario, clave=CLAVE, direccion=OFICINA, veces=1):
    for _ in range(veces):
        respuesta = client.post(
            reverse("ingresar"), {"username": usuario, "password": clave}, REMOTE_ADDR=direccion
        )
        client.logout()
    return respuesta


def lock(client, settings, usuario="directora.maule"):
    enter(client, usuario, "una clave equivocada", veces=settings.AXES_FAILURE_LIMIT)


def see(client, quien, **datos):
    client.force_login(quien)
    return client.get(reverse("ingresos"), datos)


def read_filas(pagina):
    """The attempts of the page, but for those of the tests' own way in, which has no address."""
    return [(i.quien, i.direccion, i.resultado[0]) for i in pagina.context["datos"].ingresos if i.direccion != "—"]


@pytest.mark.parametrize("quien", ["administradora", "auditor", "instaladora"])
def test_every_attempt_is_told_with_its_result_the_last_one_first(
    client, directora_maule, quien, request, settings
):
    enter(client, "directora.maule", direccion=OTRA)
    lock(client, settings)
    filas = read_filas(see(client, request.getfixturevalue(quien)))
    fallo = ("directora.maule", OFICINA, "Rechazado")
    assert filas == [
        ("directora.maule", OFICINA, "Rechazado y bloqueado"),
        *[fallo] * (settings.AXES_FAILURE_LIMIT - 1),
        ("directora.maule", OTRA, "Ingresó"),
    ]


def test_neither_passwords_nor_names_of_nobody_are_shown_or_found(client, directora_maule, auditor):
    enter(client, "directora.maule", "mi clave secreta")
    enter(client, "mi-clave-por-error", "x")
    pagina = see(client, auditor)
    assert read_filas(pagina)[0] == ("Una cuenta que no existe", OFICINA, "Rechazado")
    assert re.findall("secreta|por-error", pagina.content.decode()) == []
    assert read_filas(see(client, auditor, q="por-error")) == []
    guardado = [*AccessFailureLog.objects.values(), *AccessAttempt.objects.values()]
    assert "mi clave secreta" not in str(guardado)


def test_attempts_are_found_by_name_and_by_address(client, directora_maule, director_atacama, auditor):
    enter(client, "directora.maule", "x")
    enter(client, "director.atacama", "x", OTRA)
    assert [quien for quien, _, _ in read_filas(see(client, auditor, q="maule"))] == ["directora.maule"]
    assert [quien for quien, _, _ in read_filas(see(client, auditor, q="200.2"))] == ["director.atacama"]


def test_the_hour_is_of_santiago(client, directora_maule, auditor):
    enter(client, "directora.maule")
    AccessLog.objects.update(attempt_time=datetime(2009, 7, 1, 3, 30, 5, tzinfo=UTC))
    assert ">30-06-2009 23:30:05<" in see(client, auditor).content.decode()


def test_people_of_another_service_are_not_seen(client, directora_maule, settings):
    otro = Servicio.objects.create(codigo="otro", sigla="OTRO", nombre="Otro servicio")
    ajena = create_usuario("auditora.ajena", otro, Rol.AUDITORIA)
    enter(client, "directora.maule", direccion=OTRA)
    lock(client, settings)
    pagina = see(client, ajena)
    assert (read_filas(pagina), pagina.context["datos"].bloqueos) == ([], ())


def test_only_the_administration_is_offered_to_lift_a_lock(
    client, directora_maule, auditor, administradora, settings
):
    lock(client, settings)
    destino = reverse("bloqueo_levantado", args=[directora_maule.pk])
    assert [destino in see(client, quien).content.decode() for quien in (auditor, administradora)] == [False, True]
    datos = {"direccion": OFICINA, "motivo": "Sí"}
    client.force_login(auditor)
    assert client.post(destino, datos).status_code == 403
    assert (AccessAttempt.objects.count(), Registro.objects.filter(acto=Acto.DESBLOQUEAR).count()) == (1, 0)


def test_a_lifted_lock_lets_in_and_stays_in_the_record(client, directora_maule, administradora, settings):
    lock(client, settings)
    assert enter(client, "directora.maule").status_code == 429
    client.force_login(administradora)
    destino = reverse("bloqueo_levantado", args=[directora_maule.pk])
    rechazada = client.post(destino, {"direccion": OFICINA, "motivo": " "})
    assert rechazada.context["rechazado"].errors == {"motivo": ["Escriba por qué se levanta el bloqueo."]}
    assert "Escriba por qué se levanta el bloqueo." in rechazada.content.decode()
    respuesta = client.post(destino, {"direccion": OFICINA, "motivo": "Llamó por teléfono"})
    assert (respuesta.status_code, respuesta.url) == (302, reverse("ingresos"))
    registro = Registro.objects.get(acto=Acto.DESBLOQUEAR)
    assert (registro.acto, registro.actor, registro.codigo, registro.motivo) == (
        Acto.DESBLOQUEAR,
        administradora,
        "directora.maule",
        f"Llamó por teléfono (desde la dirección {OFICINA})",
    )
    assert see(client, administradora).context["datos"].bloqueos == ()
    assert enter(client, "directora.maule").status_code == 302


def test_a_lock_that_ended_is_not_lifted_nor_recorded(directora_maule, administradora, revisora):
    datos = {"usuario": directora_maule, "direccion": OFICINA}
    with pytest.raises(BloqueoAusente, match="ya no está bloqueado"):
        lift_bloqueo(**datos, motivo="Sí", actor=administradora)
    with pytest.raises(ValidationError, match="Escriba por qué"):
        lift_bloqueo(**datos, motivo=" ", actor=administradora)
    with pytest.raises(PermissionDenied):
        lift_bloqueo(**datos, motivo="Sí", actor=revisora)
    assert Registro.objects.filter(acto=Acto.DESBLOQUEAR).count() == 0


def test_who_administers_one_service_does_not_lift_the_lock_of_another_s_people(
    client, servicio, directora_maule, administradora, settings
):
    otro = Servicio.objects.create(codigo="otro", sigla="OTRO", nombre="Otro servicio")
    Asignacion.objects.create(usuario=directora_maule, servicio=otro, rol=Rol.CENTRAL, desde=date(2009, 1, 1))
    lock(client, settings)
    client.force_login(administradora)
    datos = {"direccion": OFICINA, "motivo": "Sí"}
    assert client.post(reverse("bloqueo_levantado", args=[directora_maule.pk]), datos).status_code == 403
    assert AccessAttempt.objects.count() == 1


def test_a_locked_address_is_told_and_ends_by_itself(client, auditor, administradora, settings):
    settings.INGRESO_INTENTOS_POR_DIRECCION = 3
    for nombre in ("uno", "dos", "tres"):
        enter(client, nombre, "x")
    for quien in (auditor, administradora):
        [bloqueo] = see(client, quien).context["datos"].bloqueos
        assert (bloqueo.usuario, bloqueo.direccion, bloqueo.fallos, bloqueo.se_levanta) == (
            None,
            OFICINA,
            3,
            False,
        )


@pytest.mark.parametrize("cuantos", [1, 7])
def test_queries_do_not_depend_on_the_attempts(client, servicio, auditor, django_assert_num_queries, cuantos):
    for i in range(cuantos):
        create_usuario(f"persona.{i}", servicio, Rol.CENTRAL)
        enter(client, f"persona.{i}", "x")
        AccessAttempt.objects.update(failures_since_start=5)
    client.force_login(auditor)
    with django_assert_num_queries(9):
        assert client.get(reverse("ingresos")).status_code == 200
