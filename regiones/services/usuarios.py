"""The accounts of people. They are deactivated, never deleted, and the record never holds a password."""

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from regiones import permissions
from regiones.models import Usuario
from regiones.services.edicion import check_permiso
from regiones.services.filas import create_fila, save_fila
from regiones.services.rechazo import ActoRechazado
from regiones.textos import normalize_run


class DesactivacionPropia(ActoRechazado):
    """Nobody locks themselves out."""

    def __init__(self) -> None:
        super().__init__("No puede desactivar su propia cuenta: pídalo a otra persona de la administración.")


@transaction.atomic
def create_usuario(*, usuario: Usuario, clave: str, actor: Usuario, motivo: str = "") -> Usuario:
    """Create an account with its password.

    Raises ``PermissionDenied``, or ``ValidationError`` when the name is taken or the password is weak.
    """
    check_permiso(permissions.administers_some(actor) and (actor.alcance.todo or not usuario.is_superuser))
    validate_password(clave, usuario)
    usuario.set_password(clave)
    return create_fila(fila=usuario, actor=actor, motivo=explain_run(None, usuario.run, motivo))


@transaction.atomic
def change_usuario(*, usuario: Usuario, actor: Usuario, motivo: str = "") -> bool:
    """Write a changed account, its password aside; return whether anything changed.

    Raises ``PermissionDenied``, ``DesactivacionPropia``, ``ValidationError`` and ``CambioObsoleto``.
    """
    if usuario.pk == actor.pk and not usuario.is_active:
        raise DesactivacionPropia
    guardado = Usuario.objects.select_for_update().get(pk=usuario.pk)
    check_permiso(permissions.can_manage_usuario(actor, guardado))
    if usuario.is_superuser != guardado.is_superuser and not actor.alcance.todo:
        raise PermissionDenied("Solo la administración de la instalación concede o quita ese poder.")
    usuario.password, usuario.last_login = guardado.password, guardado.last_login
    usuario.factor_desde = guardado.factor_desde
    return save_fila(fila=usuario, actor=actor, motivo=explain_run(guardado.run, usuario.run, motivo))


def explain_run(antes: str | None, ahora: str | None, motivo: str) -> str:
    """The reason of a change, with what it does to the RUN: by its end, since the record cannot be erased.

    Raises ``ValidationError`` when it is not a RUN.
    """
    try:
        nuevo = normalize_run(ahora) if ahora else None
    except ValueError as error:
        raise ValidationError({"run": str(error)}) from error
    if nuevo == antes:
        return motivo
    hecho = f"RUN vinculado: el que termina en {nuevo[-5:]}" if nuevo else "RUN desvinculado"
    return f"{hecho}. {motivo}".strip()


def deactivate_usuario(*, usuario: Usuario, actor: Usuario, motivo: str = "") -> bool:
    """Close an account: its person enters no more, and their acts stay signed. Raises like ``change_usuario``."""
    usuario.is_active = False
    return change_usuario(usuario=usuario, actor=actor, motivo=motivo)


@transaction.atomic
def set_clave(*, usuario: Usuario, clave: str, actor: Usuario, motivo: str = "Cambio de contraseña") -> None:
    """Give an account a new password: its own person, or who manages it.

    Raises ``PermissionDenied``, or ``ValidationError`` when the password is weak.
    """
    guardado = Usuario.objects.select_for_update().get(pk=usuario.pk)
    check_permiso(guardado.pk == actor.pk or permissions.can_manage_usuario(actor, guardado))
    validate_password(clave, guardado)
    guardado.set_password(clave)
    save_fila(fila=guardado, actor=actor, motivo=motivo)
    usuario.password, usuario.version = guardado.password, guardado.version


@transaction.atomic
def set_recordatorios(*, usuario: Usuario, recibe: bool) -> bool:
    """Switch one's own reminders on or off; return whether anything changed."""
    guardado = Usuario.objects.select_for_update().get(pk=usuario.pk)
    guardado.recibe_recordatorios = recibe
    return save_fila(fila=guardado, actor=usuario)
