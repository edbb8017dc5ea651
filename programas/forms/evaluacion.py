"""What is said to move an ejercicio, to claim against a validation and to rule on a claim."""

from typing import Any

from django import forms

from programas.enums import Cumple, Etapa

LARGO = 4000


class ConVersion(forms.Form):
    """A form that says which version of the row it was opened with."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def renew(self, version: int) -> None:
        """Show it again against what stands now, so that sending it again is a decision and not an accident."""
        self.data = {**self.data.dict(), "version": str(version)}  # type: ignore[attr-defined]


class EtapaForm(ConVersion):
    """Move an ejercicio to a stage. Going back, or closing again, needs its reason: the service says so."""

    etapa = forms.ChoiceField(choices=Etapa.choices, widget=forms.HiddenInput)
    motivo = forms.CharField(
        label="Motivo",
        required=False,
        max_length=LARGO,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Queda en el registro.",
    )

    def __init__(self, *args: Any, vuelve: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campo = self.fields["motivo"]
        if vuelve:
            campo.required = True
            campo.error_messages["required"] = "Para volver atrás escriba el motivo."


class ReclamoForm(ConVersion):
    """What a territory asks for, and why."""

    pide = forms.ChoiceField(
        label="Qué respuesta pide",
        widget=forms.RadioSelect,
        help_text="«Sí» solo si se cumplió en un 100 % (nota 9).",
        error_messages={"required": "Elija la respuesta que pide."},
    )
    fundamento = forms.CharField(
        label="Fundamento",
        max_length=LARGO,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Por qué la validación no corresponde, y qué documento lo prueba.",
        error_messages={"required": "Escriba el fundamento del reclamo."},
    )

    def __init__(self, *args: Any, validado: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        opciones = [(valor, nombre) for valor, nombre in Cumple.choices if valor != validado]
        self.fields["pide"].choices = opciones  # type: ignore[attr-defined]


class ResolucionForm(ConVersion):
    """The ruling of a claim, with its reason."""

    ACOGER, RECHAZAR = "acoger", "rechazar"

    decision = forms.ChoiceField(
        label="Qué se resuelve",
        choices=[(ACOGER, "Acoger el reclamo"), (RECHAZAR, "Rechazar el reclamo")],
        widget=forms.RadioSelect,
        error_messages={"required": "Elija si acoge o rechaza el reclamo."},
    )
    resolucion = forms.CharField(
        label="Por qué",
        max_length=LARGO,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Escriba por qué se acoge o se rechaza."},
    )

    @property
    def acoge(self) -> bool:
        return self.cleaned_data["decision"] == self.ACOGER
