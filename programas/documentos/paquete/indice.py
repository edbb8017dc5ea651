"""The index of an evidence package, as a page and as a workbook: one line for each file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.template.loader import render_to_string

from programas.documentos.paquete.escritura import Copiada, Estado, describe_copiadas
from programas.selectors.evidencias import show_tamano

HOJA = "Índice"
ESTILO = Path(__file__).parent / "indice.css"
COLUMNAS = (
    *(("Territorio", False), ("Programa", False), ("Fila", False), ("Objetivo", True)),
    *(("Medio de verificación", True), ("Documento", True), ("Descripción", True), ("Situación", False)),
    *(("Fecha del documento", False), ("Subida", False), ("Quién la subió", False)),
    *(("Validado", False), ("Quién validó", False), ("Cuándo se validó", False)),
    *(("Bytes", False), ("SHA-256 al recibirla", True), ("El archivo hoy", False), ("SHA-256 hoy", True)),
    *(("Lugar en el paquete", True), ("Datos de demostración", False)),
)
LARGO = 2000

# Writes a workbook of one sheet: its name, titles, which columns are wide, and its rows.
WriteHoja = Callable[[str, Sequence[str], Sequence[bool], Iterable[Iterable[Sequence[Any]]]], IO[bytes]]


@dataclass(frozen=True, slots=True)
class Cabeza:
    """What an index says of its package. ``momento`` is when it began to be prepared."""

    titulo: str
    momento: datetime
    cerrado: bool


def build_indices(cabeza: Cabeza, write_hoja: WriteHoja) -> Callable[[list[Copiada]], Iterator[tuple[str, bytes]]]:
    """What writes the indexes of a package once its files are copied: name and bytes of each."""

    def write(copiadas: list[Copiada]) -> Iterator[tuple[str, bytes]]:
        titulos, largas = zip(*COLUMNAS, strict=True)
        with write_hoja(HOJA, titulos, largas, [[describe_fila(copiada) for copiada in copiadas]]) as libro:
            yield "indice.xlsx", libro.read()
        yield "indice.html", write_html(cabeza, copiadas)
        yield "indice.css", ESTILO.read_bytes()

    return write


def describe_fila(copiada: Copiada) -> list[Any]:
    pieza = copiada.pieza
    return [
        *(pieza.territorio, pieza.tipo, pieza.fila, pieza.objetivo_texto[:LARGO], pieza.medio_texto[:LARGO]),
        *(pieza.nombre, pieza.descripcion, pieza.situacion),
        *(pieza.fecha_documento, pieza.subida_en.replace(tzinfo=None), pieza.subida_por),
        *(pieza.validado, pieza.validado_por, pieza.validado_en and pieza.validado_en.replace(tzinfo=None)),
        *(pieza.tamano, pieza.sha256, copiada.estado.value, copiada.hallado, copiada.ruta),
        "Sí" if pieza.inventada else "",
    ]


def write_html(cabeza: Cabeza, copiadas: list[Copiada]) -> bytes:
    contexto = {
        "cabeza": cabeza,
        "frase": describe_copiadas(copiadas),
        "filas": [(copiada, show_tamano(copiada.pieza.tamano)) for copiada in copiadas],
        "faltas": [copiada for copiada in copiadas if copiada.estado is not Estado.INTEGRO],
        "integro": Estado.INTEGRO,
        "inventadas": sum(copiada.pieza.inventada for copiada in copiadas),
    }
    return render_to_string("documentos/indice.html", contexto).encode()
