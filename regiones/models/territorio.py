"""The regions of Chile, with Nivel Central as one more territory that commits."""

from datetime import date
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q

from regiones.models.base import Editable
from regiones.textos import fold_region

CUT_NIVEL_CENTRAL = "99"


class RegionQuerySet(models.QuerySet["Region"]):
    def existing_in(self, anio: int) -> Self:
        """The territories that exist during some day of the year (Ñuble: not before 2018)."""
        return self.filter(
            Q(vigente_hasta__isnull=True) | Q(vigente_hasta__gte=date(anio, 1, 1)),
            vigente_desde__lte=date(anio, 12, 31),
        )

    def get_by_natural_key(self, cut: str) -> "Region":
        return self.get(cut=cut)


class Region(Editable):
    cut = models.CharField(
        "código único territorial",
        max_length=2,
        unique=True,
        validators=[RegexValidator(r"^[0-9]{2}$", "El código tiene dos cifras, como «07».")],
        error_messages={"unique": "Ya existe un territorio con ese código."},
        help_text="Dos cifras, como texto: «07». Nivel Central es 99.",
    )
    romano = models.CharField("numeral antiguo", max_length=5, blank=True)
    nombre_oficial = models.CharField("nombre oficial", max_length=120)
    nombre_corto = models.CharField("nombre corto", max_length=60)
    iso_3166_2 = models.CharField("ISO 3166-2", max_length=6, blank=True)
    orden = models.PositiveSmallIntegerField(
        "orden",
        unique=True,
        help_text="De norte a sur; Nivel Central al final.",
        error_messages={"unique": "Otro territorio tiene ese orden."},
    )
    vigente_desde = models.DateField("vigente desde")
    vigente_hasta = models.DateField("vigente hasta", null=True, blank=True)
    antes_en = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="antes parte de", related_name="+"
    )

    objects = RegionQuerySet.as_manager()

    class Meta:
        verbose_name = "territorio"
        verbose_name_plural = "territorios"
        ordering = ["orden"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cut__regex=r"^[0-9]{2}$"),
                name="region_cut_dos_cifras",
                violation_error_message="El código del territorio tiene dos cifras, como «07».",
            ),
            models.CheckConstraint(
                condition=Q(vigente_hasta__isnull=True) | Q(vigente_hasta__gt=F("vigente_desde")),
                name="region_vigencia_ordenada",
                violation_error_message="El término de la vigencia debe ser posterior a su inicio.",
            ),
        ]

    def __str__(self) -> str:
        return self.nombre_corto

    def natural_key(self) -> tuple[str]:
        return (self.cut,)

    @property
    def es_nivel_central(self) -> bool:
        return self.cut == CUT_NIVEL_CENTRAL

    def exists_in(self, anio: int) -> bool:
        return self.vigente_desde.year <= anio and (self.vigente_hasta is None or self.vigente_hasta.year >= anio)


class AliasRegion(Editable):
    """Another spelling under which workbooks name a territory."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="alias", verbose_name="territorio")
    texto = models.CharField("escrito así", max_length=120)
    clave = models.CharField(
        "clave",
        max_length=120,
        unique=True,
        editable=False,
        error_messages={"unique": "Esa forma de escribir ya nombra a un territorio."},
    )

    class Meta:
        verbose_name = "alias de territorio"
        verbose_name_plural = "alias de territorios"
        ordering = ["region__orden", "texto"]

    def __str__(self) -> str:
        return f"{self.texto} → {self.region}"

    def clean(self) -> None:
        self.clave = fold_region(self.texto)
