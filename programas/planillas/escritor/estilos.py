"""How the cells of the official workbook look: few named styles, so that whoever edits it finds them."""

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

TITULO, ROTULO, REGION, BANDA, ENCABEZADO = "gt título", "gt rótulo", "gt región", "gt banda", "gt encabezado"
TEXTO, PESO, RESPUESTA, CALCULADA, CODIGO = "gt texto", "gt peso", "gt respuesta", "gt calculada", "gt código"
TOTAL, TOTAL_VALOR, TOTAL_ESTADO, NOTA, NOTA_TITULO = (
    "gt total",
    "gt total valor",
    "gt total estado",
    "gt nota",
    "gt título de notas",
)

# A true percentage: whoever types «3,2», with the sign or without it, gets 3,2 %.
PORCENTAJE = "0.00##%"
DOS_DECIMALES = "0.00%"

LINEA = Side("thin", "8A94A6")
MARCO = Border(LINEA, LINEA, LINEA, LINEA)
FUENTE = "Calibri"


def fill(color: str) -> PatternFill:
    return PatternFill("solid", start_color=color)


def align(horizontal: str = "left", vertical: str = "top") -> Alignment:
    return Alignment(horizontal=horizontal, vertical=vertical, wrap_text=True)


def build_estilos(abiertas: bool) -> list[NamedStyle]:
    """The styles of a workbook. ``abiertas`` leaves the cells that people fill open to writing."""
    entrada = Protection(locked=not abiertas)
    normal, fuerte = Font(FUENTE, 10), Font(FUENTE, 10, bold=True)

    def style(nombre: str, fuente: Font, alineacion: Alignment, **resto: object) -> NamedStyle:
        return NamedStyle(nombre, font=fuente, alignment=alineacion, **resto)

    return [
        style(TITULO, Font(FUENTE, 13, bold=True), align(vertical="center")),
        style(ROTULO, fuerte, align(vertical="center")),
        style(REGION, fuerte, align(vertical="center"), border=MARCO, protection=entrada),
        style(BANDA, Font(FUENTE, 10, bold=True, color="FFFFFF"), align("center", "center"), fill=fill("1F4E79")),
        style(ENCABEZADO, fuerte, align("center", "center"), fill=fill("DCE6F1"), border=MARCO),
        style(TEXTO, normal, align(), border=MARCO, protection=entrada, number_format="@"),
        style(PESO, normal, align("right"), border=MARCO, protection=entrada, number_format=PORCENTAJE),
        style(RESPUESTA, normal, align("center"), border=MARCO, protection=entrada),
        style(CALCULADA, normal, align("right"), border=MARCO, fill=fill("F2F2F2"), number_format=PORCENTAJE),
        style(TOTAL, fuerte, align(vertical="center"), border=MARCO, fill=fill("F2F2F2")),
        style(
            TOTAL_VALOR,
            fuerte,
            align("right", "center"),
            border=MARCO,
            fill=fill("F2F2F2"),
            number_format=DOS_DECIMALES,
        ),
        style(TOTAL_ESTADO, fuerte, align("center", "center"), border=MARCO, fill=fill("F2F2F2")),
        style(NOTA, normal, align()),
        style(NOTA_TITULO, Font(FUENTE, 11, bold=True), align(vertical="center")),
        style(CODIGO, Font(FUENTE, 8, color="808080"), align()),
    ]


def add_estilos(libro: Workbook, abiertas: bool) -> None:
    for estilo in build_estilos(abiertas):
        libro.add_named_style(estilo)
