"""The administration site: in Spanish, for whoever has an assignment, entered by the project's own door."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

# The order of work, which is not the alphabet's: (heading, models as the index lists them).
GRUPOS = (
    (
        "Formulario oficial",
        (
            *("Ejercicio", "Corte", "ProgramaTrabajo", "ObjetivoEspecifico", "Indicador", "Compromiso"),
            *("Actividad", "MedioVerificacion", "Instancia", "AnalisisAvance"),
        ),
    ),
    (
        "Territorio y unidades",
        ("Servicio", "Region", "AliasRegion", "UnidadResponsable", "AliasUnidad", "AliasColumna"),
    ),
    ("Personas", ("Usuario", "Asignacion")),
    ("Registro", ("Registro", "Importacion")),
)
ULTIMOS = 10


class Sitio(AdminSite):
    site_header = "Gestión Territorial"
    site_title = "Gestión Territorial"
    index_title = "Administración"
    empty_value_display = "—"
    # The lists need the width; the index is one step away.
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        from regiones.permissions import has_access

        return has_access(request.user)

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send to the one login page; whoever is in already, and has no assignment, is refused."""
        from django.contrib.auth.views import redirect_to_login

        destino = request.GET.get(REDIRECT_FIELD_NAME) or reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return HttpResponseRedirect(reverse("admin:index", current_app=self.name))
        if request.user.is_authenticated:
            raise PermissionDenied("Su cuenta no tiene asignaciones vigentes.")
        return redirect_to_login(destino, resolve_url("ingresar"))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """The models by subject, in the order of work; those of one application when its page asks."""
        aplicaciones = super().get_app_list(request, app_label)
        modelos = {modelo["object_name"]: (modelo, app) for app in aplicaciones for modelo in app["models"]}
        grupos = []
        for titulo, nombres in GRUPOS:
            propios = [modelos.pop(nombre) for nombre in nombres if nombre in modelos]
            if propios:
                _, app = propios[0]
                grupos.append({**app, "name": titulo, "models": [modelo for modelo, _ in propios]})
        for modelo, app in modelos.values():
            grupos.append({**app, "models": [modelo]})
        return grupos

    def get_log_entries(self, request: HttpRequest) -> Any:
        """Nothing: the record is ``Registro``."""
        return []

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from regiones.models import Registro

        ultimos = Registro.objects.filter(actor=request.user.pk)[:ULTIMOS]
        return super().index(request, {"ultimos": ultimos, **(extra_context or {})})

    def autocomplete_view(self, request: HttpRequest) -> Any:
        """Pickers tell a row as its page describes it: codes alone do not speak."""
        sitio = self

        class OpcionesView(AutocompleteJsonView):
            def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
                pagina: Any = sitio._registry[type(obj)]
                return {**super().serialize_result(obj, to_field_name), "text": pagina.describe_opcion(obj)}

        return OpcionesView.as_view(admin_site=self)(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Lead to the one page where people change their own password."""
        return HttpResponseRedirect(reverse("cambiar_clave"))
