"""The append-only record: who did what, when, what stood before and after, and why."""

from typing import Self

from django.db import models
from django.utils import timezone

from regiones.enums import Acto
from regiones.models.servicio import Servicio
from regiones.models.territorio import Region
from regiones.models.usuario import Usuario


class RegistroQuerySet(models.QuerySet["Registro"]):
    def visible_to(self, usuario: Usuario) -> Self:
        return self.filter(usuario.alcance.narrow("servicio", "region"))


class Registro(models.Model):
    """One written act. Rows are only added: the database itself refuses their change or deletion.

    ``antes`` and ``despues`` hold the changed fields alone, by name. ``lote`` joins the rows of one act.
    """

    momento = models.DateTimeField("momento", default=timezone.now, db_index=True)
    actor = models.ForeignKey(Usuario, models.PROTECT, null=True, related_name="registros", verbose_name="quién")
    acto = models.CharField("acto", max_length=20, choices=Acto.choices)
    servicio = models.ForeignKey(Servicio, models.PROTECT, null=True, related_name="+")
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+", verbose_name="territorio")
    anio = models.PositiveSmallIntegerField("año", null=True)
    clase = models.CharField("clase", max_length=60)
    objeto = models.BigIntegerField("identificador")
    codigo = models.CharField("código", max_length=200)
    antes = models.JSONField("antes", default=dict)
    despues = models.JSONField("después", default=dict)
    motivo = models.TextField("motivo", blank=True)
    lote = models.UUIDField("lote", null=True)

    objects = RegistroQuerySet.as_manager()

    class Meta:
        verbose_name = "registro"
        verbose_name_plural = "registros"
        ordering = ["-momento", "-id"]
        indexes = [
            models.Index(fields=["servicio", "anio", "region", "-momento"], name="registro_ambito"),
            models.Index(fields=["clase", "objeto"], name="registro_objeto"),
        ]

    def __str__(self) -> str:
        return f"{self.get_acto_display()} · {self.codigo}"
