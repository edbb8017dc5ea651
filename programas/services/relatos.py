"""What the demonstration's territories say of their year: invented, plausible, and each in its own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from programas import scoring


@dataclass(frozen=True, slots=True)
class Relator:
    """Tells the advance of the rows of one territory, ``lugar`` being its place from north to south.

    The sentences of a text come from lists whose lengths share no factor, so that two territories never join the
    same ones about the same row.
    """

    datos: dict[str, Any]
    cut: str
    lugar: int

    def tell(self, tipo: str, numero: int) -> dict[str, Any]:
        """The columns of III.4 for a row. A few repeat another row, or tell a difficulty and recommend nothing."""
        fila = f"{tipo}-{numero:02d}"
        if dificultad := self.datos["dificultades"].get(self.cut, {}).get(fila):
            return {"avance_efectivo": dificultad, "sin_recomendaciones": True}
        vuelta = self.lugar + numero
        relatos = self.datos["analisis"]
        return {
            "avance_efectivo": self.tell_avance(self.datos["copiados"].get(self.cut, {}).get(fila, fila)),
            "avance_medidas": pick(relatos["avance_medidas"], vuelta),
            "recomendaciones": pick(relatos["recomendaciones"], vuelta + self.lugar),
            "responsable": relatos["responsable"],
        }

    def tell_avance(self, fila: str) -> str:
        tipo, _, numero = fila.rpartition("-")
        vuelta = self.lugar + int(numero) + 7 * scoring.TIPOS.index(tipo)
        propia = self.datos["filas"][tipo][int(numero) - 1]
        primera, segunda = propia["actividades"]
        frases = " ".join(pick(opciones, vuelta) for opciones in self.datos["analisis"]["avance_efectivo"])
        return frases.format(
            indicador=propia["indicador"],
            medio=lower_inicial(propia["medios"][0]),
            primera=lower_inicial(primera),
            segunda=lower_inicial(segunda),
            numero=vuelta % 7 + 3,
            personas=40 + 13 * vuelta % 97,
        )


def pick(opciones: Sequence[str], vuelta: int) -> str:
    return opciones[vuelta % len(opciones)]


def lower_inicial(texto: str) -> str:
    return texto[:1].lower() + texto[1:]
