"""Undoing a whole import: everything as it was, or nothing and why."""

import copy
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from programas.enums import EstadoPrograma, Etapa
from programas.models import (
    AnalisisAvance,
    Compromiso,
    Ejercicio,
    Importacion,
    Indicador,
    ObjetivoEspecifico,
    Observacion,
    ProgramaTrabajo,
)
from programas.models.avance import Avance
from programas.services.edicion import FilaBloqueada, MotivoRequerido, change_fila
from programas.services.importacion import (
    ImportacionConCambios,
    OpcionesImportacion,
    import_formulario,
    undo_importacion,
)
from programas.services.importacion.deshacer import DeshacerRechazado
from regiones.enums import Acto
from regiones.models import Registro
from tests.libros import HojaEscrita, build_analisis, build_filas, build_instancia, write_formulario, write_libro
from tests.programas.fotos import TABLAS, snapshot
from tests.territorios import build_pedido, read_ruta


def act(ruta, ejercicio, actor, **respuestas):
    opciones = OpcionesImportacion(corte=ejercicio.cortes.first(), respuestas=respuestas)
    lectura = read_ruta(ruta, build_pedido(ejercicio.anio))
    return import_formulario(lectura=lectura, ejercicio=ejercicio, actor=actor, opciones=opciones)


def undo(informe, actor, motivo=""):
    return undo_importacion(importacion=informe.importacion, actor=actor, motivo=motivo)


@pytest.fixture
def primera(tmp_path, ejercicio, corte, directora_maule):
    # What a «sí» must prove (V6) is not these tests' matter.
    ejercicio.exige_evidencia = False
    ejercicio.save()
    return act(write_formulario(tmp_path / "maule.xlsx"), ejercicio, directora_maule)


def write_cambiado(carpeta, filas, **campos):
    """Another version of what the territory sent first: fewer rows, other words, another order."""
    return write_libro(
        carpeta / "segunda.xlsx",
        HojaEscrita("III.1", filas, **campos),
        HojaEscrita("III.2", build_filas(2), [build_instancia(1, territorios="Región V"), build_instancia(3)]),
        HojaEscrita("III.4", [build_analisis("III.1", filas[0]["objetivo"], recomendaciones="Otra")]),
    )


@pytest.fixture
def filas():
    filas = build_filas(4)
    filas[0] |= {"indicador": "% de comunas rurales", "actividades": "Difundir\nEvaluar", "medios": "Acta"}
    filas[1] |= {"ponderacion": "26%", "resultado": "99%", "cumple": "Sí"}
    filas[2] |= {"unidad": "Unidad de VIF"}
    return filas


def test_undoing_the_first_import_leaves_nothing(primera, directora_maule):
    undo(primera, directora_maule)
    assert {modelo.objects.count() for modelo in TABLAS} == {0}


def test_undoing_puts_every_row_back(tmp_path, primera, ejercicio, filas, unidad_vif, directora_maule):
    antes = snapshot()
    segunda = act(write_cambiado(tmp_path, filas), ejercicio, directora_maule)
    assert snapshot() != antes
    informe = undo(segunda, directora_maule)
    assert snapshot() == antes
    assert (informe.escrito, informe.cambia) == (True, True)
    assert {
        c.codigo: (c.antes["ponderacion"], c.despues["ponderacion"])
        for c in informe.cambios
        if "ponderacion" in c.antes
    } == {"2009-07-III.1-02.1": (260_000, 250_000)}


def test_a_row_deleted_by_an_import_comes_back_with_its_code_and_links(
    tmp_path, primera, ejercicio, filas, unidad_vif, directora_maule
):
    Compromiso.objects.get(codigo="2009-07-III.1-04.1").unidades.set([unidad_vif])
    AnalisisAvance.objects.filter(objetivo__codigo="2009-07-III.1-04").delete()
    antes = snapshot()
    claves = {"AUSENTE:2009-07-III.1-04": "eliminar", "AUSENTE:2009-07-III.2-I02": "eliminar"}
    segunda = act(write_cambiado(tmp_path, filas[:3]), ejercicio, directora_maule, **claves)
    assert not ObjetivoEspecifico.objects.filter(codigo="2009-07-III.1-04").exists()
    undo(segunda, directora_maule)
    assert snapshot() == antes
    objetivo = ObjetivoEspecifico.objects.get(codigo="2009-07-III.1-04")
    assert (objetivo.ultimo_compromiso, objetivo.compromisos.get().ultima_actividad) == (1, 1)


def test_what_is_undone_is_recorded_with_its_reason(primera, directora_maule):
    antes = Registro.objects.count()
    deshecha = undo(primera, directora_maule, "Era de otro año").importacion
    registros = Registro.objects.filter(lote=deshecha.lote)
    assert registros.count() == Registro.objects.count() - antes
    assert set(registros.values_list("acto", "actor", "motivo")) == {
        (Acto.ELIMINAR, directora_maule.pk, "Se deshace la importación de maule.xlsx: Era de otro año")
    }
    assert (deshecha.deshace, deshecha.resumen["compromisos"]) == (primera.importacion, {"eliminada": 7})


def test_an_import_is_undone_once(primera, directora_maule):
    deshecha = undo(primera, directora_maule)
    with pytest.raises(DeshacerRechazado, match=r"^La importación ya la deshizo directora\.maule el "):
        undo(primera, directora_maule)
    with pytest.raises(DeshacerRechazado, match=r"^Esa importación ya deshizo otra"):
        undo(deshecha, directora_maule)
    assert Importacion.objects.count() == 2


def list_razones(informe, actor):
    antes = snapshot()
    with pytest.raises(ImportacionConCambios) as rechazo:
        undo(informe, actor)
    assert snapshot() == antes
    return [(fila.codigo, fila.razon) for fila in rechazo.value.filas]


def test_a_value_changed_since_is_named_with_who_and_when(primera, directora_maule, encargada_maule):
    compromiso = Compromiso.objects.get(codigo="2009-07-III.1-02.1")
    compromiso.ponderacion = 240_000
    change_fila(fila=compromiso, actor=encargada_maule)
    Compromiso.objects.filter(pk=compromiso.pk).update(declarado="parcial")
    hoy = f"{Registro.objects.latest('pk').momento.astimezone():%d-%m-%Y}"
    razones = list_razones(primera, directora_maule)
    assert razones == [
        ("2009-07-III.1-02.1", "cambió «Cumple/no cumple»"),
        ("2009-07-III.1-02.1", f"cambió «Ponderación (%)» (encargada.maule, {hoy})"),
    ]


def test_another_field_of_a_changed_row_keeps_what_somebody_wrote_since(
    tmp_path, primera, ejercicio, filas, directora_maule, encargada_maule
):
    segunda = act(write_cambiado(tmp_path, filas), ejercicio, directora_maule)
    indicador = Indicador.objects.get(objetivo__codigo="2009-07-III.1-01")
    indicador.formula = "a / b"
    change_fila(fila=indicador, actor=encargada_maule)
    undo(segunda, directora_maule)
    indicador.refresh_from_db()
    assert (indicador.formula, indicador.texto) == ("a / b", "% de comunas con la oferta 1")


def test_what_was_built_on_a_new_row_is_named(primera, directora_maule, revisora):
    compromiso = Compromiso.objects.get(codigo="2009-07-III.1-01.1")
    Avance.objects.create(
        compromiso=compromiso, fecha=date(2009, 5, 1), valor=5, texto="Se hizo", registrado_por=directora_maule
    )
    Observacion.objects.create(
        programa=compromiso.objetivo.programa, fila="2009-07-III.1-02", abierta_por=revisora
    )
    Compromiso.objects.create(objetivo=compromiso.objetivo, codigo="2009-07-III.1-01.2", orden=2)
    assert list_razones(primera, directora_maule) == [
        ("2009-07-III.1-01", "después se le agregó 2009-07-III.1-01.2"),
        ("2009-07-III.1-01.1", "ya tiene avances"),
        ("2009-07-III.1-02", "tiene observaciones de la unidad central"),
    ]


def test_a_validation_holds_what_it_rests_on(tmp_path, primera, ejercicio, filas, directora_maule):
    segunda = act(write_cambiado(tmp_path, filas), ejercicio, directora_maule)
    Compromiso.objects.filter(codigo="2009-07-III.1-02.1").update(validado="si")
    assert list_razones(segunda, directora_maule) == [("2009-07-III.1-02.1", "está validado «Sí»")]


def test_a_later_import_is_undone_first(tmp_path, primera, ejercicio, filas, directora_maule):
    segunda = act(write_cambiado(tmp_path, filas), ejercicio, directora_maule)
    assert len(list_razones(primera, directora_maule)) > 1
    undo(segunda, directora_maule)
    undo(primera, directora_maule)
    assert ProgramaTrabajo.objects.count() == 0


@pytest.mark.parametrize("estado", [EstadoPrograma.ENVIADO, EstadoPrograma.APROBADO])
def test_a_locked_programme_is_not_undone(tmp_path, primera, ejercicio, filas, directora_maule, estado):
    segunda = act(write_cambiado(tmp_path, filas), ejercicio, directora_maule)
    ProgramaTrabajo.objects.filter(tipo="III.1").update(estado=estado)
    with pytest.raises(FilaBloqueada, match=f"está «{estado.label}»"):
        undo(segunda, directora_maule)


def test_a_programme_sent_once_asks_the_reason(tmp_path, primera, ejercicio, filas, directora_maule):
    segunda = act(write_cambiado(tmp_path, filas), ejercicio, directora_maule)
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.OBSERVADO)
    with pytest.raises(MotivoRequerido):
        undo(segunda, directora_maule)
    assert undo(segunda, directora_maule, "Se subió el libro equivocado").escrito is True


def test_a_corte_that_was_closed_holds_its_analyses(primera, corte, directora_maule):
    corte.estado = "CERRADO"
    corte.save()
    with pytest.raises(FilaBloqueada, match="El corte al 30-06-2009 se cerró"):
        undo(primera, directora_maule)


def test_a_closed_year_is_not_undone(primera, directora_maule):
    Ejercicio.objects.update(etapa=Etapa.CERRADO)
    with pytest.raises(FilaBloqueada, match=r"^El ejercicio 2009 está cerrado: no se modifica\.$"):
        undo(primera, directora_maule)


def test_only_who_drafts_the_territory_undoes(primera, director_atacama, revisora, auditor):
    antes = copy.deepcopy(snapshot())
    for ajeno in (director_atacama, revisora, auditor):
        with pytest.raises(PermissionDenied):
            undo(primera, ajeno)
    assert snapshot() == antes
