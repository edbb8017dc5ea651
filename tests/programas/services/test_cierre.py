"""Closing: what was decided is frozen with its hash, corrected only as a new version, and nothing else moves."""

import json
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from programas import scoring
from programas.enums import EstadoPrograma, Etapa, Transicion
from programas.models import (
    Actividad,
    AnalisisAvance,
    Cierre,
    Compromiso,
    Corte,
    Ejercicio,
    Indicador,
    InformeAvance,
    MedioVerificacion,
    ObjetivoEspecifico,
    Observacion,
    ProgramaTrabajo,
    Reclamo,
)
from programas.scoring import Estado
from programas.selectors.caso import build_caso, load_caso
from programas.selectors.cierre import compare_cierre, show_cierre
from programas.selectors.resultados import evaluate_ejercicio
from programas.services import edicion
from programas.services.analisis import save_analisis
from programas.services.avances import DatosAvance, record_avance
from programas.services.cortes import change_corte
from programas.services.cumplimiento import FueraDeEtapa, declare_cumplimiento, validate_cumplimiento
from programas.services.edicion import FilaBloqueada
from programas.services.ejercicios import CierreIncompleto, change_etapa
from programas.services.evidencias import attach_evidencia
from programas.services.observaciones import reply_observacion
from programas.services.reclamos import FueraDePlazo, present_reclamo
from programas.services.transiciones import apply_transicion
from regiones.enums import Acto
from regiones.models import Region, Registro, UnidadResponsable
from regiones.services import ActoRechazado
from tests.documentos import build_documento
from tests.fabrica import build_programa
from tests.programas.cierres import build_evaluado, close, correct


@pytest.fixture
def evaluado(ejercicio, corte, maule, atacama):
    return build_evaluado(ejercicio, maule, atacama)


def test_closing_freezes_inputs_rules_result_and_hash(evaluado, administradora):
    cierre = close(evaluado, administradora)
    assert (cierre.numero, cierre.cerrado_por, cierre.motivo, cierre.reglas) == (
        1,
        administradora,
        "",
        scoring.VERSION,
    )
    assert cierre.entrada == build_caso(evaluado)
    assert cierre.entrada["cerrado"] is True
    assert cierre.resultado["servicio"]["veredicto"] == "NO CUMPLE"
    assert cierre.resultado["servicio"]["por_programa"]["III.3"]["motivos"] == ["Atacama 66,66 %"]
    sellado = {c: getattr(cierre, c) for c in ("reglas", "entrada", "resultado", "contenido")}
    canonico = json.dumps(sellado, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert cierre.sha256 == sha256(canonico.encode()).hexdigest()
    registro = Registro.objects.get(acto=Acto.CERRAR)
    assert (registro.antes, registro.despues, registro.motivo) == (
        {"etapa": "EVALUACION"},
        {"etapa": "CERRADO"},
        f"Cierre 1, sha256 {cierre.sha256}",
    )


def test_it_keeps_what_every_row_said(evaluado, administradora):
    contenido = close(evaluado, administradora).contenido
    assert [t["codigo"] for t in contenido["territorios"]][:3] == ["15", "01", "02"]
    assert [fila["codigo"] for fila in contenido["filas"]][:4] == [
        "2009-03-III.3-01.1",
        "2009-03-III.3-02.1",
        "2009-03-III.3-03.1",
        "2009-07-III.1-01.1",
    ]
    assert (len(contenido["filas"]), contenido["filas"][2]) == (
        15,
        {
            "codigo": "2009-03-III.3-03.1",
            "territorio": "03",
            "hoja": "III.3",
            "columnas": [
                ["Objetivos específicos (2)", "Objetivo 3 de Atacama"],
                ["Indicador (3)", "Indicador de 2009-03-III.3-03"],
                ["Resultado anual del indicador (4)", "—"],
                ["Meta anual o actividades comprometidas (5)", "Meta: 100%\nActividad de 2009-03-III.3-03.1"],
                ["Unidad Responsable (6)", ""],
                ["Medio de verificación (7)", "Informe de 2009-03-III.3-03.1"],
                ["Ponderación (%) (8)", "3,2 %"],
                ["Cumple/no cumple (9)", "✕ Parcial"],
                ["Ponderación ganada (10)", "0 %"],
                ["Motivo", "Sin presupuesto"],
            ],
        },
    )


def test_a_frozen_year_does_not_move_with_regions_nor_catalogues(evaluado, administradora, maule, atacama):
    cierre = close(evaluado, administradora)
    antes = (show_cierre(cierre), cierre.sha256, load_caso(evaluado), evaluate_ejercicio(evaluado))
    Region.objects.filter(pk=maule.pk).update(nombre_corto="Otro nombre")
    Region.objects.filter(pk=atacama.pk).update(vigente_desde=date(2018, 9, 6))
    Region.objects.filter(cut="16").update(vigente_desde=date(1974, 1, 1))
    UnidadResponsable.objects.create(servicio=evaluado.servicio, nombre="Nueva", clave="nueva")
    cierre = Cierre.objects.get(pk=cierre.pk)
    evaluado = Ejercicio.objects.get(pk=evaluado.pk)
    despues = evaluate_ejercicio(evaluado)
    assert (show_cierre(cierre), cierre.sha256, load_caso(evaluado), despues) == antes
    assert [t.nombre for t in despues.territorios if t.cut in ("03", "07", "16")] == ["Atacama", "Maule"]
    assert despues.servicio.veredicto is Estado.NO_CUMPLE


def forget_decisiones():
    """What the core decided by the rules in force is no answer under others."""
    scoring.programa.remember_programas.cache_clear()
    scoring.servicio.remember_conjuntos.cache_clear()


@pytest.fixture
def change_reglas(monkeypatch):
    de_hoy = scoring.programa.evaluate

    def change():
        monkeypatch.setattr(
            scoring.programa, "evaluate", lambda **campos: de_hoy(**campos | {"ganado": Fraction(0)})
        )
        forget_decisiones()

    yield change
    forget_decisiones()


def test_other_rules_do_not_change_a_closed_year(evaluado, administradora, change_reglas):
    cierre = close(evaluado, administradora)
    antes = evaluate_ejercicio(evaluado)
    change_reglas()
    despues = evaluate_ejercicio(evaluado)
    assert list_resultados(despues) == list_resultados(antes)
    assert despues.servicio.por_programa == antes.servicio.por_programa
    assert compare_cierre(cierre).mismo_resultado is False


def list_resultados(evaluado):
    return [
        programa.resultado for t in evaluado.territorios for programa in t.programas.values() if programa.filas
    ]


def test_recomputing_a_closing_gives_the_same_and_tampering_shows(evaluado, administradora, maule):
    cierre = close(evaluado, administradora)
    comparacion = compare_cierre(Cierre.objects.get(pk=cierre.pk))
    assert (comparacion.integro, comparacion.mismo_resultado, comparacion.mismos_datos) == (True, True, True)
    Region.objects.filter(pk=maule.pk).update(nombre_corto="Otro nombre")
    assert compare_cierre(Cierre.objects.get(pk=cierre.pk)).mismos_datos is False
    leido = Cierre.objects.get(pk=cierre.pk)
    leido.resultado = cierre.resultado | {"servicio": {**cierre.resultado["servicio"], "veredicto": "CUMPLE"}}
    comparacion = compare_cierre(leido)
    assert (comparacion.integro, comparacion.mismo_resultado) == (False, False)


@pytest.mark.parametrize("orden", ["UPDATE programas_cierre SET motivo = 'otro'", "DELETE FROM programas_cierre"])
def test_the_database_refuses_to_touch_a_closing(evaluado, administradora, orden):
    close(evaluado, administradora)
    with (
        pytest.raises(DatabaseError, match="inmutable"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(orden)
    assert Cierre.objects.count() == 1


def test_a_correction_is_a_new_version_with_its_reason(evaluado, administradora):
    primero = close(evaluado, administradora)
    correct(evaluado, administradora)
    assert compare_cierre(Cierre.objects.get(pk=primero.pk)).mismos_datos is None
    perdida = Compromiso.objects.get(validado="parcial")
    Compromiso.objects.filter(pk=perdida.pk).update(validado="si")
    Indicador.objects.filter(objetivo=perdida.objetivo_id).update(resultado="100%")
    segundo = close(evaluado, administradora, "Se recibió el acta")
    assert (segundo.numero, segundo.motivo) == (2, "Faltó un acta\nSe recibió el acta")
    assert segundo.resultado["servicio"]["veredicto"] == "CUMPLE"
    assert evaluate_ejercicio(evaluado).servicio.veredicto is Estado.CUMPLE
    assert Cierre.objects.values_list("sha256", flat=True).get(numero=1) == primero.sha256


@pytest.mark.parametrize("quien", ["revisora", "auditor", "directora_maule"])
def test_only_the_administration_corrects(evaluado, administradora, quien, request):
    close(evaluado, administradora)
    with pytest.raises(PermissionDenied):
        correct(evaluado, request.getfixturevalue(quien))
    assert Ejercicio.objects.get(pk=evaluado.pk).etapa == Etapa.CERRADO


def test_pending_claims_and_their_time_keep_it_open(evaluado, administradora, directora_maule, revisora):
    fila = Compromiso.objects.get(validado="no")
    Reclamo.objects.create(
        compromiso=fila,
        validado="no",
        validado_por=revisora,
        pide="si",
        fundamento="El acta está",
        presentado_por=directora_maule,
    )
    hoy = timezone.localdate()
    Ejercicio.objects.filter(pk=evaluado.pk).update(reclamos_desde=hoy, reclamos_hasta=hoy)
    with pytest.raises(CierreIncompleto) as rechazo:
        change_etapa(ejercicio=evaluado, etapa=Etapa.CERRADO, actor=administradora)
    assert str(rechazo.value) == (
        f"No se puede cerrar: 1 reclamo está sin resolver: {fila.codigo}. "
        f"El plazo de reclamos corre hasta el {hoy:%d-%m-%Y}."
    )
    assert (Cierre.objects.count(), Ejercicio.objects.get().etapa) == (0, Etapa.EVALUACION)
    Reclamo.objects.update(estado="RECHAZADO")
    ayer = hoy - timedelta(days=1)
    Ejercicio.objects.filter(pk=evaluado.pk).update(reclamos_desde=ayer, reclamos_hasta=ayer)
    assert close(evaluado, administradora).numero == 1


def test_nothing_of_a_closed_year_is_written_by_anybody(evaluado, administradora, revisora):
    Ejercicio.objects.update(exige_evidencia=False)
    evaluado.refresh_from_db()
    close(evaluado, administradora)
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.BORRADOR)
    antes = Registro.objects.count()
    for modelo in (ProgramaTrabajo, ObjetivoEspecifico, Indicador, Compromiso, Actividad, MedioVerificacion):
        fila = modelo.objects.first()
        if hasattr(fila, "texto"):
            fila.texto = "Otro"
        with pytest.raises(FilaBloqueada, match="está cerrado"):
            edicion.change_fila(fila=fila, actor=administradora)
        with pytest.raises(FilaBloqueada, match="está cerrado"):
            edicion.remove_fila(fila=modelo.objects.first(), actor=administradora)
    for fila in (Corte.objects.get(), Ejercicio.objects.get()):
        with pytest.raises(FilaBloqueada, match="está cerrado"):
            edicion.change_fila(fila=fila, actor=administradora)
    nuevo = ObjetivoEspecifico(programa=ProgramaTrabajo.objects.first(), texto="Nuevo")
    with pytest.raises(FilaBloqueada, match="está cerrado"):
        edicion.add_fila(fila=nuevo, actor=administradora)
    fila = Compromiso.objects.first()
    with pytest.raises(FueraDeEtapa):
        declare_cumplimiento(compromiso=fila, respuesta="no", motivo="x", actor=administradora)
    with pytest.raises(FueraDeEtapa):
        validate_cumplimiento(compromiso=fila, respuesta="no", motivo="x", actor=revisora)
    with pytest.raises(FueraDePlazo):
        present_reclamo(compromiso=fila, pide="no", fundamento="x", actor=administradora)
    assert Registro.objects.count() == antes


def test_no_act_of_the_year_is_done_once_it_is_closed(
    evaluado, corte, maule, administradora, directora_maule, revisora
):
    programa = ProgramaTrabajo.objects.get(region=maule)
    fila = Compromiso.objects.filter(objetivo__programa=programa).first()
    observacion = Observacion.objects.create(programa=programa, fila=fila.codigo, abierta_por=administradora)
    informe = InformeAvance.objects.create(corte=corte, region=maule, estado=EstadoPrograma.ENVIADO)
    close(evaluado, administradora)
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.ENVIADO)
    programa, informe = ProgramaTrabajo.objects.get(pk=programa.pk), InformeAvance.objects.get()
    analisis = AnalisisAvance(programa=programa, corte=corte, objetivo=fila.objetivo, avance_efectivo="Se avanza")
    avance = DatosAvance(fecha=date(2009, 6, 1), texto="Se avanza", valor=Decimal(50))
    antes = Registro.objects.count()
    for acto in (
        lambda: apply_transicion(documento=programa, transicion=Transicion.APROBAR, actor=revisora),
        lambda: apply_transicion(documento=informe, transicion=Transicion.APROBAR, actor=revisora),
        lambda: change_corte(corte=corte, estado="CERRADO", actor=revisora, motivo="x", version=corte.version),
        lambda: save_analisis(analisis=analisis, actor=directora_maule),
        lambda: record_avance(compromiso=fila, datos=avance, actor=directora_maule),
        lambda: attach_evidencia(compromiso=fila, documento=build_documento(), actor=directora_maule),
        lambda: reply_observacion(observacion=observacion, texto="Doce", actor=directora_maule),
    ):
        with pytest.raises(ActoRechazado, match=r"(?i)cerrado"):
            acto()
    assert Registro.objects.count() == antes


def test_the_command_answers_what_was_frozen(evaluado, administradora, maule, capsys):
    cierre = close(evaluado, administradora)
    Region.objects.filter(pk=maule.pk).update(nombre_corto="Otro nombre")
    call_command("score_ejercicio", ejercicio=2009, caso=True)
    assert json.loads(capsys.readouterr().out) == cierre.entrada


def test_closing_takes_the_same_queries_whatever_the_rows(servicio, administradora, maule):
    cuentas = []
    assert administradora.alcance.por_servicio
    for anio, filas in ((2011, 1), (2012, 30)):
        plazo = date(anio, 12, 31)
        ejercicio = servicio.ejercicios.create(
            anio=anio, etapa=Etapa.EVALUACION, exige_evidencia=False, reclamos_desde=plazo, reclamos_hasta=plazo
        )
        build_programa(ejercicio, maule, "III.1", "s" * filas, estado=EstadoPrograma.APROBADO)
        Indicador.objects.update(resultado="100%")
        with CaptureQueriesContext(connection) as consultas:
            change_etapa(ejercicio=ejercicio, etapa=Etapa.CERRADO, actor=administradora)
        cuentas.append(len(consultas))
    assert cuentas[0] == cuentas[1]
