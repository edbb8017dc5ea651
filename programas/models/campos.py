"""A field for percentages, stored as integers and written as Chile writes them."""

from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from programas.formulario.cifras import PorcentajeInvalido, format_ponderacion, parse_ponderacion
from programas.scoring import DIEZMILESIMAS_POR_PUNTO, PESO_MAXIMO


class PorcentajeFormField(forms.Field):
    """Read «3,2 %» or «3.2» into ten-thousandths of a percent, and show them back."""

    def prepare_value(self, value: Any) -> Any:
        return format_ponderacion(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        try:
            return parse_ponderacion(str(value))
        except PorcentajeInvalido as error:
            raise ValidationError(str(error), code="invalid") from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except ValidationError:
            return True


class PorcentajeField(models.IntegerField):
    """A percentage in ten-thousandths of a point: 3,2 % is 32 000. Exact on every database."""

    def validate(self, value: Any, model_instance: Any) -> None:
        """A percentage that people type is more than 0 % and at most 100 % (V3)."""
        super().validate(value, model_instance)
        if self.editable and value is not None and not 0 < value <= PESO_MAXIMO:
            raise ValidationError("Debe ser mayor que 0 % y no mayor que 100 % (V3).", code="fuera_de_rango")

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.pop("min_value", None)
        kwargs.pop("max_value", None)
        return models.Field.formfield(self, **({"form_class": PorcentajeFormField} | kwargs))


def as_fraction(diezmilesimas: int) -> Fraction:
    """The share of 1 that a stored percentage is."""
    return Fraction(diezmilesimas, 100 * DIEZMILESIMAS_POR_PUNTO)
