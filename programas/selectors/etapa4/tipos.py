"""The draft of Etapa 4, already as text: what the system knows, and where a person has to write."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from programas.selectors.oficial.tipos import (
    Caratula,
    CeldaOficial,
    ColumnaOficial,
    FilaDeCeldas,
    TablaOficial,
    build_fila,
)

# Marks what a person has to write; in the document it stands out.
POR_ESCRIBIR = "[Por escribir] "


@dataclass(frozen=True, slots=True)
class ProgramaEtapa4:
    """A programme of a territory: its result in a sentence, and its tables."""

    titulo: str
    frase: str
    objetivos: TablaOficial
    incumplidos: TablaOficial
    recomendaciones: TablaOficial


@dataclass(frozen=True, slots=True)
class TerritorioEtapa4:
    nombre: str
    programas: tuple[ProgramaEtapa4, ...]


@dataclass(frozen=True, slots=True)
class DocumentoEtapa4(Caratula):
    """``nacional`` is there only for who sees the whole service; ``evidencias`` and ``notas`` are its annexes."""

    frase: str
    resumen: TablaOficial
    nacional: TablaOficial | None
    territorios: tuple[TerritorioEtapa4, ...]
    evidencias: TablaOficial
    notas: tuple[str, ...]


def tabulate(
    clave: str, columnas: Sequence[ColumnaOficial], filas: Iterable[Sequence[str]], vacia: str
) -> TablaOficial:
    """A table of one cell per column."""
    return build_tabla(
        clave, columnas, [build_fila(map(CeldaOficial, range(len(fila)), fila), columnas) for fila in filas], vacia
    )


def build_tabla(
    clave: str, columnas: Sequence[ColumnaOficial], filas: Sequence[FilaDeCeldas], vacia: str
) -> TablaOficial:
    return TablaOficial(clave, (), tuple(columnas), tuple(filas), vacia)


def declare_columnas(*columnas: tuple[str, int] | tuple[str, int, str]) -> tuple[ColumnaOficial, ...]:
    """Columns by heading, width and, where it is not to the left, how they are aligned."""
    return tuple(ColumnaOficial(titulo, ancho, (*resto, "left")[0]) for titulo, ancho, *resto in columnas)
