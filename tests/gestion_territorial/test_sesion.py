"""Sessions end without use and after a day's work; reading pages writes nothing; who posts late goes back."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gestion_territorial.middleware import SIN_GUARDAR, TERMINADA
from gestion_territorial.sesion import INICIO, SessionStore

PAGINA = "http://testserver/ejercicios/?p=2"


def age(client, **tiempo):
    """Let time pass for a session: its row expires that much sooner."""
    fila = Session.objects.get(session_key=client.session.session_key)
    Session.objects.filter(pk=fila.pk).update(expire_date=fila.expire_date - timedelta(**tiempo))


def count_escrituras(client):
    with CaptureQueriesContext(connection) as consultas:
        assert client.get(reverse("ejercicios")).status_code == 200
    return sum("UPDATE" in consulta["sql"] for consulta in consultas)


def test_a_session_without_use_ends(client, directora_maule):
    client.force_login(directora_maule)
    age(client, seconds=settings.SESION_INACTIVIDAD + 1)
    respuesta = client.get(reverse("ejercicios"))
    assert respuesta.url == f"{reverse('ingresar')}?next={reverse('ejercicios')}"
    assert [str(mensaje) for mensaje in get_messages(respuesta.wsgi_request)] == [TERMINADA]


def test_use_extends_it_with_one_write_now_and_then(client, directora_maule):
    client.force_login(directora_maule)
    assert count_escrituras(client) == 0
    age(client, seconds=settings.SESION_INACTIVIDAD // 2)
    assert [count_escrituras(client) for _ in range(3)] == [1, 0, 0]
    quedan = Session.objects.get().expire_date - timezone.now()
    assert quedan > timedelta(seconds=settings.SESION_INACTIVIDAD - 60)


def test_after_a_days_work_one_enters_again_however_busy(client, directora_maule):
    client.force_login(directora_maule)
    sesion = client.session
    sesion[INICIO] -= settings.SESSION_COOKIE_AGE + 1
    sesion.save()
    assert client.get(reverse("ejercicios")).status_code == 302


def test_entering_starts_the_whole_time_again(db):
    sesion = SessionStore()
    sesion["algo"] = 1
    sesion.save()
    sesion[INICIO] = 5
    sesion.cycle_key()
    assert sesion[INICIO] > 5
    assert sesion["algo"] == 1


def test_leaving_ends_it_and_leaving_late_is_no_error(client, directora_maule):
    client.force_login(directora_maule)
    for _ in range(2):
        assert client.post(reverse("salir")).url == reverse("ingresar")
    assert Session.objects.count() == 0


@pytest.mark.parametrize(
    ("cabeceras", "destino"),
    [
        ({"Referer": PAGINA}, "/ejercicios/?p=2"),
        ({"Referer": "https://otro.example.cl/x/"}, "/"),
        ({}, "/"),
    ],
)
def test_a_form_sent_too_late_leads_back_to_its_page(client, directora_maule, cabeceras, destino):
    respuesta = client.post(reverse("cambiar_clave"), {"texto": "lo escrito"}, headers=cabeceras)
    partes = urlsplit(respuesta.url)
    assert (partes.path, parse_qs(partes.query)["next"]) == (reverse("ingresar"), [destino])
    assert [str(mensaje) for mensaje in get_messages(respuesta.wsgi_request)] == [SIN_GUARDAR]
    datos = {"username": "directora.maule", "password": "clave-de-prueba-1", "next": destino}
    assert client.post(respuesta.url, datos).url == destino


def test_a_piece_of_a_page_asked_too_late_takes_the_whole_page_to_the_login(client, db):
    cabeceras = {"HX-Request": "true", "HX-Current-URL": PAGINA, "Sec-Fetch-Dest": "empty"}
    respuesta = client.post(reverse("cambiar_clave"), headers=cabeceras)
    assert respuesta.headers["HX-Redirect"] == f"{reverse('ingresar')}?next=/ejercicios/%3Fp%3D2"


def test_a_request_behind_the_page_is_answered_without_a_page(client, db):
    respuesta = client.post(reverse("cambiar_clave"), headers={"Sec-Fetch-Dest": "empty"})
    assert (respuesta.status_code, respuesta.content.decode()) == (401, "Su sesión terminó.")


def test_a_page_too_old_says_how_to_send_it_again(directora_maule):
    estricto = Client(enforce_csrf_checks=True)
    estricto.force_login(directora_maule)
    respuesta = estricto.post(reverse("cambiar_clave"), headers={"Referer": PAGINA})
    assert respuesta.status_code == 403
    assert '<a href="/ejercicios/?p=2">Abra la página de nuevo</a>' in respuesta.content.decode()
    parcial = estricto.post(reverse("cambiar_clave"), headers={"HX-Request": "true"})
    assert parcial.headers["HX-Refresh"] == "true"


def test_the_open_session_of_a_closed_account_opens_nothing(client, directora_maule):
    client.force_login(directora_maule)
    assert client.get(reverse("mi_cuenta")).status_code == 200
    directora_maule.is_active = False
    directora_maule.save()
    assert client.get(reverse("mi_cuenta")).url == f"{reverse('ingresar')}?next={reverse('mi_cuenta')}"


def test_who_moves_to_another_territory_leaves_the_first_with_the_session_open(
    client, ejercicio, directora_maule, atacama
):
    client.force_login(directora_maule)
    pagina = {"servicio": "sernam", "anio": 2009}
    estados = []
    for region in (None, atacama):
        if region:
            directora_maule.asignaciones.update(region=region)
        estados += [
            client.get(reverse("territorio", kwargs=pagina | {"cut": cut})).status_code for cut in ("07", "03")
        ]
    assert estados == [200, 404, 404, 200]
