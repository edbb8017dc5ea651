"""Load the catalogue of territories from its file of facts, as often as it changes."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from regiones.models import AliasRegion, Region
from regiones.services.filas import create_fila, save_fila
from regiones.textos import fold_region

# While orders are exchanged, rows stand outside the range that the file uses.
DESVIO = 1000


@transaction.atomic
def load_regiones(archivo: Path) -> int:
    """Bring the territories and their aliases to what a CSV file says; return how many rows changed.

    Nothing is deleted: a territory that ends gets its last day in ``vigente_hasta``.
    """
    with archivo.open(encoding="utf-8", newline="") as abierto:
        filas = list(csv.DictReader(abierto))
    cambios = 0
    existentes = {region.cut: region for region in Region.objects.all()}
    if any(int(f["orden"]) != existentes[f["cut"]].orden for f in filas if f["cut"] in existentes):
        for region in existentes.values():
            Region.objects.filter(pk=region.pk).update(orden=region.orden + DESVIO)
    for fila in filas:
        cambios += load_region(fila, existentes)
    for fila in filas:
        antes = existentes[fila["antes_en"]] if fila["antes_en"] else None
        region = existentes[fila["cut"]]
        if region.antes_en != antes:
            region.antes_en = antes
            cambios += save_fila(fila=region, actor=None, motivo="Catálogo de territorios")
        cambios += load_alias(region, fila)
    return cambios


def load_region(fila: dict[str, str], existentes: dict[str, Region]) -> int:
    valores: dict[str, Any] = {
        "romano": fila["romano"],
        "nombre_oficial": fila["nombre_oficial"],
        "nombre_corto": fila["nombre_corto"],
        "iso_3166_2": fila["iso_3166_2"],
        "orden": int(fila["orden"]),
        "vigente_desde": date.fromisoformat(fila["vigente_desde"]),
        "vigente_hasta": date.fromisoformat(fila["vigente_hasta"]) if fila["vigente_hasta"] else None,
    }
    region = existentes.get(fila["cut"])
    if region is None:
        existentes[fila["cut"]] = create_fila(
            fila=Region(cut=fila["cut"], **valores), actor=None, motivo="Catálogo de territorios"
        )
        return 1
    for campo, valor in valores.items():
        setattr(region, campo, valor)
    return int(save_fila(fila=region, actor=None, motivo="Catálogo de territorios"))


def load_alias(region: Region, fila: dict[str, str]) -> int:
    """Add the aliases that are missing; the territory's own names need none."""
    propias = {fold_region(nombre) for nombre in (region.nombre_corto, region.nombre_oficial)}
    cambios = 0
    for texto in filter(None, fila["alias"].split("|")):
        clave = fold_region(texto)
        if clave in propias or AliasRegion.objects.filter(clave=clave).exists():
            continue
        create_fila(fila=AliasRegion(region=region, texto=texto), actor=None, motivo="Catálogo de territorios")
        cambios += 1
    return cambios
