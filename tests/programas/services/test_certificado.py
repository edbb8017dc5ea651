"""The certificate of a closing: made of what was frozen, each version naming the one before, without names."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from programas.models import Certificado, Cierre, Compromiso, Indicador
from programas.scoring.verificador import check_certificado
from programas.selectors.cierre import compute_sha256
from programas.services.certificado import CertificadosAlDia, issue_certificados
from regiones.models import Region, Registro
from tests.programas.cierres import build_evaluado, close, correct


@pytest.fixture
def evaluado(ejercicio, corte, maule, atacama):
    return build_evaluado(ejercicio, maule, atacama)


def load_certificado(cierre):
    return Certificado.objects.get(cierre=cierre)


def test_closing_writes_a_certificate_of_what_was_frozen(evaluado, administradora, maule):
    cierre = close(evaluado, administradora)
    Region.objects.filter(pk=maule.pk).update(nombre_corto="Otro nombre")
    evaluado.servicio.nombre = "Otro servicio"
    evaluado.servicio.save()
    Compromiso.objects.update(validado="si")
    certificado = load_certificado(cierre)
    datos = certificado.datos
    assert check_certificado(datos, certificado.huella).cambios == ()
    assert (datos["entrada"], datos["resultado"]) == (cierre.entrada, cierre.resultado)
    cabeza = {c: v for c, v in datos.items() if c not in ("entrada", "resultado", "sellos", "sha256_contenido")}
    assert cabeza == {
        "formato": "gestion-territorial/certificado/1",
        "servicio": {"codigo": "sernam", "sigla": "SERNAM", "nombre": "Servicio Nacional de la Mujer"},
        "anio": 2009,
        "version": 1,
        "reemplaza": None,
        "cerrado_en": f"{cierre.cerrado_en:%Y-%m-%dT%H:%M:%SZ}",
        "demostracion": False,
        "reglas": "2009.1",
        "sha256_cierre": compute_sha256(cierre),
        "huella": certificado.huella,
        "codigo": certificado.codigo,
    }


def test_it_carries_no_name_of_a_person_and_no_text_of_the_rows(evaluado, administradora):
    administradora.first_name, administradora.last_name = "Nombre", "Apellido"
    administradora.save()
    Compromiso.objects.update(motivo="Lo dijo Fulana", unidad_texto="Unidad de Fulana")
    escrito = str(load_certificado(close(evaluado, administradora)).datos)
    for ajeno in ("administradora", "Apellido", "Fulana", "Objetivo", "Faltó"):
        assert ajeno not in escrito


def test_a_correction_says_which_version_it_replaces(evaluado, administradora):
    primero = load_certificado(close(evaluado, administradora))
    correct(evaluado, administradora)
    # Nothing else changed: still, another version is another certificate.
    segundo = load_certificado(close(evaluado, administradora))
    assert (segundo.datos["version"], segundo.datos["reemplaza"]) == (
        2,
        {"version": 1, "codigo": primero.codigo, "huella": primero.huella},
    )
    assert segundo.cierre.sha256 == primero.cierre.sha256
    assert segundo.codigo != primero.codigo
    assert Certificado.objects.get(pk=primero.pk).datos == primero.datos


@pytest.mark.parametrize(
    "orden", ["UPDATE programas_certificado SET codigo = '7K3M9QXA2PWT'", "DELETE FROM programas_certificado"]
)
def test_the_database_refuses_to_touch_a_certificate(evaluado, administradora, orden):
    close(evaluado, administradora)
    with (
        pytest.raises(DatabaseError, match="inmutable"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(orden)
    assert Certificado.objects.count() == 1


def test_closings_made_before_there_were_certificates_get_theirs_from_the_administration(
    evaluado, administradora, revisora, monkeypatch
):
    with monkeypatch.context() as antes:
        antes.setattr("programas.services.cierre.write_certificados", lambda ejercicio: None)
        close(evaluado, administradora)
        correct(evaluado, administradora)
        Indicador.objects.update(resultado="90%")
        close(evaluado, administradora)
    assert Certificado.objects.count() == 0
    with pytest.raises(PermissionDenied):
        issue_certificados(ejercicio=evaluado, actor=revisora)
    primero, segundo = issue_certificados(ejercicio=evaluado, actor=administradora)
    assert (primero.datos["reemplaza"], segundo.datos["reemplaza"]["codigo"]) == (None, primero.codigo)
    assert {c.cierre_id for c in (primero, segundo)} == set(Cierre.objects.values_list("pk", flat=True))
    escritos = Registro.objects.order_by("-pk")[:2]
    assert [registro.despues["certificado"] for registro in escritos] == [str(segundo), str(primero)]
    with pytest.raises(CertificadosAlDia):
        issue_certificados(ejercicio=evaluado, actor=administradora)
