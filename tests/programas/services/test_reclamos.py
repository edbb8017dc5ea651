"""Claims: within their time, against a validation, and ruled on by someone who had no part in it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from programas.enums import EstadoReclamo, Etapa
from programas.models import Compromiso, Ejercicio, Indicador, Reclamo
from programas.services import reclamos
from programas.services.cumplimiento import SinEvidencia
from programas.services.reclamos import (
    FueraDePlazo,
    ReclamoPendiente,
    ReclamoResuelto,
    SinEvaluacion,
    SinValidacion,
    present_reclamo,
    resolve_reclamo,
)
from regiones.enums import Acto, Rol
from regiones.models import Registro
from regiones.services import CambioObsoleto
from tests.conftest import create_usuario
from tests.fabrica import build_programa


@pytest.fixture
def revisor(servicio):
    """Another person of the central unit, who did not validate."""
    return create_usuario("revisor.dos", servicio, Rol.CENTRAL)


@pytest.fixture
def fila(ejercicio, maule, revisora):
    """A row of Maule declared «sí» and validated «no», in a year whose claims are open today."""
    hoy = timezone.localdate()
    Ejercicio.objects.filter(pk=ejercicio.pk).update(
        etapa=Etapa.EVALUACION,
        reclamos_desde=hoy - timedelta(days=3),
        reclamos_hasta=hoy + timedelta(days=3),
        exige_evidencia=False,
    )
    ejercicio.refresh_from_db()
    build_programa(ejercicio, maule, "III.1", "nss-", declarados="sss-")
    Compromiso.objects.exclude(validado="").update(validado_por=revisora, motivo="No llegó el acta")
    Indicador.objects.update(resultado="100%")
    return Compromiso.objects.get(codigo="2009-07-III.1-01.1")


def present(fila, actor, **campos):
    return present_reclamo(compromiso=fila, actor=actor, **({"pide": "si", "fundamento": "El acta está"} | campos))


def resolve(reclamo, actor, **campos):
    datos = {"acoge": True, "resolucion": "El acta lo prueba", "version": reclamo.version}
    return resolve_reclamo(reclamo=reclamo, actor=actor, **(datos | campos))


def test_an_upheld_claim_changes_the_validation_in_the_ruler_s_name(fila, directora_maule, revisor, revisora):
    reclamo = present(fila, directora_maule)
    assert (reclamo.validado, reclamo.validado_por, reclamo.estado) == ("no", revisora, EstadoReclamo.PENDIENTE)
    resolve(reclamo, revisor)
    fila.refresh_from_db()
    reclamo.refresh_from_db()
    assert (fila.validado, fila.validado_por, fila.motivo) == ("si", revisor, "")
    assert (reclamo.estado, reclamo.resuelto_por, reclamo.resolucion) == (
        EstadoReclamo.ACOGIDO,
        revisor,
        "El acta lo prueba",
    )
    assert list(
        Registro.objects.filter(anio=2009).order_by("id").values_list("acto", "actor__username", "motivo")
    ) == [
        (Acto.RECLAMAR, "directora.maule", ""),
        (Acto.RESOLVER, "revisor.dos", ""),
        (Acto.VALIDAR, "revisor.dos", "Reclamo acogido: El acta lo prueba"),
    ]


def test_a_rejected_claim_leaves_the_validation_and_another_may_follow(fila, directora_maule, revisor, revisora):
    resolve(present(fila, directora_maule), revisor, acoge=False, resolucion="El acta es de otro año")
    fila.refresh_from_db()
    assert (fila.validado, fila.validado_por, fila.motivo) == ("no", revisora, "No llegó el acta")
    present(fila, directora_maule, fundamento="El acta correcta está adjunta")
    assert list(Reclamo.objects.order_by("pk").values_list("estado", flat=True)) == ["RECHAZADO", "PENDIENTE"]


def test_one_claim_at_a_time(fila, directora_maule, encargada_maule):
    present(fila, directora_maule)
    with pytest.raises(ReclamoPendiente, match="ya tiene un reclamo sin resolver"):
        present(fila, encargada_maule)


@pytest.mark.parametrize("quien", ["director_atacama", "revisora", "auditor", "jefa_vif"])
def test_only_who_drafts_the_territory_claims(fila, quien, request):
    with pytest.raises(PermissionDenied):
        present(fila, request.getfixturevalue(quien))
    assert Reclamo.objects.count() == 0


@pytest.mark.parametrize(
    ("campos", "motivo"),
    [
        ({"etapa": Etapa.EJECUCION}, "está en «Ejecución»"),
        ({"etapa": Etapa.CERRADO}, "está en «Cerrado»"),
        ({"reclamos_desde": None, "reclamos_hasta": None}, "no tiene plazo de reclamos"),
        (
            {"reclamos_desde": date(2010, 1, 4), "reclamos_hasta": date(2010, 1, 8)},
            "el plazo es del 04-01-2010 al 08-01-2010",
        ),
    ],
)
def test_claims_have_their_time(fila, directora_maule, campos, motivo):
    Ejercicio.objects.update(**campos)
    with pytest.raises(FueraDePlazo, match=motivo):
        present(fila, directora_maule)


@pytest.mark.parametrize(("dia", "abierto"), [(3, False), (4, True), (8, True), (9, False)])
def test_first_and_last_day_are_days_to_claim_in_chile(fila, directora_maule, monkeypatch, dia, abierto):
    Ejercicio.objects.update(reclamos_desde=date(2010, 1, 4), reclamos_hasta=date(2010, 1, 8))
    monkeypatch.setattr(reclamos.timezone, "localdate", lambda: date(2010, 1, dia))
    if abierto:
        assert present(fila, directora_maule).pk
    else:
        with pytest.raises(FueraDePlazo):
            present(fila, directora_maule)


def test_what_is_not_validated_or_is_asked_as_it_stands_is_refused(fila, directora_maule):
    with pytest.raises(SinValidacion):
        present(Compromiso.objects.get(validado=""), directora_maule)
    with pytest.raises(ValidationError, match="distinta de «No»"):
        present(fila, directora_maule, pide="no")
    with pytest.raises(ValidationError, match="fundamento"):
        present(fila, directora_maule, fundamento="   ")
    assert Reclamo.objects.count() == 0


def test_nobody_rules_on_what_they_validated_declared_or_claimed(fila, directora_maule, revisora, servicio, maule):
    reclamo = present(fila, directora_maule)
    dos_sombreros = create_usuario("dos.sombreros", servicio, Rol.CENTRAL)
    Compromiso.objects.filter(pk=fila.pk).update(declarado_por=dos_sombreros)
    for actor in (revisora, directora_maule, dos_sombreros):
        with pytest.raises(PermissionDenied):
            resolve(reclamo, actor)
    reclamo.refresh_from_db()
    assert reclamo.estado == EstadoReclamo.PENDIENTE


def test_a_ruling_needs_its_reason_the_version_read_and_a_pending_claim(fila, directora_maule, revisor):
    reclamo = present(fila, directora_maule)
    with pytest.raises(ValidationError, match="por qué"):
        resolve(reclamo, revisor, resolucion=" ")
    with pytest.raises(CambioObsoleto):
        resolve(reclamo, revisor, version=7)
    resolve(reclamo, revisor, acoge=False)
    with pytest.raises(ReclamoResuelto, match=r"rechazado por revisor\.dos el"):
        resolve(reclamo, revisor)


def test_claims_are_ruled_on_before_the_year_leaves_its_evaluation(fila, directora_maule, revisor):
    reclamo = present(fila, directora_maule)
    Ejercicio.objects.update(etapa=Etapa.CERRADO)
    with pytest.raises(SinEvaluacion, match="está en «Cerrado»"):
        resolve(reclamo, revisor)


def test_an_upheld_yes_obeys_the_rules_of_any_validation(fila, directora_maule, revisor):
    Ejercicio.objects.update(exige_evidencia=True)
    reclamo = present(fila, directora_maule)
    with pytest.raises(SinEvidencia):
        resolve(reclamo, revisor)
    reclamo.refresh_from_db()
    fila.refresh_from_db()
    assert (reclamo.estado, fila.validado) == (EstadoReclamo.PENDIENTE, "no")


def test_a_claim_for_less_keeps_why(fila, directora_maule, revisor):
    otra = Compromiso.objects.get(codigo="2009-07-III.1-02.1")
    Compromiso.objects.filter(pk=otra.pk).update(motivo="")
    otra.refresh_from_db()
    resolve(present(otra, directora_maule, pide="parcial"), revisor, resolucion="Se hizo la mitad")
    otra.refresh_from_db()
    assert (otra.validado, otra.motivo) == ("parcial", "Se hizo la mitad")
