"""The territories as the reader of workbooks needs them, from their file of facts: no database."""

import csv
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from programas.formulario.lectura import FormularioLeido
from programas.formulario.pesos import Escala
from programas.formulario.territorios import CatalogoRegiones, RegionConocida
from programas.planillas import Pedido, read_contenido, read_formulario

NIVEL_CENTRAL = "99"


@cache
def read_filas() -> tuple[dict[str, str], ...]:
    with (settings.BASE_DIR / "fixtures" / "regiones.csv").open(encoding="utf-8", newline="") as abierto:
        return tuple(csv.DictReader(abierto))


@cache
def build_catalogo(anio: int | None = None) -> CatalogoRegiones:
    """Every territory, or those that exist in a year."""
    conocidas = {
        fila["cut"]: RegionConocida(
            fila["cut"],
            (fila["nombre_oficial"], fila["nombre_corto"], *filter(None, fila["alias"].split("|"))),
            (fila["romano"],),
        )
        for fila in read_filas()
        if anio is None or date.fromisoformat(fila["vigente_desde"]).year <= anio
    }
    central = conocidas.pop(NIVEL_CENTRAL)
    return CatalogoRegiones(list(conocidas.values()), central)


def build_pedido(anio: int = 2009, region: str | None = None, escala: Escala | None = None) -> Pedido:
    return Pedido(
        anio=anio,
        catalogo=build_catalogo(),
        del_anio=build_catalogo(anio),
        nombres={fila["cut"]: fila["nombre_corto"] for fila in read_filas()},
        region=region,
        escala=escala,
    )


def read_ruta(ruta: Path, pedido: Pedido) -> FormularioLeido:
    return read_formulario(ruta.name, read_contenido(ruta), pedido)
