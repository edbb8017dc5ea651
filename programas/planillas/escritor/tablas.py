"""The tables of the form on a sheet: headings, rows, and the blank ones that a template leaves to be filled."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from openpyxl.utils import get_column_letter

from programas.formulario.columnas import show_cumple
from programas.formulario.declaracion import Tabla
from programas.formulario.hojas import get_control
from programas.planillas.escritor import estilos
from programas.planillas.escritor.formulas import Rango, build_ganada, build_uniforme, to_numero
from programas.planillas.escritor.lienzo import Lienzo
from programas.planillas.metadatos import ENCABEZADO_CODIGO
from programas.selectors.oficial.filas import DE_VARIAS_FILAS, FilaOficial

CONTROL = get_control("III.1")
# Over how many columns of the control table, under it in the same sheet, each column of the instancias stands.
COLUMNAS_DE_INSTANCIAS = {"nombre": 1, "problema": 2, "territorios": 1, "instituciones": 2, "productos": 3}
ANCHO_CODIGO = 24
FILAS_DE_SOBRA = 10
# A blank row of a template, in points: three lines to write in.
ALTO_DE_SOBRA = 45
ESTILOS = {"ponderacion": estilos.PESO, "cumple": estilos.RESPUESTA, "ganada": estilos.CALCULADA}


@dataclass(frozen=True, slots=True)
class TablaEscrita:
    """Where a table stands: the columns of each key, its header and its first and last rows."""

    lugares: dict[str, range]
    encabezado: int
    primera: int
    ultima: int

    @property
    def rango(self) -> Rango:
        letras = {clave: get_column_letter(lugar.start) for clave, lugar in self.lugares.items()}
        return Rango(letras, self.primera, self.ultima)


def place_columnas(tabla: Tabla) -> dict[str, range]:
    """The columns of the sheet that each column of the table takes."""
    lugares, siguiente = {}, 1
    for columna in tabla.columnas:
        cuantas = COLUMNAS_DE_INSTANCIAS[columna.clave] if tabla.clave == "instancias" else 1
        lugares[columna.clave] = range(siguiente, siguiente + cuantas)
        siguiente += cuantas
    return lugares


def write_tabla(
    lienzo: Lienzo, tabla: Tabla, anio: int, filas: Sequence[FilaOficial], plantilla: bool, uniforme: bool = False
) -> TablaEscrita:
    """Write a table from the next row on, with its codes in the last column of the sheet."""
    lugares = place_columnas(tabla)
    write_bandas(lienzo, tabla, lugares)
    encabezado = lienzo.fila
    titulos = {columna.clave: columna.titulo.format(anio=anio) for columna in tabla.columnas}
    for clave, titulo in titulos.items():
        lienzo.put(encabezado, lugares[clave], titulo, estilos.ENCABEZADO)
    codigos = range(len(lienzo.anchos) + 1, len(lienzo.anchos) + 2)
    lienzo.put(encabezado, codigos, ENCABEZADO_CODIGO, estilos.CODIGO)
    lienzo.fit(encabezado, [(titulo, lugares[clave]) for clave, titulo in titulos.items()])
    sobra = FILAS_DE_SOBRA if plantilla else 0
    primera = encabezado + 1
    escrita = TablaEscrita(lugares, encabezado, primera, max(primera, encabezado + len(filas) + sobra))
    for i in range(len(filas) + sobra):
        fila = filas[i] if i < len(filas) else None
        write_fila(lienzo, tabla, escrita, primera + i, fila, plantilla, uniforme)
        if fila is not None and fila.codigo:
            lienzo.put(primera + i, codigos, fila.codigo, estilos.CODIGO)
    lienzo.fila = escrita.ultima + 1
    return escrita


def write_bandas(lienzo: Lienzo, tabla: Tabla, lugares: dict[str, range]) -> None:
    """The band over the headings: «Control de Resultados», «Control Operacional»."""
    if not tabla.columnas[0].grupo:
        return
    for grupo, columnas in groupby(tabla.columnas, key=lambda columna: columna.grupo):
        propias = [lugares[columna.clave] for columna in columnas]
        lienzo.put(lienzo.fila, range(propias[0].start, propias[-1].stop), grupo, estilos.BANDA)
    lienzo.fila += 1


def write_fila(
    lienzo: Lienzo,
    tabla: Tabla,
    escrita: TablaEscrita,
    numero: int,
    fila: FilaOficial | None,
    plantilla: bool,
    uniforme: bool,
) -> None:
    """One row; ``fila`` is ``None`` for a blank one."""
    textos: list[tuple[str, range]] = []
    for columna in tabla.columnas:
        lugar, clave = escrita.lugares[columna.clave], columna.clave
        alto = fila.alto if fila is not None and clave in DE_VARIAS_FILAS.get(tabla.clave, ()) else 1
        if not alto:
            continue
        valor = fila.valores.get(clave, "") if fila is not None else ""
        estilo = ESTILOS.get(clave, estilos.TEXTO)
        if clave == "cumple":
            valor = show_cumple(valor)
        elif clave == "ganada" and plantilla:
            valor = build_ganada(escrita.rango, numero, fila)
        elif clave == "ponderacion" and plantilla and uniforme:
            valor, estilo = build_uniforme(escrita.rango, numero, fila), estilos.CALCULADA
        elif columna.numerica:
            valor = to_numero(valor) if isinstance(valor, int) else ""
        lienzo.put(numero, lugar, valor, estilo, alto)
        if isinstance(valor, str) and alto == 1:
            textos.append((valor, lugar))
        elif isinstance(valor, str):
            lienzo.fit(numero, [(valor, lugar)], alto)
    lienzo.fit(numero, textos)
    if fila is None:
        lienzo.pagina.row_dimensions[numero].height = ALTO_DE_SOBRA
