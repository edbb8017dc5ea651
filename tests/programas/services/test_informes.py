"""The report of a corte: sent when it is complete, reviewed by somebody else."""

import pytest
from django.core.exceptions import PermissionDenied

from programas.enums import EstadoCorte, Transicion
from programas.models import AnalisisAvance, Corte, InformeAvance, ObjetivoEspecifico
from programas.services.analisis import build_analisis, save_analisis
from programas.services.edicion import FilaBloqueada
from programas.services.informes import InformeIncompleto, review_informe, send_informe
from programas.services.transiciones import TransicionRechazada
from regiones.enums import Acto
from regiones.models import Registro
from regiones.services import CambioObsoleto
from tests.fabrica import build_programa


@pytest.fixture(autouse=True)
def programas(ejercicio, maule, atacama):
    build_programa(ejercicio, maule, "III.1", "--")
    build_programa(ejercicio, atacama, "III.1", "-")


@pytest.fixture
def escritos(corte, encargada_maule):
    for objetivo in ObjetivoEspecifico.objects.filter(programa__region__cut="07"):
        analisis = build_analisis(objetivo, corte)
        analisis.avance_efectivo, analisis.sin_recomendaciones = "Se hizo la mesa", True
        save_analisis(analisis=analisis, actor=encargada_maule)


def send(corte, maule, actor, version=0):
    return send_informe(corte=corte, region=maule, actor=actor, version=version)


def review(transicion, actor, motivo="", version=None):
    informe = InformeAvance.objects.select_related("corte__ejercicio", "region").get()
    return review_informe(
        informe=informe,
        transicion=transicion,
        actor=actor,
        motivo=motivo,
        version=informe.version if version is None else version,
    )


def test_the_report_goes_from_draft_to_approved(escritos, corte, maule, directora_maule, revisora):
    informe = send(corte, maule, directora_maule)
    assert (informe.estado, informe.enviado_por) == ("ENVIADO", directora_maule)
    assert review(Transicion.OBSERVAR, revisora, "Falta decir cuántas mesas").estado == "OBSERVADO"
    assert send(corte, maule, directora_maule, InformeAvance.objects.get().version).estado == "ENVIADO"
    assert review(Transicion.APROBAR, revisora).estado == "APROBADO"
    assert review(Transicion.REABRIR, directora_maule, "Cambió el dato").estado == "OBSERVADO"
    actos = Registro.objects.filter(clase="programas.informeavance").order_by("id").values_list("acto", flat=True)
    assert list(actos) == [
        *(Acto.CREAR, Acto.ENVIAR, Acto.OBSERVAR, Acto.ENVIAR, Acto.APROBAR, Acto.REABRIR),
    ]


def test_what_is_missing_is_told_and_nothing_is_sent(escritos, corte, maule, directora_maule):
    primero, segundo = AnalisisAvance.objects.order_by("orden")
    AnalisisAvance.objects.filter(pk=primero.pk).update(recomendaciones="Convocar", sin_recomendaciones=False)
    AnalisisAvance.objects.filter(pk=segundo.pk).delete()
    with pytest.raises(InformeIncompleto) as rechazo:
        send(corte, maule, directora_maule)
    assert str(rechazo.value) == (
        "El informe no se envió: 2009-07-III.1-02 no tiene análisis (V11); "
        "2009-07-III.1-01 tiene recomendaciones sin responsable (V12)."
    )
    assert InformeAvance.objects.count() == 0


@pytest.mark.parametrize("quien", ["encargada_maule", "director_atacama", "revisora", "administradora", "auditor"])
def test_only_the_direction_of_the_territory_sends(escritos, corte, maule, request, quien):
    with pytest.raises(PermissionDenied):
        send(corte, maule, request.getfixturevalue(quien))
    assert InformeAvance.objects.count() == 0


@pytest.mark.parametrize("quien", ["directora_maule", "encargada_maule", "administradora", "auditor"])
def test_only_the_central_unit_reviews(escritos, corte, maule, directora_maule, request, quien):
    send(corte, maule, directora_maule)
    with pytest.raises(PermissionDenied):
        review(Transicion.APROBAR, request.getfixturevalue(quien))
    assert InformeAvance.objects.get().estado == "ENVIADO"


def test_nothing_is_sent_once_the_corte_is_closed(escritos, corte, maule, directora_maule):
    Corte.objects.update(estado=EstadoCorte.CERRADO)
    with pytest.raises(FilaBloqueada, match="El corte al 30-06-2009 se cerró"):
        send(corte, maule, directora_maule)
    assert InformeAvance.objects.count() == 0


def test_a_report_is_not_sent_twice_nor_reviewed_as_it_was(escritos, corte, maule, directora_maule, revisora):
    send(corte, maule, directora_maule)
    with pytest.raises(TransicionRechazada, match="«Enviar a revisión» no procede"):
        send(corte, maule, directora_maule)
    with pytest.raises(CambioObsoleto):
        review(Transicion.APROBAR, revisora, version=1)
    assert InformeAvance.objects.get().estado == "ENVIADO"


def test_an_observed_report_may_be_written_again(escritos, corte, maule, directora_maule, revisora):
    send(corte, maule, directora_maule)
    analisis = AnalisisAvance.objects.order_by("orden").first()
    analisis.avance_efectivo = "Se hicieron dos mesas"
    with pytest.raises(FilaBloqueada):
        save_analisis(analisis=analisis, actor=directora_maule)
    review(Transicion.OBSERVAR, revisora, "Falta el número")
    assert save_analisis(analisis=analisis, actor=directora_maule) is True
