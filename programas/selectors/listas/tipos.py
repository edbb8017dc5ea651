"""What a list is: its columns, what it filters and sorts by, and how its rows are read."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from programas.models import Ejercicio
from programas.selectors.presentacion import EstadoMostrado
from regiones.models import Usuario

Valor = str | int | Decimal | date | datetime | None
# Beyond this a text is folded, with a way to read on.
LARGO = 240
# The order of the form, which is the one that nobody has to ask for: «» in the address, «-» the other way round.
LUGAR = ""


@dataclass(frozen=True, slots=True)
class Filtros:
    """What narrows and sorts a list. An empty field does not; ``orden`` begins with «-» when it descends."""

    texto: str = ""
    territorio: str = ""
    programa: str = ""
    unidad: str = ""
    corte: date | None = None
    estado: str = ""
    orden: str = ""


@dataclass(frozen=True, slots=True)
class Columna:
    """``orden`` is the order that its heading offers; ``None`` where there is none. ``larga`` holds sentences."""

    titulo: str
    orden: str | None = None
    numerica: bool = False
    larga: bool = False


@dataclass(frozen=True, slots=True)
class Celda:
    """What a cell shows; ``valor`` is what it exports when that is not its text. ``archivo`` is a file to open."""

    texto: str
    valor: Valor = None
    estado: EstadoMostrado | None = None
    archivo: int | None = None

    @property
    def exportado(self) -> Valor:
        return self.texto if self.valor is None else self.valor

    @property
    def comienzo(self) -> str:
        """The beginning of a long text, cut between words; empty when it shows whole."""
        if len(self.texto) <= LARGO:
            return ""
        return f"{self.texto[:LARGO].rsplit(maxsplit=1)[0]}…"


@dataclass(frozen=True, slots=True)
class FilaLista:
    """A row and where it leads: ``cut`` and ``fecha`` place it, ``ancla`` is what it hangs from."""

    codigo: str
    cut: str
    celdas: tuple[Celda, ...]
    ancla: str = ""
    fecha: date | None = None


@dataclass(frozen=True, slots=True)
class Estado:
    """A state by which a list is narrowed."""

    nombre: str
    condicion: Q


@dataclass(frozen=True, slots=True)
class Lista:
    """A kind of row. ``programa`` and ``codigo`` are paths; ``por_unidad`` pairs a field of the row with one of
    its commitment. ``texts`` gives what is searched of each row, by its key, and ``read`` shows some of them.
    """

    clave: str
    nombre: str
    cuenta: tuple[str, str]
    columnas: tuple[Columna, ...]
    estados: Mapping[str, Estado]
    ordenes: Mapping[str, tuple[str, tuple[str, ...]]]
    base: tuple[str, ...]
    programa: str
    codigo: str
    por_unidad: tuple[str, str]
    query: Callable[[Ejercicio, Usuario], QuerySet[Any]]
    texts: Callable[[QuerySet[Any]], Iterable[tuple[int, str]]]
    read: Callable[[QuerySet[Any], Mapping[str, str]], dict[int, FilaLista]]
    por_corte: bool = field(default=False)
