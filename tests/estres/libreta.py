"""What every person was told, kept outside the application: an act, and whether it was acknowledged."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from threading import Lock
from time import monotonic


class Respuesta(StrEnum):
    """``INCIERTA``: the connection was lost, and reading again did not tell. It may be there once, or not."""

    ACEPTADA = "aceptada"
    RECHAZADA = "rechazada"
    INCIERTA = "incierta"


class Clase(StrEnum):
    DECLARACION = "Declaraciones"
    RESULTADO = "Declaraciones con resultado"
    AVANCE = "Avances"
    EVIDENCIA = "Evidencias"
    ANALISIS = "Análisis III.4"
    VALIDACION = "Validaciones"
    PLANILLA = "Planillas importadas"


@dataclass(slots=True)
class Acta:
    """One act. ``marca`` is a text that no other act writes; ``visto``, what the form showed in its place before.

    ``dudosa`` says that some answer was lost on the way, and ``sha256`` is of the file that went with it.
    """

    clase: Clase
    marca: str
    visto: str | None = None
    sha256: str = ""
    respuesta: Respuesta = Respuesta.INCIERTA
    dudosa: bool = False

    def settle(self, *, aceptada: bool) -> None:
        """What was said of it. A refusal says nothing of what was sent before and got no answer."""
        if aceptada:
            self.respuesta = Respuesta.ACEPTADA
        else:
            self.respuesta = Respuesta.INCIERTA if self.dudosa else Respuesta.RECHAZADA


@dataclass(frozen=True, slots=True)
class Medida:
    """One answer: when it was asked for, how long it took in seconds, and its status; 0 when none came."""

    cuando: float
    clase: str
    segundos: float
    estado: int


@dataclass(slots=True)
class Libreta:
    """The acts, the drafts, the answers and what was seen that should not be, of everybody."""

    actas: list[Acta] = field(default_factory=list)
    medidas: list[Medida] = field(default_factory=list)
    # What each draft may say now, by person and key: ``None`` when there may be none.
    borradores: dict[tuple[str, str], set[str | None]] = field(default_factory=dict)
    fugas: list[str] = field(default_factory=list)
    fallas: list[str] = field(default_factory=list)
    cuentas: dict[str, int] = field(default_factory=dict)
    cerrojo: Lock = field(default_factory=Lock)
    numeros: "count[int]" = field(default_factory=lambda: count(1))

    def open_acta(self, clase: Clase, donde: str, visto: str | None = None, sha256: str = "") -> Acta:
        """A new act, with a text of its own that also says of which territory it is."""
        acta = Acta(clase, f"[[{donde}]] {clase.name.lower()} n{next(self.numeros)}.", visto, sha256)
        with self.cerrojo:
            self.actas.append(acta)
        return acta

    def note_medida(self, clase: str, desde: float, estado: int) -> None:
        with self.cerrojo:
            self.medidas.append(Medida(desde, clase, monotonic() - desde, estado))

    def note_fuga(self, que: str) -> None:
        with self.cerrojo:
            self.fugas.append(que)

    def note_falla(self, que: str) -> None:
        with self.cerrojo:
            self.fallas.append(que)

    def count(self, que: str) -> None:
        with self.cerrojo:
            self.cuentas[que] = self.cuentas.get(que, 0) + 1

    def keep_borrador(self, usuario: str, clave: str, textos: Iterable[str | None], *, seguro: bool) -> None:
        """What a draft says from now on; without an answer (``seguro``), maybe what it said."""
        with self.cerrojo:
            antes = self.borradores.get((usuario, clave), {None})
            self.borradores[usuario, clave] = set(textos) | (set() if seguro else antes)
