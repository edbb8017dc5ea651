"""Who one is in a service or a territory: predicates over a user's assignments alone."""

from programas.models import Carga, Ejercicio, ProgramaTrabajo
from regiones.enums import Rol
from regiones.models import Region, Usuario


def can_administer(usuario: Usuario, servicio_id: int) -> bool:
    """Catalogues, users, ejercicios."""
    return usuario.alcance.has_rol(Rol.ADMINISTRACION, servicio_id)


def can_set_cortes(usuario: Usuario, servicio_id: int) -> bool:
    """Open, move and close cortes."""
    return can_administer(usuario, servicio_id) or usuario.alcance.has_rol(Rol.CENTRAL, servicio_id)


def can_draft(usuario: Usuario, ejercicio: Ejercicio, region: Region) -> bool:
    """Write the form of a territory: its own people, or the administration (§3)."""
    alcance = usuario.alcance
    return any(
        alcance.has_rol(rol, ejercicio.servicio_id, region.pk)
        for rol in (Rol.ENCARGADA, Rol.DIRECCION, Rol.ADMINISTRACION)
    )


def drafts_some(usuario: Usuario, servicio_id: int) -> bool:
    """Whether the user may write the form of some territory of a service: its people, or the administration."""
    return can_administer(usuario, servicio_id) or any(
        servicio == servicio_id and rol in (Rol.ENCARGADA, Rol.DIRECCION)
        for servicio, _, rol in usuario.alcance.por_territorio
    )


def can_handle(usuario: Usuario, carga: Carga) -> bool:
    """Answer, apply or discard what was uploaded: whoever uploaded it, while they draft, or the administration."""
    servicio_id = carga.ejercicio.servicio_id
    return can_administer(usuario, servicio_id) or (
        carga.actor_id == usuario.pk and drafts_some(usuario, servicio_id)
    )


def can_request_documento(usuario: Usuario, servicio_id: int) -> bool:
    """Ask for a document of the whole service: whoever sees all of it."""
    return usuario.alcance.sees_servicio(servicio_id)


def can_draft_programa(usuario: Usuario, programa: ProgramaTrabajo) -> bool:
    return can_draft(usuario, programa.ejercicio, programa.region)


def drafts_as_unidad(usuario: Usuario, programa: ProgramaTrabajo) -> bool:
    return usuario.alcance.has_rol(Rol.UNIDAD, programa.ejercicio.servicio_id, programa.region_id)


def can_send(usuario: Usuario, ejercicio: Ejercicio, region: Region) -> bool:
    """Send a territory's programme, or its report of a corte: its direction, who answers for it (§3)."""
    return usuario.alcance.has_rol(Rol.DIRECCION, ejercicio.servicio_id, region.pk)


def is_revisor(usuario: Usuario, servicio_id: int) -> bool:
    """Whether the user is of the central unit, which reviews, validates and rules."""
    return usuario.alcance.has_rol(Rol.CENTRAL, servicio_id)
