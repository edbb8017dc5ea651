"""The coordination bodies of sheet III.2: columns (2) to (6) of its first table."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models

from programas.enums import Tipo
from programas.models.base import FilaFormulario, Procedencia
from programas.models.programa import ObjetivoEspecifico, ProgramaTrabajo
from regiones.models import Ambito, Region, Usuario


class InstanciaQuerySet(models.QuerySet["Instancia"]):
    def visible_to(self, usuario: Usuario) -> Self:
        return self.filter(usuario.alcance.narrow("programa__ejercicio__servicio", "programa__region"))


class Instancia(FilaFormulario, Procedencia):
    """A body of territorial complementarity: its territories as written, and as a set of regions."""

    programa = models.ForeignKey(
        ProgramaTrabajo, models.PROTECT, related_name="instancias", verbose_name="programa"
    )
    nombre = models.TextField("instancia")
    problema = models.TextField("principal problema a resolver", blank=True)
    territorios = models.TextField("territorios en los que opera", blank=True)
    instituciones = models.TextField("instituciones participantes", blank=True)
    productos = models.TextField("productos o subproductos", blank=True)
    regiones = models.ManyToManyField(Region, blank=True, related_name="instancias", verbose_name="regiones")
    objetivos = models.ManyToManyField(
        ObjetivoEspecifico, blank=True, related_name="instancias", verbose_name="objetivos"
    )

    objects = InstanciaQuerySet.as_manager()

    class Meta:
        verbose_name = "instancia"
        verbose_name_plural = "instancias"
        ordering = ["programa_id", "orden", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programa", "codigo"],
                name="instancia_codigo_unico",
                violation_error_message="Ya existe una fila con ese código.",
            ),
        ]

    def clean(self) -> None:
        if self.programa_id and self.programa.tipo != Tipo.COMPLEMENTARIEDAD:
            raise ValidationError({"programa": "Las instancias pertenecen a un programa III.2."})

    @property
    def ambito(self) -> Ambito:
        return self.programa.ambito
