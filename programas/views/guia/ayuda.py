"""The help that a page offers: the tasks of the guide that are done there, by who is reading."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from programas.views.guia.tareas import TAREAS, Tarea
from regiones.enums import Rol
from regiones.models import Usuario

# More than these would be an index.
MAXIMO = 3


def list_roles(usuario: Usuario) -> tuple[Rol, ...]:
    """What a person is today, in any service. Who administers the installation is of the administration."""
    alcance = usuario.alcance
    roles = {rol for _, rol in alcance.por_servicio} | {rol for _, _, rol in alcance.por_territorio}
    if alcance.todo:
        roles.add(Rol.ADMINISTRACION)
    return tuple(rol for rol in Rol if rol in roles)


def list_ayudas(request: HttpRequest) -> list[Tarea]:
    """The tasks of the page that is answered which its reader may do, first those that are of that page most."""
    usuario, lugar = request.user, request.resolver_match
    if lugar is None or not isinstance(usuario, Usuario):
        return []
    nombre, roles = lugar.url_name or "", set(list_roles(usuario))
    tareas = [tarea for tarea in TAREAS if nombre in tarea.paginas and roles.intersection(tarea.roles)]
    return sorted(tareas, key=lambda tarea: tarea.paginas.index(nombre))[:MAXIMO]


def build_ayuda(request: HttpRequest) -> dict[str, Callable[[], Any]]:
    """For the templates: nothing is looked for unless it is shown."""
    return {"ayudas": lambda: list_ayudas(request)}
