"""Read a workbook of the tests and look at what was read and noticed."""

from pathlib import Path

from programas.formulario.lectura import FormularioLeido, Hallazgo, Nivel
from programas.formulario.pesos import Escala
from tests.formatos import convert_libro
from tests.libros import HojaEscrita, write_libro
from tests.territorios import build_pedido, read_ruta

AUSENTE = "el libro no trae la hoja"


def read_hojas(
    carpeta: Path,
    *hojas: HojaEscrita,
    anio: int = 2009,
    region: str | None = None,
    escala: Escala | None = None,
    formato: str = ".xlsx",
) -> FormularioLeido:
    ruta = convert_libro(write_libro(carpeta / "libro.xlsx", *hojas), formato)
    return read_ruta(ruta, build_pedido(anio, region, escala))


def list_impedimentos(leido: FormularioLeido) -> list[tuple[str, str]]:
    """Where and what refuses the workbook."""
    return [(hallazgo.lugar, hallazgo.problema) for hallazgo in leido.impedimentos]


def list_hallazgos(leido: FormularioLeido, *niveles: Nivel) -> list[tuple[str, str]]:
    """Where and what was noticed, of some levels: those that ask for attention unless told otherwise."""
    pedidos = niveles or (Nivel.IMPIDE, Nivel.ERROR, Nivel.ADVERTENCIA)
    return [(h.lugar, h.problema) for h in skip_ausentes(leido) if h.nivel in pedidos]


def skip_ausentes(leido: FormularioLeido) -> list[Hallazgo]:
    """What was noticed, but that the short workbooks of the tests lack some sheets of the form."""
    return [h for h in leido.hallazgos if not h.problema.startswith(AUSENTE)]


def list_ausentes(leido: FormularioLeido) -> list[tuple[Nivel, str]]:
    """The sheets of the form that the workbook is told to lack."""
    return [(h.nivel, h.lugar) for h in leido.hallazgos if h.problema.startswith(AUSENTE)]


def list_objetivos(leido: FormularioLeido, tipo: str = "III.1") -> list[str]:
    return [objetivo.texto for objetivo in leido.programas[tipo].objetivos]


def list_pesos(leido: FormularioLeido, tipo: str = "III.1") -> list[list[int | None]]:
    return [[c.ponderacion for c in objetivo.compromisos] for objetivo in leido.programas[tipo].objetivos]
