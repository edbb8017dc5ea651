"""The page of a commitment answers each act with one round trip: its panel, and what else the act changed."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from programas.enums import EstadoPrograma, Etapa
from programas.models import Avance, Borrador, Compromiso, Ejercicio, Evidencia, Indicador, Reclamo
from programas.services.evidencias import attach_evidencia
from programas.services.reclamos import present_reclamo
from tests.conftest import create_usuario
from tests.documentos import build_archivo, build_documento
from tests.fabrica import build_programa

EN_EJERCICIO = {"servicio": "sernam", "anio": 2009}
FILA = "2009-07-III.1-12.1"
EN_FILA = EN_EJERCICIO | {"codigo": FILA}
PAGINA = f"/sernam/2009/compromisos/{FILA}/"
HTMX = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{PAGINA}"}
SIEMPRE = ["frase", "lo-comprometido", "ultimo"]


@pytest.fixture(autouse=True)
def carpeta(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def fila(ejercicio, maule):
    build_programa(ejercicio, maule, "III.1", "ssssssssssn-", ["3.2"] * 12, estado=EstadoPrograma.APROBADO)
    return Compromiso.objects.select_related("objetivo__programa__ejercicio").get(codigo=FILA)


@pytest.fixture
def reclamable(fila, revisora):
    """The row was lost in its validation, and may be claimed today."""
    hoy = timezone.localdate()
    Compromiso.objects.filter(pk=fila.pk).update(
        declarado="si", validado="no", validado_por=revisora, motivo="Sin acta"
    )
    Ejercicio.objects.update(
        etapa=Etapa.EVALUACION, exige_evidencia=False, reclamos_desde=hoy, reclamos_hasta=hoy + timedelta(days=1)
    )
    fila.refresh_from_db()
    return Compromiso.objects.select_related("objetivo__programa__ejercicio").get(codigo=FILA)


def ask(client, quien, direccion, datos=None, **cabeceras):
    client.force_login(quien)
    headers = HTMX | cabeceras
    return (
        client.get(direccion, headers=headers) if datos is None else client.post(direccion, datos, headers=headers)
    )


def locate(nombre, **argumentos):
    return reverse(nombre, kwargs=EN_FILA | argumentos)


def read_form(client, quien, nombre):
    form = ask(client, quien, locate(nombre)).context["form"]
    return {campo: form[campo].value() or "" for campo in form.fields}


def list_partes(respuesta):
    """The id of the part that answers, and those of what comes aside."""
    texto = respuesta.content.decode()
    assert "<html" not in texto
    primera, *_ = re.findall(r'<(?:section|div)[^>]*? id="([\w-]+)"', texto)
    return primera, re.findall(r' id="([\w-]+)"[^>]* hx-swap-oob="true"', texto)


def keep(usuario, clave):
    Borrador.objects.create(usuario=usuario, clave=clave, datos={"motivo": ["A medio escribir"]})


def write_respuesta(client, quien, nombre, **cambios):
    return read_form(client, quien, nombre) | {"respuesta": "no", "motivo": "Sin presupuesto"} | cambios


def write_avance(**cambios):
    return {"fecha": "2009-06-30", "valor": "40", "texto": "Se hizo la mesa"} | cambios


def write_evidencia():
    return {"archivo": build_archivo(), "fecha_documento": "2009-06-30"}


def test_a_declaration_answers_with_its_panel_and_what_it_changed(client, fila, encargada_maule):
    keep(encargada_maule, f"declaracion/{FILA}")
    datos = write_respuesta(client, encargada_maule, "declaracion")
    respuesta = ask(client, encargada_maule, locate("declaracion"), datos)
    assert respuesta.status_code == 200
    assert list_partes(respuesta) == ("cumplimiento", SIEMPRE)
    texto = respuesta.content.decode()
    assert f"{FILA} quedó declarado «No»." in texto
    assert re.search(r'role="status" tabindex="-1" autofocus>.*Guardado \d\d:\d\d', texto, re.DOTALL)
    assert "Declarado «No», sin validar" in texto
    assert "Cambiar lo declarado" in texto
    fila.refresh_from_db()
    assert (fila.declarado, fila.declarado_por, Borrador.objects.count()) == ("no", encargada_maule, 0)


def test_a_validation_answers_with_its_panel_and_what_it_changed(client, fila, encargada_maule, revisora):
    datos = write_respuesta(client, encargada_maule, "declaracion")
    ask(client, encargada_maule, locate("declaracion"), datos)
    keep(revisora, f"validacion/{FILA}")
    respuesta = ask(client, revisora, locate("validacion"), write_respuesta(client, revisora, "validacion"))
    assert list_partes(respuesta) == ("cumplimiento", SIEMPRE)
    assert "Validado «No»" in respuesta.content.decode()
    fila.refresh_from_db()
    assert (fila.validado, fila.validado_por, Borrador.objects.count()) == ("no", revisora, 0)


def test_a_validation_is_withdrawn_in_its_panel(client, reclamable, servicio):
    otra = create_usuario("revisora.dos", servicio, "CENTRAL")
    datos = write_respuesta(client, otra, "validacion", respuesta="", motivo="Falta leer el acta")
    respuesta = ask(client, otra, locate("validacion"), datos)
    assert list_partes(respuesta)[0] == "cumplimiento"
    assert f"{FILA} quedó validado en blanco." in respuesta.content.decode()
    assert Compromiso.objects.get(codigo=FILA).validado == ""


def test_an_evidence_answers_with_its_panel_and_the_entries_that_hold_files(client, fila, encargada_maule):
    falta = "Para responder «Sí» suba antes al menos un archivo"
    assert falta in ask(client, encargada_maule, locate("evidencia_nueva")).content.decode()
    respuesta = ask(client, encargada_maule, locate("evidencia_nueva"), write_evidencia())
    assert list_partes(respuesta) == ("evidencias", [*SIEMPRE, "medidas"])
    texto = respuesta.content.decode()
    assert "«acta.pdf» quedó como evidencia." in texto
    assert falta not in texto
    assert Evidencia.objects.get().compromiso == fila


def test_a_new_version_and_a_withdrawal_answer_with_the_files(client, fila, encargada_maule):
    primera = attach_evidencia(compromiso=fila, documento=build_documento("firma.pdf"), actor=encargada_maule)
    direccion = f"{locate('evidencia_nueva')}?reemplaza={primera.pk}"
    respuesta = ask(client, encargada_maule, direccion, write_evidencia())
    assert list_partes(respuesta)[0] == "evidencias"
    assert "Reemplazada por una versión posterior" in respuesta.content.decode()
    segunda = Evidencia.objects.get(nombre="acta.pdf")
    retiro = reverse("evidencia_retirada", kwargs=EN_EJERCICIO | {"pk": segunda.pk})
    sin_motivo = ask(client, encargada_maule, retiro, {"version": 1}, **{"HX-Target": "archivos"})
    assert list_partes(sin_motivo) == ("archivos", [])
    assert "escriba por qué la retira" in sin_motivo.content.decode()
    respuesta = ask(client, encargada_maule, retiro, {"version": 1, "motivo": "Es de otro año"})
    assert list_partes(respuesta) == ("archivos", [*SIEMPRE, "medidas"])
    assert Evidencia.objects.get(pk=segunda.pk).retirada_por == encargada_maule


def test_an_entry_and_its_correction_answer_with_the_year_and_the_files(client, fila, encargada_maule):
    keep(encargada_maule, f"avance/{FILA}")
    nuevo = ask(client, encargada_maule, locate("avance_nuevo"), write_avance(archivos=build_archivo()))
    assert list_partes(nuevo) == ("avances", [*SIEMPRE, "archivos"])
    assert Borrador.objects.count() == 0
    correccion = locate("avance", pk=Avance.objects.get().pk)
    abierta = ask(client, encargada_maule, correccion)
    assert list_partes(abierta) == ("avances", [])
    datos = write_avance(valor="45", version=1, motivo="Se contó mal")
    corregido = ask(client, encargada_maule, correccion, datos)
    assert list_partes(corregido) == ("avances", [*SIEMPRE, "archivos"])
    assert Avance.objects.get().valor == 45


def test_a_claim_answers_in_the_panel_and_is_no_longer_offered(client, reclamable, directora_maule):
    assert "Reclamar de la validación" in ask(client, directora_maule, PAGINA).content.decode()
    keep(directora_maule, f"reclamo/{FILA}")
    datos = read_form(client, directora_maule, "reclamo_nuevo") | {"pide": "si", "fundamento": "Consta"}
    respuesta = ask(client, directora_maule, locate("reclamo_nuevo"), datos)
    assert list_partes(respuesta) == ("cumplimiento", SIEMPRE)
    texto = respuesta.content.decode()
    assert f"Presentó el reclamo de {FILA}." in texto
    assert reverse("reclamo", kwargs=EN_EJERCICIO | {"pk": Reclamo.objects.get().pk}) in texto
    assert "Reclamar de la validación" not in texto
    assert Borrador.objects.count() == 0


def test_a_ruling_answers_with_the_claim(client, reclamable, directora_maule, servicio):
    present_reclamo(compromiso=reclamable, pide="si", fundamento="Consta", actor=directora_maule)
    reclamo = Reclamo.objects.get()
    otra = create_usuario("revisora.dos", servicio, "CENTRAL")
    keep(otra, f"resolucion/{reclamo.pk}")
    direccion = reverse("reclamo", kwargs=EN_EJERCICIO | {"pk": reclamo.pk})
    vacia = ask(client, otra, direccion, {"version": 1})
    assert list_partes(vacia)[0] == "reclamo-abierto"
    assert "resumen-errores" in vacia.content.decode()
    assert Borrador.objects.count() == 1
    datos = {"version": 1, "decision": "acoger", "resolucion": "El acta lo prueba"}
    rechazada = ask(client, otra, direccion, datos)
    assert list_partes(rechazada) == ("reclamo-abierto", [])
    assert '<li class="error">' in rechazada.content.decode()
    Indicador.objects.update(resultado="100%")
    respuesta = ask(client, otra, direccion, datos)
    assert list_partes(respuesta)[0] == "reclamo-abierto"
    texto = respuesta.content.decode()
    assert f"Resolvió el reclamo de {FILA}." in texto
    assert "Resolver el reclamo</button>" not in texto
    assert (Compromiso.objects.get(codigo=FILA).validado, Borrador.objects.count()) == ("si", 0)


@pytest.mark.parametrize(
    ("nombre", "panel"),
    [("declaracion", "cumplimiento"), ("evidencia_nueva", "evidencias"), ("avance_nuevo", "avances")],
)
def test_what_is_refused_answers_with_its_form_alone_and_its_faults_first(
    client, fila, encargada_maule, nombre, panel
):
    respuesta = ask(client, encargada_maule, locate(nombre), {"respuesta": "no", "version": 1})
    assert (respuesta.status_code, list_partes(respuesta)) == (200, (panel, []))
    [primero] = re.findall(r'<[^>]* class="([^"]*)"[^>]* autofocus>', respuesta.content.decode())
    assert primero == "aviso no resumen-errores"
    assert "HX-Replace-Url" not in respuesta.headers


def test_a_stale_declaration_shows_both_in_the_panel(client, fila, encargada_maule, directora_maule):
    leido = write_respuesta(client, encargada_maule, "declaracion")
    ask(client, directora_maule, locate("declaracion"), leido | {"motivo": "Lo de ella"})
    respuesta = ask(client, encargada_maule, locate("declaracion"), leido | {"motivo": "Lo mío"})
    assert list_partes(respuesta) == ("cumplimiento", [])
    assert [(d.propio, d.guardado) for d in respuesta.context["obsoleto"].diferencias] == [
        ("Lo mío", "Lo de ella")
    ]
    assert respuesta.context["form"]["motivo"].value() == "Lo mío"


@pytest.mark.parametrize("parte", ["cumplimiento", "evidencias", "avances"])
def test_going_back_without_saving_gives_the_panel_as_it_was(client, fila, encargada_maule, parte):
    desde = {"HX-Target": parte, "HX-Current-URL": f"http://testserver{PAGINA}declaracion/"}
    respuesta = ask(client, encargada_maule, PAGINA, **desde)
    assert list_partes(respuesta) == (parte, [])
    assert respuesta.headers["HX-Replace-Url"] == PAGINA
    assert f"<title>Compromiso {FILA}" in respuesta.content.decode()


def test_out_of_its_time_the_panel_says_why(client, fila, encargada_maule):
    Ejercicio.objects.update(etapa=Etapa.FORMULACION)
    respuesta = ask(
        client, encargada_maule, locate("declaracion"), {"respuesta": "no", "motivo": "x", "version": 1}
    )
    assert list_partes(respuesta) == ("cumplimiento", [])
    assert "«Formulación»" in respuesta.content.decode()
    assert Compromiso.objects.get(codigo=FILA).declarado == ""


def test_without_script_the_page_opens_with_the_panel_of_the_form(client, fila, encargada_maule):
    client.force_login(encargada_maule)
    primeros = {
        nombre: re.findall(r'<section class="panel" id="([\w-]+)"', client.get(locate(nombre)).content.decode())
        for nombre in ("compromiso", "declaracion", "evidencia_nueva")
    }
    assert primeros == {
        "compromiso": ["cumplimiento", "evidencias", "avances", "lo-comprometido", "ultimo"],
        "declaracion": ["cumplimiento", "evidencias", "avances", "lo-comprometido", "ultimo"],
        "evidencia_nueva": ["evidencias", "cumplimiento", "avances", "lo-comprometido", "ultimo"],
    }


def test_the_answer_costs_the_same_whatever_hangs_from_the_row(client, fila, encargada_maule):
    costos = []
    for dias in (["11"], ["12", "13", "14"]):
        for dia in dias:
            datos = write_avance(fecha=f"2009-01-{dia}", archivos=build_archivo(f"{dia}.pdf"))
            ask(client, encargada_maule, locate("avance_nuevo"), datos)
            documento = build_documento(f"acta {dia}.pdf")
            attach_evidencia(compromiso=fila, documento=documento, actor=encargada_maule)
        datos = write_respuesta(client, encargada_maule, "declaracion", motivo=f"Motivo del {dias[-1]}")
        with CaptureQueriesContext(connection) as consultas:
            ask(client, encargada_maule, locate("declaracion"), datos)
        costos.append(len(consultas))
    assert costos[0] == costos[1]
