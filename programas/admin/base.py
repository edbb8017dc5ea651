"""What the pages of the form's rows share: the columns, filters and order that come from their programme."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextInputWidget
from django.http import HttpRequest

from programas import permissions
from programas.enums import Ponderacion
from programas.formulario.cifras import format_ponderacion
from programas.models import ObjetivoEspecifico, ProgramaTrabajo
from programas.models.campos import PorcentajeField
from programas.services import edicion
from regiones.admin.base import FilaAdmin
from regiones.admin.filtros import FiltroAlcance
from regiones.admin.niveles import shorten

SIN_DATO = "—"
ASUNTO = 90


class FormularioAdmin(FilaAdmin):
    """A page that writes rows of the official form, with percentages as people write them."""

    permisos, edicion = permissions, edicion
    formfield_overrides = {
        **FilaAdmin.formfield_overrides,
        PorcentajeField: {"widget": AdminTextInputWidget(attrs={"size": 10, "class": "porcentaje"})},
    }


class DeProgramaAdmin(FormularioAdmin):
    """Rows that belong to a programme, reached by the path ``al_programa``."""

    al_programa: ClassVar[str]

    def get_list_filter(self, request: HttpRequest) -> Any:
        programa = self.al_programa
        return [
            (f"{programa}__ejercicio", FiltroAlcance),
            (f"{programa}__region", FiltroAlcance),
            f"{programa}__tipo",
            f"{programa}__estado",
            *self.list_filter,
        ]

    def get_ordering(self, request: HttpRequest) -> Any:
        """As the form is read: the last year, north to south, sheet by sheet, row by row."""
        programa = self.al_programa
        propio = [f"{programa}__{campo}" for campo in ("ejercicio__servicio", "region__orden", "tipo")]
        niveles = programa.split("__")[:-1]
        lugares = ["__".join([*niveles[:i], "orden"]) for i in range(len(niveles), 0, -1)]
        return [
            f"-{programa}__ejercicio__anio",
            *propio,
            *lugares,
            *(["orden"] if hasattr(self.model, "orden") else []),
            "pk",
        ]

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        # The tables of the levels above link to the list of what hangs from them.
        return lookup == f"{self.padre}__id__exact" or super().lookup_allowed(lookup, value, request)

    def describe_titulo(self, fila: Any) -> str:
        """The code, whose territory it is and what it is about: codes do not speak."""
        return " · ".join(filter(None, [fila.codigo, str(get_programa(fila).region), self.describe_asunto(fila)]))

    def describe_asunto(self, fila: Any) -> str:
        """What the row is about, in a few words."""
        raise NotImplementedError

    @admin.display(description="territorio")
    def territorio(self, fila: Any) -> str:
        return str(get_programa(fila).region)

    @admin.display(description="programa")
    def programa_tipo(self, fila: Any) -> str:
        return get_programa(fila).tipo

    @admin.display(description="año")
    def anio(self, fila: Any) -> int:
        return get_programa(fila).ejercicio.anio


class ObjetivoField(forms.ModelChoiceField):
    """Choose an objective by its code and what it says: texts repeat, codes do not speak."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.codigo} · {shorten(obj.texto, ASUNTO)}"


class ObjetivosField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: ObjetivoEspecifico) -> str:
        return f"{obj.codigo} · {shorten(obj.texto, ASUNTO)}"


def get_programa(fila: Any) -> ProgramaTrabajo:
    programa = permissions.get_programa(fila)
    assert programa is not None, "rows of these pages belong to a programme"  # noqa: S101
    return programa


def show_peso(compromiso: Any) -> str:
    """What a row weighs, or that its programme weighs all the same."""
    if compromiso.objetivo.programa.ponderacion == Ponderacion.UNIFORME:
        return str(Ponderacion.UNIFORME.label)
    return show_porcentaje(compromiso.ponderacion)


def show_porcentaje(diezmilesimas: int | None) -> str:
    """«3,2 %», or a dash where nothing was typed."""
    return SIN_DATO if diezmilesimas is None else format_ponderacion(diezmilesimas)
