"""What an import would change and do to the verdict, told before it, with all that is wrong and asked."""

import json
from dataclasses import fields, replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage

from programas.enums import EstadoCorte, EstadoPrograma, Etapa, Lectura
from programas.models import (
    Compromiso,
    Corte,
    Evidencia,
    Importacion,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from programas.selectors.auditoria import audit_territorios
from programas.services.importacion import (
    ImportacionRechazada,
    OpcionesImportacion,
    import_formulario,
    preview_formulario,
)
from regiones.enums import Acto
from regiones.models import Registro, UnidadResponsable
from tests.libros import HojaEscrita, build_analisis, build_fila, build_filas, write_formulario, write_libro
from tests.territorios import build_pedido, read_ruta


def read_maule(carpeta, filas, *hojas, **campos):
    ruta = write_libro(carpeta / "maule.xlsx", HojaEscrita("III.1", filas, **campos), *hojas)
    return read_ruta(ruta, build_pedido())


def view(lectura, ejercicio, actor=None, corte=None, **opciones):
    return preview_formulario(
        lectura=lectura, ejercicio=ejercicio, actor=actor, opciones=OpcionesImportacion(corte=corte, **opciones)
    )


def act(lectura, ejercicio, actor=None, corte=None, **opciones):
    return import_formulario(
        lectura=lectura, ejercicio=ejercicio, actor=actor, opciones=OpcionesImportacion(corte=corte, **opciones)
    )


@pytest.fixture
def filas():
    return build_filas(4)


@pytest.fixture
def guardado(tmp_path, filas, ejercicio):
    act(read_maule(tmp_path, filas), ejercicio)
    return ejercicio


# What it tells.


def test_the_preview_writes_nothing_and_tells_what_the_act_does(tmp_path, ejercicio, corte, directora_maule):
    lectura = read_ruta(write_formulario(tmp_path / "maule.xlsx"), build_pedido())
    antes = Registro.objects.count()
    vista = view(lectura, ejercicio, directora_maule, corte)
    assert (ProgramaTrabajo.objects.count(), Importacion.objects.count()) == (0, 0)
    assert Registro.objects.count() == antes
    informe = act(lectura, ejercicio, directora_maule, corte)
    assert (vista.resumen, vista.conteos, vista.auditoria) == (informe.resumen, informe.conteos, informe.auditoria)
    assert vista.auditoria == audit_territorios(ejercicio, [informe.importacion.region_id])[0].hallazgos
    assert (vista.region, vista.territorio, vista.cambia, vista.impedimentos) == ("07", "Maule", True, ())
    assert view(lectura, ejercicio, directora_maule, corte).cambia is False


def test_the_preview_is_kept_as_json(tmp_path, ejercicio, corte):
    lectura = read_ruta(write_formulario(tmp_path / "maule.xlsx"), build_pedido())
    vista = view(lectura, ejercicio, None, corte)
    escrita = json.loads(json.dumps(vista.as_dict()))
    assert list(escrita) == [campo.name for campo in fields(vista)]
    assert [c["codigo"] for c in escrita["cambios"]] == [c.codigo for c in vista.cambios]
    assert escrita["hallazgos"] == [hallazgo.as_dict() for hallazgo in lectura.hallazgos]
    assert lectura.deteccion is not None
    assert escrita["detectado"] == json.loads(json.dumps(lectura.deteccion.as_dict()))


def test_each_change_is_told_by_its_column_with_both_values_and_its_cell(tmp_path, filas, guardado, unidad_vif):
    filas[1] |= {
        "indicador": "% rural",
        "ponderacion": "26%",
        "medios": "Acta\nInforme",
        "unidad": "Unidad de VIF",
    }
    vista = view(read_maule(tmp_path, filas), guardado)
    assert [(f.codigo, f.lugar, f.accion) for f in vista.cambios] == [
        ("2009-07-III.1-02", "III.1!A8", "cambiada"),
        ("2009-07-III.1-02.1", "III.1!D8", "cambiada"),
    ]
    assert [(c.encabezado, c.antes, c.despues) for f in vista.cambios for c in f.campos] == [
        ("Indicador", "% de comunas con la oferta 2", "% rural"),
        ("Unidad Responsable", "Unidad de Participación", "Unidad de VIF"),
        ("Medio de verificación", "Informe 2 de jornadas", "Acta\nInforme"),
        ("Ponderación (%)", "25 %", "26 %"),
        ("unidades responsables", "", "Unidad de VIF"),
    ]


# What it does to the verdict.


def test_the_effect_is_told_of_what_is_official_and_of_what_is_declared(
    tmp_path, filas, guardado, directora_maule
):
    Compromiso.objects.filter(codigo="2009-07-III.1-01.1").update(validado="si", declarado="si")
    for fila, cumple in zip(filas, ("Sí", "No", None, None), strict=True):
        fila["cumple"] = cumple
    efecto = view(read_maule(tmp_path, filas), guardado, directora_maule).efecto
    uno = efecto.programas[0]
    assert (uno.tipo, uno.antes, uno.declarado_antes) == ("III.1", uno.despues, uno.antes)
    assert (uno.antes.palabra, uno.antes.asegurado, uno.antes.alcanzable) == (
        "En juego",
        "25,00\u00a0%",
        "100,00\u00a0%",
    )
    assert (uno.declarado_despues.palabra, uno.declarado_despues.alcanzable) == ("No cumple", "75,00\u00a0%")
    assert efecto.frases == (
        "Si se valida lo declarado: III.1 de Maule queda perdido: 75,00\u00a0%, y se exige 90\u00a0%.",
    )
    assert efecto.servicio == ""


def test_new_rows_and_weights_move_what_is_official(tmp_path, filas, guardado, directora_maule):
    Compromiso.objects.update(validado="si")
    ampliado = [*filas, build_fila(7, ponderacion="25%")]
    efecto = view(read_maule(tmp_path, ampliado), guardado, directora_maule).efecto
    assert (efecto.programas[0].antes.palabra, efecto.programas[0].despues.palabra) == ("Cumple", "En juego")
    assert (efecto.programas[0].despues.asegurado, efecto.programas[0].despues.filas) == ("80,00\u00a0%", 5)
    assert efecto.frases[0].startswith("III.1 de Maule queda en juego: tiene 80,00")


def test_only_who_sees_the_service_is_told_of_it(tmp_path, filas, guardado, administradora, encargada_maule):
    Compromiso.objects.update(validado="si")
    lectura = read_maule(tmp_path, [*filas, build_fila(7, ponderacion="25%")])
    assert view(lectura, guardado, administradora).efecto.servicio == "El servicio pasa de «Cumple» a «En juego»."
    assert view(lectura, guardado).efecto.servicio == "El servicio pasa de «Cumple» a «En juego»."
    assert view(lectura, guardado, encargada_maule).efecto.servicio == ""


def test_where_the_territory_counts_as_a_whole_the_effect_says_so(tmp_path, filas, guardado, directora_maule):
    guardado.lectura = Lectura.POR_TERRITORIO
    guardado.save()
    lectura = read_maule(tmp_path, [fila | {"cumple": "No"} for fila in filas])
    assert view(lectura, guardado, directora_maule).efecto.frases == (
        "Si se valida lo declarado: Maule queda perdido: 0,00\u00a0%, sumados sus programas, "
        "y se exige 90\u00a0%.",
    )


# Everything wrong at once.


def test_what_is_wrong_is_told_all_at_once_and_is_what_the_act_refuses(tmp_path, filas, guardado):
    Compromiso.objects.filter(codigo="2009-07-III.1-01.1").update(validado="si")
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.APROBADO)
    filas[0]["ponderacion"], filas[1]["cumple"], filas[2]["indicador"] = "20%", "quizás", "#REF!"
    lectura = read_maule(tmp_path, filas)
    vista = view(lectura, guardado)
    assert [(h.lugar, h.problema) for h in vista.impedimentos] == [
        ("III.1!H8", "Cumple/no cumple (9): no se entiende si cumple o no"),
        ("III.1!B9", "Indicador (3): la celda contiene el error #REF! de la planilla"),
        ("III.1", "el programa 2009-07-III.1 está «Aprobado» y el libro lo cambia"),
        (
            "III.1",
            "El compromiso 2009-07-III.1-01.1 está validado «Sí»: pida a la unidad central que retire la "
            "validación antes de cambiar la ponderación",
        ),
    ]
    with pytest.raises(ImportacionRechazada) as rechazo:
        act(lectura, guardado)
    assert rechazo.value.hallazgos == vista.impedimentos


def test_a_workbook_of_nobody_is_shown_with_what_it_asks(tmp_path, filas, ejercicio):
    lectura = read_maule(tmp_path, filas, region=None)
    vista = view(lectura, ejercicio)
    assert (vista.region, vista.cambia, vista.impedimentos) == ("", False, lectura.impedimentos)
    assert vista.preguntas == lectura.preguntas


def test_only_who_drafts_the_territory_sees_what_it_would_change(
    tmp_path, filas, guardado, director_atacama, auditor
):
    for ajeno in (director_atacama, auditor):
        with pytest.raises(PermissionDenied):
            view(read_maule(tmp_path, filas), guardado, ajeno)


# What it asks.


def write_con_analisis(carpeta, filas):
    return read_maule(carpeta, filas, HojaEscrita("III.4", [build_analisis("III.1", filas[0]["objetivo"])]))


def test_the_corte_of_the_analyses_is_asked_while_several_are_open(tmp_path, filas, guardado, corte):
    otro = guardado.cortes.create(
        fecha_medicion=date(2009, 12, 31), plazo=date(2010, 1, 15), estado=EstadoCorte.ABIERTO
    )
    lectura = write_con_analisis(tmp_path, filas)
    vista = view(lectura, guardado)
    (pregunta,) = vista.pendientes
    assert (pregunta.clave, pregunta.opciones, pregunta.sugerida) == (
        "CORTE",
        (("2009-06-30", "Al 30-06-2009 (abierto)"), ("2009-12-31", "Al 31-12-2009 (abierto)")),
        "",
    )
    # What is asked is not told again as a problem.
    assert len(vista.impedimentos) == 1
    assert vista.as_dict()["impedimentos"] == []
    contestada = view(lectura, guardado, respuestas={"CORTE": "2009-06-30"})
    assert (contestada.pendientes, contestada.impedimentos) == ((), ())
    act(lectura, guardado, respuestas={"CORTE": "2009-06-30"})
    assert (corte.analisis.count(), otro.analisis.count()) == (1, 0)
    assert Importacion.objects.latest("pk").respuestas == {"CORTE": "2009-06-30"}


def test_the_only_open_corte_is_that_of_the_analyses_unless_they_are_stored_in_another(
    tmp_path, filas, guardado, corte
):
    otro = guardado.cortes.create(fecha_medicion=date(2009, 12, 31), plazo=date(2010, 1, 15))
    lectura = write_con_analisis(tmp_path, filas)
    vista = view(lectura, guardado)
    assert [(p.clave, p.sugerida, p.obligatoria) for p in vista.preguntas if p.clave == "CORTE"] == [
        ("CORTE", "2009-06-30", False)
    ]
    assert (vista.pendientes, vista.impedimentos) == ((), ())
    act(lectura, guardado)
    assert (corte.analisis.count(), otro.analisis.count()) == (1, 0)
    # Another one opens: the rows that the workbook names are still of the first.
    Corte.objects.filter(pk=corte.pk).update(estado=EstadoCorte.CERRADO)
    Corte.objects.filter(pk=otro.pk).update(estado=EstadoCorte.ABIERTO)
    programa = lectura.programas["III.1"]
    (analisis,) = programa.analisis
    tomada = replace(programa, analisis=(replace(analisis, codigo=corte.analisis.get().codigo),))
    assert view(replace(lectura, programas={"III.1": tomada}), guardado).cambia is False


@pytest.mark.parametrize(("respuesta", "meta", "resultado"), [("meta", "99%", ""), ("resultado", "1%", "99%")])
def test_what_column_4_carries_is_asked(tmp_path, ejercicio, respuesta, meta, resultado):
    act(read_maule(tmp_path, [build_fila(1, ponderacion="100%", resultado="1%")]), ejercicio)
    ejercicio.etapa = Etapa.EVALUACION
    ejercicio.save()
    lectura = read_maule(tmp_path, [build_fila(1, ponderacion="100%", resultado="99%")])
    assert [p.clave for p in view(lectura, ejercicio).pendientes] == ["COLUMNA_4"]
    act(lectura, ejercicio, respuestas={"COLUMNA_4": respuesta})
    indicador = ObjetivoEspecifico.objects.get().indicador
    assert (indicador.meta, indicador.resultado) == (meta, resultado)


def test_a_unit_of_nobody_is_asked_and_may_stay_a_text(tmp_path, filas, servicio, guardado, unidad_vif):
    UnidadResponsable.objects.create(servicio=servicio, nombre="Antigua", clave="antigua", vigente=False)
    lectura = read_maule(tmp_path, filas)
    vista = view(lectura, guardado)
    (pregunta,) = vista.preguntas
    assert (pregunta.clave, pregunta.obligatoria, vista.pendientes, vista.cambia) == (
        "UNIDAD:unidad de participacion",
        False,
        (),
        False,
    )
    assert pregunta.opciones == (("", "Ninguna: dejarla como texto"), (str(unidad_vif.pk), "Unidad de VIF"))
    act(lectura, guardado, respuestas={pregunta.clave: str(unidad_vif.pk)})
    assert {tuple(c.unidades.all()) for c in Compromiso.objects.all()} == {(unidad_vif,)}
    assert view(lectura, guardado).preguntas == ()


# Rows that it lacks.

CUARTA = "2009-07-III.1-04"
ELIMINAR = {f"AUSENTE:{CUARTA}": "eliminar"}


def test_a_missing_row_is_deleted_only_when_chosen(tmp_path, filas, guardado, directora_maule):
    lectura = read_maule(tmp_path, filas[:3])
    vista = view(lectura, guardado, directora_maule)
    assert [(p.clave, p.sugerida, p.obligatoria) for p in vista.preguntas] == [
        (f"AUSENTE:{CUARTA}", "conservar", False)
    ]
    assert (vista.cambia, [c.accion for c in vista.cambios]) == (False, ["ausente"])
    vista = view(lectura, guardado, directora_maule, respuestas=ELIMINAR)
    assert (vista.cambia, vista.resumen["objetivos"]) == (True, {"igual": 3, "eliminada": 1})
    assert (vista.efecto.programas[0].antes.filas, vista.efecto.programas[0].despues.filas) == (4, 3)
    assert ObjetivoEspecifico.objects.count() == 4
    informe = act(lectura, guardado, directora_maule, respuestas=ELIMINAR)
    assert (ObjetivoEspecifico.objects.count(), Compromiso.objects.count()) == (3, 3)
    eliminadas = Registro.objects.filter(lote=informe.importacion.lote, acto=Acto.ELIMINAR)
    assert sorted(eliminadas.values_list("codigo", flat=True)) == [
        CUARTA,
        CUARTA,
        f"{CUARTA}.1",
        f"{CUARTA}.1-A1",
        f"{CUARTA}.1-M1",
    ]


def test_a_row_that_may_not_go_is_refused_with_its_reason(tmp_path, filas, guardado, directora_maule):
    Compromiso.objects.filter(codigo=f"{CUARTA}.1").update(validado="si")
    lectura = read_maule(tmp_path, filas[:3])
    vista = view(lectura, guardado, directora_maule, respuestas=ELIMINAR)
    assert [h.problema for h in vista.impedimentos] == [
        f"la fila {CUARTA} no se puede eliminar: El compromiso {CUARTA}.1 está validado «Sí»: no se elimina "
        "mientras la unidad central no deje su validación en blanco"
    ]
    with pytest.raises(ImportacionRechazada) as rechazo:
        act(lectura, guardado, directora_maule, respuestas=ELIMINAR)
    assert rechazo.value.hallazgos == vista.impedimentos
    assert ObjetivoEspecifico.objects.count() == 4


def test_a_locked_programme_loses_no_rows(tmp_path, filas, guardado, directora_maule):
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.APROBADO)
    vista = view(read_maule(tmp_path, filas[:3]), guardado, directora_maule, respuestas=ELIMINAR)
    assert len(vista.impedimentos) == 1
    assert ObjetivoEspecifico.objects.count() == 4


def test_nobody_deletes_rows_in_the_name_of_the_system(tmp_path, filas, guardado):
    vista = view(read_maule(tmp_path, filas[:3]), guardado, respuestas=ELIMINAR)
    assert [h.problema for h in vista.impedimentos] == ["eliminar filas pide saber quién lo hace"]


def test_a_means_that_has_evidence_is_not_left_out(tmp_path, filas, guardado, directora_maule):
    filas[0]["medios"] = "Acta\nInforme"
    act(read_maule(tmp_path, filas), guardado)
    medio = MedioVerificacion.objects.get(texto="Acta")
    Evidencia.objects.create(
        compromiso=medio.compromiso,
        medio=medio,
        archivo="evidencias/una",
        nombre="acta.pdf",
        tipo="application/pdf",
        tamano=1,
        sha256="0" * 64,
        fecha_documento=date(2009, 5, 1),
        subida_por=directora_maule,
    )
    filas[0]["medios"] = None
    lectura = read_maule(tmp_path, filas)
    vista = view(lectura, guardado)
    assert [h.problema for h in vista.impedimentos] == [
        f"el medio de verificación {medio.codigo} tiene archivos que lo prueban y el libro ya no lo trae"
    ]
    with pytest.raises(ImportacionRechazada):
        act(lectura, guardado)
    assert MedioVerificacion.objects.filter(pk=medio.pk).exists()


# The file itself.


def test_the_file_is_kept_once_by_what_it_is(tmp_path, filas, ejercicio):
    lectura = read_maule(tmp_path, filas)
    importacion = act(lectura, ejercicio).importacion
    assert importacion.original == f"planillas/{lectura.sha256[:2]}/{lectura.sha256}"
    with default_storage.open(importacion.original) as guardado:
        assert guardado.read() == (tmp_path / "maule.xlsx").read_bytes()
    Compromiso.objects.filter(codigo__endswith="01.1").update(unidad_texto="Otra")
    assert act(lectura, ejercicio).importacion.original == importacion.original


def test_a_file_of_an_import_that_fails_is_not_left_behind(tmp_path, filas, ejercicio, monkeypatch):
    lectura = read_maule(tmp_path, [fila | {"unidad": "Solo aquí"} for fila in filas])

    def fail(*args, **kwargs):
        raise RuntimeError("La base de datos se cortó")

    monkeypatch.setattr(Importacion.objects, "bulk_create", fail)
    with pytest.raises(RuntimeError):
        act(lectura, ejercicio)
    assert not default_storage.exists(f"planillas/{lectura.sha256[:2]}/{lectura.sha256}")
    assert ProgramaTrabajo.objects.count() == 0


def test_a_reading_without_its_bytes_keeps_no_file(tmp_path, filas, ejercicio):
    lectura = replace(read_maule(tmp_path, filas), contenido=b"")
    assert act(lectura, ejercicio).importacion.original == ""
