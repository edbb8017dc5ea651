"""Forms of a territory in memory, of any size and in any state, ready to be printed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any

from programas.enums import EstadoPrograma
from programas.formulario.contenido import (
    AnalisisContenido,
    CompromisoContenido,
    InstanciaContenido,
    ObjetivoContenido,
    ProgramaContenido,
)
from programas.formulario.reglas.base import list_compromisos
from programas.scoring import Estado, Ponderacion, evaluate_programa, sum_compromisos
from programas.selectors.exportacion import FormularioExportado

UMBRAL = Fraction(9, 10)
MOMENTO = datetime(2009, 11, 29, 15, 4, tzinfo=UTC)
TIPOS = ("III.1", "III.2", "III.3")
# What markup, workbooks and fonts would take for something else.
RAROS = (
    '#import "x" *negrita* _cursiva_ $x^2$ @ref <rot> \\ [corchete] `crudo` // nota',
    "-Optimizar\n=1+1\n+56 2\n«Ñuñoa» — ½ № ✓ → ☐ \uf0b7 viñeta",
    "漢字 🙂 y https://www.ejemplo.cl/" + "carpeta" * 30,
    "e-learning SERNAM, MINTRAB-MINSAL-MINEDUC-CHILE CALIFICA y re-impresión -[uno] a--b 2009-2010 " * 6,
    "línea\r\notra\x0by\x00tercera",
)


def build_objetivo(
    codigo: str, numero: int, cumple: str, textos: tuple[str, ...], **campos: Any
) -> ObjetivoContenido:
    """An objective with as many activities weighted as answers it has."""
    compromisos = tuple(
        CompromisoContenido(
            *(f"{codigo}-{numero:02d}.{i}", {}, numero * 10 + i, 32_000, "", respuesta, "", textos[0], 0),
            (f"Difundir {numero}.{i}", textos[-1]),
            (f"Informe {numero}.{i}",),
        )
        for i, respuesta in enumerate(cumple.split("/"), start=1)
    )
    return ObjetivoContenido(
        *(f"{codigo}-{numero:02d}", {}, numero, f"Objetivo {numero}: {textos[0]}", ""),
        campos.get("clase", ""),
        *(f"Indicador {numero}", "85%", campos.get("resultado", "")),
        compromisos,
    )


def build_programa(
    tipo: str, respuestas: tuple[str, ...], textos: tuple[str, ...], **campos: Any
) -> ProgramaContenido:
    codigo = f"2009-07-{tipo}"
    objetivos = tuple(
        build_objetivo(codigo, i, cumple, textos, **campos) for i, cumple in enumerate(respuestas, start=1)
    )
    instancia = InstanciaContenido(f"{codigo}-I01", {}, "Comisión", *(textos * 4)[:4], ())
    analisis = tuple(
        AnalisisContenido(
            f"{codigo}-A{o.id:02d}", {}, o.id, 1, o.codigo, "", *(textos * 3)[:3], o.id == 1, "Unidad"
        )
        for o in objetivos
    )
    return ProgramaContenido(
        *(1, codigo, tipo, "07", "Maule", "Dirección Regional", "METAS", campos.get("ponderacion", "MANUAL")),
        *(campos.get("estado", EstadoPrograma.BORRADOR), False, None),
        objetivos,
        (instancia,) if tipo == "III.2" else (),
        analisis,
    )


def build_formulario(*programas: ProgramaContenido, **campos: Any) -> FormularioExportado:
    cerrado = campos.get("cerrado", False)
    resultados = {
        programa.tipo: evaluate_programa(
            sum_compromisos(Ponderacion(programa.ponderacion), list_compromisos(programa)), UMBRAL, cerrado=cerrado
        )
        for programa in programas
    }
    formulario = FormularioExportado(
        *("sernam", "Servicio Nacional de la Mujer", 2009, UMBRAL, False, False, "07", "Maule", "c0ffee"),
        date(2009, 6, 30),
        {programa.tipo: programa for programa in programas},
        resultados,
        dict.fromkeys(TIPOS, Estado.EN_JUEGO),
    )
    return replace(formulario, **campos)


def build_completo(
    cuantas: int = 3, textos: tuple[str, ...] = ("Ampliar la oferta",), **campos: Any
) -> FormularioExportado:
    """III.1 to III.3, with an objective of two activities each, and their analyses."""
    respuestas = ("si/no", "si", "")
    return build_formulario(
        *(
            build_programa(
                tipo,
                tuple(respuestas[i % 3] for i in range(cuantas)),
                textos,
                clase="OFERTA" if tipo == "III.3" else "",
                resultado="82%",
            )
            for tipo in TIPOS
        ),
        **campos,
    )
