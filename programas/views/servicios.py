from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from programas.selectors.servicios import load_servicios
from programas.views.acceso import get_usuario
from programas.views.sin_cambios import sin_cambios
from regiones.permissions import sees_varios


@require_safe
@sin_cambios
def servicios(request: HttpRequest) -> HttpResponse:
    """The services that the user sees, side by side, in the years of the address: ``?anio=2009&anio=2010``."""
    usuario = get_usuario(request)
    if not sees_varios(usuario):
        raise Http404
    datos = load_servicios(usuario, request.GET.getlist("anio"))
    contexto = {"servicios": datos, "ahora": timezone.localtime()}
    return render(request, "programas/servicios.html", contexto)
