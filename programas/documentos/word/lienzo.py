"""A document while it is written: its paper, its styles, and what stands on every page."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.document import Document as Documento
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor
from docx.text.paragraph import Paragraph

from programas.documentos.textos import clean_texto

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# 8,5 × 13 inches, «oficio», lying down.
ANCHO, ALTO, MARGEN = 13, 8.5, 0.5
ANCHO_UTIL = ANCHO - 2 * MARGEN
FUENTE, TINTA = "Calibri", RGBColor(0x0A, 0x13, 0x2D)
TAMANOS = {"Title": 18, "Heading 1": 14, "Heading 2": 12, "Heading 3": 10.5, "Heading 4": 9.5, "Normal": 9}


def begin_documento(titulo: str, autor: str, momento: datetime) -> Documento:
    documento = Document()
    propiedades = documento.core_properties
    propiedades.title, propiedades.author, propiedades.language = clean_texto(titulo), clean_texto(autor), "es-CL"
    propiedades.comments = ""
    propiedades.created = propiedades.modified = momento.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    set_estilos(documento)
    seccion = documento.sections[0]
    seccion.orientation = WD_ORIENT.LANDSCAPE
    seccion.page_width, seccion.page_height = Inches(ANCHO), Inches(ALTO)
    seccion.left_margin = seccion.right_margin = Inches(MARGEN)
    seccion.top_margin, seccion.bottom_margin = Inches(0.8), Inches(0.7)
    seccion.header_distance = seccion.footer_distance = Inches(0.35)
    return documento


def set_estilos(documento: Documento) -> None:
    """The document's own styles, so that whoever goes on with it changes them in one place."""
    for nombre, tamano in TAMANOS.items():
        estilo: Any = documento.styles[nombre]
        estilo.font.name, estilo.font.size, estilo.font.color.rgb = FUENTE, Pt(tamano), TINTA
        fuentes = estilo.element.get_or_add_rPr().get_or_add_rFonts()
        for atributo in list(fuentes.attrib):
            if atributo.endswith("Theme"):
                del fuentes.attrib[atributo]
        fuentes.set(qn("w:cs"), FUENTE)
        estilo.paragraph_format.space_after = Pt(4)
    idioma = OxmlElement("w:lang")
    idioma.set(qn("w:val"), "es-CL")
    documento.styles["Normal"].element.get_or_add_rPr().append(idioma)


def set_paginas(documento: Documento, cabeza: tuple[str, str], pie: str) -> None:
    """What every page says: at its head a text at each side, at its foot a text and «Página x de y»."""
    seccion = documento.sections[0]
    izquierda, derecha = cabeza
    begin_linea(seccion.header.paragraphs[0], izquierda).add_run(f"\t{clean_texto(derecha)}").bold = True
    linea = begin_linea(seccion.footer.paragraphs[0], pie)
    linea.add_run("\tPágina ")
    add_campo(linea, "PAGE")
    linea.add_run(" de ")
    add_campo(linea, "NUMPAGES")


def begin_linea(parrafo: Paragraph, texto: str) -> Paragraph:
    topes = parrafo.paragraph_format.tab_stops
    topes.clear_all()
    topes.add_tab_stop(Inches(ANCHO_UTIL), WD_TAB_ALIGNMENT.RIGHT)
    # The style of headers and footers brings stops of its own, which would come first.
    for tope in parrafo.style.paragraph_format.tab_stops if parrafo.style else ():
        topes.add_tab_stop(tope.position, WD_TAB_ALIGNMENT.CLEAR)
    parrafo.add_run(clean_texto(texto))
    return parrafo


def add_campo(parrafo: Paragraph, instruccion: str) -> None:
    """A number that the word processor keeps up to date."""
    campo = OxmlElement("w:fldSimple")
    campo.set(qn("w:instr"), instruccion)
    trozo, texto = OxmlElement("w:r"), OxmlElement("w:t")
    texto.text = "1"
    trozo.append(texto)
    campo.append(trozo)
    parrafo._p.append(campo)


def add_titulo(documento: Documento, texto: str, nivel: int, *, en_otra_pagina: bool = False) -> None:
    parrafo = documento.add_heading(clean_texto(texto), nivel)
    parrafo.paragraph_format.page_break_before = en_otra_pagina
    parrafo.paragraph_format.keep_with_next = True


def save_documento(documento: Documento) -> bytes:
    salida = BytesIO()
    documento.save(salida)
    return salida.getvalue()
