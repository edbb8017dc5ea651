"""The territory and its people. Nothing here knows of programmes."""

from regiones.models.acceso import Consumo, Ficha
from regiones.models.base import Ambito, Editable
from regiones.models.factor import CodigoRecuperacion, SegundoFactor
from regiones.models.registro import Registro
from regiones.models.servicio import AliasUnidad, Servicio, UnidadResponsable
from regiones.models.territorio import CUT_NIVEL_CENTRAL, AliasRegion, Region
from regiones.models.usuario import Alcance, Asignacion, Usuario

__all__ = [
    "CUT_NIVEL_CENTRAL",
    "Alcance",
    "AliasRegion",
    "AliasUnidad",
    "Ambito",
    "Asignacion",
    "CodigoRecuperacion",
    "Consumo",
    "Editable",
    "Ficha",
    "Region",
    "Registro",
    "SegundoFactor",
    "Servicio",
    "UnidadResponsable",
    "Usuario",
]
