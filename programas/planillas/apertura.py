"""Open a file as a workbook: recognise it by its content, refuse what is none, and read its grids."""

import hashlib
from collections.abc import Iterable

from programas.planillas.formatos import ods, texto, xls, xlsx
from programas.planillas.libro import Grilla, Libro
from programas.planillas.paquete import (
    FIRMA_OLE,
    FIRMA_ZIP,
    LibroRechazado,
    check_archivo,
    check_paquete,
    refuse_ajeno,
)

# A form holds some sixty thousand letters; a short file can name one long text many times.
MAXIMO_TEXTO = 5_000_000


def open_libro(nombre: str, contenido: bytes) -> Libro:
    """Read a workbook. Raises ``LibroRechazado`` with one line that says what to do."""
    check_archivo(nombre, len(contenido))
    try:
        formato, grillas = read_grillas(nombre, contenido)
    except LibroRechazado:
        raise
    except Exception as error:  # each library raises whatever the broken part made it stumble on
        raise LibroRechazado(
            "El archivo está dañado: Excel podría repararlo. Ábralo, guárdelo como .xlsx y vuelva a intentarlo."
        ) from error
    check_texto(grillas)
    return Libro(
        nombre,
        formato,
        hashlib.sha256(contenido).hexdigest(),
        tuple(grilla for grilla in grillas if grilla.visible),
        tuple(grilla for grilla in grillas if not grilla.visible),
    )


def read_grillas(nombre: str, contenido: bytes) -> tuple[str, list[Grilla]]:
    """The kind of file and its sheets, whatever its name says."""
    if contenido.startswith(FIRMA_ZIP):
        paquete = check_paquete(contenido)
        if paquete.formato == ".ods":
            return ".ods", ods.read_grillas(paquete.partes)
        return ".xlsx", xlsx.read_grillas(paquete.partes)
    if contenido.startswith(FIRMA_OLE):
        refuse_ajeno(contenido)
        return ".xls", xls.read_grillas(contenido)
    refuse_ajeno(contenido)
    escrito = texto.decode_texto(contenido)
    if escrito is None or not texto.is_tabla(escrito):
        raise LibroRechazado("No es una planilla: se leen libros .xlsx, .xls, .ods o .csv.")
    return ".csv", texto.read_grillas(nombre, escrito)


def check_texto(grillas: Iterable[Grilla]) -> None:
    textos = (c.valor for g in grillas for fila in g.celdas.values() for c in fila.values())
    if sum(len(valor) for valor in textos if isinstance(valor, str)) > MAXIMO_TEXTO:
        raise LibroRechazado("El libro tiene demasiado texto: copie las hojas del formulario a un libro nuevo.")
