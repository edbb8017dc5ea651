"""A year scored from its raw rows alone, how pages write that, and how what they show is read back."""

import re
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from programas import scoring
from programas.models import Compromiso, Ejercicio
from programas.scoring import (
    DIEZMILESIMAS_POR_PUNTO,
    TIPOS,
    Cumple,
    Lectura,
    Pendiente,
    Ponderacion,
    Resultado,
    ResultadoServicio,
)
from regiones.models import Region
from tests.fabrica import build_nacional

UMBRAL = Fraction(9, 10)
PALABRAS = {
    "CUMPLE": "Cumple",
    "NO CUMPLE": "No cumple",
    "EN JUEGO": "En juego",
    "SIN COMPROMISOS": "Sin compromisos",
    "SIN PONDERACION": "Sin ponderación",
}
CIFRA = re.compile(r"\d{1,3},\d\d %")


@dataclass(frozen=True)
class Fila:
    """A commitment as it is stored."""

    codigo: str
    cut: str
    nombre: str
    tipo: str
    ponderacion: Ponderacion
    peso: int | None
    validado: str
    declarado: str


class Oraculo:
    """The year scored from its rows alone: validated or declared, weighed otherwise or without a territory."""

    def __init__(self, ejercicio: Ejercicio) -> None:
        programa = "objetivo__programa"
        consulta = Compromiso.objects.filter(objetivo__programa__ejercicio=ejercicio).order_by(
            f"{programa}__region__orden", f"{programa}__tipo", "pk"
        )
        self.filas = [
            Fila(*datos[:4], Ponderacion(datos[4]), *datos[5:])
            for datos in consulta.values_list(
                *("codigo", f"{programa}__region__cut", f"{programa}__region__nombre_corto", f"{programa}__tipo"),
                *(f"{programa}__ponderacion", "ponderacion", "validado", "declarado"),
            )
        ]
        self.lugares = list(dict.fromkeys((fila.cut, fila.nombre) for fila in self.filas))

    def sum(self, cut: str, tipo: str, *, declarado: bool = False, uniforme: bool = False) -> scoring.Sumas:
        propias = self.list_del_programa(cut, tipo)
        respuestas = [fila.validado or (fila.declarado if declarado else "") for fila in propias]
        return scoring.sum_compromisos(
            Ponderacion.UNIFORME if uniforme else propias[0].ponderacion,
            [
                scoring.Compromiso(fila.codigo, fila.peso, Cumple(respuesta) if respuesta else None)
                for fila, respuesta in zip(propias, respuestas, strict=True)
            ],
        )

    def score(
        self,
        *,
        nivel_central: bool = True,
        umbral: Fraction = UMBRAL,
        lectura: Lectura = Lectura.POR_PROGRAMA,
        **como: bool,
    ) -> ResultadoServicio:
        return scoring.evaluate_servicio(
            [
                scoring.Territorio(
                    cut, nombre, tuple(scoring.Programa(tipo, self.sum(cut, tipo, **como)) for tipo in TIPOS)
                )
                for cut, nombre in self.lugares
                if nivel_central or cut != "99"
            ],
            umbral,
            lectura=lectura,
        )

    def suppose(self, cut: str, respuesta: str) -> "Oraculo":
        """The same year with every row of a territory answered so."""
        otro = copy(self)
        otro.filas = [replace(fila, validado=respuesta) if fila.cut == cut else fila for fila in self.filas]
        return otro

    def list_del_programa(self, cut: str, tipo: str) -> list[Fila]:
        return [fila for fila in self.filas if (fila.cut, fila.tipo) == (cut, tipo)]

    def write_ponderacion(self, fila: Fila) -> str:
        """What a row weighs as its list shows it: typed, or its share of a uniform programme."""
        if fila.ponderacion is Ponderacion.UNIFORME:
            return write_pct(Fraction(1, len(self.list_del_programa(fila.cut, fila.tipo))))
        assert fila.peso is not None
        return f"{write_cantidad(Fraction(fila.peso, DIEZMILESIMAS_POR_PUNTO))} %"

    def list_pendientes(self, cut: str, tipo: str) -> list[Pendiente]:
        propias = [fila for fila in self.list_del_programa(cut, tipo) if not fila.validado]
        return [
            Pendiente(f.codigo, tipo, 1 if f.ponderacion is Ponderacion.UNIFORME else f.peso or 0) for f in propias
        ]


def build_oraculo(ejercicio: Ejercicio) -> Oraculo:
    """16 territories × 31 rows: uniform and typed, of every answer; half of the blank ones are declared."""
    build_nacional(ejercicio, list(Region.objects.existing_in(2009)), (12, 16, 3))
    # One territory that nobody has evaluated yet, one that has won, and some that may do either.
    for cut, respuesta in (("07", ""), ("10", "si")):
        Compromiso.objects.filter(objetivo__programa__region__cut=cut).update(validado=respuesta)
    perdidas = Compromiso.objects.filter(objetivo__programa__region__cut__in=("02", "06", "14"))
    perdidas.exclude(validado="si").update(validado="")
    for i, respuesta in ((1, "si"), (2, "no")):
        Compromiso.objects.filter(validado="", objetivo__orden__in=range(i, 17, 4)).update(declarado=respuesta)
    return Oraculo(ejercicio)


# -- how the pages write what the core answers ------------------------------------------------------------------


def write_pct(razon: Fraction | None) -> str:
    """Cut to two decimals, as the rules say."""
    if razon is None:
        return "—"
    centesimas = razon.numerator * 10_000 // razon.denominator
    return f"{centesimas // 100},{centesimas % 100:02d} %"


def write_cantidad(cantidad: Fraction) -> str:
    """An exact amount, without zeros that add nothing."""
    return f"{Decimal(cantidad.numerator) / cantidad.denominator:.4f}".rstrip("0").rstrip(".").replace(".", ",")


def write_estado(resultado: Resultado) -> str:
    evaluado = resultado.ganado or resultado.perdido
    return PALABRAS[resultado.estado] if evaluado or not resultado.comprometido else "Sin evaluar"


def write_barra(resultado: Resultado) -> str:
    umbral = f"{write_cantidad(resultado.umbral * 100)} %"
    return f"Asegurado {write_pct(resultado.piso)}, alcanzable {write_pct(resultado.techo)}, umbral {umbral}"


def write_celda(resultado: Resultado) -> tuple[str, str, str]:
    estado = write_estado(resultado)
    return estado, "—" if estado == "Sin evaluar" else write_pct(resultado.piso), write_barra(resultado)


def write_rango(motivo: scoring.Motivo | None) -> str:
    assert motivo is not None
    piso, techo = write_pct(motivo.resultado.piso), write_pct(motivo.resultado.techo)
    return piso if motivo.resultado.piso == motivo.resultado.techo else f"entre {piso} y {techo}"


# -- how they are read back -------------------------------------------------------------------------------------


def read_texto(nodo: Any) -> str:
    return " ".join(nodo.text_content().replace("\xa0", " ").split())


def find(nodo: Any, clase: str) -> list[Any]:
    return nodo.xpath(f".//*[contains(concat(' ', normalize-space(@class), ' '), ' {clase} ')]")


def read_estado(nodo: Any) -> str:
    """The word of a state, without its sign."""
    return read_texto(find(nodo, "estado")[0]).split(" ", 1)[1]


def read_barra(nodo: Any) -> str:
    return find(nodo, "barra")[0].get("aria-label").replace("\xa0", " ")


def list_filas(tabla: Any) -> list[Any]:
    return tabla.xpath("./tbody/tr")


def read_pasos(nodo: Any) -> dict[str, str]:
    """The first table of steps: the amounts by their letter, the percentages by their name."""
    filas = list_filas(find(nodo, "explicada")[0])
    return {read_texto(fila.find("th")): read_texto(find(fila, "num")[0]) for fila in filas}


def read_cantidad(texto: str) -> Fraction:
    """An amount, or a percentage cut to two decimals, as a number."""
    return Fraction(texto.removesuffix(" %").replace(",", "."))


def check_pasos(pasos: dict[str, str], resultado: Resultado) -> None:
    letras = {
        "C": resultado.comprometido,
        "G": resultado.ganado,
        "L": resultado.perdido,
        "S": resultado.pendiente,
    }
    for letra, cantidad in letras.items():
        (valor,) = [v for nombre, v in pasos.items() if nombre.endswith(f" {letra}")]
        assert read_cantidad(valor) == cantidad
    # «2/3 = 66,66 %»: what is secured, and what can still be reached.
    porcentajes = [cifras[-1] for valor in pasos.values() if (cifras := CIFRA.findall(valor))]
    assert porcentajes[:2] == [write_pct(resultado.piso), write_pct(resultado.techo)]
