"""What an answer to one row would do to the verdict, before anyone gives it: the sums, with that row changed."""

from dataclasses import dataclass, replace

from programas import scoring
from programas.enums import Cumple
from programas.models import Compromiso, Ejercicio
from programas.scoring import Estado, Resultado
from programas.selectors.presentacion import MOSTRADOS, EstadoMostrado, show_estado, show_pct, show_umbral
from programas.selectors.resultados import (
    EjercicioEvaluado,
    ProgramaEvaluado,
    TerritorioEvaluado,
    evaluate_ejercicio,
    join_servicio,
)
from regiones.models import Usuario

RESPUESTAS = (*Cumple.values, "")


@dataclass(frozen=True, slots=True)
class FilaPesada:
    """What the verdict knows of a row: where it is, what it weighs (stored units) and its official answer."""

    cut: str
    tipo: str
    peso: int | None
    validado: str


@dataclass(frozen=True, slots=True)
class Efecto:
    """How the programme would stand with an answer validated. ``servicio`` speaks when the national result moves.

    It is empty as well for a user who does not see the whole service.
    """

    frase: str
    estado: EstadoMostrado
    resultado: Resultado
    servicio: str


def load_efectos(compromiso: Compromiso, usuario: Usuario) -> dict[str, Efecto]:
    """The effect of each answer on a row, by its value: one query. The caller has checked who sees it."""
    programa = compromiso.objetivo.programa
    completo = usuario.alcance.sees_servicio(programa.ejercicio.servicio_id)
    evaluado = evaluate_ejercicio(programa.ejercicio, usuario, None if completo else programa.region_id)
    fila = FilaPesada(programa.region.cut, programa.tipo, compromiso.ponderacion, compromiso.validado)
    return {respuesta: foresee(programa.ejercicio, evaluado, fila, respuesta) for respuesta in RESPUESTAS}


def foresee(ejercicio: Ejercicio, evaluado: EjercicioEvaluado, fila: FilaPesada, respuesta: str) -> Efecto:
    """What the answer would do to the programme of the row, and to the service where it is known."""
    territorio = next(t for t in evaluado.territorios if t.cut == fila.cut)
    programa = territorio.programas[fila.tipo]
    sumas = scoring.answer_fila(
        programa.sumas, fila.peso, read_respuesta(fila.validado), read_respuesta(respuesta)
    )
    resultado = scoring.evaluate_programa(sumas, ejercicio.umbral_razon, cerrado=ejercicio.cerrado)
    return Efecto(
        describe_efecto(f"{fila.tipo} de {territorio.nombre}", programa.resultado, resultado),
        show_estado(resultado),
        resultado,
        describe_servicio(ejercicio, evaluado, territorio, replace(programa, sumas=sumas)),
    )


def read_respuesta(respuesta: str) -> scoring.Cumple | None:
    return scoring.Cumple(respuesta) if respuesta else None


def describe_efecto(lugar: str, actual: Resultado, nuevo: Resultado) -> str:
    """«III.1 de Maule queda perdido: 83,33 %, y se exige 90 %.»."""
    if nuevo.piso is None or nuevo.techo is None:
        return f"{lugar} no tiene resultado mientras falten ponderaciones."
    verbo = "sigue" if nuevo.estado is actual.estado else "queda"
    exige = f"y se exige {show_umbral(nuevo.umbral)}."
    if nuevo.estado is Estado.NO_CUMPLE:
        return f"{lugar} {verbo} perdido: {show_pct(nuevo.techo)}, {exige}"
    if nuevo.estado is Estado.CUMPLE:
        return f"{lugar} {verbo} asegurado: {show_pct(nuevo.piso)}, {exige}"
    tiene = f"tiene {show_pct(nuevo.piso)}, puede llegar a {show_pct(nuevo.techo)}"
    return f"{lugar} {verbo} en juego: {tiene} {exige}"


def describe_servicio(
    ejercicio: Ejercicio,
    evaluado: EjercicioEvaluado,
    territorio: TerritorioEvaluado,
    programa: ProgramaEvaluado,
) -> str:
    """«El servicio pasa de «En juego» a «No cumple».»; empty when it stays, or is not the user's to know."""
    if evaluado.servicio is None or not territorio.cuenta:
        return ""
    cambiado = replace(territorio, programas=territorio.programas | {programa.tipo: programa})
    territorios = tuple(cambiado if t is territorio else t for t in evaluado.territorios)
    nuevo = join_servicio(ejercicio, territorios, False).veredicto
    if nuevo is evaluado.servicio.veredicto:
        return ""
    de, a = MOSTRADOS[evaluado.servicio.veredicto].palabra, MOSTRADOS[nuevo].palabra
    return f"El servicio pasa de «{de}» a «{a}»."
