"""Territories and units as the readers of texts need them: every name that each goes by."""

from collections.abc import Iterable

from programas.formulario.territorios import CatalogoRegiones, RegionConocida
from programas.formulario.unidades import CatalogoUnidades
from regiones.models import AliasRegion, AliasUnidad, Region, UnidadResponsable


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


def load_unidades(servicio_id: int) -> CatalogoUnidades:
    """The units of a service by each name or alias that they go by."""
    claves = dict(UnidadResponsable.objects.filter(servicio=servicio_id).values_list("clave", "pk"))
    claves |= dict(AliasUnidad.objects.filter(servicio=servicio_id).values_list("clave", "unidad_id"))
    return CatalogoUnidades(claves)


def list_unidades(servicio_id: int) -> list[str]:
    """The names of the units that a form offers: those in force."""
    unidades = UnidadResponsable.objects.filter(servicio=servicio_id, vigente=True)
    return list(unidades.order_by("nombre").values_list("nombre", flat=True))
