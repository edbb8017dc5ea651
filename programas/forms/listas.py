"""What a list is narrowed and sorted by."""

from typing import Any

from django import forms

from programas.selectors.listas import Filtros, Lista, Opciones


class ListaForm(forms.Form):
    """Every field is optional, and its value goes in the address."""

    texto = forms.CharField(label="Código o palabras", required=False, max_length=200)
    territorio = forms.ChoiceField(label="Territorio", required=False)
    programa = forms.ChoiceField(label="Programa", required=False)
    unidad = forms.ChoiceField(label="Unidad responsable", required=False)
    corte = forms.TypedChoiceField(
        label="Corte", required=False, coerce=forms.DateField().to_python, empty_value=None
    )
    estado = forms.ChoiceField(label="Estado", required=False)
    orden = forms.ChoiceField(label="Ordenar por", required=False)

    def __init__(self, *args: Any, lista: Lista, opciones: Opciones, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for campo, vacia, pares in (
            ("territorio", "Todos", opciones.territorios),
            ("programa", "Todos", opciones.programas),
            ("unidad", "Todas", opciones.unidades),
            ("corte", "Todos", opciones.cortes),
            ("estado", "Todos", opciones.estados),
        ):
            self.fields[campo].choices = [("", vacia), *pares]  # type: ignore[attr-defined]
        self.fields["orden"].choices = opciones.ordenes  # type: ignore[attr-defined]
        if not lista.por_corte:
            del self.fields["corte"]

    @property
    def filtros(self) -> Filtros:
        """What the valid fields ask for: a value that is not offered does not filter, and its field says so."""
        self.is_valid()
        return Filtros(**{campo: valor for campo, valor in self.cleaned_data.items() if valor})
