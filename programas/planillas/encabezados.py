"""Recognise the header of a table of the form by the text of its headings, and read the rows under it."""

from dataclasses import dataclass, field

from programas.formulario.celda import VACIA, Celda
from programas.formulario.declaracion import Columna, Tabla, squash_heading
from programas.planillas.libro import SIN_CODIGO, Codigo, Grilla
from programas.planillas.rotulos import GRUPOS, ROTULOS_DE_REGION, is_rotulo_de_region
from programas.planillas.vocabulario import CLAVES, MODELOS, Destino, Vocabulario

MINIMO_DE_COLUMNAS = 3
LARGO_DE_ENCABEZADO = 150
HOJA_DE_TABLA = {"instancias": "III.2", "analisis": "III.4"}
HOJAS_DE_CONTROL = frozenset({"III.1", "III.2", "III.3"})


@dataclass(slots=True)
class FilaCruda:
    """A row under a header: its cells by column, and the columns that only hang down from a merge above.

    ``propias`` are the columns in which the row itself says something.
    """

    numero: int
    celdas: dict[str, Celda] = field(default_factory=dict)
    heredadas: frozenset[str] = frozenset()
    codigo: Codigo = SIN_CODIGO
    propias: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        llenas = [clave for clave, celda in self.celdas.items() if celda.texto or celda.defecto]
        self.propias = frozenset(llenas) - self.heredadas

    def get(self, clave: str) -> Celda:
        return self.celdas.get(clave, VACIA)

    def has(self, clave: str) -> bool:
        """Whether the row itself says something in that column."""
        return clave in self.propias

    def inherits(self, clave: str) -> bool:
        """Whether the column says something that hangs down from a row above."""
        return clave in self.heredadas and bool(self.get(clave).texto)


@dataclass(slots=True)
class TablaHallada:
    """A table of the form found in a sheet, with its rows as they stand.

    ``hoja`` is the form's sheet («III.2»), ``None`` while nothing told it; ``grilla`` the workbook's. Each column
    stands in a span of the grid. ``total`` is the cell of the region's total, ``sumas`` the labelled totals of the
    weights, ``repetidos`` the rows where page breaks repeat the header, ``otra`` a heading of a second table in
    the row of its own. ``sobrantes`` are headings that nobody
    knows, ``ajenas`` those that somebody said are of no column of the form. The weights of an ``uniforme`` one are
    computed, not written.
    """

    tabla: Tabla
    hoja: str | None
    grilla: str
    fila_encabezado: int
    columnas: dict[str, range] = field(default_factory=dict)
    columna_region: range | None = None
    filas: list[FilaCruda] = field(default_factory=list)
    total: Celda | None = None
    sumas: list[Celda] = field(default_factory=list)
    repetidos: list[int] = field(default_factory=list)
    sobrantes: list[Celda] = field(default_factory=list)
    ajenas: list[Celda] = field(default_factory=list)
    duplicadas: list[Celda] = field(default_factory=list)
    otra: Celda | None = None
    uniforme: bool = False

    @property
    def faltantes(self) -> list[Columna]:
        return [c for c in self.tabla.columnas if c.obligatoria and c.clave not in self.columnas]

    @property
    def ausentes(self) -> list[Columna]:
        """The columns that the workbook lacks and may lack: what is stored of them stands."""
        return [c for c in self.tabla.columnas if not c.obligatoria and c.clave not in self.columnas]

    def list_columnas(self) -> frozenset[int]:
        """The columns of the grid from its first heading to its last."""
        tramos = self.columnas.values()
        return frozenset(range(min(t.start for t in tramos), max(t.stop for t in tramos)))

    def take(self, encabezado: Celda, texto: str, tramo: range, vocabulario: Vocabulario) -> None:
        """Give a heading, squashed in ``texto``, its column of the form, or set it aside."""
        clave = vocabulario.find_columna(self.tabla.clave, texto)
        if clave and clave in self.columnas:
            self.duplicadas.append(encabezado)
        elif clave:
            self.columnas[clave] = tramo
        elif clave is not None:
            self.ajenas.append(encabezado)
        elif texto in ROTULOS_DE_REGION:
            self.columna_region = tramo
        else:
            self.sobrantes.append(encabezado)

    def continues(self, anterior: "TablaHallada") -> bool:
        """Whether this header is that of the same table again, after a page break."""
        return anterior.tabla.clave == self.tabla.clave and anterior.columnas == self.columnas

    def completes(self, anterior: "TablaHallada") -> bool:
        """Whether this header is the lower part of one that began in the row above."""
        return (
            not anterior.filas
            and anterior.fila_encabezado == self.fila_encabezado - 1
            and anterior.columnas.items() < self.columnas.items()
        )


def is_encabezado(celda: Celda) -> bool:
    """Whether a cell only holds a heading of the form, or that of a band of its columns."""
    texto = squash_heading(celda.texto)
    return (
        texto in GRUPOS or is_rotulo_de_region(celda.texto) or any(texto in claves for claves in CLAVES.values())
    )


def match_encabezado(
    grilla: Grilla, fila: int, seccion: str | None, vocabulario: Vocabulario
) -> TablaHallada | None:
    """Recognise a header row: the table of the form of which it names most columns, three at least.

    What a person said of the row decides; a table of which columns still lack is then none yet.
    """
    destino = vocabulario.destinos.get((grilla.nombre, fila))
    if destino is not None:
        dicha = read_destino(grilla, fila, destino, vocabulario)
        return None if dicha is None or dicha.faltantes else dicha
    # Nearly no row names headings: those that do not are told apart before they are looked at as headers.
    textos = (texto for texto in grilla.list_textos(fila) if len(texto) <= LARGO_DE_ENCABEZADO)
    if sum(vocabulario.knows(squash_heading(texto)) for texto in textos) < MINIMO_DE_COLUMNAS:
        return None
    tramos = list_tramos(grilla, fila)
    rotulados = [(celda, squash_heading(celda.texto), tramo) for celda, tramo in tramos]
    halladas = []
    for modelo in MODELOS:
        nombradas = sum(bool(vocabulario.find_columna(modelo.clave, texto)) for _, texto, _ in rotulados)
        if nombradas < MINIMO_DE_COLUMNAS:
            continue
        hallada = TablaHallada(modelo, HOJA_DE_TABLA.get(modelo.clave, seccion), grilla.nombre, fila)
        if modelo.clave == "control" and hallada.hoja not in HOJAS_DE_CONTROL:
            hallada.hoja = None
        for celda, texto, tramo in rotulados:
            hallada.take(celda, texto, tramo, vocabulario)
        halladas.append(hallada)
    if not halladas:
        return None
    mejor = max(halladas, key=lambda hallada: len(hallada.columnas))
    # Rows that only hang from a header merged downwards are not headers again.
    propia = any(grilla.get(fila, tramo.start)[1] for tramo in mejor.columnas.values())
    if not propia or len(mejor.columnas) < MINIMO_DE_COLUMNAS:
        return None
    mejor.otra = find_otra(grilla, mejor, halladas)
    return mejor


def read_destino(grilla: Grilla, fila: int, destino: Destino, vocabulario: Vocabulario) -> TablaHallada | None:
    """The table that a person said a row heads, with the columns that its headings name so far."""
    if destino.modelo is None:
        return None
    hallada = TablaHallada(destino.modelo, destino.hoja, grilla.nombre, fila)
    for celda, tramo in list_tramos(grilla, fila):
        hallada.take(celda, squash_heading(celda.texto), tramo, vocabulario)
    return hallada


def find_otra(grilla: Grilla, mejor: TablaHallada, halladas: list[TablaHallada]) -> Celda | None:
    """The first heading of a second table whose header stands in the same row: three at least of its own."""
    for hallada in halladas:
        ajenos = [t for t in hallada.columnas.values() if t not in mejor.columnas.values()]
        if hallada is not mejor and len(ajenos) >= MINIMO_DE_COLUMNAS:
            return grilla.get(mejor.fila_encabezado, min(t.start for t in ajenos))[0]
    return None


def list_tramos(grilla: Grilla, fila: int) -> list[tuple[Celda, range]]:
    """The filled cells of a row, merged ones too, each with the columns that it covers."""
    tramos: dict[tuple[int, int], tuple[Celda, range]] = {}
    for columna in grilla.list_columnas(fila):
        celda, _ = grilla.get(fila, columna)
        if celda.texto and len(celda.texto) <= LARGO_DE_ENCABEZADO:
            origen = grilla.get_origen(fila, columna)
            primera = tramos[origen][1].start if origen in tramos else columna
            tramos[origen] = (celda, range(primera, columna + 1))
    return list(tramos.values())


def read_fila(grilla: Grilla, tabla: TablaHallada, fila: int) -> FilaCruda:
    celdas: dict[str, Celda] = {}
    heredadas: set[str] = set()
    # Most rows join no cells: what stands under a heading is theirs.
    suyas = {} if fila in grilla.origenes else grilla.celdas.get(fila, {})
    for clave, tramo in tabla.columnas.items():
        if len(tramo) == 1 and tramo.start in suyas:
            celdas[clave] = suyas[tramo.start]
            continue
        celdas[clave], propia = read_tramo(grilla, fila, tramo)
        if not propia:
            heredadas.add(clave)
    return FilaCruda(fila, celdas, frozenset(heredadas), grilla.codigos.get(fila, SIN_CODIGO))


def read_tramo(grilla: Grilla, fila: int, tramo: range) -> tuple[Celda, bool]:
    """The first filled cell under a heading, which may cover several columns."""
    if len(tramo) == 1:
        return grilla.get(fila, tramo.start)
    leidas = [grilla.get(fila, columna) for columna in tramo]
    return next(((celda, propia) for celda, propia in leidas if celda.texto or celda.defecto), leidas[0])
