"""What keeps a verdict from being bent: unapproved weights, answers past a claim, one's own work, moved cortes."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from programas import permissions
from programas.enums import EstadoCorte, EstadoPrograma, Transicion
from programas.models import Compromiso, Corte, Ejercicio, InformeAvance, ProgramaTrabajo, Reclamo
from programas.selectors.faltas import load_impedimentos
from programas.services import edicion
from programas.services.cumplimiento import EnReclamo, declare_cumplimiento, validate_cumplimiento
from programas.services.edicion import FilaBloqueada, MotivoDeReglas
from programas.services.evidencias import attach_evidencia
from programas.services.transiciones import TransicionRechazada, apply_transicion, can_apply
from regiones.enums import Rol
from regiones.models import Asignacion
from tests.conftest import create_usuario
from tests.documentos import build_documento
from tests.fabrica import build_programa


@pytest.fixture
def compromiso(ejercicio, maule):
    build_programa(ejercicio, maule, "III.1", "-s", estado=EstadoPrograma.APROBADO)
    Ejercicio.objects.update(exige_evidencia=False)
    return Compromiso.objects.get(codigo="2009-07-III.1-01.1")


@pytest.fixture
def otra_revisora(servicio):
    return create_usuario("otra.revisora", servicio, Rol.CENTRAL)


def validate(compromiso, respuesta, actor, motivo="Se revisó"):
    compromiso = Compromiso.objects.get(pk=compromiso.pk)
    return validate_cumplimiento(compromiso=compromiso, respuesta=respuesta, motivo=motivo, actor=actor)


def claim(compromiso, validador, autora, **campos):
    return Reclamo.objects.create(
        compromiso=compromiso,
        validado="no",
        validado_por=validador,
        pide="si",
        fundamento="Llegó el acta",
        presentado_por=autora,
        **campos,
    )


def list_textos(ejercicio):
    return [falta.texto for falta in load_impedimentos(ejercicio)]


def test_a_programme_that_nobody_approved_keeps_the_year_open(ejercicio, compromiso):
    aviso = "1 programa no está aprobado"
    assert aviso not in list_textos(ejercicio)
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.OBSERVADO)
    assert aviso in list_textos(ejercicio)
    Compromiso.objects.all().delete()
    assert aviso not in list_textos(ejercicio)


def test_a_year_without_days_to_claim_stays_open(ejercicio):
    assert list_textos(ejercicio) == []
    ejercicio.reclamos_desde = ejercicio.reclamos_hasta = None
    assert list_textos(ejercicio) == [
        "El ejercicio no tiene plazo de reclamos: la administración lo fija en sus datos"
    ]


def test_days_to_claim_are_set_freely_and_moved_with_a_reason(ejercicio, administradora):
    Ejercicio.objects.update(reclamos_desde=None, reclamos_hasta=None)
    ejercicio.refresh_from_db()
    ejercicio.reclamos_desde, ejercicio.reclamos_hasta = date(2009, 12, 1), date(2009, 12, 31)
    assert edicion.change_fila(fila=ejercicio, actor=administradora) is True
    ejercicio.reclamos_hasta = date(2009, 12, 2)
    with pytest.raises(MotivoDeReglas, match="reclamos hasta"):
        edicion.change_fila(fila=ejercicio, actor=administradora)
    assert Ejercicio.objects.get().reclamos_hasta == date(2009, 12, 31)


def test_a_claimed_row_is_answered_by_its_ruling_alone(compromiso, revisora, otra_revisora, encargada_maule):
    validate(compromiso, "no", revisora)
    claim(compromiso, revisora, encargada_maule)
    for quien in (revisora, otra_revisora):
        with pytest.raises(EnReclamo, match="tiene un reclamo pendiente"):
            validate(compromiso, "si", quien)
    assert Compromiso.objects.get(pk=compromiso.pk).validado == "no"


def test_whose_answer_was_claimed_does_not_undo_the_ruling(compromiso, revisora, otra_revisora, encargada_maule):
    validate(compromiso, "no", revisora)
    claim(compromiso, revisora, encargada_maule, estado="ACOGIDO")
    validate(compromiso, "si", otra_revisora)
    with pytest.raises(EnReclamo, match="ya no la cambia"):
        validate(compromiso, "no", revisora)
    assert validate(compromiso, "parcial", otra_revisora) is True


@pytest.mark.parametrize("parte", ["declara y retira", "prueba", "redacta"])
def test_whoever_had_a_part_in_a_row_never_validates_it(compromiso, encargada_maule, servicio, ejercicio, parte):
    if parte == "declara y retira":
        declare_cumplimiento(compromiso=compromiso, respuesta="si", motivo="", actor=encargada_maule)
        declare_cumplimiento(compromiso=compromiso, respuesta="", motivo="", actor=encargada_maule)
    elif parte == "prueba":
        attach_evidencia(compromiso=compromiso, documento=build_documento(), actor=encargada_maule)
    else:
        ProgramaTrabajo.objects.update(estado=EstadoPrograma.OBSERVADO)
        compromiso.unidad_texto = "Unidad de VIF"
        edicion.change_fila(fila=compromiso, actor=encargada_maule)
    Asignacion.objects.update(hasta="2009-12-31")
    Asignacion.objects.create(usuario=encargada_maule, servicio=servicio, rol=Rol.CENTRAL, desde="2010-01-01")
    revisora = type(encargada_maule).objects.get(pk=encargada_maule.pk)
    with pytest.raises(PermissionDenied):
        validate(compromiso, "si", revisora)
    otro = Compromiso.objects.get(codigo="2009-07-III.1-02.1")
    assert permissions.can_validate(revisora, otro) is True


@pytest.mark.parametrize("estado", [EstadoCorte.ABIERTO, EstadoCorte.CERRADO])
def test_an_opened_corte_keeps_its_date_and_is_not_deleted(corte, revisora, estado):
    Corte.objects.update(estado=estado)
    corte.refresh_from_db()
    corte.fecha_medicion = date(2009, 5, 31)
    with pytest.raises(FilaBloqueada):
        edicion.change_fila(fila=corte, actor=revisora, motivo="Error")
    corte.refresh_from_db()
    with pytest.raises(FilaBloqueada):
        edicion.remove_fila(fila=corte, actor=revisora, motivo="Error")
    assert Corte.objects.get().fecha_medicion == date(2009, 6, 30)


def test_a_corte_still_to_be_opened_is_moved(corte, revisora):
    Corte.objects.update(estado=EstadoCorte.PREVISTO)
    corte.refresh_from_db()
    corte.fecha_medicion = date(2009, 5, 31)
    assert edicion.change_fila(fila=corte, actor=revisora) is True


def test_a_report_is_not_taken_back_once_its_corte_closed(corte, maule, directora_maule):
    informe = InformeAvance.objects.create(corte=corte, region=maule, estado=EstadoPrograma.APROBADO)
    Corte.objects.update(estado=EstadoCorte.CERRADO)
    informe = InformeAvance.objects.get(pk=informe.pk)
    assert can_apply(directora_maule, informe, Transicion.REABRIR) is False
    with pytest.raises(TransicionRechazada, match="se cerró"):
        apply_transicion(
            documento=informe, transicion=Transicion.REABRIR, actor=directora_maule, motivo="Falta un dato"
        )
    assert InformeAvance.objects.get().estado == EstadoPrograma.APROBADO
