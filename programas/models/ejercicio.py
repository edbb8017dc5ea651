"""The year of a service, and the dates at which its progress is analysed."""

from fractions import Fraction
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from programas import scoring
from programas.enums import BasePonderacion, EstadoCorte, Etapa, Lectura
from programas.models.campos import PorcentajeField, as_fraction
from regiones.models import Ambito, Editable, Region, Servicio, Usuario


class EjercicioQuerySet(models.QuerySet["Ejercicio"]):
    def visible_to(self, usuario: Usuario) -> Self:
        alcance = usuario.alcance
        return self if alcance.todo else self.filter(servicio__in=alcance.servicios)

    def get_by_natural_key(self, servicio: str, anio: int) -> "Ejercicio":
        return self.get(servicio__codigo=servicio, anio=anio)


class Ejercicio(Editable):
    """A service's year: its threshold, its official reading, its stage."""

    servicio = models.ForeignKey(Servicio, models.PROTECT, related_name="ejercicios", verbose_name="servicio")
    anio = models.PositiveSmallIntegerField("año")
    umbral = PorcentajeField(
        "umbral", default=900_000, help_text="Porcentaje que valida un programa: 90 % (nota 11)."
    )
    lectura = models.CharField(
        "lectura oficial",
        max_length=20,
        choices=Lectura.choices,
        default=Lectura.POR_PROGRAMA,
        help_text="Qué debe alcanzar el umbral: cada programa o el territorio completo.",
    )
    base_ponderacion = models.CharField(
        "base de la ponderación",
        max_length=20,
        choices=BasePonderacion.choices,
        default=BasePonderacion.PROGRAMA,
        help_text="Sobre qué suman 100 % las ponderaciones escritas.",
    )
    cuenta_nivel_central = models.BooleanField(
        "el Nivel Central cuenta",
        default=True,
        help_text="Si sus programas entran en el resultado nacional como los de una región.",
    )
    exige_evidencia = models.BooleanField(
        "exige evidencia",
        default=True,
        help_text="Si declarar «sí» necesita al menos un archivo que lo pruebe (V6).",
    )
    reclamos_desde = models.DateField(
        "reclamos desde", null=True, blank=True, help_text="Primer día para reclamar de una validación."
    )
    reclamos_hasta = models.DateField(
        "reclamos hasta", null=True, blank=True, help_text="Último día para reclamar de una validación."
    )
    etapa = models.CharField(
        "etapa", max_length=20, choices=Etapa.choices, default=Etapa.FORMULACION, editable=False
    )

    objects = EjercicioQuerySet.as_manager()

    class Meta:
        verbose_name = "ejercicio"
        verbose_name_plural = "ejercicios"
        ordering = ["servicio_id", "-anio"]
        constraints = [
            models.UniqueConstraint(
                fields=["servicio", "anio"],
                name="ejercicio_unico_por_anio",
                violation_error_message="El servicio ya tiene un ejercicio de ese año.",
            ),
            models.CheckConstraint(
                condition=Q(umbral__gt=0, umbral__lte=scoring.PESO_MAXIMO),
                name="ejercicio_umbral_valido",
                violation_error_message="El umbral debe ser mayor que 0 %% y no mayor que 100 %%.",
            ),
            models.CheckConstraint(
                condition=Q(anio__gte=2000, anio__lte=2100),
                name="ejercicio_anio_valido",
                violation_error_message="El año debe estar entre 2000 y 2100.",
            ),
            models.CheckConstraint(
                condition=Q(reclamos_desde__isnull=True, reclamos_hasta__isnull=True)
                | Q(reclamos_desde__isnull=False, reclamos_hasta__gte=F("reclamos_desde")),
                name="ejercicio_plazo_de_reclamos",
                violation_error_message="El plazo de reclamos lleva primer y último día, en ese orden.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.servicio} {self.anio}"

    def natural_key(self) -> tuple[str, int]:
        return (self.servicio.codigo, self.anio)

    natural_key.dependencies = ["regiones.servicio"]  # type: ignore[attr-defined]

    @property
    def cerrado(self) -> bool:
        return self.etapa == Etapa.CERRADO

    @property
    def umbral_razon(self) -> Fraction:
        """The threshold as an exact share of 1."""
        return as_fraction(self.umbral)

    @property
    def columna_4_es_resultado(self) -> bool:
        """Until EVALUACION column (4) of the form carries the meta; from then on, the result."""
        return Etapa(self.etapa).orden >= Etapa.EVALUACION.orden

    @property
    def regiones(self) -> models.QuerySet[Region]:
        """The territories of the year: those that exist in it, and those that commit something, whatever the
        catalogue says since."""
        comprometen = Region.objects.filter(pk__in=self.programas.values("region"))
        return Region.objects.existing_in(self.anio) | comprometen

    @property
    def ambito(self) -> Ambito:
        return Ambito(servicio_id=self.servicio_id, anio=self.anio)


class CorteQuerySet(models.QuerySet["Corte"]):
    def visible_to(self, usuario: Usuario) -> Self:
        alcance = usuario.alcance
        return self if alcance.todo else self.filter(ejercicio__servicio__in=alcance.servicios)


class Corte(Editable):
    """A date at which progress is measured (sheet III.4) and the deadline to write its analysis."""

    ejercicio = models.ForeignKey(Ejercicio, models.PROTECT, related_name="cortes", verbose_name="ejercicio")
    fecha_medicion = models.DateField("fecha de medición")
    plazo = models.DateField("plazo", help_text="Último día para escribir el análisis.")
    estado = models.CharField(
        "estado", max_length=10, choices=EstadoCorte.choices, default=EstadoCorte.PREVISTO, editable=False
    )

    objects = CorteQuerySet.as_manager()

    class Meta:
        verbose_name = "corte"
        verbose_name_plural = "cortes"
        ordering = ["ejercicio_id", "fecha_medicion"]
        constraints = [
            models.UniqueConstraint(
                fields=["ejercicio", "fecha_medicion"],
                name="corte_unico_por_fecha",
                violation_error_message="El ejercicio ya tiene un corte en esa fecha.",
            ),
            models.CheckConstraint(
                condition=Q(plazo__gte=F("fecha_medicion")),
                name="corte_plazo_posterior",
                violation_error_message="El plazo no puede ser anterior a la fecha de medición.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ejercicio} · {self.fecha_medicion:%d-%m-%Y}"

    @property
    def vencido(self) -> bool:
        """Whether it is still open past its deadline: it does not close by itself."""
        return self.abierto and self.plazo < timezone.localdate()

    def clean(self) -> None:
        if self.fecha_medicion and self.ejercicio_id and self.fecha_medicion.year != self.ejercicio.anio:
            raise ValidationError(
                {"fecha_medicion": f"La fecha de medición debe ser del año {self.ejercicio.anio}."}
            )

    @property
    def abierto(self) -> bool:
        return self.estado == EstadoCorte.ABIERTO

    @property
    def ambito(self) -> Ambito:
        return self.ejercicio.ambito
