"""A page that did not change is not drawn again; any change draws it, and nobody gets another's."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from programas.models import Compromiso, ProgramaTrabajo
from programas.selectors import sin_cambios
from programas.services.cumplimiento import validate_cumplimiento
from programas.services.edicion import change_fila
from programas.views import sin_cambios as condicional
from regiones.enums import Acto, Rol
from regiones.models import Asignacion, Region, Registro, Servicio
from regiones.services.filas import create_fila, save_fila
from tests.fabrica import build_programa
from tests.programas.views.test_paginas import EN_EJERCICIO

TABLERO = "/sernam/2009/"
PAGINAS = (TABLERO, "/sernam/2009/calculo/", "/sernam/2009/territorios/", "/sernam/2009/territorios/07/")


@pytest.fixture
def anio(ejercicio, corte, maule, atacama):
    for region in (maule, atacama):
        build_programa(ejercicio, region, "III.1", "ss-", None)
    return ejercicio


def open_como(usuario) -> Client:
    """A browser in which somebody entered and already has its token."""
    cliente = Client()
    cliente.force_login(usuario)
    cliente.get(TABLERO)
    return cliente


@pytest.fixture
def navegador(anio, revisora) -> Client:
    return open_como(revisora)


def ask_again(cliente: Client, etag: str, direccion: str = TABLERO) -> int:
    return cliente.get(direccion, headers={"if-none-match": etag}).status_code


@pytest.mark.parametrize("direccion", PAGINAS)
def test_an_unchanged_page_is_not_sent_again(navegador, direccion):
    etag = navegador.get(direccion).headers["ETag"]
    respuesta = navegador.get(direccion, headers={"if-none-match": etag})
    assert (respuesta.status_code, respuesta.content) == (304, b"")
    assert respuesta.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("direccion", PAGINAS)
def test_an_unchanged_page_takes_one_query_beyond_the_person(navegador, direccion):
    etag = navegador.get(direccion).headers["ETag"]
    with CaptureQueriesContext(connection) as consultas:
        assert ask_again(navegador, etag, direccion) == 304
    # Session, user and assignments.
    assert len(consultas) == 3 + 1


def test_the_first_view_asks_nothing_more_than_without_it(anio, revisora, django_assert_num_queries):
    sin_testigo = Client()
    sin_testigo.force_login(revisora)
    with CaptureQueriesContext(connection) as primera:
        assert "ETag" not in sin_testigo.get(TABLERO).headers
    with django_assert_num_queries(len(primera)):
        assert "ETag" in sin_testigo.get(TABLERO).headers


def validate(anio, personas):
    fila = Compromiso.objects.get(codigo="2009-07-III.1-03.1")
    validate_cumplimiento(compromiso=fila, respuesta="no", motivo="Faltó", actor=personas["revisora"])


def edit_programa(anio, personas):
    programa = ProgramaTrabajo.objects.get(codigo="2009-07-III.1")
    programa.responsable = "Otra seremi"
    change_fila(fila=programa, actor=personas["administradora"], motivo="Se corrige")


def change_umbral(anio, personas):
    anio.umbral = 500_000
    change_fila(fila=anio, actor=personas["administradora"], motivo="Se corrige")


def rename_servicio(anio, personas):
    anio.servicio.nombre = "Servicio de la Mujer"
    save_fila(fila=anio.servicio, actor=personas["administradora"])


def rename_territorio(anio, personas):
    region = Region.objects.get(cut="07")
    region.nombre_corto = "El Maule"
    save_fila(fila=region, actor=None)


def rename_persona(anio, personas):
    personas["revisora"].first_name = "Otra"
    save_fila(fila=personas["revisora"], actor=None)


def assign_otra(anio, personas):
    asignacion = Asignacion(usuario=personas["administradora"], servicio=anio.servicio, rol=Rol.CENTRAL)
    create_fila(fila=asignacion, actor=None)


CAMBIOS = [validate, edit_programa, change_umbral, rename_servicio, rename_territorio, rename_persona, assign_otra]


@pytest.mark.parametrize("cambio", CAMBIOS)
def test_any_change_draws_the_page_again(navegador, anio, revisora, administradora, cambio):
    etag = navegador.get(TABLERO).headers["ETag"]
    cambio(anio, {"revisora": revisora, "administradora": administradora})
    respuesta = navegador.get(TABLERO, headers={"if-none-match": etag})
    assert respuesta.status_code == 200
    assert respuesta.headers["ETag"] != etag


def test_a_change_in_another_service_leaves_the_page_as_it_is(navegador):
    etag = navegador.get(TABLERO).headers["ETag"]
    create_fila(fila=Servicio(codigo="otro", sigla="OTRO", nombre="Otro servicio"), actor=None)
    assert ask_again(navegador, etag) == 304


def test_the_page_of_several_services_changes_with_any_of_them(navegador, revisora):
    otro = create_fila(fila=Servicio(codigo="otro", sigla="OTRO", nombre="Otro servicio"), actor=None)
    Asignacion.objects.create(usuario=revisora, servicio=otro, rol=Rol.CENTRAL, desde=date(2009, 1, 1))
    direccion = reverse("servicios")
    etag = navegador.get(direccion).headers["ETag"]
    with CaptureQueriesContext(connection) as consultas:
        assert ask_again(navegador, etag, direccion) == 304
    assert len(consultas) == 3 + 1
    otro.nombre = "Otro nombre"
    save_fila(fila=otro, actor=None)
    assert ask_again(navegador, etag, direccion) == 200


def test_an_act_that_ends_after_a_later_one_draws_the_page_again(navegador, anio):
    """Its line has a lower number than one that the page already counted."""
    libre = Registro.objects.latest("pk").pk + 1 if Registro.objects.exists() else 1
    campos = {"acto": Acto.MODIFICAR, "servicio": anio.servicio, "clase": "x", "objeto": 1, "codigo": "x"}
    Registro.objects.create(pk=libre + 1, **campos)
    etag = navegador.get(TABLERO).headers["ETag"]
    Registro.objects.create(pk=libre, **campos)
    assert ask_again(navegador, etag) == 200


def test_people_never_share_a_page(navegador, anio, administradora, directora_maule, director_atacama):
    direccion = PAGINAS[3]
    etag = navegador.get(direccion).headers["ETag"]
    otras = [open_como(persona) for persona in (administradora, directora_maule)]
    assert [ask_again(otra, etag, direccion) for otra in otras] == [200, 200]
    assert ask_again(open_como(director_atacama), etag, direccion) == 404
    assert ask_again(Client(), etag, direccion) == 302


def test_the_reach_of_a_person_is_part_of_the_page(navegador, anio, revisora, maule):
    direccion = PAGINAS[3]
    etag = navegador.get(direccion).headers["ETag"]
    # Straight into the table, as the end of an assignment comes: with no act of that day.
    Asignacion.objects.create(
        usuario=revisora, servicio=anio.servicio, region=maule, rol=Rol.DIRECCION, desde=date(2009, 1, 1)
    )
    assert ask_again(navegador, etag, direccion) == 200
    revisora.asignaciones.update(hasta=date(2009, 12, 31))
    assert ask_again(navegador, etag, direccion) == 404


def test_each_address_is_a_page_of_its_own(navegador):
    etag = navegador.get(TABLERO).headers["ETag"]
    assert [ask_again(navegador, etag, otra) for otra in (*PAGINAS[1:], f"{TABLERO}?mapa=III.1")] == [200] * 4


def test_a_page_that_tells_something_is_drawn_and_not_kept(navegador):
    etag = navegador.get(TABLERO).headers["ETag"]
    aviso = Message(constants.SUCCESS, "Se guardó")
    navegador.cookies[CookieStorage.cookie_name] = CookieStorage(RequestFactory().get("/"))._encode([aviso])
    respuesta = navegador.get(TABLERO, headers={"if-none-match": etag})
    assert respuesta.status_code == 200
    assert "Se guardó" in respuesta.content.decode()
    assert "ETag" not in respuesta.headers
    assert ask_again(navegador, etag) == 304


def test_a_page_of_another_token_is_drawn_again(navegador, revisora):
    """Whoever enters again gets another token: the old page's forms would not be obeyed."""
    etag = navegador.get(TABLERO).headers["ETag"]
    navegador.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    assert ask_again(navegador, etag) == 200


def test_the_form_of_a_kept_page_is_obeyed(anio, revisora):
    estricto = Client(enforce_csrf_checks=True)
    estricto.force_login(revisora)
    estricto.get(TABLERO)
    guardada = estricto.get(TABLERO)
    assert ask_again(estricto, guardada.headers["ETag"]) == 304
    campo = {"csrfmiddlewaretoken": str(guardada.context["csrf_token"])}
    assert estricto.post(reverse("salir"), campo).status_code == 302
    assert ask_again(estricto, guardada.headers["ETag"]) == 302


def test_no_page_is_kept_from_one_hour_to_the_next(navegador, monkeypatch):
    etag = navegador.get(TABLERO).headers["ETag"]
    luego = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr(sin_cambios, "get_hora", lambda: luego.replace(minute=0, second=0, microsecond=0))
    assert ask_again(navegador, etag) == 200


def test_other_code_draws_the_page_again(navegador, monkeypatch):
    etag = navegador.get(TABLERO).headers["ETag"]
    monkeypatch.setattr(condicional, "compute_version", lambda: "otra")
    assert ask_again(navegador, etag) == 200


def test_while_developing_every_page_is_drawn(navegador, settings):
    etag = navegador.get(TABLERO).headers["ETag"]
    settings.DEBUG = True
    respuesta = navegador.get(TABLERO, headers={"if-none-match": etag})
    assert respuesta.status_code == 200
    assert "ETag" not in respuesta.headers


def test_a_service_that_does_not_exist_is_not_found(navegador):
    etag = navegador.get(TABLERO).headers["ETag"]
    assert ask_again(navegador, etag, reverse("tablero", kwargs=EN_EJERCICIO | {"servicio": "nada"})) == 404
