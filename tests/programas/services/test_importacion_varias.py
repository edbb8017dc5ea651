"""Several workbooks at once: all or none, and as many queries as for one."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programas.models import Compromiso, Importacion, ProgramaTrabajo
from programas.services.importacion import (
    ImportacionRechazada,
    OpcionesImportacion,
    import_formulario,
    import_formularios,
    preview_formulario,
)
from regiones.models import Region, Registro
from tests.libros import HojaEscrita, build_analisis, build_fila, build_instancia, write_libro
from tests.territorios import build_pedido, read_ruta

# To see: the ejercicio, the programmes, and all the rest at once; and the national result when the verdict moves.
VISTA, NACIONAL = 3, 1
# To write: the same, and the cortes that are locked for their analyses.
IGUAL = 4
# Of a first import: the keys, the rows and the import. SQLite inserts into a table at a time: eight of the form,
# the regions of the bodies and the record.
PRIMERA = {"postgresql": IGUAL + 3, "sqlite": IGUAL + 12}
# Of one that changes commitments and their parts: these two tables, the record and the import.
CAMBIADA = IGUAL + 4


def read_territorio(carpeta, region, cuantas, **cambios):
    """The workbook of a territory with as many rows in each sheet."""
    filas = [build_fila(i, ponderacion=f"{100 // cuantas}%", **cambios) for i in range(1, cuantas + 1)]
    nombre = region.nombre_corto
    ruta = write_libro(
        carpeta / f"{region.cut}.xlsx",
        HojaEscrita("III.1", filas, region=nombre),
        HojaEscrita("III.2", filas, [build_instancia(i) for i in range(cuantas)], region=nombre),
        HojaEscrita("III.4", [build_analisis("III.1", fila["objetivo"]) for fila in filas], region=nombre),
    )
    return read_ruta(ruta, build_pedido())


@pytest.fixture
def opciones(corte):
    return OpcionesImportacion(corte=corte)


@pytest.fixture
def regiones():
    return list(Region.objects.existing_in(2009))


def count(acto):
    """How many statements an act takes, but for those that only delimit its transaction."""
    with CaptureQueriesContext(connection) as consultas:
        acto()
    return len([c for c in consultas.captured_queries if "SAVEPOINT" not in c["sql"]])


def see(lectura, ejercicio, opciones):
    return preview_formulario(lectura=lectura, ejercicio=ejercicio, actor=None, opciones=opciones)


def act(lectura, ejercicio, opciones):
    return import_formulario(lectura=lectura, ejercicio=ejercicio, actor=None, opciones=opciones)


@pytest.mark.parametrize("cuantas", [3, 31])
def test_the_queries_of_an_import_are_the_same_whatever_the_rows(
    tmp_path, ejercicio, opciones, maule, unidad_vif, cuantas
):
    lectura = read_territorio(tmp_path, maule, cuantas)
    distinta = read_territorio(tmp_path, maule, cuantas, unidad="Otra", medios="Acta", cumple="no")
    argumentos = ejercicio, opciones
    assert count(lambda: see(lectura, *argumentos)) == VISTA + NACIONAL
    assert count(lambda: act(lectura, *argumentos)) == PRIMERA[connection.vendor]
    assert count(lambda: see(lectura, *argumentos)) == VISTA
    assert count(lambda: act(lectura, *argumentos)) == IGUAL
    assert count(lambda: see(distinta, *argumentos)) == VISTA + NACIONAL
    if connection.vendor == "postgresql":
        # SQLite takes a thousand values in a statement, and a change of many rows has more.
        assert count(lambda: act(distinta, *argumentos)) == CAMBIADA


def test_the_queries_of_sixteen_workbooks_are_those_of_one(tmp_path, ejercicio, opciones, regiones, unidad_vif):
    libros = [(read_territorio(tmp_path, region, 3), opciones) for region in regiones]
    assert len(libros) == 16

    def act_all():
        return import_formularios(lecturas=libros, ejercicio=ejercicio, actor=None)

    assert count(act_all) == PRIMERA[connection.vendor]
    assert count(act_all) == IGUAL
    assert Importacion.objects.count() == 16


def test_several_workbooks_are_written_together_each_with_its_own_record(
    tmp_path, ejercicio, opciones, regiones, administradora
):
    libros = [(read_territorio(tmp_path, region, 2), opciones) for region in regiones[:3]]
    informes = import_formularios(lecturas=libros, ejercicio=ejercicio, actor=administradora)
    assert [informe.territorio for informe in informes] == [region.nombre_corto for region in regiones[:3]]
    for informe, region in zip(informes, regiones, strict=False):
        de_lote = Registro.objects.filter(lote=informe.importacion.lote)
        assert set(de_lote.values_list("region", flat=True)) == {region.pk}
        assert informe.importacion.resumen == informe.resumen
    assert Compromiso.objects.count() == 12


def test_one_wrong_workbook_leaves_none_written(tmp_path, ejercicio, opciones, regiones):
    bueno = read_territorio(tmp_path, regiones[0], 2)
    malo = read_territorio(tmp_path, regiones[1], 2, cumple="quizás")
    with pytest.raises(ImportacionRechazada) as rechazo:
        import_formularios(lecturas=[(bueno, opciones), (malo, opciones)], ejercicio=ejercicio, actor=None)
    assert [(libro.archivo, libro.hallazgos) for libro in rechazo.value.libros] == [
        (malo.archivo, malo.impedimentos)
    ]
    assert ProgramaTrabajo.objects.count() == 0


def test_two_workbooks_of_one_territory_are_refused_together(tmp_path, ejercicio, opciones, maule):
    lectura = read_territorio(tmp_path, maule, 2)
    with pytest.raises(ImportacionRechazada) as rechazo:
        import_formularios(lecturas=[(lectura, opciones)] * 2, ejercicio=ejercicio, actor=None)
    assert [hallazgo.problema for hallazgo in rechazo.value.hallazgos] == [
        "07.xlsx y 07.xlsx son del mismo territorio, Maule"
    ] * 2
    assert ProgramaTrabajo.objects.count() == 0


def test_one_territory_that_is_not_ones_own_refuses_them_all(
    tmp_path, ejercicio, opciones, maule, atacama, directora_maule
):
    libros = [(read_territorio(tmp_path, region, 2), opciones) for region in (maule, atacama)]
    with pytest.raises(PermissionDenied):
        import_formularios(lecturas=libros, ejercicio=ejercicio, actor=directora_maule)
    assert ProgramaTrabajo.objects.count() == 0
