"""Open, close or open again a corte."""

from django import forms

from programas.enums import EstadoCorte


class CorteForm(forms.Form):
    """The state to leave the corte in, with the reason that opening it again needs."""

    estado = forms.ChoiceField(choices=EstadoCorte.choices)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    motivo = forms.CharField(required=False)
