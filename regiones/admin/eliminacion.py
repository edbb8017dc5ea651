"""Deleting, one row at a time, through the service that keeps in the record what it said."""

from types import ModuleType
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse

from regiones.admin.formularios import RECHAZOS
from regiones.admin.pagina import PaginaAdmin


class ConEliminacion(PaginaAdmin):
    """A page whose rows are deleted by ``edicion.remove_fila``; what it refuses is told on the row's page."""

    edicion: ModuleType
    delete_confirmation_template = "admin/fila/eliminar.html"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return self.permisos.removes_some(request.user, self.model)
        return self.permisos.can_remove(request.user, obj) and not self.explain_permanencia(obj)

    def explain_permanencia(self, fila: Any) -> str:
        """Why the state of things, whoever asks, keeps the row from being deleted; empty when it may be."""
        bloqueo: str = self.permisos.explain_bloqueo(fila)
        return bloqueo

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete the row that the confirmation showed: one that does not say which version it was is stale."""
        obj.version = read_version(request.POST.get("version_leida", ""))
        self.edicion.remove_fila(fila=obj, actor=request.user, motivo=request.POST.get("motivo", ""))

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What would be deleted, without the tables that only hold links: their rows say nothing to people."""
        lista, cuentas, sin_permiso, protegidas = super().get_deleted_objects(objs, request)
        enlaces = {
            str(campo.remote_field.through._meta.verbose_name_plural): str(
                campo.remote_field.through._meta.verbose_name
            )
            for campo in self.model._meta.many_to_many
        }
        cuentas = {tabla: cuenta for tabla, cuenta in cuentas.items() if str(tabla) not in enlaces}
        return drop_enlaces(lista, tuple(enlaces.values())), cuentas, sin_permiso, protegidas

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        fila = self.get_object(request, object_id)
        if fila is not None:
            bloqueo = self.explain_permanencia(fila) if self.permisos.can_remove(request.user, fila) else ""
            if bloqueo:
                self.message_user(request, f"No se elimina. {bloqueo}", messages.WARNING)
                return HttpResponseRedirect(self.get_fila_url(fila))
            extra_context = {
                **(extra_context or {}),
                "subtitle": self.describe_titulo(fila),
                "ancestros": self.list_ancestros(fila),
                "original_url": self.get_fila_url(fila),
            }
        try:
            return super().delete_view(request, object_id, extra_context)
        except RECHAZOS as rechazo:
            self.message_user(request, explain_rechazo(rechazo), messages.ERROR)
            return HttpResponseRedirect(reverse(self.name_url("change"), args=[object_id]))

    def name_url(self, pagina: str) -> str:
        return f"admin:{self.opts.app_label}_{self.opts.model_name}_{pagina}"


def drop_enlaces(lista: list[Any], nombres: tuple[str, ...]) -> list[Any]:
    """The nested list of what would be deleted, without the rows of those tables."""
    return [
        drop_enlaces(parte, nombres) if isinstance(parte, list) else parte
        for parte in lista
        if isinstance(parte, list) or not str(parte).lower().startswith(tuple(n.lower() for n in nombres))
    ]


def read_version(texto: str) -> int:
    """The version that a form says it shows; 0, which no stored row has, when it says none."""
    return int(texto) if texto.isascii() and texto.isdigit() and len(texto) < 10 else 0


def explain_rechazo(rechazo: Exception) -> str:
    return " ".join(getattr(rechazo, "messages", [str(rechazo)]))
