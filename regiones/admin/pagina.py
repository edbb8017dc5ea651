"""What every page of the admin does: only what the person may see, each with its history from the record."""

from functools import cache
from types import ModuleType
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import BooleanField, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeData, mark_safe

from regiones.models import Editable, Registro
from regiones.services.historia import read_historia

POR_PAGINA = 50
COMILLAS = str.maketrans("“”", "«»")


class Lista(ChangeList):
    """A list that writes how many rows it has as Chile does: «4.219»."""

    @property
    def cuenta(self) -> str:
        return number_format(self.result_count, force_grouping=True)


class PaginaAdmin(admin.ModelAdmin):
    """Rows within the reach of the person, with their history from the record; nothing may be changed here."""

    permisos: ModuleType
    relaciones: ClassVar[tuple[str, ...]] = ()
    padre: ClassVar[str] = ""
    # A table that says nothing of who sees its rows shows none, unless its rows are everybody's.
    publico: ClassVar[bool] = False
    list_per_page = POR_PAGINA
    # Rows go one at a time, each with its version and its reason: no list acts upon several.
    actions = None
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

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Lista

    def get_list_display(self, request: HttpRequest) -> Any:
        return [self.show_campo(nombre) for nombre in super().get_list_display(request)]

    def show_campo(self, nombre: Any) -> Any:
        """What shows a column: of a yes or no, the word and not a drawing."""
        campo = next((campo for campo in self.opts.concrete_fields if campo.name == nombre), None)
        return build_si_no(campo) if isinstance(campo, BooleanField) else nombre

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

    def message_user(
        self,
        request: HttpRequest,
        message: Any,
        level: int | str = messages.INFO,
        extra_tags: str = "",
        fail_silently: bool = False,
    ) -> None:
        """Tell something, quoting as the rest of the product does."""
        texto = str(message)
        escrito = texto.translate(COMILLAS)
        seguro = isinstance(texto, SafeData)
        super().message_user(request, mark_safe(escrito) if seguro else escrito, level, extra_tags, fail_silently)  # noqa: S308 # nosec B308 B703

    def answer_ausente(self, request: HttpRequest, clave: str) -> HttpResponse:
        """The answer to whoever asks for a row that is not there, or that they may not see: the same."""
        raise Http404

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """What Django's own pages answer of a row that is not there."""
        return self.answer_ausente(request, object_id)

    def get_fila_url(self, fila: Model) -> str:
        return reverse(f"admin:{fila._meta.app_label}_{fila._meta.model_name}_change", args=[fila.pk])

    def describe_opcion(self, fila: Any) -> str:
        """How pickers tell a row."""
        return str(fila)

    def describe_titulo(self, fila: Any) -> str:
        """How its own pages tell a row: what its code leaves unsaid too."""
        return self.describe_opcion(fila)

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
        # What is not edited has no lines of its own.
        servicio_id = fila.ambito.servicio_id if isinstance(fila, Editable) else None
        propios = Registro.objects.of_filas(servicio_id, type(fila), [fila.pk])
        registros = propios.select_related("actor")
        pagina = self.get_paginator(request, registros, POR_PAGINA).get_page(request.GET.get("p", 1))
        request.current_app = self.admin_site.name
        contexto = {
            **self.admin_site.each_context(request),
            "title": "Historial",
            "subtitle": self.describe_titulo(fila),
            "asientos": read_historia(pagina.object_list),
            "pagina": pagina,
            "original": fila,
            "original_url": self.get_fila_url(fila),
            "ancestros": self.list_ancestros(fila),
            "opts": self.opts,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/fila/historia.html", contexto)


@cache
def build_si_no(campo: Any) -> Any:
    """A column that says a yes or no of a row in words."""

    @admin.display(description=campo.verbose_name, ordering=campo.name)
    def mostrar(fila: Any) -> str:
        return "Sí" if campo.value_from_object(fila) else "No"

    mostrar.__name__ = campo.name
    return mostrar


def name_nivel(fila: Any) -> str:
    return str(getattr(fila, "codigo", "") or fila)
