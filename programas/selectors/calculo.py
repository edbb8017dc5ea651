"""Every figure explained down to its rows: weights, answers, rule and note of the form."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from programas.formulario.columnas import show_cumple, show_peso
from programas.formulario.contenido import ProgramaContenido
from programas.formulario.hojas import HOJAS, get_control
from programas.models import Ejercicio
from programas.scoring import Estado, Ponderacion, Resultado, Sumas, evaluate_literal
from programas.selectors.hoja_mostrada import NotaMostrada
from programas.selectors.hojas import show_nota
from programas.selectors.presentacion import (
    MOSTRADOS,
    NADA,
    NBSP,
    show_decimal,
    show_estado,
    show_pct,
    show_umbral,
)
from programas.selectors.resultados import ProgramaEvaluado

# The steps whose note is that of the total of the region.
DEL_TOTAL = ("estado", "piso", "techo", "umbral")


@dataclass(frozen=True, slots=True)
class FilaCalculo:
    """One weighted row in the sum. ``ganada`` is what it adds; ``critica`` if its failure alone loses."""

    codigo: str
    objetivo: str
    peso: str
    respuesta: str
    ganada: str
    critica: bool


@dataclass(frozen=True, slots=True)
class Paso:
    """A step of the arithmetic: its letter, what it is, how it is obtained and the note it comes from."""

    letra: str
    nombre: str
    formula: str
    valor: str
    nota: NotaMostrada | None


@dataclass(frozen=True, slots=True)
class Calculo:
    filas: tuple[FilaCalculo, ...]
    pasos: tuple[Paso, ...]
    unidad: str
    literal: str


def explain_programa(ejercicio: Ejercicio, contenido: ProgramaContenido, evaluado: ProgramaEvaluado) -> Calculo:
    """Lay out how a programme's state comes from its rows."""
    uniforme = evaluado.sumas.ponderacion is Ponderacion.UNIFORME
    filas = tuple(
        FilaCalculo(
            compromiso.codigo,
            objetivo.texto,
            "1" if uniforme else show_peso(compromiso.ponderacion) or "sin ponderación",
            show_cumple(compromiso.validado) or "sin evaluar",
            show_ganada(compromiso.validado, compromiso.ponderacion, uniforme),
            not compromiso.validado and evaluado.is_critica(compromiso.ponderacion),
        )
        for objetivo in contenido.objetivos
        for compromiso in objetivo.compromisos
    )
    return Calculo(
        filas,
        build_pasos(ejercicio, evaluado),
        "filas" if uniforme else "puntos porcentuales, como están escritos",
        describe_literal(evaluado.sumas, evaluado),
    )


def show_ganada(validado: str, ponderacion: int | None, uniforme: bool) -> str:
    if not validado:
        return NADA
    if validado != "si":
        return "0"
    return "1" if uniforme else show_peso(ponderacion)


def build_pasos(ejercicio: Ejercicio, evaluado: ProgramaEvaluado) -> tuple[Paso, ...]:
    """C, G, L and S; what they make of the threshold; and the note of the sheet behind each."""
    hoja = HOJAS[evaluado.tipo]
    tabla = get_control(evaluado.tipo)
    del_total = next(total.nota for total in hoja.totales if total.clave == "region")

    def note(clave: str) -> NotaMostrada | None:
        nota = del_total if clave in DEL_TOTAL else tabla.get_columna(clave).nota
        return None if nota is None else show_nota(hoja, nota, ejercicio.anio, f"-paso-{clave}")

    return list_pasos(evaluado.resultado, note, cerrado=ejercicio.cerrado)


def list_pasos(
    resultado: Resultado,
    note: Callable[[str], NotaMostrada | None],
    *,
    cerrado: bool,
    sumadas: str = "validadas",
) -> tuple[Paso, ...]:
    """The arithmetic of any result; ``note`` gives the note behind a column or a total, when there is one.

    ``sumadas`` says which answers are added up.
    """
    perdidas = "«no», «parcial» y, con el ejercicio cerrado, en blanco" if cerrado else "«no» y «parcial»"
    cantidades = (
        ("C", "Comprometido", "suma de las ponderaciones", resultado.comprometido, "ponderacion"),
        ("G", "Ganado", f"suma de las filas {sumadas} «sí»", resultado.ganado, "ganada"),
        ("L", "Perdido", f"suma de las filas {sumadas} {perdidas}", resultado.perdido, "cumple"),
    )
    sumas = (
        *(Paso(letra, nombre, como, show_decimal(valor), note(c)) for letra, nombre, como, valor, c in cantidades),
        Paso("S", "Sin evaluar", "C − G − L", show_decimal(resultado.pendiente), None),
    )
    estado = Paso("", "Estado", describe_regla(resultado), show_estado(resultado).palabra, note("estado"))
    if resultado.piso is None:
        return (*sumas, estado)
    queda = "se perdió más de lo que se admite" if resultado.holgura < 0 else "lo que puede perderse todavía"
    umbral = show_umbral(resultado.umbral)
    return (
        *sumas,
        Paso("", "Asegurado (piso)", "G ÷ C", show_razon(resultado.piso), note("piso")),
        Paso("", "Alcanzable (techo)", "(G + S) ÷ C", show_razon(resultado.techo), note("techo")),
        Paso("u", "Umbral", "exigido para validar el programa", umbral, note("umbral")),
        Paso("", "Holgura", f"(1 − u) × C − L: {queda}", show_decimal(resultado.holgura), None),
        estado,
    )


def show_razon(razon: Fraction | None) -> str:
    """The exact fraction beside its cut percentage: «5/6 = 83,33 %»."""
    if razon is None:
        return NADA
    return f"{razon}{NBSP}={NBSP}{show_pct(razon)}" if razon.denominator != 1 else show_pct(razon)


def describe_regla(resultado: Resultado) -> str:
    if resultado.sin_evaluar:
        return "todavía no hay ninguna fila validada"
    return {
        Estado.CUMPLE: "el piso alcanza el umbral",
        Estado.NO_CUMPLE: "el techo no alcanza el umbral",
        Estado.EN_JUEGO: "el piso no alcanza el umbral y el techo sí",
        Estado.SIN_PONDERACION: "hay filas sin ponderación: no hay resultado",
        Estado.SIN_COMPROMISOS: "no hay filas",
    }[resultado.estado]


def describe_literal(sumas: Sumas, evaluado: ProgramaEvaluado) -> str:
    """The literal sum of the note, when it would decide otherwise; it is never official by itself."""
    literal = evaluate_literal(sumas, evaluado.resultado)
    if literal is evaluado.resultado.estado:
        return ""
    return (
        f"Sumadas a la letra, las ponderaciones ganadas dan {show_decimal(evaluado.resultado.ganado)}{NBSP}% y "
        f"pueden llegar a {show_decimal(evaluado.resultado.ganado + evaluado.resultado.pendiente)}{NBSP}%: "
        f"esa lectura diría «{MOSTRADOS[literal].palabra}». No es oficial por sí sola."
    )
