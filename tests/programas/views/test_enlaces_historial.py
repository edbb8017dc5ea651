"""Every row that is written shows where its history is, and the link finds what was recorded of it."""

import re

import pytest
from django.urls import reverse

from programas.models import AnalisisAvance, Corte, ObjetivoEspecifico
from programas.services.analisis import build_analisis, save_analisis
from programas.services.cortes import change_corte
from programas.services.edicion import change_fila
from tests.fabrica import build_programa
from tests.programas.revisiones import load_programa, send, send_hoja

ANIO = {"servicio": "sernam", "anio": 2009}
PROGRAMA = ANIO | {"cut": "07", "tipo": "III.1"}
CORTE = ANIO | {"cut": "07", "fecha": "2009-06-30"}
FILA = "2009-07-III.1-01"


@pytest.fixture
def escrito(ejercicio, corte, maule, directora_maule, administradora):
    build_programa(ejercicio, maule, "III.1", "-")
    objetivo = ObjetivoEspecifico.objects.select_related("programa__ejercicio").get(codigo=FILA)
    objetivo.texto = "Otro objetivo"
    change_fila(fila=objetivo, actor=directora_maule)
    analisis = build_analisis(objetivo, Corte.objects.get())
    analisis.avance_efectivo, analisis.sin_recomendaciones = "Se hizo", True
    save_analisis(analisis=analisis, actor=directora_maule)
    send(load_programa(), directora_maule)
    send_hoja(Corte.objects.get(), maule, directora_maule)
    for estado, motivo in (("CERRADO", ""), ("ABIERTO", "Faltaba uno")):
        actual = Corte.objects.get()
        change_corte(corte=actual, estado=estado, motivo=motivo, actor=administradora, version=actual.version)


@pytest.mark.parametrize(
    ("nombre", "argumentos", "codigos"),
    [
        ("programa", PROGRAMA, ["2009-07-III.1"]),
        ("formulacion", PROGRAMA, ["2009-07-III.1", FILA]),
        ("analisis", CORTE, ["2009-07-III.4-2009-06-30", "2009-07-III.1-A01"]),
        ("analisis_objetivo", CORTE | {"codigo": FILA}, ["2009-07-III.1-A01"]),
        ("cortes", ANIO, ["SERNAM 2009 · 30-06-2009"]),
        ("revision_programa", PROGRAMA, ["2009-07-III.1"]),
        ("revision_informe", CORTE, ["2009-07-III.4-2009-06-30"]),
    ],
)
def test_each_page_leads_to_the_history_of_its_rows(client, escrito, revisora, nombre, argumentos, codigos):
    client.force_login(revisora)
    pagina = client.get(reverse(nombre, kwargs=argumentos)).content.decode()
    enlaces = re.findall(rf'<a href="({reverse("historial", kwargs=ANIO)}\?texto=[^"]+)"', pagina)
    hallados = [client.get(enlace).context for enlace in enlaces]
    assert [contexto["form"].cleaned_data["texto"] for contexto in hallados] == codigos
    for contexto, codigo in zip(hallados, codigos, strict=True):
        vistos = [asiento.codigo for _, asiento in contexto["historial"].asientos]
        assert vistos != []
        assert [visto for visto in vistos if not visto.startswith(codigo)] == []


def test_an_analysis_not_written_has_no_history(client, ejercicio, corte, maule, revisora):
    build_programa(ejercicio, maule, "III.1", "-")
    client.force_login(revisora)
    assert AnalisisAvance.objects.count() == 0
    for nombre, argumentos in (("analisis", CORTE), ("analisis_objetivo", CORTE | {"codigo": FILA})):
        assert "?texto=" not in client.get(reverse(nombre, kwargs=argumentos)).content.decode()
