"""The territories as the reader of workbooks needs them: every name that each goes by."""

from collections.abc import Iterable

from programas.formulario.territorios import CatalogoRegiones, RegionConocida
from regiones.models import AliasRegion, Region


def load_regiones_conocidas() -> dict[str, tuple[Region, RegionConocida]]:
    """Every territory by code, north to south, with its names, numerals and aliases."""
    alias: dict[int, list[str]] = {}
    for region_id, texto in AliasRegion.objects.values_list("region_id", "texto"):
        alias.setdefault(region_id, []).append(texto)
    return {
        region.cut: (
            region,
            RegionConocida(
                region.cut,
                (region.nombre_oficial, region.nombre_corto, *alias.get(region.pk, ())),
                (region.romano,) if region.romano else (),
            ),
        )
        for region in Region.objects.all()
    }


def build_catalogo(conocidas: Iterable[tuple[Region, RegionConocida]]) -> CatalogoRegiones:
    pares = list(conocidas)
    return CatalogoRegiones(
        [conocida for region, conocida in pares if not region.es_nivel_central],
        next((conocida for region, conocida in pares if region.es_nivel_central), None),
    )
