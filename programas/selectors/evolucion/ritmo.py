"""Progress entries against what a year that advances evenly would have by their date."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from programas.models import Avance, Compromiso, Ejercicio
from programas.selectors.presentacion import show_pct
from regiones.models import Region, Usuario


@dataclass(frozen=True, slots=True)
class FilaMedida:
    """A row still to be validated, as it was last measured. ``diferencia`` is in shares of 1; below 0, behind."""

    codigo: str
    region: int
    objetivo: str
    fecha: date | None
    avance: str
    esperado: str
    diferencia: Fraction | None

    @property
    def atrasada(self) -> bool:
        return self.diferencia is not None and self.diferencia < 0

    @property
    def distancia(self) -> str:
        """«12,30 % bajo lo esperado»."""
        if self.diferencia is None:
            return ""
        return f"{show_pct(abs(self.diferencia))} {'bajo' if self.diferencia < 0 else 'sobre'} lo esperado"


@dataclass(frozen=True, slots=True)
class RitmoTerritorio:
    """How many of a territory's pending rows go at pace, behind it, or were never measured."""

    cut: str
    nombre: str
    pendientes: int
    al_dia: int
    atrasadas: int
    sin_medir: int


def expect_avance(dia: date) -> Fraction:
    """The share of its year that a day ends: what is expected then of a commitment that advances evenly."""
    ultimo = date(dia.year, 12, 31).timetuple().tm_yday
    return Fraction(dia.timetuple().tm_yday, ultimo)


def load_filas_medidas(ejercicio: Ejercicio, usuario: Usuario, region: Region | None) -> list[FilaMedida]:
    """The rows without official answer that the user sees, in the order of the form: two queries."""
    filas = Compromiso.objects.visible_to(usuario).filter(objetivo__programa__ejercicio=ejercicio, validado="")
    medidos = Avance.objects.visible_to(usuario).filter(
        compromiso__objetivo__programa__ejercicio=ejercicio, valor__isnull=False
    )
    if region is not None:
        filas = filas.filter(objetivo__programa__region=region)
        medidos = medidos.filter(compromiso__objetivo__programa__region=region)
    ultimos = {
        compromiso: (fecha, Fraction(valor or 0) / 100)
        for compromiso, fecha, valor in medidos.order_by("fecha", "pk").values_list("compromiso", "fecha", "valor")
    }
    orden = ("objetivo__programa__region__orden", "objetivo__programa__tipo", "objetivo__orden", "orden", "pk")
    return [
        show_fila(codigo, region_id, objetivo, ultimos.get(pk))
        for pk, codigo, region_id, objetivo in filas.order_by(*orden).values_list(
            "pk", "codigo", "objetivo__programa__region", "objetivo__texto"
        )
    ]


def show_fila(codigo: str, region: int, objetivo: str, ultimo: tuple[date, Fraction] | None) -> FilaMedida:
    if ultimo is None:
        return FilaMedida(codigo, region, objetivo, None, "", "", None)
    fecha, avance = ultimo
    esperado = expect_avance(fecha)
    return FilaMedida(codigo, region, objetivo, fecha, show_pct(avance), show_pct(esperado), avance - esperado)


def sort_atrasadas(filas: Sequence[FilaMedida]) -> list[FilaMedida]:
    """The furthest behind first; those never measured last."""
    return sorted(filas, key=lambda fila: (fila.diferencia is None, fila.diferencia or 0))


def count_ritmo(filas: Sequence[FilaMedida], regiones: dict[int, tuple[str, str]]) -> tuple[RitmoTerritorio, ...]:
    """By territory, in the order of the year; those without pending rows are left out."""
    por_region: dict[int, list[FilaMedida]] = defaultdict(list)
    for fila in filas:
        por_region[fila.region].append(fila)
    return tuple(
        RitmoTerritorio(
            cut,
            nombre,
            len(suyas),
            sum(1 for fila in suyas if fila.diferencia is not None and not fila.atrasada),
            sum(1 for fila in suyas if fila.atrasada),
            sum(1 for fila in suyas if fila.diferencia is None),
        )
        for pk, (cut, nombre) in regiones.items()
        if (suyas := por_region[pk])
    )
