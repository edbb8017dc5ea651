"""What each heading names: in the form, as a person taught it before, or as they answer of this workbook."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from programas.formulario.declaracion import Tabla
from programas.formulario.hojas import HOJAS
from programas.formulario.preguntas import NINGUNA, AsuntoPregunta

# How an answer names a table of the form: by its sheet, but for the one that shares its sheet with another.
INSTANCIAS = "instancias"


def list_modelos() -> Iterator[Tabla]:
    """The distinct tables of the form: control, instancias, análisis."""
    vistas: set[str] = set()
    for hoja in HOJAS.values():
        for tabla in hoja.tablas:
            if tabla.clave not in vistas:
                vistas.add(tabla.clave)
                yield tabla


MODELOS = tuple(list_modelos())
# For each table, the column that every known heading names.
CLAVES = {
    modelo.clave: {texto: columna.clave for columna in modelo.columnas for texto in columna.claves_de_encabezado}
    for modelo in MODELOS
}

DEL_FORMULARIO = frozenset(texto for claves in CLAVES.values() for texto in claves)
CIFRAS = "0123456789"


@dataclass(frozen=True, slots=True)
class Destino:
    """What a person said that a row of headings heads: a table of a sheet of the form, or none."""

    hoja: str = ""
    modelo: Tabla | None = None


@dataclass(frozen=True, slots=True)
class Vocabulario:
    """``dichas`` gives a column to headings, by table; ``destinos`` a table to rows, by sheet and number."""

    dichas: Mapping[tuple[str, str], str] = field(default_factory=dict)
    destinos: Mapping[tuple[str, int], Destino] = field(default_factory=dict)
    conocidos: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "conocidos", DEL_FORMULARIO | {texto for _, texto in self.dichas})

    def knows(self, texto: str) -> bool:
        """Whether a squashed text is a heading of some table, of the form or as a person said."""
        return texto in self.conocidos or texto.rstrip(CIFRAS) in self.conocidos

    def find_columna(self, tabla: str, texto: str) -> str | None:
        """The column that a squashed heading names; empty when it is of none, ``None`` when nobody knows."""
        claves = CLAVES[tabla]
        dicha = self.dichas.get((tabla, texto))
        if dicha is not None:
            return dicha if dicha in claves.values() else ""
        return claves.get(texto) or claves.get(texto.rstrip(CIFRAS))


def build_vocabulario(alias: Mapping[tuple[str, str], str], respuestas: Mapping[str, str]) -> Vocabulario:
    """Put together what was taught and what is answered, which prevails."""
    dichas = dict(alias)
    destinos = {}
    for clave, valor in respuestas.items():
        asunto, _, resto = clave.partition(":")
        if asunto == AsuntoPregunta.ENCABEZADO and valor:
            tabla, _, texto = resto.partition(":")
            dichas[tabla, texto] = valor
        elif asunto == AsuntoPregunta.TABLA and valor:
            hoja, _, fila = resto.rpartition(":")
            if fila.isdecimal() and (destino := find_destino(valor)):
                destinos[hoja, int(fila)] = destino
    return Vocabulario(dichas, destinos)


def find_destino(valor: str) -> Destino | None:
    """The table that an answer names: «III.1», «III.2», «instancias», or none of them."""
    if valor == NINGUNA:
        return Destino()
    if valor == INSTANCIAS:
        return Destino("III.2", HOJAS["III.2"].get_tabla(INSTANCIAS))
    if valor in HOJAS:
        tablas = HOJAS[valor].tablas
        return Destino(valor, next(tabla for tabla in tablas if tabla.clave != INSTANCIAS))
    return None
