"""Whatever a workbook says, importing it stores exactly that, and importing it again changes nothing."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from programas.enums import Etapa
from programas.formulario.celda import clean_text
from programas.formulario.lectores import split_items
from programas.models import Compromiso, Ejercicio, Instancia, ObjetivoEspecifico
from programas.planillas import read_formulario
from programas.services.importacion import import_formulario
from regiones.models import Servicio
from tests.libros import HojaEscrita, build_instancia, write_libro
from tests.territorios import build_pedido

LETRAS = "abcdefghijklmnñopqrstuvwxyzáéíóúü ABCÑ.,;:()/-«»%0123456789'\"=+\n\u00a0\u00ad"
# A text that a person may write in a cell: it begins with an upper-case letter and is not blank once clean.
textos = st.text(LETRAS, max_size=60).map(lambda texto: "Ñ" + texto)
pesos = st.integers(min_value=1, max_value=1_000_000)
respuestas = st.sampled_from([("Sí", "si"), ("x", "si"), ("NO", "no"), ("Parcial", "parcial"), (None, "")])


@st.composite
def filas(draw):
    """Rows of a control table, with what must be stored of each."""
    cuantas = draw(st.integers(min_value=1, max_value=6))
    escritas, esperadas = [], []
    for _ in range(cuantas):
        textos_de_fila = [draw(textos) for _ in range(6)]
        peso, (escrita, respuesta) = draw(pesos), draw(respuestas)
        claves = ("objetivo", "indicador", "resultado", "actividades", "unidad", "medios")
        entero, decimales = divmod(peso, 10_000)
        escritas.append(
            dict(zip(claves, textos_de_fila, strict=True))
            | {"ponderacion": f"{entero},{decimales:04d} %", "cumple": escrita}
        )
        objetivo, indicador, meta, actividades, unidad, medios = map(clean_text, textos_de_fila)
        esperadas.append(
            (objetivo, indicador, meta, split_items(actividades), unidad, split_items(medios), peso, respuesta)
        )
    return escritas, esperadas


class ImportacionPropiedades(TestCase):
    def setUp(self):
        super().setUp()
        servicio = Servicio.objects.create(codigo="sernam", sigla="SERNAM", nombre="Servicio")
        self.ejercicio = Ejercicio.objects.create(servicio=servicio, anio=2009, etapa=Etapa.EJECUCION)

    def import_filas(self, carpeta: str, escritas):
        hojas = [
            HojaEscrita("III.1", escritas),
            HojaEscrita(
                "III.2", escritas, [build_instancia(i, nombre=f["objetivo"]) for i, f in enumerate(escritas)]
            ),
        ]
        lectura = read_formulario(write_libro(Path(carpeta) / "libro.xlsx", *hojas), build_pedido())
        return import_formulario(lectura=lectura, ejercicio=self.ejercicio, actor=None)

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(filas())
    def test_what_is_written_is_stored_and_the_second_import_changes_nothing(self, caso):
        escritas, esperadas = caso
        with TemporaryDirectory() as carpeta:
            assert self.import_filas(carpeta, escritas).escrito is True
            informe = self.import_filas(carpeta, escritas)
        assert (informe.cambia, informe.escrito) == (False, False)
        for tipo in ("III.1", "III.2"):
            assert self.read_guardadas(tipo) == esperadas
        assert [i.nombre for i in Instancia.objects.order_by("orden")] == [fila[0] for fila in esperadas]

    def read_guardadas(self, tipo):
        objetivos = ObjetivoEspecifico.objects.filter(programa__tipo=tipo).select_related("indicador")
        return [
            (
                objetivo.texto,
                objetivo.indicador.texto,
                objetivo.indicador.meta,
                tuple(a.texto for a in compromiso.actividades.order_by("orden")),
                compromiso.unidad_texto,
                tuple(m.texto for m in compromiso.medios.order_by("orden")),
                compromiso.ponderacion,
                compromiso.declarado,
            )
            for objetivo in objetivos.order_by("orden")
            for compromiso in Compromiso.objects.filter(objetivo=objetivo).order_by("orden")
        ]
