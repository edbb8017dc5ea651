"""The instancias of III.2 and the analyses of III.4, which hang from their programme."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest

from programas.admin.base import ASUNTO, SIN_DATO, DeProgramaAdmin, ObjetivoField, ObjetivosField
from programas.enums import Tipo
from programas.models import AnalisisAvance, Instancia
from programas.resources import InstanciaResource
from regiones.admin.filtros import FiltroAlcance
from regiones.admin.intercambio import IntercambioMixin
from regiones.admin.niveles import shorten
from regiones.models import Region


class ConObjetivosAdmin(DeProgramaAdmin):
    """Rows that name objectives of their own programme."""

    padre = "programa"
    al_programa = "programa"
    relaciones: ClassVar[tuple[str, ...]] = ("programa__ejercicio__servicio", "programa__region")
    readonly_fields = ["codigo"]
    inmutables: ClassVar[tuple[str, ...]] = ("programa",)
    autocomplete_fields = ["programa"]

    def limit_choices(self, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        """Of objectives, regions and cortes, those that fit the programme when it is known."""
        filas = super().limit_choices(db_field, request)
        programa = getattr(request, "padre", None)
        if db_field.name == "programa" and self.model is Instancia:
            return filas.filter(tipo=Tipo.COMPLEMENTARIEDAD)
        if programa is None:
            return filas
        if db_field.name in ("objetivo", "objetivos"):
            return filas.filter(programa=programa)
        if db_field.name == "regiones":
            return filas.filter(pk__in=Region.objects.existing_in(programa.ejercicio.anio))
        if db_field.name == "corte":
            return filas.filter(ejercicio=programa.ejercicio_id)
        return filas

    def knows_programa(self, request: HttpRequest, obj: Any) -> bool:
        return obj is not None or self.find_padre(request, None) is not None


@admin.register(Instancia)
class InstanciaAdmin(IntercambioMixin, ConObjetivosAdmin):
    resource_classes = [InstanciaResource]
    list_display = ["codigo", "que_instancia", "que_problema", "territorio", "anio"]
    search_fields = ["codigo", "nombre", "problema", "instituciones", "productos"]

    def list_fieldsets(self, request: HttpRequest, obj: Any) -> Any:
        enlaces = ["objetivos"] if self.knows_programa(request, obj) else []
        return [
            (None, {"fields": [*(["codigo", "orden"] if obj else []), "programa", "nombre", "problema"]}),
            ("Territorios en los que opera", {"fields": ["territorios", "regiones"]}),
            (None, {"fields": ["instituciones", "productos", *enlaces]}),
        ]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["widget"] = CheckboxSelectMultiple
        if db_field.name == "objetivos":
            kwargs["form_class"] = ObjetivosField
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def describe_asunto(self, instancia: Instancia) -> str:
        return shorten(instancia.nombre, ASUNTO)

    @admin.display(description="instancia", ordering="nombre")
    def que_instancia(self, instancia: Instancia) -> str:
        return shorten(instancia.nombre)

    @admin.display(description="principal problema")
    def que_problema(self, instancia: Instancia) -> str:
        return shorten(instancia.problema) or SIN_DATO


@admin.register(AnalisisAvance)
class AnalisisAdmin(ConObjetivosAdmin):
    relaciones = (*ConObjetivosAdmin.relaciones, "corte__ejercicio__servicio", "objetivo")
    inmutables = ("programa", "corte")
    list_display = ["codigo", "corte_fecha", "que_objetivo", "avance", "territorio", "programa_tipo", "anio"]
    list_filter = [("corte", FiltroAlcance), "sin_recomendaciones"]
    search_fields = ["codigo", "objetivo_texto", "objetivo__texto", "avance_efectivo", "recomendaciones"]

    def list_fieldsets(self, request: HttpRequest, obj: Any) -> Any:
        enlace = ["objetivo"] if self.knows_programa(request, obj) else []
        recomendaciones = ["avance_medidas", "recomendaciones", "sin_recomendaciones", "responsable"]
        return [
            (
                None,
                {
                    "fields": [
                        *(["codigo", "orden"] if obj else []),
                        "programa",
                        "corte",
                        *enlace,
                        "objetivo_texto",
                    ]
                },
            ),
            ("Análisis", {"fields": ["avance_efectivo", *recomendaciones]}),
        ]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "objetivo":
            kwargs["form_class"] = ObjetivoField
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def describe_asunto(self, analisis: AnalisisAvance) -> str:
        return shorten(analisis.objetivo.texto if analisis.objetivo else analisis.objetivo_texto, ASUNTO)

    @admin.display(description="corte", ordering="corte__fecha_medicion")
    def corte_fecha(self, analisis: AnalisisAvance) -> str:
        return f"{analisis.corte.fecha_medicion:%d-%m-%Y}"

    @admin.display(description="objetivo")
    def que_objetivo(self, analisis: AnalisisAvance) -> str:
        if analisis.objetivo is None:
            return f"Sin enlazar: {shorten(analisis.objetivo_texto)}"
        return shorten(analisis.objetivo.texto)

    @admin.display(description="avance efectivo")
    def avance(self, analisis: AnalisisAvance) -> str:
        return shorten(analisis.avance_efectivo) or SIN_DATO
