"""The national page: the map, the review and the cortes, and what changed since a day."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from programas.enums import EstadoCorte, EstadoPrograma
from programas.models import AnalisisAvance, Compromiso, Corte, Ejercicio, ObjetivoEspecifico, ProgramaTrabajo
from programas.services.cortes import change_corte
from programas.services.cumplimiento import validate_cumplimiento
from programas.services.revision import approve_programa, return_programa
from regiones.enums import Acto
from regiones.models import Region, Registro
from regiones.services.registro import record
from tests.fabrica import build_nacional, build_programa
from tests.programas.revisiones import approve_filas, send

TABLERO = reverse("tablero", kwargs={"servicio": "sernam", "anio": 2009})


@pytest.fixture
def ver(client, revisora):
    client.force_login(revisora)
    return lambda **filtros: client.get(TABLERO, filtros)


@pytest.fixture
def validar(ejercicio, revisora):
    Ejercicio.objects.update(exige_evidencia=False)

    def validate(codigo, respuesta, motivo=""):
        fila = Compromiso.objects.get(codigo=codigo)
        validate_cumplimiento(compromiso=fila, respuesta=respuesta, motivo=motivo, actor=revisora)

    return validate


def list_novedades(respuesta):
    return [(n.nombre, n.hechos) for n in respuesta.context["tablero"].novedades.lista]


def test_the_map_has_a_link_for_each_territory_that_says_its_state(ver, ejercicio, maule):
    build_programa(ejercicio, maule, "III.1", "sssss-")
    texto = ver(mapa="III.1").content.decode().replace("\xa0", " ")
    enlaces = dict(re.findall(r'<a class="lugar \w\w" href="([^"]+)" aria-label="([^"]+)">', texto))
    assert len(enlaces) == 16
    assert enlaces["/sernam/2009/territorios/07/"] == "Maule: En juego, asegurado 83,33 %"
    assert enlaces["/sernam/2009/territorios/99/"] == "Nivel Central: Sin compromisos"


def test_the_map_is_painted_by_each_programme_from_its_own_address(ver, ejercicio, maule):
    for tipo, letras in (("III.1", "s"), ("III.2", "n"), ("III.3", "-")):
        build_programa(ejercicio, maule, tipo, letras)
    palabras = {}
    for mapa in ("", "III.1", "III.2", "III.3", "III.9"):
        [lugar] = [lugar for lugar in ver(mapa=mapa).context["tablero"].mapa.lugares if lugar.cut == "07"]
        palabras[mapa] = lugar.estado.palabra
    assert palabras == {
        "": "No cumple",
        "III.1": "Cumple",
        "III.2": "No cumple",
        "III.3": "Sin evaluar",
        "III.9": "No cumple",
    }
    assert 'href="?desde=2009-06-01&amp;mapa=III.2#mapa"' in ver(desde="2009-06-01").content.decode()


def test_it_counts_programmes_by_the_state_of_their_review(ver, ejercicio, maule, atacama):
    estados = {"III.1": "BORRADOR", "III.2": "ENVIADO", "III.3": "OBSERVADO"}
    for tipo, estado in estados.items():
        build_programa(ejercicio, maule, tipo, "-", estado=estado)
        build_programa(ejercicio, atacama, tipo, "-", estado=EstadoPrograma.APROBADO)
    entrega = ver().context["tablero"].entrega
    assert [(fila.estado, fila.cuentas, fila.total) for fila in entrega.revision] == [
        ("Borrador", (1, 0, 0), 1),
        ("Enviado a revisión", (0, 1, 0), 1),
        ("Observado", (0, 0, 1), 1),
        ("Aprobado", (1, 1, 1), 3),
    ]
    assert entrega.frase.replace("\xa0", " ") == "3 de 6 programas aprobados; 1 espera revisión."


def test_it_says_how_much_of_each_corte_is_written(ver, ejercicio, corte, maule):
    programa = build_programa(ejercicio, maule, "III.1", "---")
    hoy = timezone.localdate()
    Corte.objects.create(
        ejercicio=ejercicio, fecha_medicion=date(2009, 3, 31), plazo=hoy, estado=EstadoCorte.CERRADO
    )
    Corte.objects.create(ejercicio=ejercicio, fecha_medicion=date(2009, 9, 30), plazo=hoy + timedelta(days=1))
    for i, objetivo in enumerate(ObjetivoEspecifico.objects.all()):
        AnalisisAvance.objects.create(
            programa=programa,
            corte=corte,
            objetivo=objetivo,
            codigo=f"{objetivo.codigo}-A1",
            avance_efectivo="Se avanzó" if i else "",
        )
    # One that nobody has linked to its objective does not count as that objective's.
    AnalisisAvance.objects.create(
        programa=programa, corte=corte, codigo=f"{programa.codigo}-A9", avance_efectivo="Se avanzó"
    )
    cortes = ver().context["tablero"].entrega.cortes
    assert [(c.medicion, c.estado.palabra, c.plazo, c.escritos, c.objetivos, c.proporcion) for c in cortes] == [
        (date(2009, 3, 31), "Cerrado", f"plazo el {hoy:%d-%m-%Y}", 0, 3, 0),
        (date(2009, 6, 30), "Abierto", "venció el 15-07-2009", 2, 3, 666),
        (date(2009, 9, 30), "Previsto", f"plazo el {hoy + timedelta(days=1):%d-%m-%Y}", 0, 3, 0),
    ]


def test_it_tells_what_changed_by_territory(
    ver, validar, ejercicio, corte, maule, atacama, directora_maule, director_atacama, revisora
):
    propio = build_programa(ejercicio, maule, "III.1", "----")
    otro = build_programa(ejercicio, atacama, "III.2", "-")
    approve_filas(send(propio, directora_maule), revisora)
    propio.refresh_from_db()
    approve_programa(programa=propio, version=propio.version, actor=revisora)
    send(otro, director_atacama)
    otro.refresh_from_db()
    return_programa(programa=otro, version=otro.version, texto="Faltan filas", actor=revisora)
    for codigo, respuesta in (("01.1", "si"), ("02.1", "si"), ("03.1", "no")):
        validar(f"2009-07-III.1-{codigo}", respuesta, "No llegó el acta")
    validar("2009-07-III.1-03.1", "", "Fue un error")
    change_corte(corte=corte, estado=EstadoCorte.CERRADO, actor=revisora, motivo="Ya", version=corte.version)
    respuesta = ver()
    assert list_novedades(respuesta) == [
        ("Todo el ejercicio", ("Cierre de un corte: 30-06-2009",)),
        ("Atacama", ("III.2 devuelto con observaciones",)),
        ("Maule", ("III.1 aprobado", "Validaciones: 2 «Sí», 1 «No», 1\xa0retirada")),
    ]
    desde = timezone.localdate() - timedelta(days=7)
    assert respuesta.context["tablero"].novedades.frase.replace("\xa0", " ") == (
        f"Desde el {desde:%d-%m-%Y} hay cambios en 2 territorios, con 4 validaciones."
    )


def test_what_was_done_the_day_before_is_not_told(ver, ejercicio, maule):
    fila = Compromiso.objects.get(objetivo__programa=build_programa(ejercicio, maule, "III.1", "s"))
    for momento in (datetime(2009, 5, 31, 23, 59), datetime(2009, 6, 1)):
        registro = Registro(
            momento=timezone.make_aware(momento),
            acto=Acto.VALIDAR,
            servicio=ejercicio.servicio,
            region=maule,
            anio=2009,
            clase="programas.compromiso",
            objeto=fila.pk,
            codigo=fila.codigo,
            antes={"validado": ""},
            despues={"validado": "si"},
        )
        registro.save()
    assert list_novedades(ver(desde="2009-06-02")) == []
    assert list_novedades(ver(desde="2009-06-01")) == [("Maule", ("Validaciones: 1 «Sí»",))]
    assert list_novedades(ver(desde="2009-05-31")) == [("Maule", ("Validaciones: 2 «Sí»",))]


def test_what_changed_in_another_year_or_service_or_decides_nothing_is_not_told(ver, mundo, ejercicio, maule):
    fila = Compromiso.objects.filter(objetivo__programa__region=maule).first()
    record(fila=fila, acto=Acto.VALIDAR, actor=None, antes={"motivo": ""}, despues={"motivo": "Faltó"})
    record(fila=fila, acto=Acto.DECLARAR, actor=None, antes={"declarado": ""}, despues={"declarado": "si"})
    ajena = Compromiso.objects.get(pk=fila.pk)
    ajena.objetivo.programa.ejercicio = Ejercicio.objects.create(servicio=ejercicio.servicio, anio=2010)
    record(fila=ajena, acto=Acto.VALIDAR, actor=None, antes={"validado": ""}, despues={"validado": "si"})
    assert list_novedades(ver()) == []


def test_a_day_that_is_none_shows_the_last_week_and_says_so(ver, ejercicio):
    respuesta = ver(desde="ayer")
    desde = timezone.localdate() - timedelta(days=7)
    assert respuesta.context["tablero"].novedades.desde == desde
    assert respuesta.context["form"].errors == {"desde": ["Introduzca una fecha válida."]}


def test_it_takes_the_same_queries_whatever_happened(ver, ejercicio, corte):
    def count(**filtros):
        with CaptureQueriesContext(connection) as consultas:
            ver(**filtros)
        return len(consultas)

    # Session, user, assignments and ejercicio; then the sums, and everything else.
    assert count() == 6
    regiones = list(Region.objects.existing_in(2009))
    build_nacional(ejercicio, regiones, (12, 16, 3))
    for mes in range(7, 13):
        Corte.objects.create(ejercicio=ejercicio, fecha_medicion=date(2009, mes, 1), plazo=date(2009, mes, 1))
    for programa in ProgramaTrabajo.objects.all():
        record(fila=programa, acto=Acto.ENVIAR, actor=None, despues={"estado": "ENVIADO"})
    for fila in Compromiso.objects.select_related("objetivo__programa__ejercicio"):
        record(fila=fila, acto=Acto.VALIDAR, actor=None, antes={"validado": ""}, despues={"validado": "si"})
    assert [count(), count(mapa="III.2"), count(desde="2009-01-01")] == [6, 6, 6]
    assert len(list_novedades(ver())) == len(regiones)
