"""What an import changes, or would change: the same report for the preview and for the writing."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from programas.formulario.lectura import Hallazgo


class Accion(StrEnum):
    NUEVA = "nueva"
    CAMBIADA = "cambiada"
    IGUAL = "igual"
    AUSENTE = "ausente"


@dataclass(frozen=True, slots=True)
class Cambio:
    """One row: what the import does to it, and each field before and after."""

    tabla: str
    codigo: str
    accion: Accion
    antes: dict[str, Any] = field(default_factory=dict)
    despues: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InformeImportacion:
    """The outcome of an import.

    ``lectura`` are the findings of reading the workbook, ``auditoria`` those of the territory's form as it is
    left. ``escrito`` is false for a rehearsal and when nothing changes. ``conteos`` counts what the workbook
    holds (rows per programme, instancias, analyses, metas and results).
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

    @property
    def resumen(self) -> dict[str, dict[str, int]]:
        """Rows by table and action: ``{"objetivos": {"nueva": 12}}``."""
        cuenta = Counter((cambio.tabla, cambio.accion) for cambio in self.cambios)
        tablas = dict.fromkeys(tabla for tabla, _ in cuenta)
        return {t: {a.value: cuenta[t, a] for a in Accion if cuenta[t, a]} for t in tablas}

    @property
    def cambia(self) -> bool:
        return any(cambio.accion in (Accion.NUEVA, Accion.CAMBIADA) for cambio in self.cambios)


class ImportacionRechazada(ValueError):
    """A workbook that cannot be written. ``hallazgos`` says everything that is wrong; nothing was changed."""

    def __init__(self, hallazgos: tuple[Hallazgo, ...]) -> None:
        super().__init__(f"{len(hallazgos)} problemas impiden importar el libro")
        self.hallazgos = hallazgos
