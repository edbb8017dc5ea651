"""The real form of 2009, from its workbook as received to the tables and the verdict."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from programas.models import AnalisisAvance, Compromiso, Importacion, Indicador, Instancia, ProgramaTrabajo
from programas.scoring import Estado
from programas.selectors.resultados import evaluate_ejercicio
from regiones.models import Registro

LIBRO: Path = settings.BASE_DIR / "fixtures" / "sernam_2009_formulario.xlsx"


@pytest.fixture
def importado(ejercicio, corte):
    call_command("import_formulario", LIBRO, ejercicio=2009, verbosity=0, json=True, stdout=StringIO())
    return ejercicio


def test_every_row_of_the_form_is_there(importado):
    cuenta = {
        programa.tipo: Compromiso.objects.filter(objetivo__programa=programa).count()
        for programa in ProgramaTrabajo.objects.all()
    }
    assert cuenta == {"III.1": 12, "III.2": 16, "III.3": 3}
    assert (Instancia.objects.count(), AnalisisAvance.objects.count()) == (8, 29)


def test_column_4_is_the_meta_and_no_result_is_invented(importado):
    assert Indicador.objects.exclude(meta="").count() == 31
    assert Indicador.objects.exclude(resultado="").count() == 0


def test_weights_are_kept_as_typed_and_declared_totals_as_declared(importado):
    assert set(Compromiso.objects.values_list("ponderacion", flat=True)) == {3_100}
    totales = dict(ProgramaTrabajo.objects.values_list("tipo", "total_declarado"))
    assert totales == {"III.1": 380_000, "III.2": 496_000, "III.3": 96_000}
    assert sum(Compromiso.objects.values_list("ponderacion", flat=True)) == 96_100


def test_nothing_is_evaluated_so_nothing_is_lost(importado):
    evaluado = evaluate_ejercicio(importado)
    central = evaluado.get_territorio("99")
    assert {p.resultado.estado for p in central.programas.values()} == {Estado.EN_JUEGO}
    assert all(p.resultado.sin_evaluar for p in central.programas.values())
    assert evaluado.servicio.veredicto is Estado.EN_JUEGO


def test_second_import_writes_nothing(importado):
    antes = (Registro.objects.count(), Importacion.objects.count(), set(Compromiso.objects.values_list("version")))
    call_command("import_formulario", LIBRO, ejercicio=2009, json=True, stdout=StringIO())
    assert antes == (
        Registro.objects.count(),
        Importacion.objects.count(),
        set(Compromiso.objects.values_list("version")),
    )
