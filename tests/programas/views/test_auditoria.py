"""Each finding of the audit leads to the form that mends it, or to its row for who does not mend it."""

import pytest
from django.urls import reverse

from programas.enums import EstadoCorte, EstadoPrograma, Etapa
from programas.models import AnalisisAvance, Compromiso, Corte, Ejercicio, Indicador, ProgramaTrabajo
from tests.fabrica import build_programa

EN_MAULE = {"servicio": "sernam", "anio": 2009, "cut": "07"}
RAIZ = "/sernam/2009"


@pytest.fixture
def formulario(ejercicio, corte, maule):
    """A finding of each kind: weights, a row without weight, an analysis without responsible, one to link."""
    Ejercicio.objects.filter(pk=ejercicio.pk).update(etapa=Etapa.EVALUACION)
    programa = build_programa(ejercicio, maule, "III.1", "--", ["60", None], "sn")
    primero, segundo = programa.objetivos.order_by("orden")
    Indicador.objects.filter(objetivo=segundo).update(resultado="80%")
    recomienda = {"avance_efectivo": "Se avanzó", "recomendaciones": "Seguir"}
    AnalisisAvance.objects.create(
        programa=programa, corte=corte, codigo=f"{programa.codigo}-A01", orden=1, objetivo=primero, **recomienda
    )
    AnalisisAvance.objects.create(
        programa=programa, corte=corte, codigo=f"{programa.codigo}-A02", orden=2, objetivo_texto="Otra cosa"
    )
    return programa


def read_enlaces(client, quien):
    """Where each rule's first finding leads, and with what words."""
    client.force_login(quien)
    pagina = client.get(reverse("auditoria_territorio", kwargs=EN_MAULE))
    enlaces = {}
    for grupo, hallazgos in pagina.context["grupos"]:
        _, hallazgo, remedio, enlace = hallazgos[0]
        palabra = f"{'Corregir' if remedio.corrige else 'Ver'} {hallazgo.fila}"
        assert f'<a href="{enlace}">{palabra}</a>' in pagina.content.decode()
        enlaces[grupo.regla] = (palabra.split()[0], enlace)
    return enlaces


def list_esperados(analisis, **cambios):
    informe = f"{RAIZ}/territorios/07/III.4/2009-06-30"
    suelto = AnalisisAvance.objects.get(codigo="2009-07-III.1-A02")
    return {
        "V3": ("Corregir", reverse("fila", kwargs=EN_MAULE | {"tipo": "III.1", "codigo": "2009-07-III.1-02"})),
        "V9": ("Ver", f"{RAIZ}/territorios/07/III.1/"),
        "V1": ("Corregir", reverse("ponderacion", kwargs=EN_MAULE | {"tipo": "III.1"})),
        "V6": ("Corregir", f"{RAIZ}/compromisos/2009-07-III.1-01.1/declaracion/"),
        "V7": ("Corregir", f"{RAIZ}/compromisos/2009-07-III.1-02.1/declaracion/"),
        "V11": (analisis, f"{informe}/2009-07-III.1-02/"),
        "V12": (analisis, f"{informe}/2009-07-III.1-01/"),
        "V14": ("Corregir", reverse("admin:programas_analisisavance_change", args=[suelto.pk])),
    } | cambios


def test_each_finding_leads_who_drafts_to_the_form_that_mends_it(client, formulario, directora_maule):
    enlaces = read_enlaces(client, directora_maule)
    assert enlaces == list_esperados("Corregir")
    assert {client.get(enlace).status_code for _, enlace in enlaces.values()} == {200}


def test_who_only_reads_is_led_to_the_row(client, formulario, revisora):
    informe = f"{RAIZ}/territorios/07/III.4/2009-06-30/"
    enlaces = read_enlaces(client, revisora)
    assert enlaces == list_esperados(
        "Ver",
        V3=("Ver", f"{RAIZ}/compromisos/2009-07-III.1-02.1/"),
        V1=("Ver", f"{RAIZ}/territorios/07/III.1/"),
        V6=("Ver", f"{RAIZ}/compromisos/2009-07-III.1-01.1/"),
        V7=("Ver", f"{RAIZ}/compromisos/2009-07-III.1-02.1/"),
        V14=("Ver", informe),
    )
    assert {client.get(enlace).status_code for _, enlace in enlaces.values()} == {200}


def test_what_is_locked_is_read_and_not_mended(client, formulario, directora_maule):
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.APROBADO)
    Corte.objects.update(estado=EstadoCorte.CERRADO)
    palabras = {regla: palabra for regla, (palabra, _) in read_enlaces(client, directora_maule).items()}
    assert palabras == dict.fromkeys(palabras, "Ver") | {"V6": "Corregir", "V7": "Corregir"}
    Compromiso.objects.update(validado="no", ponderacion=500_000)
    Ejercicio.objects.update(etapa=Etapa.CERRADO)
    cerrado = {regla: palabra for regla, (palabra, _) in read_enlaces(client, directora_maule).items()}
    assert cerrado == dict.fromkeys(cerrado, "Ver")
    assert {"V6", "V7", "V12"} <= set(cerrado)
