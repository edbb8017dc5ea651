"""Stored values as people read them, for whoever must compare two of them."""

from functools import lru_cache
from typing import Any

from django.db.models import CharField, Field, ForeignKey, Model, TextField

from regiones.models import Editable

VACIO = "(vacío)"
DE_TEXTO = (CharField, TextField)


def name_campo(fila: type[Model] | Model, nombre: str) -> str:
    """The field's heading; the name itself when the table no longer has the field."""
    try:
        return str(getattr(fila._meta.get_field(nombre), "verbose_name", nombre))
    except LookupError:
        return nombre


def show_valor(campo: "Field[Any, Any]", valor: Any) -> str:
    """A field's value as its form writes it: «Sí», «3,2 %», the name of an option."""
    if valor is None or valor == "":
        return VACIO
    if isinstance(valor, bool):
        return "Sí" if valor else "No"
    if isinstance(valor, str) and isinstance(campo, DE_TEXTO) and not campo.choices:
        return valor
    if campo.flatchoices:
        return str(dict(campo.flatchoices).get(valor, valor))
    formulario = find_formulario(campo)
    if formulario is None:
        return str(valor)
    escrito = formulario.widget.format_value(formulario.prepare_value(valor))
    return str(valor if escrito is None else escrito)


@lru_cache(maxsize=512)
def find_formulario(campo: "Field[Any, Any]") -> Any:
    """The form field that writes a field's values; none for a related row. Only its format is used."""
    return None if isinstance(campo, ForeignKey) else campo.formfield()


def show_campo(fila: Editable, nombre: str) -> str:
    """What a row holds in a field; a related row by its name."""
    campo: Any = fila._meta.get_field(nombre)
    valor = getattr(fila, nombre)
    return (str(valor) if valor is not None else VACIO) if campo.is_relation else show_valor(campo, valor)
