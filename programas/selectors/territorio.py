"""A territory's page and a programme's: where they stand, and the official sheets."""

from dataclasses import dataclass
from datetime import date

from programas.enums import EstadoPrograma, Tipo
from programas.formulario.contenido import ProgramaContenido
from programas.models import Ejercicio
from programas.scoring import TIPOS
from programas.selectors import frases
from programas.selectors.calculo import Calculo, explain_programa
from programas.selectors.congelado import load_nombres
from programas.selectors.contenido import load_contenido
from programas.selectors.hoja_mostrada import HojaMostrada
from programas.selectors.hojas import show_hoja_analisis, show_hoja_programa
from programas.selectors.presentacion import (
    Barra,
    EstadoMostrado,
    build_barra,
    join_nombres,
    show_cantidad,
    show_estado,
)
from programas.selectors.resultados import ProgramaEvaluado, TerritorioEvaluado, evaluate_ejercicio
from programas.selectors.tablero import CeldaMatriz, build_celda
from regiones.models import Region, Usuario


@dataclass(frozen=True, slots=True)
class ProgramaMostrado:
    """A programme where it stands. ``si_se_valida`` speaks when what was declared would change it."""

    tipo: str
    nombre: str
    estado: EstadoMostrado
    tramite: str
    frase: str
    si_se_valida: str
    celda: CeldaMatriz
    barra: Barra | None


@dataclass(frozen=True, slots=True)
class TerritorioMostrado:
    """``corte`` and ``plazo`` are those of the analyses shown; ``None`` when the year has none."""

    cut: str
    nombre: str
    frase: str
    es_demostracion: bool
    programas: tuple[ProgramaMostrado, ...]
    hojas: tuple[HojaMostrada, ...]
    corte: date | None
    plazo: date | None


@dataclass(frozen=True, slots=True)
class PaginaPrograma:
    programa: ProgramaMostrado
    nombre_territorio: str
    es_demostracion: bool
    hoja: HojaMostrada
    calculo: Calculo | None


def load_territorio(ejercicio: Ejercicio, usuario: Usuario, region: Region) -> TerritorioMostrado:
    """Load a territory's four sheets: a fixed number of queries, whatever its rows."""
    evaluado = load_evaluado(ejercicio, usuario, region)
    contenidos = load_contenidos(ejercicio, region)
    corte = ejercicio.cortes.order_by("-fecha_medicion").first()
    hojas = [show_hoja_programa(ejercicio, contenidos.get(t), evaluado.programas[t]) for t in TIPOS]
    hojas.append(show_hoja_analisis(ejercicio, contenidos.values(), corte.pk if corte else None))
    return TerritorioMostrado(
        region.cut,
        region.nombre_corto,
        describe_territorio(evaluado),
        evaluado.es_demostracion,
        tuple(show_programa(evaluado.programas[tipo]) for tipo in TIPOS),
        tuple(hojas),
        corte.fecha_medicion if corte else None,
        corte.plazo if corte else None,
    )


def load_programa(ejercicio: Ejercicio, usuario: Usuario, region: Region, tipo: str) -> PaginaPrograma:
    """Load one programme with its calculation."""
    evaluado = load_evaluado(ejercicio, usuario, region).programas[tipo]
    contenido = load_contenidos(ejercicio, region, tipo).get(tipo)
    return PaginaPrograma(
        show_programa(evaluado),
        region.nombre_corto,
        evaluado.es_demostracion,
        show_hoja_programa(ejercicio, contenido, evaluado),
        explain_programa(ejercicio, contenido, evaluado) if contenido and contenido.objetivos else None,
    )


def load_evaluado(ejercicio: Ejercicio, usuario: Usuario, region: Region) -> TerritorioEvaluado:
    """The evaluated territory; the caller has checked that the user sees it."""
    (territorio,) = evaluate_ejercicio(ejercicio, usuario, region.pk).territorios
    return territorio


def load_contenidos(ejercicio: Ejercicio, region: Region, tipo: str | None = None) -> dict[str, ProgramaContenido]:
    territorios = load_contenido(
        ejercicio_id=ejercicio.pk, region_ids=[region.pk], tipo=tipo, nombres=load_nombres(ejercicio)
    )
    return {programa.tipo: programa for territorio in territorios for programa in territorio.programas}


def show_programa(evaluado: ProgramaEvaluado) -> ProgramaMostrado:
    celda = build_celda(evaluado)
    return ProgramaMostrado(
        evaluado.tipo,
        Tipo(evaluado.tipo).label,
        show_estado(evaluado.resultado),
        EstadoPrograma(evaluado.estado).label if evaluado.estado else "",
        frases.describe_programa(evaluado),
        celda.si_se_valida,
        celda,
        build_barra(evaluado.resultado),
    )


def describe_territorio(territorio: TerritorioEvaluado) -> str:
    """«III.1 no cumple, III.2 y III.3 en juego: quedan 7 compromisos sin evaluar.»."""
    por_estado: dict[str, list[str]] = {}
    for tipo, programa in territorio.programas.items():
        por_estado.setdefault(show_estado(programa.resultado).palabra.lower(), []).append(tipo)
    if set(por_estado) == {"sin compromisos"}:
        return "No compromete programas en este ejercicio."
    plurales = {"cumple": "cumplen", "no cumple": "no cumplen"}
    partes = [
        f"{join_nombres(tipos)} {plurales.get(palabra, palabra) if len(tipos) > 1 else palabra}"
        for palabra, tipos in por_estado.items()
    ]
    pendientes = sum(programa.sin_validar for programa in territorio.programas.values())
    if not pendientes:
        return f"{'; '.join(partes)}. No queda nada sin evaluar."
    quedan = "queda" if pendientes == 1 else "quedan"
    return f"{'; '.join(partes)}: {quedan} {show_cantidad(pendientes, 'compromiso', 'compromisos')} sin evaluar."
