"""What is declared and waits to be validated: in which order, for whom, and who may answer."""

import pytest
from django.urls import reverse
from django.utils import timezone

from programas.models import Compromiso
from programas.selectors.por_validar import load_por_validar
from programas.services.edicion import change_fila
from regiones.enums import Rol
from tests.conftest import create_usuario
from tests.fabrica import build_programa

FILA = "2009-07-III.1-01.1"
PAGINA = {"servicio": "sernam", "anio": 2009}


@pytest.fixture
def declaradas(ejercicio, maule, atacama):
    """In Maule a row decides its programme; in Atacama two of twelve may fail one by one."""
    build_programa(ejercicio, maule, "III.1", "-s", declarados="ss")
    build_programa(ejercicio, atacama, "III.1", "s" * 17 + "---", declarados="s" * 17 + "sn-")


def list_filas(ejercicio, usuario):
    return [
        (fila.codigo, fila.declarado, bool(fila.decide)) for fila in load_por_validar(ejercicio, usuario).filas
    ]


def test_what_decides_comes_first_then_the_order_of_the_form(declaradas, ejercicio, revisora):
    assert list_filas(ejercicio, revisora) == [
        (FILA, "Sí", True),
        ("2009-03-III.1-18.1", "Sí", False),
        ("2009-03-III.1-19.1", "No", False),
    ]
    frase = load_por_validar(ejercicio, revisora).frase.replace("\xa0", " ")
    assert frase == "3 filas declaradas esperan validación; 1 decide el resultado."


def test_each_territory_sees_its_own_and_validates_none(declaradas, ejercicio, directora_maule, director_atacama):
    assert [codigo for codigo, *_ in list_filas(ejercicio, directora_maule)] == [FILA]
    filas = load_por_validar(ejercicio, director_atacama).filas
    assert [(f.codigo, f.valida) for f in filas] == [("2009-03-III.1-18.1", False), ("2009-03-III.1-19.1", False)]


def test_nobody_is_offered_a_row_of_their_own(declaradas, ejercicio, servicio, maule, revisora):
    ambas = create_usuario("ambas", servicio, Rol.CENTRAL)
    ambas.asignaciones.create(servicio=servicio, region=maule, rol=Rol.DIRECCION, desde="2009-01-01")
    compromiso = Compromiso.objects.select_related("objetivo").get(codigo=FILA)
    compromiso.objetivo.texto = "Otro"
    change_fila(fila=compromiso.objetivo, actor=ambas)
    propias = {f.codigo: (f.valida, f.es_propia) for f in load_por_validar(ejercicio, ambas).filas}
    assert propias == {
        FILA: (False, True),
        "2009-03-III.1-18.1": (True, False),
        "2009-03-III.1-19.1": (True, False),
    }
    assert [f.valida for f in load_por_validar(ejercicio, revisora).filas] == [True, True, True]


def test_who_declared_does_not_validate(declaradas, ejercicio, revisora):
    Compromiso.objects.filter(codigo=FILA).update(declarado_por=revisora, declarado_en=timezone.now())
    primera = load_por_validar(ejercicio, revisora).filas[0]
    assert (primera.codigo, primera.valida, primera.es_propia) == (FILA, False, True)


def test_the_page_links_each_row_to_its_validation_and_the_queue_to_the_page(client, declaradas, revisora):
    client.force_login(revisora)
    validacion = reverse("validacion", kwargs=PAGINA | {"codigo": FILA})
    discrepancias = reverse("discrepancias", kwargs=PAGINA)
    assert client.get(discrepancias).content.decode().count(f'href="{validacion}"') == 1
    cola = client.get(reverse("revision", kwargs=PAGINA)).content.decode()
    assert f'<a href="{discrepancias}#por-validar">3 filas declaradas esperan validación</a>' in cola


def test_with_nothing_declared_it_says_so(client, ejercicio, maule, revisora):
    build_programa(ejercicio, maule, "III.1", "-s", declarados="-s")
    assert load_por_validar(ejercicio, revisora).filas == ()
    client.force_login(revisora)
    texto = client.get(reverse("discrepancias", kwargs=PAGINA)).content.decode()
    assert texto.count("No hay nada declarado que espere validación.") == 1
    assert (
        "No hay filas declaradas que esperen validación."
        in client.get(reverse("revision", kwargs=PAGINA)).content.decode()
    )
