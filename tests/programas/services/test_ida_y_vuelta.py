"""What is exported and imported again changes nothing, whatever its rows say."""

from io import BytesIO

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from openpyxl import load_workbook

from programas.enums import ClaseObjetivo, EstadoPrograma, Etapa
from programas.models import Ejercicio, ProgramaTrabajo
from programas.planillas import read_formulario
from programas.planillas.escritor import Catalogos, write_libro
from programas.planillas.metadatos import ENCABEZADO_CODIGO
from programas.selectors.exportacion import load_exportados
from programas.selectors.exportacion_explicada import load_explicados
from programas.services.importacion import OpcionesImportacion, import_formulario
from regiones.models import Region, Servicio, Usuario
from tests.fabrica import build_programa
from tests.formularios import build_corte, formularios, store_programa
from tests.territorios import build_pedido

CATALOGOS = Catalogos(("Unidad de VIF",), ("Maule", "Atacama"), dict(ClaseObjetivo.choices))
ESTADOS = st.sampled_from(EstadoPrograma)
ETAPAS = (Etapa.FORMULACION, Etapa.EJECUCION, Etapa.EVALUACION)
# Without shrinking: one example writes and reads a whole workbook.
POCO_A_POCO = settings(
    max_examples=15,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
)


def strip_codigos(contenido: bytes) -> bytes:
    """The workbook of somebody who deleted the column of codes."""
    libro = load_workbook(BytesIO(contenido))
    for pagina in libro.worksheets:
        for fila in pagina.iter_rows():
            for celda in fila:
                if celda.value == ENCABEZADO_CODIGO:
                    pagina.delete_cols(celda.column)
                    break
    salida = BytesIO()
    libro.save(salida)
    return salida.getvalue()


class IdaYVuelta(TestCase):
    @classmethod
    def setUpTestData(cls):
        servicio = Servicio.objects.create(codigo="sernam", sigla="SERNAM", nombre="Servicio")
        cls.ejercicio = Ejercicio.objects.create(servicio=servicio, anio=2009)
        cls.maule = Region.objects.get(cut="07")
        cls.corte = build_corte(cls.ejercicio)
        cls.instaladora = Usuario.objects.create_superuser("instaladora", password="clave-de-prueba-1")

    def export(self, generados, etapa, estado, plantilla=None):
        Ejercicio.objects.update(etapa=etapa)
        self.ejercicio.refresh_from_db()
        for generado in generados:
            store_programa(self.ejercicio, self.maule, self.corte, generado)
        ProgramaTrabajo.objects.update(estado=estado)
        (formulario,) = load_explicados(self.ejercicio, self.instaladora, [self.maule])
        return write_libro(formulario, plantilla)

    def import_back(self, contenido):
        lectura = read_formulario("planilla.xlsx", contenido, build_pedido())
        informe = import_formulario(
            lectura=lectura,
            ejercicio=self.ejercicio,
            actor=None,
            opciones=OpcionesImportacion(simular=True, corte=self.corte),
        )
        return lectura, [(c.codigo, c.antes, c.despues) for c in informe.cambios if c.despues]

    @POCO_A_POCO
    @given(formularios(), st.sampled_from(ETAPAS), ESTADOS, st.sampled_from([None, CATALOGOS]))
    def test_export_then_import_changes_nothing(self, generados, etapa, estado, plantilla):
        lectura, cambios = self.import_back(self.export(generados, etapa, estado, plantilla))
        assert cambios == []
        assert lectura.preguntas == ()

    @POCO_A_POCO
    @given(formularios("Ñ"), st.sampled_from([Etapa.FORMULACION, Etapa.EJECUCION]), ESTADOS)
    def test_without_its_codes_neither(self, generados, etapa, estado):
        _, cambios = self.import_back(strip_codigos(self.export(generados, etapa, estado)))
        assert cambios == []


@pytest.mark.django_db
def test_a_workbook_carries_its_codes_until_somebody_deletes_their_column(ejercicio, maule):
    build_programa(ejercicio, maule, "III.1", "sn-", "33.3")
    (formulario,) = load_exportados(ejercicio, None, [maule])
    propia = write_libro(formulario)
    codigos = {
        nombre: [
            (objetivo.codigo, [compromiso.codigo for compromiso in objetivo.compromisos])
            for objetivo in read_formulario("planilla.xlsx", contenido, build_pedido())
            .programas["III.1"]
            .objetivos
        ]
        for nombre, contenido in (("propia", propia), ("sin códigos", strip_codigos(propia)))
    }
    assert codigos == {
        "propia": [(f"2009-07-III.1-0{i}", [f"2009-07-III.1-0{i}.1"]) for i in (1, 2, 3)],
        "sin códigos": [("", [""])] * 3,
    }
