"""A case as an outsider writes it (JSON) and its answer in the same shape.

The shape is documented in ``docs/puntaje.md``. Reading is strict about what could change a verdict in silence:
what is missing, repeated, mistyped or out of range is refused with the path of the fault.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any, TypeVar

from programas.scoring.cifras import parse_decimal, parse_peso, truncate_pct
from programas.scoring.programa import list_criticos, sum_compromisos
from programas.scoring.servicio import describe_motivo, evaluate_servicio
from programas.scoring.tipos import (
    TIPOS,
    Compromiso,
    Cumple,
    Lectura,
    Ponderacion,
    Programa,
    ResultadoTerritorio,
    Territorio,
)

Palabra = TypeVar("Palabra", bound=StrEnum)
AUSENTE = object()


class CasoInvalido(ValueError):
    """A case that cannot be read. ``ruta`` says where, ``problema`` what and how to mend it."""

    def __init__(self, ruta: str, problema: str) -> None:
        super().__init__(f"{ruta}: {problema}" if ruta else problema)
        self.ruta = ruta
        self.problema = problema


@dataclass(frozen=True, slots=True)
class Caso:
    """A case read: its territories, and the rows of each programme by (territory, programme) position."""

    nombre: str
    umbral: Fraction
    cerrado: bool
    lectura: Lectura
    territorios: tuple[Territorio, ...]
    compromisos: dict[tuple[str, str], tuple[Compromiso, ...]]


def score(entrada: Any) -> Any:
    """Answer one case (an object) or several (a list), in the same shape. Raises ``CasoInvalido``."""
    if isinstance(entrada, list):
        return [answer_caso(read_caso(caso, f"[{i}]")) for i, caso in enumerate(entrada)]
    return answer_caso(read_caso(entrada, ""))


def read_caso(entrada: Any, ruta: str) -> Caso:
    datos = read_objeto(entrada, ruta)
    umbral = read_umbral(datos, ruta)
    cerrado = read_campo(datos, ruta, "cerrado", False)
    if not isinstance(cerrado, bool):
        raise CasoInvalido(join(ruta, "cerrado"), "debe ser true o false")
    lectura = read_palabra(datos, ruta, "lectura", Lectura, Lectura.POR_PROGRAMA)
    territorios: list[Territorio] = []
    compromisos: dict[tuple[str, str], tuple[Compromiso, ...]] = {}
    for sub, datos_territorio in read_lista(datos, ruta, "territorios"):
        codigo = read_texto(datos_territorio, sub, "codigo")
        if any(territorio.codigo == codigo for territorio in territorios):
            raise CasoInvalido(join(sub, "codigo"), f"el territorio «{codigo}» está repetido")
        programas = read_programas(datos_territorio, sub, cerrado)
        compromisos.update({(codigo, tipo): filas for tipo, _, filas in programas})
        territorios.append(
            Territorio(
                codigo,
                read_texto(datos_territorio, sub, "nombre", codigo) or codigo,
                tuple(Programa(tipo, sum_compromisos(modo, filas)) for tipo, modo, filas in programas),
            )
        )
    return Caso(read_texto(datos, ruta, "nombre", ""), umbral, cerrado, lectura, tuple(territorios), compromisos)


def read_programas(
    datos_territorio: dict[str, Any], ruta: str, cerrado: bool
) -> list[tuple[str, Ponderacion, tuple[Compromiso, ...]]]:
    programas: list[tuple[str, Ponderacion, tuple[Compromiso, ...]]] = []
    for sub, datos in read_lista(datos_territorio, ruta, "programas"):
        tipo = read_texto(datos, sub, "tipo")
        if tipo not in TIPOS:
            raise CasoInvalido(join(sub, "tipo"), f"«{tipo}» debe ser uno de {', '.join(TIPOS)}")
        if any(tipo == anterior for anterior, _, _ in programas):
            raise CasoInvalido(join(sub, "tipo"), f"el programa «{tipo}» está repetido en el territorio")
        modo = read_palabra(datos, sub, "ponderacion", Ponderacion)
        filas = tuple(read_compromisos(datos, sub, modo))
        if cerrado and modo is Ponderacion.MANUAL and filas:
            check_cerrado(filas, sub)
        programas.append((tipo, modo, filas))
    return programas


def read_compromisos(datos_programa: dict[str, Any], ruta: str, modo: Ponderacion) -> Iterator[Compromiso]:
    vistos: set[str] = set()
    for sub, datos in read_lista(datos_programa, ruta, "compromisos"):
        id_ = read_texto(datos, sub, "id")
        if id_ in vistos:
            raise CasoInvalido(join(sub, "id"), f"el compromiso «{id_}» está repetido en el programa")
        vistos.add(id_)
        peso = read_peso(datos, sub, None if modo is Ponderacion.UNIFORME else AUSENTE)
        yield Compromiso(id_, peso, read_palabra_o_nulo(datos, sub, "cumple", Cumple))


def check_cerrado(filas: tuple[Compromiso, ...], ruta: str) -> None:
    """Refuse a closed programme without all its weights, naming the first row that lacks one."""
    sin_peso = [i for i, fila in enumerate(filas) if fila.peso is None]
    if not sin_peso and not any(fila.peso for fila in filas):
        sin_peso = [0]
    if sin_peso:
        raise CasoInvalido(
            f"{ruta}.compromisos[{sin_peso[0]}].ponderacion",
            "un ejercicio cerrado no puede tener un programa sin ponderación",
        )


def answer_caso(caso: Caso) -> dict[str, Any]:
    """Score one case and lay the answer out: exact fractions as text, percentages cut to two decimals."""
    resultado = evaluate_servicio(caso.territorios, caso.umbral, cerrado=caso.cerrado, lectura=caso.lectura)
    return {
        "nombre": caso.nombre,
        "servicio": {
            "veredicto": resultado.veredicto.value,
            "por_programa": {
                tipo: {
                    "veredicto": veredicto.estado.value,
                    "motivos": [describe_motivo(motivo) for motivo in veredicto.motivos],
                }
                for tipo, veredicto in resultado.por_programa.items()
            },
        },
        "lecturas": {lectura.value: v.estado.value for lectura, v in resultado.lecturas.items()},
        "territorios": [answer_territorio(caso, territorio) for territorio in resultado.territorios],
    }


def answer_territorio(caso: Caso, evaluado: ResultadoTerritorio) -> dict[str, Any]:
    codigo = evaluado.territorio.codigo
    programas = []
    for programa in evaluado.territorio.programas:
        resultado = evaluado.por_tipo[programa.tipo]
        programas.append(
            {
                "tipo": programa.tipo,
                "estado": resultado.estado.value,
                "comprometido": str(resultado.comprometido),
                "ganado": str(resultado.ganado),
                "perdido": str(resultado.perdido),
                "pendiente": str(resultado.pendiente),
                "piso": None if resultado.piso is None else str(resultado.piso),
                "techo": None if resultado.techo is None else str(resultado.techo),
                "piso_pct": None if resultado.piso is None else truncate_pct(resultado.piso),
                "techo_pct": None if resultado.techo is None else truncate_pct(resultado.techo),
                "holgura": str(resultado.holgura),
                "criticos": list(
                    list_criticos(programa.sumas.ponderacion, caso.compromisos[codigo, programa.tipo], resultado)
                ),
            }
        )
    return {"codigo": codigo, "programas": programas}


def join(ruta: str, clave: str) -> str:
    return f"{ruta}.{clave}" if ruta else clave


def read_objeto(valor: Any, ruta: str) -> dict[str, Any]:
    if not isinstance(valor, dict):
        raise CasoInvalido(ruta, "debe ser un objeto {…}")
    return valor


def read_campo(datos: dict[str, Any], ruta: str, clave: str, defecto: Any = AUSENTE) -> Any:
    valor = datos.get(clave, defecto)
    if valor is AUSENTE:
        raise CasoInvalido(join(ruta, clave), "falta")
    return valor


def read_lista(datos: dict[str, Any], ruta: str, clave: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each object of a list with its own path."""
    valor = read_campo(datos, ruta, clave)
    if not isinstance(valor, list):
        raise CasoInvalido(join(ruta, clave), "debe ser una lista […]")
    for i, elemento in enumerate(valor):
        sub = f"{join(ruta, clave)}[{i}]"
        yield sub, read_objeto(elemento, sub)


def read_texto(datos: dict[str, Any], ruta: str, clave: str, defecto: Any = AUSENTE) -> str:
    valor = read_campo(datos, ruta, clave, defecto)
    if not isinstance(valor, str) or (defecto is AUSENTE and not valor.strip()):
        raise CasoInvalido(join(ruta, clave), "debe ser un texto entre comillas, no vacío")
    return valor


def read_umbral(datos: dict[str, Any], ruta: str) -> Fraction:
    try:
        umbral = parse_decimal(read_texto(datos, ruta, "umbral"))
    except CasoInvalido:
        raise
    except ValueError as error:
        raise CasoInvalido(join(ruta, "umbral"), str(error)) from None
    if not 0 < umbral <= 1:
        raise CasoInvalido(join(ruta, "umbral"), "debe ser mayor que 0 y no mayor que 1, como «0.90»")
    return umbral


def read_peso(datos: dict[str, Any], ruta: str, defecto: Any) -> int | None:
    valor = read_campo(datos, ruta, "ponderacion", defecto)
    if valor is None:
        return None
    if not isinstance(valor, str):
        raise CasoInvalido(join(ruta, "ponderacion"), "debe ser null o un texto exacto entre comillas, como «3.2»")
    try:
        return parse_peso(valor)
    except ValueError as error:
        raise CasoInvalido(join(ruta, "ponderacion"), str(error)) from None


def read_palabra(
    datos: dict[str, Any], ruta: str, clave: str, palabras: type[Palabra], defecto: Any = AUSENTE
) -> Palabra:
    valor = read_campo(datos, ruta, clave, defecto)
    if not isinstance(valor, str) or valor not in palabras.__members__.values():
        raise CasoInvalido(join(ruta, clave), f"debe ser {' o '.join(palabras)}")
    return palabras(valor)


def read_palabra_o_nulo(datos: dict[str, Any], ruta: str, clave: str, palabras: type[Palabra]) -> Palabra | None:
    if read_campo(datos, ruta, clave) is None:
        return None
    return read_palabra(datos, ruta, clave, palabras)
