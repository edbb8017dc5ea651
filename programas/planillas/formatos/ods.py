"""Workbooks of LibreOffice (.ods), read from their one part of content."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element  # only the type: what parses is defusedxml

from defusedxml.ElementTree import fromstring

from programas.planillas.libro import SIN_CALCULAR, Grilla
from programas.planillas.paquete import MAXIMO_CELDAS, MAXIMO_COMBINADAS, LibroRechazado

URN = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OFICINA, TABLA, TEXTO, NUMERO, ESTILO = (URN % n for n in ("office", "table", "text", "datastyle", "style"))
EXTENSION = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
CELDAS = (f"{TABLA}table-cell", f"{TABLA}covered-table-cell")
GRUPOS = frozenset(
    TABLA + nombre
    for nombre in (
        *("table-rows", "table-header-rows", "table-row-group"),
        *("table-columns", "table-header-columns", "table-column-group"),
    )
)
# What a paragraph holds that is no text of it.
APARTE = frozenset({f"{OFICINA}annotation", "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}frame"})
OCULTAS = ("collapse", "filter")


def read_grillas(partes: Mapping[str, bytes]) -> list[Grilla]:
    raiz = fromstring(partes["content.xml"])
    planilla = raiz.find(f"{OFICINA}body/{OFICINA}spreadsheet")
    estilos = Estilos(raiz)
    restantes = Presupuesto()
    return [read_grilla(tabla, estilos, restantes) for tabla in planilla.findall(f"{TABLA}table")]


class Presupuesto:
    """How many cells and merged cells may still be read, so that a repetition cannot fill the memory."""

    def __init__(self) -> None:
        self.celdas = MAXIMO_CELDAS
        self.combinadas = MAXIMO_COMBINADAS

    def spend(self, celdas: int = 0, combinadas: int = 0) -> None:
        self.celdas -= celdas
        self.combinadas -= combinadas
        if self.celdas < 0 or self.combinadas < 0:
            raise LibroRechazado(
                "El libro tiene demasiadas celdas: copie las hojas del formulario a un libro nuevo."
            )


class Estilos:
    """What the styles say of cells and sheets: the number format in Excel's words, and who is hidden."""

    def __init__(self, raiz: Element) -> None:
        datos = {}
        self.formatos: dict[str, str] = {}
        self.ocultos: set[str] = set()
        for estilo in raiz.iterfind(f"{OFICINA}automatic-styles/*"):
            nombre = estilo.get(f"{ESTILO}name", "")
            if estilo.tag.startswith(NUMERO):
                datos[nombre] = describe_formato(estilo)
            propiedades = estilo.find(f"{ESTILO}table-properties")
            if propiedades is not None and propiedades.get(f"{TABLA}display") == "false":
                self.ocultos.add(nombre)
        for estilo in raiz.iterfind(f"{OFICINA}automatic-styles/{ESTILO}style"):
            if formato := datos.get(estilo.get(f"{ESTILO}data-style-name", "")):
                self.formatos[estilo.get(f"{ESTILO}name", "")] = formato

    def get_formato(self, *nombres: str | None) -> str:
        """The format of the first of these styles that a cell, its row or its column names."""
        return self.formatos.get(next((nombre for nombre in nombres if nombre), ""), "General")


def describe_formato(estilo: Element) -> str:
    if estilo.tag == f"{NUMERO}percentage-style":
        return "0%"
    agrupa = any(numero.get(f"{NUMERO}grouping") == "true" for numero in estilo)
    signo = any("%" in (texto.text or "") for texto in estilo.iterfind(f"{NUMERO}text"))
    return ("#,##0" if agrupa else "General") + ('"%"' if signo else "")


def read_grilla(tabla: Element, estilos: Estilos, restantes: Presupuesto) -> Grilla:
    columnas = list(list_columnas(tabla))
    grilla = Grilla(
        tabla.get(f"{TABLA}name", ""),
        tabla.get(f"{TABLA}style-name") not in estilos.ocultos,
        columnas_ocultas=tuple(
            tramo for tramo, columna in columnas if columna.get(f"{TABLA}visibility") in OCULTAS
        ),
    )
    ocultas: set[int] = set()
    numero = 1
    for fila in walk(tabla, f"{TABLA}table-row"):
        veces = get_veces(fila, "rows")
        if any(is_llena(celda) for celda in fila):
            restantes.spend(celdas=veces)
            for repetida in range(numero, numero + veces):
                read_fila(grilla, fila, repetida, columnas, estilos, restantes)
                if fila.get(f"{TABLA}visibility") in OCULTAS:
                    ocultas.add(repetida)
        numero += veces
    grilla.filas_ocultas = frozenset(ocultas)
    return grilla


def walk(padre: Element, etiqueta: str) -> Iterator[Element]:
    """The rows or columns of a sheet, in the groups that may hold them."""
    pendientes = [iter(padre)]
    while pendientes:
        elemento = next(pendientes[-1], None)
        if elemento is None:
            pendientes.pop()
        elif elemento.tag == etiqueta:
            yield elemento
        elif elemento.tag in GRUPOS:
            pendientes.append(iter(elemento))


def list_columnas(tabla: Element) -> Iterator[tuple[range, Element]]:
    primera = 1
    for columna in walk(tabla, f"{TABLA}table-column"):
        siguiente = primera + get_veces(columna, "columns")
        yield range(primera, siguiente), columna
        primera = siguiente


def get_veces(elemento: Element, que: str) -> int:
    return max(int(elemento.get(f"{TABLA}number-{que}-repeated", "1")), 1)


def is_llena(celda: Element) -> bool:
    """Whether a cell says something or joins others; a comment alone is nothing."""
    return (
        celda.get(f"{OFICINA}value-type") is not None
        or celda.get(f"{TABLA}formula") is not None
        or celda.get(f"{TABLA}number-rows-spanned", "1") != "1"
        or celda.get(f"{TABLA}number-columns-spanned", "1") != "1"
        or celda.find(f"{TEXTO}p") is not None
    )


def read_fila(
    grilla: Grilla,
    fila: Element,
    numero: int,
    columnas: list[tuple[range, Element]],
    estilos: Estilos,
    restantes: Presupuesto,
) -> None:
    columna = 1
    for celda in fila:
        if celda.tag not in CELDAS:
            continue
        veces = get_veces(celda, "columns")
        if is_llena(celda) and celda.tag == CELDAS[0]:
            restantes.spend(celdas=veces)
            valor, defecto = read_valor(celda)
            for repetida in range(columna, columna + veces):
                formato = find_formato(celda, fila, repetida, columnas, estilos)
                grilla.put(numero, repetida, valor, formato, defecto)
                merge_celda(grilla, celda, numero, repetida, restantes)
        columna += veces


def find_formato(
    celda: Element, fila: Element, columna: int, columnas: list[tuple[range, Element]], estilos: Estilos
) -> str:
    if celda.get(f"{OFICINA}value-type") == "percentage":
        return "0%"
    de_columna = next((c for tramo, c in columnas if columna in tramo), None)
    defecto = f"{TABLA}default-cell-style-name"
    return estilos.get_formato(
        celda.get(f"{TABLA}style-name"),
        fila.get(defecto),
        None if de_columna is None else de_columna.get(defecto),
    )


def merge_celda(grilla: Grilla, celda: Element, fila: int, columna: int, restantes: Presupuesto) -> None:
    filas = int(celda.get(f"{TABLA}number-rows-spanned", "1"))
    columnas = int(celda.get(f"{TABLA}number-columns-spanned", "1"))
    if filas > 1 or columnas > 1:
        restantes.spend(combinadas=filas * columnas)
        grilla.merge(range(fila, fila + filas), range(columna, columna + columnas))


def read_valor(celda: Element) -> tuple[Any, str]:
    """A cell's value, and why it cannot be trusted: an error, or a formula that nobody calculated."""
    tipo = celda.get(f"{OFICINA}value-type")
    texto = "\n".join(read_parrafo(parrafo) for parrafo in celda.iterfind(f"{TEXTO}p"))
    if celda.get(f"{EXTENSION}value-type") == "error":
        return texto, f"la celda contiene el error {texto.strip()} de la planilla"
    if tipo in ("float", "percentage", "currency"):
        numero = float(celda.get(f"{OFICINA}value", "nan"))
        return (int(numero) if numero.is_integer() else numero), ""
    if tipo == "boolean":
        return celda.get(f"{OFICINA}boolean-value") == "true", ""
    if tipo == "date":
        return read_fecha(celda.get(f"{OFICINA}date-value", ""), texto), ""
    if tipo is None and celda.get(f"{TABLA}formula") is not None and not texto:
        return None, SIN_CALCULAR
    return celda.get(f"{OFICINA}string-value") or texto or None, ""


def read_fecha(escrita: str, texto: str) -> Any:
    try:
        return datetime.fromisoformat(escrita)
    except ValueError:
        return texto or escrita


def read_parrafo(elemento: Element) -> str:
    """The text of a paragraph, with the spaces, tabs and line breaks that it writes as elements."""
    partes = [elemento.text or ""]
    for hijo in elemento:
        if hijo.tag == f"{TEXTO}s":
            partes.append(" " * min(int(hijo.get(f"{TEXTO}c", "1")), 100))
        elif hijo.tag == f"{TEXTO}tab":
            partes.append("\t")
        elif hijo.tag == f"{TEXTO}line-break":
            partes.append("\n")
        elif hijo.tag not in APARTE:
            partes.append(read_parrafo(hijo))
        partes.append(hijo.tail or "")
    return "".join(partes)
