"""How far the year's documents have come: programmes by state of their review, cortes by what is written."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from programas.enums import EstadoCorte, EstadoPrograma
from programas.scoring import TIPOS
from programas.selectors.cortes import MOSTRADOS
from programas.selectors.panorama import Fila
from programas.selectors.presentacion import ANCHO_BARRA, EstadoMostrado, show_cantidad
from programas.selectors.resultados import TerritorioEvaluado


@dataclass(frozen=True, slots=True)
class EstadoRevision:
    """A state of the review and how many programmes of each sheet, III.1 to III.3, stand in it."""

    estado: str
    cuentas: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.cuentas)


@dataclass(frozen=True, slots=True)
class CorteEnTablero:
    """A corte and how much of it is written. ``proporcion`` is in thousandths, for its bar."""

    medicion: date
    estado: EstadoMostrado
    plazo: str
    escritos: int
    objetivos: int
    proporcion: int


@dataclass(frozen=True, slots=True)
class Entrega:
    frase: str
    revision: tuple[EstadoRevision, ...]
    cortes: tuple[CorteEnTablero, ...]


def build_entrega(territorios: Iterable[TerritorioEvaluado], cortes: Iterable[Fila]) -> Entrega:
    """``cortes`` are the rows that ``load_panorama`` gives of them."""
    cuenta = Counter(
        (programa.tipo, EstadoPrograma(programa.estado))
        for territorio in territorios
        for programa in territorio.programas.values()
        if programa.id is not None
    )
    revision = tuple(
        EstadoRevision(estado.label, tuple(cuenta[tipo, estado] for tipo in TIPOS)) for estado in EstadoPrograma
    )
    mostrados = sorted((show_corte(fila) for fila in cortes), key=lambda corte: corte.medicion)
    return Entrega(describe_revision(cuenta), revision, tuple(mostrados))


def show_corte(fila: Fila) -> CorteEnTablero:
    _, escritos, objetivos, medicion, limite, estado = fila
    plazo = date.fromisoformat(limite)
    vencido = estado == EstadoCorte.ABIERTO and plazo < timezone.localdate()
    return CorteEnTablero(
        date.fromisoformat(medicion),
        MOSTRADOS[EstadoCorte(estado)],
        f"{'venció' if vencido else 'plazo'} el {plazo:%d-%m-%Y}",
        escritos,
        objetivos or 0,
        escritos * ANCHO_BARRA // objetivos if objetivos else 0,
    )


def describe_revision(cuenta: Counter[tuple[str, EstadoPrograma]]) -> str:
    """«30 de 46 programas aprobados, 7 esperan revisión.»."""
    total = cuenta.total()
    if not total:
        return "Todavía no hay programas."
    aprobados = sum(cuenta[tipo, EstadoPrograma.APROBADO] for tipo in TIPOS)
    enviados = sum(cuenta[tipo, EstadoPrograma.ENVIADO] for tipo in TIPOS)
    frase = f"{aprobados} de {show_cantidad(total, 'programa aprobado', 'programas aprobados')}"
    if enviados:
        frase += f"; {show_cantidad(enviados, 'espera revisión', 'esperan revisión')}"
    return f"{frase}."
