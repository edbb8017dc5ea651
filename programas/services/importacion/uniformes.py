"""Programmes whose rows all weigh the same: a workbook shows their weights, and brings none."""

from collections.abc import Iterator
from dataclasses import replace

from programas.enums import Ponderacion
from programas.formulario.lectura import CompromisoLeido, FormularioLeido, Hallazgo, Nivel, ProgramaLeido
from programas.formulario.pesos import REMEDIO_UNIFORME, explain_uniforme
from programas.scoring import DIEZMILESIMAS_POR_PUNTO, PESO_MAXIMO
from programas.services.importacion.guardado import Guardado

# What a printed share may be off by: the form prints them to the hundredth of a point.
REDONDEO = DIEZMILESIMAS_POR_PUNTO // 100


def drop_calculados(lectura: FormularioLeido, guardado: Guardado) -> tuple[FormularioLeido, list[Hallazgo]]:
    """The workbook with the stored weights where they are computed, and what to say of those written."""
    programas, notas = dict(lectura.programas), []
    for tipo, leido in lectura.programas.items():
        programa = guardado.programas.get(tipo)
        if programa is None or not (is_escrito(lectura, tipo) or programa.ponderacion == Ponderacion.UNIFORME):
            continue
        compromisos = [c for o in guardado.objetivos[tipo] for c in guardado.compromisos[o.pk]]
        programas[tipo] = put_pesos(leido, {c.codigo: c.ponderacion for c in compromisos})
        if escritos := list(list_escritos(lectura, leido, len(compromisos))):
            notas.append(build_nota(tipo, escritos[0]))
    return replace(lectura, programas=programas), notas


def is_escrito(lectura: FormularioLeido, tipo: str) -> bool:
    return lectura.metadatos is not None and lectura.metadatos.is_uniforme(tipo)


def put_pesos(leido: ProgramaLeido, pesos: dict[str, int | None]) -> ProgramaLeido:
    objetivos = tuple(
        replace(
            objetivo,
            compromisos=tuple(
                replace(fila, ponderacion=pesos.get(fila.codigo, fila.ponderacion))
                for fila in objetivo.compromisos
            ),
        )
        for objetivo in leido.objetivos
    )
    return replace(leido, objetivos=objetivos)


def list_escritos(lectura: FormularioLeido, leido: ProgramaLeido, guardadas: int) -> Iterator[CompromisoLeido]:
    """The rows whose weight is not the share of one among as many as there are, were stored or were written."""
    filas = [fila for objetivo in leido.objetivos for fila in objetivo.compromisos]
    marcas = lectura.metadatos.filas if lectura.metadatos else {}
    escritas = sum(1 for marca in marcas.values() if marca.get("padre", "").split("-")[2:3] == [leido.tipo])
    partes = [PESO_MAXIMO / cuantas for cuantas in {len(filas), guardadas, escritas} if cuantas]
    for fila in filas:
        peso = fila.ponderacion
        if peso is not None and all(abs(peso - parte) > REDONDEO for parte in partes):
            yield fila


def build_nota(tipo: str, fila: CompromisoLeido) -> Hallazgo:
    celda = fila.procedencia["celdas"].get("ponderacion", {})
    return Hallazgo(
        "Lectura",
        Nivel.ADVERTENCIA,
        fila.procedencia["hoja"],
        celda.get("celda", ""),
        celda.get("texto", ""),
        explain_uniforme(tipo),
        REMEDIO_UNIFORME,
    )
