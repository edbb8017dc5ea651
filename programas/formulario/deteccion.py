"""What was recognised in a workbook, for whoever uploads it to see and to correct."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ColumnaDetectada:
    """A heading of the workbook. ``columna`` and ``titulo`` are those of the form's column, empty when of none."""

    celda: str
    encabezado: str
    columna: str = ""
    titulo: str = ""


@dataclass(frozen=True, slots=True)
class TablaDetectada:
    """A table: where its header is, which table of which sheet of the form it was taken for, and what it lacks.

    ``tabla`` is empty while nobody said which one it is.
    """

    hoja: str
    fila_encabezado: int
    hoja_formulario: str
    tabla: str
    filas: int
    columnas: tuple[ColumnaDetectada, ...]
    faltan: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HojaDetectada:
    nombre: str
    visible: bool
    filas: int


@dataclass(frozen=True, slots=True)
class EscalaDetectada:
    """What the numbers of a programme's weights are: «porcentaje», «fraccion» or «», and what tells it."""

    programa: str
    escala: str
    evidencia: str


@dataclass(frozen=True, slots=True)
class Deteccion:
    """``formato`` is the file's own, whatever its name («.ods»). Each place is «sheet!cell», empty when none."""

    formato: str
    hojas: tuple[HojaDetectada, ...]
    tablas: tuple[TablaDetectada, ...]
    escalas: tuple[EscalaDetectada, ...]
    region: str
    lugar_region: str
    texto_region: str
    anio: int | None
    lugar_anio: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)
