from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from programas.selectors.auditoria import load_auditoria
from programas.views.acceso import get_ejercicio, get_region, get_usuario, render_pagina


@require_safe
def auditoria(request: HttpRequest, servicio: str, anio: int, cut: str = "") -> HttpResponse:
    """«Auditoría del formulario»: every finding with its rule, its cell and what it does to the verdict."""
    ejercicio = get_ejercicio(request, servicio, anio)
    region = get_region(request, ejercicio, cut) if cut else None
    datos = load_auditoria(ejercicio, get_usuario(request), region)
    grupos = [
        (grupo, [(*h, reverse(h[2].pagina, args=h[2].argumentos)) for h in grupo.hallazgos])
        for grupo in datos.grupos
    ]
    return render_pagina(
        request, "programas/auditoria.html", ejercicio, "auditoria", auditoria=datos, grupos=grupos, region=region
    )
