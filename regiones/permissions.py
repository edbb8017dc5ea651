"""Who may do what with the territory and its people: predicates and scopes over assignments in force."""

from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from regiones.enums import Rol
from regiones.models import (
    AliasRegion,
    AliasUnidad,
    Asignacion,
    Editable,
    Region,
    Servicio,
    UnidadResponsable,
    Usuario,
)

TERRITORIALES: tuple[type[Editable], ...] = (Region, AliasRegion)


def has_access(usuario: Any) -> bool:
    """Whether a person has anything to do here: active, with some assignment in force, or the installation's."""
    return bool(
        usuario.is_authenticated and usuario.is_active and (usuario.alcance.todo or usuario.alcance.servicios)
    )


def requires_factor(usuario: Usuario) -> bool:
    """Whether what a person may do today asks for a second factor, which they may have or not.

    ``SEGUNDO_FACTOR_ROLES`` says which roles; with any of them, who administers the installation too.
    """
    exigen: frozenset[str] = settings.SEGUNDO_FACTOR_ROLES
    if not exigen:
        return False
    alcance = usuario.alcance
    roles = {rol for _, rol in alcance.por_servicio} | {rol for _, _, rol in alcance.por_territorio}
    return alcance.todo or bool(exigen & roles)


def lacks_factor(usuario: Usuario) -> bool:
    """Whether a person must make a second factor before anything else."""
    return usuario.factor_desde is None and requires_factor(usuario)


def can_reset_factor(actor: Usuario, usuario: Usuario) -> bool:
    """Take away the second factor of another: one's own is asked of somebody else."""
    return usuario.factor_desde is not None and actor.pk != usuario.pk and can_manage_usuario(actor, usuario)


def can_administer(usuario: Usuario, servicio_id: int | None) -> bool:
    """Catalogues, users and ejercicios of a service; of all of them, the administrator of the installation."""
    return usuario.alcance.todo or (
        servicio_id is not None and usuario.alcance.has_rol(Rol.ADMINISTRACION, servicio_id)
    )


def list_administrados(usuario: Usuario) -> frozenset[int]:
    """The services that a person administers by assignment."""
    return frozenset(servicio for servicio, rol in usuario.alcance.por_servicio if rol == Rol.ADMINISTRACION)


def administers_some(usuario: Usuario) -> bool:
    return usuario.alcance.todo or bool(list_administrados(usuario))


def can_administer_territorios(usuario: Usuario) -> bool:
    """The territories are of every service: only who administers all of them changes the catalogue."""
    return usuario.alcance.todo or usuario.administra_todo


def visible_usuarios(actor: Usuario) -> QuerySet[Usuario]:
    """The people of the services that the actor sees whole; who administers also sees those without any."""
    alcance = actor.alcance
    if alcance.todo:
        return Usuario.objects.all()
    asignaciones = Asignacion.objects.filter(usuario=OuterRef("pk"))
    condicion = Q(Exists(asignaciones.filter(servicio__in=alcance.servicios_completos)))
    if administers_some(actor):
        condicion |= Q(~Exists(asignaciones), is_superuser=False)
    return Usuario.objects.filter(condicion)


def reaches_usuario(actor: Usuario, usuario_id: int | None) -> bool:
    """Whether the actor sees a person's account; a person still to be chosen is no obstacle."""
    return usuario_id is None or visible_usuarios(actor).filter(pk=usuario_id).exists()


def sees_ingresos(usuario: Usuario) -> bool:
    """Whether a person reads who tried to enter: the administration, and the audit."""
    return usuario.alcance.todo or bool(list_auditados(usuario))


def list_auditados(usuario: Usuario) -> frozenset[int]:
    """The services whose people's attempts to enter a person reads."""
    roles = (Rol.ADMINISTRACION, Rol.AUDITORIA)
    return frozenset(servicio for servicio, rol in usuario.alcance.por_servicio if rol in roles)


def audited_usuarios(actor: Usuario) -> QuerySet[Usuario]:
    """The people whose attempts to enter the actor reads."""
    if actor.alcance.todo:
        return Usuario.objects.all()
    asignaciones = Asignacion.objects.filter(usuario=OuterRef("pk"), servicio__in=list_auditados(actor))
    return Usuario.objects.filter(Exists(asignaciones))


def visible_regiones(usuario: Usuario) -> QuerySet[Region]:
    """The territories of which the user sees something: what filters offer. The catalogue itself is public."""
    alcance = usuario.alcance
    if alcance.todo or alcance.servicios_completos:
        return Region.objects.all()
    return Region.objects.filter(pk__in={region for _, region in alcance.territorios})


def can_manage_usuario(actor: Usuario, usuario: Usuario) -> bool:
    """Change a person's account: theirs whose every assignment is in services that the actor administers.

    Whoever sets a password could enter with it: never over another service's people, nor the installation's.
    """
    if actor.alcance.todo:
        return True
    propios = list_administrados(actor)
    if not propios or usuario.is_superuser:
        return False
    return usuario.pk is None or not usuario.asignaciones.exclude(servicio__in=propios).exists()


def managed_usuarios(actor: Usuario) -> QuerySet[Usuario]:
    """The people whose account the actor may change, as ``can_manage_usuario`` tells one."""
    if actor.alcance.todo:
        return Usuario.objects.all()
    asignaciones = Asignacion.objects.filter(usuario=OuterRef("pk"))
    propios = list_administrados(actor)
    if not propios:
        return Usuario.objects.none()
    return Usuario.objects.filter(~Exists(asignaciones.exclude(servicio__in=propios)), is_superuser=False)


def edits_some(usuario: Usuario, modelo: type[Editable]) -> bool:
    """Whether the user may change rows of this kind at all: what lists and menus offer."""
    if modelo in TERRITORIALES:
        return can_administer_territorios(usuario)
    return administers_some(usuario)


def adds_some(usuario: Usuario, modelo: type[Editable]) -> bool:
    return usuario.alcance.todo if modelo is Servicio else edits_some(usuario, modelo)


def removes_some(usuario: Usuario, modelo: type[Editable]) -> bool:
    if modelo is Usuario:
        return False
    return usuario.alcance.todo if modelo is Servicio else edits_some(usuario, modelo)


def can_edit(usuario: Usuario, fila: Editable) -> bool:
    """Whether the user may change this row, or add it when it is new."""
    if isinstance(fila, TERRITORIALES):
        return can_administer_territorios(usuario)
    if isinstance(fila, Usuario):
        return can_manage_usuario(usuario, fila)
    if isinstance(fila, Servicio):
        return can_administer(usuario, fila.pk)
    if isinstance(fila, AliasUnidad):
        return fila.unidad_id is not None and can_administer(usuario, fila.unidad.servicio_id)
    if isinstance(fila, Asignacion) and fila.pk is None and not reaches_usuario(usuario, fila.usuario_id):
        return False
    if isinstance(fila, UnidadResponsable | Asignacion):
        return can_administer(usuario, fila.servicio_id)
    return False


def can_begin(usuario: Usuario, fila: Editable) -> bool:
    """Whether the user may open the form of a new row: its service may be still to be chosen there."""
    if isinstance(fila, Asignacion) and fila.servicio_id is None:
        return administers_some(usuario) and reaches_usuario(usuario, fila.usuario_id)
    return can_edit(usuario, fila)


def can_remove(usuario: Usuario, fila: Editable) -> bool:
    """Users are deactivated, never deleted; a service goes only by the administrator of the installation."""
    if isinstance(fila, Usuario):
        return False
    if isinstance(fila, Servicio):
        return usuario.alcance.todo
    return can_edit(usuario, fila)


def explain_bloqueo(fila: Editable) -> str:
    """Why the state of things, whoever asks, keeps the row from changing; nothing of the territory is locked."""
    return ""


def sees_varios(usuario: Usuario) -> bool:
    """Whether there is more than one service for the user: with one, nothing speaks of several."""
    if usuario.alcance.todo:
        return Servicio.objects.count() > 1
    return len(usuario.alcance.servicios) > 1


def sees_varios_completos(usuario: Usuario) -> bool:
    """Whether the user sees more than one whole service."""
    return sees_varios(usuario) and (usuario.alcance.todo or len(usuario.alcance.servicios_completos) > 1)


def sees_catalogo(usuario: Usuario, modelo: type[Editable]) -> bool:
    """People and their roles are seen by those who see the whole service; the rest, by everybody."""
    if modelo in (Usuario, Asignacion):
        return usuario.alcance.todo or bool(usuario.alcance.servicios_completos)
    return True
