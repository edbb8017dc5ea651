"""Accounts and the roles that they hold, in which territory and between which dates."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest

from regiones import permissions
from regiones.admin.acciones import Accion, Hecho
from regiones.admin.base import FilaAdmin
from regiones.admin.filtros import FiltroAlcance
from regiones.admin.formularios import ConVersion, FilaForm
from regiones.admin.niveles import Nivel
from regiones.models import Asignacion, Usuario
from regiones.services import edicion
from regiones.services.factor import reset_factor
from regiones.services.usuarios import change_usuario, create_usuario, set_clave

# Roles are data of the assignment: groups would be a second truth.
admin.site.unregister(Group)

AYUDA_DE_CUENTA = "Obligatorio. Hasta 150 caracteres: solo letras, números y los signos @ . + - _"


class ClaveNueva(forms.Form):
    """A new password, written twice."""

    clave = forms.CharField(
        label="Contraseña nueva",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=password_validators_help_text_html(),
    )
    clave_repetida = forms.CharField(
        label="Repítala", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def check_claves(self, usuario: Usuario) -> None:
        clave = self.cleaned_data.get("clave")
        if not clave:
            return
        if clave != self.cleaned_data.get("clave_repetida"):
            self.add_error("clave_repetida", "Las dos contraseñas no son iguales.")
        try:
            validate_password(clave, usuario)
        except ValidationError as error:
            self.add_error("clave", error)


class ClaveForm(ClaveNueva, ConVersion):
    fila: Usuario

    def clean(self) -> dict[str, Any] | None:
        limpios = super().clean()
        self.check_claves(self.fila)
        return limpios


class UsuarioNuevoForm(ClaveNueva, FilaForm):
    def clean(self) -> dict[str, Any] | None:
        limpios = super().clean()
        self.check_claves(self.instance)
        return limpios


class QuitarFactorForm(ConVersion):
    """Why a person's second factor is taken away."""

    motivo = forms.CharField(
        label="Por qué se quita",
        max_length=500,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="Queda en el registro: «Perdió el teléfono; se comprobó su identidad en persona».",
        error_messages={"required": "Escriba por qué se quita el segundo factor."},
    )


def take_factor(usuario: Usuario, datos: dict[str, Any], actor: Usuario) -> Hecho:
    reset_factor(usuario=usuario, actor=actor, motivo=datos["motivo"])
    return Hecho(f"{usuario} ya no tiene segundo factor, y sus sesiones terminaron.")


def change_clave(usuario: Usuario, datos: dict[str, Any], actor: Usuario) -> Hecho:
    set_clave(usuario=usuario, clave=datos["clave"], actor=actor)
    return Hecho(f"La contraseña de {usuario} se cambió: comuníquesela por un medio seguro.")


@admin.register(Usuario)
class UsuarioAdmin(FilaAdmin):
    permisos, edicion = permissions, edicion
    list_display = ["username", "first_name", "last_name", "email", "is_active", "last_login", "factor_desde"]
    list_filter = ["is_active"]
    search_fields = ["username", "first_name", "last_name", "email"]
    readonly_fields = ["last_login", "factor_desde"]
    acciones = (
        Accion(
            nombre="clave",
            titulo="Cambiar la contraseña",
            boton="Cambiar la contraseña",
            formulario=ClaveForm,
            puede=permissions.can_manage_usuario,
            ejecutar=change_clave,
        ),
        Accion(
            nombre="factor",
            titulo="Quitar el segundo factor",
            boton="Quitar el segundo factor",
            formulario=QuitarFactorForm,
            puede=permissions.can_reset_factor,
            ejecutar=take_factor,
            explicacion=lambda usuario: (
                "Su teléfono y sus códigos de recuperación dejan de servir y sus sesiones terminan. Quien ingrese "
                "con su contraseña podrá hacer otro: compruebe antes quién lo pide, y dele una contraseña nueva "
                "si la suya pudo conocerse."
            ),
        ),
    )
    niveles = (
        Nivel(
            titulo="Asignaciones",
            modelo=Asignacion,
            padre="usuario",
            columnas=(
                ("Rol", lambda fila: fila.get_rol_display()),
                ("Servicio", lambda fila: str(fila.servicio)),
                ("Territorio", lambda fila: str(fila.region or "Todo el servicio")),
                ("Unidad", lambda fila: str(fila.unidad or "—")),
                ("Desde", lambda fila: f"{fila.desde:%d-%m-%Y}"),
                ("Hasta", lambda fila: f"{fila.hasta:%d-%m-%Y}" if fila.hasta else "Vigente"),
            ),
            agregar="Añadir asignación",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return permissions.visible_usuarios(request.user).order_by("username")  # type: ignore[arg-type]

    def describe_titulo(self, usuario: Usuario) -> str:
        return " · ".join(filter(None, [usuario.get_username(), usuario.get_full_name()]))

    def list_fieldsets(self, request: HttpRequest, obj: Any) -> Any:
        nombres = ["username", "first_name", "last_name", "email"]
        actor: Any = request.user
        if settings.CLAVEUNICA and (obj is None or permissions.can_manage_usuario(actor, obj)):
            nombres.append("run")
        if obj is None:
            return [(None, {"fields": [*nombres, "clave", "clave_repetida"]})]
        poderes = [
            "is_active",
            *(["is_superuser"] if request.user.is_superuser else []),
            "last_login",
            "factor_desde",
        ]
        return [(None, {"fields": nombres}), ("Acceso", {"fields": poderes})]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["form"] = FilaForm if change else UsuarioNuevoForm
        kwargs["help_texts"] = {"username": AYUDA_DE_CUENTA}
        return super().get_form(request, obj, change=change, **kwargs)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        # A filter by the start of the password's hash, or of a RUN, would tell it letter by letter.
        return not lookup.startswith(("password", "run")) and super().lookup_allowed(lookup, value, request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        motivo = form.cleaned_data.get("motivo_del_cambio", "")
        actor: Any = request.user
        if change:
            obj.version = form.cleaned_data["version_leida"] or 0
            change_usuario(usuario=obj, actor=actor, motivo=motivo)
        else:
            create_usuario(usuario=obj, clave=form.cleaned_data["clave"], actor=actor, motivo=motivo)


@admin.register(Asignacion)
class AsignacionAdmin(FilaAdmin):
    permisos, edicion = permissions, edicion
    padre = "usuario"
    relaciones = ("usuario", "servicio", "region", "unidad")
    fieldsets = [
        (None, {"fields": ["usuario", "servicio", "rol", "region", "unidad"]}),
        ("Vigencia", {"fields": ["desde", "hasta"]}),
    ]
    inmutables = ("usuario", "servicio")
    autocomplete_fields = ["usuario", "unidad"]
    list_display = ["usuario", "rol", "region", "unidad", "servicio", "desde", "hasta"]
    list_filter = ["rol", ("servicio", FiltroAlcance), ("region", FiltroAlcance)]
    search_fields = ["usuario__username", "usuario__first_name", "usuario__last_name"]
