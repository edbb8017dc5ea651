"""What the official workbook of a territory prints: two queries for all the territories that are asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from programas.formulario.contenido import ProgramaContenido
from programas.formulario.reglas.base import list_compromisos
from programas.models import Ejercicio
from programas.scoring import Estado, Ponderacion, Resultado, ResultadoServicio, evaluate_programa, sum_compromisos
from programas.selectors.congelado import Congelado, load_congelado
from programas.selectors.filas_exportadas import Cargado, load_programas
from programas.selectors.resultados import evaluate_ejercicio
from programas.selectors.testigo import digest_filas
from regiones.models import Region, Usuario


@dataclass(frozen=True, slots=True)
class FormularioExportado:
    """The form of a territory, ready to be printed in its sheets.

    ``programas`` and ``resultados`` go by type; ``nacional`` are the service's results, empty for who may not see
    them. Only the analyses of ``corte`` are there; ``testigo`` is the state token that it was taken from.
    ``informe`` is the state of their report, empty without one; ``nacional_inventado`` says that the national
    result takes in data of demonstration. ``explicacion`` is the text behind the figures, and
    ``explicacion_nacional`` that behind the service's; empty unless asked for (``exportacion_explicada``).
    """

    servicio: str
    servicio_nombre: str
    anio: int
    umbral: Fraction
    cerrado: bool
    columna_4_es_resultado: bool
    region: str
    nombre: str
    testigo: str
    corte: date | None = None
    programas: Mapping[str, ProgramaContenido] = field(default_factory=dict)
    resultados: Mapping[str, Resultado] = field(default_factory=dict)
    nacional: Mapping[str, Estado] = field(default_factory=dict)
    informe: str = ""
    nacional_inventado: bool = False
    explicacion: str = ""
    explicacion_nacional: str = ""

    def clear(self) -> "FormularioExportado":
        """The same form with nothing in it."""
        return replace(self, programas={}, resultados={}, nacional={})


def load_exportados(
    ejercicio: Ejercicio, usuario: Usuario | None, regiones: Sequence[Region]
) -> list[FormularioExportado]:
    """The forms of some territories, in their order; the caller has checked that the user sees them.

    Two queries, and one more for the national result, or for the closing of a closed ejercicio.
    """
    congelado = load_congelado(ejercicio)
    servicio: ResultadoServicio | None = None
    if usuario is None or usuario.alcance.sees_servicio(ejercicio.servicio_id):
        servicio = congelado.servicio if congelado else evaluate_ejercicio(ejercicio, usuario).servicio
    cargados = load_programas(ejercicio, [region.pk for region in regiones])
    return [
        build_exportado(ejercicio, region, cargados.get(region.pk, Cargado()), congelado, servicio)
        for region in regiones
    ]


def build_exportado(
    ejercicio: Ejercicio,
    region: Region,
    cargado: Cargado,
    congelado: Congelado | None,
    servicio: ResultadoServicio | None,
) -> FormularioExportado:
    """The form of a territory from its rows; ``servicio`` is the national result, when the user may see it."""
    resultados = {tipo: evaluate_contenido(programa, ejercicio) for tipo, programa in cargado.programas.items()}
    nombre = region.nombre_corto
    if congelado:
        nombre = congelado.nombres.get(region.cut, nombre)
        resultados |= {t: r for t in resultados if (r := congelado.resultados.get((region.cut, t)))}
    return FormularioExportado(
        ejercicio.servicio.codigo,
        ejercicio.servicio.nombre,
        ejercicio.anio,
        ejercicio.umbral_razon,
        ejercicio.cerrado,
        ejercicio.columna_4_es_resultado,
        region.cut,
        nombre,
        digest_filas(cargado.versiones),
        cargado.corte,
        cargado.programas,
        resultados,
        {tipo: veredicto.estado for tipo, veredicto in servicio.por_programa.items()} if servicio else {},
        cargado.informe,
        cargado.nacional_inventado,
    )


def evaluate_contenido(programa: ProgramaContenido, ejercicio: Ejercicio) -> Resultado:
    sumas = sum_compromisos(Ponderacion(programa.ponderacion), list_compromisos(programa))
    return evaluate_programa(sumas, ejercicio.umbral_razon, cerrado=ejercicio.cerrado)
