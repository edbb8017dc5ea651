"""What the direction of a territory says when it sends a programme."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField

from programas.selectors.envios import PorEnviar


class EnvioForm(forms.Form):
    """One written reason for each rule that does not hold, and the sender's word.

    ``previas`` are the reasons of the last submission, by rule: they are offered again.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    huella = forms.CharField(widget=forms.HiddenInput)
    confirma = forms.BooleanField(
        label="Revisé lo que envío y respondo por ello",
        error_messages={"required": "Confirme que responde por lo que envía."},
    )

    def __init__(
        self, *args: Any, por_enviar: PorEnviar, previas: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.reglas = [falta.regla for falta in por_enviar.faltas if falta.justificable]
        for regla in self.reglas:
            self.fields[name_campo(regla)] = forms.CharField(
                label=f"Por qué se envía así ({regla})",
                initial=(previas or {}).get(regla, ""),
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 3}),
                error_messages={"required": f"Corrija lo que pide {regla}, o escriba por qué se envía así."},
            )
        self.order_fields([*map(name_campo, self.reglas), "confirma"])

    @property
    def justificaciones(self) -> dict[str, str]:
        """What was written, by rule."""
        return {regla: self.cleaned_data[name_campo(regla)] for regla in self.reglas}

    def get_justificacion(self, regla: str) -> BoundField | None:
        """The field of a rule; ``None`` when no reason is enough."""
        return self[name_campo(regla)] if regla in self.reglas else None


def name_campo(regla: str) -> str:
    return f"justificacion_{regla}"
