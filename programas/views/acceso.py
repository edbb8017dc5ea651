"""What every page does first: find the ejercicio and the territory that the user may see, or answer 404."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from programas import permissions
from programas.enums import Etapa
from programas.models import Compromiso, Corte, Ejercicio, ProgramaTrabajo
from programas.selectors.congelado import find_cierre, freeze_nombres
from programas.selectors.obsoleto import describe_obsoleto
from regiones.enums import Rol
from regiones.models import Region, Usuario
from regiones.permissions import sees_varios
from regiones.services import ActoRechazado, CambioObsoleto


def get_usuario(request: HttpRequest) -> Usuario:
    """The logged-in user: no page is served without one."""
    assert isinstance(request.user, Usuario)  # noqa: S101
    return request.user


def get_ejercicio(request: HttpRequest, servicio: str, anio: int) -> Ejercicio:
    """An ejercicio that the user sees."""
    consulta = Ejercicio.objects.visible_to(get_usuario(request)).select_related("servicio")
    return get_object_or_404(consulta, servicio__codigo=servicio, anio=anio)


def get_region(request: HttpRequest, ejercicio: Ejercicio, cut: str) -> Region:
    """A territory of that year within the user's reach, called as its closing called it."""
    region = get_object_or_404(ejercicio.regiones, cut=cut)
    if not get_usuario(request).alcance.sees_territorio(ejercicio.servicio_id, region.pk):
        raise Http404
    freeze_nombres(ejercicio, [region])
    return region


def get_corte(request: HttpRequest, ejercicio: Ejercicio, fecha: str) -> Corte:
    """A corte of the ejercicio by its date, as «2009-06-30»."""
    try:
        medicion = date.fromisoformat(fecha)
    except ValueError as error:
        raise Http404 from error
    corte = get_object_or_404(
        Corte.objects.visible_to(get_usuario(request)), ejercicio=ejercicio, fecha_medicion=medicion
    )
    corte.ejercicio = ejercicio
    return corte


def get_programa(request: HttpRequest, ejercicio: Ejercicio, cut: str, tipo: str) -> ProgramaTrabajo:
    """A programme within the user's reach, with its territory and ejercicio loaded."""
    consulta = ProgramaTrabajo.objects.visible_to(get_usuario(request)).select_related("region")
    programa = get_object_or_404(consulta, ejercicio=ejercicio, region__cut=cut, tipo=tipo)
    programa.ejercicio = ejercicio
    freeze_nombres(ejercicio, [programa.region])
    return programa


def get_compromiso(request: HttpRequest, ejercicio: Ejercicio, codigo: str) -> Compromiso:
    """A commitment within the user's reach, by its code, with all that it hangs from loaded."""
    consulta = Compromiso.objects.visible_to(get_usuario(request)).select_related(
        "objetivo__indicador", "objetivo__programa__region"
    )
    compromiso = get_object_or_404(consulta, objetivo__programa__ejercicio=ejercicio, codigo=codigo)
    compromiso.objetivo.programa.ejercicio = ejercicio
    freeze_nombres(ejercicio, [compromiso.objetivo.programa.region])
    return compromiso


def run_acto(request: HttpRequest, acto: Callable[[], Any], exito: str) -> bool:
    """Call a service and tell the user how it went; ``False`` when it was refused and nothing was written.

    ``PermissionDenied`` goes on: it answers 403.
    """
    try:
        acto()
    except CambioObsoleto as error:
        messages.error(request, explain_obsoleto(error))
    except ActoRechazado as error:
        messages.error(request, str(error))
    except ValidationError as error:
        for mensaje in error.messages:
            messages.error(request, mensaje)
    else:
        messages.success(request, exito)
        return True
    return False


def explain_obsoleto(error: CambioObsoleto) -> str:
    """Who changed meanwhile what an act was about, and when: an act has no text of its own to compare."""
    obsoleto = describe_obsoleto(error.guardada, error.diferencias)
    if obsoleto.cuando is None:
        return str(error)
    quien, fila = obsoleto.quien or "El sistema", error.guardada.clave_registro
    return (
        f"{quien} cambió {fila} el {obsoleto.cuando:%d-%m-%Y} a las {obsoleto.cuando:%H:%M}, después de que usted "
        "abrió esta página. Nada se ha hecho: revise cómo quedó y vuelva a intentarlo."
    )


def require_servicio(request: HttpRequest, ejercicio: Ejercicio) -> None:
    """Only who sees the whole service sees what speaks of all of it."""
    if not get_usuario(request).alcance.sees_servicio(ejercicio.servicio_id):
        raise Http404


def render_pagina(
    request: HttpRequest, plantilla: str, ejercicio: Ejercicio, seccion: str, **contexto: Any
) -> HttpResponse:
    """Render a page of an ejercicio with its navigation."""
    usuario = get_usuario(request)
    return render(
        request,
        plantilla,
        {
            "ejercicio": ejercicio,
            "etapa": describe_etapa(ejercicio),
            "seccion": seccion,
            "ve_servicio": usuario.alcance.sees_servicio(ejercicio.servicio_id),
            "ve_varios": sees_varios(usuario),
            "es_revisor": permissions.is_revisor(usuario, ejercicio.servicio_id),
            "roles": describe_roles(usuario, ejercicio.servicio_id),
            "ahora": timezone.localtime(),
            "cierre_vigente": find_cierre(ejercicio),
            **contexto,
        },
    )


def describe_etapa(ejercicio: Ejercicio) -> str:
    """«en ejecución», «cerrado»: how a sentence says the stage."""
    etapa = Etapa(ejercicio.etapa).label.lower()
    return etapa if ejercicio.cerrado else f"en {etapa}"


def describe_roles(usuario: Usuario, servicio_id: int) -> str:
    """«Unidad central», «Dirección regional»…: what the user is in this service."""
    alcance = usuario.alcance
    roles = {rol for servicio, rol in alcance.por_servicio if servicio == servicio_id}
    roles |= {rol for servicio, _, rol in alcance.por_territorio if servicio == servicio_id}
    if alcance.todo:
        roles.add(Rol.ADMINISTRACION)
    return ", ".join(rol.label for rol in Rol if rol in roles)
