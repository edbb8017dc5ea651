"""The objective, with its indicator and its commitments."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from programas import permissions
from programas.admin.base import ASUNTO, SIN_DATO, DeProgramaAdmin, show_peso
from programas.enums import Tipo
from programas.models import Compromiso, Indicador, ObjetivoEspecifico
from programas.resources import IndicadorResource, ObjetivoResource
from regiones.admin.intercambio import IntercambioMixin
from regiones.admin.niveles import Nivel, shorten


@admin.register(ObjetivoEspecifico)
class ObjetivoAdmin(IntercambioMixin, DeProgramaAdmin):
    resource_classes = [ObjetivoResource]
    padre = "programa"
    al_programa = "programa"
    relaciones = ("programa__ejercicio__servicio", "programa__region")
    readonly_fields = ["codigo"]
    inmutables = ("programa",)
    autocomplete_fields = ["programa"]
    motivo_al_crear = True
    list_display = ["codigo", "que_dice", "territorio", "programa_tipo", "anio"]
    search_fields = ["codigo", "texto", "indicador__texto"]
    niveles = (
        Nivel(
            titulo="Indicador",
            modelo=Indicador,
            padre="objetivo",
            columnas=(
                ("Indicador", lambda fila: fila.texto or "Sin texto"),
                ("Meta", lambda fila: fila.meta or SIN_DATO),
                ("Resultado anual", lambda fila: fila.resultado or SIN_DATO),
            ),
            agregar="Añadir indicador",
            unico=True,
        ),
        Nivel(
            titulo="Compromisos",
            modelo=Compromiso,
            padre="objetivo",
            columnas=(
                ("Código", lambda fila: fila.codigo),
                ("Actividades", lambda fila: "\n".join(a.texto for a in fila.actividades.all()) or SIN_DATO),
                ("Unidad responsable", lambda fila: fila.unidad_texto or SIN_DATO),
                ("Ponderación", show_peso),
                ("Declarado", lambda fila: fila.get_declarado_display() or SIN_DATO),
                ("Validado", lambda fila: fila.get_validado_display() or SIN_DATO),
            ),
            agregar="Añadir compromiso",
            prepare=lambda filas: filas.prefetch_related("actividades"),
        ),
    )

    def list_fieldsets(self, request: HttpRequest, obj: Any) -> Any:
        """The kind of objective and its information are asked in III.3, or where the sheet is not known yet."""
        textos = ["programa", "texto", "texto_etapa2", "plurianual"]
        fieldsets: list[Any] = [(None, {"fields": ["codigo", "orden", *textos] if obj else textos})]
        programa = obj.programa if obj else self.find_padre(request, None)
        if programa is None or programa.tipo == Tipo.INFORMACION:
            de_informacion = ["clase", "origen", "formato", "contenido", "periodicidad"]
            fieldsets.append(("Información que provee (III.3)", {"fields": de_informacion}))
        return fieldsets

    @admin.display(description="objetivo específico", ordering="texto")
    def que_dice(self, objetivo: ObjetivoEspecifico) -> str:
        return shorten(objetivo.texto)

    def describe_opcion(self, objetivo: ObjetivoEspecifico) -> str:
        return f"{objetivo.codigo} · {shorten(objetivo.texto, ASUNTO)}"

    def describe_asunto(self, objetivo: ObjetivoEspecifico) -> str:
        return shorten(objetivo.texto, ASUNTO)


@admin.register(Indicador)
class IndicadorAdmin(IntercambioMixin, DeProgramaAdmin):
    resource_classes = [IndicadorResource]
    padre = "objetivo"
    al_programa = "objetivo__programa"
    relaciones = ("objetivo__programa__ejercicio__servicio", "objetivo__programa__region")
    readonly_fields = ["codigo", "meta_leida", "resultado_leido"]
    inmutables = ("objetivo",)
    autocomplete_fields = ["objetivo"]
    list_display = ["codigo", "que_mide", "meta_corta", "resultado_corto", "territorio", "programa_tipo", "anio"]
    search_fields = ["objetivo__codigo", "texto", "meta", "resultado"]

    def list_fieldsets(self, request: HttpRequest, obj: Any) -> Any:
        if obj is None:
            return [(None, {"fields": ["objetivo", "texto", "formula", "meta", "resultado"]})]
        return [
            (None, {"fields": ["codigo", "objetivo", "texto", "formula"]}),
            ("Meta comprometida", {"fields": ["meta", "meta_leida"]}),
            ("Resultado anual", {"fields": ["resultado", "resultado_leido"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """While the programme is sent or approved, only the result is still written."""
        fijos = super().get_readonly_fields(request, obj)
        if obj is not None and permissions.explain_formulacion(obj.objetivo.programa):
            fijos = [*fijos, "texto", "formula", "meta"]
        return fijos

    def explain_permanencia(self, indicador: Indicador) -> str:
        """It goes with the formulation, though its result is written afterwards."""
        return super().explain_permanencia(indicador) or permissions.explain_formulacion(
            indicador.objetivo.programa
        )

    def describe_asunto(self, indicador: Indicador) -> str:
        return shorten(indicador.objetivo.texto, ASUNTO)

    @admin.display(description="código", ordering="objetivo__codigo")
    def codigo(self, indicador: Indicador) -> str:
        return indicador.codigo

    @admin.display(description="indicador", ordering="texto")
    def que_mide(self, indicador: Indicador) -> str:
        return shorten(indicador.texto) or SIN_DATO

    @admin.display(description="meta")
    def meta_corta(self, indicador: Indicador) -> str:
        return shorten(indicador.meta, 60) or SIN_DATO

    @admin.display(description="resultado anual")
    def resultado_corto(self, indicador: Indicador) -> str:
        return shorten(indicador.resultado, 60) or SIN_DATO

    @admin.display(description="se entiende como")
    def meta_leida(self, indicador: Indicador) -> str:
        return show_medida(indicador.meta, indicador.meta_valor, indicador.meta_unidad, indicador.meta_base)

    @admin.display(description="se entiende como")
    def resultado_leido(self, indicador: Indicador) -> str:
        return show_medida(
            indicador.resultado,
            indicador.resultado_valor,
            indicador.resultado_unidad,
            indicador.resultado_base,
        )


def show_medida(texto: str, valor: Any, unidad: str, base: str) -> str:
    """A target in parts; a text that says more than one value is kept as written."""
    if not texto.strip():
        return SIN_DATO
    if valor is None:
        return "No se distingue un solo valor: queda como está escrito"
    numero = f"{valor.normalize():f}".replace(".", ",")
    return " ".join(filter(None, [numero, unidad, f"de {base}" if base else ""]))
