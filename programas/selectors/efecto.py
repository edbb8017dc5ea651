"""What an answer to one row would do to the verdict, before anyone gives it: the sums, with that row changed."""

from dataclasses import dataclass, replace

from programas import scoring
from programas.enums import Cumple
from programas.models import Compromiso, Ejercicio
from programas.scoring import Estado, Lectura, Resultado
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
SUMADOS = ", sumados sus programas,"


@dataclass(frozen=True, slots=True)
class FilaPesada:
    """What the verdict knows of a row: where it is, what it weighs (stored units) and its official answer."""

    cut: str
    tipo: str
    peso: int | None
    validado: str


@dataclass(frozen=True, slots=True)
class Efecto:
    """How what is official would stand with an answer validated: the programme, or the territory as a whole.

    ``servicio`` speaks when the national result moves; it is empty for a user who does not see the whole service.
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
    """What the answer would do to what the official reading decides by, and to the service where it is known."""
    territorio = next(t for t in evaluado.territorios if t.cut == fila.cut)
    programa = territorio.programas[fila.tipo]
    sumas = scoring.answer_fila(
        programa.sumas, fila.peso, read_respuesta(fila.validado), read_respuesta(respuesta)
    )
    propio = scoring.evaluate_programa(sumas, ejercicio.umbral_razon, cerrado=ejercicio.cerrado)
    cambiado = replace_programa(territorio, replace(programa, sumas=sumas, resultado=propio))
    resultado = find_oficial(ejercicio, cambiado, fila.tipo)
    return Efecto(
        describe_oficial(ejercicio, territorio, fila.tipo, resultado, propio),
        show_estado(resultado),
        resultado,
        describe_servicio(ejercicio, evaluado, territorio, cambiado),
    )


def find_oficial(ejercicio: Ejercicio, territorio: TerritorioEvaluado, tipo: str) -> Resultado:
    """The result that the official reading takes for a programme: its own, or that of its whole territory."""
    if ejercicio.lectura != Lectura.POR_TERRITORIO:
        return territorio.programas[tipo].resultado
    return scoring.evaluate_conjunto(
        [programa.sumas for programa in territorio.programas.values()],
        ejercicio.umbral_razon,
        cerrado=ejercicio.cerrado,
    )


def replace_programa(territorio: TerritorioEvaluado, programa: ProgramaEvaluado) -> TerritorioEvaluado:
    return replace(territorio, programas=territorio.programas | {programa.tipo: programa})


def describe_oficial(
    ejercicio: Ejercicio, territorio: TerritorioEvaluado, tipo: str, nuevo: Resultado, propio: Resultado
) -> str:
    """The sentence of the official reading; where it adds the programmes up, that of the programme comes after.

    «Maule sigue asegurado: 94,11 %, sumados sus programas, y se exige 90 %. III.3 queda en 66,66 %.»
    """
    actual = find_oficial(ejercicio, territorio, tipo)
    if ejercicio.lectura != Lectura.POR_TERRITORIO:
        return describe_efecto(f"{tipo} de {territorio.nombre}", actual, nuevo)
    return describe_efecto(territorio.nombre, actual, nuevo, SUMADOS) + describe_propio(tipo, propio)


def describe_propio(tipo: str, propio: Resultado) -> str:
    """Where the programme of the row stands by itself; nothing while its weights are missing."""
    if propio.piso is None or propio.techo is None:
        return ""
    if not propio.pendiente:
        return f" {tipo} queda en {show_pct(propio.techo)}."
    return f" {tipo} tiene {show_pct(propio.piso)} y puede llegar a {show_pct(propio.techo)}."


def read_respuesta(respuesta: str) -> scoring.Cumple | None:
    return scoring.Cumple(respuesta) if respuesta else None


def describe_efecto(lugar: str, actual: Resultado, nuevo: Resultado, sumados: str = "") -> str:
    """«III.1 de Maule queda perdido: 83,33 %, y se exige 90 %.». ``sumados`` says what the figure adds up."""
    if nuevo.piso is None or nuevo.techo is None:
        return f"{lugar} no tiene resultado{sumados} mientras falten ponderaciones."
    verbo = "sigue" if nuevo.estado is actual.estado else "queda"
    exige = f"y se exige {show_umbral(nuevo.umbral)}."
    if nuevo.estado is Estado.NO_CUMPLE:
        return f"{lugar} {verbo} perdido: {show_pct(nuevo.techo)}{sumados or ','} {exige}"
    if nuevo.estado is Estado.CUMPLE:
        return f"{lugar} {verbo} asegurado: {show_pct(nuevo.piso)}{sumados or ','} {exige}"
    tiene = f"tiene {show_pct(nuevo.piso)}, puede llegar a {show_pct(nuevo.techo)}"
    return f"{lugar} {verbo} en juego: {tiene}{sumados} {exige}"


def describe_servicio(
    ejercicio: Ejercicio,
    evaluado: EjercicioEvaluado,
    territorio: TerritorioEvaluado,
    cambiado: TerritorioEvaluado,
) -> str:
    """«El servicio pasa de «En juego» a «No cumple».»; empty when it stays, or is not the user's to know."""
    if evaluado.servicio is None or not territorio.cuenta:
        return ""
    territorios = tuple(cambiado if t is territorio else t for t in evaluado.territorios)
    nuevo = join_servicio(ejercicio, territorios, False).veredicto
    if nuevo is evaluado.servicio.veredicto:
        return ""
    de, a = MOSTRADOS[evaluado.servicio.veredicto].palabra, MOSTRADOS[nuevo].palabra
    return f"El servicio pasa de «{de}» a «{a}»."
