"""Put the rows of a table together: what page breaks cut is joined, what is no row is set aside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from programas.formulario.celda import Celda, join_celdas
from programas.planillas.encabezados import FilaCruda, TablaHallada
from programas.planillas.libro import SIN_CODIGO, Codigo
from regiones.textos import fold_text

DEL_OBJETIVO = ("objetivo", "indicador", "resultado")
DEL_COMPROMISO = ("actividades", "unidad", "medios", "ponderacion", "cumple", "ganada")
# A row that says nothing else says nothing: the formula of a blank row of a template may show a zero.
CALCULADAS = frozenset({"ganada"})
SOLO_CIFRAS = frozenset({"ponderacion", "ganada"})


@dataclass(slots=True)
class FilaUnida:
    """A row of the form, complete: for each column the pieces of its cell, and how they were separated."""

    numero: int
    piezas: dict[str, list[Celda]]
    separadores: dict[str, str] = field(default_factory=dict)
    continuaciones: list[int] = field(default_factory=list)
    codigo: Codigo = SIN_CODIGO

    def get(self, clave: str) -> Celda:
        piezas = self.piezas.get(clave, [])
        return piezas[0] if len(piezas) == 1 else join_celdas(piezas, self.separadores.get(clave, " "))


@dataclass(slots=True)
class ObjetivoUnido:
    fila: FilaUnida
    compromisos: list[FilaUnida]


@dataclass(slots=True)
class ControlUnido:
    """The control table put together. ``totales`` are weight cells that only add up; ``huerfanas`` rows
    that belong to nothing; ``sin_objetivo`` weighted rows whose objective is blank, not merged;
    ``comparten_peso`` objectives whose weight is a cell merged with the row above."""

    objetivos: list[ObjetivoUnido] = field(default_factory=list)
    totales: list[Celda] = field(default_factory=list)
    huerfanas: list[FilaCruda] = field(default_factory=list)
    sin_objetivo: list[FilaUnida] = field(default_factory=list)
    comparten_peso: list[FilaUnida] = field(default_factory=list)


def join_control(tabla: TablaHallada) -> ControlUnido:
    """Tell objectives, weighted rows and continuations apart.

    A row with a weight of its own is weighted: a new objective when it writes one or has its own indicator,
    otherwise the next activity of the objective above. A row without weight continues the one above when its
    objective is blank or goes on in lower case; with an objective in upper case its weight was forgotten. A row
    with a code is a weighted row, whatever it says.
    """
    unido = ControlUnido()
    for cruda in tabla.filas:
        if cruda.propias - CALCULADAS:
            take_cruda(unido, cruda)
    return unido


def take_cruda(unido: ControlUnido, cruda: FilaCruda) -> None:
    actual = unido.objetivos[-1] if unido.objetivos else None
    pesa = cruda.has("ponderacion")
    if cruda.codigo.fila:
        take_conocida(unido, cruda)
    elif pesa and cruda.propias <= SOLO_CIFRAS and not cruda.inherits("objetivo"):
        unido.totales.append(cruda.get("ponderacion"))
    elif starts_objetivo(cruda):
        start_objetivo(unido, cruda)
    elif actual is None:
        unido.huerfanas.append(cruda)
    elif not pesa:
        continue_objetivo(actual, cruda)
    elif has_otro_indicador(actual, cruda):
        start_objetivo(unido, cruda, hereda=actual)
    else:
        actual.compromisos.append(take(cruda, DEL_COMPROMISO))
        append_fila(actual.fila, cruda, ("resultado",), "\n")
        if "objetivo" not in cruda.heredadas:
            unido.sin_objetivo.append(actual.compromisos[-1])


def take_conocida(unido: ControlUnido, cruda: FilaCruda) -> None:
    """Take a row that this system wrote: the next activity of its objective, when that stands just above."""
    actual = unido.objetivos[-1] if unido.objetivos else None
    if actual and actual.fila.codigo.padre == cruda.codigo.padre and not cruda.has("objetivo"):
        actual.compromisos.append(take(cruda, DEL_COMPROMISO))
    else:
        start_objetivo(unido, cruda)


def starts_objetivo(cruda: FilaCruda) -> bool:
    """Whether a row writes an objective of its own. One that the workbook failed to compute is still one."""
    if not cruda.has("objetivo"):
        return False
    celda = cruda.get("objetivo")
    return bool(celda.defecto) or cruda.has("ponderacion") or not continues_text(celda.texto)


def has_otro_indicador(actual: ObjetivoUnido, cruda: FilaCruda) -> bool:
    return cruda.has("indicador") and (
        bool(cruda.get("indicador").defecto)
        or fold_text(cruda.get("indicador").texto) != fold_text(actual.fila.get("indicador").texto)
    )


def start_objetivo(unido: ControlUnido, cruda: FilaCruda, hereda: ObjetivoUnido | None = None) -> None:
    fila = take(cruda, DEL_OBJETIVO)
    if hereda is not None:
        fila.piezas["objetivo"] = list(hereda.fila.piezas["objetivo"])
    unido.objetivos.append(ObjetivoUnido(fila, [take(cruda, DEL_COMPROMISO)]))
    if cruda.inherits("ponderacion"):
        unido.comparten_peso.append(unido.objetivos[-1].compromisos[0])


def continue_objetivo(actual: ObjetivoUnido, cruda: FilaCruda) -> None:
    """Join a continuation. Rows under one merged cell are lines of it; a page break cuts within a line."""
    separador = "\n" if cruda.inherits("objetivo") or cruda.inherits("ponderacion") else " "
    for fila, claves in ((actual.fila, DEL_OBJETIVO), (actual.compromisos[-1], DEL_COMPROMISO)):
        append_fila(fila, cruda, claves, separador)
    actual.fila.continuaciones.append(cruda.numero)


def join_simple(
    tabla: TablaHallada, principal: str, claves: Sequence[str], otra: str = ""
) -> tuple[list[FilaUnida], list[FilaCruda]]:
    """Put a table without weights together (instancias, análisis): rows, and rows that belong to nothing.

    A row continues the one above when its main column is blank or goes on in lower case, and it has neither
    a code nor, when given, the column ``otra``.
    """
    unidas: list[FilaUnida] = []
    huerfanas: list[FilaCruda] = []
    for cruda in tabla.filas:
        if not cruda.propias - {otra}:
            continue
        celda = cruda.get(principal)
        propia = celda.defecto or not (unidas and continues_text(celda.texto))
        if cruda.codigo.fila or (cruda.has(principal) and (propia or cruda.has(otra))):
            unidas.append(take(cruda, claves))
        elif unidas:
            append_fila(unidas[-1], cruda, claves, "\n" if cruda.inherits(principal) else " ")
            unidas[-1].continuaciones.append(cruda.numero)
        else:
            huerfanas.append(cruda)
    return unidas, huerfanas


def take(cruda: FilaCruda, claves: Iterable[str]) -> FilaUnida:
    return FilaUnida(cruda.numero, {clave: [cruda.get(clave)] for clave in claves}, codigo=cruda.codigo)


def append_fila(fila: FilaUnida, cruda: FilaCruda, claves: Iterable[str], separador: str) -> None:
    for clave in claves:
        if cruda.has(clave):
            fila.piezas.setdefault(clave, []).append(cruda.get(clave))
            fila.separadores[clave] = separador


def continues_text(texto: str) -> bool:
    """Whether a text goes on in lower case, as the second half of a cell that a page break cut."""
    return bool(fold_text(texto)) and texto.lstrip(" «\"'(¿¡")[:1].islower()
