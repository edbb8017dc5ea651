"""What a part of the audit looked at, and what it found."""

from dataclasses import dataclass, field

# What is wrong in thousands of rows is told by some of them.
MUESTRA = 200


@dataclass(frozen=True, slots=True)
class Falla:
    """``fila`` names the row or file, ``problema`` what is wrong and, where it helps, what to do."""

    fila: str
    problema: str


@dataclass(slots=True)
class Revision:
    """``revisadas`` counts what was looked at and ``cuantas`` what is wrong, of which ``fallas`` are the first."""

    nombre: str
    revisadas: int = 0
    cuantas: int = 0
    fallas: list[Falla] = field(default_factory=list)
    avisos: list[Falla] = field(default_factory=list)

    def tell(self, fila: str, problema: str) -> None:
        self.cuantas += 1
        if len(self.fallas) < MUESTRA:
            self.fallas.append(Falla(fila, problema))

    def warn(self, fila: str, problema: str) -> None:
        """Something to know that is not wrong."""
        self.avisos.append(Falla(fila, problema))
