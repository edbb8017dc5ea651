"""The command that imports a workbook of the form: its options, its report, its exit codes."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from programas.models import Compromiso, Ejercicio, Importacion, Indicador, ProgramaTrabajo
from regiones.models import Servicio
from tests.libros import HojaEscrita, build_fila, build_filas, write_formulario, write_libro
from tests.programas.importaciones import import_libro, list_problemas, refuse_libro


def run(*argumentos, **opciones):
    """What the command prints when it ends well."""
    salida = StringIO()
    call_command("import_formulario", *map(str, argumentos), stdout=salida, **opciones)
    return salida.getvalue()


def fail(*argumentos, **opciones):
    """What the command prints, and what it ends with, when it refuses."""
    salida = StringIO()
    with pytest.raises(CommandError) as rechazo:
        call_command("import_formulario", *map(str, argumentos), stdout=salida, **opciones)
    assert rechazo.value.returncode == 1
    return salida.getvalue(), str(rechazo.value)


@pytest.fixture
def libro(tmp_path):
    return write_formulario(tmp_path / "maule.xlsx")


@pytest.fixture
def sin_region(tmp_path):
    return write_libro(tmp_path / "sin_region.xlsx", HojaEscrita("III.1", build_filas(2), region=None))


def test_the_report_counts_the_workbook_and_says_what_was_done(libro, ejercicio, corte):
    lineas = run(libro, "--ejercicio", "2009").splitlines()
    assert lineas[:5] == [
        "maule.xlsx: Maule. 4 + 2 + 1 compromisos, 2 instancias, 7 análisis, 7 metas, 0 resultados.",
        "  III.1: total escrito 100 %",
        "  III.2: total escrito 100 %",
        "  III.3: total escrito 100 %",
        "  Suma de las ponderaciones escritas: 300 %",
    ]
    assert lineas[-7:] == [
        "  programas: 3 nueva",
        "  objetivos: 7 nueva",
        "  indicadores: 7 nueva",
        "  compromisos: 7 nueva",
        "  analisis: 7 nueva",
        "  instancias: 2 nueva",
        "Importado.",
    ]


def test_the_second_time_it_says_that_nothing_changes(libro, ejercicio, corte):
    run(libro, "--ejercicio", "2009")
    assert run(libro, "--ejercicio", "2009").splitlines()[-1] == (
        "Sin cambios: el libro dice lo que ya está guardado."
    )
    assert Importacion.objects.count() == 1


def test_a_rehearsal_says_so_and_writes_nothing(libro, ejercicio, corte):
    assert run(libro, "--ejercicio", "2009", "--dry-run").splitlines()[-1] == "Ensayo: no se escribió nada."
    assert (ProgramaTrabajo.objects.count(), Importacion.objects.count()) == (0, 0)


def test_a_row_that_the_workbook_lacks_is_told(tmp_path, ejercicio):
    filas = build_filas(2)
    run(write_libro(tmp_path / "maule.xlsx", HojaEscrita("III.1", filas)), "--ejercicio", "2009")
    lineas = run(write_libro(tmp_path / "maule.xlsx", HojaEscrita("III.1", filas[:1])), "--ejercicio", "2009")
    assert "  2009-07-III.1-02 no está en el libro: se conserva." in lineas.splitlines()


def test_the_json_report_holds_everything(libro, ejercicio, corte):
    informe = json.loads(run(libro, "--ejercicio", "2009", "--json"))
    assert {
        clave: informe[clave] for clave in ("archivo", "territorio", "simulado", "escrito", "cambia", "conteos")
    } == {
        "archivo": "maule.xlsx",
        "territorio": "Maule",
        "simulado": False,
        "escrito": True,
        "cambia": True,
        "conteos": {
            "compromisos": {"III.1": 4, "III.2": 2, "III.3": 1},
            "instancias": 2,
            "analisis": 7,
            "metas": 7,
            "resultados": 0,
            "totales_declarados": {"III.1": "100 %", "III.2": "100 %", "III.3": "100 %"},
            "suma_ponderaciones": "300 %",
        },
    }
    assert len(informe["sha256"]) == 64
    assert informe["resumen"]["compromisos"] == {"nueva": 7}
    assert {(h["regla"], h["nivel"]) for h in informe["hallazgos"]} == {
        ("V8", "INFO"),
        ("V4", "ADVERTENCIA"),
        ("Unidad", "ADVERTENCIA"),
    }


def test_everything_wrong_is_printed_with_its_cell_and_what_to_do(tmp_path, ejercicio):
    filas = [build_fila(1, ponderacion="cincuenta"), build_fila(2, cumple="quizás")]
    salida, error = fail(write_libro(tmp_path / "malo.xlsx", HojaEscrita("III.1", filas)), "--ejercicio", "2009")
    assert salida.splitlines() == [
        "Impiden importar (2):",
        "  [V3] III.1!G7 «cincuenta»: Ponderación (%) (8): no es un número. → Escriba un porcentaje mayor que 0 "
        "y hasta 100, como «3,2 %».",
        "  [Lectura] III.1!H8 «quizás»: Cumple/no cumple (9): no se entiende si cumple o no. → Escriba «Sí», "
        "«No», «Parcial», o deje en blanco.",
    ]
    assert error == "No se importó nada: 2 problemas impiden importar el libro."
    assert ProgramaTrabajo.objects.count() == 0


def test_a_refusal_as_json_is_json(tmp_path, ejercicio):
    libro = write_libro(tmp_path / "malo.xlsx", HojaEscrita("III.1", build_filas(2, ponderacion="x")))
    assert [(h["regla"], h["celda"], h["valor"]) for h in refuse_libro(libro)] == [
        ("V3", "G7", "x"),
        ("V3", "G8", "x"),
    ]


@pytest.mark.parametrize("contenido", [b"%PDF-1.4", b"", b"PK\x03\x04", b"hola"])
def test_a_file_that_cannot_be_read_is_refused_in_one_line(tmp_path, ejercicio, contenido):
    ruta = tmp_path / "formulario.xlsx"
    ruta.write_bytes(contenido)
    salida, error = fail(ruta, "--ejercicio", "2009")
    assert (salida, "\n" in error) == ("", False)
    assert error.startswith("No se importó nada. formulario.xlsx: ")
    (hallazgo,) = refuse_libro(ruta)
    assert (hallazgo["hoja"], f"No se importó nada. formulario.xlsx: {hallazgo['problema']}") == (
        "formulario.xlsx",
        error,
    )


def test_a_file_that_is_not_there_is_refused(tmp_path, ejercicio):
    assert fail(tmp_path / "nada.xlsx", "--ejercicio", "2009")[1] == (
        f"No se importó nada. nada.xlsx: No existe el archivo {tmp_path / 'nada.xlsx'}."
    )


def test_an_ejercicio_that_does_not_exist_is_told(libro, ejercicio):
    _, error = fail(libro, "--ejercicio", "2010")
    assert error.startswith("No existe el ejercicio 2010: créelo en la administración")


def test_the_service_is_asked_when_several_have_the_ejercicio(libro, ejercicio, corte):
    otro = Servicio.objects.create(codigo="otro", sigla="OTRO", nombre="Otro servicio")
    Ejercicio.objects.create(servicio=otro, anio=2009, etapa="EJECUCION")
    _, error = fail(libro, "--ejercicio", "2009")
    assert error == "Hay un ejercicio 2009 en varios servicios (sernam, otro): indique --servicio."
    run(libro, "--ejercicio", "2009", "--servicio", "sernam")
    assert set(ProgramaTrabajo.objects.values_list("ejercicio__servicio__codigo", flat=True)) == {"sernam"}


# --region


@pytest.mark.parametrize("region", ["07", "7", "Maule", "VII", 7])
def test_the_region_may_be_said(sin_region, ejercicio, region):
    assert import_libro(sin_region, region=region)["territorio"] == "Maule"


def test_without_a_region_the_workbook_is_asked(sin_region, ejercicio):
    assert list_problemas(sin_region) == [("III.1", "", "el libro no dice de qué región es")]


def test_a_region_that_does_not_exist_is_told(sin_region, ejercicio):
    assert fail(sin_region, "--ejercicio", "2009", "--region", "77")[1] == (
        "No existe el territorio «77»: indique su código, como 07."
    )


def test_the_region_must_be_that_of_the_workbook(libro, ejercicio, corte):
    problemas = list_problemas(libro, region="03")
    assert problemas == [("III.1", "B3", "el libro es de Maule y se pidió importar Atacama")]
    assert import_libro(libro, region="07")["escrito"] is True


def test_nuble_is_refused_for_2009_however_it_is_said(tmp_path, sin_region, ejercicio):
    escrito = write_libro(tmp_path / "nuble.xlsx", HojaEscrita("III.1", build_filas(2), region="ÑUBLE"))
    assert {
        problema for _, _, problema in (*list_problemas(escrito), *list_problemas(sin_region, region="16"))
    } == {"Ñuble no existía en 2009 (V10)"}


# --escala, --columna-4, --corte


@pytest.mark.parametrize(("escala", "guardado"), [("porcentaje", 3_100), ("fraccion", 310_000)])
def test_the_scale_may_be_said(tmp_path, ejercicio, escala, guardado):
    libro = write_libro(tmp_path / "maule.xlsx", HojaEscrita("III.1", build_filas(2, ponderacion=0.31)))
    assert [celda for _, celda, _ in list_problemas(libro)] == ["G7"]
    run(libro, "--ejercicio", "2009", "--escala", escala)
    assert set(Compromiso.objects.values_list("ponderacion", flat=True)) == {guardado}


def test_what_column_4_carries_may_be_said(tmp_path, ejercicio):
    libro = write_libro(tmp_path / "maule.xlsx", HojaEscrita("III.1", [build_fila(1, ponderacion="100%")]))
    run(libro, "--ejercicio", "2009", "--columna-4", "resultado")
    assert Indicador.objects.values_list("meta", "resultado").get() == ("", "1% de 30 comunas")


@pytest.mark.parametrize(
    ("corte_escrito", "error"),
    [
        ("2009-12-31", "El ejercicio 2009 no tiene un corte al 31-12-2009."),
        ("31-12-2009", "«31-12-2009» no es una fecha: escríbala como 2009-06-30."),
    ],
)
def test_a_corte_that_does_not_exist_is_told(libro, ejercicio, corte, corte_escrito, error):
    assert fail(libro, "--ejercicio", "2009", "--corte", corte_escrito)[1] == error


@pytest.mark.parametrize("opcion", [["--escala", "x"], ["--columna-4", "x"], ["--ejercicio", "x"]])
def test_an_option_that_means_nothing_is_refused(libro, ejercicio, opcion):
    with pytest.raises(CommandError):
        run(libro, "--ejercicio", "2009", *opcion)


def test_what_a_question_refuses_names_the_option_that_answers_it(tmp_path, ejercicio):
    libro = write_libro(tmp_path / "libro.xlsx", HojaEscrita("III.1", build_filas(4), region=None))
    (rechazo,) = refuse_libro(libro)
    assert rechazo["remedio"] == "Escríbala junto a «REGIÓN (1)», o indíquela al importar (--region)."
