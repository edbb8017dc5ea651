"""What an import changes, or would change: the same report for the preview and for the writing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from programas.formulario.lectura import Hallazgo
from programas.formulario.preguntas import Pregunta
from programas.models import Importacion
from regiones.services import ActoRechazado


class Accion(StrEnum):
    NUEVA = "nueva"
    CAMBIADA = "cambiada"
    IGUAL = "igual"
    AUSENTE = "ausente"
    ELIMINADA = "eliminada"


QUE_CAMBIAN = (Accion.NUEVA, Accion.CAMBIADA, Accion.ELIMINADA)


@dataclass(frozen=True, slots=True)
class Cambio:
    """One row: what the import does to it, and each field before and after.

    ``texto`` is what the row says of itself, ``lugar`` where the workbook says it.
    """

    tabla: str
    codigo: str
    accion: Accion
    antes: dict[str, Any] = field(default_factory=dict)
    despues: dict[str, Any] = field(default_factory=dict)
    texto: str = ""
    lugar: str = ""


@dataclass(frozen=True, slots=True)
class InformeImportacion:
    """The outcome of an import.

    ``lectura`` are the findings of reading the workbook, ``auditoria`` those of the territory's form as it is
    left. ``escrito`` is false for a rehearsal and when nothing changes, and then there is no ``importacion``.
    ``conteos`` counts what the workbook holds (rows per programme, instancias, analyses, metas and results).
    """

    archivo: str
    sha256: str
    territorio: str
    simulado: bool
    escrito: bool
    cambios: tuple[Cambio, ...]
    conteos: dict[str, Any]
    lectura: tuple[Hallazgo, ...]
    auditoria: tuple[Hallazgo, ...]
    importacion: Importacion | None = None

    @property
    def resumen(self) -> dict[str, dict[str, int]]:
        """Rows by table and action: ``{"objetivos": {"nueva": 12}}``."""
        return count_cambios(self.cambios)

    @property
    def cambia(self) -> bool:
        return any(cambio.accion in QUE_CAMBIAN for cambio in self.cambios)


def count_cambios(cambios: Sequence[Cambio]) -> dict[str, dict[str, int]]:
    cuenta = Counter((cambio.tabla, cambio.accion) for cambio in cambios)
    tablas = dict.fromkeys(tabla for tabla, _ in cuenta)
    return {t: {a.value: cuenta[t, a] for a in Accion if cuenta[t, a]} for t in tablas}


@dataclass(frozen=True, slots=True)
class LibroRefusado:
    """What keeps one workbook from being written: what is wrong, and what is left to answer."""

    archivo: str
    hallazgos: tuple[Hallazgo, ...]
    preguntas: tuple[Pregunta, ...] = ()


class ImportacionRechazada(ValueError):
    """Workbooks that cannot be written. ``hallazgos`` says everything that is wrong; nothing was changed.

    ``libros`` says it of each workbook, with the questions that it leaves open.
    """

    def __init__(self, *libros: LibroRefusado) -> None:
        self.libros = libros
        self.hallazgos = tuple(hallazgo for libro in libros for hallazgo in libro.hallazgos)
        super().__init__(f"{len(self.hallazgos)} problemas impiden importar el libro")


@dataclass(frozen=True, slots=True)
class FilaCambiada:
    """A row that keeps an import from being undone, and why: «la ponderación la cambió … el …»."""

    codigo: str
    razon: str


class ImportacionConCambios(ActoRechazado):
    """An import is undone whole or not at all. ``filas`` names what changed since, or was built on it."""

    def __init__(self, filas: Sequence[FilaCambiada]) -> None:
        self.filas = tuple(filas)
        lista = "; ".join(f"{fila.codigo}: {fila.razon}" for fila in self.filas[:5])
        resto = len(self.filas) - 5
        super().__init__(
            "La importación no se deshizo: después de ella cambió lo que escribió. "
            + lista
            + (f"; y {resto} más." if resto > 0 else ".")
        )
