"""Fields that the forms of the formulation share: texts, one item a line, units by name, weights."""

from typing import Any

from django import forms
from django.db import models
from django.utils.text import capfirst

from programas.formulario.celda import clean_text
from programas.formulario.columnas import show_items
from programas.formulario.declaracion import Hoja, Tabla
from programas.models import Compromiso
from programas.services.edicion import MotivoRequerido
from regiones.textos import clean_controles

UNIDADES_NUEVAS = 2


def build_area(rows: int) -> forms.Textarea:
    """A box that grows with its text from one line, two or more."""
    return forms.Textarea(attrs={"rows": rows, "class": "bajo"} if rows < 3 else {"rows": rows})


class TextoField(forms.CharField):
    """A text as it will be stored: with one kind of line break."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(**{"widget": build_area(rows)} | kwargs)

    def to_python(self, value: Any) -> Any:
        return clean_controles(super().to_python(value) or "")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(clean_controles(initial or ""), clean_controles(data or ""))


class LineasField(forms.Field):
    """Several items, one a line: a tuple of texts."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(widget=build_area(rows), required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return show_items(value) if isinstance(value, tuple) else value

    def to_python(self, value: Any) -> tuple[str, ...]:
        return value if isinstance(value, tuple) else tuple(filter(None, clean_text(value or "").split("\n")))


class UnidadesWidget(forms.Widget):
    """One box for each unit and some empty ones, which offer the catalogue as one types."""

    template_name = "formularios/widgets/unidades.html"
    use_fieldset = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        contexto = super().get_context(name, value, attrs)
        valores = list(value or ())
        contexto["widget"]["valores"] = valores if "" in valores else [*valores, *[""] * UNIDADES_NUEVAS]
        return contexto

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return tuple(data.getlist(name)) if hasattr(data, "getlist") else tuple(data.get(name) or ())

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data


class UnidadesField(forms.Field):
    """The units that answer for a row, as written: a tuple of names, known or not."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=UnidadesWidget, required=False, **kwargs)

    def to_python(self, value: Any) -> tuple[str, ...]:
        return tuple(filter(None, (clean_text(texto).replace("\n", " ") for texto in value or ())))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)


def check_peso(valor: int) -> None:
    """A typed weight is more than 0 % and at most 100 % (V3)."""
    Compromiso._meta.get_field("ponderacion").validate(valor, None)


def build_peso(**kwargs: Any) -> forms.Field:
    """A weight as people write it: «3,2 %»."""
    return Compromiso._meta.get_field("ponderacion").formfield(
        required=False,
        validators=[check_peso],
        widget=forms.TextInput(
            attrs={"inputmode": "decimal", "class": "corto", "autocomplete": "off", "data-peso": ""}
        ),
        **kwargs,
    )


def build_de_modelo(modelo: type[models.Model], nombre: str, rows: int = 2) -> Any:
    """The field of a datum that is no column of the form, as its table describes it."""
    campo: Any = modelo._meta.get_field(nombre)
    if not isinstance(campo, models.TextField):
        return campo.formfield()
    return TextoField(
        label=capfirst(campo.verbose_name), required=not campo.blank, help_text=campo.help_text, rows=rows
    )


def describe_columna(hoja: Hoja, tabla: Tabla, clave: str, anio: int, ayuda: str = "") -> dict[str, Any]:
    """The label of a column, with the number of its note, and the note as help before what else must be said."""
    columna = tabla.get_columna(clave)
    nota = "" if columna.nota is None else hoja.get_nota(columna.nota).explain(anio)
    return {"label": columna.titulo.format(anio=anio), "help_text": " ".join(filter(None, [nota, ayuda]))}


class ConMotivo(forms.Form):
    """A form that asks for the reason of the change once the programme was sent."""

    motivo = TextoField(
        label="Motivo del cambio",
        required=False,
        rows=2,
        error_messages={"required": "Escriba el motivo del cambio."},
        help_text=(
            "Este programa ya fue enviado una vez. Si cambia una ponderación o un objetivo, escriba por qué: "
            "el programa deberá enviarse y aprobarse de nuevo."
        ),
    )

    def set_motivo(self, pide_motivo: bool, *, obligatorio: bool = False) -> None:
        """Ask for the reason, last, or not at all. ``obligatorio``: whatever the form changes needs it."""
        if pide_motivo:
            self.order_fields([*(nombre for nombre in self.fields if nombre != "motivo"), "motivo"])
            self.fields["motivo"].required = obligatorio
        else:
            del self.fields["motivo"]

    @property
    def motivo_escrito(self) -> str:
        return self.cleaned_data.get("motivo", "")

    def tell_rechazo(self, rechazo: Exception) -> None:
        """Put a refusal of the service where it can be mended: beside its field, or above the form."""
        if isinstance(rechazo, MotivoRequerido) and "motivo" in self.fields:
            self.add_error("motivo", str(rechazo))
        elif isinstance(rechazo, forms.ValidationError) and hasattr(rechazo, "error_dict"):
            for campo, errores in rechazo.error_dict.items():
                self.add_error(campo if campo in self.fields else None, errores)
        else:
            self.add_error(None, rechazo if isinstance(rechazo, forms.ValidationError) else str(rechazo))

    def accept_version(self, version: str | int) -> None:
        """After a stale write, saving again is a decision: over the version that was shown."""
        self.rewrite_data({self.add_prefix("version"): str(version)})

    def rewrite_data(self, valores: dict[str, str]) -> None:
        datos: Any = self.data
        self.data = datos.copy()
        for nombre, valor in valores.items():
            self.data[nombre] = valor  # type: ignore[index]
