"""The evidence of a year as a list: every file, also those that no longer count, and what it proves."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from programas.models import Ejercicio, Evidencia
from programas.selectors.listas.tipos import LUGAR, Celda, Columna, Estado, FilaLista, Lista
from programas.selectors.presentacion import EstadoMostrado
from regiones.models import Usuario

VIGENTE = EstadoMostrado("Vigente", "✓", "ok")
REEMPLAZADA = EstadoMostrado("Reemplazada", "–", "sc")
RETIRADA = EstadoMostrado("Retirada", "✕", "no")
FILA = "compromiso__objetivo"
TEXTOS = ("compromiso__codigo", "nombre", "descripcion", "medio__texto", f"{FILA}__texto", "subida_por__username")


def query_evidencias(ejercicio: Ejercicio, usuario: Usuario) -> QuerySet[Any]:
    return Evidencia.objects.visible_to(usuario).filter(compromiso__objetivo__programa__ejercicio=ejercicio)


def list_textos(consulta: QuerySet[Any]) -> Iterable[tuple[int, str]]:
    for pk, *textos in consulta.values_list("pk", *TEXTOS):
        yield pk, "\n".join(texto or "" for texto in textos)


def read_evidencias(consulta: QuerySet[Any], nombres: Mapping[str, str]) -> dict[int, FilaLista]:
    filas = consulta.select_related(
        "compromiso__objetivo__programa__region", "medio", "subida_por", "reemplazada_por"
    )
    return {fila.pk: show_fila(fila, nombres) for fila in filas}


def show_fila(fila: Any, nombres: Mapping[str, str]) -> FilaLista:
    programa = fila.compromiso.objetivo.programa
    estado = find_estado(fila)
    subida = localtime(fila.subida_en)
    return FilaLista(
        fila.compromiso.codigo,
        programa.region.cut,
        (
            Celda(fila.compromiso.codigo),
            Celda(nombres.get(programa.region.cut, programa.region.nombre_corto)),
            Celda(programa.tipo),
            Celda(fila.nombre, archivo=fila.pk),
            Celda(fila.descripcion),
            Celda(fila.medio.texto if fila.medio else "De la fila en general"),
            Celda(f"{fila.fecha_documento:%d-%m-%Y}", fila.fecha_documento),
            Celda(str(fila.subida_por)),
            Celda(f"{subida:%d-%m-%Y %H:%M}", subida.replace(tzinfo=None)),
            Celda(estado.palabra, estado=estado),
        ),
    )


def find_estado(fila: Any) -> EstadoMostrado:
    if fila.retirada_en:
        return RETIRADA
    return REEMPLAZADA if getattr(fila, "reemplazada_por", None) else VIGENTE


EVIDENCIAS = Lista(
    clave="evidencias",
    nombre="Evidencias",
    cuenta=("evidencia", "evidencias"),
    columnas=(
        Columna("Fila", LUGAR),
        Columna("Territorio"),
        Columna("Programa", "programa"),
        Columna("Documento", larga=True),
        Columna("Descripción", larga=True),
        Columna("Medio de verificación", larga=True),
        Columna("Fecha del documento", "fecha"),
        Columna("Quién la subió"),
        Columna("Cuándo", "subida"),
        Columna("Estado"),
    ),
    estados={
        "vigente": Estado("Vigente", Q(retirada_en__isnull=True, reemplazada_por__isnull=True)),
        "reemplazada": Estado(
            "Reemplazada por otra versión", Q(retirada_en__isnull=True, reemplazada_por__isnull=False)
        ),
        "retirada": Estado("Retirada", Q(retirada_en__isnull=False)),
    },
    ordenes={
        "programa": ("Programa", (f"{FILA}__programa__tipo",)),
        "fecha": ("Fecha del documento", ("fecha_documento",)),
        "subida": ("Cuándo se subió", ("subida_en",)),
    },
    base=(
        *(f"{FILA}__programa__region__orden", f"{FILA}__programa__tipo", f"{FILA}__orden"),
        *(f"{FILA}_id", "compromiso__orden", "compromiso_id", "subida_en", "pk"),
    ),
    programa=f"{FILA}__programa",
    codigo="compromiso__codigo",
    por_unidad=("compromiso", "pk"),
    query=query_evidencias,
    texts=list_textos,
    read=read_evidencias,
)
