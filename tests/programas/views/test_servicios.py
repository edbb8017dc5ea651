"""Several services side by side: the same figures as each one's own pages, for who sees more than one."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from programas.enums import Etapa, Lectura
from programas.models import Compromiso, Ejercicio
from programas.scoring import TIPOS, evaluate_servicio
from programas.scoring.caso import read_caso
from programas.selectors.caso import load_caso
from programas.selectors.presentacion import MOSTRADOS
from programas.selectors.servicios import load_servicios
from programas.services.cierre import freeze_cierre
from regiones.enums import Rol
from regiones.models import Asignacion, Region, Servicio, Usuario
from tests.fabrica import build_nacional, build_programa

LUGARES = ("07", "99", "03")


def create_servicio(i: int, etapa: Etapa = Etapa.EJECUCION) -> Ejercicio:
    servicio = Servicio.objects.create(codigo=f"s{i:03d}", sigla=f"S{i:03d}", nombre=f"Servicio {i}")
    return Ejercicio.objects.create(servicio=servicio, anio=2009, etapa=etapa)


def assign(usuario: Usuario, servicio: Servicio, rol: Rol = Rol.AUDITORIA, region: Region | None = None) -> None:
    Asignacion.objects.create(usuario=usuario, servicio=servicio, rol=rol, region=region, desde=date(2009, 1, 1))


@pytest.fixture
def experta(db) -> Usuario:
    return Usuario.objects.create_user("experta", password="clave-de-prueba-1")


@pytest.fixture
def varios(experta) -> list[Ejercicio]:
    """Six services whose years differ in their answers, weights, official reading and who counts."""
    regiones = list(Region.objects.filter(cut__in=LUGARES))
    ejercicios = [create_servicio(i) for i in range(6)]
    build_nacional(ejercicios[0], regiones, (12, 16, 3))
    build_programa(ejercicios[1], regiones[0], "III.1", "s" * 9 + "n", "10")
    build_programa(ejercicios[2], regiones[1], "III.2", "ss-", None)
    build_programa(ejercicios[3], regiones[0], "III.1", "ss", ["50", None])
    build_programa(ejercicios[4], regiones[0], "III.1", "n", None)
    build_programa(ejercicios[4], regiones[0], "III.2", "s" * 19, None)
    Ejercicio.objects.filter(pk=ejercicios[4].pk).update(lectura=Lectura.POR_TERRITORIO)
    for region in Region.objects.filter(cut__in=("07", "99")):
        build_programa(ejercicios[5], region, "III.3", "n" if region.es_nivel_central else "s", None)
    Ejercicio.objects.filter(pk=ejercicios[5].pk).update(cuenta_nivel_central=False)
    for ejercicio in ejercicios:
        assign(experta, ejercicio.servicio)
    return list(Ejercicio.objects.select_related("servicio").order_by("servicio__codigo"))


def score_filas(ejercicio: Ejercicio) -> tuple:
    """What the core answers from the raw rows: the verdict, and each programme's."""
    caso = read_caso(load_caso(ejercicio), "")
    puro = evaluate_servicio(caso.territorios, caso.umbral, cerrado=caso.cerrado, lectura=caso.lectura)
    return MOSTRADOS[puro.veredicto], [MOSTRADOS[puro.por_programa[tipo].estado] for tipo in TIPOS]


def test_every_verdict_is_the_core_s_from_the_rows(varios, experta):
    filas = load_servicios(experta, []).filas
    mostrados = [(fila.veredicto, [programa.estado for programa in fila.programas]) for fila in filas]
    assert mostrados == [score_filas(ejercicio) for ejercicio in varios]
    assert [fila.veredicto.palabra for fila in filas] == [
        *("No cumple", "Cumple", "En juego", "En juego", "Cumple", "Cumple"),
    ]


def test_the_opening_sentence_counts_the_services_by_their_verdict(varios, experta):
    frase = load_servicios(experta, []).frase.replace("\xa0", " ")
    assert frase == "De 6 servicios, 1 no cumple, 2 siguen en juego y 3 cumplen."


def test_each_programme_is_shared_out_as_on_the_dashboard_it_opens(client, varios, experta):
    client.force_login(experta)
    for fila in load_servicios(experta, []).filas:
        tablero = client.get(reverse("tablero", args=[fila.codigo, fila.anio])).context["tablero"]
        assert [p.reparto for p in fila.programas] == [tarjeta.reparto for tarjeta in tablero.tarjetas]
        assert fila.veredicto == tablero.estado


def test_the_reason_names_the_territories_that_decide(varios, experta):
    razones = [fila.razon.replace("\xa0", " ") for fila in load_servicios(experta, []).filas]
    assert razones == [
        "Atacama 83,33 % (III.1), Maule 83,33 % (III.1) y 4 más",
        "",
        "1 programa en juego",
        "Atacama sin ponderación (III.1)",
        "",
        "",
    ]


def test_a_closed_year_shows_what_its_last_closing_answered(varios, experta, administradora):
    ejercicio = varios[1]
    Ejercicio.objects.filter(pk=ejercicio.pk).update(etapa=Etapa.CERRADO)
    ejercicio.refresh_from_db()
    for motivo in ("", "Se corrige"):
        freeze_cierre(ejercicio=ejercicio, actor=administradora, motivo=motivo)
    Compromiso.objects.filter(objetivo__programa__ejercicio=ejercicio).update(validado="no")
    fila = load_servicios(experta, []).filas[1]
    assert fila.veredicto.palabra == "Cumple"
    assert fila.razon.startswith("Cierre 2 del ")
    assert [programa.estado.palabra for programa in fila.programas] == [
        *("Cumple", "Sin compromisos", "Sin compromisos"),
    ]


@pytest.mark.parametrize(
    ("consulta", "mostrados"),
    [
        ("", [2009, 2009, 2009, 2009, 2009, 2009]),
        ("?anio=2010", [2010]),
        ("?anio=2009&anio=2010", [2010, 2009, 2009, 2009, 2009, 2009, 2009]),
        ("?anio=1999&anio=x&anio=%C2%B2", [2009, 2009, 2009, 2009, 2009, 2009]),
    ],
)
def test_the_address_says_which_years_are_shown(client, varios, experta, consulta, mostrados):
    Ejercicio.objects.create(servicio=varios[0].servicio, anio=2010)
    client.force_login(experta)
    datos = client.get(reverse("servicios") + consulta).context["servicios"]
    assert [fila.anio for fila in datos.filas] == mostrados
    assert datos.anios == ((2010, 2010 in mostrados), (2009, 2009 in mostrados))


def test_people_see_their_services_and_no_other(client, varios, experta, maule):
    regional = Usuario.objects.create_user("regional", password="clave-de-prueba-1")
    assign(regional, varios[0].servicio, Rol.DIRECCION, maule)
    assign(regional, varios[1].servicio)
    client.force_login(regional)
    respuesta = client.get(reverse("servicios"))
    filas = respuesta.context["servicios"].filas
    assert [(fila.codigo, fila.veredicto and fila.veredicto.palabra) for fila in filas] == [
        ("s000", None),
        ("s001", "Cumple"),
    ]
    assert filas[0].programas == ()
    assert respuesta.context["servicios"].frase.replace("\xa0", " ") == "De 1 servicio, 1 cumple."
    assert "S002" not in respuesta.content.decode()


def test_with_one_service_nothing_speaks_of_several(client, ejercicio, revisora, instaladora):
    for usuario in (revisora, instaladora):
        client.force_login(usuario)
        assert client.get(reverse("servicios")).status_code == 404
        assert client.get(reverse("inicio")).url == "/sernam/2009/"
        for direccion in ("/sernam/2009/", reverse("ejercicios")):
            assert reverse("servicios") not in client.get(direccion).content.decode()


def test_who_sees_one_of_several_services_hears_nothing_of_the_rest(client, ejercicio, varios, revisora):
    client.force_login(revisora)
    assert client.get(reverse("servicios")).status_code == 404
    assert reverse("servicios") not in client.get("/sernam/2009/").content.decode()


def test_who_sees_several_whole_services_begins_there_and_comes_back(client, varios, experta, instaladora):
    for usuario in (experta, instaladora):
        client.force_login(usuario)
        assert client.get(reverse("inicio")).url == reverse("servicios")
        for direccion in (reverse("tablero", args=["s000", 2009]), reverse("ejercicios")):
            assert f'href="{reverse("servicios")}"' in client.get(direccion).content.decode()


def test_queries_do_not_depend_on_the_services(client, experta, maule):
    cuentas = []
    client.force_login(experta)
    client.get(reverse("servicios"))
    for desde, hasta in ((0, 6), (6, 30)):
        for i in range(desde, hasta):
            ejercicio = create_servicio(i)
            build_programa(ejercicio, maule, "III.1", "ssn", None)
            assign(experta, ejercicio.servicio)
        with CaptureQueriesContext(connection) as consultas:
            assert len(client.get(reverse("servicios")).context["servicios"].filas) == hasta
        cuentas.append(len(consultas))
    # Session and user; the assignments with the revision; ejercicios, territories and sums: no year is closed.
    assert cuentas == [6, 6]
