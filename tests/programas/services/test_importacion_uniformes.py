"""A programme whose rows all weigh the same takes no weight from a workbook, and says so when one was written."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from programas.models import Compromiso, ProgramaTrabajo
from programas.planillas import read_formulario
from programas.planillas.escritor import Catalogos, write_libro
from programas.selectors.exportacion import load_exportados
from programas.services.importacion import OpcionesImportacion, import_formulario, preview_formulario
from regiones.models import Region
from tests.fabrica import build_programa
from tests.libros import HojaEscrita, build_filas
from tests.libros import write_libro as write_ajeno
from tests.territorios import build_pedido, read_ruta

AVISO = "III.1 pondera de modo uniforme: lo escrito en la columna (8) no se lee"


@pytest.fixture
def uniforme(ejercicio):
    """Three rows that weigh the same."""
    programa = build_programa(ejercicio, Region.objects.get(cut="07"), "III.1", "nnn", "3.2")
    Compromiso.objects.update(ponderacion=None)
    ProgramaTrabajo.objects.filter(pk=programa.pk).update(ponderacion="UNIFORME")
    return ejercicio


def take_plantilla(ejercicio, **escritos):
    """The template as a program that computes nothing saves it, with what somebody typed in some cells."""
    (formulario,) = load_exportados(ejercicio, None, [Region.objects.get(cut="07")])
    libro = load_workbook(BytesIO(write_libro(formulario, Catalogos((), (), {}))))
    for celda, valor in escritos.items():
        libro["III.1"][celda] = valor
    salida = BytesIO()
    libro.save(salida)
    return read_formulario("maule.xlsx", salida.getvalue(), build_pedido())


def view(lectura, ejercicio):
    return preview_formulario(lectura=lectura, ejercicio=ejercicio, actor=None, opciones=OpcionesImportacion())


def list_avisos(vista):
    return [(h.nivel, h.lugar, h.valor) for h in vista.hallazgos if h.problema == AVISO]


def test_a_template_whose_weights_nobody_computed_says_nothing_of_them(uniforme):
    vista = view(take_plantilla(uniforme), uniforme)
    assert (vista.impedimentos, vista.hallazgos, vista.preguntas, vista.cambia) == ((), (), (), False)


@pytest.mark.parametrize(
    ("escrito", "valor"), [(0.5, "0.5"), ("50%", "50%"), ("la mitad", "la mitad"), (7, "7")], ids=str
)
def test_a_weight_typed_over_the_computed_one_is_told_once_and_not_written(uniforme, escrito, valor):
    lectura = take_plantilla(uniforme, G6=escrito)
    vista = view(lectura, uniforme)
    assert list_avisos(vista) == [("ADVERTENCIA", "III.1!G6", valor)]
    assert (vista.impedimentos, vista.preguntas, vista.cambia) == ((), (), False)


def test_a_row_more_shares_the_weight_without_a_conflict(uniforme):
    nuevas = {"A9": "Otro objetivo", "B9": "% de comunas", "D9": "Difundir", "E9": "Unidad", "F9": "Informe"}
    lectura = take_plantilla(uniforme, **nuevas, **dict.fromkeys(("G6", "G7", "G8", "G9"), 0.25))
    vista = view(lectura, uniforme)
    assert (list_avisos(vista), vista.impedimentos, vista.pendientes) == ([], (), ())
    import_formulario(lectura=lectura, ejercicio=uniforme, actor=None)
    assert list(Compromiso.objects.values_list("ponderacion", flat=True)) == [None] * 4


def test_weights_computed_there_do_not_replace_those_typed_here_since(uniforme):
    lectura = take_plantilla(uniforme)
    ProgramaTrabajo.objects.update(ponderacion="MANUAL")
    Compromiso.objects.update(ponderacion=250_000)
    vista = view(lectura, uniforme)
    assert (vista.impedimentos, vista.pendientes, vista.cambia) == ((), (), False)


@pytest.mark.parametrize(("cuantas", "avisos"), [(3, 1), (4, 0)])
def test_the_weights_of_a_workbook_from_elsewhere_are_told_unless_they_are_the_equal_share(
    tmp_path, ejercicio, cuantas, avisos
):
    filas = build_filas(4)
    if avisos:
        filas[0]["ponderacion"], filas[1]["ponderacion"] = "40%", "10%"
    ruta = write_ajeno(tmp_path / "maule.xlsx", HojaEscrita("III.1", filas))
    import_formulario(lectura=read_ruta(ruta, build_pedido()), ejercicio=ejercicio, actor=None)
    ProgramaTrabajo.objects.update(ponderacion="UNIFORME")
    vista = view(read_ruta(ruta, build_pedido()), ejercicio)
    assert (len(list_avisos(vista)), vista.impedimentos) == (avisos, ())
