"""The act of importing a workbook: what is written, with its record, and what a second import does."""

import copy
from io import StringIO
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programas.enums import EstadoCorte, EstadoPrograma, Etapa, Modalidad
from programas.formulario.celda import clean_text
from programas.formulario.hojas import get_control
from programas.models import (
    Actividad,
    AnalisisAvance,
    Compromiso,
    Ejercicio,
    Importacion,
    Indicador,
    InformeAvance,
    Instancia,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from programas.services.importacion import ImportacionRechazada, OpcionesImportacion, import_formulario
from regiones.enums import Acto
from regiones.models import AliasUnidad, Registro, UnidadResponsable
from tests.libros import (
    HojaEscrita,
    build_analisis,
    build_fila,
    build_filas,
    build_instancia,
    write_formulario,
    write_libro,
)
from tests.programas.importaciones import import_libro, list_problemas
from tests.territorios import build_pedido, read_ruta

TABLAS = (
    *(ProgramaTrabajo, ObjetivoEspecifico, Indicador, Compromiso, Actividad, MedioVerificacion),
    *(Instancia, AnalisisAvance, Registro, Importacion),
)
CLAVES = tuple(columna.clave for columna in get_control("III.3").columnas)
ENLACES = (Compromiso.unidades.through, Instancia.regiones.through)


def snapshot():
    """Every stored row of the form and its record, as they are."""
    return {modelo: list(modelo.objects.order_by("pk").values()) for modelo in (*TABLAS, *ENLACES)}


@pytest.fixture
def libro(tmp_path):
    return write_formulario(tmp_path / "maule.xlsx")


@pytest.fixture
def importado(libro, ejercicio, corte):
    import_libro(libro)
    return libro


def act(ruta, ejercicio, actor=None, **opciones):
    return import_formulario(
        lectura=read_ruta(ruta, build_pedido(ejercicio.anio)),
        ejercicio=ejercicio,
        actor=actor,
        opciones=OpcionesImportacion(corte=ejercicio.cortes.first(), **opciones),
    )


def test_a_whole_workbook_is_written(importado):
    assert {modelo: modelo.objects.count() for modelo in TABLAS[:-2]} == {
        ProgramaTrabajo: 3,
        ObjetivoEspecifico: 7,
        Indicador: 7,
        Compromiso: 7,
        Actividad: 7,
        MedioVerificacion: 7,
        Instancia: 2,
        AnalisisAvance: 7,
    }
    fila = build_fila(2)
    compromiso = Compromiso.objects.select_related("objetivo__indicador").get(codigo="2009-07-III.1-02.1")
    assert (compromiso.ponderacion, compromiso.unidad_texto, compromiso.declarado) == (250_000, fila["unidad"], "")
    assert (compromiso.objetivo.texto, compromiso.objetivo.indicador.texto) == (
        fila["objetivo"],
        fila["indicador"],
    )
    assert [a.texto for a in compromiso.actividades.all()] == [fila["actividades"]]
    assert [m.texto for m in compromiso.medios.all()] == [fila["medios"]]
    indicador = compromiso.objetivo.indicador
    assert (indicador.meta, indicador.meta_valor, indicador.meta_unidad, indicador.meta_base) == (
        "2% de 30 comunas",
        2,
        "%",
        "30 comunas",
    )
    assert indicador.resultado == ""


def test_rows_carry_the_cells_they_came_from(importado):
    analisis = AnalisisAvance.objects.get(codigo="2009-07-III.2-A01")
    compromiso = Compromiso.objects.get(codigo="2009-07-III.1-03.1")
    assert compromiso.get_celda("ponderacion") == "III.1!G9"
    assert compromiso.procedencia["celdas"]["ponderacion"] == {"celda": "G9", "texto": "25%"}
    assert analisis.get_celda("objetivo") == "III.4!B10"
    assert Instancia.objects.get(codigo="2009-07-III.2-I02").get_celda("nombre") == "III.2!A7"
    assert Indicador.objects.first().procedencia == ObjetivoEspecifico.objects.first().procedencia


def test_every_row_written_has_its_line_in_the_record_of_one_act(libro, ejercicio, corte, directora_maule):
    antes = Registro.objects.count()
    act(libro, ejercicio, directora_maule)
    importacion = Importacion.objects.get()
    registros = Registro.objects.filter(lote=importacion.lote)
    assert registros.count() == Registro.objects.count() - antes
    assert registros.count() == sum(modelo.objects.count() for modelo in TABLAS[:-2])
    assert set(registros.values_list("acto", "actor", "motivo", "anio", "region__cut")) == {
        (Acto.IMPORTAR, directora_maule.pk, "Importación de maule.xlsx", 2009, "07")
    }
    registro = registros.get(clase="programas.compromiso", codigo="2009-07-III.1-01.1")
    compromiso = Compromiso.objects.get(codigo="2009-07-III.1-01.1")
    assert (registro.objeto, registro.antes, registro.despues["ponderacion"]) == (compromiso.pk, {}, 250_000)
    assert isinstance(importacion.lote, UUID)
    assert (importacion.archivo, importacion.region.cut, importacion.actor) == (
        "maule.xlsx",
        "07",
        directora_maule,
    )
    assert importacion.resumen["compromisos"] == {"nueva": 7}
    assert [h["nivel"] for h in importacion.hallazgos] == []


def test_a_second_import_of_the_same_file_writes_nothing_and_says_so(importado):
    antes = snapshot()
    informe = import_libro(importado)
    assert (informe["cambia"], informe["escrito"], informe["cambios"]) == (False, False, [])
    assert informe["resumen"] == {
        "programas": {"igual": 3},
        "objetivos": {"igual": 7},
        "indicadores": {"igual": 7},
        "compromisos": {"igual": 7},
        "instancias": {"igual": 2},
        "analisis": {"igual": 7},
    }
    assert snapshot() == antes


def test_a_rehearsal_says_what_the_import_does_and_writes_nothing(libro, ejercicio, corte):
    antes = snapshot()
    ensayo = import_libro(libro, dry_run=True)
    assert snapshot() == antes
    hecho = import_libro(libro)
    assert (ensayo["simulado"], ensayo["escrito"], ensayo["cambia"]) == (True, False, True)
    assert (hecho["simulado"], hecho["escrito"], hecho["cambia"]) == (False, True, True)
    for clave in ("conteos", "resumen", "cambios", "hallazgos", "sha256", "territorio"):
        assert ensayo[clave] == hecho[clave], clave


def test_a_rehearsal_refuses_what_the_import_refuses(tmp_path, ejercicio):
    libro = write_libro(tmp_path / "malo.xlsx", HojaEscrita("III.1", build_filas(2, cumple="quizás")))
    assert list_problemas(libro, dry_run=True) == list_problemas(libro)


def test_the_queries_of_an_identical_import_do_not_depend_on_the_rows(tmp_path, ejercicio, corte):
    cuentas = set()
    for region, cuantas in (("MAULE", 1), ("ATACAMA", 3), ("AYSEN", 25)):
        filas = [build_fila(i, ponderacion=f"{100 // cuantas}%") for i in range(1, cuantas + 1)]
        ruta = write_libro(
            tmp_path / f"{region}.xlsx",
            HojaEscrita("III.1", filas, region=region),
            HojaEscrita("III.2", filas, [build_instancia(i) for i in range(cuantas)], region=region),
            HojaEscrita("III.4", [build_analisis("III.1", fila["objetivo"]) for fila in filas], region=region),
        )
        act(ruta, ejercicio)
        with CaptureQueriesContext(connection) as consultas:
            assert act(ruta, ejercicio).cambia is False
        cuentas.add(len(consultas))
    # Four, the two that delimit it within the test's own transaction, and the one that finds the test's corte.
    assert cuentas == {7}


def test_cells_stored_clean_by_an_older_import_are_no_change(tmp_path, ejercicio):
    """Where a row was read is no part of what it says: it follows the row when that changes."""
    filas = [build_fila(i, objetivo=f"Ampliar\u00a0la oferta {'abcd'[i] * 9} ") for i in (1, 2)]
    libro = write_maule(tmp_path, filas)
    import_libro(libro)
    objetivo = ObjetivoEspecifico.objects.get(codigo="2009-07-III.1-01")
    assert objetivo.procedencia["celdas"]["objetivo"]["texto"] == filas[0]["objetivo"]
    for fila in (*ObjetivoEspecifico.objects.all(), *Indicador.objects.all(), *Compromiso.objects.all()):
        for cita in fila.procedencia["celdas"].values():
            cita["texto"] = clean_text(cita["texto"])
        fila.save()
    antes = snapshot()
    assert import_libro(libro)["cambia"] is False
    assert snapshot() == antes
    filas[0] |= {"objetivo": f"{filas[0]['objetivo']}y más"}
    import_libro(write_maule(tmp_path, filas))
    objetivo.refresh_from_db()
    assert objetivo.procedencia["celdas"]["objetivo"]["texto"] == filas[0]["objetivo"]


def test_the_sum_and_the_printed_total_are_told_with_their_cells(tmp_path, filas, ejercicio):
    for fila in filas:
        fila["ponderacion"] = "3,2%"
    informe = import_libro(write_maule(tmp_path, filas, total="38%"))
    lugares = {h["regla"]: (h["hoja"], h["celda"]) for h in informe["hallazgos"] if h["regla"] in ("V1", "V8")}
    assert lugares == {"V1": ("III.1", "G7:G10"), "V8": ("III.1", "B12")}


def test_a_row_with_its_objective_alone_is_told_with_its_cell(tmp_path, ejercicio):
    informe = import_libro(write_maule(tmp_path, [build_fila(1), {"objetivo": "Ampliar los talleres"}]))
    assert [(h["hoja"], h["celda"]) for h in informe["hallazgos"] if h["regla"] == "V3"] == [("III.1", "A8")]


def test_a_programme_that_the_workbook_announces_and_nobody_reads_is_neither_lost_nor_written(importado, tmp_path):
    antes = snapshot()
    hoja = HojaEscrita("III.3", build_filas(1), encabezados={clave: f"Etapa 3: {clave}" for clave in CLAVES})
    libro = write_libro(tmp_path / "maule.xlsx", HojaEscrita("III.1", build_filas(4, unidad="Otra")), hoja)
    assert ("III.3", "A1", "se anuncia III.3 y no se reconoce su tabla de control") in list_problemas(libro)
    assert snapshot() == antes


# By the command: who imports, and a report that nobody reads to the end.


def run(ruta, **opciones):
    salida = StringIO()
    call_command("import_formulario", str(ruta), ejercicio=2009, stdout=salida, **opciones)
    return salida.getvalue()


@pytest.mark.parametrize("quien", ["directora_maule", "encargada_maule", "administradora"])
def test_the_command_imports_as_whom_it_is_told(libro, ejercicio, corte, quien, request):
    usuario = request.getfixturevalue(quien)
    run(libro, usuario=usuario.username)
    assert Importacion.objects.get().actor == usuario
    assert set(Registro.objects.filter(lote=Importacion.objects.get().lote).values_list("actor", flat=True)) == {
        usuario.pk
    }


@pytest.mark.parametrize("quien", ["director_atacama", "auditor", "revisora"])
def test_the_command_refuses_who_may_not_import_that_territory(libro, ejercicio, corte, quien, request):
    nombre = request.getfixturevalue(quien).username
    with pytest.raises(CommandError, match=f"^No se importó nada. {nombre}: No puede importar libros de ese"):
        run(libro, usuario=nombre)
    assert (ProgramaTrabajo.objects.count(), Importacion.objects.count()) == (0, 0)


def test_the_command_refuses_who_does_not_exist_or_was_deactivated(libro, ejercicio, corte, directora_maule):
    with pytest.raises(CommandError, match="No existe el usuario «nadie»"):
        run(libro, usuario="nadie")
    directora_maule.is_active = False
    directora_maule.save()
    with pytest.raises(CommandError, match=r"El usuario «directora\.maule» está desactivado"):
        run(libro, usuario="directora.maule")
    assert ProgramaTrabajo.objects.count() == 0


class SalidaCortada(StringIO):
    """A pipe whose reader has gone."""

    def write(self, texto):
        raise BrokenPipeError


def test_a_report_cut_short_is_no_error_and_the_import_stands(libro, ejercicio, corte):
    for opciones in ({}, {"json": True}):
        call_command("import_formulario", str(libro), ejercicio=2009, stdout=SalidaCortada(), **opciones)
    assert Importacion.objects.count() == 1


# What changes between one workbook and the next.


def write_maule(carpeta, filas, **campos):
    return write_libro(carpeta / "maule.xlsx", HojaEscrita("III.1", filas, **campos))


@pytest.fixture
def filas():
    return build_filas(4)


@pytest.fixture
def cuatro(tmp_path, filas, ejercicio):
    return import_libro(write_maule(tmp_path, filas))


def list_cambios(informe, *acciones):
    return [(c["codigo"], c["accion"]) for c in informe["cambios"] if not acciones or c["accion"] in acciones]


def test_a_changed_row_is_changed_with_what_stood_before(tmp_path, filas, cuatro):
    filas[1] |= {"indicador": "% de comunas rurales", "ponderacion": "26%", "medios": "Acta\nInforme"}
    informe = import_libro(write_maule(tmp_path, filas))
    assert [(c["tabla"], c["codigo"], c["antes"], c["despues"]) for c in informe["cambios"]] == [
        (
            "indicadores",
            "2009-07-III.1-02",
            {"texto": "% de comunas con la oferta 2"},
            {"texto": "% de comunas rurales"},
        ),
        (
            "compromisos",
            "2009-07-III.1-02.1",
            {"ponderacion": 250_000, "medios": ["Informe 2 de jornadas"]},
            {"ponderacion": 260_000, "medios": ["Acta", "Informe"]},
        ),
    ]
    compromiso = Compromiso.objects.get(codigo="2009-07-III.1-02.1")
    assert (compromiso.version, compromiso.ponderacion) == (2, 260_000)
    assert compromiso.procedencia["celdas"]["ponderacion"]["texto"] == "26%"
    registro = Registro.objects.filter(codigo=compromiso.codigo).latest("pk")
    assert (registro.antes["ponderacion"], registro.despues["ponderacion"]) == (250_000, 260_000)
    assert import_libro(write_maule(tmp_path, filas))["cambia"] is False


def test_a_new_row_is_added_with_the_next_code_in_its_place(tmp_path, filas, cuatro):
    filas.insert(1, build_fila(7, ponderacion="20%"))
    informe = import_libro(write_maule(tmp_path, filas))
    assert list_cambios(informe, "nueva") == [
        ("2009-07-III.1-05", "nueva"),
        ("2009-07-III.1-05", "nueva"),
        ("2009-07-III.1-05.1", "nueva"),
    ]
    assert list(ObjetivoEspecifico.objects.order_by("orden").values_list("codigo", flat=True)) == [
        f"2009-07-III.1-{i:02d}" for i in (1, 5, 2, 3, 4)
    ]
    assert import_libro(write_maule(tmp_path, filas))["cambia"] is False


def test_a_row_that_the_workbook_lacks_is_told_and_never_deleted(tmp_path, filas, cuatro):
    antes = snapshot()
    informe = import_libro(write_maule(tmp_path, [filas[0], filas[2], filas[3]]))
    assert list_cambios(informe) == [("2009-07-III.1-02", "ausente")]
    assert (informe["cambia"], snapshot()) == (False, antes)


def test_a_sheet_that_the_workbook_lacks_is_told_and_never_deleted(importado, tmp_path):
    antes = snapshot()
    informe = import_libro(write_maule(tmp_path, build_filas(4)))
    assert list_cambios(informe) == [("2009-07-III.2", "ausente"), ("2009-07-III.3", "ausente")]
    assert snapshot() == antes


def test_rows_that_only_move_keep_their_codes_and_change_their_place(tmp_path, filas, cuatro):
    informe = import_libro(write_maule(tmp_path, list(reversed(filas))))
    assert {c["accion"] for c in informe["cambios"]} == {"cambiada"}
    assert {clave for c in informe["cambios"] for clave in c["despues"]} == {"orden"}
    assert list(ObjetivoEspecifico.objects.order_by("orden").values_list("codigo", "texto")) == [
        (f"2009-07-III.1-{i:02d}", build_fila(i)["objetivo"]) for i in (4, 3, 2, 1)
    ]
    assert import_libro(write_maule(tmp_path, list(reversed(filas))))["cambia"] is False


def test_equal_objectives_are_told_apart_by_their_indicators(tmp_path, filas, ejercicio):
    filas[2]["objetivo"] = filas[0]["objetivo"]
    import_libro(write_maule(tmp_path, filas))
    filas[0], filas[2] = filas[2], filas[0] | {"resultado": "99%"}
    import_libro(write_maule(tmp_path, filas))
    metas = dict(Indicador.objects.values_list("objetivo__codigo", "meta"))
    assert (metas["2009-07-III.1-01"], metas["2009-07-III.1-03"]) == ("99%", "3% de 30 comunas")
    assert ObjetivoEspecifico.objects.count() == 4


def test_a_column_that_the_workbook_lacks_erases_nothing(tmp_path, filas, ejercicio):
    Ejercicio.objects.filter(pk=ejercicio.pk).update(exige_evidencia=False)
    import_libro(write_maule(tmp_path, [fila | {"cumple": "Sí"} for fila in filas], total="38%"))
    antes = snapshot()
    omitidas = frozenset({"indicador", "resultado", "unidad", "medios", "cumple", "ganada"})
    assert import_libro(write_maule(tmp_path, filas, omitidas=omitidas))["cambia"] is False
    assert snapshot() == antes


def test_an_activity_keeps_its_code_while_it_says_the_same(tmp_path, filas, cuatro):
    filas[0]["actividades"] = "Difundir la oferta\nEvaluar los cupos\nInformar a las comunas"
    import_libro(write_maule(tmp_path, filas))
    codigos = dict(
        Actividad.objects.filter(compromiso__codigo="2009-07-III.1-01.1").values_list("texto", "codigo")
    )
    filas[0]["actividades"] = "Informar a las comunas\nDifundir la oferta"
    informe = import_libro(write_maule(tmp_path, filas))
    quedan = Actividad.objects.filter(compromiso__codigo="2009-07-III.1-01.1").order_by("orden")
    assert [(a.texto, a.codigo) for a in quedan] == [
        (texto, codigos[texto]) for texto in ("Informar a las comunas", "Difundir la oferta")
    ]
    assert [c["antes"]["actividades"] for c in informe["cambios"]] == [
        ["Difundir la oferta", "Evaluar los cupos", "Informar a las comunas"]
    ]
    eliminada = Registro.objects.get(acto=Acto.ELIMINAR)
    assert (eliminada.codigo, eliminada.antes["texto"]) == (codigos["Evaluar los cupos"], "Evaluar los cupos")


def test_a_programme_that_weighs_its_rows_alike_keeps_no_typed_weight(tmp_path, filas, cuatro):
    ProgramaTrabajo.objects.update(ponderacion="UNIFORME")
    Compromiso.objects.update(ponderacion=None)
    assert import_libro(write_maule(tmp_path, filas))["cambia"] is False
    assert set(Compromiso.objects.values_list("ponderacion", flat=True)) == {None}


def test_a_forgotten_weight_is_stored_as_none_and_told(tmp_path, filas, ejercicio):
    filas[3]["ponderacion"] = None
    informe = import_libro(write_maule(tmp_path, filas))
    assert Compromiso.objects.get(codigo="2009-07-III.1-04.1").ponderacion is None
    (hallazgo,) = [h for h in informe["hallazgos"] if h["regla"] == "V3"]
    assert (hallazgo["hoja"], hallazgo["celda"], hallazgo["nivel"]) == ("III.1", "D10", "ERROR")


def test_several_weighted_rows_under_one_objective_work_by_activities(tmp_path, ejercicio):
    filas = [build_fila(1), build_fila(1, objetivo=None, indicador=None, resultado=None, actividades="Evaluar")]
    libro = write_maule(tmp_path, filas, combinadas=["A7:A8", "B7:B8", "C7:C8"])
    import_libro(libro)
    assert ProgramaTrabajo.objects.get().modalidad == Modalidad.ACTIVIDADES
    assert list(Compromiso.objects.values_list("codigo", flat=True)) == [
        "2009-07-III.1-01.1",
        "2009-07-III.1-01.2",
    ]
    assert import_libro(libro)["cambia"] is False


def test_a_text_edited_with_spaces_that_a_workbook_cannot_hold_is_the_same(tmp_path, filas, cuatro):
    objetivo = ObjetivoEspecifico.objects.get(codigo="2009-07-III.1-01")
    objetivo.texto = objetivo.texto.replace(" ", "  ", 1) + "\n"
    objetivo.save()
    Actividad.objects.filter(codigo="2009-07-III.1-01.1-A1").update(
        texto="Realizar 1 jornadas\ncon los municipios"
    )
    filas[0]["actividades"] = "Realizar 1 jornadas\ncon los municipios"
    assert import_libro(write_maule(tmp_path, filas))["cambia"] is False


# Units and regions of the catalogue.


def create_unidad(servicio, nombre):
    unidad = UnidadResponsable(servicio=servicio, nombre=nombre)
    unidad.full_clean()
    unidad.save()
    return unidad


def test_the_units_that_a_cell_names_are_linked(tmp_path, filas, servicio, ejercicio):
    participacion, vif = (
        create_unidad(servicio, "Unidad de Participación"),
        create_unidad(servicio, "Unidad de VIF"),
    )
    filas[0]["unidad"] = "UNIDAD DE VIF\nUnidad de participación"
    filas[1]["unidad"] = "Otra unidad"
    import_libro(write_maule(tmp_path, filas))
    assert {c.codigo[-4:-2]: set(c.unidades.all()) for c in Compromiso.objects.all()} == {
        "01": {participacion, vif},
        "02": set(),
        "03": {participacion},
        "04": {participacion},
    }
    registro = Registro.objects.get(clase="programas.compromiso", codigo="2009-07-III.1-01.1")
    assert registro.despues["unidades"] == sorted([participacion.pk, vif.pk])


def test_an_alias_learned_later_links_at_the_next_import(tmp_path, filas, servicio, cuatro):
    unidad = create_unidad(servicio, "Departamento de Participación")
    alias = AliasUnidad(unidad=unidad, texto="Unidad de Participación", servicio=servicio)
    alias.full_clean()
    alias.save()
    informe = import_libro(write_maule(tmp_path, filas))
    assert [(c["antes"], c["despues"]) for c in informe["cambios"]] == [
        ({"unidades": []}, {"unidades": [unidad.pk]})
    ] * 4
    assert import_libro(write_maule(tmp_path, filas))["cambia"] is False


def test_the_units_that_a_person_chose_stand_while_the_text_does(tmp_path, filas, servicio, ejercicio):
    create_unidad(servicio, "Unidad de Participación")
    otra = create_unidad(servicio, "Otra")
    import_libro(write_maule(tmp_path, filas))
    Compromiso.objects.get(codigo="2009-07-III.1-01.1").unidades.set([otra])
    assert import_libro(write_maule(tmp_path, filas))["cambia"] is False
    assert list(Compromiso.objects.get(codigo="2009-07-III.1-01.1").unidades.all()) == [otra]


def test_the_regions_of_an_instancia_follow_its_text(tmp_path, ejercicio):
    instancias = [build_instancia(1, territorios="Región I, V"), build_instancia(2, territorios="Talca")]
    hoja = HojaEscrita("III.2", build_filas(2), instancias)
    import_libro(write_libro(tmp_path / "maule.xlsx", hoja))
    assert [sorted(i.regiones.values_list("cut", flat=True)) for i in Instancia.objects.order_by("orden")] == [
        ["01", "05"],
        [],
    ]
    Instancia.objects.get(nombre="Comisión 2").regiones.set([7])
    import_libro(write_libro(tmp_path / "maule.xlsx", hoja))
    assert Instancia.objects.get(nombre="Comisión 2").regiones.count() == 1
    instancias[0]["territorios"] = "Comunas del sur"
    informe = import_libro(write_libro(tmp_path / "maule.xlsx", hoja))
    assert Instancia.objects.get(nombre="Comisión 1").regiones.count() == 0
    assert [list(c["despues"]) for c in informe["cambios"]] == [["territorios", "regiones"]]


# III.4 and its links.


def test_an_analysis_is_linked_to_its_objective_when_it_is_certain(importado):
    assert {
        analisis.codigo: analisis.objetivo.codigo for analisis in AnalisisAvance.objects.select_related("objetivo")
    } == {
        **{f"2009-07-III.1-A{i:02d}": f"2009-07-III.1-{i:02d}" for i in range(1, 5)},
        **{f"2009-07-III.2-A{i:02d}": f"2009-07-III.2-{i:02d}" for i in range(1, 3)},
        "2009-07-III.3-A01": "2009-07-III.3-01",
    }


def write_con_analisis(carpeta, objetivo, **cambios):
    return write_libro(
        carpeta / "maule.xlsx",
        HojaEscrita("III.1", build_filas(2)),
        HojaEscrita("III.4", [build_analisis("III.1", objetivo, **cambios)]),
    )


def test_an_uncertain_link_waits_for_a_person_whose_choice_survives(tmp_path, ejercicio, corte):
    texto = "Instaurar la oferta de otro servicio en las comunas"
    informe = import_libro(write_con_analisis(tmp_path, texto))
    assert [h["celda"] for h in informe["hallazgos"] if h["regla"] == "V14"] == ["B6"]
    analisis = AnalisisAvance.objects.get()
    assert analisis.objetivo is None
    analisis.objetivo = ObjetivoEspecifico.objects.get(codigo="2009-07-III.1-02")
    analisis.save()
    assert import_libro(write_con_analisis(tmp_path, texto))["cambia"] is False
    import_libro(write_con_analisis(tmp_path, texto, recomendaciones="Otra"))
    analisis.refresh_from_db()
    assert (analisis.objetivo.codigo, analisis.recomendaciones) == ("2009-07-III.1-02", "Otra")


def test_a_link_that_a_person_made_is_not_given_to_another_analysis(tmp_path, ejercicio, corte):
    primero = build_fila(1)["objetivo"]
    import_libro(write_con_analisis(tmp_path, "Algo enteramente distinto"))
    AnalisisAvance.objects.update(objetivo=ObjetivoEspecifico.objects.get(codigo="2009-07-III.1-01"))
    filas = [build_analisis("III.1", "Algo enteramente distinto"), build_analisis(None, primero)]
    libro = write_libro(tmp_path / "maule.xlsx", HojaEscrita("III.1", build_filas(2)), HojaEscrita("III.4", filas))
    import_libro(libro)
    assert dict(AnalisisAvance.objects.values_list("codigo", "objetivo__codigo")) == {
        "2009-07-III.1-A01": "2009-07-III.1-01",
        "2009-07-III.1-A02": None,
    }


def test_analyses_belong_to_the_corte_that_is_said(libro, ejercicio, corte):
    otro = ejercicio.cortes.create(fecha_medicion="2009-12-31", plazo="2010-01-15", estado=EstadoCorte.ABIERTO)
    assert list_problemas(libro) == [
        ("III.4", "B6", "el libro trae análisis del avance y no se sabe de qué corte son"),
        ("III.4", "B10", "el libro trae análisis del avance y no se sabe de qué corte son"),
        ("III.4", "B12", "el libro trae análisis del avance y no se sabe de qué corte son"),
    ]
    import_libro(libro, corte="2009-12-31")
    import_libro(libro, corte="2009-06-30")
    assert {c.pk: c.analisis.count() for c in (corte, otro)} == {corte.pk: 7, otro.pk: 7}
    assert import_libro(libro, corte="2009-12-31")["cambia"] is False


@pytest.mark.parametrize(
    ("estado", "problema"),
    [
        (
            EstadoCorte.PREVISTO,
            "El corte al 30-06-2009 todavía no se abre: su análisis se escribe desde que la unidad central lo "
            "abra y hasta el 15-07-2009",
        ),
        (
            EstadoCorte.CERRADO,
            "El corte al 30-06-2009 se cerró: su análisis no se modifica mientras la unidad central no lo reabra",
        ),
    ],
)
def test_a_corte_that_is_not_open_takes_no_analyses(libro, corte, estado, problema):
    ejercicio = corte.ejercicio
    ejercicio.cortes.update(estado=estado)
    assert list_problemas(libro, corte="2009-06-30") == [("III.4", "", problema)]
    assert (AnalisisAvance.objects.count(), Compromiso.objects.count()) == (0, 0)
    ejercicio.cortes.update(estado=EstadoCorte.ABIERTO)
    import_libro(libro, corte="2009-06-30")
    ejercicio.cortes.update(estado=estado)
    assert import_libro(libro, corte="2009-06-30")["cambia"] is False


def test_a_report_already_sent_takes_no_analyses(libro, corte, maule):
    InformeAvance.objects.create(corte=corte, region=maule, estado=EstadoPrograma.ENVIADO)
    assert list_problemas(libro, corte="2009-06-30") == [
        (
            "III.4",
            "",
            "El informe 2009-07-III.4-2009-06-30 está «Enviado a revisión»: sus análisis no se modifican mientras "
            "la unidad central no lo observe",
        )
    ]
    assert AnalisisAvance.objects.count() == 0


def test_a_workbook_without_iii_4_says_nothing_of_the_analyses(importado, tmp_path):
    antes = list(AnalisisAvance.objects.values())
    informe = import_libro(write_maule(tmp_path, build_filas(4)))
    assert "analisis" not in informe["resumen"]
    assert list(AnalisisAvance.objects.values()) == antes


# Who may, and what refuses all of it.


def test_only_who_drafts_the_territory_imports_its_workbook(
    libro, ejercicio, corte, director_atacama, auditor, revisora
):
    for ajeno in (director_atacama, auditor, revisora):
        with pytest.raises(PermissionDenied):
            act(libro, ejercicio, ajeno)
    assert ProgramaTrabajo.objects.count() == 0


def test_the_administration_imports_any_territory(libro, ejercicio, corte, administradora):
    assert act(libro, ejercicio, administradora).escrito is True


def test_one_wrong_cell_leaves_nothing_written(tmp_path, ejercicio, corte):
    antes = snapshot()
    libro = write_libro(
        tmp_path / "malo.xlsx",
        HojaEscrita("III.1", build_filas(4)),
        HojaEscrita("III.3", build_filas(2, ponderacion="quizás")),
    )
    assert len(list_problemas(libro)) == 2
    assert snapshot() == antes


def test_a_refusal_of_the_reading_comes_with_those_of_the_act(tmp_path, ejercicio):
    ejercicio.etapa = Etapa.FORMULACION
    ejercicio.save()
    filas = [build_fila(1, cumple="Sí"), build_fila(2, indicador="#REF!")]
    assert sorted(celda for _, celda, _ in list_problemas(write_maule(tmp_path, filas))) == ["B8", "H7"]


def test_a_refusal_carries_its_findings(tmp_path, ejercicio):
    lectura = read_ruta(write_maule(tmp_path, build_filas(2, cumple="quizás")), build_pedido())
    with pytest.raises(ImportacionRechazada) as rechazo:
        import_formulario(lectura=lectura, ejercicio=ejercicio, actor=None)
    assert rechazo.value.hallazgos == lectura.impedimentos


def test_reading_leaves_the_findings_of_the_workbook_as_they_were(libro, ejercicio, corte):
    lectura = read_ruta(libro, build_pedido())
    antes = copy.deepcopy(lectura)
    act(libro, ejercicio)
    import_formulario(lectura=lectura, ejercicio=ejercicio, actor=None, opciones=OpcionesImportacion(corte=corte))
    assert lectura == antes
