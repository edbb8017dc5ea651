"""The append-only record: who did what, when, what stood before and after, and why."""

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from regiones.enums import Acto
from regiones.models.servicio import Servicio
from regiones.models.territorio import Region
from regiones.models.usuario import Asignacion, Usuario

# The catalogue of territories is of every service.
DE_TODOS = ("regiones.region", "regiones.aliasregion")


class RegistroQuerySet(models.QuerySet["Registro"]):
    def visible_to(self, usuario: Usuario) -> Self:
        alcance = usuario.alcance
        if alcance.todo:
            return self
        return self.filter(alcance.narrow("servicio", "region") | match_sin_servicio(alcance.servicios_completos))

    def of_servicio(self, servicio_id: int) -> Self:
        """The acts of a service, and those of no service that are also its own."""
        return self.filter(Q(servicio=servicio_id) | match_sin_servicio({servicio_id}))

    def of_filas(self, servicio_id: int | None, modelo: type[models.Model], claves: Any) -> Self:
        """The acts on some rows of a table, by their keys, and of the service that they belong to, if any."""
        return self.filter(servicio=servicio_id, clase=modelo._meta.label_lower, objeto__in=claves)


def match_sin_servicio(servicios: Collection[int]) -> Q:
    """What was done to territories, and to the accounts of people assigned to these services, now or before."""
    if not servicios:
        return Q(pk__in=[])
    personas = Asignacion.objects.filter(servicio__in=servicios).order_by().values("usuario")
    return Q(
        Q(clase__in=DE_TODOS) | Q(clase=Usuario._meta.label_lower, objeto__in=personas), servicio__isnull=True
    )


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
            models.Index(fields=["servicio", "clase", "objeto"], name="registro_fila"),
            models.Index(fields=["servicio", "-id"], name="registro_ultimo"),
            models.Index(fields=["servicio", "momento"], name="registro_reciente"),
        ]

    def __str__(self) -> str:
        return f"{self.get_acto_display()} · {self.codigo}"
