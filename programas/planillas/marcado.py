"""The person's own workbook with each problem marked in its cell, and a list of all of them."""

import re
import warnings
from collections.abc import Iterable, Sequence
from datetime import date, time, timedelta
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.worksheet import Worksheet

from programas.formulario.lectura import Hallazgo, Nivel
from programas.planillas.apertura import open_libro
from programas.planillas.escritor.calculadas import inject_valores
from programas.planillas.escritor.textos import escape_celda
from programas.planillas.libro import Grilla, Libro

HOJA_PROBLEMAS = "Problemas"
# Each level by its colour and, for whoever does not tell colours, by its sign.
MARCAS = {
    Nivel.IMPIDE: ("FFC7CE", "⛔", "Impide importar"),
    Nivel.ERROR: ("FFD8A8", "✖", "Error"),
    Nivel.ADVERTENCIA: ("FFF2CC", "⚠", "Advertencia"),
    Nivel.INFO: ("DDEBF7", "ℹ", "Para saber"),
}
COLUMNAS = (("Nivel", 18), ("Hoja", 22), ("Celda", 14), ("Dice", 32), ("Problema", 60), ("Qué hacer", 60))
AUTOR = "Gestión Territorial"
DIRECCION = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
LARGO_DE_NOMBRE = 31
IMPOSIBLES_EN_NOMBRE = re.compile(r"[\\/*?:\[\]]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def mark_libro(nombre: str, contenido: bytes, hallazgos: Sequence[Hallazgo]) -> bytes:
    """The workbook as ``.xlsx``, with its problems. Raises ``LibroRechazado`` when it is none."""
    leido = open_libro(nombre, contenido)
    propio = load_propio(contenido) if leido.formato == ".xlsx" else None
    libro = propio or rebuild_libro(leido)
    hojas = {pagina.title: pagina for pagina in libro.worksheets}
    notas: dict[tuple[str, str], list[Hallazgo]] = {}
    for hallazgo in hallazgos:
        for hoja, celda in list_celdas(hallazgo):
            if hoja in hojas:
                notas.setdefault((hoja, celda), []).append(hallazgo)
    for (hoja, celda), suyos in notas.items():
        mark_celda(hojas[hoja], celda, suyos)
    write_problemas(libro, hallazgos, hojas)
    salida = BytesIO()
    calculados = take_calculados(contenido, propio) if propio else {}
    libro.save(salida)
    return inject_valores(salida.getvalue(), calculados)


def take_calculados(contenido: bytes, libro: Workbook) -> dict[int, dict[str, Any]]:
    """What each formula was computed to, by number of sheet and cell, so that the copy is read as the original.

    A formula of many cells gives way to its values.
    """
    formulas = [
        (numero, celda)
        for numero, pagina in enumerate(libro.worksheets, start=1)
        for celda in pagina._cells.values()
        if celda.data_type == "f"
    ]
    if not formulas:
        return {}
    valores = load_sin_avisos(contenido, data_only=True)
    calculados: dict[int, dict[str, Any]] = {}
    for numero, celda in formulas:
        valor = valores[celda.parent.title][celda.coordinate].value
        if not isinstance(celda.value, str):
            celda.value = valor
        elif valor is not None:
            calculados.setdefault(numero, {})[celda.coordinate] = to_guardado(valor)
    return calculados


def to_guardado(valor: Any) -> Any:
    """A computed value as a workbook stores it: dates and logical values as numbers."""
    if isinstance(valor, date | time | timedelta):
        return to_excel(valor)
    return int(valor) if isinstance(valor, bool) else valor


def load_propio(contenido: bytes) -> Workbook | None:
    """The person's own workbook, without the links that it has to others.

    ``None`` when openpyxl cannot open what no form needs, a drawing or a style: its cells are read all the same.
    """
    try:
        libro = load_sin_avisos(contenido, keep_links=False)
    except Exception:  # whatever the broken part made openpyxl, or its parser, stumble on
        return None
    # A list of problems of an earlier copy is replaced.
    if HOJA_PROBLEMAS in libro.sheetnames and len(libro.sheetnames) > 1:
        libro.remove(libro[HOJA_PROBLEMAS])
    return libro


def load_sin_avisos(contenido: bytes, **opciones: bool) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(BytesIO(contenido), **opciones)


def rebuild_libro(leido: Libro) -> Workbook:
    """A workbook with what was read of one in another format."""
    libro = Workbook()
    libro.remove(libro.active)
    for grilla in (*leido.hojas, *leido.ocultas):
        rebuild_hoja(libro.create_sheet(name_hoja(grilla.nombre)), grilla)
    return libro


def name_hoja(nombre: str) -> str:
    return IMPOSIBLES_EN_NOMBRE.sub("_", nombre)[:LARGO_DE_NOMBRE] or "Hoja"


def rebuild_hoja(pagina: Worksheet, grilla: Grilla) -> None:
    pagina.sheet_state = "visible" if grilla.visible else "hidden"
    for fila, celdas in grilla.celdas.items():
        for columna, leida in celdas.items():
            celda = pagina.cell(fila, columna)
            write_valor(celda, leida.valor)
            celda.number_format = leida.formato
    for rango in list_combinadas(grilla):
        pagina.merge_cells(rango)
    for fila in grilla.filas_ocultas:
        pagina.row_dimensions[fila].hidden = True
    for tramo in grilla.columnas_ocultas:
        for columna in tramo[:100]:
            pagina.column_dimensions[get_column_letter(columna)].hidden = True


def list_combinadas(grilla: Grilla) -> Iterable[str]:
    """The rectangles of merged cells, each by its corners."""
    ultimas: dict[tuple[int, int], tuple[int, int]] = {}
    for fila, columnas in grilla.origenes.items():
        for columna, origen in columnas.items():
            ultimas[origen] = max(ultimas.get(origen, (0, 0)), (fila, columna))
    for (f1, c1), (f2, c2) in ultimas.items():
        yield f"{get_column_letter(c1)}{f1}:{get_column_letter(c2)}{f2}"


def write_valor(celda: Cell, valor: Any) -> None:
    """Write what a cell said. A text that begins with «=» or «-» stays a text: nothing is calculated."""
    celda.value = escape_celda(CONTROL.sub("", valor)) if isinstance(valor, str) else valor
    if isinstance(valor, str):
        celda.data_type = "s"
        celda.quotePrefix = valor.startswith(("=", "+", "-", "@"))


def list_celdas(hallazgo: Hallazgo) -> Iterable[tuple[str, str]]:
    """The cells of which a finding speaks: «A17 + A19» are two, «G11:G27» its first and last."""
    lugares = hallazgo.origen or ((hallazgo.hoja, hallazgo.celda),)
    for hoja, celdas in lugares:
        for celda in DIRECCION.findall(celdas):
            yield hoja, celda


def is_lista_de_problemas(grilla: Grilla) -> bool:
    """Whether a sheet is the list that a marked copy carries, and nothing of the form."""
    if grilla.nombre != HOJA_PROBLEMAS:
        return False
    return [celda.texto for celda in grilla.get_propias(1)] == [titulo for titulo, _ in COLUMNAS]


def mark_celda(pagina: Worksheet, direccion: str, hallazgos: Sequence[Hallazgo]) -> None:
    """Colour a cell and note its problems, the worst first; a merged one, where its value stands."""
    celda = pagina[direccion]
    if isinstance(celda, MergedCell):
        rango = next(rango for rango in pagina.merged_cells.ranges if direccion in rango)
        celda = pagina.cell(rango.min_row, rango.min_col)
    ordenados = sorted(hallazgos, key=lambda hallazgo: list(MARCAS).index(hallazgo.nivel))
    textos = [describe_problema(hallazgo) for hallazgo in ordenados]
    if celda.comment is not None:
        textos.append(f"Nota anterior: {celda.comment.text}")
    celda.fill = PatternFill("solid", fgColor=MARCAS[ordenados[0].nivel][0])
    celda.comment = Comment("\n\n".join(textos), AUTOR, width=340, height=60 + 60 * len(textos))


def describe_problema(hallazgo: Hallazgo) -> str:
    _, signo, rotulo = MARCAS[hallazgo.nivel]
    remedio = f"\n→ {hallazgo.remedio}" if hallazgo.remedio else ""
    return f"{signo} {rotulo} ({hallazgo.regla}): {hallazgo.problema}.{remedio}"


def write_problemas(libro: Workbook, hallazgos: Sequence[Hallazgo], hojas: dict[str, Worksheet]) -> None:
    """The list of all the problems, as a last sheet that is opened first."""
    pagina = libro.create_sheet(HOJA_PROBLEMAS)
    for columna, (titulo, ancho) in enumerate(COLUMNAS, start=1):
        write_valor(pagina.cell(1, columna), titulo)
        pagina.cell(1, columna).font = Font(bold=True)
        pagina.column_dimensions[get_column_letter(columna)].width = ancho
    for fila, hallazgo in enumerate(hallazgos, start=2):
        color, signo, rotulo = MARCAS[hallazgo.nivel]
        dicho = hallazgo.as_dict()
        textos = (f"{signo} {rotulo}", *(dicho[k] for k in ("hoja", "celda", "valor", "problema", "remedio")))
        for columna, texto in enumerate(textos, start=1):
            celda = pagina.cell(fila, columna)
            write_valor(celda, texto or None)
            celda.alignment = Alignment(wrap_text=True, vertical="top")
        pagina.cell(fila, 1).fill = PatternFill("solid", fgColor=color)
        link_celda(pagina.cell(fila, 3), hallazgo, hojas)
    pagina.freeze_panes = "A2"
    pagina.sheet_view.tabSelected = False


def link_celda(celda: Cell, hallazgo: Hallazgo, hojas: dict[str, Worksheet]) -> None:
    primera = next((lugar for lugar in list_celdas(hallazgo) if lugar[0] in hojas), None)
    if primera is not None:
        hoja, direccion = primera
        entre_comillas = hoja.replace("'", "''")
        celda.hyperlink = f"#'{entre_comillas}'!{direccion}"
        celda.font = Font(color="0563C1", underline="single")
