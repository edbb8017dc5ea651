"""The rows on which the verdict hangs: each, failing alone, loses its programme, or its territory if read so."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from programas import scoring
from programas.models import Compromiso, Ejercicio
from programas.scoring import Lectura, Ponderacion, Resultado
from programas.selectors.presentacion import show_pct
from programas.selectors.resultados import ProgramaEvaluado, TerritorioEvaluado


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
    programas: dict[int, tuple[TerritorioEvaluado, ProgramaEvaluado]] = {
        programa.id: (territorio, programa)
        for territorio in territorios
        if territorio.cuenta
        for programa in territorio.programas.values()
        if programa.id is not None
    }
    condicion = build_condicion(programas)
    if condicion is None:
        return ()
    programa_de_la_fila = F("objetivo__programa")
    filas = (
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
        .order_by("objetivo__programa__region__orden", "objetivo__programa__tipo")
        .values_list("codigo", "objetivo__programa", "objetivo__texto", "ponderacion", "declarado", "cuantas")
    )
    criticos = []
    for codigo, programa_id, objetivo, peso, declarado, cuantas in filas:
        territorio, programa = programas[programa_id]
        criticos.append(
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
        )
    return tuple(criticos)


def build_condicion(
    programas: dict[int, tuple[TerritorioEvaluado, ProgramaEvaluado]],
) -> Q | None:
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
