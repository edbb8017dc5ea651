"""What an import may write at each stage: answers, results, and what is locked."""

import pytest

from programas.enums import EstadoPrograma, Etapa
from programas.models import Compromiso, Ejercicio, Indicador, ObjetivoEspecifico, ProgramaTrabajo
from programas.services.importacion import ImportacionRechazada, import_formulario
from regiones.models import Registro
from tests.libros import HojaEscrita, build_analisis, build_fila, build_filas, write_libro
from tests.programas.importaciones import import_libro, list_problemas
from tests.territorios import build_pedido, read_ruta

PREGUNTA = "no se sabe si la columna (4) trae el resultado del año o todavía la meta"


@pytest.fixture(autouse=True)
def sin_exigir_evidencia(ejercicio):
    """These tests are about the other rules: what a «sí» must prove (V6) has a module of its own."""
    ejercicio.exige_evidencia = False
    ejercicio.save()


def write_maule(carpeta, *filas, **campos):
    return write_libro(carpeta / "maule.xlsx", HojaEscrita("III.1", filas, **campos))


def set_etapa(ejercicio, etapa):
    ejercicio.etapa = etapa
    ejercicio.save()


def get_respuestas():
    return list(Compromiso.objects.order_by("codigo").values_list("declarado", flat=True))


# Column (9).


def test_a_filled_cumple_is_what_the_region_declares(tmp_path, ejercicio, directora_maule):
    filas = [build_fila(i, ponderacion="25%", cumple=c) for i, c in enumerate(("SI", "no", "Parcial", None), 1)]
    lectura = read_ruta(write_maule(tmp_path, *filas), build_pedido())
    import_formulario(lectura=lectura, ejercicio=ejercicio, actor=directora_maule)
    assert get_respuestas() == ["si", "no", "parcial", ""]
    primero, _, _, blanco = Compromiso.objects.order_by("codigo")
    assert (primero.declarado_por, primero.declarado_en is None, primero.validado) == (directora_maule, False, "")
    assert (blanco.declarado_por, blanco.declarado_en) == (None, None)


def test_a_blank_cumple_says_nothing(tmp_path, ejercicio):
    import_libro(write_maule(tmp_path, *build_filas(2, cumple="Sí")))
    antes = list(Compromiso.objects.values())
    informe = import_libro(write_maule(tmp_path, *build_filas(2, cumple=None)))
    assert (informe["cambia"], list(Compromiso.objects.values())) == (False, antes)


def test_a_declaration_changes_while_it_is_not_validated(tmp_path, ejercicio):
    import_libro(write_maule(tmp_path, *build_filas(2, cumple="No")))
    Compromiso.objects.update(motivo="Sin presupuesto")
    informe = import_libro(write_maule(tmp_path, *build_filas(2, cumple="Sí")))
    assert get_respuestas() == ["si", "si"]
    assert set(Compromiso.objects.values_list("motivo", flat=True)) == {""}
    assert [(c["antes"]["declarado"], c["despues"]["declarado"]) for c in informe["cambios"]] == [("no", "si")] * 2


def test_in_formulacion_a_filled_cumple_is_refused_with_its_cell(tmp_path, ejercicio):
    set_etapa(ejercicio, Etapa.FORMULACION)
    libro = write_maule(tmp_path, build_fila(1), build_fila(2, cumple="Sí"))
    assert list_problemas(libro) == [
        ("III.1", "H8", "el ejercicio está en formulación: todavía no se declara cumplimiento")
    ]
    assert ProgramaTrabajo.objects.count() == 0
    assert import_libro(write_maule(tmp_path, *build_filas(2)))["escrito"] is True


def test_a_validated_answer_is_never_overwritten(tmp_path, ejercicio):
    import_libro(write_maule(tmp_path, *build_filas(2, cumple="Sí")))
    Compromiso.objects.update(validado="no")
    antes = list(Compromiso.objects.values())
    libro = write_maule(tmp_path, build_fila(1, cumple="Sí"), build_fila(2, cumple="Parcial"))
    assert list_problemas(libro) == [
        ("III.1", "H8", "el compromiso 2009-07-III.1-02.1 ya está validado y el libro lo declara de otro modo")
    ]
    assert list(Compromiso.objects.values()) == antes


def test_the_validated_answer_itself_changes_nothing(tmp_path, ejercicio):
    import_libro(write_maule(tmp_path, *build_filas(2)))
    Compromiso.objects.update(validado="si")
    assert import_libro(write_maule(tmp_path, *build_filas(2, cumple="Sí")))["cambia"] is False
    assert get_respuestas() == ["", ""]


def test_a_si_without_means_of_verification_is_refused(tmp_path, ejercicio):
    libro = write_maule(tmp_path, build_fila(1, cumple="Sí", medios=None), build_fila(2, cumple="No", medios=None))
    assert list_problemas(libro) == [("III.1", "H7", "declara «sí» y no tiene medio de verificación (V5)")]


def test_a_si_with_its_means_already_stored_is_taken(tmp_path, ejercicio):
    import_libro(write_maule(tmp_path, *build_filas(2)))
    import_libro(write_maule(tmp_path, *build_filas(2, cumple="Sí"), omitidas=frozenset({"medios"})))
    assert get_respuestas() == ["si", "si"]


# Column (4).


@pytest.mark.parametrize("etapa", [Etapa.FORMULACION, Etapa.EJECUCION])
def test_until_evaluacion_column_4_is_the_meta(tmp_path, ejercicio, etapa):
    set_etapa(ejercicio, etapa)
    informe = import_libro(write_maule(tmp_path, *build_filas(2)))
    assert (informe["conteos"]["metas"], informe["conteos"]["resultados"]) == (2, 0)
    assert set(Indicador.objects.values_list("meta", "resultado")) == {
        ("1% de 30 comunas", ""),
        ("2% de 30 comunas", ""),
    }


def test_until_evaluacion_a_meta_in_column_5_is_taken_when_column_4_is_blank(tmp_path, ejercicio):
    filas = [build_fila(1, resultado=None, actividades="Meta: 25% de 30 comunas\nDifundir"), build_fila(2)]
    import_libro(write_maule(tmp_path, *filas))
    compromiso = Compromiso.objects.get(codigo="2009-07-III.1-01.1")
    assert compromiso.objetivo.indicador.meta == "25% de 30 comunas"
    assert [actividad.texto for actividad in compromiso.actividades.all()] == ["Difundir"]
    assert import_libro(write_maule(tmp_path, *filas))["cambia"] is False


def test_from_evaluacion_column_4_is_the_result_and_the_meta_stands_in_5(tmp_path, ejercicio):
    import_libro(write_maule(tmp_path, *build_filas(2)))
    set_etapa(ejercicio, Etapa.EVALUACION)
    filas = [
        build_fila(
            i,
            resultado="30% de 30 comunas",
            actividades=f"Meta: {i}%  de 30 comunas\nRealizar {i} jornadas con los municipios",
        )
        for i in (1, 2)
    ]
    informe = import_libro(write_maule(tmp_path, *filas))
    assert (informe["conteos"]["metas"], informe["conteos"]["resultados"]) == (2, 2)
    assert {(c["tabla"], *c["despues"]) for c in informe["cambios"]} == {
        ("indicadores", "resultado", "resultado_valor", "resultado_unidad", "resultado_base")
    }
    indicador = Indicador.objects.get(objetivo__codigo="2009-07-III.1-01")
    assert (indicador.meta, indicador.resultado, indicador.resultado_valor) == (
        "1% de 30 comunas",
        "30% de 30 comunas",
        30,
    )
    assert import_libro(write_maule(tmp_path, *filas))["cambia"] is False


def test_from_evaluacion_an_unclear_column_4_is_asked_cell_by_cell(tmp_path, ejercicio):
    set_etapa(ejercicio, Etapa.EVALUACION)
    filas = [
        build_fila(1),
        build_fila(2, actividades="Meta: 5%\nDifundir"),
        build_fila(3, resultado=None),
        build_fila(4),
    ]
    libro = write_maule(tmp_path, *filas)
    assert list_problemas(libro) == [("III.1", "C7", PREGUNTA), ("III.1", "C10", PREGUNTA)]
    assert ProgramaTrabajo.objects.count() == 0


@pytest.mark.parametrize(
    ("respuesta", "meta", "resultado"),
    [("meta", "1% de 30 comunas", ""), ("resultado", "", "1% de 30 comunas")],
)
def test_the_person_says_what_column_4_carries(tmp_path, ejercicio, respuesta, meta, resultado):
    set_etapa(ejercicio, Etapa.EVALUACION)
    libro = write_maule(tmp_path, build_fila(1, ponderacion="100%"))
    import_libro(libro, columna_4=respuesta)
    assert Indicador.objects.values_list("meta", "resultado").get() == (meta, resultado)
    assert import_libro(libro, columna_4=respuesta)["cambia"] is False


def test_a_result_already_stored_is_not_asked_again(tmp_path, ejercicio):
    set_etapa(ejercicio, Etapa.EVALUACION)
    libro = write_maule(tmp_path, build_fila(1, ponderacion="100%"))
    import_libro(libro, columna_4="resultado")
    assert import_libro(libro)["cambia"] is False


def test_a_workbook_printed_before_evaluacion_changes_nothing_and_asks_nothing(tmp_path, importado):
    set_etapa(importado, Etapa.EVALUACION)
    assert import_libro(write_maule(tmp_path, *build_filas(2)))["cambia"] is False
    mixto = write_maule(tmp_path, build_fila(1), build_fila(2, resultado="30%"))
    assert [celda for _, celda, _ in list_problemas(mixto)] == ["C7", "C8"]


def test_a_blank_result_says_nothing(tmp_path, ejercicio):
    set_etapa(ejercicio, Etapa.EVALUACION)
    fila = build_fila(1, ponderacion="100%", actividades="Meta: 5%\nDifundir")
    import_libro(write_maule(tmp_path, fila))
    assert import_libro(write_maule(tmp_path, fila | {"resultado": None}))["cambia"] is False
    assert Indicador.objects.get().resultado == "1% de 30 comunas"


def test_a_meta_in_a_run_of_activities_is_told_apart(tmp_path, ejercicio):
    set_etapa(ejercicio, Etapa.EVALUACION)
    fila = build_fila(1, ponderacion="100%", actividades="Meta: 85% 1. Difundir la oferta 2. Evaluar los cupos")
    import_libro(write_maule(tmp_path, fila))
    assert Indicador.objects.get().meta == "85%"
    assert [a.texto for a in Compromiso.objects.get().actividades.all()] == [
        "Difundir la oferta",
        "Evaluar los cupos",
    ]


# What is locked.


@pytest.fixture
def importado(tmp_path, ejercicio, corte):
    import_libro(write_maule(tmp_path, *build_filas(2)))
    return ejercicio


@pytest.mark.parametrize("estado", [EstadoPrograma.ENVIADO, EstadoPrograma.APROBADO])
@pytest.mark.parametrize(
    "cambio",
    [
        {"objetivo": "Ampliar la oferta 2 del servicio en todas las comunas"},
        {"indicador": "% de comunas rurales"},
        {"resultado": "99%"},
        {"actividades": "Realizar 2 jornadas con los municipios\nInformar"},
        {"unidad": "Otra"},
        {"medios": None},
        {"ponderacion": "49%"},
    ],
)
def test_a_programme_sent_or_approved_is_not_changed(tmp_path, importado, estado, cambio):
    ProgramaTrabajo.objects.update(estado=estado)
    antes = Registro.objects.count()
    libro = write_maule(tmp_path, build_fila(1), build_fila(2, **cambio))
    assert list_problemas(libro) == [
        (
            "III.1",
            "",
            f"el programa 2009-07-III.1 está «{estado.label}» y el libro lo cambia",
        )
    ]
    assert Registro.objects.count() == antes
    assert ObjetivoEspecifico.objects.get(codigo="2009-07-III.1-02").texto == build_fila(2)["objetivo"]


def test_a_programme_sent_gains_no_rows(tmp_path, importado):
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.ENVIADO)
    assert len(list_problemas(write_maule(tmp_path, *build_filas(2), build_fila(3, ponderacion="1%")))) == 1


@pytest.mark.parametrize("estado", [EstadoPrograma.ENVIADO, EstadoPrograma.APROBADO])
def test_the_same_workbook_of_a_locked_programme_is_no_change(tmp_path, importado, estado):
    ProgramaTrabajo.objects.update(estado=estado)
    assert import_libro(write_maule(tmp_path, *build_filas(2)))["cambia"] is False


def test_an_observed_programme_is_changed(tmp_path, importado):
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.OBSERVADO)
    import_libro(write_maule(tmp_path, build_fila(1), build_fila(2, unidad="Otra")))
    assert Compromiso.objects.get(codigo="2009-07-III.1-02.1").unidad_texto == "Otra"


def test_an_approved_programme_is_declared_and_analysed(tmp_path, importado):
    """Declarations, annual results and III.4 come after the approval: they are not what was committed."""
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.APROBADO)
    set_etapa(importado, Etapa.EVALUACION)
    filas = [
        build_fila(
            i,
            cumple="Sí",
            resultado="30%",
            actividades=f"Meta: {i}% de 30 comunas\nRealizar {i} jornadas con los municipios",
        )
        for i in (1, 2)
    ]
    libro = write_libro(
        tmp_path / "maule.xlsx",
        HojaEscrita("III.1", filas, total="100%"),
        HojaEscrita("III.4", [build_analisis("III.1", filas[0]["objetivo"])]),
    )
    import_libro(libro)
    assert get_respuestas() == ["si", "si"]
    assert set(Indicador.objects.values_list("resultado", flat=True)) == {"30%"}
    assert ProgramaTrabajo.objects.get().total_declarado == 1_000_000


def test_another_programme_of_the_territory_is_not_held_by_the_locked_one(tmp_path, importado):
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.APROBADO)
    libro = write_libro(
        tmp_path / "maule.xlsx", HojaEscrita("III.1", build_filas(2)), HojaEscrita("III.2", build_filas(2))
    )
    assert import_libro(libro)["resumen"]["compromisos"] == {"nueva": 2, "igual": 2}


CERRADO = [("", "", "el ejercicio 2009 está cerrado")]


def test_a_closed_ejercicio_does_not_change(tmp_path, importado):
    set_etapa(importado, Etapa.CERRADO)
    libro = write_maule(tmp_path, build_fila(1), build_fila(2, unidad="Otra"))
    assert list_problemas(libro) == CERRADO
    assert import_libro(write_maule(tmp_path, *build_filas(2)))["cambia"] is False


def test_a_closed_ejercicio_takes_no_answers(tmp_path, importado):
    Compromiso.objects.update(validado="si")
    set_etapa(importado, Etapa.CERRADO)
    libro = write_maule(tmp_path, *build_filas(2, cumple="No"))
    assert list_problemas(libro) == CERRADO


def test_the_stage_that_counts_is_the_stored_one(tmp_path, importado):
    Ejercicio.objects.update(etapa=Etapa.CERRADO)
    assert importado.etapa == Etapa.EJECUCION
    lectura = read_ruta(write_maule(tmp_path, build_fila(1), build_fila(2, unidad="Otra")), build_pedido())
    with pytest.raises(ImportacionRechazada) as rechazo:
        import_formulario(lectura=lectura, ejercicio=importado, actor=None)
    assert [hallazgo.problema for hallazgo in rechazo.value.hallazgos] == ["el ejercicio 2009 está cerrado"]
