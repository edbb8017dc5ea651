"""Entering with a second factor: until it is given the session is of nobody, whatever it asks for."""

import re
from urllib.parse import unquote

import pytest
from axes.models import AccessFailureLog, AccessLog
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from regiones.models import Registro, SegundoFactor, Usuario
from regiones.services.factor import reset_factor
from regiones.services.fichas import create_ficha
from tests.factores import give_factor, show_codigo, stop_reloj, type_clave

CLAVE = "clave-de-prueba-1"
CODIGO, NUEVO, PROPIO = reverse("factor_codigo"), reverse("factor_nuevo"), reverse("segundo_factor")
# A page, a file, the administration, a piece of a page, and the API.
CERRADAS = ["/ejercicios/", "/cuenta/", "/cuenta/clave/", "/cuenta/fichas/", "/borradores/", "/admin/", PROPIO]
CERRADAS += [
    "/admin/regiones/usuario/",
    "/sernam/2009/territorios/07/",
    reverse("exportacion", args=["sernam", 2009, "07"]),
]


@pytest.fixture(autouse=True)
def _con_limite(settings, monkeypatch):
    settings.AXES_ENABLED = True
    stop_reloj(monkeypatch)


@pytest.fixture
def exigido(settings):
    settings.SEGUNDO_FACTOR_ROLES = frozenset({"DIRECCION"})


def enter(client, usuario, **datos):
    return client.post(reverse("ingresar"), {"username": usuario, "password": CLAVE, **datos})


def give(client, codigo, **datos):
    return client.post(CODIGO, {"codigo": codigo, **datos})


def enrol(client, **datos):
    """Make a factor as a person does: type the key that the page tells, and the code that the telephone shows."""
    pagina = client.get(NUEVO).content.decode()
    clave = type_clave(re.search(r'clave-escrita">([A-Z2-7 ]+)<', pagina)[1])
    return clave, client.post(NUEVO, {"codigo": show_codigo(clave), **datos})


def list_abiertas(client, paginas=(*CERRADAS, "/api/v1/ejercicios/")):
    return [pagina for pagina in paginas if client.get(pagina).status_code not in (302, 401)]


def is_entera(client):
    return client.get("/cuenta/").status_code == 200


def test_nobody_is_asked_unless_it_is_configured_or_they_chose_it(client, directora_maule, instaladora):
    for usuario in ("directora.maule", "instaladora"):
        assert enter(client, usuario).url == reverse("inicio")
        assert is_entera(client)


def test_with_the_password_alone_nothing_opens(client, ejercicio, corte, directora_maule):
    clave, _ = give_factor(directora_maule)
    enter(client, "directora.maule", next="/ejercicios/")
    assert list_abiertas(client) == []
    respuesta = client.get("/ejercicios/?orden=a")
    assert respuesta.url == f"{CODIGO}?next=/ejercicios/%3Forden%3Da"
    assert client.get("/api/v1/ejercicios/").status_code == 401
    for pagina in ("/cuenta/clave/", "/cuenta/fichas/", "/borradores/", PROPIO):
        assert client.post(pagina, {"nombre": "Panel", "vence_en": f"{timezone.localdate()}"}).status_code == 302
    assert not directora_maule.fichas.exists()
    assert client.get(NUEVO).url == CODIGO
    assert client.post(NUEVO, {"codigo": "000000"}).url == CODIGO
    assert AccessLog.objects.count() == 0
    assert give(client, show_codigo(clave), next="/ejercicios/").url == "/ejercicios/"
    assert client.get("/ejercicios/").status_code == 200
    assert client.get("/api/v1/ejercicios/").status_code == 200
    assert list(AccessLog.objects.values_list("username", "path_info")) == [("directora.maule", CODIGO)]


def test_what_needed_no_login_needs_none_still(client, directora_maule):
    give_factor(directora_maule)
    enter(client, "directora.maule")
    for pagina in ("/ingresar/", reverse("datos_abiertos"), reverse("verificacion"), reverse("salud_viva")):
        respuesta = client.get(pagina)
        assert (respuesta.status_code, "directora" in respuesta.content.decode()) == (200, False)
    assert client.post(reverse("salir")).status_code == 302
    assert "_auth_user_id" not in client.session


def test_a_wrong_code_is_told_counted_and_written_down(client, directora_maule, administradora, settings):
    clave, codigos = give_factor(directora_maule)
    enter(client, "directora.maule")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        respuesta = give(client, "000000", next="/ejercicios/")
        assert (respuesta.status_code, "El código no es correcto" in respuesta.content.decode()) == (200, True)
        assert 'value="/ejercicios/"' in respuesta.content.decode()
    # Another session, address or browser is the same person.
    otra = Client(REMOTE_ADDR="200.1.1.1", HTTP_USER_AGENT="otro")
    enter(otra, "directora.maule")
    for codigo in (show_codigo(clave), codigos[0]):
        respuesta = give(otra, codigo)
        assert (respuesta.status_code, "Demasiados códigos equivocados" in respuesta.content.decode()) == (
            429,
            True,
        )
        assert re.search(r"Vuelva a intentarlo en \d+ minuto", respuesta.content.decode())
    assert (is_entera(client), is_entera(otra), AccessLog.objects.count()) == (False, False, 0)
    fallos = AccessFailureLog.objects.filter(path_info=CODIGO).values_list("username", "locked_out")
    assert sorted(fallos) == [("directora.maule", False)] * 5 + [("directora.maule", True)] * 2
    client.force_login(administradora)
    intentos = client.get(reverse("ingresos")).context["datos"].ingresos
    suyos = [intento.resultado[0] for intento in intentos if intento.quien == "directora.maule"]
    assert suyos == ["Rechazado y bloqueado"] * 2 + ["Código rechazado"] * 5


def test_a_used_code_does_not_open_another_session(client, directora_maule):
    clave, codigos = give_factor(directora_maule)
    otra = Client()
    for usado in (show_codigo(clave), codigos[0]):
        for sesion in (client, otra):
            sesion.logout()
            enter(sesion, "directora.maule")
            give(sesion, usado)
        assert (is_entera(client), is_entera(otra)) == (True, False)


def test_who_has_few_codes_left_is_told(client, directora_maule):
    _, codigos = give_factor(directora_maule)
    avisos = []
    for codigo in codigos:
        enter(client, "directora.maule")
        respuesta = give(client, codigo)
        avisos.append([str(m).split(":")[0] for m in get_messages(respuesta.wsgi_request)])
        client.logout()
    assert avisos[6:] == [
        ["Le quedan 3 códigos de recuperación"],
        ["Le quedan 2 códigos de recuperación"],
        ["Le queda 1 código de recuperación"],
        ["No le quedan códigos de recuperación"],
    ]
    assert avisos[:6] == [[]] * 6


@pytest.mark.usefixtures("exigido")
def test_who_must_have_one_and_has_none_makes_it_and_goes_on(client, ejercicio, corte, directora_maule):
    enter(client, "directora.maule")
    assert list_abiertas(client) == []
    assert client.get("/ejercicios/").url == f"{NUEVO}?next=/ejercicios/"
    assert client.get(CODIGO).url == reverse("inicio")
    respuesta = client.post(NUEVO, {"codigo": "000000", "next": "/ejercicios/"})
    assert (respuesta.status_code, SegundoFactor.objects.exists()) == (200, False)
    clave, respuesta = enrol(client, next="/ejercicios/")
    pagina = respuesta.content.decode()
    codigos = re.findall(r"<code>([2-9A-Z-]{19})</code>", pagina)
    descarga = unquote(re.search(r'href="data:text/plain;charset=utf-8,([^"]+)"', pagina)[1])
    assert re.findall(r"[2-9A-HJKMNP-Z-]{19}", descarga) == codigos
    assert (len(codigos), "no-store" in respuesta.headers["Cache-Control"], 'href="/ejercicios/"' in pagina) == (
        10,
        True,
        True,
    )
    assert client.get("/ejercicios/").status_code == 200
    assert AccessLog.objects.count() == 1
    otra = Client()
    enter(otra, "directora.maule")
    assert (is_entera(otra), give(otra, show_codigo(clave)).status_code, is_entera(otra)) == (False, 200, False)
    give(otra, show_codigo(clave, 1))
    assert is_entera(otra)


@pytest.mark.usefixtures("exigido")
def test_the_key_is_the_same_until_it_is_proved_and_each_person_has_theirs(client, directora_maule, settings):
    settings.SEGUNDO_FACTOR_ROLES = frozenset({"DIRECCION"})
    enter(client, "directora.maule")
    claves = [re.search(r'clave-escrita">([^<]+)<', client.get(NUEVO).content.decode())[1] for _ in range(2)]
    assert claves[0] == claves[1]
    pagina = client.get(NUEVO)
    assert "no-store" in pagina.headers["Cache-Control"]
    direccion = (
        f"secret={claves[0].replace(' ', '')}&amp;issuer=Gesti%C3%B3n%20Territorial&amp;digits=6&amp;period=30"
    )
    assert f"otpauth://totp/Gesti%C3%B3n%20Territorial%3Adirectora.maule?{direccion}" in pagina.content.decode()
    otra = Client()
    enter(otra, "directora.maule")
    assert claves[0] not in otra.get(NUEVO).content.decode()


@pytest.mark.usefixtures("exigido")
def test_the_administration_of_the_installation_is_under_the_same_rule(client, instaladora):
    enter(client, "instaladora")
    assert client.get("/admin/").url == f"{NUEVO}?next=/admin/"
    assert client.get("/admin/login/").status_code == 302
    enrol(client)
    assert client.get("/admin/").status_code == 200


def test_an_open_session_is_asked_as_soon_as_its_role_requires_it(client, directora_maule, settings):
    enter(client, "directora.maule")
    assert is_entera(client)
    settings.SEGUNDO_FACTOR_ROLES = frozenset({"DIRECCION"})
    assert client.get("/cuenta/").url == f"{NUEVO}?next=/cuenta/"


def test_making_one_asks_the_code_of_the_other_sessions(client, directora_maule):
    otra = Client()
    for sesion in (client, otra):
        enter(sesion, "directora.maule")
    clave, respuesta = enrol(client)
    assert f'href="{PROPIO}"' in respuesta.content.decode()
    assert (is_entera(client), is_entera(otra)) == (True, False)
    assert otra.get("/cuenta/").url == f"{CODIGO}?next=/cuenta/"
    give(otra, show_codigo(clave, 1))
    assert is_entera(otra)


def test_another_telephone_needs_a_code_and_other_codes_too(client, directora_maule):
    clave, codigos = give_factor(directora_maule)
    enter(client, "directora.maule")
    give(client, codigos[0])
    _, respuesta = enrol(client)
    assert "Escriba el código." in respuesta.content.decode()
    respuesta = client.post(PROPIO, {"codigo": "000000"})
    assert (respuesta.status_code, "El código no es correcto" in respuesta.content.decode()) == (200, True)
    assert client.post(PROPIO, {"codigo": codigos[1]}).status_code == 200
    nueva, respuesta = enrol(client, codigo_actual=show_codigo(clave))
    assert "Guarde sus códigos" in respuesta.content.decode()
    assert nueva != clave
    assert is_entera(client)
    actos = Registro.objects.filter(clase="regiones.usuario").order_by("pk").values_list("acto", flat=True)
    assert [*actos] == [
        *("ACTIVAR_FACTOR", "USAR_CODIGO", "USAR_CODIGO", "DAR_CODIGOS", "ACTIVAR_FACTOR"),
    ]


def test_when_it_is_taken_away_its_sessions_end(client, administradora, directora_maule):
    clave, _ = give_factor(directora_maule)
    enter(client, "directora.maule")
    give(client, show_codigo(clave))
    admin = Client()
    enter(admin, "administradora")
    direccion = reverse("admin:regiones_usuario_factor", args=[directora_maule.pk])
    assert (
        direccion
        in admin.get(reverse("admin:regiones_usuario_change", args=[directora_maule.pk])).content.decode()
    )
    assert "Escriba por qué se quita" in admin.post(direccion, {"version_leida": 1}).content.decode()
    assert is_entera(client)
    datos = {"version_leida": directora_maule.version, "motivo": "Perdió el teléfono"}
    assert admin.post(direccion, datos).status_code == 302
    assert client.get("/cuenta/").url == "/ingresar/?next=/cuenta/"
    assert enter(client, "directora.maule", next="/cuenta/").url == "/cuenta/"
    assert is_entera(client)


@pytest.mark.parametrize(
    ("rol", "estado"), [("director_atacama", 404), ("revisora", 403), ("auditor", 403), ("ajena", 404)]
)
def test_others_do_not_take_it_away(client, request, directora_maule, rol, estado):
    give_factor(directora_maule)
    ajena = Usuario.objects.create_user("ajena") if rol == "ajena" else request.getfixturevalue(rol)
    if rol == "ajena":
        otro = directora_maule.asignaciones.get().servicio.__class__.objects.create(
            codigo="o", sigla="O", nombre="O"
        )
        ajena.asignaciones.create(servicio=otro, rol="ADMINISTRACION", desde="2009-01-01")
    client.force_login(ajena)
    direccion = reverse("admin:regiones_usuario_factor", args=[directora_maule.pk])
    assert client.post(direccion, {"version_leida": 1, "motivo": "Sí"}).status_code == estado
    assert SegundoFactor.objects.count() == 1


def test_a_token_opens_nothing_while_its_person_owes_a_factor(client, ejercicio, directora_maule, settings):
    _, ficha = create_ficha(usuario=directora_maule, nombre="Panel", vence_en=timezone.localdate())
    estados = []
    for paso in (
        lambda: None,
        lambda: setattr(settings, "SEGUNDO_FACTOR_ROLES", frozenset({"DIRECCION"})),
        lambda: give_factor(directora_maule),
        lambda: reset_factor(usuario=directora_maule, actor=None, motivo="Perdió el teléfono"),
    ):
        paso()
        respuesta = client.get("/api/v1/ejercicios/", headers={"authorization": f"Bearer {ficha}"})
        estados.append((respuesta.status_code, "segundo factor" in respuesta.content.decode()))
    assert estados == [(200, False), (403, True), (200, False), (403, True)]


def test_pieces_of_pages_and_drafts_are_told_without_losing_what_is_typed(client, directora_maule):
    give_factor(directora_maule)
    enter(client, "directora.maule")
    pagina = "http://testserver/cuenta/"
    respuesta = client.post("/borradores/", {}, headers={"sec-fetch-dest": "empty"})
    assert respuesta.status_code == 401
    respuesta = client.post("/borradores/", {}, headers={"hx-request": "true", "hx-current-url": pagina})
    assert respuesta.headers["HX-Redirect"] == f"{CODIGO}?next=/cuenta/"
    respuesta = client.post("/cuenta/clave/", {}, headers={"referer": pagina})
    assert respuesta.url == f"{CODIGO}?next=/cuenta/"
    assert "no se guardó" in client.get(respuesta.url).content.decode()


def test_login_goes_on_to_no_other_site(client, directora_maule):
    clave, _ = give_factor(directora_maule)
    for paso, siguiente in ((0, "https://otro.example.cl/"), (1, "//otro.example.cl")):
        enter(client, "directora.maule")
        assert give(client, show_codigo(clave, paso), next=siguiente).url == reverse("inicio")
        client.logout()


def test_a_whole_session_asks_the_database_nothing_more(client, directora_maule, settings):
    enter(client, "directora.maule")
    with CaptureQueriesContext(connection) as sin_exigir:
        client.get("/cuenta/clave/")
    settings.SEGUNDO_FACTOR_ROLES = frozenset({"DIRECCION"})
    enrol(client)
    with CaptureQueriesContext(connection) as exigido:
        client.get("/cuenta/clave/")
    assert len(exigido) == len(sin_exigir)
