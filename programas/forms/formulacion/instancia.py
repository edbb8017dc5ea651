"""An instancia of III.2: its columns as the form declares them, and its regions chosen on a list."""

from typing import Any

from django import forms

from programas.forms.formulacion.campos import ConMotivo, TextoField, build_area, describe_columna
from programas.formulario.hojas import HOJAS
from programas.formulario.territorios import CatalogoRegiones, parse_territorios
from programas.models import Instancia, ObjetivoEspecifico
from regiones.models import Region

HOJA = HOJAS["III.2"]
TABLA = HOJA.get_tabla("instancias")


class Alcance:
    """How the regions are said."""

    MARCADAS, TODAS, EXCEPTO, TEXTO = "MARCADAS", "TODAS", "EXCEPTO", "TEXTO"
    OPCIONES = (
        (MARCADAS, "Las que marque en la lista"),
        (TODAS, "Todas las regiones"),
        (EXCEPTO, "Todas las regiones, excepto las que marque en la lista"),
        (TEXTO, "Las que nombra el texto de los territorios"),
    )


LARGO_DE_LLAVE, DE_NINGUNA = 18, "-1"


class FilasField(forms.ModelMultipleChoiceField):
    """Rows by their keys. A number beyond those that a table counts to is of none: no database is asked for it."""

    def clean(self, value: Any) -> Any:
        claves = value if isinstance(value, list | tuple) else []
        return super().clean([DE_NINGUNA if len(str(clave)) > LARGO_DE_LLAVE else clave for clave in claves])


class ObjetivosField(FilasField):
    def label_from_instance(self, obj: ObjetivoEspecifico) -> str:
        return f"{obj.codigo} · {obj.texto}"


class InstanciaForm(ConMotivo, forms.ModelForm):
    """The text of the territories is kept as written; the set of regions is chosen, or told from it."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    alcance = forms.ChoiceField(
        label="Regiones en las que opera", choices=Alcance.OPCIONES, widget=forms.RadioSelect
    )
    regiones = FilasField(
        Region.objects.none(),
        label="Lista de regiones, de norte a sur",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    objetivos = ObjetivosField(
        ObjetivoEspecifico.objects.none(),
        label="Filas del programa que se comprometen en la instancia",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Instancia
        fields = [columna.clave for columna in TABLA.columnas]
        field_classes = dict.fromkeys(fields, TextoField)
        widgets = {clave: build_area(2) for clave in fields}

    def __init__(self, *args: Any, catalogo: CatalogoRegiones, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.catalogo = catalogo
        programa = self.instance.programa
        for columna in TABLA.columnas:
            dicho = describe_columna(HOJA, TABLA, columna.clave, programa.ejercicio.anio)
            self.fields[columna.clave].label = dicho["label"]
            self.fields[columna.clave].help_text = dicho["help_text"]
        vigentes = Region.objects.filter(cut__in=[region.cut for region in catalogo.regiones]).order_by("orden")
        self.set_opciones("regiones", vigentes)
        self.set_opciones("objetivos", programa.objetivos.order_by("orden", "pk"))
        self.initial["version"] = self.instance.version
        if self.instance.pk:
            marcadas = list(self.instance.regiones.values_list("pk", flat=True))
            todas = len(marcadas) == len(catalogo.regiones)
            self.initial.update(
                alcance=Alcance.TODAS if todas else Alcance.MARCADAS,
                regiones=[] if todas else marcadas,
                objetivos=list(self.instance.objetivos.values_list("pk", flat=True)),
            )
        else:
            propia = [] if programa.region.es_nivel_central else [programa.region_id]
            self.initial.update(alcance=Alcance.MARCADAS, regiones=propia)
        self.order_fields(
            ["version", "nombre", "problema", "territorios", "alcance", "regiones", "instituciones", "productos"]
        )
        del self.fields["motivo"]

    def set_opciones(self, nombre: str, filas: Any) -> None:
        campo = self.fields[nombre]
        assert isinstance(campo, forms.ModelMultipleChoiceField)  # noqa: S101
        campo.queryset = filas

    def clean(self) -> dict[str, Any]:
        """Tell the regions, and write the text when nobody wrote one."""
        limpio: dict[str, Any] = super().clean() or self.cleaned_data
        alcance, marcadas = limpio.get("alcance"), list(limpio.get("regiones") or [])
        if alcance is None or self.errors:
            return limpio
        if alcance == Alcance.TEXTO:
            nombradas = parse_territorios(limpio["territorios"], self.catalogo)
            if nombradas is None:
                self.add_error("alcance", "El texto no dice con certeza qué regiones son: márquelas en la lista.")
                return limpio
            marcadas = self.list_regiones(nombradas)
        elif alcance != Alcance.MARCADAS:
            if alcance == Alcance.EXCEPTO and not marcadas:
                self.add_error("regiones", "Marque las regiones que se exceptúan.")
                return limpio
            exceptuadas = {region.cut for region in marcadas} if alcance == Alcance.EXCEPTO else set()
            if not limpio["territorios"]:
                limpio["territorios"] = describe_alcance(marcadas if exceptuadas else [])
            marcadas = self.list_regiones({r.cut for r in self.catalogo.regiones} - exceptuadas)
        elif not limpio["territorios"]:
            limpio["territorios"] = ", ".join(str(region) for region in marcadas)
        limpio["regiones"] = marcadas
        return limpio

    def list_regiones(self, cuts: set[str] | frozenset[str]) -> list[Region]:
        return [region for region in self.fields["regiones"].queryset if region.cut in cuts]  # type: ignore[attr-defined]

    def build_instancia(self) -> Instancia:
        """The row as typed, at the version that was read."""
        instancia: Instancia = self.instance
        instancia.territorios = self.cleaned_data["territorios"]
        instancia.version = self.cleaned_data["version"]
        return instancia

    def list_enlaces(self) -> dict[str, list[int]]:
        return {nombre: [fila.pk for fila in self.cleaned_data[nombre]] for nombre in ("regiones", "objetivos")}

    @property
    def aviso(self) -> str:
        """Tell when the text names other regions than those chosen; empty when it agrees, or cannot be told."""
        nombradas = parse_territorios(self.cleaned_data["territorios"], self.catalogo)
        if nombradas is None or nombradas == {region.cut for region in self.cleaned_data["regiones"]}:
            return ""
        return "El texto de los territorios nombra otras regiones que las elegidas: revise cuál de los dos vale."


def describe_alcance(exceptuadas: list[Region]) -> str:
    """«Todas las regiones», «Todas las regiones excepto Aysén, Maule»."""
    nombres = ", ".join(str(region) for region in exceptuadas)
    return f"Todas las regiones excepto {nombres}" if nombres else "Todas las regiones"
