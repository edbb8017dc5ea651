"""The reviewer's queue: programmes and reports of the year, first what decides the result, then the oldest."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from programas import permissions
from programas.enums import Asunto, Decision, EstadoPrograma
from programas.models import (
    AnalisisAvance,
    Ejercicio,
    Envio,
    InformeAvance,
    Observacion,
    RevisionFila,
)
from programas.scoring import Estado
from programas.selectors.congelado import freeze_nombres, load_nombres
from programas.selectors.criticos import load_criticos
from programas.selectors.documentos import Documento, get_hoja
from programas.selectors.presentacion import EstadoMostrado, show_cantidad
from programas.selectors.resultados import evaluate_ejercicio
from programas.selectors.revisiones import TRAMITES
from regiones.models import Usuario

Clave = tuple[str | int, int | None]


@dataclass(frozen=True, slots=True)
class Filtro:
    """What of the queue is asked for; empty is everything."""

    estado: str = EstadoPrograma.ENVIADO
    territorio: str = ""
    tipo: str = ""
    decide: bool = False


@dataclass(frozen=True, slots=True)
class EnCola:
    """A programme in the queue, or the report of a ``corte``.

    ``cambiadas`` counts the rows that differ from the previous submission.
    """

    cut: str
    territorio: str
    tipo: str
    corte: date | None
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
    """The sentence of the queue and what of it passes the filter: a fixed number of queries.

    The caller has checked that the user sees the whole service.
    """
    programas = ejercicio.programas.select_related("region")
    informes = InformeAvance.objects.filter(corte__ejercicio=ejercicio).select_related("corte", "region")
    documentos: list[Documento] = [*programas, *informes.order_by("corte__fecha_medicion", "region__orden")]
    freeze_nombres(ejercicio, [documento.region for documento in documentos])
    deciden = list_decisivos(ejercicio)
    envios = load_ultimos(ejercicio)
    aprobadas = count_por_envio([pares[0].pk for pares in envios.values()])
    abiertas = count_abiertas(ejercicio) + count_en_informes(ejercicio)
    propios = {
        *((codigo, None) for codigo in permissions.list_propios(usuario, ejercicio)),
        *permissions.list_informes_propios(usuario, ejercicio),
    }
    filas = []
    for documento in documentos:
        clave = identify(documento)
        filas.append(
            show_documento(
                documento,
                envios.get(clave, []),
                aprobadas=aprobadas,
                abiertas=abiertas[clave],
                decide=(documento.region.cut, get_hoja(documento)) in deciden,
                es_propio=clave in propios,
            )
        )
    por_revisar = TRAMITES[EstadoPrograma.ENVIADO]
    enviadas = [fila for fila in filas if fila.estado is por_revisar]
    pasan = [fila for fila in filas if passes(fila, filtro)]
    # What was never sent has no date: it goes last.
    pasan.sort(key=lambda f: (not f.decide, f.enviado_en is None, f.enviado_en.timestamp() if f.enviado_en else 0))
    return describe_cola(enviadas), tuple(pasan)


def identify(documento: Documento) -> Clave:
    """A programme by its code; a report, by its corte and territory, as its analyses name it."""
    if isinstance(documento, InformeAvance):
        return documento.corte_id, documento.region_id
    return documento.codigo, None


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


def load_ultimos(ejercicio: Ejercicio) -> dict[Clave, list[Envio]]:
    """The last submission of each document, and the one before when there is one."""
    ultimos: dict[Clave, list[Envio]] = defaultdict(list)
    envios = Envio.objects.filter(Q(programa__ejercicio=ejercicio) | Q(informe__corte__ejercicio=ejercicio))
    for envio in envios.select_related("programa", "informe").order_by("-numero"):
        clave = identify(envio.documento)
        if len(ultimos[clave]) < 2:
            ultimos[clave].append(envio)
    return ultimos


def count_por_envio(envio_ids: list[int]) -> Counter[int]:
    """How many rows of each submission are approved."""
    revisiones = RevisionFila.objects.filter(envio__in=envio_ids, decision=Decision.APROBADA)
    return Counter(dict(revisiones.values_list("envio").annotate(cuantas=Count("pk"))))


def count_abiertas(ejercicio: Ejercicio) -> Counter[Clave]:
    """The open remarks of each programme: those on its analyses are of their report."""
    abiertas = query_abiertas(ejercicio).exclude(asunto=Asunto.ANALISIS)
    return Counter((codigo, None) for codigo in abiertas.values_list("programa__codigo", flat=True))


def count_en_informes(ejercicio: Ejercicio) -> Counter[Clave]:
    """The open remarks of each report."""
    abiertas = query_abiertas(ejercicio).filter(
        asunto=Asunto.ANALISIS, programa=OuterRef("programa"), fila=OuterRef("codigo")
    )
    cuantas = abiertas.values("fila").annotate(cuantas=Count("pk")).values("cuantas")
    analisis = AnalisisAvance.objects.filter(corte__ejercicio=ejercicio).annotate(cuantas=Subquery(cuantas))
    totales: Counter[Clave] = Counter()
    for corte_id, region_id, total in (
        analisis.filter(cuantas__gt=0).order_by().values_list("corte_id", "programa__region_id", "cuantas")
    ):
        totales[corte_id, region_id] += total
    return totales


def query_abiertas(ejercicio: Ejercicio) -> QuerySet[Observacion]:
    return Observacion.objects.filter(programa__ejercicio=ejercicio, resuelta_en__isnull=True).order_by()


def show_documento(
    documento: Documento,
    envios: list[Envio],
    *,
    aprobadas: Counter[int],
    abiertas: int,
    decide: bool,
    es_propio: bool,
) -> EnCola:
    ultimo = envios[0] if envios else None
    return EnCola(
        documento.region.cut,
        documento.region.nombre_corto,
        get_hoja(documento),
        documento.corte.fecha_medicion if isinstance(documento, InformeAvance) else None,
        TRAMITES[EstadoPrograma(documento.estado)],
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
        return "No hay nada por revisar."
    deciden = sum(1 for fila in enviadas if fila.decide)
    informes = sum(1 for fila in enviadas if fila.corte)
    partes = [
        show_cantidad(cuantos, uno, varios)
        for cuantos, uno, varios in (
            (len(enviadas) - informes, "programa", "programas"),
            (informes, "informe", "informes"),
        )
        if cuantos
    ]
    por_revisar = f"{' y '.join(partes)} por revisar"
    if informes == len(enviadas):
        return f"{por_revisar}."
    verbo = show_cantidad(deciden, "decide", "deciden") if deciden else "ninguno decide"
    return f"{por_revisar}; {verbo} el resultado."
