"""What every page of the admin does: only what the person may see, each with its history from the record."""

from types import ModuleType
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from regiones.models import Registro
from regiones.services.historia import read_historia

POR_PAGINA = 50


class PaginaAdmin(admin.ModelAdmin):
    """Rows within the reach of the person, with their history from the record; nothing may be changed here."""

    permisos: ModuleType
    relaciones: ClassVar[tuple[str, ...]] = ()
    padre: ClassVar[str] = ""
    # A table that says nothing of who sees its rows shows none, unless its rows are everybody's.
    publico: ClassVar[bool] = False
    list_per_page = POR_PAGINA
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    object_history_template = "admin/fila/historia.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        todas: Any = self.model._default_manager
        if hasattr(todas, "visible_to"):
            filas = todas.visible_to(request.user)
        else:
            filas = todas.all() if self.publico else todas.none()
        return filas.select_related(*self.relaciones).order_by(*self.get_ordering(request))

    def get_ordering(self, request: HttpRequest) -> Any:
        return self.ordering or self.model._meta.ordering

    def get_choices_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows that filters and pickers of other pages offer."""
        return self.get_queryset(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.permisos.sees_catalogo(request.user, self.model)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Nothing: the service wrote the record."""

    log_change = log_addition

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        """Nothing: the service wrote the record."""

    def answer_ausente(self, request: HttpRequest, clave: str) -> HttpResponse:
        """The answer to whoever asks for a row that is not there, or that they may not see: the same."""
        pagina: Any = self
        respuesta: HttpResponse = pagina._get_obj_does_not_exist_redirect(request, self.opts, clave)
        return respuesta

    def get_fila_url(self, fila: Model) -> str:
        return reverse(f"admin:{fila._meta.app_label}_{fila._meta.model_name}_change", args=[fila.pk])

    def describe_opcion(self, fila: Any) -> str:
        """How pickers tell a row."""
        return str(fila)

    def list_ancestros(self, fila: Any) -> list[tuple[str, str]]:
        """The pages above a row, from the top: (name, address)."""
        if not self.padre or (padre := getattr(fila, self.padre, None)) is None:
            return []
        remoto = self.admin_site._registry[type(padre)]
        return [*remoto.list_ancestros(padre), (name_nivel(padre), self.get_fila_url(padre))]  # type: ignore[attr-defined]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        fila = self.get_object(request, unquote(object_id))
        if fila is None:
            return self.answer_ausente(request, object_id)
        if not self.has_view_permission(request, fila):
            raise PermissionDenied
        registros = Registro.objects.filter(clase=self.opts.label_lower, objeto=fila.pk).select_related("actor")
        pagina = self.get_paginator(request, registros, POR_PAGINA).get_page(request.GET.get("p", 1))
        request.current_app = self.admin_site.name
        contexto = {
            **self.admin_site.each_context(request),
            "title": "Historia",
            "subtitle": str(fila),
            "asientos": read_historia(pagina.object_list),
            "pagina": pagina,
            "original": fila,
            "original_url": self.get_fila_url(fila),
            "ancestros": self.list_ancestros(fila),
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/fila/historia.html", contexto)


def name_nivel(fila: Any) -> str:
    return str(getattr(fila, "codigo", "") or fila)
