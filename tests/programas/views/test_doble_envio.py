"""Sending a form twice creates once: the second leads where the first led, and says so."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from programas.enums import EstadoPrograma, Etapa
from programas.models import (
    Avance,
    Compromiso,
    Ejercicio,
    Evidencia,
    Instancia,
    Mensaje,
    ObjetivoEspecifico,
    Observacion,
    Reclamo,
)
from programas.services.observaciones import observe_filas
from programas.views import una_vez
from regiones.services import ActoRechazado
from tests.documentos import build_archivo
from tests.fabrica import build_programa
from tests.programas.revisiones import load_programa, send
from tests.programas.services.test_carreras import anio, base_aparte, plantilla  # noqa: F401
from tests.programas.views.test_formulacion import read_form

EN_EJERCICIO = {"servicio": "sernam", "anio": 2009}
FILA = "2009-07-III.1-01.1"
EN_FILA = EN_EJERCICIO | {"codigo": FILA}
EN_PROGRAMA = EN_EJERCICIO | {"cut": "07", "tipo": "III.1"}
EN_III_2 = EN_PROGRAMA | {"tipo": "III.2"}
HTMX = {"HX-Request": "true"}
AVANCE = {"fecha": "2009-06-30", "valor": "40", "texto": "Se hizo la mesa"}
YA = "Ya se había guardado."


@pytest.fixture(autouse=True)
def carpeta(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def programa(ejercicio, maule):
    build_programa(ejercicio, maule, "III.1", "--")
    return load_programa()


@pytest.fixture
def redactora(client, encargada_maule):
    client.force_login(encargada_maule)
    return client


def find_token(respuesta):
    """The token of the only form of a page that carries one, or of the first."""
    return re.search(r'name="envio_unico" value="([0-9a-f-]{36})"', respuesta.content.decode()).group(1)


def read_mensajes(client, direccion):
    return [str(mensaje) for mensaje in client.get(direccion).context["messages"]]


def send_twice(client, direccion, build_datos):
    """Send the same words twice; return where each sending led."""
    return [client.post(direccion, build_datos()).url for _ in range(2)]


def test_a_progress_entry_sent_twice_is_one(redactora, programa):
    pagina = reverse("compromiso", kwargs=EN_FILA)
    datos = AVANCE | {"envio_unico": find_token(redactora.get(pagina))}
    destinos = send_twice(redactora, reverse("avance_nuevo", kwargs=EN_FILA), lambda: datos)
    assert (destinos, Avance.objects.count()) == ([pagina, pagina], 1)
    assert YA in read_mensajes(redactora, pagina)


def test_an_evidence_sent_twice_is_one(redactora, programa):
    direccion = reverse("evidencia_nueva", kwargs=EN_FILA)
    token = find_token(redactora.get(direccion))

    def build():
        return {"archivo": build_archivo(), "fecha_documento": "2009-06-30", "envio_unico": token}

    assert send_twice(redactora, direccion, build) == [reverse("compromiso", kwargs=EN_FILA)] * 2
    assert Evidencia.objects.count() == 1


def test_a_new_row_sent_twice_is_one(redactora, programa):
    direccion = reverse("fila_nueva", kwargs=EN_PROGRAMA)
    pagina = redactora.get(direccion)
    datos = read_form(pagina) | {
        "texto": "Objetivo nuevo",
        "indicador": "Un indicador",
        "ponderacion_0": "1,6",
        "medios_0": "Informe",
        "actividades_0": "Una actividad",
        "envio_unico": find_token(pagina),
    }
    assert send_twice(redactora, direccion, lambda: datos) == [reverse("formulacion", kwargs=EN_PROGRAMA)] * 2
    assert ObjetivoEspecifico.objects.count() == 3


def test_a_new_instancia_sent_twice_is_one(redactora, ejercicio, maule):
    build_programa(ejercicio, maule, "III.2", "-")
    direccion = reverse("instancia_nueva", kwargs=EN_III_2)
    pagina = redactora.get(direccion)
    datos = read_form(pagina) | {"nombre": "Mesa de trabajo", "envio_unico": find_token(pagina)}
    assert send_twice(redactora, direccion, lambda: datos) == [reverse("formulacion", kwargs=EN_III_2)] * 2
    assert Instancia.objects.count() == 1


def test_a_remark_sent_twice_is_one(client, programa, directora_maule, revisora):
    send(programa, directora_maule)
    client.force_login(revisora)
    pagina = client.get(reverse("revision_programa", kwargs=EN_PROGRAMA))
    datos = {"filas": FILA, "decision": "OBSERVADA", "texto": "Precise la meta", "envio_unico": find_token(pagina)}
    destinos = send_twice(client, reverse("revision_filas", kwargs=EN_PROGRAMA), lambda: datos)
    assert (len(set(destinos)), Observacion.objects.count()) == (1, 1)


@pytest.fixture
def observacion(programa, directora_maule, revisora):
    send(programa, directora_maule)
    [observacion] = observe_filas(programa=load_programa(), filas=[FILA], texto="Precise", actor=revisora)
    return observacion


def test_a_reply_sent_twice_is_one(redactora, observacion):
    token = find_token(redactora.get(reverse("observaciones", kwargs=EN_EJERCICIO)))
    direccion = reverse("observacion_respuesta", kwargs=EN_EJERCICIO | {"pk": observacion.pk})
    assert len(set(send_twice(redactora, direccion, lambda: {"texto": "Listo", "envio_unico": token}))) == 1
    assert Mensaje.objects.filter(texto="Listo").count() == 1


def test_a_claim_sent_twice_is_one_and_says_no_fault(client, ejercicio, maule, directora_maule, revisora):
    hoy = "2009-12-31"
    build_programa(ejercicio, maule, "III.1", "ns", declarados="ss", estado=EstadoPrograma.APROBADO)
    Compromiso.objects.update(validado_por=revisora)
    Ejercicio.objects.update(etapa=Etapa.EVALUACION, reclamos_desde=hoy, reclamos_hasta="2999-12-31")
    client.force_login(directora_maule)
    direccion = reverse("reclamo_nuevo", kwargs=EN_FILA)
    pagina = client.get(direccion)
    datos = read_form(pagina) | {"pide": "si", "fundamento": "Consta", "envio_unico": find_token(pagina)}
    assert send_twice(client, direccion, lambda: datos) == [reverse("reclamos", kwargs=EN_EJERCICIO)] * 2
    assert Reclamo.objects.count() == 1
    mensajes = read_mensajes(client, reverse("reclamos", kwargs=EN_EJERCICIO))
    assert YA in mensajes
    assert not any("sin resolver" in mensaje for mensaje in mensajes)


@pytest.mark.parametrize("nombre", ["avance_nuevo", "observacion_respuesta"])
def test_the_script_is_answered_with_the_page_anew(redactora, observacion, nombre):
    argumentos = EN_FILA if nombre == "avance_nuevo" else EN_EJERCICIO | {"pk": observacion.pk}
    datos = AVANCE | {"envio_unico": "8e9f5b9e-5b0e-4a5e-9a52-4f6d1f0d9a11"}
    primera, segunda = (redactora.post(reverse(nombre, kwargs=argumentos), datos, headers=HTMX) for _ in range(2))
    assert (primera.status_code, primera.headers.get("HX-Refresh"), segunda.headers["HX-Refresh"]) == (
        200,
        None,
        "true",
    )
    assert find_token(primera) != datos["envio_unico"]
    assert Avance.objects.count() + Mensaje.objects.filter(texto=AVANCE["texto"]).count() == 1


def test_other_words_from_a_page_that_was_gone_back_to_are_another_entry(redactora, programa):
    datos = AVANCE | {"envio_unico": find_token(redactora.get(reverse("compromiso", kwargs=EN_FILA)))}
    for texto in ("La primera mesa", "La segunda mesa"):
        redactora.post(reverse("avance_nuevo", kwargs=EN_FILA), datos | {"texto": texto})
    assert Avance.objects.count() == 2


def test_what_was_refused_may_be_sent_again_just_as_it_was(redactora, programa):
    direccion = reverse("avance_nuevo", kwargs=EN_FILA)
    datos = AVANCE | {"envio_unico": find_token(redactora.get(reverse("compromiso", kwargs=EN_FILA)))}
    Ejercicio.objects.update(etapa=Etapa.FORMULACION)
    redactora.post(direccion, datos)
    assert Avance.objects.count() == 0
    Ejercicio.objects.update(etapa=Etapa.EJECUCION)
    redactora.post(direccion, datos)
    assert Avance.objects.count() == 1
    assert redactora.post(direccion, datos | {"fecha": ""}).context["form"].errors


def test_what_ends_in_a_refusal_leaves_nothing_remembered(redactora, auditor, programa):
    redactora.force_login(auditor)
    antes = Session.objects.count()
    respuesta = redactora.post(reverse("avance_nuevo", kwargs=EN_FILA), AVANCE | {"envio_unico": "x"})
    assert respuesta.status_code == 403
    assert Session.objects.count() == antes


def test_the_token_of_one_person_says_nothing_of_another(redactora, programa, directora_maule):
    datos = AVANCE | {"envio_unico": find_token(redactora.get(reverse("compromiso", kwargs=EN_FILA)))}
    redactora.post(reverse("avance_nuevo", kwargs=EN_FILA), datos)
    redactora.force_login(directora_maule)
    redactora.post(reverse("avance_nuevo", kwargs=EN_FILA), datos)
    assert Avance.objects.count() == 2


def test_while_the_first_sending_does_not_end_the_second_is_told_so(redactora, programa, monkeypatch):
    monkeypatch.setattr(una_vez, "ESPERA", 0)
    direccion = reverse("avance_nuevo", kwargs=EN_FILA)
    respuestas = []

    def send_again(**kwargs):
        respuestas.append(redactora.post(direccion, AVANCE | {"envio_unico": "x"}))
        raise ActoRechazado("No se pudo")

    monkeypatch.setattr("programas.views.compromiso.record_avance", send_again)
    assert redactora.post(direccion, AVANCE | {"envio_unico": "x"}).status_code == 200
    assert respuestas[0].url == reverse("inicio")
    assert Avance.objects.count() == 0


def test_two_simultaneous_sendings_are_one(anio):  # noqa: F811
    direccion = reverse("avance_nuevo", kwargs=EN_FILA)
    navegador = Client()
    navegador.force_login(anio.encargada)
    salida = Barrier(4)

    def send_once(_):
        otro = Client()
        otro.cookies = navegador.cookies
        salida.wait()
        try:
            return otro.post(direccion, AVANCE | {"envio_unico": "x"}).url
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as hilos:
        assert set(hilos.map(send_once, range(4))) == {reverse("compromiso", kwargs=EN_FILA)}
    assert Avance.objects.count() == 1
