"""What a workbook leaves open is asked; once answered, the workbook is read as if it had said so."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from programas.formulario.lectura import FormularioLeido, Nivel
from programas.formulario.preguntas import NINGUNA
from tests.formatos import FORMATOS, convert_libro
from tests.libros import (
    HojaEscrita,
    build_analisis,
    build_fila,
    build_filas,
    build_instancia,
    edit_libro,
    write_libro,
)
from tests.programas.planillas.lectura import list_hallazgos, list_impedimentos, list_pesos
from tests.territorios import build_pedido, read_ruta

PROPIOS = {
    "objetivo": "Qué queremos",
    "indicador": "Cómo se mide",
    "resultado": "Logro del año",
    "actividades": "Tareas",
    "unidad": "A cargo",
    "medios": "Respaldo",
    "ponderacion": "Peso",
    "cumple": "¿Listo?",
    "ganada": "Puntos",
}
COLUMNAS = {
    f"ENCABEZADO:control:{clave}": valor
    for clave, valor in {
        "quequeremos": "objetivo",
        "comosemide": "indicador",
        "logrodelano": "resultado",
        "tareas": "actividades",
        "acargo": "unidad",
        "respaldo": "medios",
        "peso": "ponderacion",
        "listo": "cumple",
        "puntos": "ganada",
    }.items()
}


def read(ruta: Path, respuestas: dict[str, str] | None = None, **pedido) -> FormularioLeido:
    return read_ruta(ruta, replace(build_pedido(), respuestas=respuestas or {}, **pedido))


def write_ajeno(carpeta: Path, formato: str = ".xlsx", **cambios) -> Path:
    """A workbook none of whose headings, titles or tabs are those of the form."""
    campos = {"encabezados": PROPIOS, "nombre": "Hoja1", "titulo": "Plan de la zona", "con_notas": False}
    return convert_libro(
        write_libro(carpeta / "ajeno.xlsx", HojaEscrita("III.1", build_filas(4), **(campos | cambios))), formato
    )


def list_claves(leido: FormularioLeido) -> list[str]:
    return [pregunta.clave for pregunta in leido.preguntas]


def test_a_clean_workbook_asks_nothing(tmp_path):
    leido = read(write_libro(tmp_path / "libro.xlsx", HojaEscrita("III.1", build_filas(4))))
    assert leido.preguntas == ()


@pytest.mark.parametrize("formato", FORMATOS)
def test_a_workbook_with_no_heading_of_the_form_is_read_once_each_is_explained(tmp_path, formato):
    ruta = write_ajeno(tmp_path, formato)
    primera = read(ruta)
    assert list_impedimentos(primera) == [("Hoja1", "no se reconoce ninguna tabla del formulario")]
    assert list_claves(primera) == ["TABLA:Hoja1:6"]
    tabla = {"TABLA:Hoja1:6": "III.1"}
    segunda = read(ruta, tabla)
    assert set(list_claves(segunda)) == {"TABLA:Hoja1:6", *COLUMNAS}
    assert len(segunda.impedimentos) == 2
    tercera = read(ruta, tabla | COLUMNAS)
    assert (list_impedimentos(tercera), list_claves(tercera), tercera.region) == ([], [], "07")
    limpio = read(write_libro(tmp_path / "limpio.xlsx", HojaEscrita("III.1", build_filas(4))))
    assert [
        (o.texto, o.indicador, [(c.ponderacion, c.actividades) for c in o.compromisos])
        for o in tercera.programas["III.1"].objetivos
    ] == [
        (o.texto, o.indicador, [(c.ponderacion, c.actividades) for c in o.compromisos])
        for o in limpio.programas["III.1"].objetivos
    ]


def test_what_a_service_taught_before_is_not_asked_again(tmp_path):
    alias = {("control", clave.split(":")[2]): columna for clave, columna in COLUMNAS.items()}
    leido = read(write_ajeno(tmp_path), alias_columnas=alias)
    assert (list_pesos(leido), leido.preguntas, list_impedimentos(leido)) == ([[250_000]] * 4, (), [])


def test_a_table_of_which_nothing_says_the_sheet_is_asked(tmp_path):
    def forget_totales(pagina):
        for fila in pagina.iter_rows(max_col=1):
            if str(fila[0].value).startswith("Desempeño"):
                fila[0].value = None

    ruta = edit_libro(
        write_libro(tmp_path / "libro.xlsx", HojaEscrita("III.1", build_filas(4), nombre="Hoja1", titulo="")),
        forget_totales,
    )
    leido = read(ruta)
    assert list_impedimentos(leido)[0][1] == "hay una tabla de control y no se sabe si es de III.1, III.2 o III.3"
    (clave,) = list_claves(leido)
    leido = read(ruta, {clave: "III.2"})
    assert (list_pesos(leido, "III.2"), list_impedimentos(leido)) == ([[250_000]] * 4, [])


def test_an_answer_prevails_over_what_was_taught(tmp_path):
    alias = {("control", clave.split(":")[2]): columna for clave, columna in COLUMNAS.items()}
    cambio = {"ENCABEZADO:control:comosemide": NINGUNA, "TABLA:Hoja1:6": "III.1"}
    leido = read(write_ajeno(tmp_path), cambio, alias_columnas=alias)
    assert [objetivo.indicador for objetivo in leido.programas["III.1"].objetivos] == [None] * 4


def test_a_tab_that_says_its_sheet_asks_for_the_columns_at_once(tmp_path):
    leido = read(write_ajeno(tmp_path, nombre="III.1"))
    preguntas = {pregunta.clave: pregunta for pregunta in leido.preguntas}
    assert set(preguntas) == {"TABLA:III.1:6", *COLUMNAS}
    assert (preguntas["TABLA:III.1:6"].sugerida, preguntas["TABLA:III.1:6"].obligatoria) == ("III.1", False)
    leido = read(write_ajeno(tmp_path, nombre="III.1"), COLUMNAS)
    assert (list_pesos(leido), list_impedimentos(leido)) == ([[250_000]] * 4, [])


def test_a_table_that_is_not_of_the_form_is_left_out_when_a_person_says_so(tmp_path):
    gastos = HojaEscrita("III.2", build_filas(2), encabezados=PROPIOS, nombre="Gastos", titulo="", con_notas=False)
    ruta = write_libro(tmp_path / "libro.xlsx", HojaEscrita("III.1", build_filas(2)), gastos)
    pregunta = read(ruta).preguntas[0]
    assert (pregunta.clave, len(read(ruta).impedimentos)) == ("TABLA:Gastos:4", 1)
    leido = read(ruta, {pregunta.clave: NINGUNA})
    assert list_hallazgos(leido) == [
        ("Gastos!A4", "la tabla no es del formulario, según se respondió: no se leen sus 2 filas")
    ]


def test_several_unknown_tables_of_one_sheet_are_each_asked(tmp_path):
    nombres = {"nombre": "Mesa", "problema": "Asunto", "territorios": "Zonas", "instituciones": "Con quiénes"}
    hoja = HojaEscrita(
        "III.2",
        build_filas(2),
        [build_instancia(1), build_instancia(2)],
        encabezados=PROPIOS | nombres | {"productos": "Salidas"},
        nombre="Hoja1",
        titulo="",
        con_notas=False,
    )
    ruta = write_libro(tmp_path / "libro.xlsx", hoja)
    assert list_claves(read(ruta)) == ["TABLA:Hoja1:3", "TABLA:Hoja1:8"]
    tablas = {"TABLA:Hoja1:3": "instancias", "TABLA:Hoja1:8": "III.2"}
    instancias = {
        "ENCABEZADO:instancias:mesa": "nombre",
        "ENCABEZADO:instancias:asunto": "problema",
        "ENCABEZADO:instancias:zonas": "territorios",
        "ENCABEZADO:instancias:conquienes": "instituciones",
        "ENCABEZADO:instancias:salidas": "productos",
    }
    leido = read(ruta, tablas | COLUMNAS | instancias)
    assert list_impedimentos(leido) == []
    assert [instancia.nombre for instancia in leido.programas["III.2"].instancias] == ["Comisión 1", "Comisión 2"]
    assert list_pesos(leido, "III.2") == [[500_000], [500_000]]


def test_a_control_table_of_unknown_headings_under_the_instancias_is_asked(tmp_path):
    hoja = HojaEscrita("III.2", build_filas(2), [build_instancia(1), build_instancia(2)], encabezados=PROPIOS)
    ruta = write_libro(tmp_path / "libro.xlsx", hoja)
    leido = read(ruta)
    assert (set(list_claves(leido)), len(leido.impedimentos)) == ({"TABLA:III.2:10", *COLUMNAS}, 1)
    leido = read(ruta, COLUMNAS)
    assert (list_pesos(leido, "III.2"), list_impedimentos(leido)) == ([[500_000], [500_000]], [])
    assert [instancia.nombre for instancia in leido.programas["III.2"].instancias] == ["Comisión 1", "Comisión 2"]
    leido = read(ruta, {"TABLA:III.2:10": NINGUNA})
    assert [instancia.nombre for instancia in leido.programas["III.2"].instancias] == ["Comisión 1", "Comisión 2"]
    assert [problema for _, problema in list_impedimentos(leido)] == [
        "se anuncia III.2 y no se reconoce su tabla de control"
    ]


def test_the_analyses_are_read_with_other_headings(tmp_path):
    nombres = {"programa": "Línea", "objetivo": "Fin", "avance_efectivo": "Hecho", "avance_medidas": "Medidas"}
    otros = {"recomendaciones": "Sigue", "responsable": "Quién"}
    filas = [build_analisis("III.1", "Ampliar la oferta"), build_analisis(None, "Difundir la oferta")]
    hoja = HojaEscrita("III.4", filas, encabezados=nombres | otros, nombre="III.4", titulo="", con_notas=False)
    ruta = write_libro(tmp_path / "libro.xlsx", HojaEscrita("III.1", build_filas(2)), hoja)
    claves = {"linea": "programa", "fin": "objetivo", "hecho": "avance_efectivo", "medidas": "avance_medidas"}
    claves |= {"sigue": "recomendaciones", "quien": "responsable"}
    leido = read(ruta, {f"ENCABEZADO:analisis:{texto}": columna for texto, columna in claves.items()})
    assert (list_impedimentos(leido), len(leido.programas["III.1"].analisis)) == ([], 2)


def test_a_heading_that_nobody_knows_may_be_the_column_that_lacks(tmp_path):
    hoja = HojaEscrita("III.1", build_filas(2), encabezados={"ponderacion": "Importancia relativa"})
    ruta = write_libro(tmp_path / "libro.xlsx", hoja)
    (pregunta,) = read(ruta).preguntas
    assert (pregunta.clave, pregunta.valor, pregunta.lugar, pregunta.obligatoria) == (
        "ENCABEZADO:control:importanciarelativa",
        "Importancia relativa",
        "III.1!G6",
        True,
    )
    assert pregunta.opciones == (("ponderacion", "Ponderación (%)"), (NINGUNA, "No es del formulario"))
    leido = read(ruta, {pregunta.clave: "ponderacion"})
    assert (list_pesos(leido), list_hallazgos(leido)) == ([[500_000], [500_000]], [])


def test_a_column_that_is_of_no_one_is_told_and_not_asked_again(tmp_path):
    hoja = HojaEscrita("III.1", build_filas(2), omitidas=frozenset({"unidad"}), extra=("Notas internas",))
    ruta = write_libro(tmp_path / "libro.xlsx", hoja)
    (pregunta,) = read(ruta).preguntas
    assert (pregunta.clave, pregunta.obligatoria) == ("ENCABEZADO:control:notasinternas", False)
    leido = read(ruta, {pregunta.clave: NINGUNA})
    assert (leido.preguntas, list_hallazgos(leido)) == ((), [])
    notas = [p for lugar, p in list_hallazgos(leido, Nivel.INFO) if lugar == "III.1!I6"]
    assert notas == ["la columna no es del formulario, según se indicó: no se lee"]


@pytest.mark.parametrize(("escala", "peso"), [("porcentaje", 3_100), ("fraccion", 310_000)])
def test_a_scale_that_nothing_tells_is_asked(tmp_path, escala, peso):
    ruta = write_libro(tmp_path / "libro.xlsx", HojaEscrita("III.1", build_filas(2, ponderacion=0.31)))
    (pregunta,) = read(ruta).preguntas
    assert (pregunta.clave, [valor for valor, _ in pregunta.opciones], pregunta.valor) == (
        "ESCALA:III.1",
        ["porcentaje", "fraccion"],
        "0,31",
    )
    leido = read(ruta, {"ESCALA:III.1": escala})
    assert (list_pesos(leido), list_impedimentos(leido), leido.preguntas) == ([[peso], [peso]], [], ())
    (detectada,) = leido.deteccion.escalas
    assert (detectada.escala, detectada.evidencia) == (escala, "Así se indicó.")


@pytest.mark.parametrize("region", [None, "Zona Austral"])
def test_a_territory_that_the_workbook_does_not_tell_is_asked(tmp_path, region):
    ruta = write_libro(tmp_path / "libro.xlsx", HojaEscrita("III.1", build_filas(2), region=region))
    (pregunta,) = read(ruta).preguntas
    assert (pregunta.clave, pregunta.valor, len(read(ruta).impedimentos)) == ("TERRITORIO", region or "", 1)
    opciones = dict(pregunta.opciones)
    assert (opciones["11"], opciones["99"], "16" in opciones) == ("Aysén", "Nivel Central", False)
    leido = read(ruta, {"TERRITORIO": "11"})
    assert (leido.region, list_impedimentos(leido)) == ("11", [])


def test_a_territory_may_be_corrected_and_the_workbook_says_otherwise(tmp_path):
    ruta = write_libro(tmp_path / "libro.xlsx", HojaEscrita("III.1", build_filas(2)))
    leido = read(ruta, {"TERRITORIO": "11"})
    assert (leido.region, list_hallazgos(leido)) == (
        "11",
        [("III.1!B3", "la celda dice otro territorio; se lee como Aysén, según se respondió")],
    )


def test_an_answer_about_two_territories_decides_nothing(tmp_path):
    hojas = [HojaEscrita("III.1", build_filas(2)), HojaEscrita("III.2", build_filas(2), region="ATACAMA")]
    ruta = write_libro(tmp_path / "libro.xlsx", *hojas)
    assert (len(read(ruta, {"TERRITORIO": "07"}).impedimentos), read(ruta).preguntas) == (2, ())


def test_everything_recognised_is_told_with_its_place(tmp_path):
    hoja = HojaEscrita("III.1", [build_fila(1, ponderacion=40), build_fila(2, ponderacion=60)], extra=("Nota",))
    deteccion = read(write_libro(tmp_path / "libro.xlsx", hoja)).deteccion
    (tabla,) = deteccion.tablas
    assert (tabla.hoja, tabla.hoja_formulario, tabla.tabla, tabla.fila_encabezado, tabla.filas) == (
        "III.1",
        "III.1",
        "control",
        6,
        2,
    )
    assert [(c.celda, c.columna) for c in tabla.columnas][-2:] == [("I6", "ganada"), ("J6", "")]
    assert (deteccion.region, deteccion.lugar_region, deteccion.texto_region) == ("07", "III.1!B3", "MAULE")
    assert (deteccion.anio, deteccion.lugar_anio) == (2009, "III.1!A1")
    (escala,) = deteccion.escalas
    assert (escala.escala, escala.evidencia) == ("porcentaje", "La columna suma 100 % leída así.")
    assert deteccion.as_dict()["tablas"][0]["columnas"][0]["titulo"] == "Objetivos específicos"


ANSWERS = st.dictionaries(
    st.sampled_from([*COLUMNAS, "TABLA:Hoja1:6", "TABLA:Hoja1:7", "TABLA:Hoja1:x", "TERRITORIO", "ESCALA:III.1"])
    | st.text(max_size=30),
    st.sampled_from(["objetivo", "ponderacion", "III.1", "III.4", "instancias", NINGUNA, "", "07", "zz"]),
)


@settings(max_examples=60)
@given(respuestas=ANSWERS)
def test_no_answer_breaks_the_reading(tmp_path_factory, respuestas):
    ruta = write_ajeno(tmp_path_factory.mktemp("libro"))
    leido = read(ruta, respuestas)
    assert leido.programas == {} or leido.impedimentos or "TABLA:Hoja1:6" in respuestas
