"""The central unit reviews: its queue, a programme or a report row by row, and its decision."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from programas import permissions
from programas.enums import Decision, EstadoPrograma, Transicion
from programas.forms.revision import CierreForm, DecisionForm, FiltroForm
from programas.models import Envio, InformeAvance, ProgramaTrabajo
from programas.selectors.cola import load_cola, load_territorios
from programas.selectors.documentos import Documento, get_ejercicio, get_hoja, name_clase, name_lugar
from programas.selectors.por_validar import count_por_validar
from programas.selectors.revision import PaginaRevision, load_envios, load_revision
from programas.services.informes import review_informe
from programas.services.observaciones import observe_filas, observe_informe
from programas.services.revision import approve_programa, return_programa, review_filas
from programas.services.transiciones import can_apply, check_permitida
from programas.views import acceso
from programas.views.acceso import get_usuario, render_pagina, require_servicio, run_acto
from programas.views.documento import get_documento, list_rutas
from programas.views.una_vez import note_guardado, una_vez


@require_safe
def revision(request: HttpRequest, servicio: str, anio: int) -> HttpResponse:
    """The queue: what is under review, first what decides the result."""
    ejercicio = acceso.get_ejercicio(request, servicio, anio)
    require_servicio(request, ejercicio)
    form = FiltroForm(request.GET or None, territorios=load_territorios(ejercicio))
    frase, filas = load_cola(ejercicio, get_usuario(request), form.get_filtro())
    return render_pagina(
        request,
        "programas/revision.html",
        ejercicio,
        "revision",
        frase=frase,
        filas=filas,
        form=form,
        por_validar=count_por_validar(ejercicio),
    )


@require_safe
def revision_documento(request: HttpRequest, **lugar: Any) -> HttpResponse:
    """One programme, or one report, under review."""
    documento = get_documento(request, **lugar)
    require_servicio(request, get_ejercicio(documento))
    return render_revision(request, documento, load_revision(documento, get_usuario(request)))


@require_POST
@una_vez
def revision_filas(request: HttpRequest, **lugar: Any) -> HttpResponse:
    """Approve or observe one row, or those that are ticked. To htmx, one row answers with itself alone."""
    documento = get_documento(request, **lugar)
    usuario = get_usuario(request)
    check_permitida(usuario, documento, Transicion.OBSERVAR)
    pagina = load_revision(documento, usuario)
    form = DecisionForm(request.POST, codigos=[fila.codigo for fila in pagina.filas])
    hecho = form.is_valid() and run_acto(
        request, lambda: decide_filas(documento, form.cleaned_data, request), describe_decision(form.cleaned_data)
    )
    if hecho:
        destino = f"{list_rutas(documento).revision}#{form.cleaned_data['filas'][0]}"
        respuesta = note_guardado(request, redirect(destino))
        if not request.htmx:  # type: ignore[attr-defined]
            return respuesta
    documento = get_documento(request, **lugar)
    return render_revision(request, documento, load_revision(documento, usuario), decision=None if hecho else form)


def decide_filas(documento: Documento, datos: dict[str, Any], request: HttpRequest) -> None:
    """Review rows of the submission that was read; once decided, what remains is to remark on them."""
    usuario = get_usuario(request)
    envio = find_leido(documento, datos["envio"])
    decision = Decision(datos["decision"])
    if envio is not None and (decision == Decision.APROBADA or documento.estado == EstadoPrograma.ENVIADO):
        review_filas(envio=envio, filas=datos["filas"], decision=decision, texto=datos["texto"], actor=usuario)
    elif isinstance(documento, InformeAvance):
        observe_informe(informe=documento, filas=datos["filas"], texto=datos["texto"], actor=usuario)
    else:
        observe_filas(programa=documento, filas=datos["filas"], texto=datos["texto"], actor=usuario)


def find_leido(documento: Documento, numero: int | None) -> Envio | None:
    """The submission that the reviewer had before; the last one when the page did not say."""
    ultimo, _ = load_envios(documento)
    if numero is None or ultimo is None or ultimo.numero == numero:
        return ultimo
    return documento.envios.filter(numero=numero).first() or ultimo


def describe_decision(datos: dict[str, Any]) -> str:
    """«3 filas aprobadas.»."""
    cuantas = len(datos.get("filas", ()))
    palabra = "aprobada" if datos.get("decision") == Decision.APROBADA else "observada"
    return f"Fila {palabra}." if cuantas == 1 else f"{cuantas} filas {palabra}s."


@require_POST
def revision_cierre(request: HttpRequest, **lugar: Any) -> HttpResponse:
    """Approve the document, or give it back."""
    documento = get_documento(request, **lugar)
    usuario = get_usuario(request)
    check_permitida(usuario, documento, Transicion.APROBAR)
    form = CierreForm(request.POST, clase=name_clase(documento))
    if form.is_valid():
        hecho = "aprobado" if form.cleaned_data["decision"] == Decision.APROBADA else "devuelto al territorio"
        exito = f"{get_hoja(documento)} de {name_lugar(documento)} quedó {hecho}."
        if run_acto(request, lambda: close_documento(documento, form.cleaned_data, request), exito):
            return redirect("revision", lugar["servicio"], lugar["anio"])
    documento = get_documento(request, **lugar)
    return render_revision(request, documento, load_revision(documento, usuario), cierre=form)


def close_documento(documento: Documento, datos: dict[str, Any], request: HttpRequest) -> None:
    actor, version, texto = get_usuario(request), datos["version"], datos["texto"]
    aprueba = datos["decision"] == Decision.APROBADA
    if isinstance(documento, InformeAvance):
        transicion = Transicion.APROBAR if aprueba else Transicion.OBSERVAR
        motivo = "" if aprueba else texto
        review_informe(informe=documento, transicion=transicion, actor=actor, motivo=motivo, version=version)
    elif aprueba:
        approve_programa(programa=documento, actor=actor, version=version)
    else:
        return_programa(programa=documento, actor=actor, texto=texto, version=version)


def render_revision(
    request: HttpRequest,
    documento: Documento,
    pagina: PaginaRevision,
    *,
    decision: DecisionForm | None = None,
    cierre: CierreForm | None = None,
) -> HttpResponse:
    """The page, or to htmx the row that was decided; with the forms that were refused, and what they held."""
    usuario, ejercicio = get_usuario(request), get_ejercicio(documento)
    ajeno = permissions.can_review(usuario, documento)
    contexto: dict[str, Any] = {
        "documento": documento,
        "clase": name_clase(documento),
        "es_programa": isinstance(documento, ProgramaTrabajo),
        "hoja": get_hoja(documento),
        "lugar": name_lugar(documento),
        "rutas": list_rutas(documento),
        "pagina": pagina,
        "revisa": can_apply(usuario, documento, Transicion.APROBAR),
        "devuelve": can_apply(usuario, documento, Transicion.OBSERVAR),
        "observa": ajeno and not ejercicio.cerrado,
        "es_propio": not ajeno and permissions.is_revisor(usuario, ejercicio.servicio_id),
        "form": decision or DecisionForm(codigos=[]),
        "cierre": cierre or CierreForm(initial={"version": documento.version}, clase=name_clase(documento)),
        "marcadas": request.POST.getlist("filas") if decision else [],
        "desde": request.POST.get("desde", "") if decision else "",
    }
    fila = pagina.get_fila(request.POST.get("desde", "")) if request.htmx else None  # type: ignore[attr-defined]
    if fila is not None:
        contexto |= {"ejercicio": ejercicio, "fila": fila}
        return render(request, "programas/partes/respuesta_revision.html", contexto)
    return render_pagina(request, "programas/revision_programa.html", ejercicio, "revision", **contexto)
