"""Who writes a row of the form: its territory's people, or the unit that answers for it."""

from programas.models import (
    Actividad,
    AliasColumna,
    AnalisisAvance,
    Compromiso,
    Corte,
    Ejercicio,
    Indicador,
    Instancia,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from programas.permissions.estado import get_programa
from programas.permissions.roles import (
    can_administer,
    can_draft_programa,
    can_set_cortes,
    drafts_as_unidad,
    drafts_some,
)
from regiones.enums import Rol
from regiones.models import Editable, Usuario
from regiones.permissions import administers_some

DE_PROGRAMA: tuple[type[Editable], ...] = (ObjetivoEspecifico, Instancia)
DE_FILA: tuple[type[Editable], ...] = (Indicador, Compromiso, Actividad, MedioVerificacion, AnalisisAvance)


def can_draft_compromiso(usuario: Usuario, compromiso: Compromiso) -> bool:
    """Write one row: whoever drafts the territory, or the unit that answers for the row."""
    programa = compromiso.objetivo.programa
    if can_draft_programa(usuario, programa):
        return True
    return (
        compromiso.pk is not None
        and drafts_as_unidad(usuario, programa)
        and compromiso.unidades.filter(pk__in=usuario.alcance.unidades).exists()
    )


def can_draft_fila_de_objetivo(usuario: Usuario, objetivo: ObjetivoEspecifico | None) -> bool:
    """Write the indicator or the analysis of an objective: also the unit that answers for one of its rows."""
    if objetivo is None:
        return False
    if can_draft_programa(usuario, objetivo.programa):
        return True
    return (
        drafts_as_unidad(usuario, objetivo.programa)
        and objetivo.compromisos.filter(unidades__in=usuario.alcance.unidades).exists()
    )


def edits_some(usuario: Usuario, modelo: type[Editable]) -> bool:
    """Whether the user may change rows of this kind at all: what lists and menus offer."""
    alcance = usuario.alcance
    if modelo is Corte and any(rol == Rol.CENTRAL for _, rol in alcance.por_servicio):
        return True
    if administers_some(usuario):
        return True
    roles = {rol for _, _, rol in alcance.por_territorio}
    redacta = bool(roles & {Rol.ENCARGADA, Rol.DIRECCION})
    if modelo in DE_FILA:
        return redacta or Rol.UNIDAD in roles
    return redacta and modelo in (ProgramaTrabajo, *DE_PROGRAMA)


def adds_some(usuario: Usuario, modelo: type[Editable]) -> bool:
    """Whether the user may add rows of this kind. A unit writes its own rows and does not add others."""
    return edits_some(usuario, ObjetivoEspecifico if modelo is Compromiso else modelo)


def removes_some(usuario: Usuario, modelo: type[Editable]) -> bool:
    """Whether the user may delete rows of this kind: of the form's rows, a unit removes parts only."""
    if modelo in (Indicador, Compromiso, AnalisisAvance):
        return edits_some(usuario, ObjetivoEspecifico)
    return edits_some(usuario, modelo)


def can_edit(usuario: Usuario, fila: Editable) -> bool:
    """Whether the user may change this row, or add it when it is new and knows what it hangs from."""
    if isinstance(fila, Ejercicio):
        return can_administer(usuario, fila.servicio_id)
    if isinstance(fila, Corte):
        return can_set_cortes(usuario, fila.ejercicio.servicio_id)
    if isinstance(fila, AliasColumna):
        return can_administer(usuario, fila.servicio_id)
    if isinstance(fila, Compromiso):
        return can_draft_compromiso(usuario, fila)
    if isinstance(fila, Actividad | MedioVerificacion):
        return can_draft_compromiso(usuario, fila.compromiso)
    if isinstance(fila, Indicador):
        return can_draft_fila_de_objetivo(usuario, fila.objetivo)
    if isinstance(fila, AnalisisAvance):
        return can_draft_programa(usuario, fila.programa) or can_draft_fila_de_objetivo(usuario, fila.objetivo)
    programa = get_programa(fila)
    return programa is not None and can_draft_programa(usuario, programa)


def can_begin(usuario: Usuario, fila: Editable) -> bool:
    """Whether the user may open the form of a new row: its territory, or its objective, may be still to choose.

    What is chosen is checked when it is saved (``can_edit``).
    """
    alcance = usuario.alcance
    if isinstance(fila, AliasColumna) and fila.servicio_id is None:
        return administers_some(usuario)
    if isinstance(fila, ProgramaTrabajo) and fila.region_id is None:
        return drafts_some(usuario, fila.ejercicio.servicio_id)
    if isinstance(fila, AnalisisAvance) and fila.objetivo_id is None and drafts_as_unidad(usuario, fila.programa):
        return fila.programa.objetivos.filter(compromisos__unidades__in=alcance.unidades).exists()
    return can_edit(usuario, fila)


def can_remove(usuario: Usuario, fila: Editable) -> bool:
    """Whether the user may delete this row. A unit empties its rows; who drafts the territory removes them."""
    if isinstance(fila, Compromiso | Indicador | AnalisisAvance):
        programa = get_programa(fila)
        return programa is not None and can_draft_programa(usuario, programa)
    return can_edit(usuario, fila)


def sees_catalogo(usuario: Usuario, modelo: type[Editable]) -> bool:
    """Every kind of row is seen by those who have access: which rows, their scope says."""
    return True
