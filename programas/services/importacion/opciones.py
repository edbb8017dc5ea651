"""What the person decides of an import."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from programas.models import Corte


@dataclass(frozen=True, slots=True)
class OpcionesImportacion:
    """``respuestas`` are the answers to the questions of the preview, by their key (see ``preguntas``).

    ``motivo`` is why weights or objectives change of a programme already sent once (§3).
    ``corte`` and ``columna_4_es_resultado`` answer two of them beforehand. ``simular`` plans, and writes nothing.
    """

    simular: bool = False
    corte: Corte | None = None
    columna_4_es_resultado: bool | None = None
    es_demostracion: bool = False
    motivo: str = ""
    respuestas: Mapping[str, str] = field(default_factory=dict)
