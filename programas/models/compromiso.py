"""The weighted row and what belongs to it: columns (5) to (10)."""

from typing import Self

from django.db import models
from django.db.models import Q

from programas import scoring
from programas.enums import Cumple
from programas.models.base import FilaFormulario, Procedencia
from programas.models.campos import PorcentajeField
from programas.models.programa import ObjetivoEspecifico
from regiones.models import Ambito, UnidadResponsable, Usuario

RESPUESTAS = ["", *Cumple.values]


class CompromisoQuerySet(models.QuerySet["Compromiso"]):
    def visible_to(self, usuario: Usuario) -> Self:
        return self.filter(
            usuario.alcance.narrow("objetivo__programa__ejercicio__servicio", "objetivo__programa__region")
        )

    def get_by_natural_key(self, servicio: str, codigo: str) -> "Compromiso":
        return self.get(objetivo__programa__ejercicio__servicio__codigo=servicio, codigo=codigo)


class Compromiso(FilaFormulario, Procedencia):
    """What is weighted and fulfilled or not: a meta, or one activity when the programme works by them.

    The region declares («declarado»); only what the central unit validates («validado») counts officially.
    """

    objetivo = models.ForeignKey(
        ObjetivoEspecifico, models.PROTECT, related_name="compromisos", verbose_name="objetivo"
    )
    ponderacion = PorcentajeField(
        "ponderación",
        null=True,
        blank=True,
        help_text="Porcentaje, hasta cuatro decimales: «3,2». Vacía si el programa pondera de modo uniforme.",
    )
    unidades = models.ManyToManyField(
        UnidadResponsable, blank=True, related_name="compromisos", verbose_name="unidades responsables"
    )
    unidad_texto = models.TextField(
        "unidad responsable", blank=True, help_text="Como está escrita en el formulario (columna 6)."
    )
    declarado = models.CharField("declarado", max_length=10, choices=Cumple.choices, blank=True, editable=False)
    declarado_por = models.ForeignKey(
        Usuario, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    declarado_en = models.DateTimeField(null=True, blank=True, editable=False)
    motivo = models.TextField(
        "motivo", blank=True, editable=False, help_text="Por qué no se cumplió, o solo en parte (V7)."
    )
    validado = models.CharField("validado", max_length=10, choices=Cumple.choices, blank=True, editable=False)
    validado_por = models.ForeignKey(
        Usuario, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    validado_en = models.DateTimeField(null=True, blank=True, editable=False)
    ultima_actividad = models.PositiveSmallIntegerField(default=0, editable=False)
    ultimo_medio = models.PositiveSmallIntegerField(default=0, editable=False)

    objects = CompromisoQuerySet.as_manager()

    campos_sin_registro = frozenset({"version", "ultima_actividad", "ultimo_medio"})

    class Meta:
        verbose_name = "compromiso"
        verbose_name_plural = "compromisos"
        ordering = ["objetivo_id", "orden", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["objetivo", "codigo"],
                name="compromiso_codigo_unico",
                violation_error_message="Ya existe una fila con ese código.",
            ),
            models.CheckConstraint(
                condition=Q(ponderacion__isnull=True) | Q(ponderacion__gt=0, ponderacion__lte=scoring.PESO_MAXIMO),
                name="compromiso_ponderacion_valida",
                violation_error_message="La ponderación debe ser mayor que 0 %% y no mayor que 100 %% (V3).",
            ),
            models.CheckConstraint(
                condition=Q(declarado__in=RESPUESTAS, validado__in=RESPUESTAS),
                name="compromiso_respuesta_valida",
                violation_error_message="La respuesta es «sí», «no» o «parcial» (nota 9).",
            ),
        ]

    def natural_key(self) -> tuple[str, str]:
        return (self.objetivo.programa.ejercicio.servicio.codigo, self.codigo)

    natural_key.dependencies = ["programas.objetivoespecifico"]  # type: ignore[attr-defined]

    @property
    def ambito(self) -> Ambito:
        return self.objetivo.ambito


class ParteQuerySet(models.QuerySet["ParteCompromiso"]):
    def visible_to(self, usuario: Usuario) -> Self:
        return self.filter(
            usuario.alcance.narrow(
                "compromiso__objetivo__programa__ejercicio__servicio",
                "compromiso__objetivo__programa__region",
            )
        )


class ParteCompromiso(FilaFormulario):
    """A text that belongs to a commitment: one of its activities, or one of its means of verification."""

    texto = models.TextField("texto")

    objects = ParteQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def ambito(self) -> Ambito:
        return self.compromiso.ambito  # type: ignore[attr-defined]


class Actividad(ParteCompromiso):
    """Column (5). Of a meta, its activities, without weight; otherwise the one activity that is committed."""

    compromiso = models.ForeignKey(
        Compromiso, models.CASCADE, related_name="actividades", verbose_name="compromiso"
    )

    class Meta:
        verbose_name = "actividad"
        verbose_name_plural = "actividades"
        ordering = ["compromiso_id", "orden", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["compromiso", "codigo"],
                name="actividad_codigo_unico",
                violation_error_message="Ya existe una fila con ese código.",
            ),
        ]


class MedioVerificacion(ParteCompromiso):
    """Column (7): the document that proves the commitment."""

    compromiso = models.ForeignKey(Compromiso, models.CASCADE, related_name="medios", verbose_name="compromiso")

    class Meta:
        verbose_name = "medio de verificación"
        verbose_name_plural = "medios de verificación"
        ordering = ["compromiso_id", "orden", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["compromiso", "codigo"],
                name="medio_codigo_unico",
                violation_error_message="Ya existe una fila con ese código.",
            ),
        ]
