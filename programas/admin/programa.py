"""The work programme of a territory: its objectives, its instancias and its analyses."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest

from programas.admin.base import FormularioAdmin, show_porcentaje
from programas.enums import Tipo
from programas.models import AnalisisAvance, Instancia, ObjetivoEspecifico, ProgramaTrabajo
from programas.resources import ProgramaResource
from regiones.admin.filtros import FiltroAlcance
from regiones.admin.intercambio import IntercambioMixin
from regiones.admin.niveles import Nivel
from regiones.enums import Rol
from regiones.models import Region, Usuario

DE_OBJETIVO = (
    ("Código", lambda fila: fila.codigo),
    ("Objetivo específico", lambda fila: fila.texto),
    ("Indicador", lambda fila: fila.indicador.texto if hasattr(fila, "indicador") else "Sin indicador"),
    ("Compromisos", lambda fila: fila.cuenta_compromisos),
)
DE_ANALISIS = (
    ("Código", lambda fila: fila.codigo),
    ("Corte", lambda fila: f"{fila.corte.fecha_medicion:%d-%m-%Y}"),
    ("Objetivo", lambda fila: fila.objetivo.texto if fila.objetivo else f"Sin enlazar: {fila.objetivo_texto}"),
    ("Avance efectivo", lambda fila: fila.avance_efectivo),
)


@admin.register(ProgramaTrabajo)
class ProgramaAdmin(IntercambioMixin, FormularioAdmin):
    resource_classes = [ProgramaResource]
    padre = "ejercicio"
    relaciones = ("ejercicio__servicio", "region")
    fieldsets = [
        (None, {"fields": ["codigo", "ejercicio", "region", "tipo", "responsable"]}),
        ("Cómo se pondera", {"fields": ["modalidad", "ponderacion", "total_escrito"]}),
        ("Estado", {"fields": ["estado", "demostracion"]}),
    ]
    readonly_fields = ["codigo", "estado", "total_escrito", "demostracion"]
    inmutables = ("ejercicio", "region", "tipo")
    ordering = ["-ejercicio__anio", "ejercicio__servicio", "region__orden", "tipo"]
    list_display = ["codigo", "region", "programa", "ejercicio", "estado", "ponderacion", "compromisos"]
    list_filter = [
        ("ejercicio", FiltroAlcance),
        ("region", FiltroAlcance),
        *("tipo", "estado", "modalidad", "ponderacion", "es_demostracion"),
    ]
    search_fields = ["codigo", "responsable", "region__nombre_corto"]
    niveles = (
        Nivel(
            titulo="Objetivos específicos",
            modelo=ObjetivoEspecifico,
            padre="programa",
            columnas=DE_OBJETIVO,
            agregar="Añadir objetivo específico",
            prepare=lambda filas: filas.select_related("indicador").annotate(
                cuenta_compromisos=Count("compromisos")
            ),
        ),
        Nivel(
            titulo="Instancias",
            modelo=Instancia,
            padre="programa",
            columnas=(
                ("Código", lambda fila: fila.codigo),
                ("Instancia", lambda fila: fila.nombre),
                ("Principal problema", lambda fila: fila.problema),
            ),
            agregar="Añadir instancia",
            conviene=lambda programa: programa.tipo == Tipo.COMPLEMENTARIEDAD,
        ),
        Nivel(
            titulo="Análisis del avance (III.4)",
            modelo=AnalisisAvance,
            padre="programa",
            columnas=DE_ANALISIS,
            agregar="Añadir análisis",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(cuenta_compromisos=Count("objetivos__compromisos"))

    def list_fieldsets(self, request: HttpRequest, obj: Any) -> Any:
        if obj is not None:
            return self.fieldsets
        return [
            (None, {"fields": ["ejercicio", "region", "tipo", "responsable"]}),
            ("Cómo se pondera", {"fields": ["modalidad", "ponderacion"]}),
        ]

    def limit_choices(self, db_field: Any, request: HttpRequest) -> QuerySet[Any]:
        """The territories that the person drafts, of those that exist in the year when it is known."""
        filas = super().limit_choices(db_field, request)
        if db_field.name != "region":
            return filas
        ejercicio = getattr(request, "padre", None)
        if ejercicio is not None:
            filas = filas.filter(pk__in=Region.objects.existing_in(ejercicio.anio))
        usuario: Any = request.user
        claves = list_redactadas(usuario)
        return filas if claves is None else filas.filter(pk__in=claves)

    def describe_titulo(self, programa: ProgramaTrabajo) -> str:
        return f"{programa.codigo} · {programa.region} · {programa.get_tipo_display()}"

    @admin.display(description="datos de demostración")
    def demostracion(self, programa: ProgramaTrabajo) -> str:
        return "Sí" if programa.es_demostracion else "No"

    @admin.display(description="programa", ordering="tipo")
    def programa(self, programa: ProgramaTrabajo) -> str:
        return f"{programa.tipo} {programa.get_tipo_display()}"

    @admin.display(description="compromisos")
    def compromisos(self, programa: Any) -> int:
        return programa.cuenta_compromisos

    @admin.display(description="total que traía la planilla")
    def total_escrito(self, programa: ProgramaTrabajo) -> str:
        return show_porcentaje(programa.total_declarado)


def list_redactadas(usuario: Usuario) -> set[int] | None:
    """The territories that a person drafts; ``None`` is every one."""
    alcance = usuario.alcance
    if alcance.todo or any(rol == Rol.ADMINISTRACION for _, rol in alcance.por_servicio):
        return None
    return {region for _, region, rol in alcance.por_territorio if rol in (Rol.ENCARGADA, Rol.DIRECCION)}
