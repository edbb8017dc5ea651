"""What a reviewer is told of a row that reports badly."""

from dataclasses import dataclass
from enum import Enum


class Falta(Enum):
    """The kinds of finding, in the order in which they are shown: its short name and what it means."""

    COPIA_CORTE = "Copia del corte anterior", "El avance efectivo dice lo mismo que en el corte anterior."
    COPIA_FILA = "Copia de otra fila", "El avance efectivo dice lo mismo que el de otra fila."
    SIN_RECOMENDACION = "Dificultad sin recomendación", "El avance habla de una dificultad y nada se recomienda."
    VARIAS_METAS = (
        "Varias metas en una",
        "La meta contiene varios valores y no se puede decir si se cumplió (V13).",
    )
    SIN_AVANCE = "90 días sin avance", "Quedan filas sin validar y nadie registra avance hace más de 90 días."
    EVIDENCIA_FUERA = "Evidencia de otro año", "El documento lleva fecha de fuera del año del ejercicio."
    REDACCION = "Redacción distinta", "El objetivo está escrito de otro modo en III.4 que en su hoja (V14)."

    def __init__(self, nombre: str, dice: str) -> None:
        self.nombre = nombre
        self.dice = dice

    @property
    def clave(self) -> str:
        """How an address names it: «copia-corte»."""
        return self.name.lower().replace("_", "-")


@dataclass(frozen=True, slots=True)
class Lugar:
    """Where a row is seen: the name of its page and what its address needs after the service and year."""

    pagina: str
    argumentos: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class HallazgoCalidad:
    """A finding of one row. ``cita`` is what the row says; ``otra`` the row that it repeats, and where it is."""

    falta: Falta
    region: int
    fila: str
    problema: str
    cita: str
    lugar: Lugar
    otra: str = ""
    lugar_otra: Lugar | None = None
