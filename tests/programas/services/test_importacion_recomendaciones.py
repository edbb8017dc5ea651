"""Column (4) of III.4: «Sin recomendaciones» is a tick, in a workbook as in the pages."""

import pytest

from programas.models import AnalisisAvance
from programas.services.importacion import OpcionesImportacion, import_formulario, preview_formulario
from tests.libros import HojaEscrita, build_analisis, build_filas, write_libro
from tests.plantillas import Planilla
from tests.territorios import build_pedido, read_ruta

SIN_ELLAS = "Sin recomendaciones"


@pytest.fixture
def read(tmp_path):
    """A workbook from elsewhere with one analysis."""

    def write(**cambios):
        filas = build_filas(2)
        analisis = build_analisis("III.1", filas[0]["objetivo"], **cambios)
        ruta = write_libro(tmp_path / "maule.xlsx", HojaEscrita("III.1", filas), HojaEscrita("III.4", [analisis]))
        return read_ruta(ruta, build_pedido())

    return write


@pytest.fixture
def bring(ejercicio, corte):
    def write(lectura):
        opciones = OpcionesImportacion(corte=corte)
        return import_formulario(lectura=lectura, ejercicio=ejercicio, actor=None, opciones=opciones)

    return write


def get_guardado():
    analisis = AnalisisAvance.objects.get()
    return analisis.recomendaciones, analisis.sin_recomendaciones, analisis.responsable


def store(guardado):
    recomendaciones, sin_ellas, responsable = guardado
    AnalisisAvance.objects.update(
        recomendaciones=recomendaciones, sin_recomendaciones=sin_ellas, responsable=responsable
    )


@pytest.mark.parametrize(
    "texto",
    ["Sin recomendaciones", "SIN RECOMENDACIONES.", "No hay recomendaciones", "No existen  recomendaciones."],
)
def test_its_words_are_read_as_the_tick_and_break_no_rule(read, bring, texto):
    informe = bring(read(recomendaciones=texto, responsable=None))
    assert get_guardado() == ("", True, "")
    assert [h for h in informe.auditoria if h.regla == "V12"] == []
    assert bring(read(recomendaciones=texto, responsable=None)).cambia is False


def test_what_says_more_is_a_text(read, bring):
    bring(read(recomendaciones="No hay recomendaciones a la fecha.", responsable="Seremi"))
    assert get_guardado() == ("No hay recomendaciones a la fecha.", False, "Seremi")


@pytest.mark.parametrize(
    ("guardado", "escrito", "queda"),
    [
        (("", False, ""), (SIN_ELLAS, None), ("", True, "")),
        (("Seguir", False, "Seremi"), (SIN_ELLAS, None), ("", True, "")),
        (("", True, ""), ("Seguir", "Seremi"), ("Seguir", False, "Seremi")),
        # A blank says the same as the tick, and nothing of what was ticked.
        (("", True, ""), (None, None), ("", True, "")),
        (("Seguir", False, "Seremi"), (None, None), ("", False, "")),
        # With somebody responsible the words stay as a text, as many forms have it.
        (("", False, ""), (SIN_ELLAS, "Seremi"), (SIN_ELLAS, False, "Seremi")),
        (("", True, ""), (SIN_ELLAS, "Seremi"), (SIN_ELLAS, False, "Seremi")),
        (("", True, ""), (None, "Seremi"), ("", False, "Seremi")),
        ((SIN_ELLAS, False, "Seremi"), (SIN_ELLAS, None), ("", True, "")),
        # Typed on a page as a text, it says the same.
        (("No hay recomendaciones", False, ""), (SIN_ELLAS, None), ("No hay recomendaciones", False, "")),
    ],
)
def test_the_tick_and_the_text_never_stand_together(read, bring, guardado, escrito, queda):
    bring(read())
    store(guardado)
    recomendaciones, responsable = escrito
    informe = bring(read(recomendaciones=recomendaciones, responsable=responsable))
    assert (get_guardado(), informe.cambia) == (queda, guardado != queda)
    assert bring(read(recomendaciones=recomendaciones, responsable=responsable)).cambia is False


def test_the_preview_tells_it_in_the_words_of_the_column(read, bring, ejercicio, corte):
    bring(read())
    vista = preview_formulario(
        lectura=read(recomendaciones=SIN_ELLAS, responsable=None),
        ejercicio=ejercicio,
        actor=None,
        opciones=OpcionesImportacion(corte=corte),
    )
    (cambio,) = vista.cambios
    assert [(c.encabezado, c.antes, c.despues) for c in cambio.campos] == [
        ("Recomendaciones y compromisos para superar dificultades", "Seguir el calendario", SIN_ELLAS),
        ("Responsable", "Dirección Regional", ""),
    ]


def test_a_template_prints_the_tick_and_blanking_it_takes_it_away(read, bring, ejercicio, maule):
    bring(read(recomendaciones=SIN_ELLAS, responsable=None))
    planilla = Planilla.take(ejercicio, maule)
    codigo = AnalisisAvance.objects.get().codigo
    assert planilla.read_fila(codigo)[4] == SIN_ELLAS
    assert bring(planilla.read()).cambia is False
    planilla.write(codigo, recomendaciones=None)
    assert bring(planilla.read()).cambia is True
    assert get_guardado() == ("", False, "")
