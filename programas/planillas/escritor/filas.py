"""The rows of the form as cells can hold them, and the mark of what the reader will read in each cell."""

from collections.abc import Iterator
from typing import Any

from programas.formulario.celda import Celda
from programas.formulario.columnas import parse_celda
from programas.formulario.declaracion import Tabla
from programas.formulario.hojas import get_control
from programas.formulario.lectores import parse_clase, strip_nota
from programas.formulario.metadatos import mark_valor
from programas.planillas.escritor.textos import check_largo, clean_celda
from programas.planillas.metadatos import PADRE
from programas.selectors.oficial.filas import FilaOficial


def check_filas(tabla: Tabla, filas: list[FilaOficial]) -> list[FilaOficial]:
    """The rows with their texts as cells can hold them. Raises ``TextoNoCabe``."""
    for fila in filas:
        for clave, valor in fila.valores.items():
            if isinstance(valor, str):
                fila.valores[clave] = clean_celda(valor)
                check_largo(fila.codigo, tabla.get_columna(clave).encabezado, fila.valores[clave])
    return filas


def mark_control(tipo: str, filas: list[FilaOficial], uniforme: bool) -> Iterator[tuple[str, dict[str, str]]]:
    """The marks of a control table: those of each commitment, and of each objective by its own code.

    Uniform weights carry none: they are reckoned from how many rows there are, not typed.
    """
    tabla = get_control(tipo)
    propios = ("cumple",) if uniforme else ("ponderacion", "cumple")
    for fila in filas:
        if fila.alto:
            yield fila.padre, mark_objetivo(tipo, tabla, fila)
        if fila.codigo != fila.padre:
            marcas = {clave: mark_texto(tabla, fila, clave) for clave in ("unidad", "actividades", "medios")}
            marcas |= {clave: mark_valor(fila.valores[clave]) for clave in propios}
            yield fila.codigo, marcas | {PADRE: fila.padre}


def mark_objetivo(tipo: str, tabla: Tabla, fila: FilaOficial) -> dict[str, str]:
    texto = read_texto(tabla, fila, "objetivo")
    clase = parse_clase(texto) if tipo == "III.3" else ""
    return {
        "texto": mark_valor(strip_nota(texto) if clase else texto),
        "clase": mark_valor(clase),
        "indicador": mark_texto(tabla, fila, "indicador"),
        "columna_4": mark_texto(tabla, fila, "resultado"),
    }


def mark_simples(tabla: Tabla, filas: list[FilaOficial]) -> Iterator[tuple[str, dict[str, str]]]:
    """The marks of instancias or analyses, whose columns go by the names of what is read."""
    for fila in filas:
        if fila.codigo:
            marcas = {clave: mark_texto(tabla, fila, clave) for clave in fila.valores if clave != "programa"}
            if "objetivo" in marcas:
                marcas["objetivo_texto"] = marcas.pop("objetivo")
            yield fila.codigo, marcas


def mark_texto(tabla: Tabla, fila: FilaOficial, clave: str) -> str:
    return mark_valor(read_texto(tabla, fila, clave))


def read_texto(tabla: Tabla, fila: FilaOficial, clave: str) -> Any:
    return parse_celda(tabla.get_columna(clave), Celda("", fila.valores.get(clave, "") or None))
