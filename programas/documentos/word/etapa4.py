"""The draft of Etapa 4 as a Word document: what the system knows, and marked places for what a person writes."""

from datetime import datetime

from docx.document import Document as Documento
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import Pt

from programas.documentos.textos import clean_texto
from programas.documentos.word.lienzo import add_titulo, begin_documento, save_documento, set_paginas
from programas.documentos.word.tablas import add_tabla
from programas.selectors.etapa4.tipos import POR_ESCRIBIR, DocumentoEtapa4, ProgramaEtapa4, TerritorioEtapa4

AVISO = (
    "Borrador para completar. Lo que dice viene de lo comprometido, lo informado en los cortes y lo validado; "
    f"lo marcado «{POR_ESCRIBIR.strip()}» lo escribe una persona."
)


def write_etapa4(etapa4: DocumentoEtapa4, momento: datetime) -> bytes:
    documento = begin_documento(f"{etapa4.titulo} · {etapa4.sujeto}", etapa4.servicio, momento)
    set_paginas(documento, etapa4.cabeza, etapa4.pie)
    add_titulo(documento, etapa4.titulo, 0)
    documento.add_paragraph(f"{etapa4.servicio} · {etapa4.sujeto}. {AVISO}")
    add_titulo(documento, "1. Resultados por programa", 1)
    documento.add_paragraph(etapa4.frase)
    add_tabla(documento, etapa4.resumen)
    if etapa4.nacional:
        add_titulo(documento, "Resultado del servicio (nota 12)", 2)
        add_tabla(documento, etapa4.nacional)
    add_por_escribir(documento, "la interpretación de los resultados: qué explica lo logrado y lo que faltó.")
    add_titulo(documento, "2. Resultado frente a la meta, por objetivo", 1, en_otra_pagina=True)
    for territorio in etapa4.territorios:
        add_territorio(documento, territorio)
    add_titulo(documento, "3. Conclusiones", 1, en_otra_pagina=True)
    add_por_escribir(documento, "las conclusiones y los compromisos para el año siguiente.")
    add_titulo(documento, "Anexo A. Medios de verificación y sus archivos", 1, en_otra_pagina=True)
    add_tabla(documento, etapa4.evidencias)
    add_titulo(documento, "Anexo B. Notas del formulario", 1)
    for nota in etapa4.notas:
        documento.add_paragraph(clean_texto(nota)).paragraph_format.space_after = Pt(2)
    return save_documento(documento)


def add_territorio(documento: Documento, territorio: TerritorioEtapa4) -> None:
    add_titulo(documento, territorio.nombre, 2)
    if not territorio.programas:
        documento.add_paragraph("No compromete programas este año.")
    for programa in territorio.programas:
        add_programa(documento, programa)


def add_programa(documento: Documento, programa: ProgramaEtapa4) -> None:
    add_titulo(documento, programa.titulo, 3)
    documento.add_paragraph(programa.frase)
    add_tabla(documento, programa.objetivos)
    add_titulo(documento, f"{programa.titulo}: razones de lo no cumplido", 4)
    add_tabla(documento, programa.incumplidos)
    add_titulo(documento, f"{programa.titulo}: recomendaciones y compromisos de los cortes, y qué fue de ellos", 4)
    add_tabla(documento, programa.recomendaciones)
    add_por_escribir(documento, f"el análisis de {programa.titulo}.")


def add_por_escribir(documento: Documento, que: str) -> None:
    """A paragraph for a person to write, in a colour and with words: never colour alone."""
    trozo = documento.add_paragraph().add_run(f"{POR_ESCRIBIR}{que}")
    trozo.font.highlight_color = WD_COLOR_INDEX.YELLOW
