"""The public datasets: each declared once with its columns, which are its rows and its dictionary."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from programas.models import Cierre
from programas.scoring import Estado, truncate_pct
from programas.selectors.presentacion import MOSTRADOS

Valor = str | int | bool | None
TEXTO, ENTERO, DECIMAL, FRACCION = "texto", "entero", "decimal con punto", "fracción exacta"
PALABRAS = "«Cumple», «No cumple» o «Sin compromisos»"


@dataclass(frozen=True, slots=True)
class Columna:
    """A column as the dictionary tells it. ``vacia`` says when it is empty; nothing when it never is."""

    nombre: str
    tipo: str
    explicacion: str
    vacia: str = ""


@dataclass(frozen=True, slots=True)
class Conjunto:
    """A dataset: what a row is, its columns, and how the rows of a closing are made in their order."""

    clave: str
    nombre: str
    fila: str
    columnas: tuple[Columna, ...]
    rows: Callable[[Cierre], Iterator[tuple[Valor, ...]]]

    @property
    def encabezados(self) -> list[str]:
        return [columna.nombre for columna in self.columnas]


DEL_CIERRE = (
    Columna("servicio", TEXTO, "Código del servicio público"),
    Columna("anio", ENTERO, "Año del ejercicio"),
    Columna("version", ENTERO, "Versión del cierre: una corrección publica la siguiente"),
    Columna("demostracion", TEXTO, "«si» cuando son datos inventados para mostrar el sistema; «no» en los reales"),
)
DEL_PROGRAMA = (
    Columna("territorio", TEXTO, "Código único territorial, dos cifras; Nivel Central es 99"),
    Columna("nombre_territorio", TEXTO, "Nombre del territorio al cerrar el ejercicio"),
    Columna("programa", TEXTO, "III.1, III.2 o III.3"),
)


def describe_cierre(cierre: Any) -> tuple[Valor, ...]:
    """The first columns of every row, of a closing found by ``find_publicado``."""
    ejercicio = cierre.ejercicio
    return ejercicio.servicio.codigo, ejercicio.anio, cierre.numero, "si" if cierre.demostracion else "no"


def show_palabra(estado: str) -> str:
    return MOSTRADOS[Estado(estado)].palabra


def list_nombres(cierre: Cierre) -> dict[str, str]:
    return {territorio["codigo"]: territorio["nombre"] for territorio in cierre.contenido["territorios"]}


def list_nacional(cierre: Cierre) -> Iterator[tuple[Valor, ...]]:
    """The service, under the official reading, and each programme across the country."""
    resultado, umbral = cierre.resultado, truncate_pct(Fraction(cierre.entrada["umbral"]))
    servicio = resultado["servicio"]
    yield *describe_cierre(cierre), "servicio", show_palabra(servicio["veredicto"]), umbral
    for tipo, veredicto in servicio["por_programa"].items():
        yield *describe_cierre(cierre), tipo, show_palabra(veredicto["veredicto"]), umbral


def list_resultados(cierre: Cierre) -> Iterator[tuple[Valor, ...]]:
    nombres = list_nombres(cierre)
    for territorio in cierre.resultado["territorios"]:
        cut = territorio["codigo"]
        for programa in territorio["programas"]:
            yield (
                *describe_cierre(cierre),
                *(cut, nombres[cut], programa["tipo"], show_palabra(programa["estado"])),
                *(programa["piso_pct"], programa["piso"]),
                *(programa["comprometido"], programa["ganado"], programa["perdido"]),
            )


def list_compromisos(cierre: Cierre) -> Iterator[tuple[Valor, ...]]:
    nombres = list_nombres(cierre)
    for territorio in cierre.entrada["territorios"]:
        cut = territorio["codigo"]
        for programa in territorio["programas"]:
            for fila in programa["compromisos"]:
                yield (
                    *describe_cierre(cierre),
                    *(cut, nombres[cut], programa["tipo"], fila["id"]),
                    *(programa["ponderacion"].lower(), fila["ponderacion"], fila["cumple"]),
                )


CONJUNTOS = {
    conjunto.clave: conjunto
    for conjunto in (
        Conjunto(
            "nacional",
            "Resultado del servicio",
            "El servicio, o uno de sus programas en todo el país",
            (
                *DEL_CIERRE,
                Columna("ambito", TEXTO, "«servicio», III.1, III.2 o III.3"),
                Columna("estado", TEXTO, f"{PALABRAS}, según la lectura oficial"),
                Columna("umbral", DECIMAL, "Porcentaje que valida un programa (nota 11)"),
            ),
            list_nacional,
        ),
        Conjunto(
            "resultados",
            "Resultados por territorio y programa",
            "Un programa de un territorio",
            (
                *DEL_CIERRE,
                *DEL_PROGRAMA,
                Columna("estado", TEXTO, PALABRAS),
                Columna(
                    *("resultado", DECIMAL, "Porcentaje ganado de lo comprometido, truncado a dos decimales"),
                    "sin compromisos",
                ),
                Columna("resultado_exacto", FRACCION, "El mismo, sin truncar: «5/6»", "sin compromisos"),
                Columna("comprometido", FRACCION, "Suma de las ponderaciones, o número de filas si es uniforme"),
                Columna("ganado", FRACCION, "De ello, lo validado «sí»"),
                Columna("perdido", FRACCION, "De ello, lo validado «no» o «parcial», o sin validar"),
            ),
            list_resultados,
        ),
        Conjunto(
            "compromisos",
            "Compromisos",
            "Un compromiso: una fila que pondera",
            (
                *DEL_CIERRE,
                *DEL_PROGRAMA,
                Columna("codigo", TEXTO, "Código del compromiso, que nunca cambia"),
                Columna(
                    "modo", TEXTO, "«uniforme» si todas las filas pesan lo mismo, «manual» si cada una lo dice"
                ),
                Columna("ponderacion", DECIMAL, "Porcentaje que pondera (nota 8)", "modo uniforme"),
                Columna(
                    "cumple", TEXTO, "«si», «no» o «parcial», como se validó (nota 9)", "sin validar: no cumple"
                ),
            ),
            list_compromisos,
        ),
    )
}
DICCIONARIO = ("conjunto", "columna", "tipo", "explicacion", "vacia_si")


def list_diccionario() -> list[tuple[str, ...]]:
    """Every column of every dataset."""
    return [
        (conjunto.clave, columna.nombre, columna.tipo, columna.explicacion, columna.vacia)
        for conjunto in CONJUNTOS.values()
        for columna in conjunto.columnas
    ]
