"""The append-only record: read by who may, changed by nobody."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from regiones import permissions
from regiones.admin.filtros import FiltroAlcance
from regiones.admin.pagina import PaginaAdmin
from regiones.models import Registro
from regiones.services.historia import find_modelo, read_historia


@admin.register(Registro)
class RegistroAdmin(PaginaAdmin):
    permisos = permissions
    relaciones = ("actor", "servicio", "region")
    list_display = ["momento", "quien", "acto", "que", "codigo", "region", "motivo"]
    list_filter = ["acto", "momento", "anio", ("region", FiltroAlcance)]
    search_fields = ["codigo", "motivo", "actor__username"]
    fields = ["momento", "quien", "acto", "que", "codigo", "fila", "servicio", "region", "anio", "lote"]
    change_form_template = "admin/fila/registro.html"

    @admin.display(description="quién", ordering="actor__username")
    def quien(self, registro: Registro) -> str:
        return str(registro.actor or "El sistema")

    @admin.display(description="qué", ordering="clase")
    def que(self, registro: Registro) -> str:
        modelo = find_modelo(registro.clase)
        return str(modelo._meta.verbose_name) if modelo else registro.clase

    @admin.display(description="fila")
    def fila(self, registro: Registro) -> Any:
        """A way to the row, if it is still there and the person may see it: its page says."""
        modelo = find_modelo(registro.clase)
        if modelo is None or not self.admin_site.is_registered(modelo):
            return "—"
        url = reverse(f"admin:{modelo._meta.app_label}_{modelo._meta.model_name}_change", args=[registro.objeto])
        return format_html('<a href="{}">Ir a la fila</a>', url)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        registro = self.get_object(request, object_id)
        extra_context = {**(extra_context or {}), "asientos": read_historia([registro] if registro else [])}
        return super().change_view(request, object_id, form_url, extra_context)
