from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from programas.models import Ejercicio
from programas.selectors.ejercicios import find_en_curso
from programas.views.acceso import get_usuario
from regiones.permissions import sees_varios, sees_varios_completos


@require_safe
def inicio(request: HttpRequest) -> HttpResponse:
    """Take each person to their work: the services, the year's dashboard, or what their territory lacks."""
    usuario = get_usuario(request)
    if sees_varios_completos(usuario):
        return redirect("servicios")
    ultimo = find_en_curso(usuario)
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
