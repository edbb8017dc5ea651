"""A scenario: what is supposed to be otherwise than today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from programas.scoring import Cumple, Lectura, Ponderacion

# A territory by its code, and one of its programmes; «» stands for all of them.
Lugar = tuple[str, str]
TODO: Lugar = ("", "")

# What a row is supposed to answer, by its letter in the address; the last two speak of what is blank.
SI, NO, BLANCO, CUMPLE_RESTO, FALLA_RESTO = "snbcf"
DE_FILA = {SI: "Sí", NO: "No", BLANCO: "En blanco"}
DE_GRUPO = {
    CUMPLE_RESTO: "Cumple todo lo pendiente",
    FALLA_RESTO: "No cumple lo pendiente",
    SI: "Todo «sí»",
    NO: "Todo «no»",
    BLANCO: "Todo en blanco",
}
FIJAS = {SI: Cumple.SI, NO: Cumple.NO, BLANCO: None}
PENDIENTES = {CUMPLE_RESTO: Cumple.SI, FALLA_RESTO: Cumple.NO}
PESOS = {"u": Ponderacion.UNIFORME, "e": Ponderacion.MANUAL}


@dataclass(frozen=True, slots=True)
class Escenario:
    """``filas`` are by place and the end of their code («03.1»); what is ``None`` stays as it is today.

    ``abierto`` is the programme whose rows are being looked at: it changes nothing.
    """

    filas: Mapping[Lugar, Mapping[str, str]] = field(default_factory=dict)
    grupos: Mapping[Lugar, str] = field(default_factory=dict)
    pesos: Mapping[Lugar, str] = field(default_factory=dict)
    umbral: int | None = None
    lectura: Lectura | None = None
    nivel_central: bool | None = None
    declarado: bool = False
    abierto: Lugar | None = None

    @property
    def lugares(self) -> Iterator[Lugar]:
        """Every place that it speaks of."""
        for lugar in (*self.filas, *self.grupos, *self.pesos):
            if lugar != TODO:
                yield lugar
        if self.abierto:
            yield self.abierto

    def answer(self, lugar: Lugar, fila: str, validado: str, declarado: str) -> Cumple | None:
        """What a row answers here: what is said of it, else of its programme, else of its territory."""
        guardada = validado or (declarado if self.declarado else "")
        hoy = Cumple(guardada) if guardada else None
        letra = (
            self.filas.get(lugar, {}).get(fila) or self.grupos.get(lugar) or self.grupos.get((lugar[0], ""), "")
        )
        if letra in FIJAS:
            return FIJAS[letra]
        return hoy or PENDIENTES.get(letra)

    def weigh(self, lugar: Lugar, hoy: Ponderacion, *, escrita: bool) -> Ponderacion:
        """How a programme is weighted here. What was not typed (``escrita``) cannot weigh as typed."""
        letra = self.pesos.get(lugar) or self.pesos.get(TODO, "")
        modo = PESOS.get(letra, hoy)
        return modo if escrita or modo is Ponderacion.UNIFORME else hoy
