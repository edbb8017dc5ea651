"""The analyses of III.4: written, copied, and refused."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from programas.enums import EstadoCorte, EstadoPrograma
from programas.models import AnalisisAvance, Compromiso, Corte, InformeAvance, ObjetivoEspecifico
from programas.services.analisis import (
    SinCorteAnterior,
    YaAnalizado,
    build_analisis,
    copy_analisis,
    save_analisis,
)
from programas.services.edicion import FilaBloqueada, change_fila
from regiones.enums import Acto
from regiones.models import Registro
from regiones.services import CambioObsoleto
from tests.fabrica import build_programa


@pytest.fixture
def objetivo(ejercicio, maule):
    build_programa(ejercicio, maule, "III.1", "--", estado=EstadoPrograma.APROBADO)
    return ObjetivoEspecifico.objects.order_by("orden").first()


@pytest.fixture
def septiembre(ejercicio):
    return Corte.objects.create(
        ejercicio=ejercicio,
        fecha_medicion=date(2009, 9, 30),
        plazo=date(2009, 10, 15),
        estado=EstadoCorte.ABIERTO,
    )


def write(objetivo, corte, actor, **textos):
    analisis = build_analisis(objetivo, corte)
    for campo, valor in ({"avance_efectivo": "Se hizo la mesa"} | textos).items():
        setattr(analisis, campo, valor)
    save_analisis(analisis=analisis, actor=actor)
    return AnalisisAvance.objects.get(objetivo=objetivo, corte=corte)


def test_an_analysis_is_written_and_changed_also_while_its_programme_is_approved(
    objetivo, corte, encargada_maule, directora_maule
):
    analisis = write(objetivo, corte, encargada_maule, recomendaciones="Convocar antes", responsable="Seremi")
    assert (analisis.codigo, analisis.orden, analisis.version) == ("2009-07-III.1-A01", 1, 1)
    analisis.responsable = "Gobernación"
    assert save_analisis(analisis=analisis, actor=directora_maule) is True
    assert save_analisis(analisis=analisis, actor=directora_maule) is False
    registros = Registro.objects.filter(clase="programas.analisisavance").order_by("id")
    assert [(r.acto, r.actor, r.antes.get("responsable"), r.despues["responsable"]) for r in registros] == [
        (Acto.CREAR, encargada_maule, None, "Seremi"),
        (Acto.MODIFICAR, directora_maule, "Seremi", "Gobernación"),
    ]


@pytest.mark.parametrize("quien", ["director_atacama", "revisora", "auditor", "jefa_vif"])
def test_nobody_else_writes_an_analysis(objetivo, corte, request, quien):
    with pytest.raises(PermissionDenied):
        write(objetivo, corte, request.getfixturevalue(quien))
    assert AnalisisAvance.objects.count() == 0


def test_a_unit_analyses_the_objectives_of_its_own_rows(ejercicio, corte, nivel_central, unidad_vif, jefa_vif):
    build_programa(ejercicio, nivel_central, "III.1", "--")
    propio, ajeno = ObjetivoEspecifico.objects.order_by("orden")
    Compromiso.objects.get(objetivo=propio).unidades.add(unidad_vif)
    assert write(propio, corte, jefa_vif).avance_efectivo == "Se hizo la mesa"
    with pytest.raises(PermissionDenied):
        write(ajeno, corte, jefa_vif)
    assert AnalisisAvance.objects.count() == 1


def test_two_who_begin_the_same_analysis_do_not_overwrite_each_other(
    objetivo, corte, encargada_maule, directora_maule
):
    write(objetivo, corte, encargada_maule, avance_efectivo="Lo de la encargada")
    with pytest.raises(CambioObsoleto) as rechazo:
        write(objetivo, corte, directora_maule, avance_efectivo="Lo de la directora")
    assert rechazo.value.diferencias == {"avance efectivo": ("Lo de la directora", "Lo de la encargada")}
    assert AnalisisAvance.objects.get().avance_efectivo == "Lo de la encargada"


def test_no_recommendations_is_said_only_where_there_are_none(objetivo, corte, directora_maule):
    for sobra in ("recomendaciones", "responsable"):
        with pytest.raises(ValidationError, match="Hay recomendaciones o un responsable escritos"):
            write(objetivo, corte, directora_maule, sin_recomendaciones=True, **{sobra: "Algo"})
    assert AnalisisAvance.objects.count() == 0
    assert write(objetivo, corte, directora_maule, sin_recomendaciones=True).sin_recomendaciones is True


@pytest.mark.parametrize(
    ("estado", "se_escribe"), [("BORRADOR", True), ("OBSERVADO", True), ("ENVIADO", False), ("APROBADO", False)]
)
def test_a_report_that_was_sent_locks_its_analyses_and_no_others(
    objetivo, corte, septiembre, maule, atacama, directora_maule, estado, se_escribe
):
    InformeAvance.objects.create(corte=corte, region=maule, estado=estado)
    InformeAvance.objects.create(corte=septiembre, region=atacama, estado="ENVIADO")
    write(objetivo, septiembre, directora_maule)
    if se_escribe:
        write(objetivo, corte, directora_maule)
        return
    with pytest.raises(FilaBloqueada) as rechazo:
        write(objetivo, corte, directora_maule)
    palabra = {"ENVIADO": "Enviado a revisión", "APROBADO": "Aprobado"}[estado]
    assert str(rechazo.value) == (
        f"El informe 2009-07-III.4-2009-06-30 está «{palabra}»: sus análisis no se modifican mientras la unidad "
        "central no lo observe."
    )


def test_a_copy_brings_the_text_of_the_corte_before_and_says_so(objetivo, corte, septiembre, directora_maule):
    anterior = write(objetivo, corte, directora_maule, recomendaciones="Convocar", responsable="Seremi")
    copia = copy_analisis(objetivo=objetivo, corte=septiembre, actor=directora_maule)
    assert (copia.copiado_de, copia.avance_efectivo, copia.recomendaciones, copia.responsable) == (
        anterior,
        "Se hizo la mesa",
        "Convocar",
        "Seremi",
    )
    assert Registro.objects.first().motivo == "Copiado del corte al 30-06-2009"


def test_a_copy_is_own_as_soon_as_its_text_changes(objetivo, corte, septiembre, directora_maule):
    write(objetivo, corte, directora_maule, avance_efectivo="Se hizo\nla mesa")
    copia = copy_analisis(objetivo=objetivo, corte=septiembre, actor=directora_maule)
    copia.avance_efectivo = "Se hizo\r\nla mesa"
    copia.responsable = "Seremi"
    save_analisis(analisis=copia, actor=directora_maule)
    assert AnalisisAvance.objects.get(pk=copia.pk).copiado_de is not None
    copia.avance_efectivo = "Se hicieron dos mesas"
    change_fila(fila=copia, actor=directora_maule)
    assert AnalisisAvance.objects.get(pk=copia.pk).copiado_de is None
    assert Registro.objects.first().despues == {"avance_efectivo": "Se hicieron dos mesas", "copiado_de": None}


def test_a_copy_takes_the_place_of_nothing(objetivo, corte, septiembre, directora_maule):
    with pytest.raises(SinCorteAnterior):
        copy_analisis(objetivo=objetivo, corte=corte, actor=directora_maule)
    write(objetivo, corte, directora_maule)
    write(objetivo, septiembre, directora_maule, avance_efectivo="Propio")
    with pytest.raises(YaAnalizado):
        copy_analisis(objetivo=objetivo, corte=septiembre, actor=directora_maule)
    assert AnalisisAvance.objects.get(corte=septiembre).avance_efectivo == "Propio"


def test_a_copy_is_an_act_of_who_may_write(objetivo, corte, septiembre, directora_maule, director_atacama):
    write(objetivo, corte, directora_maule)
    with pytest.raises(PermissionDenied):
        copy_analisis(objetivo=objetivo, corte=septiembre, actor=director_atacama)
    Corte.objects.filter(pk=septiembre.pk).update(estado=EstadoCorte.CERRADO)
    with pytest.raises(FilaBloqueada):
        copy_analisis(objetivo=objetivo, corte=septiembre, actor=directora_maule)
    assert AnalisisAvance.objects.count() == 1
