"""The audit of a form: every rule over what is stored, with its effect on the verdict."""

from collections.abc import Iterable
from dataclasses import dataclass

from programas.enums import BasePonderacion, Etapa
from programas.formulario.contenido import TerritorioContenido
from programas.formulario.lectura import Hallazgo
from programas.formulario.reglas import Contexto, check_territorio
from programas.models import Ejercicio
from programas.selectors.contenido import load_contenido


@dataclass(frozen=True, slots=True)
class TerritorioAuditado:
    """A territory's findings, in the order of the rules."""

    contenido: TerritorioContenido
    hallazgos: tuple[Hallazgo, ...]

    @property
    def deciden(self) -> int:
        return sum(1 for hallazgo in self.hallazgos if hallazgo.decide)


def build_contexto(ejercicio: Ejercicio, corte_id: int | None) -> Contexto:
    return Contexto(
        anio=ejercicio.anio,
        umbral=ejercicio.umbral_razon,
        por_territorio=ejercicio.base_ponderacion == BasePonderacion.TERRITORIO,
        en_evaluacion=Etapa(ejercicio.etapa).orden >= Etapa.EVALUACION.orden,
        cerrado=ejercicio.cerrado,
        corte=corte_id,
    )


def find_ultimo_corte(ejercicio: Ejercicio) -> int | None:
    """The corte whose analyses are due: the last one."""
    return ejercicio.cortes.order_by("-fecha_medicion").values_list("pk", flat=True).first()


def audit_territorios(
    ejercicio: Ejercicio, region_ids: Iterable[int] | None = None
) -> tuple[TerritorioAuditado, ...]:
    """Audit some territories of an ejercicio, or all: a fixed number of queries."""
    contexto = build_contexto(ejercicio, find_ultimo_corte(ejercicio))
    return tuple(
        TerritorioAuditado(contenido, tuple(check_territorio(contenido, contexto)))
        for contenido in load_contenido(ejercicio_id=ejercicio.pk, region_ids=region_ids)
    )
