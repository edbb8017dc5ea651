"""The analyses of progress of a year as a list: what each says at its corte, and where its report stands."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from programas.enums import EstadoPrograma
from programas.formulario.lectores import show_recomendaciones
from programas.models import AnalisisAvance, Ejercicio, InformeAvance
from programas.selectors.listas.tipos import LUGAR, Celda, Columna, Estado, FilaLista, Lista
from programas.selectors.revisiones import TRAMITES
from regiones.models import Usuario

TEXTOS = (
    *("codigo", "objetivo__texto", "objetivo_texto"),
    *("avance_efectivo", "avance_medidas", "recomendaciones", "responsable"),
)
SIN_RECOMENDAR = Q(recomendaciones="") | Q(sin_recomendaciones=True)


def query_analisis(ejercicio: Ejercicio, usuario: Usuario) -> QuerySet[Any]:
    """Those that the user sees, each with the state of the report that it is part of."""
    informes = InformeAvance.objects.filter(corte=OuterRef("corte"), region=OuterRef("programa__region"))
    return (
        AnalisisAvance.objects.visible_to(usuario)
        .filter(programa__ejercicio=ejercicio)
        .annotate(informe=Subquery(informes.values("estado")[:1]))
    )


def list_textos(consulta: QuerySet[Any]) -> Iterable[tuple[int, str]]:
    for pk, *textos in consulta.values_list("pk", *TEXTOS):
        yield pk, "\n".join(texto or "" for texto in textos)


def read_analisis(consulta: QuerySet[Any], nombres: Mapping[str, str]) -> dict[int, FilaLista]:
    filas = consulta.select_related("programa__region", "objetivo", "corte")
    return {fila.pk: show_fila(fila, nombres) for fila in filas}


def show_fila(fila: Any, nombres: Mapping[str, str]) -> FilaLista:
    region, medicion = fila.programa.region, fila.corte.fecha_medicion
    informe = TRAMITES[EstadoPrograma(fila.informe or EstadoPrograma.BORRADOR)]
    return FilaLista(
        fila.codigo,
        region.cut,
        (
            Celda(fila.codigo),
            Celda(f"{medicion:%d-%m-%Y}", medicion),
            Celda(nombres.get(region.cut, region.nombre_corto)),
            Celda(fila.programa.tipo),
            Celda(informe.palabra, estado=informe),
            Celda(fila.objetivo.texto if fila.objetivo else fila.objetivo_texto),
            Celda(fila.avance_efectivo),
            Celda(fila.avance_medidas),
            Celda(show_recomendaciones(fila.recomendaciones, fila.sin_recomendaciones)),
            Celda(fila.responsable),
        ),
        fila.objetivo.codigo if fila.objetivo else "",
        medicion,
    )


def match_informe(estado: EstadoPrograma) -> Q:
    """A report that nobody has touched is a draft."""
    propio = Q(informe=estado.value)
    return propio | Q(informe__isnull=True) if estado is EstadoPrograma.BORRADOR else propio


ANALISIS = Lista(
    clave="analisis",
    nombre="Análisis del avance",
    cuenta=("análisis", "análisis"),
    columnas=(
        Columna("Análisis", LUGAR),
        Columna("Corte", "corte"),
        Columna("Territorio"),
        Columna("Programa", "programa"),
        Columna("Informe"),
        Columna("Objetivo específico", larga=True),
        Columna("Avance efectivo", larga=True),
        Columna("Medidas de la autoridad", larga=True),
        Columna("Recomendaciones", larga=True),
        Columna("Responsable", larga=True),
    ),
    estados={
        **{
            f"informe-{estado.value.lower()}": Estado(
                f"Informe: {TRAMITES[estado].palabra.lower()}", match_informe(estado)
            )
            for estado in EstadoPrograma
        },
        "con-recomendaciones": Estado("Con recomendaciones", ~SIN_RECOMENDAR),
        "sin-responsable": Estado("Recomienda sin responsable (V12)", ~SIN_RECOMENDAR & Q(responsable="")),
        "sin-enlazar": Estado("Sin objetivo enlazado (V14)", Q(objetivo__isnull=True)),
    },
    ordenes={
        "corte": ("Corte", ("corte__fecha_medicion",)),
        "programa": ("Programa", ("programa__tipo",)),
    },
    base=(
        *("programa__region__orden", "programa__tipo", "objetivo__orden", "objetivo_id"),
        *("corte__fecha_medicion", "orden", "pk"),
    ),
    programa="programa",
    codigo="codigo",
    por_unidad=("objetivo", "objetivo"),
    query=query_analisis,
    texts=list_textos,
    read=read_analisis,
    por_corte=True,
)
