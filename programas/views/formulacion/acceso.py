"""What every page of the formulation does first: its programme, and whether the user may write in it now."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from programas import permissions
from programas.models import Ejercicio, ObjetivoEspecifico, ProgramaTrabajo
from programas.scoring import TIPOS
from programas.views.acceso import get_ejercicio, get_programa, get_region, get_usuario, render_pagina
from regiones.models import Region, Usuario


@dataclass(frozen=True, slots=True)
class Lugar:
    """Where a page is: what its address names, loaded within the user's reach."""

    usuario: Usuario
    ejercicio: Ejercicio
    region: Region
    tipo: str

    @property
    def direccion(self) -> tuple[str, int, str, str]:
        """The arguments of every address of the formulation."""
        return (self.ejercicio.servicio.codigo, self.ejercicio.anio, self.region.cut, self.tipo)


def find_lugar(request: HttpRequest, servicio: str, anio: int, cut: str, tipo: str) -> Lugar:
    ejercicio = get_ejercicio(request, servicio, anio)
    region = get_region(request, ejercicio, cut)
    if tipo not in TIPOS:
        raise Http404
    return Lugar(get_usuario(request), ejercicio, region, tipo)


def find_programa(request: HttpRequest, lugar: Lugar) -> ProgramaTrabajo:
    return get_programa(request, lugar.ejercicio, lugar.region.cut, lugar.tipo)


def find_objetivo(lugar: Lugar, programa: ProgramaTrabajo, codigo: str) -> ObjetivoEspecifico:
    objetivos = ObjetivoEspecifico.objects.visible_to(lugar.usuario).filter(programa=programa)
    objetivo = get_object_or_404(objetivos, codigo=codigo)
    objetivo.programa = programa
    return objetivo


def require_redaccion(lugar: Lugar, programa: ProgramaTrabajo) -> None:
    """Only who drafts the territory goes on: the others read the workbench."""
    if not permissions.can_draft_programa(lugar.usuario, programa):
        raise PermissionDenied("Solo redacta este programa quien redacta el territorio.")


def explain_bloqueo(request: HttpRequest, lugar: Lugar, programa: ProgramaTrabajo) -> HttpResponse | None:
    """While the formulation is locked, take the user to the workbench, which says why and what to do."""
    if bloqueo := permissions.explain_formulacion(programa):
        messages.error(request, bloqueo)
        if request.htmx:  # type: ignore[attr-defined]
            return HttpResponseClientRedirect(reverse("formulacion", args=lugar.direccion))
        return redirect("formulacion", *lugar.direccion)
    return None


def render_formulacion(
    request: HttpRequest, plantilla: str, lugar: Lugar, programa: ProgramaTrabajo | None, **contexto: Any
) -> HttpResponse:
    return render_pagina(
        request,
        f"programas/formulacion/{plantilla}.html",
        lugar.ejercicio,
        "territorios",
        lugar=lugar,
        programa=programa,
        **contexto,
    )
