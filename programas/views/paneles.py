"""The page of a commitment and its panels: each shows what there is or, in its place, the form that was asked for.

Whoever comes to an address gets the page whole. The page itself asks for one panel, by htmx, and gets that one;
after an act, also what else of the page the act changed.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django_htmx.http import replace_url

from programas import permissions
from programas.forms.avances import AvanceForm
from programas.models import Compromiso
from programas.selectors.compromiso import load_compromiso
from programas.services.borradores import discard_borrador
from programas.services.cumplimiento import FueraDeEtapa
from programas.views.acceso import get_compromiso, get_usuario, render_pagina
from programas.views.una_vez import note_guardado

CARPETA = "programas/compromiso"
PANELES = ("cumplimiento", "observaciones", "evidencias", "avances")
# Where each form is written.
FORMAS = {
    "declaracion": "cumplimiento",
    "validacion": "cumplimiento",
    "reclamo": "cumplimiento",
    "evidencia": "evidencias",
    "avance": "avances",
    "correccion": "avances",
}
# The list of each panel where files are: what is done in one changes the other, and not the form beside it.
LISTAS = {"evidencias": ("medidas",), "archivos": ("medidas",), "avances": ("archivos",)}
PARTES = {*FORMAS.values(), "archivos"}


def render_compromiso(
    request: HttpRequest, fila: Compromiso, forma: str = "", form: Any = None, *, parte: str = "", **contexto: Any
) -> HttpResponse:
    """The page, with the form that was asked for in its panel; or only that panel, when the page itself asked."""
    htmx: Any = request.htmx  # type: ignore[attr-defined]
    propio = FORMAS.get(forma, "")
    principal = propio or parte or (htmx.target if htmx.target in PARTES else PANELES[0])
    pagina = load_compromiso(fila, get_usuario(request))
    respuesta = render_pagina(
        request,
        f"{CARPETA}/respuesta.html" if htmx else f"{CARPETA}/pagina.html",
        fila.objetivo.programa.ejercicio,
        "territorios",
        compromiso=fila,
        pagina=pagina,
        puede_retirar=pagina.puede_escribir,
        forma=forma,
        form=form,
        form_avance=form if forma == "avance" else AvanceForm(),
        principal=principal,
        panel=f"{CARPETA}/{principal}.html",
        paneles=[f"{CARPETA}/{nombre}.html" for nombre in sorted(PANELES, key=lambda nombre: nombre != propio)],
        listas=[f"{CARPETA}/{lista}.html" for lista in LISTAS.get(principal, ())],
        **contexto,
    )
    direccion = locate_compromiso(fila)
    if htmx and not forma and htmx.current_url_abs_path != direccion:
        return replace_url(respuesta, direccion)
    return respuesta


def answer_hecho(
    request: HttpRequest, fila: Compromiso, parte: str, dicho: str = "", *, borrador: str = "", destino: str = ""
) -> HttpResponse:
    """After an act on the row: its page again, or the part that asked and what changed around it.

    ``borrador`` is the draft that the act ends; ``destino``, where it leads when that is not the page of the row.
    """
    if borrador:
        discard_borrador(usuario=get_usuario(request), clave=borrador)
    if dicho:
        messages.success(request, dicho)
    salida = note_guardado(request, redirect(destino or locate_compromiso(fila)))
    if not request.htmx:  # type: ignore[attr-defined]
        return salida
    guardada = get_compromiso(request, fila.objetivo.programa.ejercicio, fila.codigo)
    return render_compromiso(request, guardada, parte=parte, guardado=True)


def locate_compromiso(fila: Compromiso) -> str:
    ejercicio = fila.objetivo.programa.ejercicio
    return reverse("compromiso", args=[ejercicio.servicio.codigo, ejercicio.anio, fila.codigo])


def return_compromiso(request: HttpRequest, fila: Compromiso) -> HttpResponse:
    """The page of the row, or its panel, with why nothing was done."""
    if request.htmx:  # type: ignore[attr-defined]
        return render_compromiso(request, fila)
    return redirect(locate_compromiso(fila))


def require_escritura(request: HttpRequest, fila: Compromiso) -> bool:
    """Refuse who may never write in the row (403); tell who may, but not at this stage, and answer ``False``."""
    if not permissions.can_draft_compromiso(get_usuario(request), fila):
        raise PermissionDenied
    if permissions.is_evaluable(fila.objetivo.programa.ejercicio):
        return True
    messages.error(request, str(FueraDeEtapa(fila)))
    return False
