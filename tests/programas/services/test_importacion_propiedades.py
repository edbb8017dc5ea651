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
from programas.selectors.auditoria import audit_territorios
from programas.selectors.efecto_importacion import show_sumas
from programas.selectors.resultados import evaluate_ejercicio
from programas.services.importacion import import_formulario, preview_formulario, undo_importacion
from regiones.enums import Rol
from regiones.models import Servicio
from tests.conftest import create_usuario
from tests.libros import HojaEscrita, build_instancia, write_libro
from tests.programas.fotos import snapshot
from tests.territorios import build_pedido, read_ruta

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
    @classmethod
    def setUpTestData(cls):
        servicio = Servicio.objects.create(codigo="sernam", sigla="SERNAM", nombre="Servicio")
        cls.ejercicio = Ejercicio.objects.create(
            servicio=servicio, anio=2009, etapa=Etapa.EJECUCION, exige_evidencia=False
        )
        cls.administradora = create_usuario("administradora", servicio, Rol.ADMINISTRACION)

    def read_filas(self, carpeta: str, escritas):
        hojas = [
            HojaEscrita("III.1", escritas),
            HojaEscrita(
                "III.2", escritas, [build_instancia(i, nombre=f["objetivo"]) for i, f in enumerate(escritas)]
            ),
        ]
        return read_ruta(write_libro(Path(carpeta) / "libro.xlsx", *hojas), build_pedido())

    def import_filas(self, carpeta: str, escritas):
        lectura = self.read_filas(carpeta, escritas)
        return import_formulario(lectura=lectura, ejercicio=self.ejercicio, actor=None)

    @settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
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

    @settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
    @given(filas(), filas())
    def test_the_preview_tells_what_the_import_does_and_undoing_it_puts_everything_back(self, antes, despues):
        with TemporaryDirectory() as carpeta:
            self.import_filas(carpeta, antes[0])
            guardado = snapshot()
            lectura = self.read_filas(carpeta, despues[0])
        vista = preview_formulario(lectura=lectura, ejercicio=self.ejercicio, actor=None)
        assert snapshot() == guardado
        informe = import_formulario(lectura=lectura, ejercicio=self.ejercicio, actor=None)
        assert (vista.cambia, vista.resumen, vista.conteos) == (informe.cambia, informe.resumen, informe.conteos)
        assert {c.codigo for c in vista.cambios} == {c.codigo for c in informe.cambios if c.accion != "igual"}
        (auditado,) = audit_territorios(self.ejercicio)
        assert vista.auditoria == informe.auditoria == auditado.hallazgos
        (maule,) = (t for t in evaluate_ejercicio(self.ejercicio).territorios if t.cut == "07")
        for efecto in vista.efecto.programas:
            programa = maule.programas[efecto.tipo]
            assert efecto.despues == show_sumas(self.ejercicio, programa.sumas)
            assert efecto.declarado_despues == show_sumas(self.ejercicio, programa.sumas_declaradas)
        if informe.importacion:
            undo_importacion(importacion=informe.importacion, actor=self.administradora, motivo="")
        assert snapshot() == guardado

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
