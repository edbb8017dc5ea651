"""The rows that are scored, as the verdict sees them: what each weighs and what was answered."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from programas.models import Compromiso
from programas.scoring import Pendiente, Ponderacion
from programas.selectors.resultados import ProgramaEvaluado, TerritorioEvaluado


@dataclass(frozen=True, slots=True)
class FilaPuntuada:
    """A commitment with its official answer. ``peso`` is the typed weight, as it is stored."""

    codigo: str
    objetivo: str
    peso: int | None
    declarado: str
    validado: str


def load_puntuadas(programa_ids: Collection[int]) -> dict[int, list[FilaPuntuada]]:
    """The rows of these programmes, in the order of the form: one query."""
    filas: dict[int, list[FilaPuntuada]] = {id_: [] for id_ in programa_ids}
    consulta = Compromiso.objects.filter(objetivo__programa__in=programa_ids).order_by(
        "objetivo__programa", "objetivo__orden", "objetivo_id", "orden", "pk"
    )
    for programa_id, codigo, objetivo, peso, declarado, validado in consulta.values_list(
        "objetivo__programa", "codigo", "objetivo__texto", "ponderacion", "declarado", "validado"
    ):
        filas[programa_id].append(FilaPuntuada(codigo, objetivo, peso, declarado, validado))
    return filas


def list_programas(territorios: Iterable[TerritorioEvaluado]) -> dict[int, ProgramaEvaluado]:
    """The programmes that these territories have, by key."""
    return {
        programa.id: programa
        for territorio in territorios
        for programa in territorio.programas.values()
        if programa.id is not None
    }


def list_pendientes(programa: ProgramaEvaluado, filas: Iterable[FilaPuntuada]) -> list[Pendiente]:
    """The blank rows of a programme, weighed as it is weighted."""
    uniforme = programa.sumas.ponderacion is Ponderacion.UNIFORME
    return [
        Pendiente(fila.codigo, programa.tipo, 1 if uniforme else fila.peso or 0)
        for fila in filas
        if not fila.validado
    ]
