"""What the forms of a commitment share: the version that was read, and where a refusal of the rules goes."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from regiones.models import Editable


def read_numero(texto: str) -> int | None:
    """A key, an order or a version as a page sends it back; ``None`` when it is none of ours."""
    return int(texto) if texto.isascii() and texto.isdecimal() and len(texto) < 10 else None


class DiaField(forms.DateField):
    """A day, with the calendar of the browser."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "corto"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d-%m-%Y"], **kwargs)


class ConVersionForm(forms.Form):
    """A form about a row that others may be writing: it posts the version that was read.

    ``versiones`` names the hidden field of each kind of row; ``comparados`` the headings that two people may
    leave different.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    versiones: ClassVar[dict[str, str]] = {}
    comparados: ClassVar[frozenset[str]] = frozenset()

    def refuse(self, error: ValidationError) -> None:
        """Put what the rules of the row refuse beside its field, or above all of them."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for campo, errores in error.error_dict.items():
            self.add_error(campo if campo in self.fields and campo != NON_FIELD_ERRORS else None, errores)

    def accept(self, guardada: Editable) -> None:
        """After a stale write: saving again is a decision, over the version that was shown."""
        nombre = self.versiones.get(guardada._meta.model_name or "", "version")
        leidos: Any = self.data
        datos = leidos.copy()
        datos[self.add_prefix(nombre)] = str(guardada.version)
        self.data = datos
