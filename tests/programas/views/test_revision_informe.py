"""Sheet III.4 under review: in the queue, row by row, several at once, and what its conversations answer."""

import re

import pytest
from django.urls import reverse

from programas.models import AnalisisAvance, Corte, Envio, InformeAvance, ObjetivoEspecifico, Observacion
from programas.services.analisis import build_analisis, save_analisis
from tests.fabrica import build_programa
from tests.programas.revisiones import load_programa, observe_fila, send, send_hoja

ANIO = {"servicio": "sernam", "anio": 2009}
LUGAR = ANIO | {"cut": "07", "fecha": "2009-06-30"}
PRIMERA, SEGUNDA = "2009-07-III.1-A01", "2009-07-III.1-A02"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def enviado(ejercicio, corte, maule, atacama, directora_maule):
    build_programa(ejercicio, maule, "III.1", "--")
    build_programa(ejercicio, atacama, "III.1", "-")
    for objetivo in ObjetivoEspecifico.objects.filter(programa__region=maule).order_by("orden"):
        analisis = build_analisis(objetivo, Corte.objects.get())
        analisis.avance_efectivo, analisis.sin_recomendaciones = "Se hizo la mesa", True
        save_analisis(analisis=analisis, actor=directora_maule)
    return send_hoja(Corte.objects.get(), maule, directora_maule)


@pytest.fixture
def revisa(client, enviado, revisora):
    client.force_login(revisora)
    return client


def read(respuesta):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", respuesta.content.decode().replace("\xa0", " ")))


def list_cola(client, **filtros):
    filas = client.get(reverse("revision", kwargs=ANIO), filtros).context["filas"]
    return [(fila.territorio, fila.tipo, fila.filas, fila.aprobadas, fila.abiertas) for fila in filas]


def decide(client, decision, *filas, headers=None, **datos):
    datos |= {"envio": 1, "decision": decision, "filas": filas}
    return client.post(reverse("revision_informe_filas", kwargs=LUGAR), datos, headers=headers)


def test_a_report_sent_waits_in_the_queue_with_its_link(revisa):
    assert list_cola(revisa) == [("Maule", "III.4", 2, 0, 0)]
    pagina = revisa.get(reverse("revision", kwargs=ANIO))
    assert pagina.context["frase"].replace("\xa0", " ") == "1 informe por revisar."
    enlace = f'<a href="{reverse("revision_informe", kwargs=LUGAR)}">Maule · III.4 al 30-06-2009</a>'
    assert enlace in pagina.content.decode()


def test_programmes_and_reports_are_counted_together(revisa, directora_maule):
    send(load_programa(), directora_maule)
    frase = read(revisa.get(reverse("revision", kwargs=ANIO)))
    assert "1 programa y 1 informe por revisar; 1 decide el resultado." in frase


@pytest.mark.parametrize(
    ("filtro", "esperados"),
    [
        ({"estado": "ENVIADO", "tipo": "III.4"}, ["III.4"]),
        ({"estado": "ENVIADO", "tipo": "III.1"}, []),
        ({"estado": "TODOS", "territorio": "07"}, ["III.1", "III.4"]),
        ({"estado": "ENVIADO", "territorio": "03"}, []),
        ({"estado": "APROBADO"}, []),
        ({"estado": "ENVIADO", "decide": "on"}, []),
    ],
)
def test_the_queue_filters_reports_as_it_filters_programmes(revisa, filtro, esperados):
    assert sorted(tipo for _, tipo, *_ in list_cola(revisa, **filtro)) == esperados


def test_several_rows_are_approved_at_once_and_then_the_report(revisa):
    destino = f"{reverse('revision_informe', kwargs=LUGAR)}#{PRIMERA}"
    assert decide(revisa, "APROBADA", PRIMERA, SEGUNDA).url == destino
    assert list_cola(revisa) == [("Maule", "III.4", 2, 2, 0)]
    datos = {"decision": "APROBADA", "version": InformeAvance.objects.get().version}
    respuesta = revisa.post(reverse("revision_informe_cierre", kwargs=LUGAR), datos, follow=True)
    assert "III.4 de Maule al 30-06-2009 quedó aprobado." in read(respuesta)
    assert InformeAvance.objects.get().estado == "APROBADO"


def test_several_rows_are_observed_at_once_each_with_its_remark(revisa):
    decide(revisa, "OBSERVADA", PRIMERA, SEGUNDA, texto="¿Cuántas?")
    observadas = Observacion.objects.order_by("fila").values_list("fila", "asunto", "mensajes__texto")
    assert list(observadas) == [(PRIMERA, "ANALISIS", "¿Cuántas?"), (SEGUNDA, "ANALISIS", "¿Cuántas?")]
    assert list_cola(revisa) == [("Maule", "III.4", 2, 0, 2)]


def test_once_approved_a_row_may_still_be_observed(revisa):
    InformeAvance.objects.update(estado="APROBADO")
    decide(revisa, "OBSERVADA", PRIMERA, texto="¿Cuántas?")
    assert Observacion.objects.get().asunto == "ANALISIS"


def test_htmx_answers_with_the_row_and_what_the_report_still_lacks(revisa):
    respuesta = decide(revisa, "APROBADA", PRIMERA, desde=PRIMERA, headers=HTMX)
    texto = respuesta.content.decode()
    assert re.findall(r'<article[^>]* id="([^"]+)"', texto) == [PRIMERA]
    assert re.findall(r'id="([^"]+)"[^>]* hx-swap-oob', texto) == ["resumen-revision", "falta-revision"]
    assert "Para aprobarlo falta aprobar 1 fila." in read(respuesta)


def test_what_changed_since_the_last_submission_is_marked(revisa, maule, directora_maule):
    datos = {"decision": "OBSERVADA", "texto": "Precise", "version": InformeAvance.objects.get().version}
    revisa.post(reverse("revision_informe_cierre", kwargs=LUGAR), datos)
    analisis = AnalisisAvance.objects.get(codigo=SEGUNDA)
    analisis.avance_efectivo = "Se hizo la mesa dos veces"
    save_analisis(analisis=analisis, actor=directora_maule)
    send_hoja(Corte.objects.get(), maule, directora_maule)
    pagina = revisa.get(reverse("revision_informe", kwargs=LUGAR)).content.decode()
    cambios = re.findall(r"<(ins|del)[^>]*><span[^>]*>[^<]*</span>([^<]*)<", pagina)
    assert [(marca, texto.strip()) for marca, texto in cambios] == [("ins", "dos veces")]
    assert [f.cambiadas for f in revisa.get(reverse("revision", kwargs=ANIO)).context["filas"]] == [1]


def test_a_conversation_leads_each_side_to_where_the_row_is_read(client, enviado, revisora, directora_maule):
    observe_fila(Envio.objects.get(), revisora, PRIMERA)
    observacion = Observacion.objects.get()
    ancla = f"#observacion-{observacion.pk}"
    destinos = []
    for quien in (revisora, directora_maule):
        client.force_login(quien)
        direccion = reverse("observacion_respuesta", kwargs=ANIO | {"pk": observacion.pk})
        destinos.append(client.post(direccion, {"texto": f"Lo dice {quien}"}).url)
    revision, hoja = (reverse(nombre, kwargs=LUGAR) + ancla for nombre in ("revision_informe", "analisis"))
    assert destinos == [revision, hoja]
    lista = client.get(reverse("observaciones", kwargs=ANIO)).content.decode()
    assert f'<a href="{hoja}">Maule · III.4 al 30-06-2009 · {PRIMERA}</a>' in lista


def test_the_sheet_leads_who_reviews_to_the_review_and_nobody_else(client, enviado, revisora, directora_maule):
    enlaces = []
    for quien in (revisora, directora_maule):
        client.force_login(quien)
        pagina = client.get(reverse("analisis", kwargs=LUGAR)).content.decode()
        enlaces.append(reverse("revision_informe", kwargs=LUGAR) in pagina)
    assert enlaces == [True, False]


def test_a_remark_resolved_by_htmx_tells_what_the_report_still_lacks(revisa, revisora):
    observe_fila(Envio.objects.get(), revisora, PRIMERA)
    observacion = Observacion.objects.get()
    pagina = f"http://testserver{reverse('revision_informe', kwargs=LUGAR)}"
    respuesta = revisa.post(
        reverse("observacion_resuelta", kwargs=ANIO | {"pk": observacion.pk}),
        {"version": observacion.version},
        headers=HTMX | {"HX-Current-URL": pagina},
    )
    assert "Para aprobarlo falta aprobar 2 filas." in read(respuesta)
