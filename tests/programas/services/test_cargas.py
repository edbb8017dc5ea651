"""Uploads: kept whole, read one by one, asked about, applied as previewed or not at all."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.utils import timezone

from programas.enums import EstadoCarga, EstadoCorte, EstadoLibro, EstadoPrograma
from programas.models import AliasColumna, Carga, Compromiso, Importacion, LibroCargado, ProgramaTrabajo
from programas.planillas.guardados import build_lector
from programas.services.cargas import (
    Archivo,
    CargaExcesiva,
    CargaOcupada,
    LibroCambiado,
    NadaQueAplicar,
    TerritorioRepetido,
    VistaVencida,
    answer_libro,
    apply_carga,
    apply_libro,
    cancel_carga,
    create_carga,
    discard_libro,
    read_libros,
    undo_aplicada,
)
from programas.services.cargas.lectura import SIN_LATIDO, claim_carga, list_pendientes
from programas.services.importacion import ImportacionConCambios
from regiones.models import AliasRegion, AliasUnidad, Registro, Servicio
from regiones.services import ActoRechazado
from tests.cargas import list_libros, upload, upload_and_read, write_completo, write_hoja_iii_1

MAULE = write_hoja_iii_1()
ATACAMA = write_hoja_iii_1(region="ATACAMA")
SIN_REGION = write_hoja_iii_1(region=None)
OTROS_ENCABEZADOS = write_hoja_iii_1(encabezados={"ponderacion": "Peso relativo"})
OTROS_EN_ATACAMA = write_hoja_iii_1(region="ATACAMA", encabezados={"ponderacion": "Peso relativo"})
CON_ANALISIS = write_completo()
CON_ANALISIS_EN_ATACAMA = write_completo(region="ATACAMA")
NADA_ESCRITO = (0, 0)


def count_escrito():
    return ProgramaTrabajo.objects.count(), Importacion.objects.count()


def apply(libro, actor):
    lector = build_lector(libro.carga.ejercicio)
    return apply_libro(libro=libro, actor=actor, version=libro.version, lector=lector)


def answer(libro, actor, respuestas):
    answer_libro(libro=libro, actor=actor, version=libro.version, respuestas=respuestas)
    read_libros(libro.carga, build_lector(libro.carga.ejercicio))
    return list_libros(libro.carga)


def test_a_workbook_is_read_without_writing_and_then_applied_with_its_file_kept(ejercicio, directora_maule):
    (libro,) = upload_and_read(ejercicio, directora_maule, maule=MAULE)
    assert (libro.estado, libro.region.cut, count_escrito()) == (EstadoLibro.LISTO, "07", NADA_ESCRITO)
    importacion = apply(libro, directora_maule)
    (libro,) = list_libros(libro.carga)
    assert (libro.estado, libro.importacion) == (EstadoLibro.APLICADO, importacion)
    assert (importacion.actor, importacion.sha256) == (directora_maule, libro.sha256)
    with default_storage.open(importacion.original) as guardado:
        assert guardado.read() == MAULE
    assert Compromiso.objects.count() == 4


def test_the_same_bytes_are_kept_once_and_survive_who_discards_them(ejercicio, administradora):
    primero, segundo = upload_and_read(ejercicio, administradora, uno=MAULE, dos=MAULE)
    assert primero.original.name == segundo.original.name
    discard_libro(libro=primero, actor=administradora, version=primero.version)
    assert default_storage.exists(segundo.original.name)
    assert list_libros(primero.carga)[0].estado == EstadoLibro.DESCARTADO


def test_a_workbook_of_another_territory_is_refused_and_nothing_of_either_is_told(ejercicio, directora_maule):
    (libro,) = upload_and_read(ejercicio, directora_maule, ajeno=ATACAMA)
    assert (libro.estado, libro.region, list(libro.vista)) == (EstadoLibro.RECHAZADO, None, ["correcciones"])
    assert libro.problema == (
        "El libro es de un territorio que usted no redacta: no se compara con lo guardado ni se importa."
    )
    with pytest.raises(LibroCambiado):
        apply(libro, directora_maule)


def test_who_drafts_nothing_uploads_nothing(ejercicio, revisora, auditor, jefa_vif):
    for persona in (revisora, auditor, jefa_vif):
        with pytest.raises(PermissionDenied):
            upload(ejercicio, persona, maule=MAULE)
    assert Carga.objects.count() == 0


def test_only_who_uploaded_or_administers_acts_on_an_upload(
    ejercicio, directora_maule, encargada_maule, revisora, administradora
):
    (libro,) = upload_and_read(ejercicio, directora_maule, maule=MAULE)
    for persona in (encargada_maule, revisora):
        with pytest.raises(PermissionDenied):
            apply(libro, persona)
        with pytest.raises(PermissionDenied):
            discard_libro(libro=libro, actor=persona, version=libro.version)
        with pytest.raises(PermissionDenied):
            answer_libro(libro=libro, actor=persona, version=libro.version, respuestas={})
        with pytest.raises(PermissionDenied):
            cancel_carga(carga=libro.carga, actor=persona)
    assert apply(libro, administradora).actor == administradora


def test_an_upload_is_refused_by_count_and_by_size(ejercicio, administradora, monkeypatch):
    with pytest.raises(CargaExcesiva, match="No hay ningún libro"):
        create_carga(ejercicio=ejercicio, actor=administradora, archivos=[])
    with pytest.raises(CargaExcesiva, match="Son 41 libros y el máximo por carga es 40"):
        create_carga(ejercicio=ejercicio, actor=administradora, archivos=[Archivo("a.xlsx", b"x")] * 41)
    monkeypatch.setattr("programas.services.cargas.crear.MAXIMO_LIBRO", 10)
    with pytest.raises(CargaExcesiva, match=r"«b\.xlsx» pesa 0,1 MB y el máximo es 0,1 MB"):
        create_carga(ejercicio=ejercicio, actor=administradora, archivos=[Archivo("b.xlsx", b"x" * 11)])
    monkeypatch.setattr("programas.services.cargas.crear.MAXIMO_CARGA", 15)
    with pytest.raises(CargaExcesiva, match="en total"):
        create_carga(ejercicio=ejercicio, actor=administradora, archivos=[Archivo("c.xlsx", b"x" * 8)] * 2)
    assert Carga.objects.count() == 0


def test_data_changed_since_the_preview_is_not_overwritten_and_the_new_preview_is_kept(ejercicio, directora_maule):
    (libro,) = upload_and_read(ejercicio, directora_maule, maule=MAULE)
    (otro,) = upload_and_read(ejercicio, directora_maule, otro=write_hoja_iii_1(3))
    apply(otro, directora_maule)
    escrito = count_escrito()
    with pytest.raises(VistaVencida, match=r"Los datos cambiaron desde la vista previa de «maule\.xlsx»"):
        apply(libro, directora_maule)
    assert count_escrito() == escrito
    (nuevo,) = list_libros(libro.carga)
    assert nuevo.version == libro.version + 1
    assert nuevo.vista["resumen"] != libro.vista["resumen"]
    apply(nuevo, directora_maule)


def test_a_programme_approved_since_the_preview_is_not_changed(ejercicio, directora_maule):
    (primero,) = upload_and_read(ejercicio, directora_maule, maule=MAULE)
    apply(primero, directora_maule)
    (libro,) = upload_and_read(ejercicio, directora_maule, maule=write_hoja_iii_1(5))
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.APROBADO)
    with pytest.raises(VistaVencida):
        apply(libro, directora_maule)
    (libro,) = list_libros(libro.carga)
    assert (libro.estado, Compromiso.objects.count()) == (EstadoLibro.RECHAZADO, 4)


def test_a_page_shown_before_is_not_obeyed_and_nothing_is_applied_twice(ejercicio, directora_maule):
    (libro,) = upload_and_read(ejercicio, directora_maule, maule=MAULE)
    apply(libro, directora_maule)
    for acto in (apply, lambda libro, actor: discard_libro(libro=libro, actor=actor, version=libro.version)):
        with pytest.raises(LibroCambiado):
            acto(libro, directora_maule)
    assert Importacion.objects.count() == 1


def test_many_are_applied_in_one_transaction_or_none(ejercicio, administradora):
    libros = upload_and_read(ejercicio, administradora, maule=MAULE, atacama=ATACAMA)
    carga, lector = libros[0].carga, build_lector(ejercicio)
    versiones = {libro.pk: libro.version for libro in libros}
    viejas = versiones | {libros[1].pk: libros[1].version - 1}
    with pytest.raises(LibroCambiado):
        apply_carga(carga=carga, actor=administradora, versiones=viejas, lector=lector)
    assert count_escrito() == NADA_ESCRITO
    importaciones = apply_carga(carga=carga, actor=administradora, versiones=versiones, lector=lector)
    assert [importacion.region.cut for importacion in importaciones] == ["07", "03"]
    with pytest.raises(NadaQueAplicar):
        apply_carga(carga=carga, actor=administradora, versiones={}, lector=lector)


def test_two_workbooks_of_one_territory_are_refused_together(ejercicio, administradora):
    libros = upload_and_read(ejercicio, administradora, uno=MAULE, dos=write_hoja_iii_1(5))
    versiones = {libro.pk: libro.version for libro in libros}
    lector = build_lector(ejercicio)
    with pytest.raises(TerritorioRepetido, match=r"Hay más de un libro de Maule: «uno\.xlsx» y «dos\.xlsx»"):
        apply_carga(carga=libros[0].carga, actor=administradora, versiones=versiones, lector=lector)
    assert count_escrito() == NADA_ESCRITO


def test_a_heading_is_asked_once_and_remembered_for_the_service(ejercicio, administradora):
    libros = upload_and_read(ejercicio, administradora, maule=OTROS_ENCABEZADOS, atacama=OTROS_EN_ATACAMA)
    assert [libro.estado for libro in libros] == [EstadoLibro.PREGUNTA, EstadoLibro.PREGUNTA]
    libros = answer(libros[0], administradora, {"ENCABEZADO:control:pesorelativo": "ponderacion"})
    assert [libro.estado for libro in libros] == [EstadoLibro.LISTO, EstadoLibro.LISTO]
    alias = AliasColumna.objects.get()
    assert (alias.servicio, alias.tabla, alias.columna) == (ejercicio.servicio, "control", "ponderacion")
    registro = Registro.objects.get(clase="programas.aliascolumna")
    assert (registro.actor, registro.motivo) == (administradora, "Respuesta al importar una planilla")
    (nuevo,) = upload_and_read(ejercicio, administradora, otra=OTROS_ENCABEZADOS)
    assert nuevo.estado == EstadoLibro.LISTO


def test_who_does_not_administer_answers_for_that_file_alone(ejercicio, directora_maule):
    (libro,) = upload_and_read(ejercicio, directora_maule, maule=OTROS_ENCABEZADOS)
    (libro,) = answer(libro, directora_maule, {"ENCABEZADO:control:pesorelativo": "ponderacion"})
    assert (libro.estado, AliasColumna.objects.count()) == (EstadoLibro.LISTO, 0)
    (otro,) = upload_and_read(ejercicio, directora_maule, maule=OTROS_ENCABEZADOS)
    assert otro.estado == EstadoLibro.PREGUNTA


def test_an_answer_is_mended_or_taken_back_and_only_what_is_offered_counts(ejercicio, directora_maule):
    clave = "ENCABEZADO:control:pesorelativo"
    (libro,) = upload_and_read(ejercicio, directora_maule, maule=OTROS_ENCABEZADOS)
    (libro,) = answer(libro, directora_maule, {clave: "objetivo", "ESCALA:III.9": "fraccion"})
    assert (libro.estado, libro.respuestas) == (EstadoLibro.PREGUNTA, {})
    (libro,) = answer(libro, directora_maule, {clave: "ponderacion"})
    (libro,) = answer(libro, directora_maule, {clave: ""})
    assert (libro.estado, libro.respuestas) == (EstadoLibro.PREGUNTA, {})


def test_the_territory_is_answered_and_then_whose_it_is_is_checked(ejercicio, directora_maule, administradora):
    (libro,) = upload_and_read(ejercicio, directora_maule, libro=SIN_REGION)
    assert (libro.estado, libro.region) == (EstadoLibro.PREGUNTA, None)
    (ajeno,) = answer(libro, directora_maule, {"TERRITORIO": "03"})
    assert (ajeno.estado, list(ajeno.vista)) == (EstadoLibro.RECHAZADO, ["correcciones"])
    (libro,) = upload_and_read(ejercicio, directora_maule, libro=SIN_REGION)
    (libro,) = answer(libro, directora_maule, {"TERRITORIO": "07"})
    assert (libro.estado, libro.region.cut) == (EstadoLibro.LISTO, "07")
    assert AliasRegion.objects.filter(texto="").count() == 0


@pytest.mark.parametrize("contenido", [ATACAMA, SIN_REGION])
def test_who_is_told_that_a_workbook_is_of_another_territory_may_say_that_it_is_of_theirs(
    ejercicio, directora_maule, contenido
):
    (libro,) = upload_and_read(ejercicio, directora_maule, libro=contenido)
    if contenido is SIN_REGION:
        (libro,) = answer(libro, directora_maule, {"TERRITORIO": "03"})
    (correccion,) = libro.vista["correcciones"]
    assert (correccion["clave"], correccion["opciones"]) == (
        "TERRITORIO",
        [["", "Así está bien"], ["07", "Maule"]],
    )
    (libro,) = answer(libro, directora_maule, {"TERRITORIO": "03"})
    assert libro.estado == EstadoLibro.RECHAZADO
    (libro,) = answer(libro, directora_maule, {"TERRITORIO": "07"})
    assert (libro.estado, libro.region.cut, libro.problema) == (EstadoLibro.LISTO, "07", "")


def test_who_drafts_no_territory_any_more_is_asked_nothing(ejercicio, directora_maule):
    carga = upload(ejercicio, directora_maule, maule=MAULE)
    directora_maule.asignaciones.all().delete()
    carga = Carga.objects.select_related("ejercicio", "actor").get(pk=carga.pk)
    read_libros(carga, build_lector(ejercicio))
    (libro,) = list_libros(carga)
    assert (libro.estado, libro.vista) == (EstadoLibro.RECHAZADO, {})


def test_an_upload_under_reading_is_of_one_reader_until_that_one_dies(ejercicio, administradora):
    carga = upload(ejercicio, administradora, maule=MAULE, atacama=ATACAMA)
    assert claim_carga(carga) is not None
    assert claim_carga(carga) is None
    with pytest.raises(CargaOcupada):
        read_libros(carga, build_lector(ejercicio))
    Carga.objects.update(latido=timezone.now() - SIN_LATIDO - timedelta(seconds=1))
    assert [pk for pk, _ in list_pendientes()] == [carga.pk]
    assert read_libros(carga, build_lector(ejercicio)) == 2
    carga.refresh_from_db()
    assert (carga.estado, carga.latido, list_pendientes()) == (EstadoCarga.LISTA, None, [])


def test_who_lost_an_upload_writes_nothing_more_of_it(ejercicio, administradora):
    carga = upload(ejercicio, administradora, maule=MAULE, atacama=ATACAMA)
    leer = build_lector(ejercicio)

    def read_while_another_takes_it(libro):
        Carga.objects.update(latido=timezone.now() + timedelta(seconds=1))
        return leer(libro)

    assert read_libros(carga, read_while_another_takes_it) == 1
    assert [libro.estado for libro in list_libros(carga)] == [EstadoLibro.LISTO, EstadoLibro.EN_ESPERA]


def test_cancelling_stops_before_the_next_workbook(ejercicio, administradora):
    carga = upload(ejercicio, administradora, maule=MAULE, atacama=ATACAMA, otra=MAULE)
    leer = build_lector(ejercicio)

    def read_and_cancel(libro):
        if libro.orden == 2:
            cancel_carga(carga=carga, actor=administradora)
        return leer(libro)

    assert read_libros(carga, read_and_cancel) == 1
    estados = [libro.estado for libro in list_libros(carga)]
    assert estados == [EstadoLibro.LISTO, EstadoLibro.DESCARTADO, EstadoLibro.DESCARTADO]
    with pytest.raises(ActoRechazado, match="no hay nada que cancelar"):
        cancel_carga(carga=carga, actor=administradora)


def test_one_workbook_is_read_alone_and_the_others_go_on_waiting(ejercicio, administradora):
    carga = upload(ejercicio, administradora, maule=MAULE, atacama=ATACAMA)
    assert read_libros(carga, build_lector(ejercicio), solo=2) == 1
    assert [libro.estado for libro in list_libros(carga)] == [EstadoLibro.EN_ESPERA, EstadoLibro.LISTO]
    carga.refresh_from_db()
    assert carga.estado == EstadoCarga.EN_ESPERA


def test_an_unreadable_file_says_why_in_one_line(ejercicio, administradora):
    (libro,) = upload_and_read(ejercicio, administradora, roto=b"%PDF-1.4")
    assert (libro.estado, libro.vista) == (EstadoLibro.RECHAZADO, {})
    assert libro.problema.startswith("Es un PDF")


def test_undoing_puts_the_rows_back_and_says_it_of_the_workbook(ejercicio, directora_maule):
    (libro,) = upload_and_read(ejercicio, directora_maule, maule=MAULE)
    importacion = apply(libro, directora_maule)
    undo_aplicada(importacion=importacion, actor=directora_maule, motivo="Era un borrador")
    assert (Compromiso.objects.count(), LibroCargado.objects.get().estado) == (0, EstadoLibro.DESHECHO)
    with pytest.raises(ActoRechazado):
        undo_aplicada(importacion=importacion, actor=directora_maule, motivo="Otra vez")


def test_an_import_on_which_others_wrote_is_not_undone(ejercicio, directora_maule):
    (libro,) = upload_and_read(ejercicio, directora_maule, maule=MAULE)
    importacion = apply(libro, directora_maule)
    (otro,) = upload_and_read(ejercicio, directora_maule, otro=write_hoja_iii_1(3))
    apply(otro, directora_maule)
    with pytest.raises(ImportacionConCambios):
        undo_aplicada(importacion=importacion, actor=directora_maule, motivo="Era un borrador")
    assert LibroCargado.objects.get(pk=libro.pk).estado == EstadoLibro.APLICADO


def test_what_was_recognised_is_corrected_by_an_answer(ejercicio, administradora):
    (libro,) = upload_and_read(ejercicio, administradora, maule=MAULE)
    assert (libro.estado, libro.region.cut) == (EstadoLibro.LISTO, "07")
    (libro,) = answer(libro, administradora, {"TERRITORIO": "03", "ENCABEZADO:control:unidadresponsable": "-"})
    assert (libro.estado, libro.region.cut) == (EstadoLibro.LISTO, "03")
    apply(libro, administradora)
    assert set(Compromiso.objects.values_list("unidad_texto", flat=True)) == {""}
    assert AliasColumna.objects.get().columna == ""


def test_the_corte_is_asked_once_for_the_whole_upload(ejercicio, corte, administradora):
    ejercicio.cortes.create(fecha_medicion=date(2009, 12, 31), plazo=date(2010, 1, 15), estado=EstadoCorte.ABIERTO)
    libros = upload_and_read(ejercicio, administradora, maule=CON_ANALISIS, atacama=CON_ANALISIS_EN_ATACAMA)
    assert [libro.estado for libro in libros] == [EstadoLibro.PREGUNTA, EstadoLibro.PREGUNTA]
    assert [libro.vista["impedimentos"] for libro in libros] == [[], []]
    libros = answer(libros[0], administradora, {"CORTE": "2009-06-30"})
    assert [libro.respuestas for libro in libros] == [{"CORTE": "2009-06-30"}] * 2
    assert [libro.estado for libro in libros] == [EstadoLibro.LISTO, EstadoLibro.LISTO]


def test_the_workbooks_of_the_sixteen_territories_are_applied_together(ejercicio, administradora):
    nombres = {region.cut: str(region).upper() for region in ejercicio.regiones}
    libros = upload_and_read(
        ejercicio, administradora, **{cut: write_hoja_iii_1(region=nombre) for cut, nombre in nombres.items()}
    )
    assert [libro.region.cut for libro in libros] == list(nombres)
    versiones = {libro.pk: libro.version for libro in libros}
    lector = build_lector(ejercicio)
    importaciones = apply_carga(carga=libros[0].carga, actor=administradora, versiones=versiones, lector=lector)
    assert (len(importaciones), ProgramaTrabajo.objects.count(), Compromiso.objects.count()) == (16, 16, 64)
    assert set(LibroCargado.objects.values_list("estado", flat=True)) == {EstadoLibro.APLICADO}


def test_an_unknown_unit_is_answered_once_and_becomes_an_alias(ejercicio, unidad_vif, administradora):
    (libro,) = upload_and_read(ejercicio, administradora, maule=MAULE)
    clave = "UNIDAD:unidad de participacion"
    assert clave in [pregunta["clave"] for pregunta in libro.vista["preguntas"]]
    (libro,) = answer(libro, administradora, {clave: str(unidad_vif.pk)})
    apply(libro, administradora)
    alias = AliasUnidad.objects.get()
    assert (alias.texto, alias.unidad) == ("Unidad de Participación", unidad_vif)
    assert {tuple(fila.unidades.all()) for fila in Compromiso.objects.all()} == {(unidad_vif,)}


def test_the_name_of_a_territory_is_remembered_by_who_administers_them_all(ejercicio, administradora, instaladora):
    Servicio.objects.create(codigo="otro", sigla="OTRO", nombre="Otro servicio")
    contenido = write_hoja_iii_1(region="TALCA Y ALREDEDORES")
    (libro,) = upload_and_read(ejercicio, administradora, libro=contenido)
    answer(libro, administradora, {"TERRITORIO": "07"})
    assert AliasRegion.objects.filter(texto="TALCA Y ALREDEDORES").count() == 0
    (libro,) = upload_and_read(ejercicio, instaladora, libro=contenido)
    answer(libro, instaladora, {"TERRITORIO": "07"})
    assert AliasRegion.objects.get(texto="TALCA Y ALREDEDORES").region.cut == "07"
    (libro,) = upload_and_read(ejercicio, administradora, libro=contenido)
    assert (libro.estado, libro.region.cut) == (EstadoLibro.LISTO, "07")
