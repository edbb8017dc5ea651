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
    read_region,
)
from regiones.textos import fold_text


@dataclass(slots=True)
class HojaExplorada:
    """What one sheet of a workbook holds: its tables, what it says of its region, and its titles.

    ``secciones`` are the titles of the form's sheets, ``titulos`` the other texts over its tables.
    """

    nombre: str
    tablas: list[TablaHallada] = field(default_factory=list)
    regiones: list[Celda] = field(default_factory=list)
    secciones: list[Celda] = field(default_factory=list)
    titulos: list[Celda] = field(default_factory=list)


def explore_hoja(grilla: Grilla) -> HojaExplorada:
    """Walk a sheet from top to bottom and gather its tables."""
    recorrido = Recorrido(grilla, HojaExplorada(grilla.nombre), find_seccion_en_nombre(grilla.nombre))
    for fila in grilla.list_filas():
        recorrido.take_fila(fila)
    if not recorrido.explorada.tablas:
        recorrido.explorada.titulos += recorrido.sueltos
    return recorrido.explorada


@dataclass(slots=True)
class Recorrido:
    """A walk down one sheet. ``abierta`` is the table whose rows are being read; ``ultima`` one that may go on.

    ``sueltos`` are texts outside the tables: titles if a table follows them.
    """

    grilla: Grilla
    explorada: HojaExplorada
    seccion: str | None
    abierta: TablaHallada | None = None
    ultima: TablaHallada | None = None
    sueltos: list[Celda] = field(default_factory=list)

    def take_fila(self, fila: int) -> None:
        if encabezado := match_encabezado(self.grilla, fila, self.seccion):
            self.open_tabla(encabezado)
            return
        propias = self.grilla.get_propias(fila)
        cruda = FilaCruda(fila) if self.ultima is None else read_fila(self.grilla, self.ultima, fila)
        if propias and (self.take_rotulo(propias, cruda) or is_adorno(propias)):
            return
        if self.abierta is not None or is_compromiso(cruda):
            self.take_datos(cruda)
        elif propias and not NOTA.match(propias[0].texto):
            self.sueltos.extend(propias)

    def open_tabla(self, encabezado: TablaHallada) -> None:
        """Begin a table, or go on with the last one when a page break repeats its header."""
        self.explorada.titulos += self.sueltos
        self.sueltos = []
        if self.ultima is not None and encabezado.completes(self.ultima):
            self.explorada.tablas.remove(self.ultima)
        elif self.ultima is not None and encabezado.continues(self.ultima) and self.ultima.total is None:
            self.ultima.repetidos.append(encabezado.fila_encabezado)
            self.abierta = self.ultima
            return
        self.abierta = self.ultima = encabezado
        self.explorada.tablas.append(encabezado)

    def take_datos(self, cruda: FilaCruda) -> None:
        """Add a row to the table. After a total only a whole commitment goes on with it."""
        self.abierta = tabla = self.abierta or self.ultima
        if tabla is None or not cruda.propias:
            return
        tabla.filas.append(cruda)
        if tabla.columna_region is not None:
            region, propia = read_tramo(self.grilla, cruda.numero, tabla.columna_region)
            if propia and region.texto:
                self.explorada.regiones.append(region)

    def take_rotulo(self, propias: list[Celda], cruda: FilaCruda) -> bool:
        """Take a row that is a title, the region, a note or a total; return whether it was one."""
        if self.abierta is not None and len(cruda.propias) >= MINIMO_DE_COLUMNAS:
            return self.take_total(propias, cruda)
        for celda in propias:
            if seccion := find_seccion(celda.texto, en_tabla=self.abierta is not None):
                self.start_seccion(seccion, celda)
                return True
        if (region := read_region(propias)) is not None:
            self.explorada.regiones.append(region)
            return True
        if is_nota(propias) and not self.is_lista(cruda):
            self.abierta = self.ultima = None
            return True
        return self.repeats_titulo(propias) or self.take_total(propias, cruda)

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
        vistos = {fold_text(celda.texto) for celda in (*self.explorada.titulos, *self.explorada.regiones)}
        return self.abierta is not None and all(fold_text(celda.texto) in vistos for celda in propias)

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
