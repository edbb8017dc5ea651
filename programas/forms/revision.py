"""What the reviewer asks for and decides."""

from typing import Any

from django import forms

from programas.enums import Asunto, Decision, EstadoPrograma, Tipo
from programas.selectors.cola import Filtro
from programas.selectors.documentos import ANALISIS

TODOS = [("", "Todos")]


class FiltroForm(forms.Form):
    """The filters of the queue. Without any, what is under review."""

    estado = forms.ChoiceField(
        label="Estado",
        choices=[*EstadoPrograma.choices, ("TODOS", "Todos")],
        required=False,
        initial=EstadoPrograma.ENVIADO,
    )
    territorio = forms.ChoiceField(label="Territorio", required=False)
    tipo = forms.ChoiceField(
        label="Programa o informe",
        choices=[*TODOS, *Tipo.choices, (ANALISIS, "Análisis del avance")],
        required=False,
    )
    decide = forms.BooleanField(label="Solo los que deciden el resultado", required=False)

    def __init__(self, *args: Any, territorios: tuple[tuple[str, str], ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["territorio"].choices = [*TODOS, *territorios]  # type: ignore[attr-defined]

    def get_filtro(self) -> Filtro:
        """What is asked for; what is under review when nothing is, or when it cannot be understood."""
        if not self.is_valid():
            return Filtro()
        estado = self.cleaned_data["estado"] or EstadoPrograma.ENVIADO
        return Filtro(
            "" if estado == "TODOS" else estado,
            self.cleaned_data["territorio"],
            self.cleaned_data["tipo"],
            self.cleaned_data["decide"],
        )


class DecisionForm(forms.Form):
    """Approve or observe rows of a submission. ``desde`` is the row whose own form it was, if it was."""

    envio = forms.IntegerField(required=False)
    filas = forms.MultipleChoiceField(label="Filas", error_messages={"required": "Marque al menos una fila."})
    decision = forms.ChoiceField(label="Decisión", choices=Decision.choices)
    texto = forms.CharField(
        label="Qué hay que corregir",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    desde = forms.CharField(required=False)

    def __init__(self, *args: Any, codigos: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["filas"].choices = [(codigo, codigo) for codigo in codigos]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        datos = super().clean() or {}
        if datos.get("decision") == Decision.OBSERVADA and not datos.get("texto"):
            self.add_error("texto", "Escriba qué hay que corregir.")
        return datos


class CierreForm(forms.Form):
    """Approve a document, or give it back with what is to be corrected. ``clase`` is what it is called."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(choices=Decision.choices)
    texto = forms.CharField(
        help_text="La lee el territorio junto con las observaciones de cada fila.",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, clase: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["texto"].label = f"Observación al {clase} completo"


class ObservacionForm(forms.Form):
    """A remark on what a commitment declares, or on what proves it."""

    asunto = forms.ChoiceField(
        label="Sobre qué",
        choices=[(asunto.value, asunto.label.capitalize()) for asunto in (Asunto.DECLARADO, Asunto.EVIDENCIA)],
        initial=Asunto.DECLARADO,
        widget=forms.RadioSelect,
    )
    texto = forms.CharField(
        label="Qué hay que corregir",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Escriba qué hay que corregir."},
    )


class RespuestaForm(forms.Form):
    """A turn in the conversation of a remark."""

    texto = forms.CharField(
        label="Su respuesta",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Escriba su respuesta."},
    )


class ResueltaForm(forms.Form):
    """The version of the remark that was read: nobody resolves unread words."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ReaperturaForm(forms.Form):
    """Why a territory takes back what it sent."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    motivo = forms.CharField(
        label="Por qué lo reabre",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Para reabrir escriba el motivo."},
    )
