"""The page of the quality of reporting: counted by territory, or every finding of one."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from programas.models import Ejercicio
from programas.selectors.calidad.analisis import check_analisis, find_cortes, load_analisis
from programas.selectors.calidad.dificultades import MOSTRADAS
from programas.selectors.calidad.filas import check_avances, check_evidencias, check_metas
from programas.selectors.calidad.tipos import Falta, HallazgoCalidad
from programas.selectors.congelado import load_nombres
from programas.selectors.presentacion import show_cantidad
from regiones.models import Region, Usuario


@dataclass(frozen=True, slots=True)
class FilaCalidad:
    """How many findings of each kind a territory has, in the order of ``Falta``."""

    cut: str
    nombre: str
    total: int
    cuentas: tuple[tuple[Falta, int], ...]


@dataclass(frozen=True, slots=True)
class GrupoCalidad:
    falta: Falta
    hallazgos: tuple[HallazgoCalidad, ...]


@dataclass(frozen=True, slots=True)
class PaginaCalidad:
    """``corte`` is the one whose analyses were read, ``anterior`` the one they were compared with."""

    frase: str
    faltas: tuple[Falta, ...]
    filas: tuple[FilaCalidad, ...]
    grupos: tuple[GrupoCalidad, ...]
    corte: date | None
    anterior: date | None
    palabras: tuple[str, ...]


def load_calidad(ejercicio: Ejercicio, usuario: Usuario, region: Region | None) -> PaginaCalidad:
    """Review everything; of one territory when it is given, but compared with all: a fixed number of queries."""
    cortes = find_cortes(ejercicio, usuario)
    hallazgos = [
        *check_analisis(cortes, load_analisis(cortes, usuario)),
        *check_metas(ejercicio, usuario),
        *check_avances(ejercicio, usuario, timezone.localdate()),
        *check_evidencias(ejercicio, usuario),
    ]
    if region is not None:
        hallazgos = [hallazgo for hallazgo in hallazgos if hallazgo.region == region.pk]
    filas = count_filas(ejercicio, hallazgos)
    return PaginaCalidad(
        describe_calidad(hallazgos, filas, region),
        tuple(Falta),
        filas,
        group_hallazgos(hallazgos) if region is not None else (),
        cortes[0].fecha_medicion if cortes else None,
        cortes[1].fecha_medicion if len(cortes) > 1 else None,
        MOSTRADAS,
    )


def count_filas(ejercicio: Ejercicio, hallazgos: Iterable[HallazgoCalidad]) -> tuple[FilaCalidad, ...]:
    """By territory with programmes, north to south, also those without findings: two queries."""
    cuentas: dict[int, Counter[Falta]] = defaultdict(Counter)
    for hallazgo in hallazgos:
        cuentas[hallazgo.region][hallazgo.falta] += 1
    nombres = load_nombres(ejercicio)
    regiones = Region.objects.filter(pk__in=ejercicio.programas.values("region")).order_by("orden")
    return tuple(
        FilaCalidad(
            cut,
            nombres.get(cut, nombre),
            cuentas[pk].total(),
            tuple((falta, cuentas[pk][falta]) for falta in Falta),
        )
        for pk, cut, nombre in regiones.values_list("pk", "cut", "nombre_corto")
    )


def group_hallazgos(hallazgos: Iterable[HallazgoCalidad]) -> tuple[GrupoCalidad, ...]:
    por_falta: dict[Falta, list[HallazgoCalidad]] = defaultdict(list)
    for hallazgo in hallazgos:
        por_falta[hallazgo.falta].append(hallazgo)
    return tuple(GrupoCalidad(falta, tuple(por_falta[falta])) for falta in Falta if por_falta[falta])


def describe_calidad(
    hallazgos: list[HallazgoCalidad], filas: tuple[FilaCalidad, ...], region: Region | None
) -> str:
    """«123 hallazgos en 14 de 16 territorios; lo que más se repite, «Copia de otra fila» (80).»."""
    if not hallazgos:
        return "Nada que observar en la calidad de lo informado."
    falta, veces = Counter(hallazgo.falta for hallazgo in hallazgos).most_common(1)[0]
    frase = show_cantidad(len(hallazgos), "hallazgo", "hallazgos")
    if region is None:
        con = sum(1 for fila in filas if fila.total)
        frase += f" en {con} de {show_cantidad(len(filas), 'territorio', 'territorios')}"
    return f"{frase}; lo que más se repite, «{falta.nombre}» ({veces})."
