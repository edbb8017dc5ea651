"""Build workbooks of the form with openpyxl, from its own declaration, as clean or as drifted as a test needs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from programas.formulario.declaracion import Tabla
from programas.formulario.hojas import HOJAS, PROGRAMA_EN_ANALISIS

ENCABEZADO = "encabezado"
RAYA = "raya"
BLANCA = "blanca"


@dataclass(frozen=True, slots=True)
class Escrita:
    """A cell with its number format; ``texto`` types a value as text even when it begins with «=»."""

    valor: Any
    formato: str = "General"
    texto: bool = False


@dataclass(slots=True)
class HojaEscrita:
    """One sheet as somebody filled it.

    ``filas`` are rows by column, ``ENCABEZADO`` (the header again), ``RAYA`` or ``BLANCA``; a row may write out of
    the form with columns named by their letter. ``encabezados`` words some headings otherwise, ``orden`` moves
    the columns, ``omitidas`` leaves some out, ``extra`` adds columns that are not of the form.
    """

    tipo: str
    filas: Sequence[dict[str, Any] | str] = ()
    instancias: Sequence[dict[str, Any] | str] = ()
    region: Any = "MAULE"
    anio: int = 2009
    nombre: str = ""
    titulo: str | None = None
    total: Any = None
    sobre: Sequence[str] = ()
    encabezados: dict[str, str] = field(default_factory=dict)
    orden: tuple[str, ...] = ()
    omitidas: frozenset[str] = frozenset()
    extra: tuple[str, ...] = ()
    primera_columna: int = 1
    con_notas: bool = True
    estado: str = "visible"
    combinadas: Sequence[str] = ()

    def list_columnas(self, tabla: Tabla) -> list[tuple[str, str]]:
        """Each column's key and heading, in the order in which this sheet writes them."""
        declaradas = {c.clave: self.encabezados.get(c.clave, c.titulo) for c in tabla.columnas}
        claves = [*(c for c in self.orden if c in declaradas), *(c for c in declaradas if c not in self.orden)]
        return [
            *((clave, declaradas[clave].format(anio=self.anio)) for clave in claves if clave not in self.omitidas),
            *((texto, texto) for texto in self.extra),
        ]


def write_libro(ruta: Path, *hojas: HojaEscrita) -> Path:
    """Write a workbook of these sheets and return its path."""
    libro = Workbook()
    libro.remove(libro.active)
    for hoja in hojas:
        write_hoja(libro.create_sheet(hoja.nombre or hoja.tipo), hoja)
    libro.save(ruta)
    return ruta


def edit_libro(ruta: Path, edit: Callable[[Worksheet], None]) -> Path:
    """Change by hand the first sheet of a workbook already written."""
    libro = load_workbook(ruta)
    edit(libro.worksheets[0])
    libro.save(ruta)
    return ruta


def write_hoja(pagina: Worksheet, hoja: HojaEscrita) -> None:
    declarada = HOJAS[hoja.tipo]
    titulo = declarada.get_titulo(hoja.anio) if hoja.titulo is None else hoja.titulo
    fila = write_linea(pagina, 1, *hoja.sobre) if hoja.sobre else 1
    if titulo:
        fila = write_linea(pagina, fila, titulo) + 1
    if hoja.region is not None:
        write_celda(pagina, fila, 1, "REGIÓN (1)")
        write_celda(pagina, fila, 2, hoja.region)
        fila += 2
    for tabla in declarada.tablas:
        filas = hoja.instancias if tabla.clave == "instancias" else hoja.filas
        if filas or tabla.clave != "instancias":
            fila = write_tabla(pagina, hoja, tabla, filas, fila) + 1
    for total in declarada.totales:
        write_celda(pagina, fila, 1, total.get_titulo(hoja.anio))
        if total.clave == "region" and hoja.total is not None:
            write_celda(pagina, fila, 2, hoja.total)
        fila += 2
    if hoja.con_notas:
        notas = (f"({nota.numero}) {nota.texto.format(anio=hoja.anio)}" for nota in declarada.notas)
        write_linea(pagina, fila, f"Notas Actividad {hoja.tipo}.", *notas)
    for rango in hoja.combinadas:
        pagina.merge_cells(rango)
    pagina.sheet_state = hoja.estado


def write_linea(pagina: Worksheet, fila: int, *textos: str) -> int:
    """One text per row; return the next row."""
    for i, texto in enumerate(textos):
        write_celda(pagina, fila + i, 1, texto)
    return fila + len(textos)


def write_tabla(
    pagina: Worksheet, hoja: HojaEscrita, tabla: Tabla, filas: Sequence[dict[str, Any] | str], fila: int
) -> int:
    """A header and its rows; return the row after them."""
    columnas = hoja.list_columnas(tabla)
    lugares = {clave: hoja.primera_columna + i for i, (clave, _) in enumerate(columnas)}
    if tabla.clave == "control":
        write_celda(pagina, fila, lugares.get("objetivo", 1), "Control de Resultados")
        write_celda(pagina, fila, lugares.get("actividades", 4), "Control Operacional")
        fila += 1
    for escrita in (ENCABEZADO, *filas):
        if escrita == ENCABEZADO:
            for clave, titulo in columnas:
                write_celda(pagina, fila, lugares[clave], titulo)
        elif escrita == RAYA:
            write_celda(pagina, fila, hoja.primera_columna, "------------")
        elif isinstance(escrita, dict):
            for clave, valor in escrita.items():
                if clave in lugares:
                    write_celda(pagina, fila, lugares[clave], valor)
                elif clave.isupper():
                    pagina[f"{clave}{fila}"] = valor
        fila += 1
    return fila


def write_celda(pagina: Worksheet, fila: int, columna: int, valor: Any) -> Cell:
    celda: Cell = pagina.cell(fila, columna)
    escrita = valor if isinstance(valor, Escrita) else Escrita(valor)
    celda.value = escrita.valor
    celda.number_format = escrita.formato if escrita.formato != "General" else celda.number_format
    if escrita.texto:
        celda.data_type = "s"
    return celda


def build_fila(numero: int, **cambios: Any) -> dict[str, Any]:
    """A whole row of a control table, distinct from every other number; ``None`` leaves a cell blank."""
    verbo = VERBOS[numero % len(VERBOS)]
    fila = {
        "objetivo": f"{verbo} la oferta {numero} del servicio en las comunas de la región",
        "indicador": f"% de comunas con la oferta {numero}",
        "resultado": f"{numero}% de 30 comunas",
        "actividades": f"Realizar {numero} jornadas con los municipios",
        "unidad": "Unidad de Participación",
        "medios": f"Informe {numero} de jornadas",
        "ponderacion": "50%",
        "cumple": None,
        "ganada": None,
    }
    return fila | cambios


VERBOS = ("Ampliar", "Instaurar", "Fortalecer", "Difundir", "Coordinar", "Entregar", "Acercar", "Elaborar")


def build_filas(cuantas: int, **cambios: Any) -> list[dict[str, Any]]:
    """Rows that weigh the same and add to 100 % when their number divides it."""
    return [build_fila(i, **({"ponderacion": f"{100 // cuantas}%"} | cambios)) for i in range(1, cuantas + 1)]


def build_instancia(numero: int, **cambios: Any) -> dict[str, Any]:
    return {
        "nombre": f"Comisión {numero}",
        "problema": f"Problema {numero} de las comunas",
        "territorios": "En las 15 regiones",
        "instituciones": "MINTRAB-MINSAL-MINEDUC-PRO-CHILE",
        "productos": f"Producto {numero}",
    } | cambios


def build_analisis(tipo: str | None, objetivo: str, **cambios: Any) -> dict[str, Any]:
    """A row of III.4; the programme is named once for many rows."""
    return {
        "programa": PROGRAMA_EN_ANALISIS[tipo] if tipo else None,
        "objetivo": objetivo,
        "avance_efectivo": f"Se avanzó en {objetivo.lower()}",
        "avance_medidas": "Se tomaron las medidas pertinentes",
        "recomendaciones": "Seguir el calendario",
        "responsable": "Dirección Regional",
    } | cambios


def write_formulario(ruta: Path, **cambios: Any) -> Path:
    """A clean workbook of the four sheets: 4 + 2 + 1 commitments, 2 instancias, 7 analyses."""
    comunes = {"total": "100%"} | cambios
    filas = {"III.1": build_filas(4), "III.2": build_filas(2), "III.3": [build_fila(1, ponderacion="100%")]}
    filas["III.3"][0]["objetivo"] = "Oferta de información al GORE (11)"
    analisis = [
        build_analisis(tipo if i == 0 else None, fila["objetivo"] if tipo != "III.3" else fila["indicador"])
        for tipo, suyas in filas.items()
        for i, fila in enumerate(suyas)
    ]
    return write_libro(
        ruta,
        HojaEscrita("III.1", filas["III.1"], **comunes),
        HojaEscrita("III.2", filas["III.2"], [build_instancia(1), build_instancia(2)], **comunes),
        HojaEscrita("III.3", filas["III.3"], **comunes),
        HojaEscrita("III.4", analisis, **comunes),
    )
