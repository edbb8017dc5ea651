"""Declaring and validating: who, when, and what stops it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from programas.enums import Etapa
from programas.models import Compromiso, Ejercicio, MedioVerificacion
from programas.services import edicion
from programas.services.cumplimiento import (
    FueraDeEtapa,
    SinMedioVerificacion,
    SinMotivo,
    YaValidado,
    declare_cumplimiento,
    validate_cumplimiento,
)
from regiones.enums import Acto, Rol
from regiones.models import Asignacion, Registro
from regiones.services import CambioObsoleto
from tests.fabrica import build_programa


@pytest.fixture(autouse=True)
def sin_exigir_evidencia(ejercicio):
    """These tests are about the other rules: what a «sí» must prove (V6) has a module of its own."""
    Ejercicio.objects.filter(pk=ejercicio.pk).update(exige_evidencia=False)


@pytest.fixture
def compromiso(ejercicio, maule):
    build_programa(ejercicio, maule, "III.1", "-")
    return Compromiso.objects.get()


def declare(compromiso, respuesta, actor, motivo=""):
    return declare_cumplimiento(compromiso=compromiso, respuesta=respuesta, motivo=motivo, actor=actor)


def validate(compromiso, respuesta, actor, motivo=""):
    return validate_cumplimiento(compromiso=compromiso, respuesta=respuesta, motivo=motivo, actor=actor)


def test_the_region_declares_and_the_central_unit_validates(compromiso, encargada_maule, revisora):
    assert declare(compromiso, "si", encargada_maule) is True
    assert validate(compromiso, "si", revisora) is True
    guardado = Compromiso.objects.get()
    assert (guardado.declarado, guardado.declarado_por, guardado.validado, guardado.validado_por) == (
        "si",
        encargada_maule,
        "si",
        revisora,
    )
    assert None not in (guardado.declarado_en, guardado.validado_en)
    registros = {r.acto: r for r in Registro.objects.filter(clase="programas.compromiso")}
    assert set(registros) == {Acto.DECLARAR, Acto.VALIDAR}
    assert registros[Acto.DECLARAR].antes["declarado"] == ""
    assert registros[Acto.DECLARAR].despues["declarado"] == "si"
    assert registros[Acto.VALIDAR].despues["validado"] == "si"


def test_saying_the_same_again_writes_nothing(compromiso, encargada_maule, directora_maule):
    declare(compromiso, "si", encargada_maule)
    assert declare(compromiso, "si", directora_maule) is False
    assert Compromiso.objects.get().declarado_por == encargada_maule


@pytest.mark.parametrize("quien", ["director_atacama", "revisora", "auditor"])
def test_others_do_not_declare(compromiso, quien, request):
    with pytest.raises(PermissionDenied):
        declare(compromiso, "si", request.getfixturevalue(quien))
    assert Compromiso.objects.get().declarado == ""


@pytest.mark.parametrize("quien", ["encargada_maule", "directora_maule", "administradora", "auditor"])
def test_only_the_central_unit_validates(compromiso, quien, request):
    with pytest.raises(PermissionDenied):
        validate(compromiso, "si", request.getfixturevalue(quien))
    assert Compromiso.objects.get().validado == ""


def test_nobody_validates_what_they_declared(compromiso, servicio, maule, revisora):
    Asignacion.objects.create(
        usuario=revisora, servicio=servicio, region=maule, rol=Rol.ENCARGADA, desde="2009-01-01"
    )
    declare(compromiso, "si", revisora)
    with pytest.raises(PermissionDenied, match="V15"):
        validate(compromiso, "si", revisora)


@pytest.mark.parametrize("etapa", [Etapa.FORMULACION, Etapa.CERRADO])
def test_there_is_a_time_to_answer(compromiso, ejercicio, encargada_maule, revisora, etapa):
    Ejercicio.objects.filter(pk=ejercicio.pk).update(etapa=etapa)
    with pytest.raises(FueraDeEtapa):
        declare(compromiso, "no", encargada_maule)
    with pytest.raises(FueraDeEtapa):
        validate(compromiso, "no", revisora)


def test_yes_needs_a_means_of_verification(compromiso, encargada_maule, revisora):
    MedioVerificacion.objects.all().delete()
    for answer, actor in ((declare, encargada_maule), (validate, revisora)):
        with pytest.raises(SinMedioVerificacion, match=r"2009-07-III\.1-01\.1 no tiene medio"):
            answer(compromiso, "si", actor)
    assert declare(compromiso, "no", encargada_maule, "Sin presupuesto") is True


def test_no_is_accepted_without_a_reason_and_the_reason_may_come_later(compromiso, encargada_maule):
    declare(compromiso, "parcial", encargada_maule)
    assert Compromiso.objects.get().motivo == ""
    declare(compromiso, "parcial", encargada_maule, "Faltó una región")
    assert Compromiso.objects.get().motivo == "Faltó una región"
    declare(compromiso, "si", encargada_maule)
    assert Compromiso.objects.get().motivo == ""


def test_an_answer_may_be_taken_back(compromiso, encargada_maule, revisora):
    declare(compromiso, "si", encargada_maule)
    validate(compromiso, "si", revisora)
    with pytest.raises(SinMotivo, match="ya está validado «Sí»"):
        validate(compromiso, "", revisora)
    assert validate(compromiso, "", revisora, "Se validó por error") is True
    assert Registro.objects.filter(acto=Acto.VALIDAR).first().motivo == "Se validó por error"
    assert declare(compromiso, "", encargada_maule) is True
    guardado = Compromiso.objects.get()
    assert (guardado.declarado_por, guardado.declarado_en, guardado.validado_por, guardado.validado_en) == (
        None,
        None,
        None,
        None,
    )


def test_what_was_validated_is_not_declared_otherwise_but_its_reason_is_completed(
    compromiso, encargada_maule, revisora
):
    declare(compromiso, "si", encargada_maule)
    validate(compromiso, "no", revisora)
    for respuesta in ("no", ""):
        with pytest.raises(YaValidado):
            declare(compromiso, respuesta, encargada_maule)
    compromiso.refresh_from_db()
    declare(compromiso, "si", encargada_maule, "El acta no estaba firmada")
    guardado = Compromiso.objects.get()
    assert (guardado.declarado, guardado.validado, guardado.motivo) == ("si", "no", "El acta no estaba firmada")


def test_the_reason_of_the_central_unit_fills_a_missing_one_and_replaces_none(
    compromiso, encargada_maule, revisora
):
    declare(compromiso, "no", encargada_maule, "Sin presupuesto")
    validate(compromiso, "no", revisora, "De acuerdo")
    assert Compromiso.objects.get().motivo == "Sin presupuesto"
    assert Registro.objects.get(acto=Acto.VALIDAR).motivo == "De acuerdo"
    validate(compromiso, "", revisora, "Se revisará otra vez")
    declare(compromiso, "si", encargada_maule)
    validate(compromiso, "parcial", revisora, "Falta un informe")
    assert Compromiso.objects.get().motivo == "Falta un informe"


def test_who_declares_is_taken_from_what_is_stored(compromiso, revisora, director_atacama):
    Compromiso.objects.update(declarado="si", declarado_por=revisora)
    compromiso.declarado_por = director_atacama
    with pytest.raises(PermissionDenied):
        validate(compromiso, "si", revisora)


def test_an_unknown_answer_is_refused(compromiso, encargada_maule):
    with pytest.raises(ValidationError, match="nota 9"):
        declare(compromiso, "quizás", encargada_maule)


def test_a_stale_declaration_is_refused(compromiso, encargada_maule, directora_maule):
    leido = Compromiso.objects.get()
    declare(compromiso, "no", directora_maule, "Sin presupuesto")
    with pytest.raises(CambioObsoleto) as rechazo:
        declare(leido, "si", encargada_maule)
    assert rechazo.value.diferencias["declarado"] == ("Sí", "No")


def test_declaring_does_not_give_back_numbers_of_activities(compromiso, encargada_maule):
    leido = Compromiso.objects.get()
    medio = MedioVerificacion(compromiso=compromiso, texto="Acta")
    assert edicion.add_fila(fila=medio, actor=encargada_maule).codigo == "2009-07-III.1-01.1-M2"
    declare(leido, "si", encargada_maule)
    otro = MedioVerificacion(compromiso=compromiso, texto="Foto")
    assert edicion.add_fila(fila=otro, actor=encargada_maule).codigo == "2009-07-III.1-01.1-M3"


def test_a_unit_declares_its_own_rows(ejercicio, nivel_central, unidad_vif, jefa_vif):
    build_programa(ejercicio, nivel_central, "III.1", "--")
    propio, ajeno = Compromiso.objects.order_by("codigo")
    propio.unidades.add(unidad_vif)
    assert declare(propio, "si", jefa_vif) is True
    with pytest.raises(PermissionDenied):
        declare(ajeno, "si", jefa_vif)
