"""What goes into the verdict and what comes out: plain, frozen data.

Weights are integers. Of typed weights the unit is one ten-thousandth of a percent (``DIEZMILESIMAS_POR_PUNTO``
of them make 1 %); of uniform weights it is the row, each of weight 1.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

DIEZMILESIMAS_POR_PUNTO = 10_000
PESO_MAXIMO = 100 * DIEZMILESIMAS_POR_PUNTO

# The order of the form, and the only programmes that are scored: III.4 analyses, it does not commit.
TIPOS = ("III.1", "III.2", "III.3")


class Cumple(StrEnum):
    """Note (9): «sí» only when fulfilled at 100 %; partial counts as «no»."""

    SI = "si"
    NO = "no"
    PARCIAL = "parcial"


class Ponderacion(StrEnum):
    """Note (8): typed weights, or all rows the same."""

    UNIFORME = "UNIFORME"
    MANUAL = "MANUAL"


class Estado(StrEnum):
    CUMPLE = "CUMPLE"
    NO_CUMPLE = "NO CUMPLE"
    EN_JUEGO = "EN JUEGO"
    SIN_COMPROMISOS = "SIN COMPROMISOS"
    SIN_PONDERACION = "SIN PONDERACION"


class Lectura(StrEnum):
    """Which share must reach the threshold: each programme's, or each territory's as a whole."""

    POR_PROGRAMA = "POR_PROGRAMA"
    POR_TERRITORIO = "POR_TERRITORIO"


class PonderacionIncompleta(ValueError):
    """A closed year holds a programme whose weights are missing: it has no verdict."""


@dataclass(frozen=True, slots=True)
class Compromiso:
    """One weighted row. ``peso`` is in the unit of its programme; ``None`` when nothing was typed."""

    id: str
    peso: int | None
    cumple: Cumple | None


@dataclass(frozen=True, slots=True)
class Sumas:
    """The integer sums of one programme's rows: all that its result depends on.

    ``filas`` rows, of which ``sin_peso`` lack a typed weight; ``comprometido`` is C, ``ganado`` G (the «sí»),
    ``perdido`` L (the «no» and «parcial»), in the unit of ``ponderacion``.
    """

    ponderacion: Ponderacion
    filas: int
    sin_peso: int
    comprometido: int
    ganado: int
    perdido: int


@dataclass(frozen=True, slots=True)
class Resultado:
    """Where a programme, or a territory as a whole, stands against the threshold.

    Amounts are exact, in percent points as typed, or in rows when the weights are uniform. ``piso`` and ``techo``
    are shares of 1, ``None`` where there is no weight to divide by. ``holgura`` is what may still be lost.
    """

    estado: Estado
    comprometido: Fraction
    ganado: Fraction
    perdido: Fraction
    pendiente: Fraction
    piso: Fraction | None
    techo: Fraction | None
    holgura: Fraction
    umbral: Fraction

    @property
    def sin_evaluar(self) -> bool:
        """Nothing is evaluated yet: shown as such, never as 0 % lost."""
        return self.estado is Estado.EN_JUEGO and not self.ganado and not self.perdido


@dataclass(frozen=True, slots=True)
class Programa:
    tipo: str
    sumas: Sumas


@dataclass(frozen=True, slots=True)
class Territorio:
    codigo: str
    nombre: str
    programas: tuple[Programa, ...]


@dataclass(frozen=True, slots=True)
class Motivo:
    """One territory that decides a national result, in which programme and with how much.

    ``tipo`` is ``None`` in the reading that takes the territory as a whole.
    """

    codigo: str
    nombre: str
    tipo: str | None
    resultado: Resultado


@dataclass(frozen=True, slots=True)
class Veredicto:
    """A national conjunction and the territories that decide it, in their order."""

    estado: Estado
    motivos: tuple[Motivo, ...]


@dataclass(frozen=True, slots=True)
class ResultadoTerritorio:
    """A territory under both readings: each of its programmes, and all of them together."""

    territorio: Territorio
    por_tipo: dict[str, Resultado]
    conjunto: Resultado


@dataclass(frozen=True, slots=True)
class ResultadoServicio:
    """The national result, complete: per programme, per reading and per territory."""

    lectura: Lectura
    por_programa: dict[str, Veredicto]
    lecturas: dict[Lectura, Veredicto]
    territorios: tuple[ResultadoTerritorio, ...]

    @property
    def veredicto(self) -> Estado:
        """The service's, under the reading that the ejercicio made official."""
        return self.lecturas[self.lectura].estado

    @property
    def depende_de_la_lectura(self) -> bool:
        return len({veredicto.estado for veredicto in self.lecturas.values()}) > 1
