"""Who may do what: predicates over a user's assignments. Services ask them, and pages hide by them."""

from programas.enums import EstadoPrograma, Etapa
from programas.models import Compromiso, Ejercicio, ProgramaTrabajo
from regiones.enums import Rol
from regiones.models import Region, Usuario

EDITABLES = (EstadoPrograma.BORRADOR, EstadoPrograma.OBSERVADO)


def can_administer(usuario: Usuario, servicio_id: int) -> bool:
    """Catalogues, users, ejercicios."""
    return usuario.alcance.has_rol(Rol.ADMINISTRACION, servicio_id)


def can_draft(usuario: Usuario, ejercicio: Ejercicio, region: Region) -> bool:
    """Write the form of a territory: its own people, or the administration (§3)."""
    alcance = usuario.alcance
    return any(
        alcance.has_rol(rol, ejercicio.servicio_id, region.pk)
        for rol in (Rol.ENCARGADA, Rol.DIRECCION, Rol.ADMINISTRACION)
    )


def can_draft_compromiso(usuario: Usuario, compromiso: Compromiso) -> bool:
    """Write one row: whoever drafts the territory, or the unit that answers for the row."""
    programa = compromiso.objetivo.programa
    if can_draft(usuario, programa.ejercicio, programa.region):
        return True
    alcance = usuario.alcance
    return alcance.has_rol(Rol.UNIDAD, programa.ejercicio.servicio_id, programa.region_id) and (
        compromiso.unidades.filter(pk__in=alcance.unidades).exists()
    )


def can_validate(usuario: Usuario, compromiso: Compromiso) -> bool:
    """The central unit, and never who declared the row (V15)."""
    servicio_id = compromiso.objetivo.programa.ejercicio.servicio_id
    return usuario.alcance.has_rol(Rol.CENTRAL, servicio_id) and compromiso.declarado_por_id != usuario.pk


def is_open(programa: ProgramaTrabajo) -> bool:
    """Whether a programme's formulation may be changed: not while it is sent or approved, nor once closed."""
    return programa.estado in EDITABLES and programa.ejercicio.etapa != Etapa.CERRADO
