"""The pages of the second factor: the code that is asked for on entering, and its making, renewal and codes."""

from collections.abc import Sequence
from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from gestion_territorial.identidad import DE_CODIGO, DE_FACTOR, complete_sesion, find_a_medias
from gestion_territorial.intentos import note_codigo_rechazado
from regiones.models import Usuario
from regiones.permissions import requires_factor
from regiones.services import ActoRechazado
from regiones.services.factor import (
    DemasiadosCodigos,
    activate_factor,
    build_direccion,
    check_codigo,
    create_semilla,
    renew_codigos,
    write_clave,
)

# In the session, until the telephone proves that it has it.
SEMILLA = "segundo_factor_semilla"
FALTA = {"required": "Escriba el código."}
POCOS_CODIGOS = 3
de_formulario = require_http_methods(["GET", "HEAD", "POST"])


def build_campo(etiqueta: str, ayuda: str, **atributos: Any) -> forms.CharField:
    atributos = {"autocomplete": "one-time-code", "spellcheck": "false", "class": "corto", **atributos}
    widget = forms.TextInput(attrs=atributos)
    return forms.CharField(label=etiqueta, help_text=ayuda, max_length=40, error_messages=FALTA, widget=widget)


class CodigoForm(forms.Form):
    """A code of the telephone, or one of recovery."""

    codigo = build_campo(
        "Código",
        "Las seis cifras que muestra ahora la aplicación de su teléfono, o uno de sus códigos de recuperación.",
        autofocus=True,
        autocapitalize="characters",
    )


class FactorForm(forms.Form):
    """The first code of a new telephone; and, of who has one already, a code of the present one."""

    codigo_actual = build_campo(
        "Código del segundo factor actual",
        "De la aplicación que usa hoy, o uno de sus códigos de recuperación.",
        autocapitalize="characters",
    )
    codigo = build_campo(
        "Código que muestra la aplicación", "Seis cifras: cambian cada 30 segundos.", inputmode="numeric"
    )

    def __init__(self, usuario: Usuario, *args: Any) -> None:
        super().__init__(*args)
        if usuario.factor_desde is None:
            del self.fields["codigo_actual"]


def get_siguiente(request: HttpRequest) -> str:
    """The page to go on to, by its path from the root of this site; otherwise the first one."""
    pedida = request.POST.get("next") or request.GET.get("next", "")
    propia = url_has_allowed_host_and_scheme(pedida, {request.get_host()}, require_https=request.is_secure())
    return pedida if propia and pedida.startswith("/") else resolve_url("inicio")


def tell_rechazo(request: HttpRequest, usuario: Usuario, form: forms.Form, rechazo: ActoRechazado) -> int:
    """Leave the line of a refused code, tell it in its form, and return with which status."""
    demasiados = isinstance(rechazo, DemasiadosCodigos)
    note_codigo_rechazado(request, usuario, demasiados)
    form.add_error("codigo", str(rechazo))
    return 429 if demasiados else 200


@login_not_required
@never_cache
@de_formulario
def factor_codigo(request: HttpRequest) -> HttpResponse:
    """Ask who entered with a password for the code that makes their session whole."""
    usuario = find_a_medias(request)
    siguiente = get_siguiente(request)
    if usuario is None or usuario.factor_desde is None:
        # Whole already, or of nobody: the page itself sends whoever must enter, or make a factor.
        return redirect(siguiente)
    form = CodigoForm(request.POST or None)
    estado = 200
    if form.is_valid():
        try:
            check_codigo(usuario=usuario, codigo=form.cleaned_data["codigo"])
        except ActoRechazado as rechazo:
            estado = tell_rechazo(request, usuario, form, rechazo)
        else:
            complete_sesion(request, usuario)
            tell_quedan(request, usuario)
            return redirect(siguiente)
    return render(
        request, "cuenta/factor_codigo.html", {"form": form, "next": siguiente, "persona": usuario}, status=estado
    )


def tell_quedan(request: HttpRequest, usuario: Usuario) -> None:
    """Warn who is about to be left without codes of recovery."""
    quedan = usuario.codigos_recuperacion.filter(usado_en__isnull=True).count()
    if quedan <= POCOS_CODIGOS:
        plazo = {0: "No le quedan códigos", 1: "Le queda 1 código"}.get(quedan, f"Le quedan {quedan} códigos")
        messages.warning(request, f"{plazo} de recuperación: pida otros en Mi cuenta, «Segundo factor».")


@login_not_required
@never_cache
@de_formulario
def factor_nuevo(request: HttpRequest) -> HttpResponse:
    """Give a telephone the key, and believe it when it answers with a code. Of who must, and of who wants to."""
    a_medias = find_a_medias(request)
    usuario: Any = a_medias or request.user
    siguiente = get_siguiente(request)
    if not usuario.is_authenticated:
        return redirect(f"{resolve_url('ingresar')}?next={resolve_url(DE_FACTOR)}")
    if a_medias is not None and usuario.factor_desde is not None:
        return redirect(DE_CODIGO)
    semilla = request.session.setdefault(SEMILLA, create_semilla())
    form = FactorForm(usuario, *([request.POST] if request.method == "POST" else []))
    estado = 200
    if form.is_valid():
        try:
            codigos = activate_factor(usuario=usuario, semilla=semilla, **form.cleaned_data)
        except ActoRechazado as rechazo:
            estado = tell_rechazo(request, usuario, form, rechazo)
        else:
            del request.session[SEMILLA]
            complete_sesion(request, usuario)
            return answer_codigos(request, codigos, siguiente if a_medias else resolve_url("segundo_factor"))
    direccion = build_direccion(usuario, semilla)
    contexto = {
        "form": form,
        "next": siguiente,
        "persona": usuario,
        "obligada": a_medias is not None,
        "clave": write_clave(semilla),
        "dibujo": segno.make(direccion, error="m", micro=False).svg_data_uri(border=4, scale=4, light="#fff"),
        "direccion": direccion,
    }
    return render(request, "cuenta/factor_nuevo.html", contexto, status=estado)


def answer_codigos(request: HttpRequest, codigos: Sequence[str], siguiente: str) -> HttpResponse:
    """Tell the codes of recovery, this once."""
    texto = "\n".join(
        ["Códigos de recuperación de Gestión Territorial", f"Usuario: {request.user}", "", *codigos, ""]
    )
    return render(
        request, "cuenta/factor_codigos.html", {"codigos": codigos, "texto": texto, "siguiente": siguiente}
    )


@never_cache
@de_formulario
def segundo_factor(request: HttpRequest) -> HttpResponse:
    """One's own factor: since when, how many codes are left; other codes, for who gives one that is good."""
    usuario: Any = request.user
    form = CodigoForm(request.POST or None)
    estado = 200
    if usuario.factor_desde is not None and form.is_valid():
        try:
            codigos = renew_codigos(usuario=usuario, codigo=form.cleaned_data["codigo"])
        except ActoRechazado as rechazo:
            estado = tell_rechazo(request, usuario, form, rechazo)
        else:
            return answer_codigos(request, codigos, resolve_url("segundo_factor"))
    del form.fields["codigo"].widget.attrs["autofocus"]
    contexto = {
        "form": form,
        "quedan": usuario.codigos_recuperacion.filter(usado_en__isnull=True).count(),
        "obligatorio": requires_factor(usuario),
    }
    return render(request, "cuenta/segundo_factor.html", contexto, status=estado)
