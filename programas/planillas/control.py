"""The control tables of III.1, III.2 and III.3: objectives, weighted rows, totals."""

from programas.formulario.columnas import parse_celda
from programas.formulario.declaracion import CeldaIlegible
from programas.formulario.lectores import parse_clase, strip_nota
from programas.formulario.lectura import CompromisoLeido, Nivel, ObjetivoLeido
from programas.formulario.pesos import (
    REMEDIO_UNIFORME,
    Escala,
    decide_escalas,
    explain_uniforme,
    store_peso,
    to_puntos,
)
from programas.formulario.preguntas import AsuntoPregunta, Pregunta, build_clave
from programas.planillas.encabezados import TablaHallada
from programas.planillas.filas import ControlUnido, FilaUnida, ObjetivoUnido
from programas.planillas.lector import (
    Lector,
    build_procedencia,
    check_principal,
    note_continuaciones,
    note_huerfana,
    read_celda,
)
from programas.planillas.totales import check_ganada, read_pesos
from programas.scoring import DIEZMILESIMAS_POR_PUNTO


def decide_escala_comun(
    lector: Lector, unidos: dict[str, list[tuple[TablaHallada, ControlUnido]]]
) -> dict[str, Escala | None]:
    """Decide the scale of each programme's weights by evidence, or as the person says."""
    decididas = decide_escalas(
        {tipo: [peso for par in pares for _, peso in read_pesos(*par)] for tipo, pares in unidos.items()}
    )
    return {tipo: lector.get_escala(tipo) or escala for tipo, escala in decididas.items()}


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


def note_escala(lector: Lector, tipo: str, tabla: TablaHallada, unido: ControlUnido) -> None:
    """Ask for the scale at the first weight that does not show it."""
    celda = next((celda for celda, peso in read_pesos(tabla, unido) if peso.escala is None), None)
    if celda is not None and not tabla.uniforme:
        clave = build_clave(AsuntoPregunta.ESCALA, tipo)
        lector.note(
            Nivel.IMPIDE,
            tabla.grilla,
            celda.direccion,
            celda.texto,
            "no se sabe si la ponderación está en porcentaje (3,2) o en fracción (0,032): la suma no lo dice",
            "Escriba el signo %, o indique la escala al importar.",
            "V1",
            (clave,),
        )
        lector.ask(
            Pregunta(
                AsuntoPregunta.ESCALA,
                clave,
                f"¿Qué es «{celda.texto}» en la ponderación de {tipo}?",
                (
                    (Escala.PORCENTAJE.value, "Un porcentaje: 3,2 es 3,2 %"),
                    (Escala.FRACCION.value, "Una fracción: 0,032 es 3,2 %"),
                ),
                f"{tabla.grilla}!{celda.direccion}",
                celda.texto,
            )
        )


def read_objetivo(
    lector: Lector, tipo: str, tabla: TablaHallada, objetivo: ObjetivoUnido, escala: Escala
) -> ObjetivoLeido:
    fila = objetivo.fila
    check_principal(lector, tabla, fila, "objetivo")
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
        tuple(
            read_compromiso(lector, tabla, compromiso, escala)
            for compromiso in objetivo.compromisos
            if not is_solo_objetivo(compromiso)
        ),
        build_procedencia(tabla, fila),
        fila.codigo.padre,
    )


def is_solo_objetivo(fila: FilaUnida) -> bool:
    """Whether a row was written for an objective without commitments, and nobody committed anything in it."""
    return (
        bool(fila.codigo.fila)
        and fila.codigo.fila == fila.codigo.padre
        and not any(fila.get(clave).texto for clave in fila.piezas)
    )


def read_compromiso(lector: Lector, tabla: TablaHallada, fila: FilaUnida, escala: Escala) -> CompromisoLeido:
    ponderacion = read_ponderacion(lector, tabla, fila, escala)
    cumple = read_celda(lector, tabla, fila, "cumple") or ""
    check_ganada(lector, tabla, fila, ponderacion if cumple == "si" else 0, escala)
    return CompromisoLeido(
        ponderacion,
        cumple,
        read_celda(lector, tabla, fila, "unidad"),
        read_celda(lector, tabla, fila, "actividades", ()),
        read_celda(lector, tabla, fila, "medios", ()),
        build_procedencia(tabla, fila),
        "" if fila.codigo.fila == fila.codigo.padre else fila.codigo.fila,
    )


def read_ponderacion(lector: Lector, tabla: TablaHallada, fila: FilaUnida, escala: Escala) -> int | None:
    if tabla.uniforme:
        return read_calculada(lector, tabla, fila, escala)
    peso = read_celda(lector, tabla, fila, "ponderacion", None)
    if peso is None:
        return None
    try:
        return store_peso(peso, escala)
    except CeldaIlegible as error:
        celda = fila.get("ponderacion")
        lector.note(Nivel.IMPIDE, tabla.grilla, celda.direccion, celda.texto, error.problema, error.remedio, "V3")
        return None


def read_calculada(lector: Lector, tabla: TablaHallada, fila: FilaUnida, escala: Escala) -> int | None:
    """A weight that the template computes. What a program did not compute says nothing; what was typed is told."""
    celda = fila.get("ponderacion")
    try:
        peso = parse_celda(tabla.tabla.get_columna("ponderacion"), celda)
        return None if peso is None else round(to_puntos(peso, escala) * DIEZMILESIMAS_POR_PUNTO)
    except CeldaIlegible:
        if not celda.defecto:
            lector.note(
                *(Nivel.ADVERTENCIA, tabla.grilla, celda.direccion, celda.texto),
                explain_uniforme(tabla.hoja or ""),
                REMEDIO_UNIFORME,
            )
        return None
