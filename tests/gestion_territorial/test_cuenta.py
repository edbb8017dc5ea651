"""One's own account: what it says, its password changed or recovered, and nothing told to who only guesses."""

import re
from datetime import date

import pytest
from axes.models import AccessAttempt
from django.core import mail
from django.test import Client
from django.urls import reverse

from gestion_territorial import forms, views
from gestion_territorial.intentos import PEDIDOS_POR_CORREO, PEDIDOS_POR_IP
from regiones.enums import Rol
from regiones.models import Asignacion, Registro

CLAVE, NUEVA = "clave-de-prueba-1", "una frase bastante larga"
CORREO = "direccion.maule@example.cl"


class EnElActo:
    """A thread that does its work when it starts, and is over."""

    def __init__(self, target, args):
        self.target, self.args = target, args

    def start(self):
        self.target(*self.args)


@pytest.fixture(autouse=True)
def _sin_espera(monkeypatch):
    monkeypatch.setattr(forms, "Thread", EnElActo)


@pytest.fixture
def directora(directora_maule):
    directora_maule.email = CORREO
    directora_maule.save()
    return directora_maule


def ask(client, correo=CORREO, **extra):
    return client.post(reverse("clave_olvidada"), {"email": correo}, **extra)


def read_enlace():
    return re.search(r"http://localhost:8000(\S+)", mail.outbox[-1].body)[1]


def choose(client, enlace, clave=NUEVA):
    paso = client.get(enlace, follow=True)
    return client.post(paso.redirect_chain[-1][0], {"new_password1": clave, "new_password2": clave})


def test_who_forgot_it_chooses_another_by_mail_and_the_record_says_so(client, directora, settings):
    settings.AXES_ENABLED = True
    ajena = Client()
    ajena.force_login(directora)
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post(reverse("ingresar"), {"username": "directora.maule", "password": "olvidada"})
    assert ask(client).url == reverse("clave_enviada")
    [mensaje] = mail.outbox
    assert (mensaje.subject, mensaje.to) == ("Contraseña nueva en Gestión Territorial", [CORREO])
    assert choose(client, read_enlace()).url == reverse("ingresar")
    asiento = Registro.objects.get(clase="regiones.usuario")
    assert (asiento.actor, asiento.motivo, asiento.antes, asiento.despues) == (
        directora,
        "Contraseña restablecida por correo",
        {},
        {},
    )
    assert ajena.get(reverse("mi_cuenta")).status_code == 302
    assert AccessAttempt.objects.count() == 0
    respuesta = client.post(reverse("ingresar"), {"username": "directora.maule", "password": NUEVA})
    assert respuesta.url == reverse("inicio")


@pytest.mark.parametrize(
    ("sitio", "comienzo"),
    [("https://gestion.example.cl", "https://gestion.example.cl/cuenta/"), ("", "http://otro.example.cl/cuenta/")],
)
def test_the_link_begins_where_the_installation_says_and_not_where_it_was_asked(
    client, directora, settings, sitio, comienzo
):
    settings.DIRECCION_DEL_SITIO, settings.ALLOWED_HOSTS = sitio, [".example.cl"]
    assert ask(client, headers={"host": "otro.example.cl"}).status_code == 302
    assert comienzo in mail.outbox[-1].body
    assert (sitio == "") is ("otro.example.cl" in mail.outbox[-1].body)
    assert ask(client, headers={"host": "otro.cl"}).status_code == 400


def test_a_link_works_once(client, directora):
    ask(client)
    enlace = read_enlace()
    choose(client, enlace)
    assert "Este enlace ya no sirve" in Client().get(enlace, follow=True).content.decode()


def test_a_weak_password_is_told_and_changes_nothing(client, directora):
    ask(client)
    respuesta = choose(client, read_enlace(), "corta")
    assert set(respuesta.context["form"].errors) == {"new_password1"}
    directora.refresh_from_db()
    assert directora.check_password(CLAVE) is True


def test_the_answer_is_the_same_whether_the_mail_is_known_or_not(client, directora):
    conocido, ignoto = ask(client), ask(client, "nadie@example.cl")
    assert (conocido.status_code, conocido.url) == (ignoto.status_code, ignoto.url)
    assert len(mail.outbox) == 1


def test_a_closed_account_recovers_nothing(client, directora):
    ask(client)
    enlace = read_enlace()
    directora.is_active = False
    directora.save()
    ask(client)
    assert len(mail.outbox) == 1
    assert "Este enlace ya no sirve" in client.get(enlace, follow=True).content.decode()


def test_a_mailbox_is_not_flooded_and_the_answer_does_not_change(client, directora):
    respuestas = [ask(client) for _ in range(PEDIDOS_POR_CORREO + 2)]
    assert {(r.status_code, r.url) for r in respuestas} == {(302, reverse("clave_enviada"))}
    assert len(mail.outbox) == PEDIDOS_POR_CORREO


def test_one_address_asks_only_so_often(client, db):
    for i in range(PEDIDOS_POR_IP):
        assert ask(client, f"nadie{i}@example.cl").status_code == 302
    respuesta = ask(client, "otro@example.cl")
    assert (respuesta.status_code, respuesta.context["form"].non_field_errors()) == (429, [views.DEMASIADOS])
    assert ask(client, "otro@example.cl", REMOTE_ADDR="200.1.1.1").status_code == 302


def test_a_mail_that_cannot_leave_is_no_error_of_the_page(client, directora, monkeypatch, caplog):
    def fail(mensaje):
        raise ConnectionRefusedError

    monkeypatch.setattr(forms.EmailMessage, "send", fail)
    assert ask(client).url == reverse("clave_enviada")
    assert [linea.message for linea in caplog.records] == [
        "No se pudo enviar el correo para restablecer una contraseña"
    ]


def test_an_installation_without_mail_says_whom_to_ask(client, db, monkeypatch):
    monkeypatch.setattr(views.ClaveOlvidadaView, "extra_context", {"hay_correo": False})
    texto = client.get(reverse("clave_olvidada")).content.decode()
    assert "este sitio no envía correos" in texto
    assert "<form" not in texto


def test_own_password_is_changed_with_the_old_one_and_ends_other_sessions(client, directora_maule):
    ajena = Client()
    for navegador in (client, ajena):
        navegador.force_login(directora_maule)
    datos = {"old_password": "otra", "new_password1": NUEVA, "new_password2": NUEVA}
    respuesta = client.post(reverse("cambiar_clave"), datos)
    assert set(respuesta.context["form"].errors) == {"old_password"}
    assert Registro.objects.filter(clase="regiones.usuario").count() == 0
    respuesta = client.post(reverse("cambiar_clave"), datos | {"old_password": CLAVE})
    assert respuesta.url == reverse("mi_cuenta")
    assert [str(mensaje) for mensaje in client.get(reverse("mi_cuenta")).context["messages"]] == [
        "Su contraseña se cambió. Sus otras sesiones abiertas terminaron."
    ]
    assert ajena.get(reverse("mi_cuenta")).status_code == 302
    asiento = Registro.objects.get(clase="regiones.usuario")
    assert (asiento.actor, asiento.motivo, asiento.despues) == (directora_maule, "Cambio de contraseña", {})


def test_the_account_tells_each_assignment_with_its_dates_and_whether_it_holds(
    client, directora_maule, servicio, atacama, revisora
):
    Asignacion.objects.filter(usuario=directora_maule).update(hasta="2010-12-31")
    Asignacion.objects.create(
        usuario=directora_maule, servicio=servicio, rol=Rol.DIRECCION, region=atacama, desde="2011-01-01"
    )
    Asignacion.objects.create(usuario=directora_maule, servicio=servicio, rol=Rol.AUDITORIA, desde="2999-01-01")
    client.force_login(directora_maule)
    respuesta = client.get(reverse("mi_cuenta"))
    assert [(f.rol, f.lugar, f.desde, f.hasta, f.estado) for f in respuesta.context["asignaciones"]] == [
        ("Dirección regional", "Atacama", date(2011, 1, 1), None, "Vigente"),
        ("Auditoría", "Todo el servicio", date(2999, 1, 1), None, "Por comenzar"),
        ("Dirección regional", "Maule", date(2009, 1, 1), date(2010, 12, 31), "Terminada"),
    ]
    texto = re.sub(r"\s+", " ", respuesta.content.decode())
    assert "Hoy usted es <strong>Dirección regional</strong> en SERNAM (Atacama)." in texto
    assert "revisora" not in texto


@pytest.mark.parametrize("cuantas", [1, 3])
def test_the_account_takes_the_same_queries_whatever_its_assignments(
    client, directora_maule, servicio, django_assert_num_queries, cuantas
):
    for rol in (Rol.CENTRAL, Rol.AUDITORIA)[: cuantas - 1]:
        Asignacion.objects.create(usuario=directora_maule, servicio=servicio, rol=rol, desde="2009-01-01")
    client.force_login(directora_maule)
    with django_assert_num_queries(4):
        client.get(reverse("mi_cuenta"))


def test_who_has_no_assignment_is_told_so(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("suelta", password=CLAVE))
    assert "Hoy no tiene asignaciones vigentes" in client.get(reverse("mi_cuenta")).content.decode()
