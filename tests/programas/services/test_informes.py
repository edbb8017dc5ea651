"""The report of a corte: sent when it is complete, reviewed by somebody else."""

import pytest
from django.core.exceptions import PermissionDenied

from programas.enums import Asunto, EstadoCorte, Transicion
from programas.models import AnalisisAvance, Corte, Envio, InformeAvance, ObjetivoEspecifico, Observacion
from programas.selectors.cola import Filtro, load_cola
from programas.selectors.observaciones import list_abiertas, load_conversaciones, query_abiertas
from programas.selectors.revision import load_revision
from programas.services.analisis import build_analisis, save_analisis
from programas.services.edicion import FilaBloqueada
from programas.services.informes import InformeIncompleto, review_informe
from programas.services.observaciones import FilaAusente, observe_informe, resolve_observacion
from programas.services.revision import FilaObservada
from programas.services.transiciones import TransicionRechazada
from regiones.enums import Acto, Rol
from regiones.models import Asignacion, Registro
from regiones.services import CambioObsoleto
from tests.conftest import create_usuario
from tests.fabrica import build_programa
from tests.programas.revisiones import approve_filas, list_decisiones, observe_fila
from tests.programas.revisiones import send_hoja as send

PRIMERA, SEGUNDA = "2009-07-III.1-A01", "2009-07-III.1-A02"


@pytest.fixture(autouse=True)
def programas(ejercicio, maule, atacama):
    build_programa(ejercicio, maule, "III.1", "--")
    build_programa(ejercicio, atacama, "III.1", "-")


@pytest.fixture
def escritos(corte, encargada_maule):
    write_todo(corte, encargada_maule)


def write_todo(corte, actor):
    for objetivo in ObjetivoEspecifico.objects.filter(programa__region__cut="07"):
        analisis = build_analisis(objetivo, corte)
        analisis.avance_efectivo, analisis.sin_recomendaciones = "Se hizo la mesa", True
        save_analisis(analisis=analisis, actor=actor)


def approve_todo(actor):
    return approve_filas(Envio.objects.order_by("pk").last(), actor)


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
    assert send(corte, maule, directora_maule).estado == "ENVIADO"
    approve_todo(revisora)
    assert review(Transicion.APROBAR, revisora).estado == "APROBADO"
    assert review(Transicion.REABRIR, directora_maule, "Cambió el dato").estado == "OBSERVADO"
    actos = Registro.objects.filter(clase="programas.informeavance").order_by("id").values_list("acto", flat=True)
    assert list(actos) == [
        *(Acto.CREAR, Acto.ENVIAR, Acto.OBSERVAR, Acto.ENVIAR, Acto.APROBAR, Acto.REABRIR),
    ]


def test_a_report_is_approved_only_once_each_row_is(escritos, corte, maule, directora_maule, revisora):
    send(corte, maule, directora_maule)
    with pytest.raises(TransicionRechazada, match=r"Falta aprobar 2 de sus filas: 2009-07-III\.1-A01, 2009-07"):
        review(Transicion.APROBAR, revisora)
    approve_filas(Envio.objects.get(), revisora, PRIMERA)
    with pytest.raises(TransicionRechazada, match=r"Falta aprobar 1 de sus filas: 2009-07-III\.1-A02"):
        review(Transicion.APROBAR, revisora)
    approve_filas(Envio.objects.get(), revisora, SEGUNDA)
    assert review(Transicion.APROBAR, revisora).estado == "APROBADO"


def test_each_submission_keeps_what_it_said_and_what_did_not_change_stays_approved(
    escritos, corte, maule, directora_maule, revisora
):
    send(corte, maule, directora_maule)
    approve_todo(revisora)
    review(Transicion.OBSERVAR, revisora, "Precise el número")
    analisis = AnalisisAvance.objects.get(codigo=SEGUNDA)
    analisis.avance_efectivo = "Se hicieron dos mesas"
    save_analisis(analisis=analisis, actor=directora_maule)
    send(corte, maule, directora_maule)
    primero, segundo = Envio.objects.order_by("numero")
    assert [(e.numero, e.contenido[SEGUNDA]["avance_efectivo"]) for e in (primero, segundo)] == [
        (1, "Se hizo la mesa"),
        (2, "Se hicieron dos mesas"),
    ]
    assert primero.contenido[PRIMERA] == segundo.contenido[PRIMERA]
    assert list_decisiones(InformeAvance.objects.get()) == {PRIMERA: ("APROBADA", "revisora")}
    filas = load_revision(InformeAvance.objects.select_related("corte__ejercicio__servicio").get(), revisora).filas
    assert [(fila.codigo, fila.cambio) for fila in filas] == [(PRIMERA, ""), (SEGUNDA, "cambió")]
    (distinto,) = [campo for campo in filas[1].campos if campo.cambio]
    assert [(trozo.clase, trozo.texto) for trozo in distinto.trozos if trozo.clase] == [
        ("del", "hizo la mesa"),
        ("ins", "hicieron dos mesas"),
    ]


def test_a_remark_on_an_analysis_stays_on_its_row_and_holds_the_report_back(
    escritos, corte, maule, directora_maule, revisora, servicio
):
    send(corte, maule, directora_maule)
    observe_fila(Envio.objects.get(), revisora, PRIMERA, "¿Cuántas mesas?")
    observacion = Observacion.objects.select_related("programa__ejercicio", "programa__region").get()
    assert (observacion.programa.codigo, observacion.fila, observacion.asunto) == (
        "2009-07-III.1",
        PRIMERA,
        Asunto.ANALISIS,
    )
    with pytest.raises(FilaObservada, match="la escribió revisora"):
        approve_filas(Envio.objects.get(), revisora, PRIMERA)
    assert list_abiertas(observacion.programa) == []
    resolve_observacion(observacion=observacion, actor=revisora)
    approve_todo(revisora)
    assert review(Transicion.APROBAR, revisora).estado == "APROBADO"


def test_nobody_reviews_nor_resolves_the_analysis_that_they_wrote(
    corte, maule, directora_maule, revisora, servicio
):
    ambas = create_usuario("ambas", servicio, Rol.CENTRAL)
    Asignacion.objects.create(
        usuario=ambas, servicio=servicio, region=maule, rol=Rol.ENCARGADA, desde="2009-01-01"
    )
    write_todo(corte, ambas)
    send(corte, maule, directora_maule)
    envio = Envio.objects.get()
    for act in (
        lambda: approve_filas(envio, ambas, PRIMERA),
        lambda: observe_fila(envio, ambas, PRIMERA),
        lambda: observe_informe(informe=envio.informe, filas=[PRIMERA], texto="No", actor=ambas),
        lambda: review(Transicion.APROBAR, ambas),
    ):
        with pytest.raises(PermissionDenied):
            act()
    observe_fila(envio, revisora, PRIMERA)
    observacion = Observacion.objects.select_related("programa__ejercicio", "programa__region").get()
    with pytest.raises(PermissionDenied):
        resolve_observacion(observacion=observacion, actor=ambas)
    informe = envio.informe
    puede = {
        quien.username: load_conversaciones(query_abiertas(informe), corte.ejercicio, quien)[0].puede_resolver
        for quien in (ambas, revisora)
    }
    assert puede == {"ambas": False, "revisora": True}
    _, cola = load_cola(corte.ejercicio, ambas, Filtro("", territorio="07"))
    propias = {fila.tipo: fila.es_propio for fila in cola}
    assert propias == {"III.1": False, "III.4": True}


def test_a_row_of_another_report_is_not_of_this_one(escritos, corte, maule, directora_maule, revisora):
    send(corte, maule, directora_maule)
    with pytest.raises(FilaAusente, match=r"2009-03-III\.1-A01"):
        observe_informe(
            informe=InformeAvance.objects.get(), filas=["2009-03-III.1-A01"], texto="No", actor=revisora
        )
    assert Observacion.objects.count() == 0


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
