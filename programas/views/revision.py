"""The central unit reviews: its queue, a programme row by row, and its decision."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from programas import permissions
from programas.enums import Decision, EstadoPrograma, Transicion
from programas.forms.revision import CierreForm, DecisionForm, FiltroForm
from programas.models import Ejercicio, Envio, ProgramaTrabajo
from programas.selectors.cola import load_cola, load_territorios
from programas.selectors.revision import PaginaRevision, load_envios, load_revision
from programas.services.observaciones import observe_filas
from programas.services.revision import approve_programa, return_programa, review_filas
from programas.services.transiciones import can_apply, check_permitida
from programas.views.acceso import (
    get_ejercicio,
    get_programa,
    get_usuario,
    render_pagina,
    require_servicio,
    run_acto,
)
from programas.views.una_vez import note_guardado, una_vez


@require_safe
def revision(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """The queue: what is under review, first what decides the result."""
    ejercicio = get_ejercicio(request, servicio, anio)
    require_servicio(request, ejercicio)
    form = FiltroForm(request.GET or None, territorios=load_territorios(ejercicio))
    frase, filas = load_cola(ejercicio, get_usuario(request), form.get_filtro())
    return render_pagina(
        request, "programas/revision.html", ejercicio, "revision", frase=frase, filas=filas, form=form
    )


@require_safe
def revision_programa(request: HttpRequest, servicio: str, anio: int, cut: str, tipo: str) -> HttpResponse:
    """One programme under review."""
    ejercicio = get_ejercicio(request, servicio, anio)
    require_servicio(request, ejercicio)
    programa = get_programa(request, ejercicio, cut, tipo)
    return render_revision(request, ejercicio, programa, load_revision(programa, get_usuario(request)))


@require_POST
@una_vez
def revision_filas(request: HttpRequest, servicio: str, anio: int, cut: str, tipo: str) -> HttpResponse:
    """Approve or observe one row, or those that are ticked. To htmx, one row answers with itself alone."""
    ejercicio = get_ejercicio(request, servicio, anio)
    programa = get_programa(request, ejercicio, cut, tipo)
    usuario = get_usuario(request)
    check_permitida(usuario, programa, Transicion.OBSERVAR)
    pagina = load_revision(programa, usuario)
    form = DecisionForm(request.POST, codigos=[fila.codigo for fila in pagina.filas])
    hecho = form.is_valid() and run_acto(
        request, lambda: decide_filas(programa, form.cleaned_data, request), describe_decision(form.cleaned_data)
    )
    if hecho:
        pagina_revision = reverse("revision_programa", args=[servicio, anio, cut, tipo])
        destino = note_guardado(request, redirect(f"{pagina_revision}#{form.cleaned_data['filas'][0]}"))
        if not request.htmx:  # type: ignore[attr-defined]
            return destino
    programa = get_programa(request, ejercicio, cut, tipo)
    return render_revision(
        request, ejercicio, programa, load_revision(programa, usuario), decision=None if hecho else form
    )


def decide_filas(programa: ProgramaTrabajo, datos: dict[str, Any], request: HttpRequest) -> None:
    """Review rows of the submission that was read; once decided, what remains is to remark on them."""
    usuario = get_usuario(request)
    envio = find_leido(programa, datos["envio"])
    decision = Decision(datos["decision"])
    if envio is None or (decision == Decision.OBSERVADA and programa.estado != EstadoPrograma.ENVIADO):
        observe_filas(programa=programa, filas=datos["filas"], texto=datos["texto"], actor=usuario)
        return
    review_filas(envio=envio, filas=datos["filas"], decision=decision, texto=datos["texto"], actor=usuario)


def find_leido(programa: ProgramaTrabajo, numero: int | None) -> Envio | None:
    """The submission that the reviewer had before; the last one when the page did not say."""
    ultimo, _ = load_envios(programa)
    if numero is None or ultimo is None or ultimo.numero == numero:
        return ultimo
    return programa.envios.filter(numero=numero).first() or ultimo


def describe_decision(datos: dict[str, Any]) -> str:
    """«3 filas aprobadas.»."""
    cuantas = len(datos.get("filas", ()))
    palabra = "aprobada" if datos.get("decision") == Decision.APROBADA else "observada"
    return f"Fila {palabra}." if cuantas == 1 else f"{cuantas} filas {palabra}s."


@require_POST
def revision_cierre(request: HttpRequest, servicio: str, anio: int, cut: str, tipo: str) -> HttpResponse:
    """Approve the programme, or give it back."""
    ejercicio = get_ejercicio(request, servicio, anio)
    programa = get_programa(request, ejercicio, cut, tipo)
    usuario = get_usuario(request)
    check_permitida(usuario, programa, Transicion.APROBAR)
    form = CierreForm(request.POST)

    def close() -> None:
        datos = form.cleaned_data
        if datos["decision"] == Decision.APROBADA:
            approve_programa(programa=programa, actor=usuario, version=datos["version"])
        else:
            return_programa(programa=programa, actor=usuario, texto=datos["texto"], version=datos["version"])

    if form.is_valid():
        hecho = "aprobado" if form.cleaned_data["decision"] == Decision.APROBADA else "devuelto al territorio"
        if run_acto(request, close, f"{tipo} de {programa.region} quedó {hecho}."):
            return redirect("revision", servicio, anio)
    programa = get_programa(request, ejercicio, cut, tipo)
    return render_revision(request, ejercicio, programa, load_revision(programa, usuario), cierre=form)


def render_revision(
    request: HttpRequest,
    ejercicio: Ejercicio,
    programa: ProgramaTrabajo,
    pagina: PaginaRevision,
    *,
    decision: DecisionForm | None = None,
    cierre: CierreForm | None = None,
) -> HttpResponse:
    """The page, or to htmx the row that was decided; with the forms that were refused, and what they held."""
    usuario = get_usuario(request)
    ajeno = permissions.can_review(usuario, programa)
    contexto: dict[str, Any] = {
        "programa": programa,
        "pagina": pagina,
        "revisa": can_apply(usuario, programa, Transicion.APROBAR),
        "devuelve": can_apply(usuario, programa, Transicion.OBSERVAR),
        "observa": ajeno and not ejercicio.cerrado,
        "es_propio": not ajeno and permissions.is_revisor(usuario, ejercicio.servicio_id),
        "form": decision or DecisionForm(codigos=[]),
        "cierre": cierre or CierreForm(initial={"version": programa.version}),
        "marcadas": request.POST.getlist("filas") if decision else [],
        "desde": request.POST.get("desde", "") if decision else "",
    }
    fila = pagina.get_fila(request.POST.get("desde", "")) if request.htmx else None  # type: ignore[attr-defined]
    if fila is not None:
        contexto |= {"ejercicio": ejercicio, "fila": fila}
        return render(request, "programas/partes/respuesta_revision.html", contexto)
    return render_pagina(request, "programas/revision_programa.html", ejercicio, "revision", **contexto)
