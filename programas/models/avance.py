"""Progress through the year, the documents that prove it, and what is claimed of a validation."""

from pathlib import PurePosixPath
from typing import Any, Self
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from programas.enums import Cumple, EstadoReclamo
from programas.models.compromiso import Compromiso, MedioVerificacion
from regiones.models import Ambito, Editable, Usuario


class DeCompromisoQuerySet(models.QuerySet[Any]):
    def visible_to(self, usuario: Usuario) -> Self:
        return self.filter(
            usuario.alcance.narrow(
                "compromiso__objetivo__programa__ejercicio__servicio",
                "compromiso__objetivo__programa__region",
            )
        )


class DeCompromiso(Editable):
    """What hangs from a commitment and is not part of the form that was committed."""

    objects = DeCompromisoQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def codigo(self) -> str:
        return self.compromiso.codigo  # type: ignore[attr-defined]

    @property
    def ambito(self) -> Ambito:
        return self.compromiso.ambito  # type: ignore[attr-defined]


class Avance(DeCompromiso):
    """How far a commitment has come at a date. It never earns weight: only a validated «sí» does (note 10)."""

    compromiso = models.ForeignKey(Compromiso, models.PROTECT, related_name="avances", verbose_name="compromiso")
    fecha = models.DateField("fecha", help_text="Hasta qué día se midió.")
    valor = models.DecimalField(
        "avance (%)",
        max_digits=7,
        decimal_places=4,
        null=True,
        blank=True,
        help_text="Porcentaje de la meta. Se calcula si escribe lo logrado y el total.",
    )
    numerador = models.DecimalField("logrado", max_digits=16, decimal_places=4, null=True, blank=True)
    denominador = models.DecimalField("de un total de", max_digits=16, decimal_places=4, null=True, blank=True)
    texto = models.TextField("qué se hizo")
    registrado_por = models.ForeignKey(Usuario, models.PROTECT, related_name="+", editable=False)
    registrado_en = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = "avance"
        verbose_name_plural = "avances"
        ordering = ["compromiso_id", "fecha", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valor__isnull=True) | Q(valor__gte=0, valor__lte=100),
                name="avance_valor_valido",
                violation_error_message="El avance va de 0 %% a 100 %%.",
            ),
            models.CheckConstraint(
                condition=Q(numerador__isnull=True, denominador__isnull=True)
                | Q(numerador__gte=0, denominador__gt=0),
                name="avance_razon_valida",
                violation_error_message="Lo logrado y el total van juntos, y el total es mayor que cero.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.codigo} · {self.fecha:%d-%m-%Y}"

    def clean(self) -> None:
        if self.fecha and self.compromiso_id:
            anio = self.compromiso.objetivo.programa.ejercicio.anio
            if self.fecha.year != anio:
                raise ValidationError({"fecha": f"La fecha debe ser del año {anio}."})


def place_archivo(evidencia: "Evidencia", nombre: str) -> str:
    """A path of its own for every file, so that none is ever overwritten. It says nothing of its name."""
    ambito = evidencia.ambito
    return str(PurePosixPath("evidencias", str(ambito.anio), str(ambito.region_id), uuid4().hex))


class Evidencia(DeCompromiso):
    """A file that proves a commitment: against one of its means of verification, or beside a progress entry.

    Never overwritten: a new version names the one that it replaces. ``sha256`` is of the bytes as received.
    """

    compromiso = models.ForeignKey(
        Compromiso, models.PROTECT, related_name="evidencias", verbose_name="compromiso"
    )
    medio = models.ForeignKey(
        MedioVerificacion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="evidencias",
        verbose_name="medio de verificación",
    )
    avance = models.ForeignKey(
        Avance, models.PROTECT, null=True, blank=True, related_name="evidencias", editable=False
    )
    archivo = models.FileField("archivo", upload_to=place_archivo, editable=False)
    nombre = models.CharField("nombre del archivo", max_length=200, editable=False)
    tipo = models.CharField("tipo", max_length=100, editable=False)
    tamano = models.PositiveIntegerField("tamaño en bytes", editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    fecha_documento = models.DateField("fecha del documento", help_text="La que lleva escrita el documento.")
    descripcion = models.CharField("descripción", max_length=300, blank=True)
    subida_por = models.ForeignKey(Usuario, models.PROTECT, related_name="+", editable=False)
    subida_en = models.DateTimeField(default=timezone.now, editable=False)
    reemplaza = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reemplazada_por", editable=False
    )
    retirada_por = models.ForeignKey(
        Usuario, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    retirada_en = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "evidencia"
        verbose_name_plural = "evidencias"
        ordering = ["compromiso_id", "subida_en", "id"]

    def __str__(self) -> str:
        return f"{self.codigo} · {self.nombre}"


class Reclamo(DeCompromiso):
    """A territory's objection to a validation, and its ruling by someone other than the validator."""

    compromiso = models.ForeignKey(Compromiso, models.PROTECT, related_name="reclamos", verbose_name="compromiso")
    validado = models.CharField("validado", max_length=10, choices=Cumple.choices, editable=False)
    validado_por = models.ForeignKey(Usuario, models.PROTECT, related_name="+", editable=False)
    pide = models.CharField("respuesta que pide", max_length=10, choices=Cumple.choices)
    fundamento = models.TextField("fundamento")
    presentado_por = models.ForeignKey(Usuario, models.PROTECT, related_name="+", editable=False)
    presentado_en = models.DateTimeField(default=timezone.now, editable=False)
    estado = models.CharField(
        "estado",
        max_length=10,
        choices=EstadoReclamo.choices,
        default=EstadoReclamo.PENDIENTE,
        editable=False,
    )
    resolucion = models.TextField("resolución", blank=True, editable=False)
    resuelto_por = models.ForeignKey(
        Usuario, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    resuelto_en = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "reclamo"
        verbose_name_plural = "reclamos"
        ordering = ["-presentado_en", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["compromiso"],
                condition=Q(estado=EstadoReclamo.PENDIENTE),
                name="reclamo_pendiente_unico",
                violation_error_message="El compromiso ya tiene un reclamo pendiente.",
            ),
            models.CheckConstraint(
                condition=~Q(fundamento=""),
                name="reclamo_con_fundamento",
                violation_error_message="Escriba el fundamento del reclamo.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.codigo} · reclamo"
