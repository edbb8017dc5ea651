"""What an import would change, told before anything changes, as pages and files may keep it."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from programas.formulario.lectura import Hallazgo
from programas.formulario.preguntas import Pregunta
from programas.selectors.efecto_importacion import EfectoImportacion


@dataclass(frozen=True, slots=True)
class CampoVista:
    """One field of a row, with the heading of its column in the form: what stands, and what would stand."""

    campo: str
    encabezado: str
    antes: str
    despues: str


@dataclass(frozen=True, slots=True)
class FilaVista:
    """One row: ``texto`` says which it is in its own words, ``lugar`` where the workbook says it («III.1!A17»)."""

    tabla: str
    codigo: str
    accion: str
    texto: str
    lugar: str
    campos: tuple[CampoVista, ...] = ()


@dataclass(frozen=True, slots=True)
class VistaImportacion:
    """The preview of one workbook: everything that is wrong and everything left to answer, at once.

    ``region`` is the code of its territory, empty while it is not known; ``conteos`` counts what the workbook
    holds, ``resumen`` its rows by table and action, ``cambios`` lists those that are not equal. ``impedimentos``
    refuse it; ``hallazgos`` were noticed in the workbook and ``auditoria`` in the form as it would be left.
    ``necesita_motivo`` when it changes weights or objectives of a programme already sent once.
    """

    archivo: str
    sha256: str
    region: str
    territorio: str
    detectado: dict[str, Any]
    conteos: dict[str, Any]
    resumen: dict[str, dict[str, int]]
    cambios: tuple[FilaVista, ...]
    efecto: EfectoImportacion
    impedimentos: tuple[Hallazgo, ...]
    hallazgos: tuple[Hallazgo, ...]
    auditoria: tuple[Hallazgo, ...]
    preguntas: tuple[Pregunta, ...]
    cambia: bool
    respuestas: Mapping[str, str] = field(default_factory=dict)
    necesita_motivo: bool = False

    @property
    def pendientes(self) -> tuple[Pregunta, ...]:
        """The questions that keep the workbook from being written until they are answered."""
        return tuple(p for p in self.preguntas if p.obligatoria and not self.respuestas.get(p.clave))

    def list_dichos(self, hallazgos: Iterable[Hallazgo]) -> list[dict[str, Any]]:
        """Findings as JSON values, but for those that a pending question already tells."""
        pendientes = {pregunta.clave for pregunta in self.pendientes}
        return [hallazgo.as_dict() for hallazgo in hallazgos if pendientes.isdisjoint(hallazgo.preguntas)]

    def as_dict(self) -> dict[str, Any]:
        """The preview as JSON values."""
        return {
            "archivo": self.archivo,
            "sha256": self.sha256,
            "region": self.region,
            "territorio": self.territorio,
            "detectado": self.detectado,
            "conteos": self.conteos,
            "resumen": self.resumen,
            "cambios": [asdict(cambio) for cambio in self.cambios],
            "efecto": self.efecto.as_dict(),
            "impedimentos": self.list_dichos(self.impedimentos),
            "hallazgos": self.list_dichos(self.hallazgos),
            "auditoria": [hallazgo.as_dict() for hallazgo in self.auditoria],
            "preguntas": [asdict(pregunta) for pregunta in self.preguntas],
            "cambia": self.cambia,
            "respuestas": dict(self.respuestas),
            "necesita_motivo": self.necesita_motivo,
        }
