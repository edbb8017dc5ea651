"""What a workbook of the form says, once read: plain data, ready to be compared with what is stored.

``codigo`` is that of a row of a workbook that this system wrote; a workbook from elsewhere carries none.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from programas.formulario.deteccion import Deteccion
from programas.formulario.metadatos import Metadatos
from programas.formulario.preguntas import Pregunta


class Nivel(StrEnum):
    """How much a finding matters. ``IMPIDE`` refuses the import; ``ERROR`` must be mended to send or close."""

    IMPIDE = "IMPIDE"
    ERROR = "ERROR"
    ADVERTENCIA = "ADVERTENCIA"
    INFO = "INFO"


@dataclass(frozen=True, slots=True)
class Hallazgo:
    """One thing noticed: where, what it says, what is wrong, what to do, and what it does to the verdict.

    ``regla`` is «V1»…«V15» or, for the reading of a workbook, «Lectura». ``decide`` marks those that can
    change a verdict. A finding of a whole programme has no ``celda``: ``origen`` are the sheets and cells of which
    it speaks, when they were imported. ``fila`` is the code of the stored row, or programme, that it is about.
    ``preguntas`` are the questions of which an answer may take it away.
    """

    regla: str
    nivel: Nivel
    hoja: str
    celda: str
    valor: str
    problema: str
    remedio: str
    efecto: str = ""
    decide: bool = False
    origen: tuple[tuple[str, str], ...] = ()
    fila: str = ""
    preguntas: tuple[str, ...] = ()

    @property
    def lugar(self) -> str:
        """«III.1!C12», the cells of a whole programme («III.1!G11:G27»), or the sheet alone."""
        if self.origen:
            return " + ".join(f"{hoja}!{celda}" for hoja, celda in self.origen)
        return f"{self.hoja}!{self.celda}" if self.celda else self.hoja

    def as_dict(self) -> dict[str, Any]:
        return {
            "regla": self.regla,
            "nivel": self.nivel.value,
            "hoja": " + ".join(hoja for hoja, _ in self.origen) or self.hoja,
            "celda": " + ".join(celda for _, celda in self.origen) or self.celda,
            "valor": self.valor,
            "problema": self.problema,
            "remedio": self.remedio,
            "efecto": self.efecto,
            "decide": self.decide,
        }


@dataclass(frozen=True, slots=True)
class CompromisoLeido:
    """A weighted row. ``ponderacion`` in ten-thousandths of a percent; ``cumple`` si, no, parcial or empty.

    ``None`` where the workbook has no such column: then what is stored stands.
    """

    ponderacion: int | None
    cumple: str
    unidad: str | None
    actividades: tuple[str, ...] | None
    medios: tuple[str, ...] | None
    procedencia: dict[str, Any]
    codigo: str = ""


@dataclass(frozen=True, slots=True)
class ObjetivoLeido:
    """A row of the form: its objective, indicator and the text of column (4).

    The ``procedencia`` of a programme's first row also cites, as «total», the cell of the programme's own total.
    """

    texto: str
    clase: str
    indicador: str | None
    columna_4: str | None
    compromisos: tuple[CompromisoLeido, ...]
    procedencia: dict[str, Any]
    codigo: str = ""


@dataclass(frozen=True, slots=True)
class InstanciaLeida:
    """``regiones`` are codes; ``None`` when the text does not tell which."""

    nombre: str
    problema: str | None
    territorios: str | None
    instituciones: str | None
    productos: str | None
    regiones: frozenset[str] | None
    procedencia: dict[str, Any]
    codigo: str = ""


@dataclass(frozen=True, slots=True)
class AnalisisLeido:
    """A row of III.4. ``recomendaciones`` are «Sin recomendaciones» when it says that there are none."""

    objetivo_texto: str
    avance_efectivo: str | None
    avance_medidas: str | None
    recomendaciones: str | None
    responsable: str | None
    procedencia: dict[str, Any]
    codigo: str = ""


@dataclass(frozen=True, slots=True)
class ProgramaLeido:
    """One programme sheet. ``por_actividades`` when an objective holds several weighted rows."""

    tipo: str
    responsable: str
    por_actividades: bool
    total_declarado: int | None
    objetivos: tuple[ObjetivoLeido, ...]
    instancias: tuple[InstanciaLeida, ...] = ()
    analisis: tuple[AnalisisLeido, ...] = ()


@dataclass(frozen=True, slots=True)
class FormularioLeido:
    """A whole workbook. ``hallazgos`` holds everything noticed; any ``IMPIDE`` among them refuses it.

    ``metadatos`` are those of a workbook that this system wrote; ``preguntas`` what only a person can answer,
    ``contenido`` the file's own bytes, and ``deteccion`` what was recognised in it.
    """

    archivo: str
    sha256: str
    region: str
    programas: dict[str, ProgramaLeido]
    hallazgos: tuple[Hallazgo, ...] = field(default_factory=tuple)
    metadatos: Metadatos | None = None
    preguntas: tuple[Pregunta, ...] = ()
    contenido: bytes = b""
    deteccion: Deteccion | None = None

    @property
    def impedimentos(self) -> tuple[Hallazgo, ...]:
        return tuple(hallazgo for hallazgo in self.hallazgos if hallazgo.nivel is Nivel.IMPIDE)
