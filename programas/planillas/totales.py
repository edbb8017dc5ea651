"""What a workbook writes of what the system derives: totals, and earned weights (V8). Compared, never used."""

from collections.abc import Iterator, Sequence

from programas.formulario.celda import VACIA, Celda
from programas.formulario.columnas import parse_celda
from programas.formulario.declaracion import CeldaIlegible
from programas.formulario.lectura import Nivel
from programas.formulario.pesos import Escala, PesoEscrito, matches_suma, read_porcentaje, to_puntos
from programas.planillas.encabezados import TablaHallada
from programas.planillas.filas import ControlUnido, FilaUnida
from programas.planillas.lector import Lector, read_celda
from programas.scoring import DIEZMILESIMAS_POR_PUNTO, PESO_MAXIMO

# A total beyond this is no percentage of anything.
TOTAL_MAXIMO = 10 * PESO_MAXIMO


def read_pesos(tabla: TablaHallada, unido: ControlUnido) -> Iterator[tuple[Celda, PesoEscrito]]:
    """The weights that can be read, for the evidence of their scale; faults are told when they are stored."""
    columna = tabla.tabla.get_columna("ponderacion")
    for objetivo in unido.objetivos:
        for fila in objetivo.compromisos:
            celda = fila.get("ponderacion")
            try:
                peso = parse_celda(columna, celda)
            except CeldaIlegible:
                continue
            if peso is not None:
                yield celda, peso


def check_totales(lector: Lector, tabla: TablaHallada, unido: ControlUnido, escala: Escala) -> None:
    """The column's own totals are no rows. One without a label must be the column's sum to be taken for it."""
    if tabla.uniforme:
        return
    pesos = [peso for _, peso in read_pesos(tabla, unido)]
    columna = tabla.tabla.get_columna("ganada")
    for celda, rotulada in [*((c, False) for c in unido.totales), *((c, True) for c in tabla.sumas)]:
        escrito = lector.parse(tabla.grilla, columna, celda, None)
        if escrito is None:
            continue
        lugar = (tabla.grilla, celda.direccion, celda.texto)
        if matches_suma(escrito, pesos, escala):
            lector.note(Nivel.INFO, *lugar, "es el total de la columna, no un compromiso: no se importa")
        elif rotulada:
            lector.note(Nivel.INFO, *lugar, "el total escrito no es lo que suma la columna", regla="V8")
        else:
            lector.note(
                Nivel.IMPIDE,
                *lugar,
                "la fila solo trae una ponderación, que tampoco es el total de la columna",
                "Complete el compromiso, o borre la celda.",
            )


def read_total(
    lector: Lector, tabla: TablaHallada, pares: Sequence[tuple[TablaHallada, ControlUnido]], escala: Escala
) -> int | None:
    """The region's total as printed, in ten-thousandths of a percent. It is kept, never used."""
    celda = tabla.total or VACIA
    try:
        escrito = None if celda.defecto else read_porcentaje(celda)
    except CeldaIlegible:
        escrito = None
    propia = None
    if escrito is not None:
        propia = find_escala_de_total(escrito, [peso for par in pares for _, peso in read_pesos(*par)], escala)
    if escrito is not None and propia is not None:
        total = round(to_puntos(escrito, propia) * DIEZMILESIMAS_POR_PUNTO)
        if 0 <= total <= TOTAL_MAXIMO:
            return total
    lector.note(
        Nivel.INFO,
        tabla.grilla,
        celda.direccion,
        celda.texto,
        "el total escrito no se entiende como porcentaje: no se guarda",
        regla="V8",
    )
    return None


def find_escala_de_total(escrito: PesoEscrito, pesos: Sequence[PesoEscrito], escala: Escala) -> Escala | None:
    """The scale of a written total: its own sign, the sum it matches, or the only one that makes sense of it."""
    if escrito.escala or escrito.numero == 0:
        return escrito.escala or escala
    if escrito.numero > 1:
        return Escala.PORCENTAJE
    return matches_suma(escrito, pesos, escala) or (Escala.FRACCION if escala is Escala.FRACCION else None)


def check_ganada(
    lector: Lector, tabla: TablaHallada, fila: FilaUnida, esperada: int | None, escala: Escala
) -> None:
    """V8: the earned weight is derived, never typed; one that differs from its derivation is told."""
    celda = fila.get("ganada")
    escrita = read_celda(lector, tabla, fila, "ganada", None)
    if escrita is None or esperada is None:
        return
    if to_puntos(escrita, escala) * DIEZMILESIMAS_POR_PUNTO != esperada:
        lector.note(
            Nivel.INFO,
            tabla.grilla,
            celda.direccion,
            celda.texto,
            "la ponderación ganada escrita no es la que resulta de la fila: se usa la calculada",
            regla="V8",
        )
