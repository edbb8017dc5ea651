"""What was noticed in a workbook, ready to be read: by level, the same said once with all its cells."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from programas.formulario.lectura import Nivel
from programas.selectors.presentacion import EstadoMostrado

NIVELES = {
    Nivel.IMPIDE: EstadoMostrado("Impiden importar", "✕", "no"),
    Nivel.ERROR: EstadoMostrado("Errores que se deben corregir", "!", "ju"),
    Nivel.ADVERTENCIA: EstadoMostrado("Advertencias", "!", "ju"),
    Nivel.INFO: EstadoMostrado("Para saber", "i", "sc"),
}
DIRECCION = re.compile(r"([A-Z]{1,3})([0-9]+)")
# What many cells say is shown of the first ones.
VALORES_A_LA_VISTA = 5


@dataclass(frozen=True, slots=True)
class HallazgoMostrado:
    """One thing noticed, in one cell or in many. ``valores`` are what the first of them hold."""

    lugares: str
    regla: str
    valores: tuple[str, ...]
    problema: str
    remedio: str
    efecto: str


@dataclass(frozen=True, slots=True)
class GrupoHallazgos:
    """The findings of one level; ``cuantos`` counts each cell."""

    estado: EstadoMostrado
    hallazgos: tuple[HallazgoMostrado, ...]
    cuantos: int
    abierto: bool


def group_hallazgos(hallazgos: Iterable[dict[str, Any]]) -> Iterable[GrupoHallazgos]:
    todos = list(hallazgos)
    for nivel, estado in NIVELES.items():
        suyos = [hallazgo for hallazgo in todos if hallazgo["nivel"] == nivel]
        if suyos:
            yield GrupoHallazgos(estado, tuple(join_iguales(suyos)), len(suyos), nivel == Nivel.IMPIDE)


def join_iguales(hallazgos: Sequence[dict[str, Any]]) -> Iterable[HallazgoMostrado]:
    """Say once what is said of several cells."""
    iguales: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for hallazgo in hallazgos:
        clave = tuple(hallazgo[campo] for campo in ("regla", "problema", "remedio", "efecto"))
        iguales.setdefault(clave, []).append(hallazgo)
    for (regla, problema, remedio, efecto), suyos in iguales.items():
        valores = tuple(dict.fromkeys(h["valor"] for h in suyos if h["valor"]))[:VALORES_A_LA_VISTA]
        lugares = ", ".join(join_celdas((h["hoja"], h["celda"]) for h in suyos))
        yield HallazgoMostrado(lugares, regla, valores, problema, remedio, efecto)


def join_celdas(lugares: Iterable[tuple[str, str]]) -> list[str]:
    """«III.1!G6–G17»: the cells that follow one another down a column are told by the first and the last."""
    sueltos: list[str] = []
    tramos: dict[tuple[str, str], list[int]] = {}
    for hoja, celda in dict.fromkeys(lugares):
        if hallada := DIRECCION.fullmatch(celda):
            tramos.setdefault((hoja, hallada[1]), []).append(int(hallada[2]))
        elif hoja or celda:
            sueltos.append("!".join(parte for parte in (hoja, celda) if parte))
    return sueltos + [
        f"{hoja}!{columna}{desde}" + (f"–{columna}{hasta}" if hasta > desde else "")
        for (hoja, columna), filas in tramos.items()
        for desde, hasta in join_seguidas(filas)
    ]


def join_seguidas(filas: Iterable[int]) -> list[tuple[int, int]]:
    """The runs of consecutive rows, each by its first and its last."""
    tramos: list[tuple[int, int]] = []
    for fila in sorted(filas):
        if tramos and tramos[-1][1] == fila - 1:
            tramos[-1] = tramos[-1][0], fila
        else:
            tramos.append((fila, fila))
    return tramos
