"""The commitments of a year as a list: what each is, who answers for it, where it stands, what proves it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from programas.formulario.columnas import show_peso
from programas.models import Actividad, Compromiso, Ejercicio, Evidencia, MedioVerificacion
from programas.scoring import DIEZMILESIMAS_POR_PUNTO, PESO_MAXIMO, Cumple, Ponderacion, truncate_pct
from programas.selectors.compromiso import show_respuestas
from programas.selectors.listas.tipos import LUGAR, Celda, Columna, Estado, FilaLista, Lista
from programas.selectors.presentacion import NADA, show_pct
from regiones.models import Usuario

# A whole programme, finer than any typed weight: what shares of uniform rows and typed weights are sorted in.
ENTERO = 10**12
TEXTOS = ("codigo", "unidad_texto", "motivo", "objetivo__texto")
DEL_INDICADOR = ("objetivo__indicador__texto", "objetivo__indicador__meta", "objetivo__indicador__resultado")


def query_compromisos(ejercicio: Ejercicio, usuario: Usuario) -> QuerySet[Any]:
    """Those that the user sees, with how many weigh in their programme and how many files prove each."""
    del_programa = Compromiso.objects.filter(objetivo__programa=OuterRef("objetivo__programa")).order_by()
    vigentes = Evidencia.objects.filter(
        compromiso=OuterRef("pk"), retirada_en__isnull=True, reemplazada_por__isnull=True
    ).order_by()
    return (
        Compromiso.objects.visible_to(usuario)
        .filter(objetivo__programa__ejercicio=ejercicio)
        .annotate(
            de_cuantas=Subquery(
                del_programa.values("objetivo__programa").annotate(n=Count("pk")).values("n"),
                output_field=IntegerField(),
            ),
            pruebas=Coalesce(
                Subquery(vigentes.values("compromiso").annotate(n=Count("pk")).values("n")), Value(0)
            ),
        )
        .annotate(
            peso=Case(
                When(
                    objetivo__programa__ponderacion=Ponderacion.UNIFORME,
                    then=Value(ENTERO, BigIntegerField()) / F("de_cuantas"),
                ),
                default=Cast("ponderacion", BigIntegerField()) * Value(ENTERO // PESO_MAXIMO, BigIntegerField()),
                output_field=BigIntegerField(),
            )
        )
    )


def list_textos(consulta: QuerySet[Any]) -> Iterable[tuple[int, str]]:
    """What is searched of each row: its columns, its activities and its means. Three queries."""
    partes: dict[int, list[str]] = defaultdict(list)
    for modelo in (Actividad, MedioVerificacion):
        de_filas = modelo._base_manager.filter(compromiso__in=consulta.order_by().values("pk")).order_by()
        for fila, texto in de_filas.values_list("compromiso_id", "texto"):
            partes[fila].append(texto)
    for pk, *textos in consulta.values_list("pk", *TEXTOS, *DEL_INDICADOR):
        yield pk, "\n".join([*(texto or "" for texto in textos), *partes[pk]])


def read_compromisos(consulta: QuerySet[Any], nombres: Mapping[str, str]) -> dict[int, FilaLista]:
    filas = consulta.select_related("objetivo__programa__region", "objetivo__indicador")
    return {fila.pk: show_fila(fila, nombres) for fila in filas.prefetch_related("actividades")}


def show_fila(fila: Any, nombres: Mapping[str, str]) -> FilaLista:
    objetivo = fila.objetivo
    region = objetivo.programa.region
    indicador = getattr(objetivo, "indicador", None)
    actividades = "\n".join(actividad.texto for actividad in fila.actividades.all())
    estado = show_respuestas(fila.declarado, fila.validado)
    return FilaLista(
        fila.codigo,
        region.cut,
        (
            Celda(fila.codigo),
            Celda(nombres.get(region.cut, region.nombre_corto)),
            Celda(objetivo.programa.tipo),
            Celda(objetivo.texto),
            Celda((indicador.meta if indicador else "") or actividades),
            Celda(fila.unidad_texto),
            show_ponderacion(fila),
            Celda(estado.palabra, estado=estado),
            Celda(str(fila.pruebas), fila.pruebas),
        ),
    )


def show_ponderacion(fila: Any) -> Celda:
    """What the row weighs, as the sheet of its programme shows it: typed, or its share of a uniform one."""
    if fila.objetivo.programa.ponderacion == Ponderacion.UNIFORME:
        parte = Fraction(1, fila.de_cuantas)
        return Celda(show_pct(parte), Decimal(truncate_pct(parte)))
    if fila.ponderacion is None:
        return Celda(NADA, "")
    return Celda(show_peso(fila.ponderacion), Decimal(fila.ponderacion) / DIEZMILESIMAS_POR_PUNTO)


COMPROMISOS = Lista(
    clave="compromisos",
    nombre="Compromisos",
    cuenta=("compromiso", "compromisos"),
    columnas=(
        Columna("Fila", LUGAR),
        Columna("Territorio"),
        Columna("Programa", "programa"),
        Columna("Objetivo específico", larga=True),
        Columna("Meta o actividades", larga=True),
        Columna("Unidad responsable", larga=True),
        Columna("Ponderación (%)", "peso", numerica=True),
        Columna("Estado", "estado"),
        Columna("Evidencias", "evidencias", numerica=True),
    ),
    estados={
        "sin-declarar": Estado("Sin declarar ni validar", Q(declarado="", validado="")),
        "por-validar": Estado("Declarado, sin validar", Q(validado="") & ~Q(declarado="")),
        "si": Estado("Validado «sí»", Q(validado=Cumple.SI.value)),
        "no": Estado("Validado «no»", Q(validado=Cumple.NO.value)),
        "parcial": Estado("Validado «parcial»", Q(validado=Cumple.PARCIAL.value)),
        "distinto": Estado(
            "Validado distinto de lo declarado", ~Q(validado="") & ~Q(declarado="") & ~Q(validado=F("declarado"))
        ),
        "sin-evidencia": Estado("Sin evidencia", Q(pruebas=0)),
    },
    ordenes={
        "programa": ("Programa", ("objetivo__programa__tipo",)),
        "peso": ("Ponderación", ("peso",)),
        "estado": ("Estado", ("validado", "declarado")),
        "evidencias": ("Evidencias", ("pruebas",)),
    },
    base=(
        *("objetivo__programa__region__orden", "objetivo__programa__tipo"),
        *("objetivo__orden", "objetivo_id", "orden", "pk"),
    ),
    programa="objetivo__programa",
    codigo="codigo",
    por_unidad=("pk", "pk"),
    query=query_compromisos,
    texts=list_textos,
    read=read_compromisos,
)
