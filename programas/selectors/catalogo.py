"""Territories and units as the readers of texts need them: every name that each goes by."""

from collections.abc import Iterable

from programas.formulario.territorios import CatalogoRegiones, RegionConocida
from programas.formulario.unidades import CatalogoUnidades
from programas.models import AliasColumna
from regiones.models import AliasRegion, AliasUnidad, Region, UnidadResponsable
from regiones.textos import fold_text


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


def build_catalogo_unidades(
    unidades: Iterable[UnidadResponsable], alias: Iterable[AliasUnidad]
) -> tuple[CatalogoUnidades, dict[int, str]]:
    """The same, from what is already loaded, with the names of the units in force by their keys."""
    unidades = sorted(unidades, key=lambda unidad: fold_text(unidad.nombre))
    claves = {unidad.clave: unidad.pk for unidad in unidades} | {otro.clave: otro.unidad_id for otro in alias}
    return CatalogoUnidades(claves), {unidad.pk: unidad.nombre for unidad in unidades if unidad.vigente}


def list_unidades(servicio_id: int) -> list[str]:
    """The names of the units that a form offers: those in force."""
    unidades = UnidadResponsable.objects.filter(servicio=servicio_id, vigente=True)
    return list(unidades.order_by("nombre").values_list("nombre", flat=True))


def load_alias_columnas(servicio_id: int) -> dict[tuple[str, str], str]:
    """The column that each heading of a service was given, by table; «» for those of no column."""
    alias = AliasColumna.objects.filter(servicio=servicio_id)
    return {(tabla, clave): columna for tabla, clave, columna in alias.values_list("tabla", "clave", "columna")}
