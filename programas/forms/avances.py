"""A progress entry as a form: what was done until a day, how much of the meta, and the files that show it."""

from typing import Any

from django import forms

from programas.forms.base import ConVersionForm, DiaField
from programas.models import Avance
from programas.services.avances import DatosAvance, compute_valor
from programas.services.evidencias import Documento


class ArchivosWidget(forms.FileInput):
    allow_multiple_selected = True


class ArchivosField(forms.FileField):
    """Any number of files, none included."""

    widget = ArchivosWidget

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [super(ArchivosField, self).clean(archivo, initial) for archivo in data or []]


class CantidadField(forms.DecimalField):
    """An amount with decimal comma, four decimals at most."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            localize=True,
            decimal_places=4,
            widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "corto"}),
            **kwargs,
        )


class AvanceForm(ConVersionForm):
    """A new entry, or the correction of one: then with its version and why, and without files."""

    comparados = frozenset({"fecha", "avance (%)", "logrado", "de un total de", "qué se hizo"})

    fecha = DiaField(label="Medido hasta el")
    numerador = CantidadField(label="Logrado", max_digits=16, min_value=0)
    denominador = CantidadField(label="De un total de", max_digits=16)
    valor = CantidadField(
        label="Avance (%)",
        max_digits=7,
        min_value=0,
        max_value=100,
        help_text="Déjelo vacío si escribió lo logrado y el total: se calcula solo.",
    )
    texto = forms.CharField(label="Qué se hizo", widget=forms.Textarea(attrs={"rows": 4}))
    archivos = ArchivosField(
        label="Archivos",
        required=False,
        help_text="Quedan como evidencia de la fila, con la fecha de la medición.",
    )
    motivo = forms.CharField(label="Por qué se corrige", required=False, max_length=500)

    def __init__(self, *args: Any, avance: Avance | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if avance is None:
            del self.fields["version"], self.fields["motivo"]
            return
        del self.fields["archivos"]
        for campo in ("version", "fecha", "numerador", "denominador", "texto"):
            self.initial[campo] = getattr(avance, campo)
        if avance.numerador is None:
            self.initial["valor"] = avance.valor

    def clean(self) -> dict[str, Any]:
        datos = self.cleaned_data
        numerador, denominador, valor = (datos.get(c) for c in ("numerador", "denominador", "valor"))
        if (numerador is None) != (denominador is None) and not self.errors:
            self.add_error(
                "denominador" if denominador is None else "numerador", "Lo logrado y el total van juntos."
            )
        elif denominador is not None and denominador <= 0:
            self.add_error("denominador", "El total debe ser mayor que cero.")
        elif numerador is not None and valor is not None and valor != compute_valor(self.read_datos()):
            self.add_error("valor", "No es lo que resulta de lo logrado y el total: deje este dato vacío.")
        return datos

    def read_datos(self) -> DatosAvance:
        datos = self.cleaned_data
        return DatosAvance(
            datos["fecha"], datos["texto"], datos["valor"], datos["numerador"], datos["denominador"]
        )

    def list_documentos(self) -> list[Documento]:
        return [Documento(archivo, self.cleaned_data["fecha"]) for archivo in self.cleaned_data["archivos"]]
