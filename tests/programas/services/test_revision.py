"""Reviewing row by row, deciding the programme, and the conversation that stays on each row."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from programas.enums import Asunto, Decision, Etapa, Transicion
from programas.models import (
    AnalisisAvance,
    Compromiso,
    Ejercicio,
    Envio,
    InformeAvance,
    Mensaje,
    ObjetivoEspecifico,
    Observacion,
    RevisionFila,
)
from programas.selectors.observaciones import count_sin_responder, list_abiertas, query_abiertas
from programas.services import edicion
from programas.services.cumplimiento import FueraDeEtapa
from programas.services.observaciones import (
    ConversacionCerrada,
    FilaAusente,
    observe_cumplimiento,
    observe_filas,
    reply_observacion,
    resolve_observacion,
)
from programas.services.revision import (
    EnvioReemplazado,
    FilaObservada,
    approve_programa,
    reopen_programa,
    return_programa,
    review_filas,
)
from programas.services.transiciones import TransicionRechazada, apply_transicion
from regiones.enums import Acto, Rol
from regiones.models import Asignacion, Registro
from regiones.services import CambioObsoleto
from tests.conftest import create_usuario
from tests.fabrica import build_programa
from tests.programas.revisiones import approve_filas, list_decisiones, load_programa, observe_fila, send

FILA_1, FILA_2 = "2009-07-III.1-01.1", "2009-07-III.1-02.1"


@pytest.fixture
def envio(ejercicio, maule, directora_maule):
    return send(build_programa(ejercicio, maule, "III.1", "--"), directora_maule)


@pytest.fixture
def otra_revisora(servicio):
    return create_usuario("otra.revisora", servicio, Rol.CENTRAL)


def approve(actor, version=None):
    leido = load_programa()
    approve_programa(programa=leido, actor=actor, version=version or leido.version)


def give_back(actor, texto=""):
    leido = load_programa()
    return_programa(programa=leido, actor=actor, texto=texto, version=leido.version)


def test_each_row_is_decided_with_its_line_in_the_record(envio, revisora):
    approve_filas(envio, revisora, FILA_1)
    observe_fila(envio, revisora, FILA_2, "Precise la meta.")
    assert list_decisiones(envio.programa) == {
        FILA_1: ("APROBADA", "revisora"),
        FILA_2: ("OBSERVADA", "revisora"),
    }
    registros = Registro.objects.filter(clase="programas.revisionfila").order_by("pk")
    assert [(r.acto, r.codigo, r.actor.username, r.antes, r.despues) for r in registros] == [
        (Acto.APROBAR, FILA_1, "revisora", {"decision": ""}, {"decision": "APROBADA", "envio": 1}),
        (Acto.OBSERVAR, FILA_2, "revisora", {"decision": ""}, {"decision": "OBSERVADA", "envio": 1}),
    ]
    observacion = Observacion.objects.get()
    assert (observacion.fila, observacion.abierta_por, observacion.abierta) == (FILA_2, revisora, True)
    assert [(m.autor, m.texto) for m in observacion.mensajes.all()] == [(revisora, "Precise la meta.")]
    assert ObjetivoEspecifico.objects.filter(texto__contains="Precise").count() == 0


def test_deciding_the_same_again_writes_nothing(envio, revisora, otra_revisora):
    approve_filas(envio, revisora, FILA_1)
    lineas = Registro.objects.count()
    assert approve_filas(envio, otra_revisora, FILA_1) == []
    assert (list_decisiones(envio.programa)[FILA_1], Registro.objects.count()) == (
        ("APROBADA", "revisora"),
        lineas,
    )


def test_an_observation_needs_its_text(envio, revisora):
    with pytest.raises(ValidationError, match="Escriba qué hay que corregir"):
        observe_fila(envio, revisora, FILA_1, "  ")
    assert (RevisionFila.objects.count(), Observacion.objects.count()) == (0, 0)


def test_an_observed_row_is_not_approved_until_its_remark_is_resolved(envio, revisora, otra_revisora):
    observe_fila(envio, revisora, FILA_1)
    with pytest.raises(FilaObservada, match=r"2009-07-III\.1-01\.1: la escribió revisora el"):
        approve_filas(envio, otra_revisora, FILA_1, FILA_2)
    assert list_decisiones(envio.programa) == {FILA_1: ("OBSERVADA", "revisora")}
    resolve_observacion(observacion=Observacion.objects.get(), actor=otra_revisora)
    approve_filas(envio, otra_revisora, FILA_1)
    assert list_decisiones(envio.programa) == {FILA_1: ("APROBADA", "otra.revisora")}


def test_several_rows_are_decided_at_once_or_none(envio, revisora):
    with pytest.raises(FilaAusente, match="2009-03"):
        approve_filas(envio, revisora, FILA_1, "2009-03-III.1-01.1")
    assert list_decisiones(envio.programa) == {}
    review_filas(
        envio=envio, filas=[FILA_1, FILA_2], decision=Decision.OBSERVADA, texto="Sin unidad", actor=revisora
    )
    assert sorted(Observacion.objects.values_list("fila", flat=True)) == [FILA_1, FILA_2]
    assert list(Mensaje.objects.values_list("texto", flat=True)) == ["Sin unidad", "Sin unidad"]


@pytest.mark.parametrize("quien", ["directora_maule", "encargada_maule", "administradora", "auditor"])
def test_only_the_central_unit_reviews(envio, quien, request):
    actor = request.getfixturevalue(quien)
    for act in (lambda: approve_filas(envio, actor), lambda: approve(actor), lambda: give_back(actor, "No")):
        with pytest.raises(PermissionDenied, match="V15"):
            act()
    assert (RevisionFila.objects.count(), load_programa().estado) == (0, "ENVIADO")


def test_nobody_reviews_what_they_drafted(ejercicio, servicio, maule, directora_maule, revisora):
    build_programa(ejercicio, maule, "III.1", "--")
    build_programa(ejercicio, maule, "III.2", "--")
    Asignacion.objects.create(
        usuario=revisora, servicio=servicio, region=maule, rol=Rol.ENCARGADA, desde="2009-01-01"
    )
    objetivo = ObjetivoEspecifico.objects.get(codigo="2009-07-III.1-01")
    objetivo.texto = "Lo redactó la revisora"
    edicion.change_fila(fila=objetivo, actor=revisora)
    propio = send(load_programa(), directora_maule)
    for act in (lambda: approve_filas(propio, revisora), lambda: approve(revisora)):
        with pytest.raises(PermissionDenied, match="V15"):
            act()
    ajeno = send(load_programa("2009-07-III.2"), directora_maule)
    assert len(approve_filas(ajeno, revisora)) == 3


def test_a_programme_is_approved_when_every_row_is_and_no_remark_is_open(envio, revisora):
    approve_filas(envio, revisora, FILA_1)
    with pytest.raises(
        TransicionRechazada, match=r"Falta aprobar 2 de sus filas: 2009-07-III\.1, 2009-07-III\.1-02"
    ):
        approve(revisora)
    approve_filas(envio, revisora)
    (observacion,) = observe_filas(programa=load_programa(), filas=[FILA_1], texto="Una duda", actor=revisora)
    with pytest.raises(TransicionRechazada, match=r"observaciones abiertas en 2009-07-III\.1-01\.1"):
        approve(revisora)
    resolve_observacion(observacion=observacion, actor=revisora)
    approve(revisora)
    assert load_programa().estado == "APROBADO"


def test_a_programme_is_returned_with_a_reason_or_a_remark(envio, revisora, directora_maule):
    with pytest.raises(TransicionRechazada, match="escriba el motivo"):
        give_back(revisora, " ")
    give_back(revisora, "Faltan las provincias")
    assert load_programa().estado == "OBSERVADO"
    observacion = Observacion.objects.get()
    assert (observacion.fila, observacion.mensajes.get().texto) == ("2009-07-III.1", "Faltan las provincias")
    segundo = send(load_programa(), directora_maule)
    give_back(revisora)
    assert (segundo.numero, load_programa().estado) == (2, "OBSERVADO")


def test_the_territory_takes_it_back_only_with_a_reason(envio, revisora, directora_maule, encargada_maule):
    leido = load_programa()
    with pytest.raises(TransicionRechazada, match="escriba el motivo"):
        reopen_programa(programa=leido, actor=directora_maule, motivo="", version=leido.version)
    for actor in (encargada_maule, revisora):
        with pytest.raises(PermissionDenied):
            reopen_programa(programa=leido, actor=actor, motivo="Sí", version=leido.version)
    reopen_programa(programa=leido, actor=directora_maule, motivo="Cambió la meta", version=leido.version)
    registro = Registro.objects.get(acto=Acto.REABRIR)
    assert (load_programa().estado, registro.motivo, registro.actor) == (
        "OBSERVADO",
        "Cambió la meta",
        directora_maule,
    )


def test_rows_of_a_replaced_submission_are_not_decided(envio, revisora, directora_maule):
    give_back(revisora, "Corrija")
    with pytest.raises(TransicionRechazada, match=r"«Observado»: lo devolvió revisora el"):
        approve_filas(envio, revisora)
    send(load_programa(), directora_maule)
    with pytest.raises(EnvioReemplazado, match=r"directora\.maule hizo el envío 2 el"):
        approve_filas(envio, revisora)
    assert RevisionFila.objects.count() == 0


def test_the_second_reviewer_is_told_who_decided_and_when(envio, revisora, otra_revisora):
    approve_filas(envio, revisora)
    leido = load_programa()
    approve(revisora)
    with pytest.raises(
        TransicionRechazada, match=r"«Aprobado»: lo aprobó revisora el \d\d-\d\d-\d{4} a las \d\d:"
    ):
        approve_programa(programa=leido, actor=otra_revisora, version=leido.version)
    assert Registro.objects.filter(acto=Acto.APROBAR, clase="programas.programatrabajo").count() == 1


def test_a_stale_page_decides_nothing(envio, revisora):
    approve_filas(envio, revisora)
    with pytest.raises(CambioObsoleto):
        approve(revisora, version=load_programa().version - 1)
    assert load_programa().estado == "ENVIADO"


def test_a_conversation_grows_and_is_closed_by_the_central_unit(envio, revisora, encargada_maule, directora_maule):
    observe_fila(envio, revisora, FILA_1, "¿Cuántas comunas?")
    observacion = Observacion.objects.get()
    reply_observacion(observacion=observacion, texto="Doce.", actor=encargada_maule)
    assert Observacion.objects.get().respondida is True
    reply_observacion(observacion=observacion, texto="Las de Talca.", actor=directora_maule)
    with pytest.raises(PermissionDenied):
        resolve_observacion(observacion=Observacion.objects.get(), actor=directora_maule)
    with pytest.raises(CambioObsoleto):
        resolve_observacion(observacion=observacion, actor=revisora)
    reply_observacion(observacion=observacion, texto="Gracias.", actor=revisora)
    assert Observacion.objects.get().respondida is False
    resolve_observacion(observacion=Observacion.objects.get(), actor=revisora)
    with pytest.raises(ConversacionCerrada, match=r"la cerró revisora el"):
        reply_observacion(observacion=observacion, texto="Tarde", actor=encargada_maule)
    assert [(m.autor.username, m.texto) for m in Mensaje.objects.all()] == [
        ("revisora", "¿Cuántas comunas?"),
        ("encargada.maule", "Doce."),
        ("directora.maule", "Las de Talca."),
        ("revisora", "Gracias."),
    ]
    assert Registro.objects.filter(acto=Acto.COMENTAR).count() == 4


@pytest.mark.parametrize("quien", ["director_atacama", "auditor"])
def test_others_say_nothing_in_a_conversation(envio, revisora, quien, request):
    observe_fila(envio, revisora, FILA_1)
    with pytest.raises(PermissionDenied):
        reply_observacion(observacion=Observacion.objects.get(), texto="Yo", actor=request.getfixturevalue(quien))
    assert Mensaje.objects.count() == 1


def test_a_unit_answers_for_its_own_rows(ejercicio, servicio, nivel_central, unidad_vif, jefa_vif, revisora):
    direccion = create_usuario("direccion.central", servicio, Rol.DIRECCION, nivel_central)
    programa = build_programa(ejercicio, nivel_central, "III.1", "--")
    envio = send(programa, direccion)
    propia, ajena = sorted(envio.contenido)[1:]
    programa.objetivos.get(codigo="2009-99-III.1-01").compromisos.get().unidades.add(unidad_vif)
    observe_fila(envio, revisora, propia)
    observe_fila(envio, revisora, ajena)
    reply_observacion(observacion=Observacion.objects.get(fila=propia), texto="Sí", actor=jefa_vif)
    with pytest.raises(PermissionDenied):
        reply_observacion(observacion=Observacion.objects.get(fila=ajena), texto="Sí", actor=jefa_vif)


def test_a_remark_is_opened_on_a_row_in_execution_without_changing_its_state(envio, revisora):
    approve_filas(envio, revisora)
    approve(revisora)
    observe_filas(programa=load_programa(), filas=[FILA_1], texto="¿Dónde está el acta?", actor=revisora)
    assert (load_programa().estado, list_decisiones(envio.programa)[FILA_1]) == (
        "APROBADO",
        ("APROBADA", "revisora"),
    )


@pytest.mark.parametrize("asunto", [Asunto.DECLARADO, Asunto.EVIDENCIA])
def test_only_what_is_committed_holds_back_the_approval(envio, revisora, directora_maule, otra_revisora, asunto):
    observe_cumplimiento(
        compromiso=Compromiso.objects.get(codigo=FILA_1), asunto=asunto, texto="¿Dónde está?", actor=revisora
    )
    assert (list_abiertas(load_programa()), count_sin_responder(load_programa())) == ([], 0)
    approve_filas(envio, revisora)
    with pytest.raises(TransicionRechazada, match="Para devolver escriba el motivo"):
        give_back(revisora)
    approve(revisora)
    assert load_programa().estado == "APROBADO"
    assert [(o.fila, o.asunto, o.abierta) for o in query_abiertas(load_programa())] == [(FILA_1, asunto, True)]
    resolve_observacion(observacion=Observacion.objects.get(), actor=otra_revisora)
    assert query_abiertas(load_programa()).count() == 0


def test_a_remark_of_the_validator_is_about_the_declaration_or_its_evidence(envio, revisora):
    fila = Compromiso.objects.get(codigo=FILA_1)
    for asunto in (Asunto.COMPROMETIDO, Asunto.ANALISIS):
        with pytest.raises(ValidationError, match="Diga si observa lo declarado o su evidencia"):
            observe_cumplimiento(compromiso=fila, asunto=asunto, texto="Sí", actor=revisora)
    with pytest.raises(ValidationError, match="Escriba qué hay que corregir"):
        observe_cumplimiento(compromiso=fila, asunto=Asunto.DECLARADO, texto=" ", actor=revisora)
    assert Observacion.objects.count() == 0


@pytest.mark.parametrize("quien", ["directora_maule", "administradora", "auditor"])
def test_only_who_validates_observes_a_declaration(envio, quien, request):
    with pytest.raises(PermissionDenied, match="V15"):
        observe_cumplimiento(
            compromiso=Compromiso.objects.get(codigo=FILA_1),
            asunto=Asunto.DECLARADO,
            texto="No",
            actor=request.getfixturevalue(quien),
        )
    assert Observacion.objects.count() == 0


def test_a_declaration_is_not_observed_before_the_year_runs_nor_after_it_closes(envio, ejercicio, revisora):
    for etapa in (Etapa.FORMULACION, Etapa.CERRADO):
        Ejercicio.objects.filter(pk=ejercicio.pk).update(etapa=etapa)
        with pytest.raises(FueraDeEtapa):
            observe_cumplimiento(
                compromiso=Compromiso.objects.get(codigo=FILA_1),
                asunto=Asunto.DECLARADO,
                texto="No",
                actor=revisora,
            )
    assert Observacion.objects.count() == 0


def test_a_remark_on_an_analysis_says_so_and_holds_back_its_report_alone(envio, corte, revisora):
    analisis = AnalisisAvance.objects.create(
        programa=load_programa(), corte=corte, codigo="2009-07-III.1-A01", orden=1, avance_efectivo="Se avanzó"
    )
    observe_filas(programa=load_programa(), filas=[analisis.codigo, FILA_1], texto="Precise", actor=revisora)
    assert dict(Observacion.objects.values_list("fila", "asunto")) == {
        analisis.codigo: Asunto.ANALISIS,
        FILA_1: Asunto.COMPROMETIDO,
    }
    informe = InformeAvance.objects.create(corte=corte, region=load_programa().region)
    assert (list_abiertas(load_programa()), list_abiertas(informe)) == ([FILA_1], [analisis.codigo])


def test_remarks_already_written_are_told_apart(envio, corte, revisora, directora_maule):
    AnalisisAvance.objects.create(programa=load_programa(), corte=corte, codigo="2009-07-III.1-A01", orden=1)
    approve_filas(envio, revisora)
    Compromiso.objects.filter(codigo=FILA_1).update(declarado="si", declarado_en=timezone.now())
    antes = observe_filas(programa=load_programa(), filas=[FILA_1], texto="En revisión", actor=revisora)
    resolve_observacion(observacion=antes[0], actor=revisora)
    approve(revisora)
    filas = [FILA_1, FILA_2, "2009-07-III.1-A01"]
    observe_filas(programa=load_programa(), filas=filas, texto="En ejecución", actor=revisora)
    Observacion.objects.update(asunto=Asunto.COMPROMETIDO)
    import_module("programas.migrations.0004_asunto_de_observacion").tell_asuntos(apps, None)
    assert list(Observacion.objects.order_by("pk").values_list("fila", "asunto")) == [
        (FILA_1, Asunto.COMPROMETIDO),
        (FILA_1, Asunto.DECLARADO),
        (FILA_2, Asunto.COMPROMETIDO),
        ("2009-07-III.1-A01", Asunto.ANALISIS),
    ]


def test_nothing_is_said_once_the_year_is_closed(envio, ejercicio, revisora, encargada_maule):
    observe_fila(envio, revisora, FILA_1)
    Ejercicio.objects.filter(pk=ejercicio.pk).update(etapa=Etapa.CERRADO)
    observacion = Observacion.objects.get()
    for act in (
        lambda: reply_observacion(observacion=observacion, texto="Sí", actor=encargada_maule),
        lambda: resolve_observacion(observacion=observacion, actor=revisora),
        lambda: observe_filas(programa=load_programa(), filas=[FILA_2], texto="No", actor=revisora),
    ):
        with pytest.raises(ConversacionCerrada, match="está cerrado"):
            act()
    with pytest.raises(TransicionRechazada, match="está cerrado"):
        approve_filas(envio, revisora)
    assert Mensaje.objects.count() == 1


def test_a_programme_that_says_it_was_sent_and_was_not_is_not_approved(ejercicio, maule, revisora):
    programa = build_programa(ejercicio, maule, "III.1", "--", estado="ENVIADO")
    with pytest.raises(TransicionRechazada, match="Falta aprobar"):
        apply_transicion(documento=programa, transicion=Transicion.APROBAR, actor=revisora)
    assert Envio.objects.count() == 0
