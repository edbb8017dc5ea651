"""Rule V6: a «sí» comes with its evidence and, in EVALUACION, with its result."""

import pytest

from programas.enums import Etapa
from programas.models import Compromiso, Ejercicio, Indicador
from programas.services.cumplimiento import (
    SinEvidencia,
    SinResultado,
    declare_cumplimiento,
    validate_cumplimiento,
)
from programas.services.evidencias import attach_evidencia, withdraw_evidencia
from regiones.enums import Acto
from regiones.models import Registro
from regiones.services import CambioObsoleto
from tests.documentos import build_documento
from tests.fabrica import build_programa


@pytest.fixture
def compromiso(ejercicio, maule):
    build_programa(ejercicio, maule, "III.1", "-")
    return Compromiso.objects.get()


def declare(compromiso, actor, respuesta="si", **otros):
    compromiso.refresh_from_db()
    return declare_cumplimiento(compromiso=compromiso, respuesta=respuesta, motivo="", actor=actor, **otros)


def validate(compromiso, actor, respuesta="si", motivo=""):
    compromiso.refresh_from_db()
    return validate_cumplimiento(compromiso=compromiso, respuesta=respuesta, motivo=motivo, actor=actor)


def attach(compromiso, actor):
    return attach_evidencia(compromiso=compromiso, documento=build_documento(), actor=actor)


def test_yes_needs_an_evidence_in_force(compromiso, encargada_maule):
    with pytest.raises(SinEvidencia, match=r"2009-07-III\.1-01\.1 no tiene evidencia vigente"):
        declare(compromiso, encargada_maule)
    evidencia = attach(compromiso, encargada_maule)
    withdraw_evidencia(evidencia=evidencia, motivo="Sin firma", actor=encargada_maule)
    with pytest.raises(SinEvidencia):
        declare(compromiso, encargada_maule)
    assert declare(compromiso, encargada_maule, "no") is True
    attach(compromiso, encargada_maule)
    assert declare(compromiso, encargada_maule) is True


def test_evidence_of_another_row_proves_nothing_of_this_one(ejercicio, maule, encargada_maule):
    build_programa(ejercicio, maule, "III.1", "--")
    uno, otro = Compromiso.objects.order_by("codigo")
    attach(uno, encargada_maule)
    with pytest.raises(SinEvidencia):
        declare(otro, encargada_maule)


def test_a_yes_brought_by_a_workbook_is_not_validated_without_evidence(compromiso, encargada_maule, revisora):
    Compromiso.objects.update(declarado="si")
    with pytest.raises(SinEvidencia):
        validate(compromiso, revisora)
    assert validate(compromiso, revisora, "parcial") is True
    attach(compromiso, encargada_maule)
    assert validate(compromiso, revisora, motivo="Llegó el informe") is True


def test_an_ejercicio_may_ask_for_no_evidence(compromiso, ejercicio, encargada_maule):
    Ejercicio.objects.filter(pk=ejercicio.pk).update(exige_evidencia=False)
    assert declare(compromiso, encargada_maule) is True


def test_in_evaluacion_yes_needs_its_result(compromiso, ejercicio, encargada_maule, revisora):
    Ejercicio.objects.filter(pk=ejercicio.pk).update(etapa=Etapa.EVALUACION)
    attach(compromiso, encargada_maule)
    with pytest.raises(SinResultado, match="no tiene resultado anual del indicador"):
        declare(compromiso, encargada_maule)
    with pytest.raises(SinResultado):
        validate(compromiso, revisora)
    Indicador.objects.update(resultado="100%")
    assert declare(compromiso, encargada_maule) is True
    assert validate(compromiso, revisora) is True


def test_the_result_is_declared_in_the_same_act(compromiso, ejercicio, encargada_maule):
    Ejercicio.objects.filter(pk=ejercicio.pk).update(etapa=Etapa.EVALUACION)
    attach(compromiso, encargada_maule)
    indicador = Indicador.objects.get()
    indicador.resultado = "85% de 174 redes"
    assert declare(compromiso, encargada_maule, indicador=indicador) is True
    guardado = Indicador.objects.get()
    assert (guardado.resultado, guardado.resultado_valor, guardado.resultado_base) == (
        "85% de 174 redes",
        85,
        "174 redes",
    )
    actos = (
        Registro.objects.filter(servicio=ejercicio.servicio_id)
        .exclude(acto=Acto.ADJUNTAR)
        .order_by("pk")
        .values_list("acto", "clase")
    )
    assert list(actos) == [
        (Acto.MODIFICAR, "programas.indicador"),
        (Acto.DECLARAR, "programas.compromiso"),
    ]


def test_a_refused_declaration_keeps_no_result(compromiso, encargada_maule):
    indicador = Indicador.objects.get()
    indicador.resultado = "85%"
    with pytest.raises(SinEvidencia):
        declare(compromiso, encargada_maule, indicador=indicador)
    assert Indicador.objects.get().resultado == ""


def test_a_stale_result_is_refused_with_the_whole_declaration(compromiso, encargada_maule):
    indicador = Indicador.objects.get()
    Indicador.objects.update(resultado="90%", version=2)
    indicador.resultado = "85%"
    with pytest.raises(CambioObsoleto) as rechazo:
        declare(compromiso, encargada_maule, "no", indicador=indicador)
    assert rechazo.value.diferencias["resultado anual"] == ("85%", "90%")
    assert Compromiso.objects.get().declarado == ""
