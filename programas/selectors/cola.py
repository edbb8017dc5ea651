"""The queue of the reviewer: every programme of the year, first what decides the result, then the oldest."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from programas import permissions
from programas.enums import Decision, EstadoPrograma
from programas.models import Ejercicio, Envio, Observacion, ProgramaTrabajo, RevisionFila
from programas.scoring import Estado
from programas.selectors.congelado import freeze_nombres, load_nombres
from programas.selectors.criticos import load_criticos
from programas.selectors.presentacion import EstadoMostrado, show_cantidad
from programas.selectors.resultados import evaluate_ejercicio
from programas.selectors.revisiones import TRAMITES
from regiones.models import Usuario


@dataclass(frozen=True, slots=True)
class Filtro:
    """What of the queue is asked for; empty is everything."""

    estado: str = EstadoPrograma.ENVIADO
    territorio: str = ""
    tipo: str = ""
    decide: bool = False


@dataclass(frozen=True, slots=True)
class EnCola:
    """A programme in the queue. ``cambiadas`` counts the rows that differ from the previous submission."""

    cut: str
    territorio: str
    tipo: str
    estado: EstadoMostrado
    numero: int
    enviado_en: datetime | None
    filas: int
    aprobadas: int
    cambiadas: int
    abiertas: int
    decide: bool
    es_propio: bool


def load_territorios(ejercicio: Ejercicio) -> tuple[tuple[str, str], ...]:
    """The territories that have programmes, by code and name: what the filter offers."""
    filas = ejercicio.programas.order_by("region__orden").values_list("region__cut", "region__nombre_corto")
    nombres = load_nombres(ejercicio)
    return tuple((cut, nombres.get(cut, nombre)) for cut, nombre in dict.fromkeys(filas))


def load_cola(ejercicio: Ejercicio, usuario: Usuario, filtro: Filtro) -> tuple[str, tuple[EnCola, ...]]:
    """The sentence of the queue and its programmes that pass the filter: a fixed number of queries.

    The caller has checked that the user sees the whole service.
    """
    programas = list(ejercicio.programas.select_related("region"))
    freeze_nombres(ejercicio, [programa.region for programa in programas])
    ids = [programa.pk for programa in programas]
    deciden = list_decisivos(ejercicio)
    envios = load_ultimos(ids)
    aprobadas = count_por_envio([pares[0].pk for pares in envios.values()])
    abiertas = count_abiertas(ids)
    propios = permissions.list_propios(usuario, ejercicio)
    filas = [
        show_programa(
            programa,
            envios.get(programa.pk, []),
            aprobadas=aprobadas,
            abiertas=abiertas[programa.pk],
            decide=(programa.region.cut, programa.tipo) in deciden,
            es_propio=programa.codigo in propios,
        )
        for programa in programas
    ]
    por_revisar = TRAMITES[EstadoPrograma.ENVIADO]
    enviadas = [fila for fila in filas if fila.estado is por_revisar]
    pasan = [fila for fila in filas if passes(fila, filtro)]
    # What was never sent has no date: it goes last.
    pasan.sort(key=lambda f: (not f.decide, f.enviado_en is None, f.enviado_en.timestamp() if f.enviado_en else 0))
    return describe_cola(enviadas), tuple(pasan)


def list_decisivos(ejercicio: Ejercicio) -> set[tuple[str, str]]:
    """The programmes on which the result hangs: a single row loses them, or they lack weights."""
    territorios = evaluate_ejercicio(ejercicio).territorios
    deciden = {(critico.cut, critico.tipo) for critico in load_criticos(territorios, ejercicio)}
    return deciden | {
        (territorio.cut, tipo)
        for territorio in territorios
        if territorio.cuenta
        for tipo, programa in territorio.programas.items()
        if programa.resultado.estado is Estado.SIN_PONDERACION
    }


def load_ultimos(programa_ids: list[int]) -> dict[int, list[Envio]]:
    """The last submission of each programme, and the one before when there is one."""
    ultimos: dict[int, list[Envio]] = defaultdict(list)
    envios = Envio.objects.filter(programa__in=programa_ids)
    for envio in envios.order_by("programa_id", "-numero"):
        if len(ultimos[envio.programa_id]) < 2:
            ultimos[envio.programa_id].append(envio)
    return ultimos


def count_por_envio(envio_ids: list[int]) -> Counter[int]:
    """How many rows of each submission are approved."""
    revisiones = RevisionFila.objects.filter(envio__in=envio_ids, decision=Decision.APROBADA)
    return Counter(dict(revisiones.values_list("envio").annotate(cuantas=Count("pk"))))


def count_abiertas(programa_ids: list[int]) -> Counter[int]:
    abiertas = Observacion.objects.filter(programa__in=programa_ids, resuelta_en__isnull=True).order_by()
    return Counter(dict(abiertas.values_list("programa").annotate(cuantas=Count("pk"))))


def show_programa(
    programa: ProgramaTrabajo,
    envios: list[Envio],
    *,
    aprobadas: Counter[int],
    abiertas: int,
    decide: bool,
    es_propio: bool,
) -> EnCola:
    ultimo = envios[0] if envios else None
    return EnCola(
        programa.region.cut,
        programa.region.nombre_corto,
        programa.tipo,
        TRAMITES[EstadoPrograma(programa.estado)],
        ultimo.numero if ultimo else 0,
        ultimo.enviado_en if ultimo else None,
        len(ultimo.contenido) if ultimo else 0,
        aprobadas[ultimo.pk] if ultimo else 0,
        count_cambiadas(envios),
        abiertas,
        decide,
        es_propio,
    )


def count_cambiadas(envios: list[Envio]) -> int:
    """Rows of the last submission that the one before did not have, or had otherwise; and those it lost."""
    if len(envios) < 2:
        return 0
    actual, previo = envios[0].contenido, envios[1].contenido
    return sum(1 for codigo in {*actual, *previo} if actual.get(codigo) != previo.get(codigo))


def passes(fila: EnCola, filtro: Filtro) -> bool:
    return (
        (not filtro.estado or fila.estado is TRAMITES[EstadoPrograma(filtro.estado)])
        and (not filtro.territorio or fila.cut == filtro.territorio)
        and (not filtro.tipo or fila.tipo == filtro.tipo)
        and (not filtro.decide or fila.decide)
    )


def describe_cola(enviadas: list[EnCola]) -> str:
    """«7 programas por revisar; 2 deciden el resultado.»."""
    if not enviadas:
        return "No hay programas por revisar."
    deciden = sum(1 for fila in enviadas if fila.decide)
    programas = show_cantidad(len(enviadas), "programa", "programas")
    verbo = show_cantidad(deciden, "decide", "deciden") if deciden else "ninguno decide"
    return f"{programas} por revisar; {verbo} el resultado."
