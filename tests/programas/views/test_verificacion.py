"""The public page of a certificate: what anybody reads, checks and prints, and nothing else."""

import json
import re
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from programas.documentos.verificador import build_verificador
from programas.enums import EstadoPrograma, Etapa
from programas.models import Certificado, Compromiso, Ejercicio, Indicador, ProgramaTrabajo
from programas.scoring.verificador import check_certificado
from programas.views.verificacion import draw_pdf
from regiones.models import Region
from tests.fabrica import build_nacional
from tests.programas.cierres import build_evaluado, close, correct


@pytest.fixture
def certificado(ejercicio, corte, maule, atacama, administradora):
    administradora.first_name, administradora.last_name = "Nombre", "Apellido"
    administradora.save()
    return close(build_evaluado(ejercicio, maule, atacama), administradora).certificado


def get_publico(nombre, certificado):
    """As somebody who never logged in."""
    return Client().get(reverse(nombre, args=[str(certificado)]))


def read_pagina(respuesta):
    texto = re.sub(r"<[^>]+>", " ", respuesta.content.decode())
    return " ".join(texto.replace("\xa0", " ").split())


def test_anybody_reads_the_verdict_and_each_territory_and_no_name(certificado):
    respuesta = get_publico("certificado_publico", certificado)
    texto = read_pagina(respuesta)
    for dicho in (
        "Servicio Nacional de la Mujer, 2009",
        "✕ No cumple Resultado del servicio en 2009, por programa, con umbral de 90 %",
        "Es la versión vigente del resultado de 2009.",
        "III.3 ✕ No cumple Atacama 66,66 %",
        "Atacama No lo compromete No lo compromete ✕ No cumple 66,66 %",
        "Maule ✓ Cumple 91,66 % No lo compromete No lo compromete",
        f"--huella {certificado.huella}",
    ):
        assert dicho in texto
    for ajeno in ("administradora", "Apellido", "Objetivo 1", "Sin presupuesto"):
        assert ajeno not in respuesta.content.decode()


def test_the_certificate_given_is_checked_against_the_hash_that_the_page_shows(certificado):
    datos = json.loads(get_publico("certificado_json", certificado).content)
    assert check_certificado(datos, certificado.huella).cambios == ()
    assert Client().get(reverse("verificador")).content == build_verificador()


def test_the_pdf_says_the_same_is_tagged_and_carries_the_certificate(certificado):
    respuesta = get_publico("certificado_pdf", certificado)
    lector = PdfReader(BytesIO(respuesta.content))
    texto = " ".join(" ".join(pagina.extract_text() for pagina in lector.pages).replace("\xa0", " ").split())
    for dicho in (
        "Servicio Nacional de la Mujer",
        "✕ No cumple por programa, con umbral de 90 %",
        str(certificado),
        certificado.huella,
        "Maule ✓ Cumple 91,66 % No lo compromete No lo compromete",
        f"http://testserver/verificar/{certificado}/",
    ):
        assert dicho in texto
    raiz = lector.trailer["/Root"]
    assert (raiz["/MarkInfo"]["/Marked"], raiz["/Lang"]) == (True, "es-CL")
    xmp = raiz["/Metadata"].get_data().decode()
    norma = dict(re.findall(r"<(pdfuaid:part|pdfaid:part|pdfaid:conformance)>(.)", xmp))
    assert norma == {"pdfuaid:part": "1", "pdfaid:part": "3", "pdfaid:conformance": "A"}
    (adjunto,) = lector.attachments.values()
    assert adjunto == [get_publico("certificado_json", certificado).content]


def test_a_correction_takes_the_force_from_the_certificate_before(certificado, ejercicio, administradora):
    correct(ejercicio, administradora)
    assert "se reabrió para corregirlo" in read_pagina(get_publico("certificado_publico", certificado))
    segundo = close(ejercicio, administradora).certificado
    assert f"lo reemplazó la versión 2, certificado {segundo}" in read_pagina(
        get_publico("certificado_publico", certificado)
    )
    assert f"2, que reemplaza a la 1 ( certificado {certificado} )" in read_pagina(
        get_publico("certificado_publico", segundo)
    )


@pytest.mark.parametrize("escrito", ["0000-0000-0000", "ayer", "7K3M 9QXA 2PWT 1", "ñ", "%3Cscript%3E"])
def test_an_unknown_code_is_told_so(client, certificado, escrito):
    for direccion in (f"/verificar/{escrito}/", f"/verificar/{escrito}/certificado.pdf"):
        respuesta = client.get(direccion)
        assert respuesta.status_code == 404
        assert "No hay un certificado con ese código" in read_pagina(respuesta)
        assert b"<script>" not in respuesta.content


def test_a_code_typed_without_care_opens_its_certificate(client, certificado):
    escrito = str(certificado).lower().replace("-", " ")
    respuesta = client.get(reverse("verificacion"), {"codigo": escrito})
    assert (respuesta.status_code, respuesta.url) == (302, f"/verificar/{certificado}/")
    assert client.get(reverse("verificacion"), {"codigo": "no sé"}).status_code == 404


def test_what_does_not_change_is_not_sent_twice(client, certificado):
    de_certificado = [reverse(n, args=[str(certificado)]) for n in ("certificado_json", "certificado_pdf")]
    for direccion in (*de_certificado, reverse("verificador")):
        primera = client.get(direccion)
        segunda = client.get(direccion, headers={"If-None-Match": primera["ETag"]})
        assert (primera.status_code, segunda.status_code, segunda.content) == (200, 304, b"")
        assert primera["Cache-Control"] == "public, no-cache"


def test_it_takes_the_same_queries_whatever_the_rows(
    certificado, servicio, administradora, django_assert_num_queries
):
    grande = Ejercicio.objects.create(
        servicio=servicio,
        anio=2010,
        etapa=Etapa.EVALUACION,
        exige_evidencia=False,
        reclamos_desde="2010-12-01",
        reclamos_hasta="2010-12-31",
    )
    build_nacional(grande, list(Region.objects.existing_in(2010)), (12, 16, 3))
    Compromiso.objects.filter(validado="").update(validado="si")
    Compromiso.objects.exclude(validado="si").update(motivo="Sin presupuesto")
    Indicador.objects.update(resultado="100%")
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.APROBADO)
    close(Ejercicio.objects.get(pk=grande.pk), administradora)
    draw_pdf.cache_clear()
    # Each one counts who asks, and then reads.
    for uno in Certificado.objects.all():
        with django_assert_num_queries(3):
            get_publico("certificado_publico", uno)
        with django_assert_num_queries(2):
            get_publico("certificado_json", uno)
        # Drawn once, and then given as it was drawn.
        for consultas in (3, 2):
            with django_assert_num_queries(consultas):
                get_publico("certificado_pdf", uno)
    with django_assert_num_queries(2):
        assert Client().get("/verificar/0000-0000-0000/").status_code == 404


def test_the_closing_leads_to_its_certificate(client, certificado, auditor):
    client.force_login(auditor)
    texto = client.get(reverse("cierre", args=["sernam", 2009, 1])).content.decode()
    for nombre in ("certificado_publico", "certificado_pdf", "certificado_json"):
        assert f'href="{reverse(nombre, args=[str(certificado)])}"' in texto
