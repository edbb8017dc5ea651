"""One objective at one corte: what it commits, what was said of it before, and what comes next."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch

from programas.enums import Cumple
from programas.formulario.hojas import PROGRAMA_EN_ANALISIS
from programas.models import AnalisisAvance, Avance, Compromiso, Corte, ObjetivoEspecifico


@dataclass(frozen=True, slots=True)
class CompromisoAnalizado:
    """A commitment beside its analysis: what it promised, and how far it came."""

    codigo: str
    actividades: tuple[str, ...]
    medios: tuple[str, ...]
    unidad: str
    cumple: str
    avance: Avance | None


@dataclass(frozen=True, slots=True)
class ObjetivoAnalizado:
    """``lugar`` is its place among ``total``; ``siguiente`` the code of the next one still without analysis."""

    programa: str
    indicador: str
    meta: str
    compromisos: tuple[CompromisoAnalizado, ...]
    anterior: AnalisisAvance | None
    lugar: int
    total: int
    siguiente: str


def load_objetivo(objetivo: ObjetivoEspecifico, corte: Corte) -> ObjetivoAnalizado:
    """Load what the analysis of an objective is written from: a fixed number of queries."""
    indicador = getattr(objetivo, "indicador", None)
    lugares = list_lugares(objetivo, corte)
    lugar = [codigo for codigo, _ in lugares].index(objetivo.codigo)
    pendientes = [codigo for codigo, hecho in (*lugares[lugar + 1 :], *lugares[:lugar]) if not hecho]
    return ObjetivoAnalizado(
        f"{objetivo.programa.tipo} {PROGRAMA_EN_ANALISIS[objetivo.programa.tipo]}",
        indicador.texto if indicador else "",
        indicador.meta if indicador else "",
        tuple(show_compromiso(compromiso, corte) for compromiso in load_compromisos(objetivo)),
        find_anterior(objetivo, corte),
        lugar + 1,
        len(lugares),
        pendientes[0] if pendientes else "",
    )


def list_lugares(objetivo: ObjetivoEspecifico, corte: Corte) -> list[tuple[str, bool]]:
    """The objectives of a territory in the order of the form, and whether each is analysed at the corte."""
    escritos = AnalisisAvance.objects.filter(objetivo=OuterRef("pk"), corte=corte).exclude(avance_efectivo="")
    programa = objetivo.programa
    return list(
        ObjetivoEspecifico.objects.filter(
            programa__ejercicio=programa.ejercicio_id, programa__region=programa.region_id
        )
        .order_by("programa__tipo", "orden", "pk")
        .values_list("codigo", Exists(escritos))
    )


def find_anterior(objetivo: ObjetivoEspecifico, corte: Corte) -> AnalisisAvance | None:
    """The last analysis of an objective before a corte."""
    previos = objetivo.analisis.filter(corte__fecha_medicion__lt=corte.fecha_medicion).exclude(avance_efectivo="")
    return previos.select_related("corte").order_by("corte__fecha_medicion").last()


def load_compromisos(objetivo: ObjetivoEspecifico) -> Any:
    avances = Prefetch("avances", Avance.objects.order_by("-fecha", "-id"))
    return objetivo.compromisos.order_by("orden", "pk").prefetch_related("actividades", "medios", avances)


def show_compromiso(compromiso: Compromiso, corte: Corte) -> CompromisoAnalizado:
    """Of its progress, the last that was measured up to the corte."""
    avances = [avance for avance in compromiso.avances.all() if avance.fecha <= corte.fecha_medicion]
    return CompromisoAnalizado(
        compromiso.codigo,
        tuple(actividad.texto for actividad in compromiso.actividades.all()),
        tuple(medio.texto for medio in compromiso.medios.all()),
        compromiso.unidad_texto,
        describe_cumple(compromiso),
        avances[0] if avances else None,
    )


def describe_cumple(compromiso: Compromiso) -> str:
    """«Sí, validado», «Declarado: parcial, sin validar»; empty while nobody said."""
    if compromiso.validado:
        return f"{Cumple(compromiso.validado).label}, validado"
    if compromiso.declarado:
        return f"Declarado: {Cumple(compromiso.declarado).label.lower()}, sin validar"
    return ""
