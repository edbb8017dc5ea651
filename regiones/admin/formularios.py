"""The forms of the admin: each carries the version it was opened with, and shows a refusal with what was typed."""

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from regiones.services import ActoRechazado, CambioObsoleto

# What a service may answer that the person can mend in the form. ``PermissionDenied`` is not: it is a 403.
RECHAZOS = (ActoRechazado, ValidationError, IntegrityError)

SIMULTANEO = "Otra persona escribió lo mismo en este instante. Nada suyo se ha escrito: revise y guarde otra vez."


class ConVersion(forms.Form):
    """A form that says which version of the row it shows.

    ``rechazo`` is what the service answered to what was typed: the form is shown again with it. After a stale
    write it carries the stored version, so that saving again is a decision and not an accident.
    """

    version_leida = forms.IntegerField(widget=forms.HiddenInput, required=False)

    rechazo: ClassVar[Exception | None] = None

    def clean(self) -> dict[str, Any] | None:
        limpios = super().clean()
        if self.rechazo is not None:
            tell_rechazo(self, self.rechazo)
        return limpios


def tell_rechazo(formulario: Any, rechazo: Exception) -> None:
    """Put a refusal where the person reads it: beside its field, or above the form."""
    if isinstance(rechazo, CambioObsoleto):
        formulario.add_error(None, describe_obsoleto(rechazo))
        formulario.data = formulario.data.copy()
        formulario.data["version_leida"] = str(rechazo.guardada.version)
    elif isinstance(rechazo, ValidationError) and hasattr(rechazo, "error_dict"):
        for campo, errores in rechazo.error_dict.items():
            formulario.add_error(campo if campo in formulario.fields else None, errores)
    elif isinstance(rechazo, ValidationError):
        formulario.add_error(None, rechazo)
    elif isinstance(rechazo, IntegrityError):
        formulario.add_error(None, SIMULTANEO)
    else:
        formulario.add_error(None, str(rechazo))


def describe_obsoleto(rechazo: CambioObsoleto) -> list[str]:
    """Both values of every field that differs, one line each."""
    diferencias = [
        f"{campo[:1].upper()}{campo[1:]}: usted escribió «{propio}»; hoy dice «{actual}»."
        for campo, (propio, actual) in rechazo.diferencias.items()
    ]
    return [
        "Otra persona guardó esta fila después de que usted la abrió. Nada suyo se ha escrito.",
        *(diferencias or ["Su versión y la guardada dicen lo mismo."]),
        "Corrija lo que corresponda y guarde otra vez: quedará lo que diga este formulario.",
    ]


class FilaForm(ConVersion, forms.ModelForm):
    """The form of one row, with the reason of the change for the record."""

    motivo_del_cambio = forms.CharField(
        label="Motivo del cambio",
        required=False,
        widget=AdminTextareaWidget(attrs={"rows": 2}),
        help_text="Queda en el historial de la fila.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version_leida"] = self.instance.version

    def list_enlaces(self) -> dict[str, list[int]]:
        """The keys typed in the many-to-many fields that the form shows."""
        return {
            campo.name: [fila.pk for fila in self.cleaned_data[campo.name]]
            for campo in self._meta.model._meta.many_to_many
            if campo.name in self.cleaned_data
        }
