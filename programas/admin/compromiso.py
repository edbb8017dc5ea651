"""The weighted row: its activities and means, what the region declares and the central unit validates."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.timezone import localtime

from programas import permissions
from programas.admin.base import ASUNTO, SIN_DATO, DeProgramaAdmin, show_peso
from programas.enums import Cumple
from programas.models import Actividad, Compromiso, MedioVerificacion
from programas.resources import ActividadResource, CompromisoResource, MedioResource
from programas.services.cumplimiento import FueraDeEtapa, declare_cumplimiento, validate_cumplimiento
from programas.services.edicion import FilaValidada
from regiones.admin.acciones import Accion, Hecho
from regiones.admin.filtros import FiltroConBlanco
from regiones.admin.formularios import ConVersion
from regiones.admin.intercambio import IntercambioMixin
from regiones.admin.niveles import Nivel, shorten
from regiones.models import Usuario

RESPUESTAS = [*Cumple.choices, ("", "En blanco")]


class RespuestaForm(ConVersion):
    fila: Compromiso

    respuesta = forms.ChoiceField(
        label="¿Se cumplió?",
        choices=RESPUESTAS,
        required=False,
        widget=forms.RadioSelect,
        help_text="«Sí» solo si se cumplió en un 100 % (nota 9).",
    )
    motivo = forms.CharField(
        label="Motivo",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
        help_text="Por qué no se cumplió, o solo en parte: se exige al cerrar (V7).",
    )


class DeclaracionForm(RespuestaForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(respuesta=self.fila.declarado, motivo=self.fila.motivo)


class ValidacionForm(RespuestaForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["respuesta"] = self.fila.validado or self.fila.declarado


def explain_etapa(compromiso: Compromiso) -> str:
    """Why nobody answers for the row at this stage of the year."""
    evaluable = permissions.is_evaluable(compromiso.objetivo.programa.ejercicio)
    return "" if evaluable else str(FueraDeEtapa(compromiso))


def declare(compromiso: Compromiso, datos: dict[str, Any], actor: Usuario) -> Hecho:
    declare_cumplimiento(compromiso=compromiso, actor=actor, **datos)
    return Hecho(f"{compromiso.codigo}: declarado {name_respuesta(compromiso.get_declarado_display())}.")


def validate(compromiso: Compromiso, datos: dict[str, Any], actor: Usuario) -> Hecho:
    validate_cumplimiento(compromiso=compromiso, actor=actor, **datos)
    return Hecho(f"{compromiso.codigo}: validado {name_respuesta(compromiso.get_validado_display())}.")


def name_respuesta(respuesta: str) -> str:
    return f"«{respuesta}»" if respuesta else "en blanco"


def explain_declaracion(compromiso: Compromiso) -> str:
    medios = compromiso.medios.count()
    cuantos = "ningún medio" if not medios else ("1 medio" if medios == 1 else f"{medios} medios")
    return f"{compromiso.objetivo.texto}\nTiene {cuantos} de verificación."


def explain_validacion(compromiso: Compromiso) -> str:
    declarado = name_respuesta(compromiso.get_declarado_display())
    motivo = f"\nMotivo declarado: {compromiso.motivo}" if compromiso.motivo else ""
    return f"{explain_declaracion(compromiso)}\nLa región lo declaró {declarado}.{motivo}"


@admin.register(Compromiso)
class CompromisoAdmin(IntercambioMixin, DeProgramaAdmin):
    resource_classes = [CompromisoResource]
    padre = "objetivo"
    al_programa = "objetivo__programa"
    relaciones = (
        *("objetivo__programa__ejercicio__servicio", "objetivo__programa__region"),
        *("declarado_por", "validado_por"),
    )
    readonly_fields = ["codigo", "declaracion", "validacion", "motivo"]
    inmutables = ("objetivo",)
    mostrados = {"ponderacion": "peso"}
    autocomplete_fields = ["objetivo", "unidades"]
    motivo_al_crear = True
    list_display = [
        "codigo",
        "que_objetivo",
        "peso",
        "declarado",
        "validado",
        "territorio",
        "programa_tipo",
        "anio",
    ]
    list_filter = [("declarado", FiltroConBlanco), ("validado", FiltroConBlanco)]
    search_fields = ["codigo", "objetivo__texto", "unidad_texto", "actividades__texto"]
    acciones = (
        Accion(
            *("declarar", "Declarar el cumplimiento", "Declarar", DeclaracionForm),
            *(permissions.can_draft_compromiso, declare, explain_declaracion, explain_etapa),
        ),
        Accion(
            *("validar", "Validar el cumplimiento", "Validar", ValidacionForm),
            *(permissions.can_validate, validate, explain_validacion, explain_etapa),
        ),
    )
    niveles = tuple(
        Nivel(
            titulo=titulo,
            modelo=modelo,
            padre="compromiso",
            columnas=(("Código", lambda fila: fila.codigo), ("Texto", lambda fila: fila.texto)),
            agregar=agregar,
        )
        for titulo, modelo, agregar in (
            ("Actividades", Actividad, "Añadir actividad"),
            ("Medios de verificación", MedioVerificacion, "Añadir medio de verificación"),
        )
    )

    def list_fieldsets(self, request: Any, obj: Any) -> Any:
        escritos = ["objetivo", "ponderacion", "unidad_texto", "unidades"]
        if obj is None:
            return [(None, {"fields": escritos})]
        return [
            (None, {"fields": ["codigo", "orden", *escritos]}),
            ("Cumplimiento", {"fields": ["declaracion", "validacion", "motivo"]}),
        ]

    @admin.display(description="objetivo", ordering="objetivo__texto")
    def que_objetivo(self, compromiso: Compromiso) -> str:
        return shorten(compromiso.objetivo.texto)

    @admin.display(description="ponderación", ordering="ponderacion")
    def peso(self, compromiso: Compromiso) -> str:
        return show_peso(compromiso)

    @admin.display(description="declarado")
    def declaracion(self, compromiso: Compromiso) -> str:
        return show_respuesta(
            compromiso.get_declarado_display(), compromiso.declarado_por, compromiso.declarado_en
        )

    @admin.display(description="validado")
    def validacion(self, compromiso: Compromiso) -> str:
        return show_respuesta(compromiso.get_validado_display(), compromiso.validado_por, compromiso.validado_en)

    def describe_opcion(self, compromiso: Compromiso) -> str:
        return f"{compromiso.codigo} · {shorten(compromiso.objetivo.texto, ASUNTO)}"

    def describe_asunto(self, compromiso: Compromiso) -> str:
        return shorten(compromiso.objetivo.texto, ASUNTO)

    def explain_permanencia(self, compromiso: Compromiso) -> str:
        """Nor is it deleted once it was validated: the verdict counts it."""
        validado = str(FilaValidada(compromiso)) if compromiso.validado else ""
        return super().explain_permanencia(compromiso) or validado


class ParteAdmin(DeProgramaAdmin):
    """An activity or a means of verification."""

    padre = "compromiso"
    al_programa = "compromiso__objetivo__programa"
    relaciones = (
        "compromiso__objetivo__programa__ejercicio__servicio",
        "compromiso__objetivo__programa__region",
    )
    readonly_fields = ["codigo"]
    inmutables = ("compromiso",)
    autocomplete_fields = ["compromiso"]
    list_display = ["codigo", "que_dice", "territorio", "programa_tipo", "anio"]
    search_fields = ["codigo", "texto"]

    def list_fieldsets(self, request: Any, obj: Any) -> Any:
        return [(None, {"fields": [*(["codigo", "orden"] if obj else []), "compromiso", "texto"]})]

    def describe_asunto(self, parte: Any) -> str:
        return shorten(parte.compromiso.objetivo.texto, ASUNTO)

    @admin.display(description="texto", ordering="texto")
    def que_dice(self, parte: Any) -> str:
        return shorten(parte.texto)


@admin.register(Actividad)
class ActividadAdmin(IntercambioMixin, ParteAdmin):
    resource_classes = [ActividadResource]


@admin.register(MedioVerificacion)
class MedioAdmin(IntercambioMixin, ParteAdmin):
    resource_classes = [MedioResource]


def show_respuesta(respuesta: str, quien: Any, cuando: Any) -> str:
    """An answer with who gave it and when, in local time."""
    if not respuesta:
        return SIN_DATO
    autor = f"por {quien}" if quien else ""
    momento = f"el {localtime(cuando):%d-%m-%Y} a las {localtime(cuando):%H:%M}" if cuando else ""
    detalle = " ".join(filter(None, [autor, momento]))
    return f"{respuesta}, {detalle}" if detalle else respuesta
