"""Tables for Word, written straight as its XML: a form has thousands of cells."""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from docx.document import Document as Documento
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from programas.documentos.textos import clean_texto
from programas.documentos.word.lienzo import ANCHO_UTIL
from programas.selectors.oficial.tipos import CeldaOficial, TablaOficial

# Twentieths of a point, of which an inch has 1.440.
VEINTAVOS = 1440
TOTAL = int(ANCHO_UTIL * VEINTAVOS)
AZUL, CLARO, GRIS, BORDE = "1F4E79", "DCE6F1", "F2F2F2", "8A94A6"
# In half points: headings are a point smaller, so that «Ponderación» fits its column.
LETRA, LETRA_DE_TITULO = 16, 14
LADOS = ("top", "left", "bottom", "right", "insideH", "insideV")
BORDES = "".join(f'<w:{lado} w:val="single" w:sz="4" w:space="0" w:color="{BORDE}"/>' for lado in LADOS)


def add_tabla(documento: Documento, tabla: TablaOficial) -> None:
    """A table of the form, its headings repeated on every page, its merges as the form has them."""
    anchos = share_ancho([columna.ancho for columna in tabla.columnas])
    filas = list(write_encabezados(tabla, anchos))
    if tabla.filas:
        filas += write_filas(tabla, anchos)
    else:
        filas.append(write_fila([write_celda(tabla.vacia, TOTAL, "center", columnas=len(anchos))]))
    place_tabla(documento, anchos, filas)


def add_cuadro(
    documento: Documento, filas: Sequence[Sequence[str]], anchos: Sequence[int], *, rotulos: int
) -> None:
    """A few rows without headings; the first ``rotulos`` columns are labels."""
    propios = share_ancho(anchos, min(TOTAL, sum(anchos)))
    escritas = [
        write_fila(
            [
                write_celda(texto, propios[i], "left", fondo=CLARO if i < rotulos else "", negrita=True)
                for i, texto in enumerate(fila)
            ],
            entera=True,
        )
        for fila in filas
    ]
    place_tabla(documento, propios, escritas)


def share_ancho(anchos: Sequence[int], total: int = TOTAL) -> list[int]:
    suma = sum(anchos)
    return [ancho * total // suma for ancho in anchos]


def write_encabezados(tabla: TablaOficial, anchos: Sequence[int]) -> Iterator[str]:
    if tabla.bandas:
        celdas, desde = [], 0
        for titulo, cuantas in tabla.bandas:
            ancho = sum(anchos[desde : desde + cuantas])
            celdas.append(
                write_celda(
                    titulo,
                    ancho,
                    "center",
                    columnas=cuantas,
                    fondo=AZUL,
                    negrita=True,
                    color="FFFFFF",
                    tamano=LETRA_DE_TITULO,
                )
            )
            desde += cuantas
        yield write_fila(celdas, de_titulos=True)
    yield write_fila(
        [
            write_celda(columna.titulo, ancho, "center", fondo=CLARO, negrita=True, tamano=LETRA_DE_TITULO)
            for columna, ancho in zip(tabla.columnas, anchos, strict=True)
        ],
        de_titulos=True,
    )


def write_filas(tabla: TablaOficial, anchos: Sequence[int]) -> Iterator[str]:
    """Every row with a cell in every column: under one that stands over several, an empty one that goes on."""
    for fila in tabla.filas:
        propias = {celda.columna: celda for celda in fila.celdas}
        celdas = [
            write_celda_oficial(propias.get(lugar), anchos[lugar], columna.alineacion)
            for lugar, columna in enumerate(tabla.columnas)
        ]
        yield write_fila(celdas, entera=fila.breve)


def write_celda_oficial(celda: CeldaOficial | None, ancho: int, alineacion: str) -> str:
    if celda is None:
        return write_celda("", ancho, alineacion, union='<w:vMerge w:val="continue"/>')
    union = '<w:vMerge w:val="restart"/>' if celda.alto > 1 else ""
    return write_celda(celda.texto, ancho, alineacion, union=union)


def write_fila(celdas: Sequence[str], *, de_titulos: bool = False, entera: bool = False) -> str:
    propiedades = "<w:cantSplit/>" * (entera or de_titulos) + "<w:tblHeader/>" * de_titulos
    return f"<w:tr><w:trPr>{propiedades}</w:trPr>{''.join(celdas)}</w:tr>"


def write_celda(
    texto: str,
    ancho: int,
    alineacion: str,
    *,
    columnas: int = 1,
    union: str = "",
    fondo: str = "",
    negrita: bool = False,
    color: str = "",
    tamano: int = LETRA,
) -> str:
    letra = "<w:b/>" * negrita + (f'<w:color w:val="{color}"/>' if color else "") + f'<w:sz w:val="{tamano}"/>'
    lineas = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(linea)}</w:t>' for linea in clean_texto(texto).split("\n")
    )
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{ancho}" w:type="dxa"/>'
        + (f'<w:gridSpan w:val="{columnas}"/>' if columnas > 1 else "")
        + union
        + (f'<w:shd w:val="clear" w:color="auto" w:fill="{fondo}"/>' if fondo else "")
        + f'</w:tcPr><w:p><w:pPr><w:spacing w:before="20" w:after="20"/><w:jc w:val="{alineacion}"/></w:pPr>'
        f"<w:r><w:rPr>{letra}</w:rPr>{lineas}</w:r></w:p></w:tc>"
    )


def place_tabla(documento: Documento, anchos: Sequence[int], filas: Sequence[str]) -> None:
    columnas = "".join(f'<w:gridCol w:w="{ancho}"/>' for ancho in anchos)
    xml = (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(anchos)}" w:type="dxa"/>'
        f'<w:tblBorders>{BORDES}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{columnas}</w:tblGrid>{''.join(filas)}</w:tbl>"
    )
    # After the last paragraph of the body, before what says how its section is.
    cuerpo = documento.element.body
    cuerpo.insert(len(cuerpo) - 1, parse_xml(xml))
    parrafo = documento.add_paragraph()
    parrafo.paragraph_format.space_after = 0
