"""The tokens by which a person's programs read: made by the person, revoked by them or who manages the account."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from programas.views.una_vez import una_vez
from regiones import permissions
from regiones.models import Ficha, Usuario
from regiones.services import ActoRechazado
from regiones.services.fichas import MAXIMO_DE_DIAS, create_ficha, revoke_ficha

DIAS = 90


class FichaForm(forms.ModelForm):
    """What a token is for, and until when."""

    class Meta:
        model = Ficha
        fields = ("nombre", "vence_en")
        widgets = {"vence_en": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "corto"})}
        error_messages = {
            "nombre": {"required": "Escriba qué programa la usará."},
            "vence_en": {"required": "Elija hasta qué día sirve.", "invalid": "Escriba un día, como 31-12-2027."},
        }


def build_form(datos: Any = None) -> FichaForm:
    hoy = timezone.localdate()
    form = FichaForm(datos, initial={"vence_en": hoy + timedelta(days=DIAS)})
    limites = {"min": f"{hoy}", "max": f"{hoy + timedelta(days=MAXIMO_DE_DIAS)}"}
    form.fields["vence_en"].widget.attrs.update(limites)
    return form


@require_http_methods(["GET", "HEAD", "POST"])
@una_vez
def fichas(request: HttpRequest) -> HttpResponse:
    """The own tokens, and those of the people whose accounts one manages. A new one is told once, in its reply."""
    usuario: Any = request.user
    if request.method != "POST":
        return render_fichas(request, build_form())
    if not permissions.has_access(usuario):
        raise PermissionDenied
    form = build_form(request.POST)
    if form.is_valid():
        try:
            ficha, clave = create_ficha(usuario=usuario, **form.cleaned_data)
        except (ActoRechazado, ValidationError) as error:
            form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        else:
            request.guardado_en = reverse("fichas")  # type: ignore[attr-defined]
            return render_fichas(request, build_form(), nueva=ficha, clave=clave)
    return render_fichas(request, form)


def render_fichas(request: HttpRequest, form: FichaForm, **contexto: Any) -> HttpResponse:
    usuario: Any = request.user
    respuesta = render(
        request,
        "cuenta/fichas.html",
        {
            "form": form,
            "tiene_acceso": permissions.has_access(usuario),
            "propias": list(usuario.fichas.all()),
            "de_otros": list(query_ajenas(usuario)),
            **contexto,
        },
    )
    if "clave" in contexto:
        # It is told once: neither the browser nor anybody on the way keeps it.
        respuesta.headers["Cache-Control"] = "no-store"
    return respuesta


def query_ajenas(usuario: Usuario) -> Any:
    """The tokens in force of the people whose accounts one manages."""
    ajenas = Ficha.objects.in_force(timezone.localdate()).exclude(usuario=usuario)
    return ajenas.filter(usuario__in=permissions.managed_usuarios(usuario)).select_related("usuario")


@require_POST
def ficha_revocada(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a token, one's own or of somebody whose account one manages."""
    actor: Any = request.user
    alcanzables = Q(usuario=actor) | Q(usuario__in=permissions.managed_usuarios(actor))
    ficha = Ficha.objects.filter(alcanzables, pk=pk).first()
    if ficha is None:
        raise Http404
    try:
        revoke_ficha(ficha=ficha, actor=actor)
    except ActoRechazado as rechazo:
        messages.error(request, str(rechazo))
    else:
        messages.success(request, f"La ficha «{ficha}» ya no abre nada.")
    return redirect("fichas")
