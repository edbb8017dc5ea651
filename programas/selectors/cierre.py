"""A closing as it is read: from its own row alone, and whether it still stands when it is computed again."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from hashlib import sha256
from itertools import groupby
from typing import Any

from programas.models import Cierre, Ejercicio
from programas.scoring import VERSION, Estado, Lectura
from programas.scoring.caso import CasoInvalido, score
from programas.scoring.certificado import write_canonico
from programas.selectors.caso import build_caso
from programas.selectors.presentacion import MOSTRADOS, EstadoMostrado, join_nombres, show_pct, show_umbral

LECTURAS = {Lectura.POR_PROGRAMA: "por programa", Lectura.POR_TERRITORIO: "por territorio"}


@dataclass(frozen=True, slots=True)
class ResultadoCerrado:
    """One programme across the country, or one reading of the rules: its state and who decides it."""

    nombre: str
    estado: EstadoMostrado
    motivos: str


@dataclass(frozen=True, slots=True)
class CeldaCerrada:
    tipo: str
    estado: EstadoMostrado
    cifra: str


@dataclass(frozen=True, slots=True)
class TerritorioCerrado:
    """A territory's programmes, and what each of its rows said: (code, columns), by sheet."""

    nombre: str
    celdas: tuple[CeldaCerrada, ...]
    hojas: tuple[tuple[str, tuple[tuple[str, list[list[str]]], ...]], ...]


@dataclass(frozen=True, slots=True)
class CierreMostrado:
    estado: EstadoMostrado
    umbral: str
    lectura: str
    programas: tuple[ResultadoCerrado, ...]
    lecturas: tuple[ResultadoCerrado, ...]
    territorios: tuple[TerritorioCerrado, ...]
    filas: int


@dataclass(frozen=True, slots=True)
class Comparacion:
    """Whether the closing is as it was written, what today's rules answer, and whether the data moved since.

    ``mismos_datos`` is ``None`` when the ejercicio went on after this closing: there is nothing to compare.
    """

    integro: bool
    mismo_resultado: bool
    reglas_de_hoy: str
    mismos_datos: bool | None


@dataclass(frozen=True, slots=True)
class FilaCierre:
    """A line of the list of closings."""

    numero: int
    momento: datetime
    quien: str
    motivo: str
    reglas: str
    sha256: str
    estado: EstadoMostrado


def describe_datos(cierre: Cierre) -> dict[str, Any]:
    """What a closing seals, and what is given to whoever wants to compute it again."""
    return {
        "reglas": cierre.reglas,
        "entrada": cierre.entrada,
        "resultado": cierre.resultado,
        "contenido": cierre.contenido,
    }


def compute_sha256(cierre: Cierre) -> str:
    return sha256(write_canonico(describe_datos(cierre))).hexdigest()


def list_cierres(ejercicio: Ejercicio) -> tuple[FilaCierre, ...]:
    """Every closing, the last first: one query, without what each of them holds."""
    cierres = ejercicio.cierres.defer("entrada", "contenido").select_related("cerrado_por")
    return tuple(
        FilaCierre(
            cierre.numero,
            cierre.cerrado_en,
            str(cierre.cerrado_por),
            cierre.motivo,
            cierre.reglas,
            cierre.sha256,
            show_palabra(cierre.resultado["servicio"]["veredicto"]),
        )
        for cierre in cierres
    )


def show_cierre(cierre: Cierre) -> CierreMostrado:
    """Lay a closing out from its row alone: no query, no catalogue, no arithmetic."""
    respuesta = cierre.resultado
    return CierreMostrado(
        show_palabra(respuesta["servicio"]["veredicto"]),
        show_umbral(Fraction(cierre.entrada["umbral"])),
        LECTURAS[Lectura(cierre.entrada["lectura"])],
        list_programas(respuesta),
        list_lecturas(respuesta),
        show_territorios(cierre),
        len(cierre.contenido["filas"]),
    )


def list_programas(respuesta: dict[str, Any]) -> tuple[ResultadoCerrado, ...]:
    """The national result of each programme, in the order of the form: a database keeps none inside an object."""
    return tuple(
        ResultadoCerrado(tipo, show_palabra(v["veredicto"]), join_nombres(v["motivos"]))
        for tipo, v in sorted(respuesta["servicio"]["por_programa"].items())
    )


def list_lecturas(respuesta: dict[str, Any]) -> tuple[ResultadoCerrado, ...]:
    return tuple(
        ResultadoCerrado(LECTURAS[Lectura(nombre)], show_palabra(estado), "")
        for nombre, estado in sorted(respuesta["lecturas"].items())
    )


def show_palabra(estado: str) -> EstadoMostrado:
    return MOSTRADOS[Estado(estado)]


def show_territorios(cierre: Cierre) -> tuple[TerritorioCerrado, ...]:
    programas = {territorio["codigo"]: territorio["programas"] for territorio in cierre.resultado["territorios"]}
    filas = {
        cut: list(propias)
        for cut, propias in groupby(cierre.contenido["filas"], key=lambda fila: fila["territorio"])
    }
    return tuple(
        TerritorioCerrado(
            territorio["nombre"],
            tuple(
                CeldaCerrada(programa["tipo"], show_palabra(programa["estado"]), show_cifra(programa["piso"]))
                for programa in programas.get(territorio["codigo"], [])
            ),
            tuple(
                (hoja, tuple((fila["codigo"], fila["columnas"]) for fila in propias))
                for hoja, propias in groupby(filas.get(territorio["codigo"], []), key=lambda fila: fila["hoja"])
            ),
        )
        for territorio in cierre.contenido["territorios"]
    )


def show_cifra(piso: str | None) -> str:
    return show_pct(None if piso is None else Fraction(piso))


def compare_cierre(cierre: Cierre) -> Comparacion:
    """Compute a closing again, from its own data and from what is stored today."""
    ejercicio = cierre.ejercicio
    try:
        mismo_resultado = score(cierre.entrada) == cierre.resultado
    except CasoInvalido:
        mismo_resultado = False
    vigente = ejercicio.cerrado and not ejercicio.cierres.filter(numero__gt=cierre.numero).exists()
    return Comparacion(
        compute_sha256(cierre) == cierre.sha256,
        mismo_resultado,
        VERSION,
        build_caso(ejercicio) == cierre.entrada if vigente else None,
    )
