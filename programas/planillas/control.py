"""The control tables of III.1, III.2 and III.3: objectives, weighted rows, totals."""

from programas.formulario.declaracion import CeldaIlegible
from programas.formulario.lectores import parse_clase, strip_nota
from programas.formulario.lectura import CompromisoLeido, Nivel, ObjetivoLeido
from programas.formulario.pesos import Escala, decide_escalas, store_peso
from programas.planillas.encabezados import TablaHallada
from programas.planillas.filas import ControlUnido, FilaUnida, ObjetivoUnido
from programas.planillas.lector import (
    Lector,
    build_procedencia,
    note_continuaciones,
    note_huerfana,
    read_celda,
)
from programas.planillas.totales import check_ganada, read_pesos


def decide_escala_comun(
    lector: Lector, unidos: dict[str, list[tuple[TablaHallada, ControlUnido]]]
) -> dict[str, Escala | None]:
    """Decide the scale of each programme's weights by evidence, or as the person says."""
    decididas = decide_escalas(
        {tipo: [peso for par in pares for _, peso in read_pesos(*par)] for tipo, pares in unidos.items()}
    )
    return {tipo: lector.pedido.escala or escala for tipo, escala in decididas.items()}


def note_control(lector: Lector, tabla: TablaHallada, unido: ControlUnido) -> None:
    for objetivo in unido.objetivos:
        note_continuaciones(lector, tabla, objetivo.fila)
    for cruda in unido.huerfanas:
        note_huerfana(lector, tabla, cruda)
    for fila in unido.sin_objetivo:
        celda = fila.get("ponderacion")
        lector.note(
            Nivel.ADVERTENCIA,
            tabla.grilla,
            celda.direccion,
            celda.texto,
            "la fila tiene ponderación y no repite objetivo: se lee como otra actividad del objetivo anterior",
            "Si es otro objetivo, escríbalo en la fila.",
        )
    for fila in unido.comparten_peso:
        celda = fila.get("ponderacion")
        lector.note(
            Nivel.ADVERTENCIA,
            tabla.grilla,
            celda.direccion,
            celda.texto,
            f"la celda de la ponderación está combinada con la fila {fila.numero}: se lee la misma en ambas",
            "Si cada fila pesa otra cosa, separe las celdas y escriba la de cada una.",
        )


def note_escala(lector: Lector, tabla: TablaHallada, unido: ControlUnido) -> None:
    """Ask for the scale at the first weight that does not show it."""
    celda = next((celda for celda, peso in read_pesos(tabla, unido) if peso.escala is None), None)
    if celda is not None:
        lector.note(
            Nivel.IMPIDE,
            tabla.grilla,
            celda.direccion,
            celda.texto,
            "no se sabe si la ponderación está en porcentaje (3,2) o en fracción (0,032): la suma no lo dice",
            "Escriba el signo %, o indique la escala al importar (--escala).",
            "V1",
        )


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
