"""The tables by which each page lists the rows of the next level and links to them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import Truncator, slugify

LARGO = 160
# A code, a date or a number is read in one piece; a text is not.
LARGO_DE_PIEZA = 40


@dataclass(frozen=True, slots=True)
class Nivel:
    """A table of the rows that hang from a page's row by their field ``padre``.

    ``columnas`` are (heading, what to show of the row); ``conviene`` says whether the page's row has that table;
    ``unico`` that it holds one row at most.
    """

    titulo: str
    modelo: type[Model]
    padre: str
    columnas: tuple[tuple[str, Callable[[Any], Any]], ...]
    agregar: str = ""
    prepare: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda filas: filas
    conviene: Callable[[Any], bool] = lambda fila: True
    unico: bool = False
    limite: int = 100


@dataclass(frozen=True, slots=True)
class CeldaListada:
    valor: Any
    clase: str


@dataclass(frozen=True, slots=True)
class FilaListada:
    url: str
    celdas: tuple[CeldaListada, ...]


@dataclass(frozen=True, slots=True)
class TablaNivel:
    """A table ready for the page: ``agregar_url`` and ``todas_url`` are empty when they do not apply."""

    ancla: str
    titulo: str
    encabezados: tuple[str, ...]
    filas: tuple[FilaListada, ...]
    cuenta: int
    agregar: str
    agregar_url: str
    todas_url: str


def build_tabla(sitio: Any, request: HttpRequest, nivel: Nivel, fila: Model) -> TablaNivel:
    """Read one table: one query for its rows, one more to count them when they do not fit."""
    remoto = sitio._registry[nivel.modelo]
    consulta = nivel.prepare(remoto.get_queryset(request).filter(**{nivel.padre: fila.pk}))
    filas = list(consulta.order_by(*(nivel.modelo._meta.ordering or ["pk"]))[: nivel.limite])
    for hija in filas:
        setattr(hija, nivel.padre, fila)
    cuenta = len(filas) if len(filas) < nivel.limite else consulta.count()
    base = f"admin:{nivel.modelo._meta.app_label}_{nivel.modelo._meta.model_name}"
    puede = nivel.padre == remoto.padre and not (nivel.unico and filas) and remoto.can_add_under(request, fila)
    return TablaNivel(
        ancla=slugify(nivel.titulo),
        titulo=nivel.titulo,
        encabezados=tuple(titulo for titulo, _ in nivel.columnas),
        filas=tuple(
            FilaListada(
                reverse(f"{base}_change", args=[hija.pk]),
                tuple(build_celda(show(hija)) for _, show in nivel.columnas),
            )
            for hija in filas
        ),
        cuenta=cuenta,
        agregar=nivel.agregar,
        agregar_url=f"{reverse(f'{base}_add')}?{nivel.padre}={fila.pk}" if puede else "",
        todas_url=f"{reverse(f'{base}_changelist')}?{nivel.padre}__id__exact={fila.pk}"
        if cuenta > len(filas)
        else "",
    )


def build_celda(valor: Any) -> CeldaListada:
    return CeldaListada(shorten(valor), classify_pieza(str(valor)))


def classify_pieza(texto: str) -> str:
    """The class of what is not to be broken in two: a word, a code, a date, a number."""
    return "" if len(texto) > LARGO_DE_PIEZA or set(texto) & {" ", "\n"} else "en-una-pieza"


def shorten(valor: Any, largo: int = LARGO) -> Any:
    """A long text in one readable piece; anything else as it is."""
    return Truncator(valor).chars(largo) if isinstance(valor, str) else valor
