"""How the national page is looked at."""

from datetime import date

from django import forms

from programas.enums import Tipo
from programas.forms.historial import FechaInput


class TableroForm(forms.Form):
    """By which programme the map is painted, all of them when none; and since when changes are told."""

    mapa = forms.ChoiceField(choices=Tipo.choices, required=False, widget=forms.HiddenInput)
    desde = forms.DateField(label="Desde", widget=FechaInput)

    @property
    def tipo(self) -> str:
        self.is_valid()
        return str(self.cleaned_data.get("mapa") or "")

    @property
    def fecha(self) -> date | None:
        """``None`` when what was typed is no date: its field says so."""
        self.is_valid()
        return self.cleaned_data.get("desde")
