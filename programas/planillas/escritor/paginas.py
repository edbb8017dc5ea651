"""How a sheet is printed, what stays in sight when it is moved, and what of a template may be written."""

from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from programas.planillas.escritor.lienzo import Lienzo
from programas.planillas.escritor.tablas import TablaEscrita
from programas.selectors.exportacion import FormularioExportado

# 8,5 × 13 inches: «oficio», as the paper is called in Chile.
OFICIO = 14
# In inches.
MARGEN, MARGEN_DE_PIE, PIE = 0.4, 0.75, 0.35


def lay_out(
    formulario: FormularioExportado, lienzo: Lienzo, tablas: list[TablaEscrita], etapa: str, plantilla: bool
) -> None:
    """Landscape, as wide as the page, its headings on every page; a second table begins a page of its own."""
    pagina, ultima = lienzo.pagina, tablas[-1].encabezado
    print_apaisada(pagina, f"{formulario.servicio_nombre} · {formulario.nombre} · {formulario.anio}", etapa)
    pagina.print_title_rows = f"1:{ultima}" if len(tablas) == 1 else f"{ultima - 1}:{ultima}"
    pagina.print_area = f"A1:{pagina.cell(lienzo.fila - 1, len(lienzo.anchos)).coordinate}"
    for tabla in tablas[1:]:
        # Between the blank row over the band of its headings and that band.
        pagina.row_breaks.append(Break(tabla.encabezado - 2))
    if len(tablas) == 1:
        pagina.freeze_panes = pagina.cell(ultima + 1, 1)
    if plantilla:
        protect_pagina(pagina)


def print_apaisada(pagina: Worksheet, pie: str, etapa: str) -> None:
    pagina.page_setup.orientation = "landscape"
    pagina.page_setup.paperSize = OFICIO
    pagina.page_setup.fitToWidth, pagina.page_setup.fitToHeight = 1, 0
    pagina.sheet_properties.pageSetUpPr.fitToPage = True
    margenes = pagina.page_margins
    margenes.left = margenes.right = margenes.top = MARGEN
    margenes.bottom, margenes.footer = MARGEN_DE_PIE, PIE
    pagina.oddFooter.left.text = pie.replace("&", "&&")
    pagina.oddFooter.center.text = etapa
    pagina.oddFooter.right.text = "Página &P de &N"


def protect_pagina(pagina: Worksheet) -> None:
    """Protect what is computed, without a password; the rest may be formatted, inserted and sorted."""
    proteccion = pagina.protection
    proteccion.sheet = True
    for permitido in ("formatCells", "formatColumns", "formatRows", "insertRows", "sort", "autoFilter"):
        setattr(proteccion, permitido, False)
