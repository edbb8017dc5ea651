"""The door: attempts are limited, the answer never tells which names exist, and a closed account is told so."""

from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

CLAVE = "clave-de-prueba-1"
AJENA = {"REMOTE_ADDR": "200.1.1.1"}


@pytest.fixture(autouse=True)
def _con_limite(settings):
    settings.AXES_ENABLED = True


def enter(client, usuario, clave=CLAVE, **extra):
    return client.post(reverse("ingresar"), {"username": usuario, "password": clave}, **extra)


def fail(client, usuario, veces, **extra):
    return [enter(client, usuario, "otra clave", **extra) for _ in range(veces)][-1]


def read_avisos(respuesta):
    return list(respuesta.context["form"].non_field_errors())


def test_the_right_password_enters_and_leaves_its_line_in_the_access_log(client, directora_maule):
    assert enter(client, "directora.maule").url == reverse("inicio")
    [acceso] = AccessLog.objects.all()
    assert (acceso.username, acceso.ip_address, acceso.attempt_time.tzinfo is not None) == (
        "directora.maule",
        "127.0.0.1",
        True,
    )


def test_after_too_many_failures_not_even_the_right_password_enters(client, directora_maule, settings):
    respuesta = fail(client, "directora.maule", settings.AXES_FAILURE_LIMIT)
    assert respuesta.status_code == 429
    respuesta = enter(client, "directora.maule")
    assert respuesta.status_code == 429
    assert "_auth_user_id" not in client.session
    texto = respuesta.content.decode()
    hasta = timezone.localtime(respuesta.context["bloqueado_hasta"])
    assert f"Vuelva a intentarlo en 15 minutos, desde las {hasta:%H:%M}" in texto
    assert 'value="directora.maule"' in texto
    assert 15 * 60 <= int(respuesta.headers["Retry-After"]) <= 16 * 60


def test_the_lock_ends_by_itself_and_insisting_does_not_lengthen_it(client, directora_maule, settings):
    fail(client, "directora.maule", settings.AXES_FAILURE_LIMIT)
    momento = AccessAttempt.objects.get().attempt_time
    fail(client, "directora.maule", 3)
    assert AccessAttempt.objects.get().attempt_time == momento
    AccessAttempt.objects.update(attempt_time=momento - settings.AXES_COOLOFF_TIME - timedelta(seconds=1))
    assert enter(client, "directora.maule").status_code == 302


def test_nobody_locks_another_person_out_from_elsewhere(client, directora_maule, director_atacama, settings):
    fail(client, "directora.maule", settings.AXES_FAILURE_LIMIT, **AJENA)
    assert enter(client, "directora.maule", **AJENA).status_code == 429
    assert enter(client, "director.atacama", **AJENA).status_code == 302
    assert enter(client, "directora.maule").status_code == 302


def test_a_forged_address_or_browser_does_not_escape_the_count(client, directora_maule, settings):
    for i in range(settings.AXES_FAILURE_LIMIT):
        cabeceras = {"HTTP_X_FORWARDED_FOR": f"9.9.9.{i}", "HTTP_USER_AGENT": f"navegador {i}"}
        fail(client, "directora.maule", 1, **cabeceras)
    assert enter(client, "directora.maule", HTTP_USER_AGENT="otro").status_code == 429


def test_one_address_does_not_try_a_password_with_every_name(client, directora_maule, settings):
    settings.INGRESO_INTENTOS_POR_DIRECCION = 20
    estados = [enter(client, f"persona.{i}", "Verano2009", **AJENA).status_code for i in range(22)]
    assert estados == [200] * 19 + [429] * 3
    respuesta = enter(client, "directora.maule", **AJENA)
    assert (respuesta.status_code, "_auth_user_id" in client.session) == (429, False)
    texto = respuesta.content.decode()
    assert "Demasiados intentos fallidos desde su red, con varios usuarios. Vuelva a intentarlo en 15 min" in texto
    assert 15 * 60 <= int(respuesta.headers["Retry-After"]) <= 16 * 60
    assert enter(client, "directora.maule").status_code == 302


def test_the_lock_of_an_address_ends_when_enough_of_its_failures_are_old(client, directora_maule, settings):
    settings.INGRESO_INTENTOS_POR_DIRECCION = 20
    for i in range(20):
        fail(client, f"persona.{i}", 1)
    antes = timezone.now() - settings.AXES_COOLOFF_TIME + timedelta(minutes=5)
    AccessAttempt.objects.filter(username="persona.7").update(attempt_time=antes)
    respuesta = enter(client, "directora.maule")
    assert (respuesta.status_code, respuesta.context["minutos"] in (5, 6)) == (429, True)
    AccessAttempt.objects.filter(username="persona.7").update(attempt_time=antes - timedelta(minutes=6))
    assert enter(client, "directora.maule").status_code == 302


def test_an_office_that_fails_now_and_then_is_not_locked(client, directora_maule, settings):
    for i in range(settings.INGRESO_INTENTOS_POR_DIRECCION - 1):
        assert fail(client, f"persona.{i}", 1).status_code == 200
    assert enter(client, "directora.maule").status_code == 302


def test_entering_forgives_the_failures(client, directora_maule, settings):
    fail(client, "directora.maule", settings.AXES_FAILURE_LIMIT - 1)
    assert enter(client, "directora.maule").status_code == 302
    client.logout()
    assert fail(client, "directora.maule", 1).status_code == 200


def test_the_answer_is_the_same_whether_the_name_exists_or_not(client, directora_maule, settings):
    directora_maule.is_active = True
    for intento in range(1, settings.AXES_FAILURE_LIMIT):
        existe, no_existe = fail(client, "directora.maule", 1), fail(client, "nadie.asi", 1)
        assert read_avisos(existe) == read_avisos(no_existe)
        assert (existe.status_code, no_existe.status_code) == (200, 200)
        assert ("Le queda" in read_avisos(existe)[0]) is (settings.AXES_FAILURE_LIMIT - intento <= 2)
    bloqueos = [fail(client, nombre, 1) for nombre in ("directora.maule", "nadie.asi")]
    textos = {b.content.decode().replace("directora.maule", "nadie.asi").split("csrf")[0] for b in bloqueos}
    assert ([b.status_code for b in bloqueos], len(textos)) == ([429, 429], 1)


def test_a_closed_account_is_told_so_to_its_own_person_alone(client, directora_maule):
    directora_maule.is_active = False
    directora_maule.save()
    [aviso] = read_avisos(fail(client, "directora.maule", 1))
    assert aviso == "El usuario o la contraseña no son correctos. Revise mayúsculas y vuelva a intentarlo."
    [aviso] = read_avisos(enter(client, "directora.maule"))
    assert aviso.startswith("Su cuenta está desactivada.")
    assert "_auth_user_id" not in client.session


def test_who_has_no_assignment_enters_and_is_told_what_to_do(client, django_user_model):
    django_user_model.objects.create_user("suelta", password=CLAVE)
    enter(client, "suelta")
    assert "asignad" in client.get(reverse("inicio")).content.decode()


def test_an_empty_form_counts_as_no_attempt(client, db):
    respuesta = client.post(reverse("ingresar"), {"username": "", "password": ""})
    assert "Escriba su usuario y su contraseña." in respuesta.content.decode()
    assert AccessAttempt.objects.count() == 0


def test_login_goes_back_to_the_page_and_never_to_another_site(client, directora_maule):
    datos = {"username": "directora.maule", "password": CLAVE}
    for pedida, destino in (("/ejercicios/", "/ejercicios/"), ("https://otro.example.cl/", reverse("inicio"))):
        assert client.post(reverse("ingresar"), datos | {"next": pedida}).url == destino


def test_the_attempts_of_others_are_not_in_the_administration():
    assert [modelo for modelo in admin.site._registry if modelo._meta.app_label == "axes"] == []
