"""Cortes are opened, closed and opened again; what is written in them follows."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programas.enums import EstadoCorte, Etapa
from programas.models import AnalisisAvance, Corte, Ejercicio, ObjetivoEspecifico
from programas.services import edicion
from programas.services.analisis import build_analisis, save_analisis
from programas.services.cortes import CambioCorteRechazado, change_corte
from programas.services.edicion import FilaBloqueada
from regiones.enums import Acto
from regiones.models import Registro
from regiones.services import CambioObsoleto
from tests.fabrica import build_programa

NO_SE_CIERRA = "El corte al 30-06-2009 está «previsto»: no puede quedar «cerrado»."


def change(corte, estado, actor, motivo="", version=None):
    return change_corte(
        corte=corte, estado=estado, actor=actor, motivo=motivo, version=version or Corte.objects.get().version
    )


@pytest.mark.parametrize("quien", ["revisora", "administradora"])
def test_a_corte_opens_closes_and_opens_again_with_a_reason(corte, request, quien):
    actor = request.getfixturevalue(quien)
    Corte.objects.update(estado=EstadoCorte.PREVISTO)
    assert change(corte, "ABIERTO", actor) is True
    assert change(corte, "ABIERTO", actor) is False
    assert change(corte, "CERRADO", actor) is True
    with pytest.raises(CambioCorteRechazado, match="Para reabrir el corte al 30-06-2009 escriba el motivo"):
        change(corte, "ABIERTO", actor, "  ")
    assert Corte.objects.get().estado == EstadoCorte.CERRADO
    assert change(corte, "ABIERTO", actor, "Faltaba Aysén") is True
    registros = Registro.objects.filter(clase="programas.corte").order_by("id")
    assert [(r.acto, r.antes["estado"], r.despues["estado"], r.motivo, r.actor) for r in registros] == [
        (Acto.ABRIR_CORTE, "PREVISTO", "ABIERTO", "", actor),
        (Acto.CERRAR_CORTE, "ABIERTO", "CERRADO", "", actor),
        (Acto.ABRIR_CORTE, "CERRADO", "ABIERTO", "Faltaba Aysén", actor),
    ]


@pytest.mark.parametrize("quien", ["directora_maule", "encargada_maule", "auditor", "jefa_vif"])
def test_nobody_else_moves_a_corte(corte, request, quien):
    with pytest.raises(PermissionDenied):
        change(corte, "CERRADO", request.getfixturevalue(quien))
    assert Corte.objects.get().estado == EstadoCorte.ABIERTO


def test_a_corte_not_yet_open_is_not_closed(corte, revisora):
    Corte.objects.update(estado=EstadoCorte.PREVISTO)
    with pytest.raises(CambioCorteRechazado) as rechazo:
        change(corte, "CERRADO", revisora)
    assert str(rechazo.value) == NO_SE_CIERRA


def test_two_who_move_a_corte_at_once_do_not_overwrite_each_other(corte, revisora, administradora):
    leida = corte.version
    change(corte, "CERRADO", revisora)
    change(corte, "ABIERTO", revisora, "Se cerró antes de tiempo")
    with pytest.raises(CambioObsoleto):
        change(corte, "CERRADO", administradora, version=leida)
    assert Corte.objects.get().estado == EstadoCorte.ABIERTO


def test_a_closed_year_keeps_its_cortes(corte, revisora):
    Ejercicio.objects.update(etapa=Etapa.CERRADO)
    with pytest.raises(CambioCorteRechazado, match="El ejercicio 2009 está cerrado: no se modifica"):
        change(corte, "CERRADO", revisora)


@pytest.mark.parametrize(
    ("estado", "frase"),
    [
        (
            "PREVISTO",
            "El corte al 30-06-2009 todavía no se abre: su análisis se escribe desde que la unidad central lo "
            "abra y hasta el 15-07-2009.",
        ),
        (
            "CERRADO",
            "El corte al 30-06-2009 se cerró: su análisis no se modifica mientras la unidad central no lo reabra.",
        ),
    ],
)
def test_nothing_is_written_in_a_corte_that_is_not_open(directora_maule, mundo, estado, frase):
    analisis = mundo.propias[AnalisisAvance]
    Corte.objects.filter(pk=analisis.corte_id).update(estado=estado)
    analisis = AnalisisAvance.objects.get(pk=analisis.pk)
    analisis.avance_efectivo = "Otro texto"
    with pytest.raises(FilaBloqueada) as rechazo:
        save_analisis(analisis=analisis, actor=directora_maule)
    assert str(rechazo.value) == frase
    with pytest.raises(FilaBloqueada):
        edicion.remove_fila(fila=analisis, actor=directora_maule)
    assert AnalisisAvance.objects.get(pk=analisis.pk).avance_efectivo == "Avance de Maule"


def test_an_analysis_does_not_move_to_another_corte(mundo, ejercicio, directora_maule):
    analisis = mundo.propias[AnalisisAvance]
    analisis.corte = Corte.objects.create(
        ejercicio=ejercicio,
        fecha_medicion=date(2009, 9, 30),
        plazo=date(2009, 10, 15),
        estado=EstadoCorte.ABIERTO,
    )
    with pytest.raises(ValidationError, match="No se cambia después de creada la fila"):
        edicion.change_fila(fila=analisis, actor=directora_maule)


@pytest.fixture
def abierto(corte, maule, directora_maule):
    """A form opened while its corte was open: what was read then, with what is being typed."""
    build_programa(corte.ejercicio, maule, "III.1", "-")
    analisis = build_analisis(ObjetivoEspecifico.objects.select_related("programa__ejercicio").get(), corte)
    analisis.avance_efectivo = "Se escribía cuando el corte se cerró"
    return analisis


def test_a_corte_closing_under_an_open_draft_refuses_it(abierto, corte, revisora, directora_maule):
    change(corte, "CERRADO", revisora)
    assert abierto.corte.estado == EstadoCorte.ABIERTO
    with pytest.raises(FilaBloqueada, match="El corte al 30-06-2009 se cerró"):
        save_analisis(analisis=abierto, actor=directora_maule)
    assert AnalisisAvance.objects.count() == 0


def test_who_saves_and_who_closes_wait_for_each_other(abierto, corte, revisora, directora_maule):
    """Both hold the corte from before they look at its state: on PostgreSQL, with a lock of its row."""
    candado = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    for acto in (
        lambda: save_analisis(analisis=abierto, actor=directora_maule),
        lambda: change(corte, "CERRADO", revisora),
    ):
        with CaptureQueriesContext(
            connection,
        ) as consultas:
            acto()
        de_la_fila = [c["sql"] for c in consultas if '"programas_corte"."id" = ' in c["sql"]]
        assert de_la_fila[0].endswith(candado)
    assert (AnalisisAvance.objects.count(), Corte.objects.get().estado) == (1, "CERRADO")
