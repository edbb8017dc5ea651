"""Files in and out of the administration: an export comes back unchanged, and nobody goes beyond their own."""

import json
from io import BytesIO

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from programas.enums import EstadoPrograma, Etapa
from programas.models import (
    Actividad,
    Compromiso,
    Ejercicio,
    Indicador,
    Instancia,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from programas.resources import ObjetivoResource
from regiones.admin.intercambio import IntercambioMixin
from regiones.enums import Acto
from regiones.models import AliasUnidad, Region, Registro, UnidadResponsable
from regiones.resources.formatos import Csv, Json, Xlsx
from regiones.textos import clean_controles

FORMATOS = [Xlsx, Csv, Json]
CON_ARCHIVOS = {
    modelo._meta.label_lower: modelo
    for modelo, pagina in admin.site._registry.items()
    if isinstance(pagina, IntercambioMixin)
}
DIFICIL = '=SUMA(A1)\n-uno "dos"; tres, ñandú\t\'cuatro'


def url(modelo, pagina):
    return reverse(f"admin:{modelo._meta.app_label}_{modelo._meta.model_name}_{pagina}")


def export(client, modelo, formato, consulta=""):
    respuesta = client.post(url(modelo, "export") + consulta, {"format": FORMATOS.index(formato), "resource": 0})
    assert respuesta.status_code == 200
    return respuesta.content


def upload(client, modelo, formato, contenido, motivo=""):
    archivo = SimpleUploadedFile(f"archivo.{formato.titulo}", contenido)
    datos = {"format": FORMATOS.index(formato), "resource": 0, "import_file": archivo, "motivo": motivo}
    return client.post(url(modelo, "import"), datos)


def confirm(client, modelo, respuesta):
    formulario = respuesta.context["confirm_form"]
    return client.post(url(modelo, "process_import"), formulario.initial, follow=True)


def upload_filas(client, modelo, filas, motivo=""):
    contenido = json.dumps(filas).encode()
    return upload(client, modelo, Json, contenido, motivo)


def list_problemas(respuesta):
    return [
        (fila.number, columna, mensaje)
        for fila in respuesta.context["result"].invalid_rows
        for columna, mensajes in fila.error_dict.items()
        for mensaje in mensajes
    ]


@pytest.fixture
def dificil(mundo):
    """The small world, with texts that files like to spoil."""
    for modelo, campo in (
        (ObjetivoEspecifico, "texto"),
        (Indicador, "meta"),
        (Actividad, "texto"),
        (Instancia, "nombre"),
        (Compromiso, "unidad_texto"),
        (ProgramaTrabajo, "responsable"),
    ):
        modelo.objects.update(**{campo: DIFICIL})
    Compromiso.objects.update(ponderacion=33_333, declarado="no", motivo="=porque")
    Instancia.objects.get(codigo="2009-07-III.2-I01").regiones.set(Region.objects.filter(cut__in=["07", "99"]))
    UnidadResponsable.objects.update(nombre="-Unidad; de «VIF»", clave="unidad de vif")
    return mundo


def test_the_catalogues_and_the_form_go_in_and_out():
    assert set(CON_ARCHIVOS) == {
        *("regiones.servicio", "regiones.region", "regiones.aliasregion"),
        *("regiones.unidadresponsable", "regiones.aliasunidad"),
        *("programas.ejercicio", "programas.corte", "programas.programatrabajo"),
        *("programas.objetivoespecifico", "programas.indicador", "programas.compromiso"),
        *("programas.actividad", "programas.medioverificacion", "programas.instancia"),
        "programas.aliascolumna",
    }


@pytest.mark.parametrize("formato", FORMATOS, ids=lambda f: f.titulo)
@pytest.mark.parametrize("nombre", sorted(CON_ARCHIVOS))
def test_an_export_comes_back_without_changes(nombre, formato, client, dificil, instaladora):
    modelo = CON_ARCHIVOS[nombre]
    client.force_login(instaladora)
    vista = upload(client, modelo, formato, export(client, modelo, formato))
    resultado = vista.context["result"]
    assert list_problemas(vista) == []
    assert dict(resultado.totals) == {
        **dict.fromkeys(("new", "update", "delete", "error", "invalid"), 0),
        "skip": modelo.objects.count(),
    }
    assert "no hay nada que importar" in vista.content.decode()
    antes = (Registro.objects.count(), list(modelo.objects.order_by("pk").values()))
    confirm(client, modelo, vista)
    assert (Registro.objects.count(), list(modelo.objects.order_by("pk").values())) == antes


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texto=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_whatever_a_text_says_no_format_changes_it(texto, dificil, instaladora):
    objetivo = dificil.propias[ObjetivoEspecifico]
    ObjetivoEspecifico.objects.filter(pk=objetivo.pk).update(texto=f"x{clean_controles(texto)}", contenido="")
    recurso = ObjetivoResource(usuario=instaladora)
    for formato in FORMATOS:
        datos = recurso.export(ObjetivoEspecifico.objects.filter(pk=objetivo.pk))
        leidos = formato().create_dataset(formato().export_data(datos))
        resultado = ObjetivoResource(usuario=instaladora).import_data(leidos, file_name="x")
        assert dict(resultado.totals)["skip"] == 1


def test_a_changed_file_is_shown_then_written_with_its_record(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    compromiso = mundo.propias[Compromiso]
    fila = {"codigo": compromiso.codigo, "ponderacion": "3.25", "unidades": "Unidad de VIF", "version": 1}
    vista = upload_filas(client, Compromiso, [fila], motivo="Acuerdo del comité")
    contenido = vista.content.decode()
    assert "<ins>3,25 %</ins>" in contenido
    assert "style=" not in contenido.split("<table", 1)[1]
    assert Compromiso.objects.get(pk=compromiso.pk).ponderacion is None
    respuesta = confirm(client, Compromiso, vista)
    assert "Importado. Filas nuevas: 0; cambiadas: 1; iguales: 0." in respuesta.content.decode()
    guardado = Compromiso.objects.get(pk=compromiso.pk)
    assert (guardado.ponderacion, guardado.version) == (32_500, 2)
    assert [str(unidad) for unidad in guardado.unidades.all()] == ["Unidad de VIF"]
    registro = Registro.objects.get(acto=Acto.IMPORTAR, actor=encargada_maule)
    assert registro.despues == {"ponderacion": 32_500, "unidades": [mundo.propias[UnidadResponsable].pk]}
    assert registro.motivo == "Importación de archivo.json: Acuerdo del comité"
    assert registro.lote is not None


def test_new_rows_hang_from_each_other_by_their_codes(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    objetivos = [
        {"codigo": "2009-07-III.2-05", "programa": "2009-07-III.2", "texto": "Uno"},
        {"codigo": "", "programa": "2009-07-III.2", "texto": "Dos"},
    ]
    confirm(client, ObjetivoEspecifico, upload_filas(client, ObjetivoEspecifico, objetivos))
    nuevos = ObjetivoEspecifico.objects.filter(texto__in=["Uno", "Dos"]).order_by("codigo")
    assert list(nuevos.values_list("codigo", "texto")) == [
        ("2009-07-III.2-05", "Uno"),
        ("2009-07-III.2-06", "Dos"),
    ]
    compromisos = [{"codigo": "", "objetivo": "2009-07-III.2-05", "ponderacion": "10 %"}]
    confirm(client, Compromiso, upload_filas(client, Compromiso, compromisos))
    assert Compromiso.objects.get(objetivo=nuevos[0]).codigo == "2009-07-III.2-05.1"


def test_everything_wrong_is_told_row_by_row_and_nothing_is_written(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    propio, ajeno = mundo.propias[Compromiso].codigo, mundo.ajenas[Compromiso].codigo
    filas = [
        {"codigo": propio, "objetivo": "2009-07-III.2-01", "ponderacion": "50", "declarado": ""},
        {"codigo": "", "objetivo": "2009-07-III.2-01", "ponderacion": "mucho", "declarado": "si"},
        {"codigo": ajeno, "objetivo": "2009-03-III.2-01", "ponderacion": "50", "declarado": ""},
        {"codigo": propio, "objetivo": "2009-07-III.2-01", "ponderacion": "60", "declarado": ""},
        {"codigo": "", "objetivo": "2009-07-III.2-01", "ponderacion": "101", "declarado": ""},
    ]
    antes = Registro.objects.count()
    vista = upload_filas(client, Compromiso, filas)
    problemas = list_problemas(vista)
    assert [(numero, columna) for numero, columna, _ in problemas] == [
        (2, "ponderacion"),
        (2, "declarado"),
        (3, "objetivo"),
        (4, "__all__"),
        (5, "ponderacion"),
    ]
    assert problemas[2][2] == "No existe el objetivo «2009-03-III.2-01», o no está a su alcance."
    assert "confirm_form" not in vista.context
    assert Registro.objects.count() == antes
    assert Compromiso.objects.get(codigo=propio).ponderacion is None
    for texto in ("Atacama", "Seremi"):
        assert texto not in vista.content.decode()


def test_a_locked_row_is_an_error_and_nothing_is_written(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    ProgramaTrabajo.objects.filter(codigo="2009-07-III.2").update(estado=EstadoPrograma.APROBADO)
    filas = [{"codigo": mundo.propias[Actividad].codigo, "texto": "Otra cosa"}]
    problemas = list_problemas(upload_filas(client, Actividad, filas))
    assert [numero for numero, _, _ in problemas] == [1]
    assert "está «Aprobado»: su formulación no se modifica" in problemas[0][2]
    assert Actividad.objects.filter(texto="Otra cosa").count() == 0


def test_who_only_reads_does_not_import(client, mundo, auditor):
    client.force_login(auditor)
    assert client.get(url(Compromiso, "import")).status_code == 403
    assert client.post(url(Compromiso, "process_import")).status_code == 403
    assert client.get(url(Compromiso, "export")).status_code == 200


@pytest.mark.parametrize("formato", FORMATOS, ids=lambda f: f.titulo)
@pytest.mark.parametrize("nombre", sorted(set(CON_ARCHIVOS) - {"regiones.region", "regiones.aliasregion"}))
def test_an_export_holds_only_what_the_person_sees(nombre, formato, client, mundo, directora_maule):
    client.force_login(directora_maule)
    filas = formato().create_dataset(export(client, CON_ARCHIVOS[nombre], formato)).dict
    assert len(filas) == 1
    celdas = " ".join(str(celda) for fila in filas for celda in fila.values())
    for texto in ("Atacama", "ajen", "2009-03"):
        assert texto not in celdas


def test_an_export_follows_the_filters_of_the_list(client, mundo, administradora):
    client.force_login(administradora)
    maule = mundo.propias[ProgramaTrabajo].region_id
    datos = Json().create_dataset(
        export(client, Compromiso, Json, f"?objetivo__programa__region__id__exact={maule}")
    )
    assert [fila["codigo"] for fila in datos.dict] == ["2009-07-III.2-01.1"]


def test_a_row_that_somebody_changed_after_the_export_is_refused_with_both_values(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    compromiso = mundo.propias[Compromiso]
    Compromiso.objects.filter(pk=compromiso.pk).update(unidad_texto="De otra persona", version=2)
    filas = [{"codigo": compromiso.codigo, "unidad_texto": "Mía", "version": "1"}]
    [(_, _, mensaje)] = list_problemas(upload_filas(client, Compromiso, filas))
    assert "usted escribió «Mía», hoy dice «De otra persona»" in mensaje


def test_what_changed_between_the_preview_and_the_confirmation_stops_it(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    actividad = mundo.propias[Actividad]
    vista = upload_filas(client, Actividad, [{"codigo": actividad.codigo, "texto": "Nueva"}])
    Actividad.objects.filter(pk=actividad.pk).update(texto="De otra persona", version=2)
    respuesta = confirm(client, Actividad, vista)
    assert "Los datos cambiaron después de la vista previa" in respuesta.content.decode()
    assert Actividad.objects.get(pk=actividad.pk).texto == "De otra persona"


def test_a_row_locked_between_the_preview_and_the_confirmation_is_told_and_not_written(
    client, mundo, encargada_maule
):
    client.force_login(encargada_maule)
    actividad = mundo.propias[Actividad]
    vista = upload_filas(client, Actividad, [{"codigo": actividad.codigo, "texto": "Nueva"}])
    Ejercicio.objects.update(etapa=Etapa.CERRADO)
    contenido = confirm(client, Actividad, vista).content.decode()
    assert "está cerrado: no se modifica" in contenido
    assert "No se importó nada." in contenido
    assert Actividad.objects.get(pk=actividad.pk).texto == actividad.texto


def test_a_confirmation_that_was_not_previewed_here_is_refused(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    datos = {"import_file_name": "/etc/passwd", "original_file_name": "x.json", "format": 2, "resource": 0}
    respuesta = client.post(url(Actividad, "process_import"), datos, follow=True)
    assert "La confirmación ya no vale" in respuesta.content.decode()


def test_unknown_and_missing_columns_are_told_with_those_admitted(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    vista = upload_filas(client, Actividad, [{"Código": "", "textos": "x"}])
    [error] = vista.context["result"].base_errors
    assert str(error.error) == (
        "Columnas desconocidas: textos. Las admitidas son: servicio, codigo, compromiso, orden, texto, version."
    )
    vista = upload_filas(client, Actividad, [{"texto": "x"}])
    assert "Faltan columnas: codigo." in vista.content.decode()


def test_a_large_file_is_refused_before_it_is_read(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    respuesta = upload(client, Actividad, Csv, b"x" * (5 * 1024 * 1024 + 1))
    assert "pesa más de 5 MB" in respuesta.content.decode()


def test_a_region_does_not_write_catalogues_by_file(client, mundo, directora_maule):
    client.force_login(directora_maule)
    for modelo in (Region, UnidadResponsable, AliasUnidad, Ejercicio):
        assert client.get(url(modelo, "import")).status_code == 403


def test_weights_after_the_first_submission_need_the_reason_of_the_import(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    ProgramaTrabajo.objects.filter(codigo="2009-07-III.2").update(estado=EstadoPrograma.OBSERVADO)
    filas = [{"codigo": mundo.propias[Compromiso].codigo, "ponderacion": "20"}]
    assert "escriba el motivo" in list_problemas(upload_filas(client, Compromiso, filas))[0][2]
    confirm(client, Compromiso, upload_filas(client, Compromiso, filas, motivo="Lo observó la revisión"))
    assert Compromiso.objects.get(codigo=filas[0]["codigo"]).ponderacion == 200_000


def test_a_form_moves_to_another_service_with_its_codes(client, mundo, instaladora, servicio):
    client.force_login(instaladora)
    maule = mundo.propias[ProgramaTrabajo].region_id
    orden = (
        (ProgramaTrabajo, "region"),
        (ObjetivoEspecifico, "programa__region"),
        (Indicador, "objetivo__programa__region"),
        (Compromiso, "objetivo__programa__region"),
        (Actividad, "compromiso__objetivo__programa__region"),
    )
    for modelo, region in orden:
        filas = Xlsx().create_dataset(export(client, modelo, Xlsx, f"?{region}__id__exact={maule}")).dict
        for fila in filas:
            fila.update(servicio="ajeno", version="")
        vista = upload_filas(client, modelo, filas)
        assert (list_problemas(vista), vista.context["result"].totals["new"]) == ([], len(filas))
        confirm(client, modelo, vista)
    [copia] = Actividad.objects.filter(compromiso__objetivo__programa__ejercicio__servicio__codigo="ajeno")
    original = mundo.propias[Actividad]
    assert (copia.codigo, copia.texto) == (original.codigo, original.texto)
    assert copia.pk != original.pk


def test_rows_are_numbered_as_their_file_numbers_them(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    libro = Workbook()
    for fila in (["codigo", "compromiso", "texto"], [], ["", "no-hay", "x"]):
        libro.active.append(fila or [None])
    salida = BytesIO()
    libro.save(salida)
    for formato, contenido, numero in (
        (Xlsx, salida.getvalue(), 3),
        (Csv, b"codigo,compromiso,texto\n\n,no-hay,x\n", 3),
        (Json, b'[{"codigo":"","compromiso":"","texto":""},{"codigo":"","compromiso":"no-hay","texto":"x"}]', 2),
    ):
        vista = upload(client, Actividad, formato, contenido)
        assert [fila for fila, _, _ in list_problemas(vista)] == [numero]
        assert f'<th scope="row">{numero}</th>' in vista.content.decode()


def test_a_file_that_says_no_format_is_of_its_extension(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    fila = {"codigo": mundo.propias[Actividad].codigo, "texto": "Otra"}
    contenido = json.dumps([fila]).encode()
    for nombre, halla in (("filas.JSON", True), ("filas", False), ("filas.ods", False)):
        archivo = SimpleUploadedFile(nombre, contenido)
        vista = client.post(url(Actividad, "import"), {"format": "", "resource": 0, "import_file": archivo})
        assert ("confirm_form" in vista.context) is halla
        assert ("El nombre del archivo no dice su formato: elíjalo." in vista.content.decode()) is not halla
    archivo = SimpleUploadedFile("filas.json", contenido)
    vista = client.post(url(Actividad, "import"), {"format": "", "resource": 0, "import_file": archivo})
    confirm(client, Actividad, vista)
    assert Actividad.objects.get(codigo=fila["codigo"]).texto == "Otra"


def test_the_preview_leaves_out_what_no_row_fills_and_keeps_codes_in_one_piece(client, mundo, encargada_maule):
    client.force_login(encargada_maule)
    filas = [
        {"codigo": mundo.propias[Compromiso].codigo, "unidad_texto": "Una unidad", "motivo": "", "ponderacion": ""}
    ]
    vista = upload_filas(client, Compromiso, filas)
    columnas = vista.context["vista"].columnas
    assert "motivo" not in columnas
    assert "ponderacion" not in columnas
    assert {"codigo", "unidad_texto"} <= set(columnas)
    assert f'<td class="en-una-pieza">{filas[0]["codigo"]}</td>' in vista.content.decode()
    assert "<td><ins>Una unidad</ins></td>" in vista.content.decode()


@pytest.mark.parametrize("consulta", ["x=1", "objetivo__id__exact=abc"])
def test_an_export_with_filters_that_mean_nothing_says_so(consulta, client, mundo, administradora):
    client.force_login(administradora)
    exportar = url(Compromiso, "export")
    respuesta = client.get(f"{exportar}?{consulta}", follow=True)
    assert respuesta.redirect_chain == [(f"{exportar}?e=1", 302)]
    assert "Los filtros de esa dirección no se entienden" in respuesta.content.decode()
    assert client.post(f"{exportar}?{consulta}", {"format": 2, "resource": 0}).status_code == 302
