"""What is looked for in the record."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from programas.selectors.historial import Busqueda
from regiones.enums import Acto
from regiones.models import Region, Usuario


class FechaInput(forms.DateInput):
    """The browser's own date picker, which writes dates as ISO."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class BusquedaForm(forms.Form):
    """Every field is optional: none of them is the whole record."""

    texto = forms.CharField(
        label="Código o texto",
        required=False,
        max_length=200,
        help_text="Como «2009-07-III.1-03», o una palabra de lo que decía.",
    )
    region = forms.ModelChoiceField(
        label="Territorio",
        queryset=Region.objects.none(),
        required=False,
        empty_label="Todos",
        to_field_name="cut",
    )
    actor = forms.ModelChoiceField(
        label="Persona",
        queryset=Usuario.objects.none(),
        required=False,
        empty_label="Todas",
        to_field_name="username",
    )
    acto = forms.ChoiceField(label="Acto", choices=[("", "Todos"), *Acto.choices], required=False)
    desde = forms.DateField(label="Desde", required=False, widget=FechaInput)
    hasta = forms.DateField(label="Hasta", required=False, widget=FechaInput)

    def __init__(
        self,
        *args: Any,
        regiones: QuerySet[Region],
        actores: QuerySet[Usuario],
        nombres: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        """``nombres`` are those that a closed year keeps of its territories, by code."""
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = regiones  # type: ignore[attr-defined]
        self.fields["region"].label_from_instance = lambda region: nombres.get(region.cut, str(region))  # type: ignore[attr-defined]
        self.fields["actor"].queryset = actores  # type: ignore[attr-defined]

    @property
    def busqueda(self) -> Busqueda:
        """What the valid fields ask for: a date that is not one does not filter, and its field says so."""
        self.is_valid()
        datos = {campo: valor for campo, valor in self.cleaned_data.items() if valor}
        return Busqueda(**datos)
