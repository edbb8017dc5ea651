"""The official form as a Word document."""

from collections.abc import Sequence
from datetime import datetime

from docx.document import Document as Documento
from docx.shared import Pt

from programas.documentos.textos import ANEXO, clean_texto
from programas.documentos.word.lienzo import (
    add_titulo,
    begin_documento,
    save_documento,
    set_paginas,
)
from programas.documentos.word.tablas import add_cuadro, add_tabla
from programas.selectors.oficial.tipos import DocumentoOficial, HojaOficial, ParteOficial, TotalOficial

# In twentieths of a point.
DATOS, TOTALES = (2300, 7200), (13000, 2300, 1980)


def write_docx(oficial: DocumentoOficial, momento: datetime) -> bytes:
    documento = begin_documento(f"{oficial.titulo} · {oficial.sujeto}", oficial.servicio, momento)
    set_paginas(documento, oficial.cabeza, oficial.pie)
    add_titulo(documento, oficial.titulo, 0)
    documento.add_paragraph(oficial.objetivo)
    for i, hoja in enumerate(oficial.hojas):
        add_hoja(documento, hoja, en_otra_pagina=i > 0)
    if oficial.anexo:
        add_anexo(documento, oficial.anexo)
    return save_documento(documento)


def add_hoja(documento: Documento, hoja: HojaOficial, *, en_otra_pagina: bool) -> None:
    add_titulo(documento, hoja.titulo, 1, en_otra_pagina=en_otra_pagina)
    varias = len(hoja.partes) > 1
    for i, parte in enumerate(hoja.partes):
        if varias:
            add_titulo(documento, parte.territorio, 2, en_otra_pagina=i > 0)
        add_parte(documento, parte)
    if hoja.nacional:
        add_titulo(documento, "Resultado nacional", 2)
        add_totales(documento, hoja.nacional)
    add_titulo(documento, f"Notas de la actividad {hoja.clave}", 3)
    for nota in hoja.notas:
        parrafo = documento.add_paragraph(clean_texto(nota))
        parrafo.paragraph_format.space_after = Pt(2)


def add_parte(documento: Documento, parte: ParteOficial) -> None:
    add_cuadro(documento, parte.datos, DATOS, rotulos=1)
    for tabla in parte.tablas:
        add_tabla(documento, tabla)
    add_totales(documento, parte.totales)


def add_anexo(documento: Documento, anexo: Sequence[tuple[str, str]]) -> None:
    """The text that explains the figures, line by line as it is: a paragraph up to each blank line."""
    add_titulo(documento, ANEXO, 1, en_otra_pagina=True)
    for i, (sujeto, texto) in enumerate(anexo):
        add_titulo(documento, sujeto, 2, en_otra_pagina=i > 0)
        for parrafo in clean_texto(texto).rstrip("\n").split("\n\n"):
            documento.add_paragraph(parrafo)


def add_totales(documento: Documento, totales: tuple[TotalOficial, ...]) -> None:
    if totales:
        filas = [(total.titulo, total.estado, total.cifra) for total in totales]
        add_cuadro(documento, filas, TOTALES, rotulos=1)
