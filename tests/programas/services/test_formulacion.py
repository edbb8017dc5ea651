"""Drafting a programme page by page: a whole row at once, its place, the weights, last year's rows."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from programas.enums import EstadoPrograma, Etapa, Modalidad, Ponderacion
from programas.models import (
    Actividad,
    Compromiso,
    Ejercicio,
    Evidencia,
    Indicador,
    Instancia,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from programas.selectors.formulacion.copia import load_copiables
from programas.selectors.formulacion.fila import DatosCompromiso, DatosFila, load_fila
from programas.services.edicion import FilaBloqueada, MotivoRequerido, change_fila
from programas.services.formulacion import (
    FilaObsoleta,
    FilaSinCompromisos,
    copy_filas_anteriores,
    move_fila,
    remove_fila_formulario,
    save_fila_formulario,
    save_ponderaciones,
    spread_uniforme,
)
from programas.services.formulacion.copia import NadaQueCopiar
from programas.services.formulacion.ponderacion import PesoEscrito
from regiones.enums import Acto
from regiones.models import Registro, UnidadResponsable
from regiones.services import CambioObsoleto, FilaEnUso
from tests.fabrica import build_programa


@pytest.fixture
def programa(ejercicio, maule):
    return build_programa(ejercicio, maule, "III.1", "---", pesos=["40", "30", "30"])


@pytest.fixture
def objetivo(programa):
    return programa.objetivos.get(codigo="2009-07-III.1-01")


def build_datos(*compromisos, texto="Ampliar la red", indicador="Redes", meta="25%", **objetivo):
    return DatosFila({"texto": texto, **objetivo}, {"texto": indicador, "meta": meta}, compromisos)


def read_datos(objetivo, **cambios):
    """What is stored of a row, as typed again; ``cambios`` are of its first commitment."""
    guardada = load_fila(objetivo)
    primero, *resto = guardada.datos.compromisos
    campos = {c: getattr(primero, c) for c in ("id", "ponderacion", "unidad", "unidades", "actividades", "medios")}
    nuevo = DatosCompromiso(**campos | cambios)
    return DatosFila(guardada.datos.objetivo, guardada.datos.indicador, (nuevo, *resto)), guardada.version


def count_actos():
    """What people wrote: the catalogue of territories, which nobody signs, is there from the start."""
    return Registro.objects.filter(actor__isnull=False).count()


def set_estado(programa, estado):
    ProgramaTrabajo.objects.filter(pk=programa.pk).update(estado=estado)


def save(programa, objetivo, datos, version="", **campos):
    return save_fila_formulario(programa=programa, objetivo=objetivo, datos=datos, version=version, **campos)


def test_a_new_row_is_written_whole_with_codes_and_record(programa, encargada_maule, unidad_vif):
    compromiso = DatosCompromiso(
        None, 250_000, "Unidad de VIF", (unidad_vif.pk,), ("Reunión", "Taller"), ("Acta", "Lista")
    )
    objetivo = save(programa, None, build_datos(compromiso), actor=encargada_maule)
    fila = load_fila(objetivo).datos
    guardado = Compromiso.objects.get(objetivo=objetivo)
    assert (objetivo.codigo, objetivo.orden, guardado.codigo) == ("2009-07-III.1-04", 4, "2009-07-III.1-04.1")
    assert fila.compromisos == (
        DatosCompromiso(
            guardado.pk, 250_000, "Unidad de VIF", (unidad_vif.pk,), ("Reunión", "Taller"), ("Acta", "Lista")
        ),
    )
    assert objetivo.indicador.meta_valor == 25
    creadas = Registro.objects.filter(acto=Acto.CREAR, actor=encargada_maule, region=programa.region)
    assert sorted(creadas.values_list("clase", flat=True)) == [
        "programas.actividad",
        "programas.actividad",
        "programas.compromiso",
        "programas.indicador",
        "programas.medioverificacion",
        "programas.medioverificacion",
        "programas.objetivoespecifico",
    ]


def test_a_row_that_only_has_its_objective_still_has_its_commitment(programa, encargada_maule):
    objetivo = save(programa, None, build_datos(), actor=encargada_maule)
    assert [c.ponderacion for c in objetivo.compromisos.all()] == [None]


def test_saving_what_is_stored_writes_nothing(programa, objetivo, encargada_maule):
    datos, version = read_datos(objetivo)
    save(programa, objetivo, datos, version, actor=encargada_maule)
    assert count_actos() == 0
    assert load_fila(objetivo).version == version


def test_unchanged_lines_keep_their_codes(programa, objetivo, encargada_maule):
    compromiso = objetivo.compromisos.get()
    primero = compromiso.medios.get()
    datos, version = read_datos(objetivo, medios=("Informe anual", primero.texto, "Acta firmada"))
    save(programa, objetivo, datos, version, actor=encargada_maule)
    guardados = compromiso.medios.order_by("orden").values_list("codigo", "texto")
    assert list(guardados) == [
        ("2009-07-III.1-01.1-M2", "Informe anual"),
        ("2009-07-III.1-01.1-M1", primero.texto),
        ("2009-07-III.1-01.1-M3", "Acta firmada"),
    ]
    datos, version = read_datos(objetivo, medios=("Informe anual", "Otra cosa del todo"))
    save(programa, objetivo, datos, version, actor=encargada_maule)
    assert list(compromiso.medios.order_by("orden").values_list("codigo", "texto")) == [
        ("2009-07-III.1-01.1-M2", "Informe anual"),
        ("2009-07-III.1-01.1-M1", "Otra cosa del todo"),
    ]


def test_a_stored_line_break_inside_an_activity_is_not_a_change(programa, objetivo, encargada_maule):
    Actividad.objects.filter(compromiso__objetivo=objetivo).update(texto="Primera parte\nsegunda parte")
    datos, version = read_datos(objetivo, actividades=("Primera parte", "segunda parte"))
    save(programa, objetivo, datos, version, actor=encargada_maule)
    assert count_actos() == 0


def test_a_means_that_has_evidence_is_not_taken_away(programa, objetivo, encargada_maule):
    medio = MedioVerificacion.objects.get(compromiso__objetivo=objetivo)
    Evidencia.objects.create(
        compromiso=medio.compromiso, medio=medio, nombre="acta.pdf", tipo="application/pdf", tamano=1,
        sha256="0" * 64, fecha_documento="2009-05-01", subida_por=encargada_maule, archivo="x",
    )  # fmt: skip
    datos, version = read_datos(objetivo, medios=())
    with pytest.raises(FilaEnUso):
        save(programa, objetivo, datos, version, actor=encargada_maule)
    assert MedioVerificacion.objects.filter(pk=medio.pk).exists()


def test_activities_are_added_and_taken_away_one_by_one(ejercicio, maule, encargada_maule):
    programa = build_programa(ejercicio, maule, "III.1", "-", None, modalidad=Modalidad.ACTIVIDADES)
    objetivo = programa.objetivos.get()
    datos, version = read_datos(objetivo)
    nueva = DatosCompromiso(actividades=("Segunda actividad",), medios=("Acta",))
    vacia = DatosCompromiso()
    con_dos = DatosFila(datos.objetivo, datos.indicador, (*datos.compromisos, nueva, vacia))
    save(programa, objetivo, con_dos, version, actor=encargada_maule)
    assert list(objetivo.compromisos.values_list("codigo", flat=True)) == [
        "2009-07-III.1-01.1",
        "2009-07-III.1-01.2",
    ]
    datos, version = read_datos(objetivo, quitar=True)
    save(programa, objetivo, datos, version, actor=encargada_maule)
    assert list(objetivo.compromisos.values_list("codigo", flat=True)) == ["2009-07-III.1-01.2"]
    datos, version = read_datos(objetivo, quitar=True)
    with pytest.raises(FilaSinCompromisos):
        save(programa, objetivo, datos, version, actor=encargada_maule)


def test_a_stale_row_is_refused_with_both_values_and_nothing_is_written(
    programa, objetivo, encargada_maule, directora_maule
):
    datos, version = read_datos(objetivo, ponderacion=410_000)
    otros, _ = read_datos(objetivo, medios=("Otro informe",))
    save(programa, objetivo, otros, version, actor=directora_maule)
    with pytest.raises(FilaObsoleta) as refusal:
        save(programa, objetivo, datos, version, actor=encargada_maule)
    assert refusal.value.diferencias == {
        "Medio de verificación": ("Informe de 2009-07-III.1-01.1", "Otro informe"),
        "Ponderación (%)": ("41 %", "40 %"),
    }
    assert refusal.value.version == load_fila(objetivo).version
    assert Compromiso.objects.get(objetivo=objetivo).ponderacion == 400_000


def test_the_same_change_made_twice_is_no_conflict(programa, objetivo, encargada_maule, directora_maule):
    datos, version = read_datos(objetivo, medios=("Otro informe",))
    save(programa, objetivo, datos, version, actor=directora_maule)
    save(programa, objetivo, datos, version, actor=encargada_maule)
    assert not Registro.objects.filter(actor=encargada_maule).exists()


@pytest.mark.parametrize("estado", [EstadoPrograma.ENVIADO, EstadoPrograma.APROBADO])
def test_nothing_is_drafted_while_sent_or_approved(programa, objetivo, encargada_maule, estado):
    set_estado(programa, estado)
    datos, version = read_datos(objetivo, medios=("Otro",))
    for acto in (
        lambda: save(programa, objetivo, datos, version, actor=encargada_maule),
        lambda: save(programa, None, build_datos(), actor=encargada_maule),
        lambda: move_fila(objetivo=objetivo, arriba=False, actor=encargada_maule),
        lambda: remove_fila_formulario(objetivo=objetivo, version=version, actor=encargada_maule, motivo="x"),
        lambda: save_ponderaciones(programa=programa, pesos={}, actor=encargada_maule),
        lambda: spread_uniforme(programa=programa, uniforme=True, version=1, actor=encargada_maule, motivo="x"),
        lambda: copy_filas_anteriores(programa=programa, codigos=["x"], actor=encargada_maule, motivo="x"),
    ):
        with pytest.raises(FilaBloqueada):
            acto()
    assert count_actos() == 0


def test_a_closed_ejercicio_is_not_drafted(programa, objetivo, encargada_maule, ejercicio):
    datos, version = read_datos(objetivo, medios=("Otro",))
    Ejercicio.objects.filter(pk=ejercicio.pk).update(etapa=Etapa.CERRADO)
    with pytest.raises(FilaBloqueada):
        save(programa, objetivo, datos, version, actor=encargada_maule)


def test_after_a_first_submission_weight_and_objective_need_a_reason_and_the_rest_does_not(
    programa, objetivo, encargada_maule
):
    set_estado(programa, EstadoPrograma.OBSERVADO)
    datos, version = read_datos(objetivo, medios=("Otro informe",))
    save(programa, objetivo, datos, version, actor=encargada_maule)
    datos, version = read_datos(objetivo, ponderacion=410_000)
    with pytest.raises(MotivoRequerido):
        save(programa, objetivo, datos, version, actor=encargada_maule)
    save(programa, objetivo, datos, version, actor=encargada_maule, motivo="Lo pidió la revisión")
    cambio = Registro.objects.get(clase="programas.compromiso")
    assert (cambio.antes, cambio.despues, cambio.motivo) == (
        {"ponderacion": 400_000},
        {"ponderacion": 410_000},
        "Lo pidió la revisión",
    )


@pytest.mark.parametrize("rol", ["director_atacama", "revisora", "auditor", "jefa_vif"])
def test_who_does_not_draft_the_territory_writes_no_row(request, programa, objetivo, rol):
    actor = request.getfixturevalue(rol)
    datos, version = read_datos(objetivo)
    for acto in (
        lambda: save(programa, objetivo, datos, version, actor=actor),
        lambda: save(programa, None, build_datos(), actor=actor),
        lambda: move_fila(objetivo=objetivo, arriba=False, actor=actor),
        lambda: remove_fila_formulario(objetivo=objetivo, version=version, actor=actor),
        lambda: spread_uniforme(programa=programa, uniforme=True, version=1, actor=actor),
        lambda: save_ponderaciones(
            programa=programa, pesos={objetivo.compromisos.get().pk: PesoEscrito(1, 1)}, actor=actor
        ),
        lambda: copy_filas_anteriores(programa=programa, codigos=["x"], actor=actor),
    ):
        with pytest.raises(PermissionDenied):
            acto()
    assert count_actos() == 0


def test_a_unit_writes_its_own_row_but_not_its_objective(ejercicio, nivel_central, jefa_vif, unidad_vif):
    programa = build_programa(ejercicio, nivel_central, "III.1", "--", pesos="50")
    propio, ajeno = programa.objetivos.order_by("orden")
    propio.compromisos.get().unidades.add(unidad_vif)
    datos, version = read_datos(propio, medios=("Nuevo informe",))
    save(programa, propio, datos, version, actor=jefa_vif)
    assert MedioVerificacion.objects.get(compromiso__objetivo=propio).texto == "Nuevo informe"
    datos, version = read_datos(propio)
    otro_texto = DatosFila(datos.objetivo | {"texto": "Otro objetivo"}, datos.indicador, datos.compromisos)
    with pytest.raises(PermissionDenied):
        save(programa, propio, otro_texto, version, actor=jefa_vif)
    datos, version = read_datos(ajeno, medios=("Intruso",))
    with pytest.raises(PermissionDenied):
        save(programa, ajeno, datos, version, actor=jefa_vif)


def test_units_of_another_service_are_refused(programa, objetivo, encargada_maule, mundo):
    ajena = mundo.ajenas[UnidadResponsable]
    datos, version = read_datos(objetivo, unidad="Unidad ajena", unidades=(ajena.pk,))
    with pytest.raises(ValidationError):
        save(programa, objetivo, datos, version, actor=encargada_maule)
    assert objetivo.compromisos.get().unidades.count() == 0


def test_rows_change_places_and_keep_their_codes(programa, objetivo, encargada_maule):
    assert move_fila(objetivo=objetivo, arriba=True, actor=encargada_maule) is False
    assert move_fila(objetivo=objetivo, arriba=False, actor=encargada_maule) is True
    assert list(programa.objetivos.order_by("orden").values_list("codigo", "orden")) == [
        ("2009-07-III.1-02", 1),
        ("2009-07-III.1-01", 2),
        ("2009-07-III.1-03", 3),
    ]
    assert count_actos() == 2


def test_rows_without_a_place_of_their_own_are_placed_too(programa, objetivo, encargada_maule):
    programa.objetivos.update(orden=0)
    move_fila(objetivo=objetivo, arriba=False, actor=encargada_maule)
    assert list(programa.objetivos.order_by("orden").values_list("codigo", flat=True)) == [
        "2009-07-III.1-02",
        "2009-07-III.1-01",
        "2009-07-III.1-03",
    ]


def test_a_row_is_deleted_whole_and_the_record_keeps_it(programa, objetivo, encargada_maule):
    remove_fila_formulario(objetivo=objetivo, version=load_fila(objetivo).version, actor=encargada_maule)
    assert not ObjetivoEspecifico.objects.filter(pk=objetivo.pk).exists()
    assert sorted(Registro.objects.filter(acto=Acto.ELIMINAR).values_list("clase", flat=True)) == [
        "programas.actividad",
        "programas.compromiso",
        "programas.indicador",
        "programas.medioverificacion",
        "programas.objetivoespecifico",
    ]


def test_a_row_that_changed_meanwhile_is_not_deleted(programa, objetivo, encargada_maule, directora_maule):
    _, version = read_datos(objetivo)
    datos, _ = read_datos(objetivo, medios=("Otro",))
    save(programa, objetivo, datos, version, actor=directora_maule)
    with pytest.raises(FilaObsoleta):
        remove_fila_formulario(objetivo=objetivo, version=version, actor=encargada_maule)
    assert ObjetivoEspecifico.objects.filter(pk=objetivo.pk).exists()


def read_pesos(programa, *pesos):
    filas = Compromiso.objects.filter(objetivo__programa=programa).order_by("objetivo__orden")
    return {fila.pk: PesoEscrito(peso, fila.version) for fila, peso in zip(filas, pesos, strict=True)}


def test_only_the_weights_that_change_are_written(programa, encargada_maule):
    cuantas = save_ponderaciones(
        programa=programa, pesos=read_pesos(programa, 400_000, 350_000, 250_000), actor=encargada_maule
    )
    assert cuantas == 2
    assert count_actos() == 2


def test_a_weight_that_somebody_else_changed_is_not_overwritten(programa, encargada_maule, directora_maule):
    leidos = read_pesos(programa, 500_000, 300_000, 200_000)
    ajeno = Compromiso.objects.get(codigo="2009-07-III.1-02.1")
    ajeno.ponderacion = 350_000
    change_fila(fila=ajeno, actor=directora_maule)
    with pytest.raises(FilaObsoleta) as refusal:
        save_ponderaciones(programa=programa, pesos=leidos, actor=encargada_maule)
    assert list(refusal.value.diferencias.values()) == [("30 %", "35 %")]
    assert Compromiso.objects.get(codigo="2009-07-III.1-01.1").ponderacion == 400_000


def test_weights_of_another_programme_are_never_written(programa, ejercicio, atacama, encargada_maule):
    ajeno = build_programa(ejercicio, atacama, "III.1", "-", pesos="100")
    save_ponderaciones(programa=programa, pesos=read_pesos(ajeno, 10_000), actor=encargada_maule)
    assert Compromiso.objects.get(objetivo__programa=ajeno).ponderacion == 1_000_000


def test_uniform_is_a_mode_and_typed_weights_wait_for_it_to_end(programa, encargada_maule):
    assert spread_uniforme(programa=programa, uniforme=True, version=programa.version, actor=encargada_maule)
    programa.refresh_from_db()
    assert programa.ponderacion == Ponderacion.UNIFORME
    with pytest.raises(CambioObsoleto):
        spread_uniforme(programa=programa, uniforme=False, version=1, actor=encargada_maule)
    spread_uniforme(programa=programa, uniforme=False, version=programa.version, actor=encargada_maule)
    filas = Compromiso.objects.filter(objetivo__programa=programa).order_by("objetivo__orden")
    assert list(filas.values_list("ponderacion", flat=True)) == [400_000, 300_000, 300_000]


@pytest.fixture
def anterior(servicio, maule, atacama, unidad_vif):
    pasado = Ejercicio.objects.create(servicio=servicio, anio=2008, etapa=Etapa.CERRADO)
    build_programa(pasado, atacama, "III.1", "s")
    programa = build_programa(pasado, maule, "III.1", "sn", pesos="50")
    programa.objetivos.get(codigo="2008-07-III.1-01").compromisos.get().unidades.add(unidad_vif)
    return programa


def test_chosen_rows_of_last_year_come_after_those_there_are(programa, anterior, encargada_maule, unidad_vif):
    copiables = load_copiables(programa)
    assert [(fila.codigo, fila.repetida) for fila in copiables.filas] == [
        ("2008-07-III.1-01", False),
        ("2008-07-III.1-02", False),
    ]
    codigos = ["2008-07-III.1-01", "2008-03-III.1-01"]
    assert copy_filas_anteriores(programa=programa, codigos=codigos, actor=encargada_maule) == 1
    copia = programa.objetivos.get(codigo="2009-07-III.1-04")
    compromiso = copia.compromisos.get()
    assert (copia.texto, copia.orden, compromiso.codigo) == ("Objetivo 1 de Maule", 4, "2009-07-III.1-04.1")
    assert (compromiso.validado, compromiso.ponderacion) == ("", 500_000)
    assert list(compromiso.unidades.all()) == [unidad_vif]
    assert Indicador.objects.get(objetivo=copia).meta == "100%"
    assert Registro.objects.filter(acto=Acto.COPIAR, motivo="Copia del ejercicio 2008").count() == 5
    siguiente = save(programa, None, build_datos(), actor=encargada_maule)
    assert siguiente.codigo == "2009-07-III.1-05"
    with pytest.raises(NadaQueCopiar):
        copy_filas_anteriores(programa=programa, codigos=["2008-03-III.1-01"], actor=encargada_maule)


def test_copies_ask_their_reason_after_a_first_submission(programa, anterior, encargada_maule):
    set_estado(programa, EstadoPrograma.OBSERVADO)
    with pytest.raises(MotivoRequerido):
        copy_filas_anteriores(programa=programa, codigos=["2008-07-III.1-01"], actor=encargada_maule)
    copy_filas_anteriores(programa=programa, codigos=["2008-07-III.1-01"], actor=encargada_maule, motivo="Faltaba")
    assert set(Registro.objects.filter(actor=encargada_maule).values_list("motivo", flat=True)) == {
        "Copia del ejercicio 2008: Faltaba"
    }


def test_instancias_are_copied_with_their_regions(servicio, ejercicio, maule, atacama, encargada_maule):
    pasado = Ejercicio.objects.create(servicio=servicio, anio=2008)
    antes = build_programa(pasado, maule, "III.2", "-")
    instancia = Instancia.objects.create(programa=antes, codigo="2008-07-III.2-I01", orden=1, nombre="Mesa rural")
    instancia.regiones.add(maule, atacama)
    instancia.objetivos.add(antes.objetivos.get())
    programa = build_programa(ejercicio, maule, "III.2", "-")
    copy_filas_anteriores(programa=programa, codigos=[instancia.codigo], actor=encargada_maule)
    copia = programa.instancias.get()
    assert (copia.codigo, copia.nombre, copia.regiones.count(), copia.objetivos.count()) == (
        "2009-07-III.2-I01",
        "Mesa rural",
        2,
        0,
    )
