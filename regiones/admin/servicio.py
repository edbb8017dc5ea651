"""The service and its units."""

from django.contrib import admin

from regiones import permissions
from regiones.admin.base import FilaAdmin
from regiones.admin.filtros import FiltroAlcance
from regiones.admin.intercambio import IntercambioMixin
from regiones.admin.niveles import Nivel
from regiones.models import AliasUnidad, Servicio, UnidadResponsable
from regiones.resources import AliasUnidadResource, ServicioResource, UnidadResource
from regiones.services import edicion


@admin.register(Servicio)
class ServicioAdmin(IntercambioMixin, FilaAdmin):
    resource_classes = [ServicioResource]
    permisos, edicion = permissions, edicion
    fieldsets = [(None, {"fields": ["codigo", "sigla", "nombre"]})]
    list_display = ["sigla", "nombre", "codigo"]
    search_fields = ["codigo", "sigla", "nombre"]
    niveles = (
        Nivel(
            titulo="Unidades responsables",
            modelo=UnidadResponsable,
            padre="servicio",
            columnas=(("Nombre", str), ("Vigente", lambda unidad: "Sí" if unidad.vigente else "No")),
            agregar="Añadir unidad responsable",
        ),
    )


@admin.register(UnidadResponsable)
class UnidadAdmin(IntercambioMixin, FilaAdmin):
    resource_classes = [UnidadResource]
    permisos, edicion = permissions, edicion
    padre = "servicio"
    relaciones = ("servicio",)
    fieldsets = [(None, {"fields": ["servicio", "nombre", "vigente"]})]
    inmutables = ("servicio",)
    list_display = ["nombre", "servicio", "vigente"]
    list_filter = [("servicio", FiltroAlcance), "vigente"]
    search_fields = ["nombre", "alias__texto"]
    niveles = (
        Nivel(
            titulo="Otras formas de escribirla",
            modelo=AliasUnidad,
            padre="unidad",
            columnas=(("Escrito así", lambda alias: alias.texto),),
            agregar="Añadir otra forma de escribirla",
        ),
    )


@admin.register(AliasUnidad)
class AliasUnidadAdmin(IntercambioMixin, FilaAdmin):
    resource_classes = [AliasUnidadResource]
    permisos, edicion = permissions, edicion
    padre = "unidad"
    relaciones = ("unidad", "servicio")
    fieldsets = [(None, {"fields": ["unidad", "texto"]})]
    inmutables = ("unidad",)
    autocomplete_fields = ["unidad"]
    list_display = ["texto", "unidad", "servicio"]
    list_filter = [("servicio", FiltroAlcance)]
    search_fields = ["texto", "unidad__nombre"]
