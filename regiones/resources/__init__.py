"""Files in and out of the admin (xlsx, csv, json), by natural keys and through the services."""

from regiones.resources.catalogos import (
    AliasRegionResource,
    AliasUnidadResource,
    RegionResource,
    ServicioResource,
    UnidadResource,
)

__all__ = [
    "AliasRegionResource",
    "AliasUnidadResource",
    "RegionResource",
    "ServicioResource",
    "UnidadResource",
]
