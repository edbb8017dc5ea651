"""The vocabulary in which the official form is declared: sheets, tables, columns, notes, totals."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from programas.formulario.celda import Celda
from programas.formulario.notas import NOTAS
from regiones.textos import fold_text

REMISION = re.compile(r"^[ÍI]dem nota (\d+), actividad (III\.\d)")
NUMERO_DE_NOTA = re.compile(r"\(\s*\d{1,2}\s*\)")
ANIO = re.compile(r"\b(?:19|20)\d\d\b")


class CeldaIlegible(ValueError):
    """A cell says something that its column cannot mean. ``remedio`` tells how to write it."""

    def __init__(self, problema: str, remedio: str) -> None:
        super().__init__(problema)
        self.problema = problema
        self.remedio = remedio


@lru_cache(maxsize=4096)
def squash_heading(texto: str) -> str:
    """The key of a heading: without note number, year, accents, case or any space («Cumple/n o cumple (9)»)."""
    return fold_text(ANIO.sub("", NUMERO_DE_NOTA.sub("", texto))).replace(" ", "")


@dataclass(frozen=True, slots=True)
class Nota:
    """A numbered note of a sheet. ``remite`` is the note of III.1 that it refers to, when it only refers."""

    hoja: str
    numero: int
    texto: str

    @property
    def remite(self) -> "Nota | None":
        hallado = REMISION.match(self.texto)
        return get_nota(hallado[2], int(hallado[1])) if hallado else None

    def explain(self, anio: int) -> str:
        """The note's text for a year, followed by the one it refers to."""
        texto = self.texto.format(anio=anio)
        return f"{texto} — {self.remite.explain(anio)}" if self.remite else texto


def get_nota(hoja: str, numero: int) -> Nota:
    return Nota(hoja, numero, NOTAS[hoja][numero])


@dataclass(frozen=True, slots=True)
class Columna:
    """A column of the form. ``alias`` are other headings seen for it, compared without spaces or accents.

    ``parse`` reads a cell into the value that is stored, or raises ``CeldaIlegible``; ``show`` writes that value
    as the form does; ``validate`` names the rules that the value alone breaks, as (rule, problem, remedy).
    """

    clave: str
    encabezado: str
    nota: int | None
    parse: Callable[[Celda], Any]
    show: Callable[[Any], str]
    validate: Callable[[Any], tuple[tuple[str, str, str], ...]] = lambda valor: ()
    grupo: str = ""
    alias: tuple[str, ...] = ()
    numerica: bool = False
    calculada: bool = False
    obligatoria: bool = False
    ancho: int = 20

    @property
    def titulo(self) -> str:
        """The heading as printed, with its note number."""
        return self.encabezado if self.nota is None else f"{self.encabezado} ({self.nota})"

    @property
    def claves_de_encabezado(self) -> frozenset[str]:
        return frozenset(squash_heading(texto) for texto in (self.encabezado, *self.alias))


@dataclass(frozen=True, slots=True)
class Tabla:
    """A table of a sheet. ``clave`` is the same for the tables of several sheets that hold the same rows."""

    clave: str
    columnas: tuple[Columna, ...]
    por_clave: dict[str, Columna] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "por_clave", {columna.clave: columna for columna in self.columnas})

    def get_columna(self, clave: str) -> Columna:
        return self.por_clave[clave]


@dataclass(frozen=True, slots=True)
class Total:
    """A total printed under the control table: of the region, or of the service."""

    clave: str
    encabezado: str
    nota: int

    def get_titulo(self, anio: int) -> str:
        return f"{self.encabezado.format(anio=anio)} ({self.nota})"


@dataclass(frozen=True, slots=True)
class Hoja:
    """A sheet of the form: III.1 to III.4."""

    clave: str
    nombre: str
    titulo: str
    tablas: tuple[Tabla, ...]
    totales: tuple[Total, ...] = ()
    notas: tuple[Nota, ...] = field(default_factory=tuple)

    def get_titulo(self, anio: int) -> str:
        return self.titulo.format(anio=anio)

    def get_tabla(self, clave: str) -> Tabla:
        return next(tabla for tabla in self.tablas if tabla.clave == clave)

    def get_nota(self, numero: int) -> Nota:
        return get_nota(self.clave, numero)
