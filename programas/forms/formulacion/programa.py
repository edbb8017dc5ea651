"""What a programme says of itself, and its weights in one table."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from programas.forms.formulacion.campos import ConMotivo, TextoField, build_area, build_peso
from programas.formulario.hojas import HOJAS, get_control
from programas.models import ProgramaTrabajo
from programas.selectors.formulacion.ponderacion import FilaPonderada
from programas.services.formulacion.ponderacion import PesoEscrito


class ProgramaForm(ConMotivo, forms.ModelForm):
    """Who commits the programme, what its rows are and how they weigh, with the notes of its sheet."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = ProgramaTrabajo
        fields = ["responsable", "modalidad", "ponderacion"]
        field_classes = {"responsable": TextoField}
        widgets = {
            "responsable": build_area(2),
            "modalidad": forms.RadioSelect,
            "ponderacion": forms.RadioSelect,
        }

    def __init__(self, *args: Any, pide_motivo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hoja, control = HOJAS[self.instance.tipo], get_control(self.instance.tipo)
        notas = {"responsable": 1}
        notas |= {"modalidad": control.get_columna("actividades").nota or 0}
        notas |= {"ponderacion": control.get_columna("ponderacion").nota or 0}
        for nombre, numero in notas.items():
            campo = self.fields[nombre]
            campo.label = f"{campo.label} ({numero})"
            campo.help_text = hoja.get_nota(numero).explain(self.instance.ejercicio.anio)
        self.initial["version"] = self.instance.version
        self.set_motivo(pide_motivo)

    def build_programa(self) -> ProgramaTrabajo:
        """The programme as typed, at the version that was read."""
        programa: ProgramaTrabajo = self.instance
        programa.version = self.cleaned_data["version"]
        return programa


class PonderacionForm(ConMotivo):
    """One weight for each row that the user may weigh: «peso_40», with the version of its row."""

    def __init__(
        self, *args: Any, filas: tuple[FilaPonderada, ...], bloqueado: bool, pide_motivo: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.filas = filas
        for fila in filas:
            nombre, version = f"peso_{fila.id}", f"version_{fila.id}"
            self.fields[nombre] = build_peso(label=f"Ponderación de {fila.codigo}")
            self.fields[nombre].disabled = bloqueado or not fila.puede
            self.fields[version] = forms.IntegerField(required=False, widget=forms.HiddenInput)
            self.initial.update({nombre: fila.peso, version: fila.version})
        self.set_motivo(pide_motivo, obligatorio=True)

    def get_filas(self) -> list[tuple[FilaPonderada, BoundField, BoundField]]:
        """Each row with its two fields."""
        return [(fila, self[f"peso_{fila.id}"], self[f"version_{fila.id}"]) for fila in self.filas]

    def build_pesos(self) -> dict[int, PesoEscrito]:
        """The weights that the user may write, by commitment."""
        limpio = self.cleaned_data
        return {
            fila.id: PesoEscrito(limpio[f"peso_{fila.id}"], limpio[f"version_{fila.id}"] or 0)
            for fila in self.filas
            if not self.fields[f"peso_{fila.id}"].disabled
        }

    def accept_versiones(self) -> None:
        """After a stale write: over the versions that stand now."""
        self.rewrite_data({f"version_{fila.id}": str(fila.version) for fila in self.filas})


class RepartoForm(ConMotivo):
    """«Repartir uniformemente», or go back to typed weights."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    uniforme = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, pide_motivo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_motivo(pide_motivo, obligatorio=True)


class EliminacionForm(ConMotivo):
    """Confirm that a row goes, in the state that was read."""

    version = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, pide_motivo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.set_motivo(pide_motivo, obligatorio=True)


class CopiaForm(ConMotivo):
    """The rows of last year that are ticked, by code."""

    codigos = forms.MultipleChoiceField(
        required=True, error_messages={"required": "Marque al menos una fila del año anterior."}
    )

    def __init__(self, *args: Any, codigos: list[str], pide_motivo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campo = self.fields["codigos"]
        assert isinstance(campo, forms.MultipleChoiceField)  # noqa: S101
        campo.choices = [(codigo, codigo) for codigo in codigos]
        self.set_motivo(pide_motivo, obligatorio=True)
