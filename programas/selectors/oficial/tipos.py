"""What an official document is made of, whatever the format that draws it: all of it already text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from programas.enums import EtapaDatos

# About a third of a page, in lines of as many letters as the width of each column.
LINEAS_DE_BREVE = 20


@dataclass(frozen=True, slots=True)
class ColumnaOficial:
    """A heading with its note. ``ancho`` is relative to the others; ``alineacion`` is left, center or right."""

    titulo: str
    ancho: int
    alineacion: str


@dataclass(frozen=True, slots=True)
class CeldaOficial:
    """A text over ``alto`` rows, in the column of that number."""

    columna: int
    texto: str
    alto: int = 1


@dataclass(frozen=True, slots=True)
class FilaDeCeldas:
    """A row of a table, without the cells that hang from a row above. A short one is not cut between pages."""

    celdas: tuple[CeldaOficial, ...]
    breve: bool


def build_fila(celdas: Iterable[CeldaOficial], columnas: Sequence[ColumnaOficial]) -> FilaDeCeldas:
    propias = tuple(celdas)
    lineas = (count_lineas(celda.texto, columnas[celda.columna].ancho) for celda in propias)
    return FilaDeCeldas(propias, max(lineas, default=1) <= LINEAS_DE_BREVE)


def count_lineas(texto: str, ancho: int) -> int:
    return sum(1 + len(linea) // ancho for linea in texto.split("\n"))


@dataclass(frozen=True, slots=True)
class TablaOficial:
    """``bandas`` are the titles over the headings, each over some columns; ``vacia`` is said of no rows."""

    clave: str
    bandas: tuple[tuple[str, int], ...]
    columnas: tuple[ColumnaOficial, ...]
    filas: tuple[FilaDeCeldas, ...]
    vacia: str


@dataclass(frozen=True, slots=True)
class TotalOficial:
    titulo: str
    estado: str
    cifra: str = ""


@dataclass(frozen=True, slots=True)
class ParteOficial:
    """A sheet of one territory: who it is of, at which date, its tables and its totals."""

    territorio: str
    datos: tuple[tuple[str, str], ...]
    tablas: tuple[TablaOficial, ...]
    totales: tuple[TotalOficial, ...]


@dataclass(frozen=True, slots=True)
class HojaOficial:
    """A sheet, territory by territory; ``nacional`` are the results given once, after the last (note 12)."""

    clave: str
    nombre: str
    titulo: str
    partes: tuple[ParteOficial, ...]
    nacional: tuple[TotalOficial, ...]
    notas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Caratula:
    """What a document says of itself. ``sujeto`` is the territory, or the whole service; ``archivo``, its name.

    ``etapa`` and ``datos_al`` stand on every page.
    """

    titulo: str
    servicio: str
    anio: int
    sujeto: str
    archivo: str
    etapa: EtapaDatos
    etapa_explicada: str
    datos_al: str
    demostracion: str

    @property
    def cabeza(self) -> tuple[str, str]:
        """What the head of every page says, at each side."""
        sello = (self.sujeto, self.demostracion, self.etapa.label.upper())
        return f"{self.servicio} · {self.titulo}", " · ".join(filter(None, sello))

    @property
    def pie(self) -> str:
        return f"{self.etapa_explicada} · datos al {self.datos_al} · Gestión Territorial"


@dataclass(frozen=True, slots=True)
class DocumentoOficial(Caratula):
    """The form, sheet by sheet. ``anexo`` says how its figures are obtained: of whom, and the text."""

    objetivo: str
    hojas: tuple[HojaOficial, ...]
    anexo: tuple[tuple[str, str], ...]
