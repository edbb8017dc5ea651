"""Put the rows of a table together: what page breaks cut is joined, what is no row is set aside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from programas.formulario.celda import Celda, join_celdas
from programas.planillas.tablas import FilaCruda, TablaHallada
from regiones.textos import fold_text

DEL_OBJETIVO = ("objetivo", "indicador", "resultado")
DEL_COMPROMISO = ("actividades", "unidad", "medios", "ponderacion", "cumple", "ganada")
SOLO_CIFRAS = frozenset({"ponderacion", "ganada"})


@dataclass(slots=True)
class FilaUnida:
    """A row of the form, complete: for each column the pieces of its cell, and how they were separated."""

    numero: int
    piezas: dict[str, list[Celda]]
    separadores: dict[str, str] = field(default_factory=dict)
    continuaciones: list[int] = field(default_factory=list)

    def get(self, clave: str) -> Celda:
        return join_celdas(self.piezas.get(clave, []), self.separadores.get(clave, " "))


@dataclass(slots=True)
class ObjetivoUnido:
    fila: FilaUnida
    compromisos: list[FilaUnida]


@dataclass(slots=True)
class ControlUnido:
    """The control table put together. ``totales`` are weight cells that only add up; ``huerfanas`` rows
    that belong to nothing; ``sin_objetivo`` weighted rows whose objective is blank, not merged."""

    objetivos: list[ObjetivoUnido] = field(default_factory=list)
    totales: list[Celda] = field(default_factory=list)
    huerfanas: list[FilaCruda] = field(default_factory=list)
    sin_objetivo: list[FilaUnida] = field(default_factory=list)


def join_control(tabla: TablaHallada) -> ControlUnido:
    """Tell objectives, weighted rows and continuations apart.

    A row with a weight of its own is weighted: a new objective when it writes one or has its own indicator,
    otherwise the next activity of the objective above. A row without weight continues the one above when its
    objective is blank or goes on in lower case; with an objective in upper case its weight was forgotten.
    """
    unido = ControlUnido()
    for cruda in tabla.filas:
        propias = cruda.propias
        if not propias:
            continue
        objetivo = cruda.get("objetivo").texto if cruda.has("objetivo") else ""
        actual = unido.objetivos[-1] if unido.objetivos else None
        if propias <= SOLO_CIFRAS and cruda.has("ponderacion"):
            unido.totales.append(cruda.get("ponderacion"))
        elif objetivo and (cruda.has("ponderacion") or not continues_text(objetivo)):
            start_objetivo(unido, cruda)
        elif cruda.has("ponderacion") and actual is not None:
            if cruda.has("indicador"):
                start_objetivo(unido, cruda, hereda=actual)
            else:
                compromiso = take(cruda, DEL_COMPROMISO)
                actual.compromisos.append(compromiso)
                if "objetivo" not in cruda.heredadas:
                    unido.sin_objetivo.append(compromiso)
        elif actual is not None:
            continue_objetivo(actual, cruda)
        else:
            unido.huerfanas.append(cruda)
    return unido


def start_objetivo(unido: ControlUnido, cruda: FilaCruda, hereda: ObjetivoUnido | None = None) -> None:
    fila = take(cruda, DEL_OBJETIVO)
    if hereda is not None:
        fila.piezas["objetivo"] = list(hereda.fila.piezas["objetivo"])
    unido.objetivos.append(ObjetivoUnido(fila, [take(cruda, DEL_COMPROMISO)]))


def continue_objetivo(actual: ObjetivoUnido, cruda: FilaCruda) -> None:
    """Join a continuation. Rows under one merged cell are lines of it; a page break cuts within a line."""
    separador = "\n" if {"objetivo", "ponderacion"} & cruda.heredadas else " "
    for fila, claves in ((actual.fila, DEL_OBJETIVO), (actual.compromisos[-1], DEL_COMPROMISO)):
        append_fila(fila, cruda, claves, separador)
    actual.fila.continuaciones.append(cruda.numero)


def join_simple(
    tabla: TablaHallada, principal: str, claves: Sequence[str]
) -> tuple[list[FilaUnida], list[FilaCruda]]:
    """Put a table without weights together (instancias, análisis): rows, and rows that belong to nothing.

    A row continues the one above when its main column is blank or goes on in lower case.
    """
    unidas: list[FilaUnida] = []
    huerfanas: list[FilaCruda] = []
    for cruda in tabla.filas:
        if not cruda.propias:
            continue
        texto = cruda.get(principal).texto if cruda.has(principal) else ""
        if texto and not (unidas and continues_text(texto)):
            unidas.append(take(cruda, claves))
        elif unidas:
            append_fila(unidas[-1], cruda, claves, "\n" if principal in cruda.heredadas else " ")
            unidas[-1].continuaciones.append(cruda.numero)
        else:
            huerfanas.append(cruda)
    return unidas, huerfanas


def take(cruda: FilaCruda, claves: Iterable[str]) -> FilaUnida:
    return FilaUnida(cruda.numero, {clave: [cruda.get(clave)] for clave in claves})


def append_fila(fila: FilaUnida, cruda: FilaCruda, claves: Iterable[str], separador: str) -> None:
    for clave in claves:
        if cruda.has(clave):
            fila.piezas.setdefault(clave, []).append(cruda.get(clave))
            fila.separadores[clave] = separador


def continues_text(texto: str) -> bool:
    """Whether a text goes on in lower case, as the second half of a cell that a page break cut."""
    return bool(fold_text(texto)) and texto.lstrip(" «\"'(¿¡")[:1].islower()
