"""The verdict recomputed from raw rows, one by one: what pages say is held against it."""

from programas import scoring
from programas.models import Compromiso, Ejercicio
from programas.scoring import Cumple, Lectura, Ponderacion
from regiones.models import CUT_NIVEL_CENTRAL

# By territory and type: how it is weighted, and the weight and answer of each row by its code.
Crudas = dict[tuple[str, str], tuple[str, dict[str, tuple[int | None, str]]]]


def read_crudas(ejercicio: Ejercicio) -> Crudas:
    """Every programme as it is stored."""
    crudas: Crudas = {}
    for programa in ejercicio.programas.select_related("region").order_by("region__orden", "tipo"):
        filas = Compromiso.objects.filter(objetivo__programa=programa).order_by("objetivo__orden", "orden")
        crudas[programa.region.cut, programa.tipo] = (
            programa.ponderacion,
            {fila.codigo: (fila.ponderacion, fila.validado) for fila in filas},
        )
    return crudas


def answer(crudas: Crudas, respuesta: str, codigos) -> Crudas:
    """The same with that answer in the blank rows of these codes."""
    return {
        lugar: (
            modo,
            {c: (peso, respuesta if c in codigos and not v else v) for c, (peso, v) in filas.items()},
        )
        for lugar, (modo, filas) in crudas.items()
    }


def list_blancas(crudas: Crudas) -> dict[str, tuple[str, str]]:
    """The blank rows, each with its place."""
    return {codigo: lugar for lugar, (_, filas) in crudas.items() for codigo, (_, v) in filas.items() if not v}


def decide(crudas: Crudas, ejercicio: Ejercicio) -> scoring.ResultadoServicio:
    """The service that these rows make."""
    por_territorio: dict[str, list[scoring.Programa]] = {}
    for (cut, tipo), (modo, filas) in crudas.items():
        compromisos = [
            scoring.Compromiso(codigo, peso, Cumple(v) if v else None) for codigo, (peso, v) in filas.items()
        ]
        sumas = scoring.sum_compromisos(Ponderacion(modo), compromisos)
        por_territorio.setdefault(cut, []).append(scoring.Programa(tipo, sumas))
    return scoring.evaluate_servicio(
        [
            scoring.Territorio(cut, cut, tuple(programas))
            for cut, programas in por_territorio.items()
            if ejercicio.cuenta_nivel_central or cut != CUT_NIVEL_CENTRAL
        ],
        ejercicio.umbral_razon,
        lectura=Lectura(ejercicio.lectura),
    )


def decide_lugar(crudas: Crudas, ejercicio: Ejercicio, cut: str, tipo: str | None) -> scoring.Estado:
    """The state of a programme, or under no type of its territory as a whole."""
    propias = {lugar: datos for lugar, datos in crudas.items() if lugar[0] == cut}
    (territorio,) = decide(propias, ejercicio).territorios
    return territorio.por_tipo[tipo].estado if tipo else territorio.conjunto.estado
