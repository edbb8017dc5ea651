"""What headings of workbooks were said to be: a catalogue of each service."""

from django.contrib import admin
from django_tasks_db.models import DBTaskResult

from programas import permissions
from programas.models import AliasColumna
from programas.resources import AliasColumnaResource
from programas.services import edicion
from regiones.admin.base import FilaAdmin
from regiones.admin.filtros import FiltroAlcance
from regiones.admin.intercambio import IntercambioMixin

# The queue is the worker's; whoever uploads sees in the pages of the upload how it goes.
admin.site.unregister(DBTaskResult)


@admin.register(AliasColumna)
class AliasColumnaAdmin(IntercambioMixin, FilaAdmin):
    resource_classes = [AliasColumnaResource]
    permisos, edicion = permissions, edicion
    padre = "servicio"
    relaciones = ("servicio",)
    fieldsets = [(None, {"fields": ["servicio", "tabla", "columna", "texto"]})]
    inmutables = ("servicio",)
    list_display = ["texto", "tabla", "columna", "servicio"]
    list_filter = [("servicio", FiltroAlcance), "tabla"]
    search_fields = ["texto", "columna"]
