"""Columns (9) and (10) as forms: the territory declares, the central unit validates."""

from typing import Any

from django import forms

from programas.enums import Cumple
from programas.forms.base import ConVersionForm
from programas.formulario.hojas import HOJAS, get_control
from programas.models import Compromiso, Indicador
from programas.services.cumplimiento import YaValidado

INCUMPLIDAS = (Cumple.NO, Cumple.PARCIAL)
BLANCO = "blanco"


class RespuestaWidget(forms.RadioSelect):
    """Each answer is described by what it would do to the verdict, written beside it."""

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        opcion = super().create_option(name, value, *args, **kwargs)
        opcion["attrs"]["aria-describedby"] = f"efecto-{value or BLANCO}"
        return opcion


class RespuestaForm(ConVersionForm):
    """An answer to «¿se cumplió?», with why it was not (V7)."""

    respuesta = forms.ChoiceField(
        label="¿Se cumplió?", choices=[*Cumple.choices, ("", "En blanco")], required=False, widget=RespuestaWidget
    )
    motivo = forms.CharField(label="Motivo", required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, compromiso: Compromiso, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.compromiso = compromiso
        programa = compromiso.objetivo.programa
        columna = get_control(programa.tipo).get_columna("cumple")
        if columna.nota is not None:
            nota = HOJAS[programa.tipo].get_nota(columna.nota).explain(programa.ejercicio.anio)
            self.fields["respuesta"].help_text = f"Nota ({columna.nota}): {nota}"
        self.initial["version"] = compromiso.version

    @property
    def falta_motivo(self) -> bool:
        """Whether the answer needs a reason that nobody has written."""
        return self.cleaned_data.get("respuesta") in INCUMPLIDAS and not self.cleaned_data.get("motivo")

    def read_compromiso(self) -> Compromiso:
        """The row at the version that was read."""
        self.compromiso.version = self.cleaned_data["version"]
        return self.compromiso


class DeclaracionForm(RespuestaForm):
    """What the territory answers, with the annual result of the indicator (note 4) when it has one."""

    versiones = {"indicador": "version_indicador"}
    comparados = frozenset({"declarado", "motivo", "resultado anual"})

    resultado = forms.CharField(
        label="Resultado anual del indicador", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    version_indicador = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    field_order = ["version", "version_indicador", "respuesta", "resultado", "motivo"]

    def __init__(self, *args: Any, compromiso: Compromiso, **kwargs: Any) -> None:
        super().__init__(*args, compromiso=compromiso, **kwargs)
        self.indicador: Indicador | None = getattr(compromiso.objetivo, "indicador", None)
        self.initial.update(respuesta=compromiso.declarado, motivo=compromiso.motivo)
        self.fields[
            "motivo"
        ].help_text = "Por qué no se cumplió, o solo en parte. Obligatorio con «No» o «Parcial»."
        if compromiso.validado:
            self.fields["respuesta"].disabled = True
        if self.indicador is None:
            del self.fields["resultado"], self.fields["version_indicador"]
            return
        self.initial.update(resultado=self.indicador.resultado, version_indicador=self.indicador.version)
        self.fields["resultado"].help_text = (
            f"Se comprometió: «{self.indicador.meta}». Lo que se logró, como «85% de 174 redes»."
            if self.indicador.meta
            else "Lo que se logró, como «85% de 174 redes»."
        )

    def clean(self) -> dict[str, Any]:
        if self.is_tardia():
            self.add_error(None, str(YaValidado(self.compromiso)))
        elif self.falta_motivo:
            self.add_error("motivo", "Escriba por qué no se cumplió, o solo en parte (V7).")
        return self.cleaned_data

    def is_tardia(self) -> bool:
        """Whether the row was validated while the person answered otherwise: that is not dropped in silence."""
        vista = self.cleaned_data.get("version") == self.compromiso.version
        enviada = self.data.get(self.add_prefix("respuesta"), self.compromiso.declarado)
        return bool(self.compromiso.validado) and not vista and enviada != self.compromiso.declarado

    def read_indicador(self) -> Indicador | None:
        """The indicator with the result typed, at the version that was read; ``None`` when it stays as it was."""
        if self.indicador is None or self.cleaned_data["resultado"] == self.indicador.resultado:
            return None
        self.indicador.resultado = self.cleaned_data["resultado"]
        self.indicador.version = self.cleaned_data["version_indicador"]
        return self.indicador


class ValidacionForm(RespuestaForm):
    """The official answer of the central unit, beside what the territory declared."""

    comparados = frozenset({"declarado", "validado", "motivo"})

    def __init__(self, *args: Any, compromiso: Compromiso, **kwargs: Any) -> None:
        super().__init__(*args, compromiso=compromiso, **kwargs)
        self.initial["respuesta"] = compromiso.validado or compromiso.declarado
        self.fields["motivo"].label = "Fundamento de la validación"
        self.fields["motivo"].help_text = (
            "Queda en el historial de la fila. Obligatorio para cambiar una validación, "
            "y si valida «No» o «Parcial» y la región no dijo por qué."
        )

    def clean(self) -> dict[str, Any]:
        if self.falta_motivo and not self.compromiso.motivo:
            self.add_error("motivo", "La fila no tiene motivo: escriba por qué no se cumplió (V7).")
        return self.cleaned_data
