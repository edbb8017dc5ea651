"""Every critical row of the country, by what its failure would do to the national result."""

from collections.abc import Mapping
from dataclasses import dataclass

from programas.models import Ejercicio
from programas.scoring import Estado, Lectura, Resultado, evaluate_conjunto
from programas.selectors.criticos import describe_efecto, describe_situacion
from programas.selectors.presentacion import MOSTRADOS
from programas.selectors.puntuadas import FilaPuntuada
from programas.selectors.resultados import EjercicioEvaluado, ProgramaEvaluado, TerritorioEvaluado


@dataclass(frozen=True, slots=True)
class FilaCritica:
    codigo: str
    objetivo: str
    situacion: str
    efecto: str


@dataclass(frozen=True, slots=True)
class ProgramaCritico:
    """The critical rows of one programme and what any of them failing does to the country.

    ``alcance`` is empty for who does not see the whole service. ``efecto`` is that of all its rows, when it is
    the same of all.
    """

    cut: str
    territorio: str
    tipo: str
    alcance: str
    efecto: str
    filas: tuple[FilaCritica, ...]


def list_criticos(
    ejercicio: Ejercicio, evaluado: EjercicioEvaluado, filas: Mapping[int, list[FilaPuntuada]]
) -> tuple[ProgramaCritico, ...]:
    """First what changes the national verdict, then what changes a programme's; each by how close it is."""
    hallados = [
        (territorio, programa, criticas)
        for territorio in evaluado.territorios
        if territorio.cuenta
        for programa in territorio.programas.values()
        if programa.id is not None
        and (criticas := [f for f in filas[programa.id] if not f.validado and programa.is_critica(f.peso)])
    ]

    def rank(hallado: tuple[TerritorioEvaluado, ProgramaEvaluado, list[FilaPuntuada]]) -> tuple[object, ...]:
        territorio, programa, _ = hallado
        resultado = find_decisivo(ejercicio, territorio, programa)
        return rank_alcance(ejercicio, evaluado, programa.tipo), resultado.holgura / resultado.comprometido

    return tuple(
        build_programa(ejercicio, evaluado, territorio, programa, criticas)
        for territorio, programa, criticas in sorted(hallados, key=rank)
    )


def find_decisivo(ejercicio: Ejercicio, territorio: TerritorioEvaluado, programa: ProgramaEvaluado) -> Resultado:
    """What a row of the programme decides under the official reading: the programme, or its territory."""
    if ejercicio.lectura == Lectura.POR_PROGRAMA:
        return programa.resultado
    sumas = [otro.sumas for otro in territorio.programas.values()]
    return evaluate_conjunto(sumas, ejercicio.umbral_razon, cerrado=False)


def rank_alcance(ejercicio: Ejercicio, evaluado: EjercicioEvaluado, tipo: str) -> int:
    """0 when one more loss changes the service's verdict, 1 when only that programme's national result, else 2."""
    servicio = evaluado.servicio
    if servicio is None or servicio.veredicto is not Estado.NO_CUMPLE:
        return 0
    por_programa = ejercicio.lectura == Lectura.POR_PROGRAMA
    return 1 if por_programa and servicio.por_programa[tipo].estado is not Estado.NO_CUMPLE else 2


def build_programa(
    ejercicio: Ejercicio,
    evaluado: EjercicioEvaluado,
    territorio: TerritorioEvaluado,
    programa: ProgramaEvaluado,
    criticas: list[FilaPuntuada],
) -> ProgramaCritico:
    efectos = [describe_efecto(territorio, programa, fila.peso, ejercicio.lectura) for fila in criticas]
    comun = efectos[0] if len(set(efectos)) == 1 else ""
    return ProgramaCritico(
        territorio.cut,
        territorio.nombre,
        programa.tipo,
        describe_alcance(ejercicio, evaluado, programa.tipo),
        comun,
        tuple(
            FilaCritica(fila.codigo, fila.objetivo, describe_situacion(fila.declarado), "" if comun else efecto)
            for fila, efecto in zip(criticas, efectos, strict=True)
        ),
    )


def describe_alcance(ejercicio: Ejercicio, evaluado: EjercicioEvaluado, tipo: str) -> str:
    """What the country loses with it: a single loss decides a conjunction that was not lost."""
    servicio = evaluado.servicio
    if servicio is None:
        return ""
    alcance = rank_alcance(ejercicio, evaluado, tipo)
    if not alcance:
        return f"El servicio pasaría de «{MOSTRADOS[servicio.veredicto].palabra}» a «No cumple»."
    if alcance == 1:
        return f"{tipo} quedaría perdido en el país; el servicio ya no cumple."
    ya = "El servicio" if ejercicio.lectura == Lectura.POR_TERRITORIO else tipo
    return f"{ya} ya está perdido en el país: el resultado nacional no cambia."
