"""A template of a territory as a person fills it in, with the values that Excel would have calculated."""

from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from programas.enums import ClaseObjetivo
from programas.formulario.declaracion import Tabla
from programas.formulario.hojas import HOJAS
from programas.formulario.lectura import FormularioLeido
from programas.models import AnalisisAvance, Corte, Ejercicio
from programas.planillas import read_formulario
from programas.planillas.escritor import Catalogos, write_libro
from programas.planillas.escritor.tablas import place_columnas
from programas.planillas.metadatos import ENCABEZADO_CODIGO
from programas.selectors.exportacion import load_exportados
from programas.services.importacion import OpcionesImportacion, import_formulario
from regiones.models import Region
from tests.libros import HojaEscrita, build_analisis, build_fila, build_filas, build_instancia
from tests.libros import write_libro as write_hojas
from tests.territorios import build_pedido, read_ruta

UNO, DOS, TRES = "2009-07-III.1-01", "2009-07-III.1-02", "2009-07-III.1-03"
DE_GORE = "2009-07-III.3-01"
INSTANCIA = "2009-07-III.2-I01"
ANALISIS, OTRO_ANALISIS = "2009-07-III.1-A01", "2009-07-III.1-A02"
CATALOGOS = Catalogos(("Unidad de VIF",), ("Maule", "Atacama"), dict(ClaseObjetivo.choices))


class Planilla:
    """Rows go by their code; the spare ones, by their place after the last row with a code."""

    def __init__(self, contenido: bytes) -> None:
        self.libro = load_workbook(BytesIO(contenido), data_only=True)

    @classmethod
    def take(cls, ejercicio: Ejercicio, region: Region) -> "Planilla":
        (formulario,) = load_exportados(ejercicio, None, [region])
        return cls(write_libro(formulario, CATALOGOS))

    def find(self, codigo: str) -> tuple[Worksheet, int]:
        """The sheet and the row of a code."""
        return next(
            (pagina, fila)
            for pagina in self.libro.worksheets
            if pagina.title in HOJAS
            for fila in range(1, pagina.max_row + 1)
            if pagina.cell(fila, find_codigos(pagina)).value == codigo
        )

    def write(self, codigo: str, **valores: Any) -> None:
        """Type in the row of a code, by the columns of its table. «responsable» of a sheet is its own cell."""
        if codigo in HOJAS:
            self.libro[codigo]["B2"] = valores["responsable"]
            return
        pagina, fila = self.find(codigo)
        write_fila(pagina, get_tabla(pagina, codigo), fila, valores)

    def read_fila(self, codigo: str) -> list[Any]:
        """What the cells of a row hold, with its code."""
        pagina, fila = self.find(codigo)
        return [pagina.cell(fila, columna).value for columna in range(1, find_codigos(pagina) + 1)]

    def put_fila(self, pagina: Worksheet, fila: int, valores: list[Any]) -> None:
        for columna, valor in enumerate(valores, start=1):
            if not isinstance(celda := pagina.cell(fila, columna), MergedCell):
                celda.value = valor

    def clear(self, codigo: str, con_codigo: bool = True) -> None:
        """Blank every cell of a row; somebody who does not see the column of codes leaves the code."""
        pagina, fila = self.find(codigo)
        self.put_fila(pagina, fila, [None] * (find_codigos(pagina) - (not con_codigo)))

    def add(self, hoja: str, clave: str, **valores: Any) -> None:
        """Type in a spare row of a table: the first after its headings that says nothing."""
        pagina, tabla = self.libro[hoja], HOJAS[hoja].get_tabla(clave)
        titulo = tabla.columnas[-1].titulo.format(anio=2009)
        encabezado = next(c.row for fila in pagina.iter_rows() for c in fila if c.value == titulo)
        anchura = range(1, find_codigos(pagina))
        fila = encabezado + 1
        while any(pagina.cell(fila, columna).value not in (None, "") for columna in anchura):
            fila += 1
        write_fila(pagina, tabla, fila, valores)

    def save(self) -> bytes:
        salida = BytesIO()
        self.libro.save(salida)
        return salida.getvalue()

    def read(self) -> FormularioLeido:
        return read_formulario("planilla.xlsx", self.save(), build_pedido())


def find_codigos(pagina: Worksheet) -> int:
    """The column of codes: the last one of the sheet."""
    return next(c.column for fila in pagina.iter_rows() for c in fila if c.value == ENCABEZADO_CODIGO)


def get_tabla(pagina: Worksheet, codigo: str) -> Tabla:
    clave = {"I": "instancias", "A": "analisis"}.get(codigo.rsplit("-", 1)[1][0], "control")
    return HOJAS["III.4" if clave == "analisis" else pagina.title].get_tabla(clave)


def write_fila(pagina: Worksheet, tabla: Tabla, fila: int, valores: dict[str, Any]) -> None:
    lugares = place_columnas(tabla)
    for clave, valor in valores.items():
        pagina.cell(fila, lugares[clave].start).value = valor


def write_formulario(ruta: Path) -> Path:
    """III.1 with an objective of two activities, III.2 with its body, III.3 and III.4."""
    filas = build_filas(3, ponderacion="30%")
    segunda = build_fila(8, objetivo=None, indicador=None, resultado=None, ponderacion="10%")
    comunes = {"region": "MAULE"}
    return write_hojas(
        ruta,
        HojaEscrita("III.1", [filas[0], segunda, *filas[1:]], **comunes),
        HojaEscrita("III.2", build_filas(2), [build_instancia(1), build_instancia(2)], **comunes),
        HojaEscrita("III.3", [build_fila(1, objetivo="Datos del borde costero (11)", ponderacion="100%")]),
        HojaEscrita("III.4", [build_analisis("III.1", fila["objetivo"]) for fila in filas], **comunes),
    )


def store_formulario(carpeta: Path, ejercicio: Ejercicio, corte: Corte) -> None:
    """The form as it is when its template is taken; its first analysis recommends nothing yet."""
    lectura = read_ruta(write_formulario(carpeta / "maule.xlsx"), build_pedido())
    import_formulario(lectura=lectura, ejercicio=ejercicio, actor=None, opciones=OpcionesImportacion(corte=corte))
    AnalisisAvance.objects.filter(codigo=ANALISIS).update(recomendaciones="", responsable="")
