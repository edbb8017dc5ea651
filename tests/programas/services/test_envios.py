"""Sending a programme: what is kept, what is refused, what stays approved."""

import pytest
from django.core.exceptions import PermissionDenied

from programas.enums import Etapa
from programas.models import (
    Compromiso,
    Ejercicio,
    Envio,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from programas.selectors.envios import load_por_enviar
from programas.services import edicion
from programas.services.envios import EnvioDesactualizado, EnvioIncompleto
from programas.services.revision import reopen_programa, return_programa
from programas.services.transiciones import TransicionRechazada
from regiones.enums import Acto
from regiones.models import Registro
from regiones.services import CambioObsoleto
from tests.fabrica import build_programa
from tests.programas.revisiones import approve_filas, list_decisiones, load_programa, observe_fila, send

FILA_1, FILA_2 = "2009-07-III.1-01.1", "2009-07-III.1-02.1"


@pytest.fixture
def programa(ejercicio, maule):
    build_programa(ejercicio, maule, "III.1", "--", responsable="Dirección Regional")
    return load_programa()


def test_a_submission_keeps_what_every_row_says(programa, directora_maule):
    envio = send(programa, directora_maule)
    assert (envio.numero, envio.enviado_por, load_programa().estado) == (1, directora_maule, "ENVIADO")
    guardado = Envio.objects.get().contenido
    assert guardado == {
        "2009-07-III.1": {
            "responsable": "Dirección Regional",
            "modalidad": "Metas",
            "ponderacion": "Uniforme",
        },
        **{
            f"2009-07-III.1-0{i}.1": {
                "objetivo": f"Objetivo {i} de Maule",
                "indicador": f"Indicador de 2009-07-III.1-0{i}",
                "resultado": "100%",
                "actividades": f"Actividad de 2009-07-III.1-0{i}.1",
                "unidad": "",
                "medios": f"Informe de 2009-07-III.1-0{i}.1",
                "ponderacion": "Uniforme",
            }
            for i in (1, 2)
        },
    }
    registro = Registro.objects.get(acto=Acto.ENVIAR)
    assert (registro.actor, registro.codigo, registro.antes, registro.despues) == (
        directora_maule,
        "2009-07-III.1",
        {"estado": "BORRADOR"},
        {"estado": "ENVIADO"},
    )


@pytest.mark.parametrize(
    "quien", ["encargada_maule", "director_atacama", "revisora", "administradora", "auditor", "instaladora"]
)
def test_only_the_direction_of_the_territory_sends(programa, quien, request):
    with pytest.raises(PermissionDenied, match="dirección del territorio"):
        send(programa, request.getfixturevalue(quien))
    assert (Envio.objects.count(), load_programa().estado) == (0, "BORRADOR")


def test_a_missing_weight_must_be_mended(ejercicio, maule, directora_maule):
    programa = build_programa(ejercicio, maule, "III.1", "--", ["100", None])
    with pytest.raises(EnvioIncompleto, match=r"V3 \(.*\): hay que corregirlo") as rechazo:
        send(programa, directora_maule, justificaciones={"V3": "Porque sí"})
    assert [(f.regla, f.justificable) for f in rechazo.value.faltas] == [("V3", False)]
    assert (Envio.objects.count(), load_programa().estado) == (0, "BORRADOR")


def test_other_rules_hold_or_are_justified_one_by_one(ejercicio, maule, directora_maule):
    programa = build_programa(ejercicio, maule, "III.1", "--", ["60", "30"], modalidad="ACTIVIDADES")
    MedioVerificacion.objects.filter(compromiso__codigo=FILA_1).delete()
    razones = {"V1": "Suma 90 por acuerdo.", "V2": "Pesan distinto.", "V4": "Basta una.", "V5": "En trámite."}
    for falta in razones:
        with pytest.raises(EnvioIncompleto) as rechazo:
            send(programa, directora_maule, justificaciones=razones | {falta: "   "})
        assert [f.regla for f in rechazo.value.faltas] == [falta]
    envio = send(programa, directora_maule, justificaciones=razones | {"V9": "No se pide."})
    assert envio.justificaciones == razones
    assert Registro.objects.get(acto=Acto.ENVIAR).motivo.startswith("V1: Suma 90 por acuerdo. · V2: ")


def test_weights_of_the_territory_are_summed_together_when_the_year_says_so(ejercicio, maule, directora_maule):
    Ejercicio.objects.filter(pk=ejercicio.pk).update(base_ponderacion="TERRITORIO")
    ejercicio.refresh_from_db()
    primero = build_programa(ejercicio, maule, "III.1", "--", "30")
    segundo = build_programa(ejercicio, maule, "III.2", "--", "20")
    build_programa(ejercicio, maule, "III.3", "--", None)
    assert send(primero, directora_maule).justificaciones == {}
    Compromiso.objects.filter(objetivo__programa=segundo).update(ponderacion=50_000)
    with pytest.raises(EnvioIncompleto, match="V1"):
        send(segundo, directora_maule)
    assert send(load_programa("2009-07-III.3"), directora_maule).numero == 1


def test_an_empty_programme_is_not_sent(ejercicio, maule, directora_maule):
    with pytest.raises(EnvioIncompleto, match="No compromete ninguna fila"):
        send(build_programa(ejercicio, maule, "III.1", ""), directora_maule)


def test_the_sender_sends_what_the_sender_read(programa, directora_maule, encargada_maule):
    leida = load_por_enviar(programa).huella
    objetivo = ObjetivoEspecifico.objects.get(codigo="2009-07-III.1-01")
    objetivo.texto = "Otro objetivo"
    edicion.change_fila(fila=objetivo, actor=encargada_maule)
    with pytest.raises(EnvioDesactualizado):
        send(programa, directora_maule, huella=leida)
    with pytest.raises(CambioObsoleto):
        send(programa, directora_maule, version=programa.version + 1)
    assert (Envio.objects.count(), load_programa().estado) == (0, "BORRADOR")


def test_what_is_sent_is_not_sent_again_nor_changed(programa, directora_maule, encargada_maule):
    send(programa, directora_maule)
    with pytest.raises(
        TransicionRechazada, match=r"«Enviado a revisión»: lo envió directora\.maule el \d\d-\d\d-"
    ):
        send(programa, directora_maule)
    objetivo = ObjetivoEspecifico.objects.first()
    objetivo.texto = "Otro"
    with pytest.raises(edicion.FilaBloqueada):
        edicion.change_fila(fila=objetivo, actor=encargada_maule, motivo="Cambio")
    assert Envio.objects.count() == 1


def test_nothing_is_sent_once_the_year_is_closed(programa, ejercicio, directora_maule):
    Ejercicio.objects.filter(pk=ejercicio.pk).update(etapa=Etapa.CERRADO)
    with pytest.raises(TransicionRechazada, match="está cerrado"):
        send(programa, directora_maule)


def test_rows_that_say_the_same_stay_approved_by_whom_they_were(
    programa, directora_maule, encargada_maule, revisora
):
    primero = send(programa, directora_maule)
    approve_filas(primero, revisora, "2009-07-III.1", FILA_1)
    observe_fila(primero, revisora, FILA_2)
    leido = load_programa()
    return_programa(programa=leido, actor=revisora, texto="", version=leido.version)
    objetivo = ObjetivoEspecifico.objects.get(codigo="2009-07-III.1-01")
    objetivo.texto = "Objetivo corregido"
    edicion.change_fila(fila=objetivo, actor=encargada_maule, motivo="Más claro")
    segundo = send(programa, directora_maule)
    assert segundo.numero == 2
    assert list_decisiones(programa) == {"2009-07-III.1": ("APROBADA", "revisora")}
    momentos = {e.revisiones.get(fila="2009-07-III.1").momento for e in (primero, segundo)}
    assert len(momentos) == 1


def test_a_new_row_does_not_undo_the_approval_of_the_others(programa, directora_maule, revisora):
    approve_filas(send(programa, directora_maule), revisora)
    leido = load_programa()
    reopen_programa(programa=leido, actor=directora_maule, motivo="Falta una fila", version=leido.version)
    objetivo = edicion.add_fila(
        fila=ObjetivoEspecifico(programa=load_programa(), texto="Nuevo"), actor=directora_maule, motivo="Faltaba"
    )
    compromiso = edicion.add_fila(fila=Compromiso(objetivo=objetivo), actor=directora_maule, motivo="Faltaba")
    edicion.add_fila(fila=MedioVerificacion(compromiso=compromiso, texto="Acta"), actor=directora_maule)
    envio = send(programa, directora_maule)
    assert set(envio.contenido) - set(list_decisiones(programa)) == {"2009-07-III.1-03.1"}


def test_the_state_is_not_typed_by_any_form(programa, directora_maule):
    programa.estado = "APROBADO"
    edicion.change_fila(fila=programa, actor=directora_maule)
    assert ProgramaTrabajo.objects.get().estado == "BORRADOR"
