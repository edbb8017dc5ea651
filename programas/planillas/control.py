"""The control tables of III.1, III.2 and III.3: objectives, weighted rows, totals."""

from collections.abc import Iterator
from decimal import Decimal

from programas.formulario.celda import Celda
from programas.formulario.declaracion import CeldaIlegible
from programas.formulario.hojas import parse_celda
from programas.formulario.lectores import parse_clase, strip_nota
from programas.formulario.lectura import CompromisoLeido, Nivel, ObjetivoLeido
from programas.formulario.pesos import (
    Escala,
    PesoEscrito,
    decide_escala,
    read_porcentaje,
    store_peso,
    sum_puntos,
    sum_redondeo,
    to_puntos,
)
from programas.planillas.filas import ControlUnido, FilaUnida, ObjetivoUnido
from programas.planillas.lector import (
    Lector,
    build_procedencia,
    note_continuaciones,
    note_huerfana,
    read_celda,
)
from programas.planillas.tablas import TablaHallada
from programas.scoring import DIEZMILESIMAS_POR_PUNTO


def decide_escala_comun(
    lector: Lector, unidos: dict[str, list[tuple[TablaHallada, ControlUnido]]]
) -> dict[str, Escala | None]:
    """Decide the scale of each programme's weights: by its own sum, by the three together, or as asked."""
    escritos = {tipo: [peso for par in pares for peso in read_pesos(*par)] for tipo, pares in unidos.items()}
    todos = [peso for pesos in escritos.values() for peso in pesos]
    return {
        tipo: lector.pedido.escala or decide_escala(pesos) or decide_escala(todos)
        for tipo, pesos in escritos.items()
    }


def read_pesos(tabla: TablaHallada, unido: ControlUnido) -> Iterator[PesoEscrito]:
    """The weights that can be read, for the evidence of their scale; faults are told when they are stored."""
    columna = tabla.tabla.get_columna("ponderacion")
    for objetivo in unido.objetivos:
        for fila in objetivo.compromisos:
            try:
                peso = parse_celda(columna, fila.get("ponderacion"))
            except CeldaIlegible:
                continue
            if peso is not None:
                yield peso


def note_control(lector: Lector, tabla: TablaHallada, unido: ControlUnido) -> None:
    for objetivo in unido.objetivos:
        note_continuaciones(lector, tabla, objetivo.fila)
    for cruda in unido.huerfanas:
        note_huerfana(lector, tabla, cruda.numero)
    for fila in unido.sin_objetivo:
        lector.note(
            Nivel.ADVERTENCIA,
            tabla.grilla,
            f"A{fila.numero}",
            "",
            "la fila tiene ponderación y no repite objetivo: se lee como otra actividad del objetivo anterior",
            "Si es otro objetivo, escríbalo en la fila.",
        )


def note_escala(lector: Lector, tabla: TablaHallada, unido: ControlUnido) -> None:
    celda = next(
        celda
        for objetivo in unido.objetivos
        for fila in objetivo.compromisos
        if (celda := fila.get("ponderacion")).texto
    )
    lector.note(
        Nivel.IMPIDE,
        tabla.grilla,
        celda.direccion,
        celda.texto,
        "no se sabe si la ponderación está en porcentaje (3,2) o en fracción (0,032): no suma 100 de ningún modo",
        "Escriba el signo %, o indique la escala al importar.",
        "V1",
    )


def check_totales(lector: Lector, tabla: TablaHallada, unido: ControlUnido, escala: Escala) -> None:
    """A weight that stands alone in its row is the column's own total: it must be its sum."""
    pesos = list(read_pesos(tabla, unido))
    for celda in unido.totales:
        escrito = lector.parse(tabla.grilla, tabla.tabla.get_columna("ganada"), celda, None)
        if escrito is None:
            continue
        suma, holgura = sum_puntos(pesos, escala), max(sum_redondeo(pesos, escala), Decimal("0.0001"))
        if abs(to_puntos(escrito, escala) - suma) <= holgura:
            lector.note(
                Nivel.INFO,
                tabla.grilla,
                celda.direccion,
                celda.texto,
                "es el total de la columna, no un compromiso: no se importa",
            )
        else:
            lector.note(
                Nivel.IMPIDE,
                tabla.grilla,
                celda.direccion,
                celda.texto,
                "la fila solo trae una ponderación, que tampoco es el total de la columna",
                "Complete el compromiso, o borre la celda.",
            )


def read_total(lector: Lector, hoja: str, celda: Celda, escala: Escala) -> int | None:
    """The region's total as printed, in ten-thousandths of a percent. It is kept, never used."""
    try:
        escrito = None if celda.defecto else read_porcentaje(celda)
    except CeldaIlegible:
        escrito = None
    if escrito is None:
        lector.note(
            Nivel.INFO,
            hoja,
            celda.direccion,
            celda.texto,
            "el total escrito no es un porcentaje: no se guarda",
            regla="V8",
        )
        return None
    return int((to_puntos(escrito, escala) * DIEZMILESIMAS_POR_PUNTO).to_integral_value())


def read_objetivo(
    lector: Lector, tipo: str, tabla: TablaHallada, objetivo: ObjetivoUnido, escala: Escala
) -> ObjetivoLeido:
    fila = objetivo.fila
    textos = {clave: read_celda(lector, tabla, fila, clave) for clave in ("objetivo", "indicador", "resultado")}
    clase = parse_clase(textos["objetivo"]) if tipo == "III.3" else ""
    if tipo == "III.3" and not clase:
        celda = fila.get("objetivo")
        lector.note(
            Nivel.ADVERTENCIA,
            tabla.grilla,
            celda.direccion,
            celda.texto,
            "no se sabe a cuál de las tres clases de III.3 pertenece el objetivo (notas 11, 12 y 13)",
            "Elija su clase después de importar.",
        )
    return ObjetivoLeido(
        strip_nota(textos["objetivo"]) if clase else textos["objetivo"],
        clase,
        textos["indicador"],
        textos["resultado"],
        tuple(read_compromiso(lector, tabla, compromiso, escala) for compromiso in objetivo.compromisos),
        build_procedencia(tabla, fila),
    )


def read_compromiso(lector: Lector, tabla: TablaHallada, fila: FilaUnida, escala: Escala) -> CompromisoLeido:
    peso = read_celda(lector, tabla, fila, "ponderacion", None)
    ponderacion = None
    if peso is not None:
        celda = fila.get("ponderacion")
        try:
            ponderacion = store_peso(peso, escala)
        except CeldaIlegible as error:
            lector.note(
                Nivel.IMPIDE, tabla.grilla, celda.direccion, celda.texto, error.problema, error.remedio, "V3"
            )
    cumple = read_celda(lector, tabla, fila, "cumple") or ""
    check_ganada(lector, tabla, fila, ponderacion if cumple == "si" else 0, escala)
    return CompromisoLeido(
        ponderacion,
        cumple,
        read_celda(lector, tabla, fila, "unidad"),
        read_celda(lector, tabla, fila, "actividades", ()),
        read_celda(lector, tabla, fila, "medios", ()),
        build_procedencia(tabla, fila),
    )


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
