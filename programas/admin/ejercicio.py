"""The year: its programmes, its cortes, its copy for the next one and its stages."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from programas import permissions
from programas.admin.base import FormularioAdmin, show_porcentaje
from programas.enums import Etapa
from programas.models import AnalisisAvance, Corte, Ejercicio, ProgramaTrabajo
from programas.resources import CorteResource, EjercicioResource
from programas.services.ejercicios import change_etapa, copy_ejercicio
from regiones.admin.acciones import Accion, Hecho
from regiones.admin.filtros import FiltroAlcance
from regiones.admin.formularios import ConVersion
from regiones.admin.intercambio import IntercambioMixin
from regiones.admin.niveles import Nivel
from regiones.models import Usuario


class CopiaForm(ConVersion):
    fila: Ejercicio

    anio = forms.IntegerField(label="Año nuevo", min_value=2000, max_value=2100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["anio"] = self.fila.anio + 1


class EtapaForm(ConVersion):
    fila: Ejercicio

    etapa = forms.ChoiceField(label="Nueva etapa", widget=forms.RadioSelect)
    motivo = forms.CharField(
        label="Motivo",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "class": "vLargeTextField"}),
        help_text="Obligatorio para volver a la etapa anterior.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        campo: Any = self.fields["etapa"]
        campo.choices = list_etapas(self.fila)
        self.initial["etapa"] = campo.choices[0][0] if campo.choices else ""


def list_etapas(ejercicio: Ejercicio) -> list[tuple[str, str]]:
    """The next stage first, then those already passed, from the nearest; of a closed one, its correction."""
    actual = Etapa(ejercicio.etapa)
    if actual == Etapa.CERRADO:
        return [(Etapa.EVALUACION.value, f"{Etapa.EVALUACION.label} (corregir el cierre)")]
    siguientes = [etapa for etapa in Etapa if etapa.orden == actual.orden + 1]
    anteriores = [etapa for etapa in reversed(Etapa) if etapa.orden < actual.orden]
    return [(etapa.value, f"{etapa.label} (siguiente)") for etapa in siguientes] + [
        (etapa.value, f"{etapa.label} (volver atrás)") for etapa in anteriores
    ]


def can_copy(usuario: Usuario, ejercicio: Ejercicio) -> bool:
    return permissions.can_administer(usuario, ejercicio.servicio_id)


def copy(ejercicio: Ejercicio, datos: dict[str, Any], actor: Usuario) -> Hecho:
    copia = copy_ejercicio(origen=ejercicio, anio=datos["anio"], actor=actor)
    cuentas = ", ".join(f"{cuantas} {tabla}" for tabla, cuantas in copia.conteos.items() if cuantas)
    mensaje = f"Se creó el ejercicio {copia.ejercicio.anio} con {cuentas or 'ninguna fila'}."
    if copia.omitidos:
        nombres = ", ".join(str(region) for region in copia.omitidos)
        mensaje += f" Quedaron fuera por no existir ese año: {nombres}."
    return Hecho(mensaje, reverse("admin:programas_ejercicio_change", args=[copia.ejercicio.pk]))


def move(ejercicio: Ejercicio, datos: dict[str, Any], actor: Usuario) -> Hecho:
    change_etapa(ejercicio=ejercicio, actor=actor, **datos)
    return Hecho(f"El ejercicio {ejercicio.anio} está ahora en «{Etapa(ejercicio.etapa).label}».")


def explain_copia(ejercicio: Ejercicio) -> str:
    return (
        f"Se copian los programas de {ejercicio.anio} con sus objetivos, indicadores, metas, compromisos, "
        "ponderaciones, actividades, medios, unidades, instancias y cortes. No se copian respuestas, resultados "
        "ni análisis. Todo queda en borrador, con códigos del año nuevo."
    )


def explain_etapa(ejercicio: Ejercicio) -> str:
    return (
        f"El ejercicio {ejercicio.anio} está en «{ejercicio.get_etapa_display()}». Las etapas avanzan de a una. "
        "Cerrar exige que todo esté validado y ponderado, sin reclamos por resolver, y congela el resultado: "
        "corregirlo después es un cierre nuevo, con su motivo."
    )


@admin.register(Ejercicio)
class EjercicioAdmin(IntercambioMixin, FormularioAdmin):
    resource_classes = [EjercicioResource]
    relaciones = ("servicio",)
    fieldsets = [
        (None, {"fields": ["servicio", "anio", "etapa"]}),
        ("Cómo se decide", {"fields": ["umbral", "lectura", "base_ponderacion", "cuenta_nivel_central"]}),
        ("Evaluación", {"fields": ["exige_evidencia", "reclamos_desde", "reclamos_hasta"]}),
    ]
    readonly_fields = ["etapa"]
    inmutables = ("servicio", "anio")
    mostrados = {"umbral": "umbral_escrito"}
    ordering = ["servicio__sigla", "-anio"]
    list_display = ["__str__", "etapa", "umbral_escrito", "lectura", "programas"]
    list_filter = [("servicio", FiltroAlcance), "etapa"]
    search_fields = ["=anio", "servicio__sigla", "servicio__nombre"]
    acciones = (
        Accion(
            "copiar", "Copiar a un año nuevo", "Copiar al año siguiente", CopiaForm, can_copy, copy, explain_copia
        ),
        Accion("etapa", "Cambiar la etapa", "Cambiar la etapa", EtapaForm, can_copy, move, explain_etapa),
    )
    niveles = (
        Nivel(
            titulo="Programas de trabajo",
            modelo=ProgramaTrabajo,
            padre="ejercicio",
            columnas=(
                ("Código", lambda fila: fila.codigo),
                ("Territorio", lambda fila: str(fila.region)),
                ("Programa", lambda fila: f"{fila.tipo} {fila.get_tipo_display()}"),
                ("Estado", lambda fila: fila.get_estado_display()),
                ("Pondera", lambda fila: fila.get_ponderacion_display()),
                ("Compromisos", lambda fila: fila.cuenta_compromisos),
            ),
            agregar="Añadir programa de trabajo",
        ),
        Nivel(
            titulo="Cortes",
            modelo=Corte,
            padre="ejercicio",
            columnas=(
                ("Fecha de medición", lambda fila: f"{fila.fecha_medicion:%d-%m-%Y}"),
                ("Plazo", lambda fila: f"{fila.plazo:%d-%m-%Y}"),
            ),
            agregar="Añadir corte",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).annotate(cuenta_programas=Count("programas"))

    @admin.display(description="umbral", ordering="umbral")
    def umbral_escrito(self, ejercicio: Ejercicio) -> str:
        return show_porcentaje(ejercicio.umbral)

    @admin.display(description="programas")
    def programas(self, ejercicio: Any) -> int:
        return ejercicio.cuenta_programas


@admin.register(Corte)
class CorteAdmin(IntercambioMixin, FormularioAdmin):
    resource_classes = [CorteResource]
    padre = "ejercicio"
    relaciones = ("ejercicio__servicio",)
    fieldsets = [(None, {"fields": ["ejercicio", "fecha_medicion", "plazo"]})]
    inmutables = ("ejercicio",)
    ordering = ["ejercicio__servicio__sigla", "-ejercicio__anio", "fecha_medicion"]
    list_display = ["fecha_medicion", "plazo", "ejercicio"]
    list_filter = [("ejercicio", FiltroAlcance)]
    search_fields = ["=ejercicio__anio", "ejercicio__servicio__sigla"]
    niveles = (
        Nivel(
            titulo="Análisis del avance",
            modelo=AnalisisAvance,
            padre="corte",
            columnas=(
                ("Código", lambda fila: fila.codigo),
                ("Territorio", lambda fila: str(fila.programa.region)),
                ("Objetivo", lambda fila: fila.objetivo.texto if fila.objetivo else fila.objetivo_texto),
                ("Avance efectivo", lambda fila: fila.avance_efectivo),
            ),
        ),
    )
