"""What the national page says besides its figures, in one query: what decides, the cortes, what changed."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.db.models import BigIntegerField, CharField, Count, F, Max, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from programas.models import Compromiso, Corte, Ejercicio, InformeAvance, ObjetivoEspecifico, ProgramaTrabajo
from programas.selectors.criticos import CAMPOS, Programas, query_criticos
from regiones.enums import Acto
from regiones.models import Region, Registro

CRITICO, CORTE, ACTO, RESPUESTA, ANTES = "critico", "corte", "acto", "respuesta", "antes"
# Every part has its name, three numbers and three texts.
NUMEROS, TEXTOS = ("n1", "n2", "n3"), ("t1", "t2", "t3")
DOCUMENTOS = (ProgramaTrabajo._meta.label_lower, InformeAvance._meta.label_lower)
TRAMITES = (Acto.ENVIAR, Acto.APROBAR, Acto.OBSERVAR, Acto.REABRIR)
DEL_SERVICIO = (Acto.ABRIR_CORTE, Acto.CERRAR_CORTE, Acto.CAMBIAR_ETAPA, Acto.CERRAR)

Fila = tuple[Any, ...]


def load_panorama(ejercicio: Ejercicio, programas: Programas, desde: date) -> dict[str, list[Fila]]:
    """The rows of each part, whatever the size of the year: one query."""
    partes = [
        shape_parte(
            CORTE, query_cortes(ejercicio), ("pk", "escritos", "objetivos"), ("medicion", "limite", "estado")
        ),
        shape_parte(ANTES, query_antes(), (), ("cut", "antes_en__cut")),
        shape_parte(ACTO, query_actos(ejercicio, desde), ("region", "ultimo"), ("acto", "codigo")),
        shape_parte(RESPUESTA, query_respuestas(ejercicio, desde), ("region", "cuantas"), ("valida",)),
    ]
    if (criticos := query_criticos(programas)) is not None:
        partes.append(shape_parte(CRITICO, criticos, CAMPOS[:3], CAMPOS[3:]))
    filas: dict[str, list[Fila]] = {CRITICO: [], CORTE: [], ANTES: [], ACTO: [], RESPUESTA: []}
    for parte, *valores in partes[0].union(*partes[1:], all=True):
        filas[parte].append(tuple(valores))
    return filas


def shape_parte(
    parte: str, consulta: QuerySet[Any, Any], numeros: Iterable[str], textos: Iterable[str]
) -> QuerySet[Any, Any]:
    """A query in the columns that all parts share; those that it does not fill are null."""
    campos = {
        **{nombre: Cast(Value(None), BigIntegerField()) for nombre in NUMEROS},
        **{nombre: Cast(Value(None), TextField()) for nombre in TEXTOS},
        **{nombre: Cast(F(campo), BigIntegerField()) for nombre, campo in zip(NUMEROS, numeros, strict=False)},
        **{nombre: Cast(F(campo), TextField()) for nombre, campo in zip(TEXTOS, textos, strict=False)},
    }
    return consulta.annotate(parte=Value(parte, CharField()), **campos).values_list("parte", *NUMEROS, *TEXTOS)


def query_cortes(ejercicio: Ejercicio) -> QuerySet[Corte]:
    """The cortes, with the objectives of the year and how many have their analysis."""
    objetivos = (
        ObjetivoEspecifico.objects.filter(programa__ejercicio=ejercicio)
        .order_by()
        .values("programa__ejercicio")
        .annotate(cuenta=Count("pk"))
        .values("cuenta")
    )
    con_texto = Q(analisis__objetivo__isnull=False) & ~Q(analisis__avance_efectivo="")
    return (
        Corte.objects.filter(ejercicio=ejercicio)
        .order_by()
        .annotate(
            escritos=Count("analisis", filter=con_texto),
            objetivos=Subquery(objetivos),
            medicion=F("fecha_medicion"),
            limite=F("plazo"),
        )
    )


def query_antes() -> QuerySet[Region]:
    """The regions that once were part of another."""
    return Region.objects.filter(antes_en__isnull=False).order_by()


def query_registros(ejercicio: Ejercicio, desde: date) -> QuerySet[Registro]:
    """The record of the year from the first moment of that day, as Chile counts it."""
    inicio = timezone.make_aware(datetime.combine(desde, time.min))
    return Registro.objects.filter(
        servicio=ejercicio.servicio_id, anio=ejercicio.anio, momento__gte=inicio
    ).order_by()


def query_actos(ejercicio: Ejercicio, desde: date) -> QuerySet[Registro, Any]:
    """Each official act on a document or on the year, once: when it was last done, as its place in the record."""
    return (
        query_registros(ejercicio, desde)
        .filter(Q(clase__in=DOCUMENTOS, acto__in=TRAMITES) | Q(acto__in=DEL_SERVICIO))
        .values("region", "acto", "codigo")
        .annotate(ultimo=Max("pk"))
    )


def query_respuestas(ejercicio: Ejercicio, desde: date) -> QuerySet[Registro, Any]:
    """How many official answers each territory was given, by answer: a blank one was taken back."""

    def read(lado: str) -> Coalesce:
        return Coalesce(KeyTextTransform("validado", lado), Value(""), output_field=TextField())

    return (
        query_registros(ejercicio, desde)
        .filter(clase=Compromiso._meta.label_lower, acto=Acto.VALIDAR, despues__has_key="validado")
        .annotate(valia=read("antes"), valida=read("despues"))
        .exclude(valia=F("valida"))
        .values("region", "valida")
        .annotate(cuantas=Count("pk"))
    )
