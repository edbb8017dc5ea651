from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from programas import permissions
from programas.models import Ejercicio
from programas.views.acceso import get_usuario
from regiones.permissions import sees_varios, sees_varios_completos


@require_safe
def inicio(request: HttpRequest) -> HttpResponse:
    """Take each person to where their work is: the services, the year's dashboard, or what their territory lacks.

    The year is the last one that runs: once the next is copied to be formulated, this one still has its work.
    """
    usuario = get_usuario(request)
    if sees_varios_completos(usuario):
        return redirect("servicios")
    visibles = Ejercicio.objects.visible_to(usuario).select_related("servicio")
    ultimo = visibles.annotate(corre=Q(etapa__in=permissions.EVALUABLES)).order_by("-corre", "-anio").first()
    if ultimo is None:
        return render(request, "programas/sin_asignacion.html")
    destino = "tablero" if usuario.alcance.sees_servicio(ultimo.servicio_id) else "pendientes"
    return redirect(destino, ultimo.servicio.codigo, ultimo.anio)


@require_safe
def ejercicios(request: HttpRequest) -> HttpResponse:
    """The years that the user may open, by service."""
    usuario = get_usuario(request)
    visibles = Ejercicio.objects.visible_to(usuario).select_related("servicio")
    ejercicios = list(visibles.order_by("servicio__sigla", "-anio"))
    completos = {e.servicio_id for e in ejercicios if usuario.alcance.sees_servicio(e.servicio_id)}
    contexto = {"ejercicios": ejercicios, "completos": completos, "ve_varios": sees_varios(usuario)}
    return render(request, "programas/ejercicios.html", contexto)
