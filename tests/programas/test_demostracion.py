"""The demonstration: the same every time, marked as such, with every state in sight."""

import hashlib
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from programas.models import AnalisisAvance, Avance, Compromiso, Ejercicio, ProgramaTrabajo
from programas.selectors.calidad.analisis import check_analisis, find_cortes, load_analisis
from programas.selectors.calidad.tipos import Falta
from programas.selectors.caso import load_caso
from programas.selectors.evolucion import load_evolucion
from regiones.models import Registro, Usuario

# Of the inputs of its verdict: a change here is a change of what people see when they try the product.
HUELLA = "9b667d605703fc38be26f2e2d47ad1d5fe6959826e7ec515756bfcc625bb00fa"
ESTADOS = {"Cumple", "No cumple", "En juego", "Sin compromisos", "Sin evaluar", "Sin ponderación"}


@pytest.fixture
def demostracion(db):
    call_command("load_demostracion", stdout=StringIO())
    return Ejercicio.objects.select_related("servicio").get()


def test_all_six_states_are_visible_on_the_dashboard(client, demostracion):
    client.force_login(Usuario.objects.get(username="unidad.central"))
    pagina = client.get(reverse("tablero", args=("sernam", 2009)))
    mostrados = {celda.estado.palabra for fila in pagina.context["tablero"].filas for celda in fila.celdas}
    assert mostrados == ESTADOS
    for palabra in ESTADOS:
        assert f"</i> {palabra}</span>" in pagina.content.decode()


def test_verdict_hangs_on_one_territory_and_on_the_reading(client, demostracion):
    client.force_login(Usuario.objects.get(username="unidad.central"))
    tablero = client.get(reverse("tablero", args=("sernam", 2009))).context["tablero"]
    assert (tablero.estado.palabra, tablero.sujeto, tablero.depende) == ("No cumple", "Atacama perdió III.1", True)


def test_only_nivel_central_is_real_and_the_rest_says_so(demostracion):
    marcados = dict(ProgramaTrabajo.objects.values_list("codigo", "es_demostracion"))
    assert len(marcados) == 48
    assert {codigo for codigo, marcado in marcados.items() if not marcado} == {
        "2009-99-III.1",
        "2009-99-III.2",
        "2009-99-III.3",
    }


def test_each_territory_reports_in_its_own_words_but_for_the_few_that_show_what_a_reviewer_finds(demostracion):
    revisora = Usuario.objects.get(username="unidad.central")
    cortes = find_cortes(demostracion, revisora)
    hallados = {
        (hallazgo.falta, hallazgo.fila)
        for hallazgo in check_analisis(cortes, load_analisis(cortes, revisora))
        if not hallazgo.fila.startswith("2009-99")
    }
    assert hallados == {
        *((Falta.COPIA_FILA, f"2009-05-III.1-A{numero:02d}") for numero in (6, 7, 8)),
        *((Falta.COPIA_FILA, f"2009-13-III.2-A{numero:02d}") for numero in (4, 5)),
        (Falta.SIN_RECOMENDACION, "2009-11-III.2-A03"),
    }
    textos = list(AnalisisAvance.objects.filter(programa__es_demostracion=True).values_list("avance_efectivo"))
    assert len(textos) - len(set(textos)) == 3


def test_it_is_the_same_every_time(demostracion):
    caso = load_caso(demostracion)
    respuestas = Compromiso.objects.order_by("codigo").values_list(
        "codigo", "validado", "declarado", "validado_en"
    )
    antes = list(respuestas)
    huella = hashlib.sha256(json.dumps(caso, sort_keys=True).encode()).hexdigest()
    assert huella == HUELLA
    call_command("load_demostracion", stdout=StringIO())
    assert (load_caso(demostracion), list(respuestas.all())) == (caso, antes)


def test_every_answer_has_its_record_at_its_own_moment(demostracion):
    for compromiso in Compromiso.objects.exclude(validado="").select_related("validado_por")[:20]:
        registro = Registro.objects.get(clase="programas.compromiso", objeto=compromiso.pk, acto="VALIDAR")
        assert (registro.momento, registro.actor, registro.despues) == (
            compromiso.validado_en,
            compromiso.validado_por,
            {"validado": compromiso.validado},
        )


def test_some_territories_measure_what_they_have_not_answered(demostracion):
    central = Usuario.objects.get(username="unidad.central")
    evolucion = load_evolucion(demostracion, central, None)
    ritmos = {t.nombre: (t.al_dia, t.atrasadas, t.sin_medir) for t in evolucion.territorios}
    assert {nombre: ritmo for nombre, ritmo in ritmos.items() if any(ritmo[:2])} == {
        "Tarapacá": (3, 3, 2),
        "Metropolitana": (4, 4, 0),
        "Maule": (2, 1, 3),
        "Aysén": (3, 6, 3),
    }
    assert {ritmo[:2] for nombre, ritmo in ritmos.items()} >= {(0, 0)}
    avances = Avance.objects.select_related("registrado_por")
    assert not avances.filter(compromiso__objetivo__programa__es_demostracion=False).exists()
    lineas = {linea.objeto: linea for linea in Registro.objects.filter(clase="programas.avance")}
    assert {pk: (linea.momento, linea.actor_id) for pk, linea in lineas.items()} == {
        avance.pk: (avance.registrado_en, avance.registrado_por_id) for avance in avances
    }


def test_accounts_are_roles_not_people(demostracion):
    nombres = set(Usuario.objects.values_list("username", "first_name", "last_name"))
    assert nombres == {
        (usuario, "", "")
        for usuario in (
            "unidad.central",
            "revision.central",
            "administracion",
            "auditoria",
            "direccion.maule",
            "encargada.aysen",
            "jefatura.central",
            "unidad.participacion",
        )
    }


def test_known_passwords_never_reach_production(db, settings):
    settings.EN_PRODUCCION = True
    with pytest.raises(CommandError, match="no se carga en producción"):
        call_command("load_demostracion")
    assert Usuario.objects.count() == 0
