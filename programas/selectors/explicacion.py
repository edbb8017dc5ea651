"""A territory's figures explained down to who answered each row, when, and what proves it."""

from collections.abc import Mapping
from dataclasses import dataclass

from programas.formulario.contenido import ProgramaContenido
from programas.formulario.hojas import HOJAS
from programas.models import Ejercicio
from programas.scoring import TIPOS, evaluate_conjunto
from programas.selectors.calculo import Calculo, FilaCalculo, Paso, explain_programa, list_pasos
from programas.selectors.dichos import Dicho, Dichos, Prueba, load_dichos
from programas.selectors.hoja_mostrada import NotaMostrada
from programas.selectors.hojas import show_nota
from programas.selectors.presentacion import EstadoMostrado, show_estado
from programas.selectors.resultados import ProgramaEvaluado, TerritorioEvaluado
from programas.selectors.territorio import (
    ProgramaMostrado,
    describe_territorio,
    load_contenidos,
    load_evaluado,
    show_programa,
)
from regiones.models import Region, Usuario


@dataclass(frozen=True, slots=True)
class FilaExplicada:
    """A row of the sum with its answers, why it was not fulfilled, and its evidence."""

    fila: FilaCalculo
    declarado: Dicho
    validado: Dicho
    motivo: str
    pruebas: tuple[Prueba, ...]


@dataclass(frozen=True, slots=True)
class ProgramaExplicado:
    """``calculo`` is ``None`` where nothing is committed; ``declarados`` are the steps as the territory declares,
    when they would show otherwise; ``notas`` those of the form that the steps cite, whole.
    """

    mostrado: ProgramaMostrado
    calculo: Calculo | None
    filas: tuple[FilaExplicada, ...]
    declarados: tuple[Paso, ...]
    notas: tuple[NotaMostrada, ...]


@dataclass(frozen=True, slots=True)
class TerritorioExplicado:
    """``conjunto`` are the steps of its programmes together, and ``estado_conjunto`` what they make."""

    cut: str
    nombre: str
    frase: str
    programas: tuple[ProgramaExplicado, ...]
    conjunto: tuple[Paso, ...]
    estado_conjunto: EstadoMostrado
    por_territorio: bool


def load_explicacion(ejercicio: Ejercicio, usuario: Usuario, region: Region) -> TerritorioExplicado:
    """Everything behind a territory's figures: a fixed number of queries, whatever its rows."""
    evaluado = load_evaluado(ejercicio, usuario, region)
    return explain_territorio(
        ejercicio, evaluado, load_contenidos(ejercicio, region), load_dichos(ejercicio, region)
    )


def explain_territorio(
    ejercicio: Ejercicio,
    evaluado: TerritorioEvaluado,
    contenidos: Mapping[str, ProgramaContenido],
    dichos: Dichos,
) -> TerritorioExplicado:
    """A territory explained from its programmes, by type, and what was said of their rows."""
    conjunto = evaluate_conjunto(
        [programa.sumas for programa in evaluado.programas.values()],
        ejercicio.umbral_razon,
        cerrado=ejercicio.cerrado,
    )
    return TerritorioExplicado(
        evaluado.cut,
        evaluado.nombre,
        describe_territorio(evaluado),
        tuple(explain_hoja(ejercicio, evaluado.programas[tipo], contenidos.get(tipo), dichos) for tipo in TIPOS),
        list_pasos(conjunto, lambda _: None, cerrado=ejercicio.cerrado),
        show_estado(conjunto),
        ejercicio.lectura == "POR_TERRITORIO",
    )


def explain_hoja(
    ejercicio: Ejercicio, evaluado: ProgramaEvaluado, contenido: ProgramaContenido | None, dichos: Dichos
) -> ProgramaExplicado:
    """One sheet: its steps, its rows with what was said of each, and the notes of the form."""
    mostrado = show_programa(evaluado)
    if contenido is None or not contenido.objetivos:
        return ProgramaExplicado(mostrado, None, (), (), ())
    calculo = explain_programa(ejercicio, contenido, evaluado)
    numeros = sorted({paso.nota.numero for paso in calculo.pasos if paso.nota})
    declarados = list_pasos(
        evaluado.declarado, lambda _: None, cerrado=ejercicio.cerrado, sumadas="validadas o, si no, declaradas"
    )
    return ProgramaExplicado(
        mostrado,
        calculo,
        tuple(FilaExplicada(fila, *dichos[fila.codigo]) for fila in calculo.filas),
        declarados if evaluado.difiere_lo_declarado else (),
        tuple(show_nota(HOJAS[evaluado.tipo], numero, ejercicio.anio, "-entera") for numero in numeros),
    )
