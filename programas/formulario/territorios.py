"""The territories that an instancia of III.2 names, from its text to a set of regions."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from regiones.textos import fold_region, fold_text


@dataclass(frozen=True, slots=True)
class RegionConocida:
    """A region and every name it goes by. ``numerales`` are its roman numerals."""

    cut: str
    nombres: tuple[str, ...]
    numerales: tuple[str, ...] = ()


class CatalogoRegiones:
    """Finds regions in texts: by code, number, numeral or any of their names and aliases.

    ``regiones`` are those of the year, north to south, without Nivel Central; ``nivel_central`` may be found
    as a territory, never as one of «todas las regiones».
    """

    def __init__(self, regiones: Sequence[RegionConocida], nivel_central: RegionConocida | None = None) -> None:
        self.regiones = tuple(regiones)
        self.claves: dict[str, str] = {}
        self.frases: dict[str, str] = {}
        for region in (*self.regiones, *([nivel_central] if nivel_central else [])):
            for nombre in (*region.nombres, *region.numerales, region.cut, region.cut.lstrip("0")):
                self.claves.setdefault(fold_region(nombre), region.cut)
            for nombre in region.nombres:
                self.frases.setdefault(fold_text(nombre), region.cut)

    def find(self, texto: str) -> str | None:
        """The region that the whole text names: «1», «01», «VII Región», «Región del Maule», «O´HIGGINS»."""
        clave = fold_region(texto)
        return self.claves.get(clave) or self.claves.get(clave.removesuffix("region")) if clave else None

    def find_only(self, texto: str) -> str | None:
        """The one region that a text names, whole or among other words; ``None`` when none or several."""
        halladas, _ = self.find_within(texto)
        return self.find(texto) or (next(iter(halladas)) if len(halladas) == 1 else None)

    def find_within(self, texto: str) -> tuple[frozenset[str], str]:
        """The regions named inside a longer text, and the words that name none.

        A longer name hides a shorter one that it contains.
        """
        resto = f" {fold_text(texto)} "
        halladas = set()
        for frase in sorted(self.frases, key=len, reverse=True):
            if f" {frase} " in resto:
                halladas.add(self.frases[frase])
                resto = resto.replace(f" {frase} ", "  ")
        return frozenset(halladas), " ".join(resto.split())


def show_responsable(territorio: str, responsable: str) -> str:
    """Who commits a programme (note 1), always with the name of the territory: «Maule — Seremi»."""
    if fold_text(territorio) in fold_text(responsable):
        return responsable
    return f"{territorio} — {responsable}" if responsable else territorio


TODAS = re.compile(r"(?<!\d de )\b(?:todas las regiones|las (\d{1,2}) regiones|todo el pais)\b")
EXCEPTO = re.compile(
    r"\b(?:excepto|salvo|menos|(?:con|a) excepci[oó]n(?: de)?|exceptuando)\b(?:\s+a\b)?", re.IGNORECASE
)
RAZON = re.compile(r"\b(?:por|porque|pues|puesto|debido|dado|ya que)\b", re.IGNORECASE)
NEXOS = frozenset({"y", "e", "region", "regiones", "de", "del", "la", "las", "los", "en"})
ANTEPUESTO = re.compile(r"^(?:(?:en|la|las|los|regi[oó]n(?:es)?)\s+)+", re.IGNORECASE)
SEPARADOR = re.compile(r"\s*(?:,|;|\by\b|\be\b|\n)\s*", re.IGNORECASE)


def parse_territorios(texto: str, catalogo: CatalogoRegiones) -> frozenset[str] | None:
    """The codes of the regions that a text names, or ``None`` when it cannot be told.

    Understands «En las 15 regiones», «Todas las Regiones excepto …» and lists of numerals or names.
    """
    todas = frozenset(region.cut for region in catalogo.regiones)
    if excepcion := EXCEPTO.search(texto):
        quitadas = list_regiones(RAZON.split(texto[excepcion.end() :])[0], catalogo)
        return todas - quitadas if quitadas and TODAS.search(fold_text(texto[: excepcion.start()])) else None
    if hallado := TODAS.search(fold_text(texto)):
        return todas if hallado[1] is None or int(hallado[1]) == len(todas) else None
    return list_regiones(texto, catalogo)


def list_regiones(texto: str, catalogo: CatalogoRegiones) -> frozenset[str] | None:
    """The regions of a list of names or numerals; ``None`` when some part of it is neither."""
    partes = [parte for parte in SEPARADOR.split(texto.strip(" .")) if parte]
    halladas = [catalogo.find(parte) or catalogo.find(ANTEPUESTO.sub("", parte)) for parte in partes]
    if halladas and all(halladas):
        return frozenset(cut for cut in halladas if cut)
    nombradas, resto = catalogo.find_within(texto)
    return nombradas if nombradas and NEXOS.issuperset(resto.split()) else None
