"""Find the form's tables in the sheets of a workbook, by the text of their headings, wherever they stand."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from programas.formulario.celda import Celda
from programas.formulario.declaracion import Columna, Tabla, squash_heading
from programas.formulario.hojas import HOJAS
from programas.planillas.libro import Grilla
from regiones.textos import fold_text

TITULO = re.compile(r"^(?:actividad )?(iii ?|3 ?)([1-4])\b")
TITULO_DE_ACTIVIDAD = re.compile(r"^actividad iii ?([1-4])\b")
TITULOS_SIN_NUMERO = (
    ("programa de complementariedad territorial", "III.2"),
    ("programa de trabajo de mejoras a", "III.3"),
    ("programa de trabajo de gestion territorial", "III.1"),
    ("analisis del avance en la implementacion", "III.4"),
)
TOTAL_DE_HOJA = (
    ("desempeno anual region programa de complementariedad", "III.2"),
    ("desempeno anual region programa de informacion", "III.3"),
    ("desempeno anual region programa de trabajo", "III.1"),
)
DE_TOTAL = r"(?: (?:general|anual|programa|region|ponderacion(?:es)?|ganada|de|del|la|las))*"
TOTAL = re.compile(rf"^(?:desempeno anual .*|(?:(?:sub ?)?total(?:es)?|suma(?:toria)?){DE_TOTAL})$")
NOTAS = re.compile(r"^notas? (?:de la )?actividad")
NOTA = re.compile(r"^\(\s*\d{1,2}\s*\)")
REGION = re.compile(r"^region(?: responsable)?$")
GRUPOS = frozenset({"controlderesultados", "controloperacional"})
RAYA = frozenset("-–—_=. ")
MINIMO_DE_COLUMNAS = 3


@dataclass(slots=True)
class FilaCruda:
    """A row under a header: its cells by column, and the columns that only hang down from a merge above."""

    numero: int
    celdas: dict[str, Celda]
    heredadas: frozenset[str]

    def get(self, clave: str) -> Celda:
        return self.celdas.get(clave, Celda(""))

    def has(self, clave: str) -> bool:
        """Whether the row itself says something in that column."""
        return clave not in self.heredadas and bool(self.get(clave).texto or self.get(clave).defecto)

    @property
    def propias(self) -> frozenset[str]:
        return frozenset(clave for clave in self.celdas if self.has(clave))


@dataclass(slots=True)
class TablaHallada:
    """A table of the form found in a sheet, with its rows as they stand.

    ``hoja`` is the form's sheet («III.2»), ``None`` while nothing told it; ``grilla`` the workbook's.
    ``total`` is the cell of the region's total, ``repetidos`` the rows where page breaks repeat the header.
    """

    tabla: Tabla
    hoja: str | None
    grilla: str
    fila_encabezado: int
    columnas: dict[str, int]
    filas: list[FilaCruda] = field(default_factory=list)
    total: Celda | None = None
    repetidos: list[int] = field(default_factory=list)
    sobrantes: list[Celda] = field(default_factory=list)
    duplicadas: list[Celda] = field(default_factory=list)

    @property
    def faltantes(self) -> list[Columna]:
        return [c for c in self.tabla.columnas if c.obligatoria and c.clave not in self.columnas]


@dataclass(slots=True)
class HojaExplorada:
    """What one sheet of a workbook holds: its tables, what it says of its region, and the years it names."""

    nombre: str
    tablas: list[TablaHallada] = field(default_factory=list)
    region: Celda | None = None
    titulos: list[Celda] = field(default_factory=list)


def list_modelos() -> Iterator[Tabla]:
    """The distinct tables of the form: control, instancias, análisis."""
    vistas: set[str] = set()
    for hoja in HOJAS.values():
        for tabla in hoja.tablas:
            if tabla.clave not in vistas:
                vistas.add(tabla.clave)
                yield tabla


MODELOS = tuple(list_modelos())
HOJA_DE_TABLA = {"instancias": "III.2", "analisis": "III.4"}


def explore_hoja(grilla: Grilla) -> HojaExplorada:
    """Walk a sheet from top to bottom and gather its tables."""
    explorada = HojaExplorada(grilla.nombre)
    seccion = find_seccion_en_nombre(grilla.nombre)
    abierta: TablaHallada | None = None
    ultima: TablaHallada | None = None
    for fila in grilla.list_filas():
        propias = grilla.get_propias(fila)
        if encabezado := match_encabezado(grilla, propias, fila, seccion):
            anterior = abierta or ultima
            if anterior is not None and continues(anterior, encabezado, abierta is not None):
                anterior.repetidos.append(fila)
                abierta = anterior
                continue
            abierta = ultima = encabezado
            explorada.tablas.append(encabezado)
            continue
        if not propias:
            if abierta is not None and (heredada := read_fila(grilla, abierta, fila)).propias:
                abierta.filas.append(heredada)
            continue
        primera = fold_text(propias[0].texto)
        if (hallada := find_seccion(primera)) and not (abierta and is_dato(grilla, abierta, fila)):
            if hallada != seccion or (ultima is not None and ultima.total is not None):
                ultima = None
            seccion, abierta = hallada, None
            explorada.titulos.append(propias[0])
        elif is_region(propias[0]):
            explorada.region = explorada.region or read_region(propias)
        elif NOTAS.match(primera):
            abierta = ultima = None
        elif (destino := abierta or ultima) and TOTAL.match(primera) and len(propias) <= MINIMO_DE_COLUMNAS:
            close_total(destino, primera, propias)
            abierta = None
        elif abierta is not None and not is_adorno(propias):
            abierta.filas.append(read_fila(grilla, abierta, fila))
        elif abierta is None and not NOTA.match(propias[0].texto) and not is_adorno(propias):
            explorada.titulos.extend(propias)
    return explorada


def continues(anterior: TablaHallada, encabezado: TablaHallada, abierta: bool) -> bool:
    """Whether a header is that of the same table again, after a page break."""
    return (
        anterior.tabla.clave == encabezado.tabla.clave
        and anterior.columnas == encabezado.columnas
        and (abierta or anterior.total is None)
    )


def match_encabezado(grilla: Grilla, propias: list[Celda], fila: int, seccion: str | None) -> TablaHallada | None:
    """Recognise a header row: the table of the form of which it names most columns, three at least."""
    claves = {
        columna: squash_heading(celda.texto)
        for columna, celda in grilla.celdas.get(fila, {}).items()
        if celda.texto
    }
    mejor: TablaHallada | None = None
    for modelo in MODELOS:
        hallada = TablaHallada(modelo, HOJA_DE_TABLA.get(modelo.clave, seccion), grilla.nombre, fila, {})
        for columna, clave in sorted(claves.items()):
            celda = grilla.celdas[fila][columna]
            declarada = next((c for c in modelo.columnas if clave in c.claves_de_encabezado), None)
            if declarada is None:
                hallada.sobrantes.append(celda)
            elif declarada.clave in hallada.columnas:
                hallada.duplicadas.append(celda)
            else:
                hallada.columnas[declarada.clave] = columna
        if len(hallada.columnas) >= MINIMO_DE_COLUMNAS and (
            mejor is None or len(hallada.columnas) > len(mejor.columnas)
        ):
            mejor = hallada
    if mejor is not None and mejor.tabla.clave == "control" and mejor.hoja not in ("III.1", "III.2", "III.3"):
        mejor.hoja = None
    return mejor


def read_fila(grilla: Grilla, tabla: TablaHallada, fila: int) -> FilaCruda:
    celdas: dict[str, Celda] = {}
    heredadas: set[str] = set()
    for clave, columna in tabla.columnas.items():
        celda, propia = grilla.get(fila, columna)
        celdas[clave] = celda
        if not propia:
            heredadas.add(clave)
    return FilaCruda(fila, celdas, frozenset(heredadas))


def is_dato(grilla: Grilla, tabla: TablaHallada, fila: int) -> bool:
    """Whether a row under a header fills several of its columns: then it is data, however it begins."""
    return len(read_fila(grilla, tabla, fila).propias) >= MINIMO_DE_COLUMNAS


def find_seccion(texto: str) -> str | None:
    """The sheet of the form that a title announces, from its folded text."""
    if hallado := TITULO_DE_ACTIVIDAD.match(texto):
        return f"III.{hallado[1]}"
    return next((hoja for comienzo, hoja in TITULOS_SIN_NUMERO if texto.startswith(comienzo)), None)


def find_seccion_en_nombre(nombre: str) -> str | None:
    """The sheet of the form that a tab's name says: «III.1», «III_2», «Actividad III 3», «3.1»."""
    hallado = TITULO.match(fold_text(nombre))
    return f"III.{hallado[2]}" if hallado else None


def is_region(celda: Celda) -> bool:
    """The label «REGIÓN (1)», alone in its cell or followed by the region after a colon."""
    rotulo = squash_heading(celda.texto.split(":")[0])
    return rotulo in ("region", "regionresponsable", "regiononivelcentral")


def read_region(propias: list[Celda]) -> Celda | None:
    _, _, valor = propias[0].texto.partition(":")
    if valor.strip():
        return Celda(propias[0].direccion, valor.strip())
    return propias[1] if len(propias) > 1 else None


def close_total(tabla: TablaHallada, texto: str, propias: list[Celda]) -> None:
    """Keep the region's total. The service's, and totals without a value, say nothing to keep."""
    if "desempeno anual servicio" in texto:
        return
    if tabla.hoja is None:
        tabla.hoja = next((hoja for comienzo, hoja in TOTAL_DE_HOJA if texto.startswith(comienzo)), None)
    if len(propias) > 1 and tabla.total is None:
        tabla.total = propias[-1]


def is_adorno(propias: list[Celda]) -> bool:
    """A rule of dashes, or the band «Control de Resultados / Control Operacional»."""
    return all(set(celda.texto) <= RAYA for celda in propias) or all(
        squash_heading(celda.texto) in GRUPOS for celda in propias
    )
