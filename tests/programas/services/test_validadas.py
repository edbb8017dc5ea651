"""What a validation rests on: nobody changes it behind the validator, and no year closes without it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from programas.enums import EstadoPrograma, Etapa, Ponderacion
from programas.models import (
    Actividad,
    Compromiso,
    Ejercicio,
    Evidencia,
    Indicador,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from programas.selectors.evidencias import query_vigentes
from programas.selectors.faltas import load_impedimentos
from programas.selectors.formulacion.fila import load_fila
from programas.services.edicion import add_fila, change_fila, remove_fila
from programas.services.evidencias import attach_evidencia, withdraw_evidencia
from programas.services.formulacion import move_fila, save_fila_formulario, spread_uniforme
from programas.services.formulacion.ponderacion import PesoEscrito, save_ponderaciones
from programas.services.validadas import SustentoValidado
from regiones.models import Registro
from tests.documentos import PDF, build_documento
from tests.fabrica import build_programa
from tests.libros import HojaEscrita, build_fila, build_filas, write_libro
from tests.programas.importaciones import import_libro, list_problemas

SENTENCIA = (
    "El compromiso 2009-07-III.1-01.1 está validado «{}»: pida a la unidad central que retire la validación "
    "antes de "
)


@pytest.fixture(autouse=True)
def carpeta(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "archivos"


@pytest.fixture
def programa(ejercicio, maule, revisora):
    """Two rows in BORRADOR, where everything could be typed, the first of them validated «sí»."""
    programa = build_programa(ejercicio, maule, "III.1", "s-", pesos="50")
    Compromiso.objects.exclude(validado="").update(validado_por=revisora, validado_en=timezone.now())
    return programa


def load(modelo, numero=1):
    return modelo.objects.order_by("pk")[numero - 1]


def change(modelo, actor, numero=1, **campos):
    fila = load(modelo, numero)
    for campo, valor in campos.items():
        setattr(fila, campo, valor)
    return change_fila(fila=fila, actor=actor)


CAMBIOS = [
    (ObjetivoEspecifico, {"texto": "Otro objetivo"}, "cambiar el objetivo"),
    (Indicador, {"texto": "Otro indicador"}, "cambiar el indicador"),
    (Indicador, {"formula": "a / b"}, "cambiar la fórmula del indicador"),
    (Indicador, {"meta": "50%"}, "cambiar la meta"),
    (Indicador, {"texto": "Otro", "meta": "50%"}, "cambiar el indicador y la meta"),
    (Actividad, {"texto": "Otra actividad"}, "cambiar sus actividades"),
    (MedioVerificacion, {"texto": "Otro medio"}, "cambiar sus medios de verificación"),
    (Compromiso, {"ponderacion": 400000}, "cambiar la ponderación"),
    (ProgramaTrabajo, {"ponderacion": Ponderacion.UNIFORME}, "cambiar la forma de ponderar"),
]


@pytest.mark.parametrize("validado", ["si", "no", "parcial"])
@pytest.mark.parametrize(("modelo", "campos", "que"), CAMBIOS)
def test_what_a_validation_rests_on_does_not_change_while_it_stands(
    programa, encargada_maule, modelo, campos, que, validado
):
    Compromiso.objects.exclude(validado="").update(validado=validado)
    antes, registros = list(modelo.objects.values()), Registro.objects.count()
    with pytest.raises(SustentoValidado) as rechazo:
        change(modelo, encargada_maule, **campos)
    etiqueta = {"si": "Sí", "no": "No", "parcial": "Parcial"}[validado]
    assert str(rechazo.value) == f"{SENTENCIA.format(etiqueta)}{que}."
    assert (list(modelo.objects.values()), Registro.objects.count()) == (antes, registros)


@pytest.mark.parametrize(("modelo", "campos", "que"), CAMBIOS)
def test_once_the_validation_is_taken_back_it_changes(programa, encargada_maule, modelo, campos, que):
    Compromiso.objects.update(validado="")
    assert change(modelo, encargada_maule, **campos) is True


@pytest.mark.parametrize(("modelo", "campos", "que"), CAMBIOS[:-1])
def test_the_row_beside_a_validated_one_still_changes(programa, encargada_maule, modelo, campos, que):
    assert change(modelo, encargada_maule, numero=2, **campos) is True


def test_of_a_validated_row_what_nobody_judged_still_changes(programa, encargada_maule):
    assert change(Compromiso, encargada_maule, unidad_texto="Unidad de VIF") is True
    assert move_fila(objetivo=load(ObjetivoEspecifico), arriba=False, actor=encargada_maule) is True


def test_a_blank_result_is_completed_after_the_validation_and_then_stays(programa, encargada_maule):
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.APROBADO)
    assert change(Indicador, encargada_maule, resultado="100%") is True
    for resultado in ("", "80%"):
        with pytest.raises(SustentoValidado, match=r"está validado «Sí».* antes de cambiar el resultado anual\."):
            change(Indicador, encargada_maule, resultado=resultado)
    assert load(Indicador).resultado == "100%"


@pytest.mark.parametrize("modelo", [Actividad, MedioVerificacion])
def test_no_part_of_a_validated_row_is_added_or_deleted(programa, encargada_maule, modelo):
    with pytest.raises(SustentoValidado, match="antes de cambiar sus"):
        remove_fila(fila=load(modelo), actor=encargada_maule)
    with pytest.raises(SustentoValidado, match="antes de cambiar sus"):
        add_fila(fila=modelo(compromiso=load(Compromiso), texto="Una más"), actor=encargada_maule)
    assert modelo.objects.count() == 2
    remove_fila(fila=load(modelo, 2), actor=encargada_maule)


def test_the_indicator_of_a_validated_row_is_not_deleted(programa, encargada_maule):
    with pytest.raises(SustentoValidado, match=r"antes de eliminar el indicador\."):
        remove_fila(fila=load(Indicador), actor=encargada_maule)
    remove_fila(fila=load(Indicador, 2), actor=encargada_maule)


def test_the_web_form_refuses_the_same_and_keeps_the_row(programa, encargada_maule):
    objetivo = load(ObjetivoEspecifico)
    fila = load_fila(objetivo)
    (compromiso,) = fila.datos.compromisos
    sin_medios = type(compromiso)(**{c: getattr(compromiso, c) for c in compromiso.__slots__} | {"medios": ()})
    datos = type(fila.datos)(fila.datos.objetivo, fila.datos.indicador, (sin_medios,))
    with pytest.raises(SustentoValidado, match="cambiar sus medios de verificación"):
        save_fila_formulario(
            programa=programa, objetivo=objetivo, datos=datos, version=fila.version, actor=encargada_maule
        )
    with pytest.raises(SustentoValidado, match="cambiar la ponderación"):
        save_ponderaciones(
            programa=programa, pesos={load(Compromiso).pk: PesoEscrito(400000, 1)}, actor=encargada_maule
        )
    with pytest.raises(SustentoValidado, match="cambiar la forma de ponderar"):
        spread_uniforme(programa=programa, uniforme=True, version=1, actor=encargada_maule)
    assert load_fila(objetivo).version == fila.version


# Evidence.


def attach(actor, **otros):
    """One more file, unlike those before."""
    documento = build_documento(contenido=PDF + str(Evidencia.objects.count()).encode())
    return attach_evidencia(compromiso=load(Compromiso), documento=documento, actor=actor, **otros)


@pytest.fixture
def probada(programa, encargada_maule):
    """The evidence that the validator had at hand."""
    evidencia = attach(encargada_maule)
    Compromiso.objects.exclude(validado="").update(validado_en=timezone.now())
    return evidencia


def test_evidence_at_hand_when_it_was_validated_is_not_withdrawn_whatever_comes_after(probada, encargada_maule):
    attach(encargada_maule)
    with pytest.raises(SustentoValidado) as rechazo:
        withdraw_evidencia(evidencia=probada, motivo="Ya hay otra", actor=encargada_maule)
    assert str(rechazo.value) == f"{SENTENCIA.format('Sí')}retirar «acta.pdf»."
    assert query_vigentes(load(Compromiso)).count() == 2


def test_nor_replaced_and_no_file_is_left_behind(probada, encargada_maule, settings):
    with pytest.raises(SustentoValidado, match=r"antes de reemplazar «acta\.pdf»\."):
        attach(encargada_maule, reemplaza=probada)
    assert (Evidencia.objects.count(), len([f for f in settings.MEDIA_ROOT.rglob("*") if f.is_file()])) == (1, 1)


def test_evidence_uploaded_after_the_validation_is_still_its_authors(probada, encargada_maule):
    posterior = attach(encargada_maule)
    otra = attach(encargada_maule, reemplaza=posterior)
    assert withdraw_evidencia(evidencia=otra, motivo="No corresponde", actor=encargada_maule) is True
    assert list(query_vigentes(load(Compromiso))) == [probada]


def test_once_the_validation_is_taken_back_evidence_is_withdrawn(probada, encargada_maule):
    Compromiso.objects.update(validado="", validado_en=None)
    assert withdraw_evidencia(evidencia=probada, motivo="Sin firma", actor=encargada_maule) is True


# Workbooks.


def write_maule(carpeta, *filas):
    return write_libro(carpeta / "maule.xlsx", HojaEscrita("III.1", filas))


@pytest.fixture
def importado(tmp_path, ejercicio):
    import_libro(write_maule(tmp_path, *build_filas(2)))
    Compromiso.objects.filter(codigo="2009-07-III.1-01.1").update(validado="si")


@pytest.mark.parametrize(
    ("cambio", "que"),
    [
        ({"objetivo": "Ampliar la oferta 1 del servicio en todas las comunas"}, "el objetivo"),
        ({"indicador": "% de comunas rurales"}, "el indicador"),
        ({"resultado": "99%"}, "la meta"),
        ({"actividades": "Realizar 1 jornadas con los municipios\nInformar"}, "sus actividades"),
        ({"medios": None}, "sus medios de verificación"),
        ({"ponderacion": "49%"}, "la ponderación"),
        ({"ponderacion": "49%", "medios": None}, "la ponderación y sus medios de verificación"),
    ],
)
def test_a_workbook_does_not_change_what_a_validation_rests_on(tmp_path, importado, cambio, que):
    antes = Registro.objects.count()
    libro = write_maule(tmp_path, build_fila(1, **cambio), build_fila(2))
    assert list_problemas(libro) == [("III.1", "", f"{SENTENCIA.format('Sí')}cambiar {que}")]
    assert Registro.objects.count() == antes


def test_a_workbook_still_changes_the_other_rows_and_completes_a_result(tmp_path, importado, ejercicio):
    import_libro(write_maule(tmp_path, build_fila(1), build_fila(2, medios="Acta")))
    ejercicio.etapa = Etapa.EVALUACION
    ejercicio.save()
    filas = [
        build_fila(
            i, resultado=r, actividades=f"Meta: {i}% de 30 comunas\nRealizar {i} jornadas con los municipios"
        )
        for i, r in ((1, "30%"), (2, None))
    ]
    filas[1]["medios"] = "Acta"
    import_libro(write_maule(tmp_path, *filas))
    assert load(Indicador).resultado == "30%"
    filas[0]["resultado"] = "31%"
    assert list_problemas(write_maule(tmp_path, *filas)) == [
        ("III.1", "", f"{SENTENCIA.format('Sí')}cambiar el resultado anual")
    ]


# Closing.


@pytest.fixture
def evaluado(ejercicio, maule, encargada_maule):
    """A year in EVALUACION, three rows validated «sí» with their means, evidence and result."""
    ayer = timezone.localdate() - timedelta(days=1)
    build_programa(ejercicio, maule, "III.1", "sss", estado=EstadoPrograma.APROBADO)
    Ejercicio.objects.filter(pk=ejercicio.pk).update(
        etapa=Etapa.EVALUACION, reclamos_desde=ayer, reclamos_hasta=ayer
    )
    Indicador.objects.update(resultado="100%")
    for compromiso in Compromiso.objects.all():
        attach_evidencia(compromiso=compromiso, documento=build_documento(), actor=encargada_maule)
    return Ejercicio.objects.get(pk=ejercicio.pk)


def test_a_year_whose_validations_stand_on_something_may_be_closed(evaluado):
    assert load_impedimentos(evaluado) == ()


def test_a_yes_without_means_evidence_or_result_keeps_the_year_open(evaluado):
    uno, dos, tres = Compromiso.objects.order_by("codigo")
    Evidencia.objects.filter(compromiso=dos).update(retirada_en=timezone.now())
    uno.medios.all().delete()
    Indicador.objects.filter(objetivo=tres.objetivo_id).update(resultado="")
    Indicador.objects.filter(objetivo=dos.objetivo_id).delete()
    assert [str(falta) for falta in load_impedimentos(evaluado)] == [
        "1 compromiso validado «Sí» no tiene medio de verificación (V5): 2009-07-III.1-01.1.",
        "1 compromiso validado «Sí» no tiene evidencia vigente (V6): 2009-07-III.1-02.1.",
        "2 compromisos validados «Sí» no tienen resultado anual (V6): 2009-07-III.1-02.1, 2009-07-III.1-03.1.",
    ]


def test_only_a_yes_needs_them_and_evidence_only_where_the_ejercicio_asks(evaluado):
    Evidencia.objects.all().delete()
    evaluado.exige_evidencia = False
    assert load_impedimentos(evaluado) == ()
    Compromiso.objects.update(validado="no", motivo="Sin presupuesto")
    MedioVerificacion.objects.all().delete()
    Indicador.objects.update(resultado="")
    evaluado.exige_evidencia = True
    assert load_impedimentos(evaluado) == ()
