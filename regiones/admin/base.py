"""The pages that write: permission by predicate, one call to a service, refusals shown in the form, levels."""

from functools import partial
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple, RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet, TextField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path, reverse

from regiones.admin.acciones import Accion, build_botones, serve_accion
from regiones.admin.eliminacion import ConEliminacion
from regiones.admin.formularios import RECHAZOS, FilaForm
from regiones.admin.niveles import Nivel, build_tabla
from regiones.admin.pagina import name_nivel
from regiones.models import Servicio
from regiones.permissions import list_administrados

# Of the largest that a table counts to.
LARGO_DE_LLAVE = 18
DE_NINGUNA = "-1"


class Seleccion(AutocompleteSelect):
    """A picker that may be shown again with what was sent in it: what is the key of no row selects none."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, [clave for clave in value if is_llave(clave)], attr)


def is_llave(clave: Any) -> bool:
    escrita = str(clave)
    return escrita.isascii() and escrita.isdigit() and len(escrita) <= LARGO_DE_LLAVE


class SeleccionMultiple(Seleccion, AutocompleteSelectMultiple):
    """A picker of several rows. Each is taken off by its own sign: the one for all of them breaks the list."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """A number beyond those that a table counts to is of no row: neither database may be asked for it."""
        claves = super().value_from_datadict(data, files, name)
        return [DE_NINGUNA if clave.isdecimal() and not is_llave(clave) else clave for clave in claves]

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        return {**super().build_attrs(base_attrs, extra_attrs), "data-allow-clear": "false"}


class FilaAdmin(ConEliminacion):
    """Pages that write, through the services of ``edicion``: add_fila, change_fila and remove_fila."""

    niveles: ClassVar[tuple[Nivel, ...]] = ()
    acciones: ClassVar[tuple[Accion, ...]] = ()
    inmutables: ClassVar[tuple[str, ...]] = ()
    # Fields whose stored value means nothing to people, and what shows them instead when they cannot be typed.
    mostrados: ClassVar[dict[str, str]] = {}
    motivo_al_crear: ClassVar[bool] = False
    form = FilaForm
    change_form_template = "admin/fila/formulario.html"
    formfield_overrides = {TextField: {"widget": admin.widgets.AdminTextareaWidget(attrs={"rows": 3})}}

    # -- who may ---------------------------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.permisos.adds_some(request.user, self.model)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return self.permisos.edits_some(request.user, self.model)
        return self.permisos.can_edit(request.user, obj) and not self.permisos.explain_bloqueo(obj)

    def can_add_under(self, request: HttpRequest, padre: Model) -> bool:
        """Whether a new row of this kind may hang from that one now."""
        nueva = self.model(**{self.padre: padre})
        return self.permisos.can_begin(request.user, nueva) and not self.permisos.explain_bloqueo(nueva)

    # -- forms -----------------------------------------------------------------------------------------------

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        request.padre = self.find_padre(request, obj)  # type: ignore[attr-defined]
        formulario: Any = super().get_form(request, obj, change=change, **kwargs)
        formulario.rechazo = getattr(request, "rechazo", None)
        return formulario

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The declared fieldsets, with the reason and the version where something may be written."""
        fieldsets = [(titulo, dict(opciones)) for titulo, opciones in self.list_fieldsets(request, obj)]
        if obj is not None and not self.has_change_permission(request, obj):
            for _, opciones in fieldsets:
                opciones["fields"] = [
                    self.show_campo(self.mostrados.get(nombre, nombre)) for nombre in opciones["fields"]
                ]
            return fieldsets
        if obj is not None:
            fieldsets.append(("Registro", {"fields": ["motivo_del_cambio", "version_leida"]}))
        elif self.motivo_al_crear:
            fieldsets.append(("Registro", {"fields": ["motivo_del_cambio"]}))
        return fieldsets

    def list_fieldsets(self, request: HttpRequest, obj: Any) -> Any:
        """The fieldsets of this page for a row, or for a new one."""
        return self.fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return [*super().get_readonly_fields(request, obj), *(self.inmutables if obj is not None else ())]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", self.limit_choices(db_field, request))
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", Seleccion(db_field, self.admin_site, using=kwargs.get("using")))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", self.limit_choices(db_field, request))
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SeleccionMultiple(db_field.remote_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def limit_choices(self, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        """What a picker offers and a form accepts: what the related page shows to this person.

        Of services, those that the person administers: under another nothing of this kind could be written.
        """
        remoto: Any = self.admin_site._registry[db_field.related_model]
        filas: QuerySet[Any] = remoto.get_queryset(request)
        usuario: Any = request.user
        if db_field.related_model is Servicio and not usuario.alcance.todo:
            filas = filas.filter(pk__in=list_administrados(usuario))
        return filas

    def get_remoto(self) -> Any:
        """The page of the rows from which these hang."""
        campo: Any = self.model._meta.get_field(self.padre)
        return self.admin_site._registry[campo.related_model]

    def find_padre(self, request: HttpRequest, fila: Any) -> Any:
        """What a row hangs from: of a new one, what the address or the form says, if it is within reach."""
        if fila is not None or not self.padre:
            return getattr(fila, self.padre, None) if self.padre else None
        clave = request.POST.get(self.padre) or request.GET.get(self.padre)
        return self.get_remoto().get_object(request, clave) if clave else None

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        campo = super().formfield_for_dbfield(db_field, request, **kwargs)
        if campo is not None and isinstance(campo.widget, RelatedFieldWidgetWrapper):
            # Each level has its own page: no windows upon windows.
            campo.widget = campo.widget.widget
        return campo

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Show the form again, with what was typed and the reason, when the service refuses it.

        A row that was locked after its form was opened is shown as it stands, with the reason.
        """
        if request.method == "POST" and object_id is not None:
            fila = self.get_object(request, object_id)
            puede = fila is not None and self.permisos.can_edit(request.user, fila)
            if fila is not None and puede and (bloqueo := self.permisos.explain_bloqueo(fila)):
                self.message_user(request, f"No se guardó. {bloqueo}", messages.WARNING)
                return HttpResponseRedirect(self.get_fila_url(fila))
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except RECHAZOS as rechazo:
            request.rechazo = rechazo  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Refuse to begin a row under one that is unseen, forbidden or locked."""
        if self.padre and (clave := request.GET.get(self.padre)) and self.has_add_permission(request):
            remoto = self.get_remoto()
            padre = remoto.get_object(request, clave)
            if padre is None:
                return remoto.answer_ausente(request, clave)
            nueva = self.model(**{self.padre: padre})
            if not self.permisos.can_begin(request.user, nueva):
                raise PermissionDenied
            if bloqueo := self.permisos.explain_bloqueo(nueva):
                self.message_user(request, bloqueo, messages.WARNING)
                return HttpResponseRedirect(self.get_fila_url(padre))
            extra_context = {
                **(extra_context or {}),
                "ancestros": [*remoto.list_ancestros(padre), (name_nivel(padre), self.get_fila_url(padre))],
            }
        return super().add_view(request, form_url, extra_context)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> Any:
        if obj is not None and change:
            puede = self.permisos.can_edit(request.user, obj)
            context |= {
                "subtitle": self.describe_titulo(obj),
                "ancestros": self.list_ancestros(obj),
                "tablas": [
                    build_tabla(self.admin_site, request, nivel, obj)
                    for nivel in self.niveles
                    if nivel.conviene(obj)
                ],
                "botones": build_botones(self, request, obj),
                "bloqueo": self.permisos.explain_bloqueo(obj) if puede else "",
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    # -- writing ---------------------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        datos = {
            "fila": obj,
            "actor": request.user,
            "motivo": form.cleaned_data.get("motivo_del_cambio", ""),
            "enlaces": form.list_enlaces(),
        }
        if change:
            obj.version = form.cleaned_data["version_leida"] or 0
            self.edicion.change_fila(**datos)
        else:
            self.edicion.add_fila(**datos)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Nothing: the service wrote the links with the row."""

    # -- ways ------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        propias = [
            path(
                f"<path:object_id>/{accion.nombre}/",
                self.admin_site.admin_view(partial(serve_accion, self, accion=accion)),
                name=f"{self.opts.app_label}_{self.opts.model_name}_{accion.nombre}",
            )
            for accion in self.acciones
        ]
        return [*propias, *super().get_urls()]

    def response_post_save_add(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return self.go_up(obj) or super().response_post_save_add(request, obj)

    def response_post_save_change(self, request: HttpRequest, obj: Any) -> HttpResponseRedirect:
        return self.go_up(obj) or super().response_post_save_change(request, obj)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        respuesta = super().response_add(request, obj, post_url_continue)
        return self.go_another(request, obj) or respuesta

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        respuesta = super().response_change(request, obj)
        return self.go_another(request, obj) or respuesta

    def go_another(self, request: HttpRequest, fila: Any) -> HttpResponseRedirect | None:
        """On to a new row under the same one, when that was asked."""
        if "_addanother" not in request.POST or not self.padre:
            return None
        return HttpResponseRedirect(f"{reverse(self.name_url('add'))}?{self.padre}={getattr(fila, self.padre).pk}")

    def go_up(self, fila: Any) -> HttpResponseRedirect | None:
        """Back to the page that lists the row."""
        return HttpResponseRedirect(self.get_fila_url(getattr(fila, self.padre))) if self.padre else None
