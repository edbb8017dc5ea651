"""Each workbook that was read into the system, and what was found in it."""

from typing import Self

from django.db import models
from django.utils import timezone

from programas.models.ejercicio import Ejercicio
from regiones.models import Region, Usuario


class ImportacionQuerySet(models.QuerySet["Importacion"]):
    def visible_to(self, usuario: Usuario) -> Self:
        return self.filter(usuario.alcance.narrow("ejercicio__servicio", "region"))


class Importacion(models.Model):
    """A workbook imported: only added, like the record. ``lote`` joins it to the rows it wrote there.

    ``resumen`` counts rows by table and outcome; ``hallazgos`` lists what the reader noticed, each with its
    rule, sheet, cell, value, message and remedy. ``original`` is where the file is kept, and ``respuestas`` what
    the person decided; ``deshace`` is the import that this one undid.
    """

    ejercicio = models.ForeignKey(
        Ejercicio, models.PROTECT, related_name="importaciones", verbose_name="ejercicio"
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="importaciones", verbose_name="territorio")
    momento = models.DateTimeField("momento", default=timezone.now)
    actor = models.ForeignKey(Usuario, models.PROTECT, null=True, related_name="+", verbose_name="quién")
    archivo = models.CharField("archivo", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    lote = models.UUIDField("lote", unique=True)
    resumen = models.JSONField("resumen", default=dict)
    hallazgos = models.JSONField("hallazgos", default=list)
    original = models.CharField("original", max_length=200, blank=True)
    respuestas = models.JSONField("respuestas", default=dict)
    deshace = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="deshecha_por", verbose_name="deshace"
    )

    objects = ImportacionQuerySet.as_manager()

    class Meta:
        verbose_name = "importación"
        verbose_name_plural = "importaciones"
        ordering = ["-momento", "-id"]

    def __str__(self) -> str:
        return f"{self.archivo} · {self.region}"
