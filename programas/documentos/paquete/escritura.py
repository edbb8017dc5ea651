"""Copy evidence into a ZIP as it is sent, piece by piece: the bytes of no file are ever whole in memory."""

import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import IO, cast

from django.core.files.storage import default_storage

from programas.documentos.paquete.nombres import Rutas, clean_segmento
from programas.documentos.tubo import Tubo
from programas.selectors.paquete import Pieza
from programas.selectors.presentacion import show_cantidad

PEDAZO = 256 * 1024
NO_VIGENTES = "No vigentes"
# A ZIP tells no date before.
PRIMER_ANIO = 1980
PERMISOS = 0o100644 << 16


class Estado(StrEnum):
    """What was found of a file when its bytes were read."""

    INTEGRO = "Como se recibió"
    CAMBIADO = "Cambió desde que se recibió"
    AUSENTE = "No está, o no se puede leer"


@dataclass(frozen=True, slots=True)
class Copiada:
    """A file once it was read. ``hallado`` is the SHA-256 of what is stored now; ``ruta`` its path in the ZIP."""

    pieza: Pieza
    ruta: str
    estado: Estado
    hallado: str


Indices = Callable[[list[Copiada]], Iterable[tuple[str, bytes]]]


class Lectura:
    """The stored bytes of a file, as they come, and what was found once they ended."""

    def __init__(self, pieza: Pieza) -> None:
        self.pieza, self.suma, self.ausente = pieza, sha256(), False

    def __iter__(self) -> Iterator[bytes]:
        try:
            with default_storage.open(self.pieza.archivo, "rb") as archivo:
                while pedazo := archivo.read(PEDAZO):
                    self.suma.update(pedazo)
                    yield pedazo
        except OSError:
            self.ausente = True

    def describe(self, ruta: str) -> Copiada:
        if self.ausente:
            return Copiada(self.pieza, ruta, Estado.AUSENTE, "")
        hallado = self.suma.hexdigest()
        return Copiada(
            self.pieza, ruta, Estado.INTEGRO if hallado == self.pieza.sha256 else Estado.CAMBIADO, hallado
        )


def check_piezas(piezas: Iterable[Pieza]) -> list[Copiada]:
    """Read every file and compare it with what was received, copying nothing."""
    copiadas = []
    for pieza in piezas:
        lectura = Lectura(pieza)
        for _ in lectura:
            continue
        copiadas.append(lectura.describe(""))
    return copiadas


def stream_paquete(
    piezas: Iterable[Pieza],
    indices: Indices,
    note: Callable[[list[Copiada]], None] = lambda copiadas: None,
) -> Iterator[bytes]:
    """The pieces of the ZIP: each file, then the indexes of what was found. ``note`` is told after each file."""
    tubo, rutas = Tubo(), Rutas()
    copiadas: list[Copiada] = []
    with zipfile.ZipFile(cast(IO[bytes], tubo), "w", zipfile.ZIP_STORED) as bulto:
        for pieza in piezas:
            lectura = Lectura(pieza)
            ruta = rutas.take(list_carpetas(pieza), pieza.nombre)
            for _ in copy_lectura(bulto, lectura, ruta):
                yield tubo.take()
            copiadas.append(lectura.describe("" if lectura.ausente else ruta))
            note(copiadas)
        for nombre, contenido in indices(copiadas):
            bulto.writestr(nombre, contenido)
            yield tubo.take()
    yield tubo.take()


def copy_lectura(bulto: zipfile.ZipFile, lectura: Lectura, ruta: str) -> Iterator[None]:
    """Copy a file, pausing at each piece; in the place of one that is missing, a text says so."""
    pedazos = iter(lectura)
    pedazo = next(pedazos, b"")
    if lectura.ausente:
        bulto.writestr(f"{ruta}.no-esta.txt", f"El archivo «{lectura.pieza.nombre}» no está guardado.\n")
        return
    entrada = zipfile.ZipInfo(ruta, date_entrada(lectura.pieza.subida_en))
    entrada.external_attr = PERMISOS
    with bulto.open(entrada, "w", force_zip64=lectura.pieza.tamano >= zipfile.ZIP64_LIMIT) as destino:
        while pedazo:
            destino.write(pedazo)
            yield
            pedazo = next(pedazos, b"")
    yield


def date_entrada(momento: datetime) -> tuple[int, int, int, int, int, int]:
    partes = (momento.year, momento.month, momento.day, momento.hour, momento.minute, momento.second)
    return partes if momento.year >= PRIMER_ANIO else (PRIMER_ANIO, 1, 1, 0, 0, 0)


def list_carpetas(pieza: Pieza) -> tuple[str, ...]:
    """Territory, programme, objective and means of verification; apart, what no longer counts."""
    carpetas = (
        clean_segmento(f"{pieza.cut} {pieza.territorio}"),
        clean_segmento(pieza.tipo),
        clean_segmento(f"{pieza.objetivo.rpartition('-')[2]} {pieza.objetivo_texto}"),
        clean_segmento(f"{cut_codigo(pieza)} {pieza.medio_texto}"),
    )
    return carpetas if pieza.vigente else (*carpetas, NO_VIGENTES)


def cut_codigo(pieza: Pieza) -> str:
    """Of «2009-07-III.1-03.1-M1», «03.1-M1»: what tells a means of verification from another of its objective."""
    return pieza.medio.removeprefix(pieza.objetivo.rpartition("-")[0] + "-")


def describe_copiadas(copiadas: list[Copiada]) -> str:
    """What was found, in a sentence."""
    estados = Counter(copiada.estado for copiada in copiadas)
    cambiados, ausentes = estados[Estado.CAMBIADO], estados[Estado.AUSENTE]
    if not copiadas:
        return "No hay archivos."
    total = show_cantidad(len(copiadas), "archivo", "archivos")
    if estados[Estado.INTEGRO] == len(copiadas):
        return f"{total}, sin cambios desde que se {agree(len(copiadas), 'recibió', 'recibieron')}."
    faltas = []
    if cambiados:
        faltas.append(f"{cambiados} {agree(cambiados, 'cambió', 'cambiaron')} después de recibirse")
    if ausentes:
        faltas.append(f"{ausentes} no {agree(ausentes, 'está o no se puede', 'están o no se pueden')} leer")
    return f"{total}: {' y '.join(faltas)}."


def agree(cuenta: int, singular: str, plural: str) -> str:
    return singular if cuenta == 1 else plural


def list_faltas(copiadas: Iterable[Copiada]) -> list[dict[str, str]]:
    """The files that are not as they were received, as they are kept and told."""
    return [
        {
            "territorio": copiada.pieza.territorio,
            "fila": copiada.pieza.fila,
            "nombre": copiada.pieza.nombre,
            "estado": copiada.estado.value,
            "sha256": copiada.pieza.sha256,
            "hallado": copiada.hallado,
        }
        for copiada in copiadas
        if copiada.estado is not Estado.INTEGRO
    ]
