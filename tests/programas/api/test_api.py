"""The API: the figures of the pages, of one's own rows, for who has a token or a session; and how it refuses."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from programas.enums import Etapa
from programas.models import Compromiso, Ejercicio, ProgramaTrabajo
from programas.selectors.calculo_servicio import load_calculo_servicio
from programas.selectors.explicacion import load_explicacion
from programas.selectors.texto_explicado import write_explicacion
from programas.services.cierre import freeze_cierre
from programas.services.cumplimiento import declare_cumplimiento
from regiones.models import Consumo, Ficha, Registro, Usuario
from regiones.services import limites
from regiones.services.fichas import create_ficha, revoke_ficha
from tests.fabrica import build_nacional

RAIZ = "/api/v1/ejercicios/sernam/2009/"
TODOS = {f"{cut:02d}" for cut in (*range(1, 16), 99)}
LISTAS = ("territorios", "programas", "objetivos", "compromisos", "avances", "resultados")


@pytest.fixture
def anio(ejercicio, maule, atacama):
    build_nacional(ejercicio, [maule, atacama], (12, 4, 3))
    for compromiso in Compromiso.objects.filter(objetivo__orden=1):
        compromiso.avances.create(
            fecha="2009-06-30", valor="25.5000", texto="Se avanzó", registrado_por=create_persona(compromiso)
        )
    return ejercicio


def create_persona(compromiso):
    return Usuario.objects.get_or_create(username=f"autora.{compromiso.objetivo.programa.region.cut}")[0]


def give_ficha(usuario, **cambios):
    datos = {"usuario": usuario, "nombre": "Panel", "vence_en": timezone.localdate() + timedelta(days=30)}
    return create_ficha(**datos | cambios)


def present(clave, direccion=RAIZ, **cabeceras):
    return Client(headers={"authorization": f"Bearer {clave}", **cabeceras}).get(direccion)


@pytest.fixture
def programa(anio, directora_maule):
    """Asks as the director of Maule."""
    _, clave = give_ficha(directora_maule)
    return Client(headers={"authorization": f"Bearer {clave}"})


@pytest.fixture
def central(anio, revisora):
    _, clave = give_ficha(revisora)
    return Client(headers={"authorization": f"Bearer {clave}"})


def read_todo(cliente, direccion):
    """All the rows of a list, page after page."""
    filas = []
    while direccion:
        datos = cliente.get(direccion).json()
        filas += datos["filas"]
        direccion = datos["siguiente"]
    assert len(filas) == datos["total"]
    return filas


def test_results_are_those_of_the_pages(central, anio, revisora, client):
    client.force_login(revisora)
    tablero = client.get("/sernam/2009/").context["tablero"]
    celdas = {(fila.cut, celda.tipo): celda for fila in tablero.filas for celda in fila.celdas}
    servidos = {(f["territorio"], f["programa"]): f for f in read_todo(central, f"{RAIZ}resultados/?por_pagina=7")}
    assert servidos.keys() == celdas.keys()
    for lugar, fila in servidos.items():
        cifra = celdas[lugar].cifra.replace("\u00a0", " ")
        mostrada = fila["asegurado"]["mostrada"] if fila["asegurado"] else "—"
        assert (fila["estado"], mostrada if cifra != "—" else "—") == (celdas[lugar].estado.palabra, cifra)


def test_explanations_are_those_of_the_pages(central, anio, revisora, maule):
    servido = central.get(f"{RAIZ}resultados/07/").json()
    assert servido["texto"] == write_explicacion(anio, load_explicacion(anio, revisora, maule))
    nacional = central.get(f"{RAIZ}resultados/nacional/").json()
    assert nacional["texto"] == write_explicacion(anio, load_calculo_servicio(anio, revisora))
    filas = [fila for programa in servido["explicaciones"] for fila in programa["filas"]]
    assert [fila["compromiso"] for fila in filas] == [
        fila["codigo"] for fila in read_todo(central, f"{RAIZ}compromisos/?territorio=07")
    ]


@pytest.mark.parametrize("lista", LISTAS)
def test_lists_hold_the_own_rows_and_no_other(programa, central, lista):
    propias = read_todo(programa, f"{RAIZ}{lista}/?por_pagina=5")
    todas = read_todo(central, f"{RAIZ}{lista}/")
    assert propias == [fila for fila in todas if fila["territorio"] == "07"]
    # Territories that commit nothing have a result too: that they do not.
    assert {fila["territorio"] for fila in todas} == (
        TODOS if lista in ("territorios", "resultados") else {"03", "07"}
    )
    ajena = programa.get(f"{RAIZ}{lista}/?territorio=03")
    assert ajena.status_code == (422 if lista == "territorios" else 200)
    assert "Atacama" not in ajena.content.decode()


def test_made_up_data_say_so(central):
    ProgramaTrabajo.objects.filter(codigo="2009-07-III.1").update(es_demostracion=True)
    for lista in ("programas", "resultados"):
        filas = read_todo(central, f"{RAIZ}{lista}/")
        assert [(f["territorio"], f["programa"]) for f in filas if f["demostracion"]] == [("07", "III.1")]


def test_filters_narrow_and_pages_follow_the_order_of_the_form(central):
    filas = read_todo(central, f"{RAIZ}compromisos/?territorio=07&programa=III.1&por_pagina=5")
    assert [fila["codigo"] for fila in filas] == [f"2009-07-III.1-{i:02d}.1" for i in range(1, 13)]
    avances = read_todo(central, f"{RAIZ}avances/?compromiso=2009-07-III.1-01.1")
    assert [(a["compromiso"], a["porcentaje"]) for a in avances] == [("2009-07-III.1-01.1", "25.5")]
    vacia = central.get(f"{RAIZ}compromisos/?pagina=900").json()
    assert (vacia["filas"], vacia["siguiente"], vacia["total"]) == ([], None, 38)
    assert vacia["anterior"].endswith("?pagina=1")


@pytest.mark.parametrize(
    ("pedido", "detalle"),
    [
        ("compromisos/?pagina=0", "«pagina» debe ser 1 o más"),
        ("compromisos/?por_pagina=mil", "«por_pagina» debe ser un número entero"),
        ("compromisos/?por_pagina=1000", "«por_pagina» debe ser 200 o menos"),
        ("compromisos/?territorio=maule", "«territorio» no tiene la forma que se pide"),
        ("compromisos/?territoro=07", "«territoro» no se conoce: use pagina, por_pagina, territorio, programa"),
        ("compromisos/?pagina=1&pagina=2", "«pagina» viene más de una vez"),
        ("compromisos/otro/", "«codigo» no tiene la forma que se pide"),
        ("?x=1", "«x» no se conoce: esta dirección no lleva ninguno"),
    ],
)
def test_a_bad_parameter_is_told_in_spanish(central, pedido, detalle):
    respuesta = central.get(f"{RAIZ}{pedido}")
    assert (respuesta.status_code, respuesta.json()["detalle"]) == (422, f"No se entiende lo que pide: {detalle}.")


@pytest.mark.parametrize(
    ("direccion", "estado"),
    [
        ("/api/v1/ejercicios/otro/2009/", 404),
        ("/api/v1/nada/", 404),
        ("/api/v2/ejercicios/", 404),
        (f"{RAIZ}territorios/03/", 404),
        (f"{RAIZ}resultados/nacional/", 404),
        (f"{RAIZ}compromisos/?territorio=%00", 400),
        ("/api/v1/ejercicios/%00/", 404),
    ],
)
def test_every_refusal_is_json(programa, direccion, estado):
    respuesta = programa.get(direccion)
    assert (respuesta.status_code, respuesta.headers["Content-Type"].split(";")[0]) == (estado, "application/json")
    assert set(respuesta.json()) == {"detalle", "campos"}


def test_it_is_read_only(programa):
    respuesta = programa.post(RAIZ, {})
    assert (respuesta.status_code, respuesta.headers["Allow"]) == (405, "GET")
    assert respuesta.json()["detalle"] == "La API solo se lee: use GET."


def test_a_failure_is_json_and_tells_nothing(programa, monkeypatch):
    programa.raise_request_exception = False
    monkeypatch.setattr("programas.api.operaciones.list_territorios", lambda *_: 1 // 0)
    respuesta = programa.get(f"{RAIZ}territorios/")
    assert (respuesta.status_code, respuesta.json()["campos"]) == (500, [])
    assert "division" not in respuesta.content.decode()


def test_an_unchanged_answer_is_304_and_a_change_is_read_again(programa, anio, directora_maule, maule):
    direccion = f"{RAIZ}compromisos/"
    primera = programa.get(direccion)
    pedir = {"headers": {"if-none-match": primera.headers["ETag"]}}
    with CaptureQueriesContext(connection) as consultas:
        segunda = programa.get(direccion, **pedir)
    assert (segunda.status_code, segunda.content) == (304, b"")
    # Token, reach, the count of the minute, and the ejercicio with its revision.
    assert len(consultas) == 4
    assert programa.get(f"{RAIZ}objetivos/", **pedir).status_code == 200
    fila = Compromiso.objects.filter(validado="", objetivo__programa__region=maule).first()
    declare_cumplimiento(compromiso=fila, respuesta="no", motivo="Faltó", actor=directora_maule)
    declarados = {f["codigo"]: f["declarado"] for f in programa.get(direccion, **pedir).json()["filas"]}
    assert declarados[fila.codigo] == "no"


def test_nobody_is_answered_with_another_s_etag(programa, central):
    etag = programa.get(f"{RAIZ}territorios/").headers["ETag"]
    assert central.get(f"{RAIZ}territorios/", headers={"if-none-match": etag}).status_code == 200


def test_who_asks_too_often_waits_until_the_next_minute(programa, directora_maule, settings, monkeypatch):
    settings.API_PEDIDOS_POR_MINUTO = 2
    monkeypatch.setattr(limites, "time", lambda: 120.0)
    assert [programa.get(RAIZ).status_code for _ in range(3)] == [200, 200, 429]
    otra = present(give_ficha(directora_maule)[1])
    assert (otra.status_code, otra.headers["Retry-After"]) == (429, "60")
    assert otra.json()["detalle"] == "Pidió más de 2 veces en un minuto. Espere 60 segundos."
    monkeypatch.setattr(limites, "time", lambda: 180.0)
    assert programa.get(RAIZ).status_code == 200
    assert Consumo.objects.get().pedidos == 1


def test_a_session_reads_too_but_not_with_a_bad_token(client, anio, revisora):
    client.force_login(revisora)
    assert client.get(RAIZ).status_code == 200
    assert client.get(RAIZ, headers={"authorization": "Bearer gt_nada"}).status_code == 401


def test_a_token_is_kept_by_its_hash_alone_and_dated(anio, directora_maule):
    ficha, clave = give_ficha(directora_maule)
    assert clave not in str(Ficha.objects.values())
    assert clave not in str(Registro.objects.values())
    assert present(clave).status_code == 200
    assert Ficha.objects.get(pk=ficha.pk).ultimo_uso == timezone.localdate()
    linea = Registro.objects.get(acto="DAR_FICHA")
    assert (linea.actor, linea.objeto) == (directora_maule, directora_maule.pk)


@pytest.mark.parametrize("motivo", ["revocada", "vencida", "desactivada", "mal escrita", "de otra clase"])
def test_a_token_out_of_force_opens_nothing(anio, directora_maule, motivo):
    ficha, clave = give_ficha(directora_maule)
    assert present(clave).status_code == 200
    if motivo == "revocada":
        revoke_ficha(ficha=ficha, actor=directora_maule)
    elif motivo == "vencida":
        Ficha.objects.update(vence_en=timezone.localdate() - timedelta(days=1))
    elif motivo == "desactivada":
        directora_maule.is_active = False
        directora_maule.save()
    elif motivo == "mal escrita":
        clave = f"{clave}x"
    esquema = "Basic" if motivo == "de otra clase" else "Bearer"
    respuesta = Client(headers={"authorization": f"{esquema} {clave}"}).get(RAIZ)
    assert (respuesta.status_code, respuesta.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert respuesta.json()["detalle"].startswith("Falta una ficha de acceso vigente")


def test_an_ended_assignment_opens_nothing(programa, directora_maule):
    directora_maule.asignaciones.update(hasta="2009-12-31")
    respuesta = programa.get(RAIZ)
    assert (respuesta.status_code, "ninguna asignación vigente" in respuesta.json()["detalle"]) == (403, True)


def read_figuras(cliente):
    campos = ("nombre_territorio", "programa", "estado", "asegurado", "ganado")
    return [[fila[campo] for campo in campos] for fila in read_todo(cliente, f"{RAIZ}resultados/")]


def test_a_closed_year_answers_what_its_closing_froze(central, anio, administradora, revisora, maule):
    Ejercicio.objects.filter(pk=anio.pk).update(etapa=Etapa.CERRADO)
    anio.refresh_from_db()
    freeze_cierre(ejercicio=anio, actor=administradora, motivo="")
    antes = read_figuras(central)
    maule.nombre_corto = "Otro nombre"
    maule.save()
    Compromiso.objects.update(validado="no")
    assert read_figuras(central) == antes
    nombres = {f["nombre_territorio"] for f in read_todo(central, f"{RAIZ}compromisos/?territorio=07")}
    assert nombres == {"Maule"}


def test_its_page_tells_every_address_and_field_of_the_document(client, anio, directora_maule):
    client.force_login(directora_maule)
    esquema = client.get(reverse("api_openapi")).json()
    pagina = client.get(reverse("api_documentacion"))
    texto = pagina.content.decode()
    assert [camino for camino in esquema["paths"] if camino not in texto] == []
    for nombre, componente in esquema["components"]["schemas"].items():
        assert [c for c in componente.get("properties", ()) if f">{c}<" not in texto] == [], nombre
