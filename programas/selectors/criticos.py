"""The rows on which the verdict hangs: each, failing alone, loses its programme, or its territory if read so."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from programas import scoring
from programas.models import Compromiso, Ejercicio
from programas.scoring import Lectura, Ponderacion, Resultado
from programas.selectors.presentacion import show_pct
from programas.selectors.resultados import ProgramaEvaluado, TerritorioEvaluado

# The programmes that count, by their id.
Programas = dict[int, tuple[TerritorioEvaluado, ProgramaEvaluado]]
# What is read of a critical row.
CAMPOS = ("objetivo__programa", "ponderacion", "cuantas", "codigo", "objetivo__texto", "declarado")


@dataclass(frozen=True, slots=True)
class Critico:
    """The critical rows of one programme: the first of the form, how many they are, and what one failing does."""

    codigo: str
    cut: str
    territorio: str
    tipo: str
    objetivo: str
    situacion: str
    efecto: str
    filas: int

    @property
    def otras(self) -> int:
        return self.filas - 1


def load_criticos(territorios: Iterable[TerritorioEvaluado], ejercicio: Ejercicio) -> tuple[Critico, ...]:
    """Each programme that a single row can lose, north to south: one query, whatever the rows."""
    programas = map_programas(territorios)
    consulta = query_criticos(programas)
    return () if consulta is None else build_criticos(consulta.values_list(*CAMPOS), programas, ejercicio)


def map_programas(territorios: Iterable[TerritorioEvaluado]) -> Programas:
    """The programmes that count, north to south, by their id."""
    return {
        programa.id: (territorio, programa)
        for territorio in territorios
        if territorio.cuenta
        for programa in territorio.programas.values()
        if programa.id is not None
    }


def query_criticos(programas: Programas) -> QuerySet[Compromiso] | None:
    """The first critical row of each programme, with how many it has; ``None`` when no row can be."""
    condicion = build_condicion(programas)
    if condicion is None:
        return None
    programa_de_la_fila = F("objetivo__programa")
    return (
        Compromiso.objects.filter(condicion, validado="")
        .annotate(
            lugar=Window(
                RowNumber(),
                order_by=["objetivo__orden", "objetivo_id", "orden", "pk"],
                partition_by=programa_de_la_fila,
            ),
            cuantas=Window(Count("pk"), partition_by=programa_de_la_fila),
        )
        .filter(lugar=1)
        .order_by()
    )


def build_criticos(
    filas: Iterable[tuple[Any, ...]], programas: Programas, ejercicio: Ejercicio
) -> tuple[Critico, ...]:
    """Each row of ``CAMPOS`` as it is shown, in the order of the programmes."""
    por_programa = {fila[0]: fila[1:] for fila in filas}
    return tuple(
        Critico(
            codigo,
            territorio.cut,
            territorio.nombre,
            programa.tipo,
            objetivo,
            describe_situacion(declarado),
            describe_efecto(territorio, programa, peso, ejercicio.lectura),
            cuantas,
        )
        for id_, (territorio, programa) in programas.items()
        if id_ in por_programa
        for peso, cuantas, codigo, objetivo, declarado in (por_programa[id_],)
    )


def build_condicion(programas: Programas) -> Q | None:
    """Which blank rows exceed the slack that the official reading leaves them; ``None`` when none can."""
    condicion: Q | None = None
    for id_, (_, programa) in programas.items():
        if programa.limite is None:
            continue
        propia = Q(objetivo__programa=id_)
        if programa.sumas.ponderacion is Ponderacion.MANUAL:
            propia &= Q(ponderacion__gt=programa.limite)
        elif programa.limite >= 1:
            continue
        condicion = propia if condicion is None else condicion | propia
    return condicion


def describe_situacion(declarado: str) -> str:
    return f"declarado «{declarado.replace('si', 'sí')}», sin validar" if declarado else "sin declarar"


def describe_efecto(
    territorio: TerritorioEvaluado, programa: ProgramaEvaluado, peso: int | None, lectura: str
) -> str:
    """«Si falla, III.2 de Aysén queda perdido (87,50 %)»; read by territory, also what is left of III.2."""
    umbral = programa.resultado.umbral
    sumas = scoring.answer_fila(programa.sumas, peso, None, scoring.Cumple.NO)
    propio = scoring.evaluate_programa(sumas, umbral, cerrado=False)
    lugar = f"{programa.tipo} de {territorio.nombre}"
    if lectura != Lectura.POR_TERRITORIO:
        return f"Si falla, {lugar} queda perdido ({show_pct(propio.techo)})"
    otros = [otro.sumas for tipo, otro in territorio.programas.items() if tipo != programa.tipo]
    junto = scoring.evaluate_conjunto([sumas, *otros], umbral, cerrado=False)
    return (
        f"Si falla, {lugar} {describe_alcance(propio)}; el territorio, junto, queda perdido "
        f"({show_pct(junto.techo)})"
    )


def describe_alcance(resultado: Resultado) -> str:
    """The most that is left: final when no other row is blank."""
    return f"{'no pasa de' if resultado.pendiente else 'queda en'} {show_pct(resultado.techo)}"
