"""What a sheet of the official form is made of when it is shown: headings, notes, rows, totals."""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class NotaMostrada:
    """A note one tap away from its number. ``id`` is unique in the page."""

    id: str
    numero: int
    texto: str


@dataclass(frozen=True, slots=True)
class Encabezado:
    clave: str
    texto: str
    nota: NotaMostrada | None
    numerica: bool


class Valor(NamedTuple):
    """What a row says in a column: its text, an aside in small print, and over how many rows it stands."""

    texto: str
    aparte: str = ""
    alto: int = 1


@dataclass(frozen=True, slots=True)
class CeldaMostrada:
    """A cell: its lines, an aside in small print, and over how many rows it stands."""

    clave: str
    rotulo: str
    lineas: tuple[str, ...]
    aparte: str = ""
    numerica: bool = False
    filas: int = 1


@dataclass(frozen=True, slots=True)
class FilaMostrada:
    """``encabeza`` is the cell of a row above that stands over this one too: shown where rows become cards."""

    codigo: str
    celdas: tuple[CeldaMostrada, ...]
    encabeza: CeldaMostrada | None = None


@dataclass(frozen=True, slots=True)
class TablaMostrada:
    clave: str
    rotulo: str
    grupos: tuple[tuple[str, int], ...]
    encabezados: tuple[Encabezado, ...]
    filas: tuple[FilaMostrada, ...]
    vacia: str
    aclaracion: str


@dataclass(frozen=True, slots=True)
class TotalMostrado:
    titulo: str
    nota: NotaMostrada
    valor: str
    aparte: str


@dataclass(frozen=True, slots=True)
class HojaMostrada:
    """A sheet of the form. ``total_nacional`` is the heading of the result that is given once, nationally."""

    clave: str
    nombre: str
    titulo: str
    responsable: str
    nota_responsable: NotaMostrada
    tablas: tuple[TablaMostrada, ...]
    totales: tuple[TotalMostrado, ...]
    notas: tuple[NotaMostrada, ...]
