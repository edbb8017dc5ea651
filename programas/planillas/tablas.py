"""Find the form's tables in the sheets of a workbook, wherever they stand, with the titles around them."""

from dataclasses import dataclass, field

from programas.formulario.celda import Celda
from programas.planillas.encabezados import (
    MINIMO_DE_COLUMNAS,
    FilaCruda,
    TablaHallada,
    match_encabezado,
    read_fila,
    read_tramo,
)
from programas.planillas.libro import Grilla
from programas.planillas.rotulos import (
    DESEMPENO,
    NOTA,
    find_rotulo_de_total,
    find_seccion,
    find_seccion_en_nombre,
    find_seccion_en_total,
    is_adorno,
    is_nota,
    is_titulo_numerado,
    read_region,
)
from programas.planillas.vocabulario import Vocabulario
from regiones.textos import fold_text

# The real form has some seventy rows in its longest sheet.
MAXIMO_RECORRIDO = 2_000


@dataclass(slots=True)
class FilaApartada:
    """A row that no table took. ``tabla`` is the one above it, ``en_medio`` whether that table went on below."""

    cruda: FilaCruda
    celdas: list[Celda]
    tabla: TablaHallada | None
    es_nota: bool = False
    en_medio: bool = False


@dataclass(frozen=True, slots=True)
class Anuncio:
    """A title that announces a sheet of the form. ``tablas`` stood before it; ``corta`` one still open."""

    hoja: str
    celda: Celda
    tablas: int
    corta: bool


@dataclass(slots=True)
class HojaExplorada:
    """What one sheet of a workbook holds: its tables, what it says of its region, and its titles.

    ``secciones`` are the titles of the form's sheets, ``titulos`` the other texts over its tables, ``apartadas``
    the rows that no table took, ``al_lado`` headers that stand beside another table. ``filas`` counts those with
    something written; a sheet with too many is not explored.
    """

    nombre: str
    filas: int = 0
    tablas: list[TablaHallada] = field(default_factory=list)
    regiones: list[Celda] = field(default_factory=list)
    secciones: list[Celda] = field(default_factory=list)
    titulos: list[Celda] = field(default_factory=list)
    anuncios: list[Anuncio] = field(default_factory=list)
    apartadas: list[FilaApartada] = field(default_factory=list)
    al_lado: list[Celda] = field(default_factory=list)

    @property
    def es_desmedida(self) -> bool:
        return self.filas > MAXIMO_RECORRIDO


def explore_hoja(grilla: Grilla, vocabulario: Vocabulario) -> HojaExplorada:
    """Walk a sheet from top to bottom and gather its tables."""
    explorada = HojaExplorada(grilla.nombre, len(grilla.celdas))
    if explorada.es_desmedida:
        return explorada
    recorrido = Recorrido(grilla, explorada, vocabulario, find_seccion_en_nombre(grilla.nombre))
    for fila in grilla.list_filas():
        recorrido.take_fila(fila)
    if not explorada.tablas:
        explorada.titulos += recorrido.sueltos
    return explorada


@dataclass(slots=True)
class Recorrido:
    """A walk down one sheet. ``abierta`` is the table whose rows are being read; ``ultima`` one that may go on.

    ``sueltos`` are texts outside the tables: titles if a table follows them.
    """

    grilla: Grilla
    explorada: HojaExplorada
    vocabulario: Vocabulario
    seccion: str | None
    abierta: TablaHallada | None = None
    ultima: TablaHallada | None = None
    sueltos: list[Celda] = field(default_factory=list)

    def take_fila(self, fila: int) -> None:
        if encabezado := match_encabezado(self.grilla, fila, self.seccion, self.vocabulario):
            self.open_tabla(encabezado)
            return
        propias = self.grilla.get_propias(fila)
        if fila in self.grilla.codigos and self.ultima is not None:
            self.take_datos(read_fila(self.grilla, self.ultima, fila), propias)
            return
        cruda = FilaCruda(fila) if self.ultima is None else read_fila(self.grilla, self.ultima, fila)
        if propias and (self.take_rotulo(propias, cruda) or is_adorno(propias)):
            return
        if self.abierta is not None or is_compromiso(cruda):
            self.take_datos(cruda, propias)
        elif propias:
            self.set_apart(cruda, propias)
            if not NOTA.match(propias[0].texto):
                self.sueltos.extend(propias)

    def open_tabla(self, encabezado: TablaHallada) -> None:
        """Begin a table, or go on with the last one when a page break repeats its header."""
        self.explorada.titulos += self.sueltos
        self.sueltos = []
        self.explorada.al_lado += self.list_al_lado(encabezado)
        if self.ultima is not None and encabezado.completes(self.ultima):
            self.explorada.tablas.remove(self.ultima)
        elif self.ultima is not None and encabezado.continues(self.ultima) and self.ultima.total is None:
            self.ultima.repetidos.append(encabezado.fila_encabezado)
            self.resume_tabla()
            return
        self.abierta = self.ultima = encabezado
        self.explorada.tablas.append(encabezado)

    def list_al_lado(self, encabezado: TablaHallada) -> list[Celda]:
        """Where a header stands beside a table, its own or one above, instead of under it."""
        columnas = encabezado.list_columnas()
        if any(columnas.isdisjoint(anterior.list_columnas()) for anterior in self.explorada.tablas):
            return [self.grilla.get(encabezado.fila_encabezado, min(columnas))[0]]
        return [encabezado.otra] if encabezado.otra else []

    def resume_tabla(self) -> None:
        """Go on with the last table: what was set aside since it closed stands among its rows."""
        if self.abierta is None:
            for apartada in self.explorada.apartadas:
                apartada.en_medio = apartada.en_medio or apartada.tabla is self.ultima
        self.abierta = self.ultima

    def set_apart(self, cruda: FilaCruda, celdas: list[Celda], es_nota: bool = False) -> None:
        """Keep a row that no table takes, unless it only says again the titles of the sheet."""
        if es_nota or not self.says_titulos(celdas):
            self.explorada.apartadas.append(FilaApartada(cruda, celdas, self.ultima, es_nota))

    def take_datos(self, cruda: FilaCruda, propias: list[Celda]) -> None:
        """Add a row to the table. After a note or a total only a whole commitment goes on with it."""
        self.resume_tabla()
        tabla = self.abierta
        if tabla is None or not cruda.propias:
            self.set_apart(cruda, propias)
            return
        tabla.filas.append(cruda)
        if tabla.columna_region is not None:
            region, propia = read_tramo(self.grilla, cruda.numero, tabla.columna_region)
            if propia and region.texto:
                self.explorada.regiones.append(region)

    def take_rotulo(self, propias: list[Celda], cruda: FilaCruda) -> bool:
        """Take a row that is a title, the region, a note or a total; return whether it was one."""
        if (self.abierta is not None and len(cruda.propias) >= MINIMO_DE_COLUMNAS) or is_compromiso(cruda):
            return self.take_total(propias, cruda)
        en_tabla = self.abierta is not None
        secciones = [(hoja, celda) for celda in propias if (hoja := find_seccion(celda.texto, en_tabla=en_tabla))]
        if secciones:
            if otras := [celda for celda in propias if all(celda is not titulo for _, titulo in secciones)]:
                self.set_apart(cruda, otras)
            for hoja, celda in secciones:
                self.announce(hoja, celda)
            self.start_seccion(*secciones[0])
            return True
        if (region := read_region(propias)) is not None:
            self.explorada.regiones.append(region)
            return True
        if is_nota(propias) and not self.is_lista(cruda):
            self.set_apart(cruda, propias, es_nota=True)
            self.abierta = None
            return True
        return self.repeats_titulo(propias) or self.take_total(propias, cruda)

    def announce(self, hoja: str, celda: Celda) -> None:
        """Take note of a title. One without number gives way to the next, when no table came between."""
        anuncios = self.explorada.anuncios
        tablas = len(self.explorada.tablas)
        if anuncios and anuncios[-1].tablas == tablas and not is_titulo_numerado(anuncios[-1].celda.texto):
            anuncios.pop()
        corta = self.abierta is not None and hoja != self.abierta.hoja
        anuncios.append(Anuncio(hoja, celda, tablas, corta))

    def start_seccion(self, seccion: str, celda: Celda) -> None:
        if seccion != self.seccion or (self.ultima is not None and self.ultima.total is not None):
            self.ultima = None
        self.seccion, self.abierta = seccion, None
        self.explorada.secciones.append(celda)

    def is_lista(self, cruda: FilaCruda) -> bool:
        """Whether what begins like a note stands under a later column of an open table: «(2) Realizar…»."""
        if self.abierta is None or not cruda.propias:
            return False
        _, primera = min((tramo.start, clave) for clave, tramo in self.abierta.columnas.items())
        return primera not in cruda.propias

    def repeats_titulo(self, propias: list[Celda]) -> bool:
        """Whether a row under an open table only says again the titles of the sheet, as a new page does."""
        return self.abierta is not None and self.says_titulos(propias)

    def says_titulos(self, propias: list[Celda]) -> bool:
        vistos = {fold_text(celda.texto) for celda in (*self.explorada.titulos, *self.explorada.regiones)}
        return all(fold_text(celda.texto) in vistos for celda in propias)

    def take_total(self, propias: list[Celda], cruda: FilaCruda) -> bool:
        """Keep a total for what it is. The service's, and one without a figure, say nothing to keep."""
        rotulo, otras = find_rotulo_de_total(propias)
        if self.ultima is None or not rotulo:
            return False
        tabla = self.ultima
        if desempeno := DESEMPENO.match(rotulo):
            tabla.hoja = tabla.hoja or find_seccion_en_total(rotulo)
            if desempeno[1] == "region" and otras and tabla.total is None:
                tabla.total = otras[-1]
        elif cruda.has("ponderacion"):
            tabla.sumas.append(cruda.get("ponderacion"))
        if not rotulo.startswith("sub"):
            self.abierta = None
        return True


def is_compromiso(cruda: FilaCruda) -> bool:
    """Whether a row is beyond doubt a commitment: it has a weight and says what is weighted."""
    return (
        len(cruda.propias) >= MINIMO_DE_COLUMNAS
        and any(letra.isdigit() for letra in cruda.get("ponderacion").texto)
        and bool({"objetivo", "actividades"} & cruda.propias)
    )
