"""Columns (2) to (5) of sheet III.4, with the headings and notes of the form."""

from typing import Any

from django import forms

from programas.enums import Transicion
from programas.formulario.hojas import HOJAS
from programas.models import AnalisisAvance

HOJA = HOJAS["III.4"]
COLUMNAS = ("avance_efectivo", "avance_medidas", "recomendaciones", "responsable")


class AnalisisForm(forms.ModelForm):
    """The analysis of an objective at a corte. ``version`` is that of the row when the form was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = AnalisisAvance
        fields = ["avance_efectivo", "avance_medidas", "recomendaciones", "sin_recomendaciones", "responsable"]
        # A blank placeholder lets the style sheet tell an empty box: with «sin recomendaciones» it is not asked.
        widgets = {
            "recomendaciones": forms.Textarea(attrs={"placeholder": " ", "rows": 5}),
            "responsable": forms.TextInput(attrs={"placeholder": " "}),
        }
        help_texts = {
            "sin_recomendaciones": "Márquela si no hay dificultades que superar: no se pide responsable.",
        }

    def __init__(self, *args: Any, anio: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tabla = HOJA.get_tabla("analisis")
        for clave in COLUMNAS:
            columna = tabla.get_columna(clave)
            campo = self.fields[clave]
            campo.label = columna.titulo
            campo.required = columna.obligatoria
            if columna.nota is not None:
                campo.help_text = HOJA.get_nota(columna.nota).explain(anio)
        self.fields["responsable"].help_text += " Si hay recomendaciones, sin él el informe no se envía (V12)."
        self.initial["version"] = self.instance.version if self.instance.pk else 0

    def build_analisis(self) -> AnalisisAvance:
        """The row as typed, at the version that was read."""
        analisis: AnalisisAvance = self.instance
        if analisis.pk is not None:
            analisis.version = self.cleaned_data["version"]
        return analisis

    def accept_version(self, version: int) -> None:
        """After a stale write: saving again is a decision, over the version that was shown."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["version"] = str(version)  # type: ignore[index]


class TramiteForm(forms.Form):
    """What a territory does with its report: send it as it was read, or open it again with its reason.

    ``version`` is 0 while nobody sent it.
    """

    transicion = forms.ChoiceField(choices=[(t.value, t.label) for t in (Transicion.ENVIAR, Transicion.REABRIR)])
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    huella = forms.CharField(required=False)
    motivo = forms.CharField(required=False)
