"""The year of a service: copied from the last, moved through its stages, closed when nothing is missing."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programas.enums import EstadoPrograma, Etapa, Ponderacion
from programas.models import (
    AnalisisAvance,
    Compromiso,
    Corte,
    Ejercicio,
    Indicador,
    Instancia,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from programas.services.ejercicios import CambioEtapaRechazado, change_etapa, copy_ejercicio
from regiones.enums import Acto
from regiones.models import Region, Registro
from regiones.services import CambioObsoleto
from tests.fabrica import build_programa


@pytest.fixture
def lleno(ejercicio, corte, maule, atacama, unidad_vif):
    """A year with everything: two territories, answers, results, an instancia with its links, an analysis."""
    programa = build_programa(
        ejercicio, maule, "III.2", "sn", pesos=["3.2", "3.33"], declarados="sn", es_demostracion=True
    )
    build_programa(ejercicio, atacama, "III.1", "-")
    ProgramaTrabajo.objects.filter(pk=programa.pk).update(estado=EstadoPrograma.APROBADO, total_declarado=65_300)
    objetivo = programa.objetivos.get(orden=2)
    ObjetivoEspecifico.objects.filter(pk=objetivo.pk).update(texto_etapa2="Como en la etapa 2")
    Indicador.objects.filter(objetivo=objetivo).update(resultado="80%", resultado_valor=80, resultado_unidad="%")
    Compromiso.objects.get(objetivo=objetivo).unidades.add(unidad_vif)
    instancia = Instancia.objects.create(
        programa=programa, codigo="2009-07-III.2-I04", orden=1, nombre="Mesa rural"
    )
    instancia.regiones.set([maule, atacama])
    instancia.objetivos.set([objetivo])
    AnalisisAvance.objects.create(programa=programa, corte=corte, codigo="A", objetivo=objetivo)
    return ejercicio


def test_a_copy_holds_what_is_committed_and_nothing_that_was_answered(lleno, administradora, maule, unidad_vif):
    copia = copy_ejercicio(origen=lleno, anio=2010, actor=administradora)
    nuevo = copia.ejercicio
    assert (nuevo.anio, nuevo.etapa, nuevo.umbral, copia.omitidos) == (2010, Etapa.FORMULACION, 900_000, ())
    programa = nuevo.programas.get(region=maule)
    assert (programa.codigo, programa.estado, programa.es_demostracion, programa.total_declarado) == (
        "2010-07-III.2",
        EstadoPrograma.BORRADOR,
        True,
        None,
    )
    objetivos = list(programa.objetivos.order_by("codigo").values_list("codigo", "texto", "texto_etapa2"))
    assert objetivos == [
        ("2010-07-III.2-01", "Objetivo 1 de Maule", ""),
        ("2010-07-III.2-02", "Objetivo 2 de Maule", "Como en la etapa 2"),
    ]
    compromiso = Compromiso.objects.get(codigo="2010-07-III.2-02.1")
    assert (
        compromiso.ponderacion,
        compromiso.declarado,
        compromiso.validado,
        list(compromiso.unidades.all()),
    ) == (
        33_300,
        "",
        "",
        [unidad_vif],
    )
    indicador = compromiso.objetivo.indicador
    assert (indicador.meta, indicador.resultado, indicador.resultado_valor) == ("100%", "", None)
    assert compromiso.actividades.get().codigo == "2010-07-III.2-02.1-A1"
    assert compromiso.medios.get().codigo == "2010-07-III.2-02.1-M1"
    instancia = programa.instancias.get()
    assert (instancia.codigo, instancia.nombre) == ("2010-07-III.2-I01", "Mesa rural")
    assert set(instancia.regiones.values_list("cut", flat=True)) == {"03", "07"}
    assert list(instancia.objetivos.values_list("codigo", flat=True)) == ["2010-07-III.2-02"]
    assert list(nuevo.cortes.values_list("fecha_medicion", "plazo")) == [(date(2010, 6, 30), date(2010, 7, 15))]
    assert AnalisisAvance.objects.filter(programa__ejercicio=nuevo).count() == 0
    assert copia.conteos == {
        "programas de trabajo": 2,
        "objetivos específicos": 3,
        "indicadores": 3,
        "compromisos": 3,
        "actividades": 3,
        "medios de verificación": 3,
        "instancias": 1,
        "cortes": 1,
    }


def test_the_original_stays_as_it_was(lleno, administradora):
    antes = list(Compromiso.objects.order_by("pk").values())
    copy_ejercicio(origen=lleno, anio=2010, actor=administradora)
    assert list(Compromiso.objects.filter(objetivo__programa__ejercicio=lleno).order_by("pk").values()) == antes


def test_a_copy_is_recorded_row_by_row_in_one_lot(lleno, administradora):
    copy_ejercicio(origen=lleno, anio=2010, actor=administradora)
    registros = Registro.objects.filter(acto=Acto.COPIAR, actor=administradora, anio=2010)
    assert registros.count() == 1 + 2 + 3 * 5 + 1 + 1
    assert registros.values("lote").distinct().count() == 1
    assert registros.get(codigo="2010-07-III.2-02.1").despues["ponderacion"] == 33_300


def test_new_rows_follow_the_copied_codes(lleno, administradora):
    copy_ejercicio(origen=lleno, anio=2010, actor=administradora)
    assert ProgramaTrabajo.objects.get(codigo="2010-07-III.2").ultimo_objetivo == 2
    assert Compromiso.objects.get(codigo="2010-07-III.2-02.1").ultima_actividad == 1


def test_territories_that_do_not_exist_that_year_are_left_out_and_told(servicio, administradora, atacama):
    origen = Ejercicio.objects.create(servicio=servicio, anio=2020)
    nuble = Region.objects.get(cut="16")
    build_programa(origen, nuble, "III.1", "--")
    programa = build_programa(origen, atacama, "III.2", "-")
    instancia = Instancia.objects.create(programa=programa, codigo="I", nombre="Mesa")
    instancia.regiones.set([nuble, atacama])
    copia = copy_ejercicio(origen=origen, anio=2010, actor=administradora)
    assert copia.omitidos == (nuble,)
    assert list(copia.ejercicio.programas.values_list("codigo", flat=True)) == ["2010-03-III.2"]
    assert list(Instancia.objects.get(programa__ejercicio=copia.ejercicio).regiones.all()) == [atacama]


def test_a_leap_day_and_a_deadline_in_the_next_year_are_moved(servicio, administradora):
    origen = Ejercicio.objects.create(servicio=servicio, anio=2008)
    Corte.objects.create(ejercicio=origen, fecha_medicion=date(2008, 2, 29), plazo=date(2008, 3, 10))
    Corte.objects.create(ejercicio=origen, fecha_medicion=date(2008, 12, 31), plazo=date(2009, 1, 15))
    copia = copy_ejercicio(origen=origen, anio=2009, actor=administradora)
    assert list(copia.ejercicio.cortes.values_list("fecha_medicion", "plazo")) == [
        (date(2009, 2, 28), date(2009, 3, 10)),
        (date(2009, 12, 31), date(2010, 1, 15)),
    ]


@pytest.mark.parametrize("anio", [2009, 1999, 2101])
def test_a_year_that_exists_or_is_no_year_is_refused(lleno, administradora, anio):
    with pytest.raises(ValidationError):
        copy_ejercicio(origen=lleno, anio=anio, actor=administradora)
    assert Ejercicio.objects.count() == 1


@pytest.mark.parametrize("quien", ["revisora", "auditor", "directora_maule"])
def test_only_the_administration_copies_and_changes_stages(lleno, quien, request):
    actor = request.getfixturevalue(quien)
    with pytest.raises(PermissionDenied):
        copy_ejercicio(origen=lleno, anio=2010, actor=actor)
    with pytest.raises(PermissionDenied):
        change_etapa(ejercicio=lleno, etapa=Etapa.EVALUACION, actor=actor)
    assert list(Ejercicio.objects.values_list("anio", "etapa")) == [(2009, Etapa.EJECUCION)]


def test_copying_takes_the_same_queries_whatever_the_territories(servicio, administradora):
    cuentas = []
    assert administradora.alcance.por_servicio
    for anio, territorios in ((2011, 1), (2013, 3)):
        origen = Ejercicio.objects.create(servicio=servicio, anio=anio)
        for region in Region.objects.existing_in(anio)[:territorios]:
            build_programa(origen, region, "III.1", "---")
        with CaptureQueriesContext(
            connection,
        ) as consultas:
            copy_ejercicio(origen=origen, anio=anio + 1, actor=administradora)
        cuentas.append(len(consultas))
    assert cuentas[0] == cuentas[1]
    assert cuentas[0] < 60


def test_stages_advance_one_at_a_time_with_a_record(ejercicio, administradora):
    with pytest.raises(CambioEtapaRechazado, match="a «Ejecución» le sigue «Evaluación»"):
        change_etapa(ejercicio=ejercicio, etapa=Etapa.CERRADO, actor=administradora)
    assert change_etapa(ejercicio=ejercicio, etapa=Etapa.EVALUACION, actor=administradora) is True
    registro = Registro.objects.get(acto=Acto.CAMBIAR_ETAPA)
    assert (registro.antes, registro.despues) == ({"etapa": "EJECUCION"}, {"etapa": "EVALUACION"})
    assert change_etapa(ejercicio=ejercicio, etapa=Etapa.EVALUACION, actor=administradora) is False


def test_going_back_needs_a_reason(ejercicio, administradora):
    with pytest.raises(CambioEtapaRechazado, match="escriba el motivo"):
        change_etapa(ejercicio=ejercicio, etapa=Etapa.FORMULACION, actor=administradora, motivo="  ")
    change_etapa(ejercicio=ejercicio, etapa=Etapa.FORMULACION, actor=administradora, motivo="Se reabrió")
    assert Registro.objects.get(acto=Acto.CAMBIAR_ETAPA).motivo == "Se reabrió"


def test_a_closed_ejercicio_opens_only_to_be_corrected_and_with_a_reason(ejercicio, administradora):
    Ejercicio.objects.filter(pk=ejercicio.pk).update(etapa=Etapa.CERRADO)
    ejercicio.refresh_from_db()
    for etapa in (Etapa.FORMULACION, Etapa.EJECUCION):
        with pytest.raises(CambioEtapaRechazado, match="solo vuelve a «Evaluación»"):
            change_etapa(ejercicio=ejercicio, etapa=etapa, actor=administradora, motivo="x")
    with pytest.raises(CambioEtapaRechazado, match="escriba el motivo"):
        change_etapa(ejercicio=ejercicio, etapa=Etapa.EVALUACION, actor=administradora, motivo=" ")
    change_etapa(ejercicio=ejercicio, etapa=Etapa.EVALUACION, actor=administradora, motivo="Faltó un acta")
    assert Registro.objects.get(acto=Acto.CAMBIAR_ETAPA).motivo == "Faltó un acta"


def test_closing_says_everything_that_is_missing(ejercicio, maule, atacama, administradora):
    Ejercicio.objects.filter(pk=ejercicio.pk).update(
        etapa=Etapa.EVALUACION, reclamos_desde=None, reclamos_hasta=None
    )
    ejercicio.refresh_from_db()
    build_programa(ejercicio, maule, "III.1", "s--")
    build_programa(ejercicio, atacama, "III.2", "n-", pesos=["50", None])
    with pytest.raises(CambioEtapaRechazado) as rechazo:
        change_etapa(ejercicio=ejercicio, etapa=Etapa.CERRADO, actor=administradora)
    assert str(rechazo.value) == (
        "No se puede cerrar: 3 compromisos están sin validar (V9): Atacama III.2 (1), Maule III.1 (2). "
        "1 programa tiene filas sin ponderación: Atacama III.2. "
        "1 compromiso no cumplido está sin motivo (V7): 2009-03-III.2-01.1. "
        "1 compromiso validado «Sí» no tiene evidencia vigente (V6): 2009-07-III.1-01.1. "
        "1 compromiso validado «Sí» no tiene resultado anual (V6): 2009-07-III.1-01.1. "
        "2 programas no están aprobados: Atacama III.2, Maule III.1. "
        "El ejercicio no tiene plazo de reclamos: la administración lo fija en sus datos."
    )
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.APROBADO)
    Ejercicio.objects.update(exige_evidencia=False, reclamos_desde="2009-12-01", reclamos_hasta="2009-12-31")
    Indicador.objects.update(resultado="100%")
    Compromiso.objects.filter(validado="").update(validado="si")
    ProgramaTrabajo.objects.update(ponderacion=Ponderacion.UNIFORME)
    Compromiso.objects.filter(validado="no").update(motivo="Sin presupuesto")
    assert change_etapa(ejercicio=ejercicio, etapa=Etapa.CERRADO, actor=administradora) is True


def test_a_stale_change_of_stage_is_refused(ejercicio, administradora):
    leido = Ejercicio.objects.get(pk=ejercicio.pk)
    change_etapa(ejercicio=ejercicio, etapa=Etapa.EVALUACION, actor=administradora)
    with pytest.raises(CambioObsoleto):
        change_etapa(ejercicio=leido, etapa=Etapa.EVALUACION, actor=administradora)
