"""A page that did not change is not drawn again; any change draws it, and nobody gets another's."""

from datetime import date, timedelta
from decimal import Decimal

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

from programas.models import Compromiso, Corte, ObjetivoEspecifico, ProgramaTrabajo
from programas.selectors import sin_cambios
from programas.services.analisis import build_analisis, save_analisis
from programas.services.avances import DatosAvance, record_avance
from programas.services.cumplimiento import validate_cumplimiento
from programas.services.edicion import change_fila
from regiones.enums import Acto, Rol
from regiones.models import Asignacion, Region, Registro, Servicio
from regiones.services.filas import create_fila, save_fila
from tests.fabrica import build_programa
from tests.programas.views.test_paginas import EN_EJERCICIO

TABLERO = "/sernam/2009/"
DE_SERVICIO = (
    *(
        "",
        "calculo/",
        "lecturas/",
        "alerta/",
        "esfuerzo/",
        "simulacion/",
        "evolucion/",
        "calidad/",
        "territorios/",
    ),
    *("listas/compromisos/", "listas/evidencias/", "listas/analisis/"),
)
TERRITORIO = f"{TABLERO}territorios/07/"
MAULE = (f"{TABLERO}evolucion/07/", f"{TABLERO}calidad/07/")
DE_MAULE = (TERRITORIO, f"{TERRITORIO}explicacion/", f"{TERRITORIO}III.1/", *MAULE)
PAGINAS = (*(TABLERO + pagina for pagina in DE_SERVICIO), *DE_MAULE)


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


def read_etags(cliente: Client) -> dict[str, str]:
    return {direccion: cliente.get(direccion).headers["ETag"] for direccion in PAGINAS}


def test_an_unchanged_page_is_not_sent_again_and_takes_one_query_beyond_session_and_user(navegador):
    respuestas = {}
    for direccion, etag in read_etags(navegador).items():
        with CaptureQueriesContext(connection) as consultas:
            respuesta = navegador.get(direccion, headers={"if-none-match": etag})
        assert respuesta.headers["Cache-Control"] == "private, no-cache"
        respuestas[direccion] = respuesta.status_code, respuesta.content, len(consultas)
    # Session and user; and the assignments with the revision.
    assert respuestas == dict.fromkeys(PAGINAS, (304, b"", 2 + 1))


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


def measure(anio, personas):
    fila = Compromiso.objects.select_related("objetivo__programa__ejercicio").get(codigo="2009-07-III.1-03.1")
    datos = DatosAvance(fecha=date(2009, 5, 4), texto="Se hizo la mesa", valor=Decimal(40))
    record_avance(compromiso=fila, datos=datos, actor=personas["directora_maule"])


def analyse(anio, personas):
    objetivo = ObjetivoEspecifico.objects.select_related("programa__ejercicio").get(codigo="2009-07-III.1-03")
    analisis = build_analisis(objetivo, Corte.objects.get())
    analisis.avance_efectivo, analisis.sin_recomendaciones = "Se hizo la mesa", True
    save_analisis(analisis=analisis, actor=personas["directora_maule"])


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


CAMBIOS = [validate, edit_programa, measure, analyse, change_umbral]
CAMBIOS += [rename_servicio, rename_territorio, rename_persona, assign_otra]


@pytest.fixture
def personas(revisora, administradora, directora_maule):
    return {"revisora": revisora, "administradora": administradora, "directora_maule": directora_maule}


@pytest.mark.parametrize("cambio", CAMBIOS)
def test_any_change_draws_the_page_again(navegador, anio, personas, cambio):
    etag = navegador.get(TABLERO).headers["ETag"]
    cambio(anio, personas)
    respuesta = navegador.get(TABLERO, headers={"if-none-match": etag})
    assert respuesta.status_code == 200
    assert respuesta.headers["ETag"] != etag


def test_after_a_change_every_page_is_drawn_again(navegador, anio, personas):
    etags = read_etags(navegador)
    validate(anio, personas)
    assert {direccion: ask_again(navegador, etag, direccion) for direccion, etag in etags.items()} == (
        dict.fromkeys(PAGINAS, 200)
    )


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
    assert len(consultas) == 2 + 1
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
    """Nor the pages that each of them may open: those that speak of the whole service are nobody else's."""
    etags = read_etags(navegador)
    vistas = {}
    for persona in (administradora, directora_maule, director_atacama):
        otro = open_como(persona)
        vistas[persona.username] = {pagina: ask_again(otro, etag, pagina) for pagina, etag in etags.items()}
    assert set(vistas["administradora"].values()) == {200}
    ajenas = {pagina for pagina, estado in vistas["director.atacama"].items() if estado == 404}
    assert set(DE_MAULE) <= ajenas
    # Who sees one territory is led to it from the list of them.
    assert {estado for vista in vistas.values() for estado in vista.values()} == {200, 302, 404}
    fuera = Client()
    assert {ask_again(fuera, etag, pagina) for pagina, etag in etags.items()} == {302}


def test_the_reach_of_a_person_is_part_of_the_page(navegador, anio, revisora, maule):
    direccion = TERRITORIO
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
    assert [ask_again(navegador, etag, otra) for otra in (*PAGINAS[1:], f"{TABLERO}?mapa=III.1")] == [200] * len(
        PAGINAS
    )


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
    monkeypatch.setattr(sin_cambios, "compute_version", lambda: "otra")
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
