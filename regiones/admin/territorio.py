"""The catalogue of territories, and the other names by which workbooks call them."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from regiones import permissions
from regiones.admin.base import FilaAdmin
from regiones.admin.filtros import FiltroAlcance
from regiones.admin.intercambio import IntercambioMixin
from regiones.admin.niveles import Nivel
from regiones.models import AliasRegion, Region
from regiones.resources import AliasRegionResource, RegionResource
from regiones.services import edicion


@admin.register(Region)
class RegionAdmin(IntercambioMixin, FilaAdmin):
    resource_classes = [RegionResource]
    permisos, edicion = permissions, edicion
    publico = True
    relaciones = ("antes_en",)
    fieldsets = [
        (None, {"fields": ["cut", "nombre_corto", "nombre_oficial", "romano", "iso_3166_2", "orden"]}),
        ("Vigencia", {"fields": ["vigente_desde", "vigente_hasta", "antes_en"]}),
    ]
    list_display = ["nombre_corto", "cut", "romano", "nombre_oficial", "vigente_desde", "vigente_hasta"]
    search_fields = ["cut", "nombre_corto", "nombre_oficial", "alias__texto"]
    niveles = (
        Nivel(
            titulo="Otras formas de escribirlo",
            modelo=AliasRegion,
            padre="region",
            columnas=(("Escrito así", lambda alias: alias.texto),),
            agregar="Añadir otra forma de escribirlo",
        ),
    )

    def get_choices_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return permissions.visible_regiones(request.user).order_by("orden")  # type: ignore[arg-type]


@admin.register(AliasRegion)
class AliasRegionAdmin(IntercambioMixin, FilaAdmin):
    resource_classes = [AliasRegionResource]
    permisos, edicion = permissions, edicion
    publico = True
    padre = "region"
    relaciones = ("region",)
    fieldsets = [(None, {"fields": ["region", "texto"]})]
    inmutables = ("region",)
    list_display = ["texto", "region"]
    list_filter = [("region", FiltroAlcance)]
    search_fields = ["texto", "region__nombre_corto"]
