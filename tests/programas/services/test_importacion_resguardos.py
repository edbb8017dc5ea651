"""What a page refuses or asks, a workbook is refused or asked too."""

import pytest

from programas.enums import EstadoPrograma, Etapa
from programas.formulario.lectura import Nivel
from programas.models import (
    Compromiso,
    Ejercicio,
    Indicador,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from programas.planillas.guardados import build_lector
from programas.services import cargas
from programas.services.evidencias import attach_evidencia, withdraw_evidencia
from programas.services.importacion import (
    ImportacionRechazada,
    OpcionesImportacion,
    import_formulario,
    preview_formulario,
)
from regiones.models import Registro
from tests.cargas import list_libros, upload_and_read, write_hoja_iii_1
from tests.documentos import build_documento
from tests.libros import HojaEscrita, build_filas, write_libro
from tests.plantillas import TRES, UNO, Planilla, store_formulario
from tests.programas.importaciones import import_libro, list_problemas
from tests.territorios import build_pedido, read_ruta

SIN_EVIDENCIA = "declara «sí» y no tiene evidencia vigente (V6)"
SIN_RESULTADO = "declara «sí» y no tiene resultado anual del indicador (V6)"
ENVIADO = "2009-07-III.1 ya fue enviado una vez y"
FALTA_MOTIVO = f"{ENVIADO} falta el motivo por el que cambian ponderaciones u objetivos"
PIDE_MOTIVO = f"el programa {ENVIADO} el libro cambia ponderaciones u objetivos"


@pytest.fixture(autouse=True)
def carpeta(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "archivos"


@pytest.fixture
def write(tmp_path):
    def build(*filas, **campos):
        return write_libro(tmp_path / "m.xlsx", HojaEscrita("III.1", filas, **campos))

    return build


@pytest.fixture
def guardado(write, ejercicio):
    import_libro(write(*build_filas(4)))
    return ejercicio


def list_declarados():
    return list(Compromiso.objects.order_by("codigo").values_list("declarado", flat=True))


def list_advertencias(hallazgos):
    return [(h.lugar, h.problema.replace("\xa0", " ")) for h in hallazgos if h.nivel is Nivel.ADVERTENCIA]


def build_con(cambios, cuantas=4):
    filas = build_filas(cuantas)
    for i, suyos in cambios.items():
        filas[i] |= suyos
    return filas


# V6.


def test_a_new_si_without_evidence_is_refused_at_its_cell(guardado, write):
    libro = write(*build_con({0: {"cumple": "sí"}, 1: {"cumple": "no"}}))
    assert list_problemas(libro) == [("III.1", "H7", SIN_EVIDENCIA)]
    assert list_declarados() == [""] * 4


def test_a_si_of_a_row_that_is_not_stored_yet_is_refused_too(ejercicio, write):
    libro = write(*build_con({0: {"cumple": "sí"}}))
    assert list_problemas(libro) == [("III.1", "H7", SIN_EVIDENCIA)]


def test_a_si_is_taken_of_the_row_with_evidence_in_force_alone(guardado, write, encargada_maule):
    primero = Compromiso.objects.order_by("codigo")[0]
    evidencia = attach_evidencia(compromiso=primero, documento=build_documento(), actor=encargada_maule)
    assert list_problemas(write(*build_con({0: {"cumple": "sí"}, 1: {"cumple": "sí"}}))) == [
        ("III.1", "H8", SIN_EVIDENCIA)
    ]
    import_libro(write(*build_con({0: {"cumple": "sí"}})))
    assert list_declarados() == ["si", "", "", ""]
    Compromiso.objects.filter(pk=primero.pk).update(declarado="")
    primero.refresh_from_db()
    withdraw_evidencia(evidencia=evidencia, motivo="Sin firma", actor=encargada_maule)
    assert list_problemas(write(*build_con({0: {"cumple": "sí"}}))) == [("III.1", "H7", SIN_EVIDENCIA)]


def test_what_is_declared_already_is_not_asked_for_its_proof(guardado, write):
    Compromiso.objects.update(declarado="si")
    assert import_libro(write(*build_filas(4, cumple="sí")))["cambia"] is False


def test_in_evaluacion_a_si_comes_with_its_result_stored_or_in_the_same_workbook(guardado, write):
    Ejercicio.objects.update(exige_evidencia=False, etapa=Etapa.EVALUACION)
    metas = {i: {"actividades": f"Meta: {i + 1}%\nRealizar {i + 1} jornadas", "resultado": None} for i in range(4)}
    sin_resultado = build_con(metas | {0: metas[0] | {"cumple": "sí"}})
    assert list_problemas(write(*sin_resultado)) == [("III.1", "H7", SIN_RESULTADO)]
    con_resultado = build_con(metas | {0: metas[0] | {"cumple": "sí", "resultado": "3%"}})
    import_libro(write(*con_resultado))
    assert list_declarados() == ["si", "", "", ""]
    Indicador.objects.filter(objetivo__codigo__endswith="-02").update(resultado="2%")
    import_libro(write(*build_con(metas | {1: metas[1] | {"cumple": "sí"}})))
    assert list_declarados() == ["si", "si", "", ""]


# The reason of a change after the first submission.


@pytest.fixture
def observado(guardado):
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.OBSERVADO)
    return guardado


def bring(ejercicio, ruta, **opciones):
    return import_formulario(
        lectura=read_ruta(ruta, build_pedido()),
        ejercicio=ejercicio,
        actor=None,
        opciones=OpcionesImportacion(**opciones),
    )


def look(ejercicio, ruta):
    return preview_formulario(lectura=read_ruta(ruta, build_pedido()), ejercicio=ejercicio, actor=None)


COMPROMETEN = {
    "a weight": {0: {"ponderacion": "10%"}, 1: {"ponderacion": "40%"}},
    "an objective": {0: {"objetivo": "Ampliar la oferta 1 del servicio en las comunas rurales de la región"}},
}


@pytest.mark.parametrize("cambios", COMPROMETEN.values(), ids=COMPROMETEN)
def test_a_change_of_weight_or_objective_after_sending_needs_its_reason(observado, write, cambios):
    libro = write(*build_con(cambios))
    vista = look(observado, libro)
    assert (vista.necesita_motivo, vista.impedimentos, vista.as_dict()["necesita_motivo"]) == (True, (), True)
    assert list_advertencias(vista.hallazgos) == [("III.1", PIDE_MOTIVO)]
    antes = list(Compromiso.objects.values()), list(ObjetivoEspecifico.objects.values())
    for blanco in ("", "  "):
        with pytest.raises(ImportacionRechazada) as rechazo:
            bring(observado, libro, motivo=blanco)
        assert [h.problema for h in rechazo.value.hallazgos] == [FALTA_MOTIVO]
    assert (list(Compromiso.objects.values()), list(ObjetivoEspecifico.objects.values())) == antes
    informe = bring(observado, libro, motivo=" Acuerdo con la unidad central ")
    motivos = Registro.objects.filter(lote=informe.importacion.lote).values_list("motivo", flat=True)
    assert set(motivos) == {"Importación de m.xlsx: Acuerdo con la unidad central"}


def test_a_new_row_needs_the_reason_too(observado, write):
    assert look(observado, write(*build_filas(5))).necesita_motivo is True


def test_other_changes_and_programmes_never_sent_need_no_reason(guardado, write):
    pesos = write(*build_con(COMPROMETEN["a weight"]))
    assert look(guardado, pesos).necesita_motivo is False
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.OBSERVADO)
    unidad = write(*build_con({0: {"unidad": "Otra unidad"}}))
    assert look(guardado, unidad).necesita_motivo is False
    assert bring(guardado, unidad).escrito is True


def test_a_rehearsal_tells_it_and_is_not_refused(observado, write):
    informe = bring(observado, write(*build_con(COMPROMETEN["a weight"])), simular=True)
    assert (informe.escrito, list_advertencias(informe.lectura)) == (False, [("III.1", PIDE_MOTIVO)])


def test_the_command_takes_the_reason_and_names_its_option(observado, write):
    libro = write(*build_con(COMPROMETEN["a weight"]))
    assert list_problemas(libro) == [("III.1", "", FALTA_MOTIVO)]
    assert import_libro(libro, motivo="Acuerdo")["escrito"] is True


@pytest.mark.parametrize("juntos", [True, False])
def test_an_upload_is_applied_with_the_reason_and_not_without_it(observado, directora_maule, juntos):
    contenido = write_hoja_iii_1(5, total="100%")
    (libro,) = upload_and_read(observado, directora_maule, m=contenido)
    lector = build_lector(observado)

    def apply(motivo):
        if juntos:
            versiones = {libro.pk: libro.version}
            cargas.apply_carga(
                carga=libro.carga, actor=directora_maule, versiones=versiones, lector=lector, motivo=motivo
            )
        else:
            cargas.apply_libro(
                libro=libro, actor=directora_maule, version=libro.version, lector=lector, motivo=motivo
            )

    with pytest.raises(cargas.FaltaMotivo, match=r"«m\.xlsx» cambia ponderaciones u objetivos"):
        apply(" ")
    assert Compromiso.objects.count() == 4
    apply("Acuerdo")
    assert Compromiso.objects.count() == 5
    assert Registro.objects.filter(motivo="Importación de m.xlsx: Acuerdo").exists()


def test_a_programme_sent_and_observed_after_the_preview_shows_it_again(guardado, directora_maule):
    (libro,) = upload_and_read(guardado, directora_maule, m=write_hoja_iii_1(5))
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.OBSERVADO)
    with pytest.raises(cargas.VistaVencida):
        cargas.apply_libro(
            libro=libro, actor=directora_maule, version=libro.version, lector=build_lector(guardado)
        )
    assert list_libros(libro.carga)[0].vista["necesita_motivo"] is True


# Cells left blank over what is stored.


def test_an_answer_cleared_in_a_template_is_told_and_stands(tmp_path, ejercicio, corte, maule):
    store_formulario(tmp_path, ejercicio, corte)
    Compromiso.objects.filter(codigo=f"{UNO}.1").update(declarado="si")
    Compromiso.objects.filter(codigo=f"{TRES}.1").update(declarado="no")
    planilla = Planilla.take(ejercicio, maule)
    planilla.write(f"{UNO}.1", cumple=None)
    opciones = OpcionesImportacion(corte=corte)
    vista = preview_formulario(lectura=planilla.read(), ejercicio=ejercicio, actor=None, opciones=opciones)
    _, fila = planilla.find(f"{UNO}.1")
    assert list_advertencias(vista.hallazgos) == [
        (f"III.1!H{fila}", "la celda está vacía y lo guardado dice «Sí»: se conserva")
    ]
    assert (vista.cambia, vista.preguntas) == (False, ())


def test_an_answer_cleared_and_changed_meanwhile_is_not_asked_about(tmp_path, ejercicio, corte, maule):
    store_formulario(tmp_path, ejercicio, corte)
    Compromiso.objects.filter(codigo=f"{UNO}.1").update(declarado="si")
    planilla = Planilla.take(ejercicio, maule)
    planilla.write(f"{UNO}.1", cumple=None)
    Compromiso.objects.filter(codigo=f"{UNO}.1").update(declarado="no")
    opciones = OpcionesImportacion(corte=corte)
    vista = preview_formulario(lectura=planilla.read(), ejercicio=ejercicio, actor=None, opciones=opciones)
    assert [problema for _, problema in list_advertencias(vista.hallazgos)] == [
        "la celda está vacía y lo guardado dice «No»: se conserva"
    ]
    assert vista.preguntas == ()


def test_a_result_cleared_in_a_template_is_told_and_stands(tmp_path, ejercicio, corte, maule):
    store_formulario(tmp_path, ejercicio, corte)
    Ejercicio.objects.update(etapa=Etapa.EVALUACION)
    ejercicio.refresh_from_db()
    Indicador.objects.filter(objetivo__codigo=TRES).update(resultado="12% de 30 comunas")
    planilla = Planilla.take(ejercicio, maule)
    planilla.write(f"{TRES}.1", resultado=None)
    opciones = OpcionesImportacion(corte=corte)
    vista = preview_formulario(lectura=planilla.read(), ejercicio=ejercicio, actor=None, opciones=opciones)
    _, fila = planilla.find(f"{TRES}.1")
    assert list_advertencias(vista.hallazgos) == [
        (f"III.1!C{fila}", "la celda está vacía y lo guardado dice «12% de 30 comunas»: se conserva")
    ]
    assert vista.cambia is False


def test_a_blank_weight_says_which_stored_one_goes(guardado, write):
    vista = look(guardado, write(*build_con({0: {"ponderacion": None}})))
    assert list_advertencias(vista.hallazgos) == [
        ("III.1!G7", "la celda está vacía y lo guardado pesa 25 %: la fila quedaría sin ponderación")
    ]
