"""The parts of an .xlsx package that its sheets share: which sheets there are, the texts, the number formats."""

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from xml.etree.ElementTree import Element, fromstring

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

PRINCIPAL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DE_RELACION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
RELACION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
TEXTO, TRAMO = f"{PRINCIPAL}t", f"{PRINCIPAL}r/{PRINCIPAL}t"
LIBRO, RELACIONES, ESTILOS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
GENERAL = "General"


class Formato(NamedTuple):
    """A number format, and what it makes of a number."""

    codigo: str = GENERAL
    es_fecha: bool = False
    es_duracion: bool = False


@dataclass(frozen=True, slots=True)
class Comunes:
    """What the cells of all sheets name by its place: texts and formats; and the day from which dates count."""

    textos: list[str]
    formatos: list[Formato]
    primer_dia: datetime


@dataclass(frozen=True, slots=True)
class HojaXlsx:
    """A sheet of cells: its name, whether it is seen and the part that holds it."""

    nombre: str
    visible: bool
    parte: str


def is_cierto(escrito: str | None) -> bool:
    return escrito is not None and escrito not in ("0", "false", "f")


def read_parte(partes: Mapping[str, bytes], nombre: str) -> Element:
    """A part as a tree. ``paquete`` gives only parts without entities, in an encoding in which it sees them."""
    return fromstring(partes[nombre])  # noqa: S314 # nosec B314


def list_hojas(partes: Mapping[str, bytes]) -> list[HojaXlsx]:
    """The sheets in order, without those that are only a chart."""
    relaciones = read_relaciones(partes)
    return [
        HojaXlsx(hoja.attrib["name"], hoja.get("state", "visible") == "visible", parte)
        for hoja in read_parte(partes, LIBRO).iterfind(f"{PRINCIPAL}sheets/{PRINCIPAL}sheet")
        for tipo, parte in [relaciones[hoja.attrib[RELACION]]]
        if not tipo.endswith("/chartsheet")
    ]


def read_relaciones(partes: Mapping[str, bytes]) -> dict[str, tuple[str, str]]:
    """The kind and the name of each part that the workbook relates to, by the key of the relation."""
    return {
        relacion.attrib["Id"]: (relacion.attrib["Type"], resolve_parte(relacion.attrib["Target"]))
        for relacion in read_parte(partes, RELACIONES).iterfind(DE_RELACION)
    }


def resolve_parte(destino: str) -> str:
    """The name of a part in the package: what does not begin at its root begins beside the workbook."""
    return posixpath.normpath(posixpath.join("/xl", destino)).lstrip("/")


def read_comunes(partes: Mapping[str, bytes]) -> Comunes:
    propiedades = read_parte(partes, LIBRO).find(f"{PRINCIPAL}workbookPr")
    desde_1904 = propiedades is not None and is_cierto(propiedades.get("date1904"))
    return Comunes(read_textos(partes), read_formatos(partes), MAC_EPOCH if desde_1904 else WINDOWS_EPOCH)


def read_textos(partes: Mapping[str, bytes]) -> list[str]:
    """The texts that cells share; none when the workbook has no such part."""
    destinos = [parte for tipo, parte in read_relaciones(partes).values() if tipo.endswith("/sharedStrings")]
    return [
        read_texto(texto)
        for destino in destinos
        for texto in read_parte(partes, destino).iterfind(f"{PRINCIPAL}si")
    ]


def read_texto(elemento: Element) -> str:
    """A text, whole or in runs of different letters; how it is pronounced is no part of it."""
    entero = elemento.findtext(TEXTO, "")
    if len(elemento) == 1:
        return entero
    return entero + "".join(tramo.text or "" for tramo in elemento.iterfind(TRAMO))


def read_formatos(partes: Mapping[str, bytes]) -> list[Formato]:
    """The number format of each style of cell, in order; a workbook without styles has one."""
    if ESTILOS not in partes:
        return [Formato()]
    estilos = read_parte(partes, ESTILOS)
    propios = {
        int(formato.attrib["numFmtId"]): formato.attrib["formatCode"]
        for formato in estilos.iterfind(f"{PRINCIPAL}numFmts/{PRINCIPAL}numFmt")
    }
    codigos = BUILTIN_FORMATS | propios
    return [
        build_formato(codigos.get(int(estilo.get("numFmtId", 0)), GENERAL))
        for estilo in estilos.iterfind(f"{PRINCIPAL}cellXfs/{PRINCIPAL}xf")
    ]


def build_formato(codigo: str) -> Formato:
    return Formato(codigo, is_date_format(codigo), is_timedelta_format(codigo))
