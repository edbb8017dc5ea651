"""What was reminded to whom by mail, and how it went."""

from django.db import models
from django.utils import timezone

from programas.enums import EstadoRecordatorio
from regiones.models import Usuario


class Recordatorio(models.Model):
    """The message of a day to a person: one at most. Written before it is sent, so that none goes out twice."""

    usuario = models.ForeignKey(Usuario, models.PROTECT, related_name="recordatorios", verbose_name="a quién")
    dia = models.DateField("día")
    estado = models.CharField(
        "estado", max_length=10, choices=EstadoRecordatorio.choices, default=EstadoRecordatorio.EN_CURSO
    )
    cosas = models.PositiveSmallIntegerField("cuántas cosas")
    momento = models.DateTimeField("momento", default=timezone.now)
    problema = models.CharField("problema", max_length=300, blank=True)

    class Meta:
        verbose_name = "recordatorio"
        verbose_name_plural = "recordatorios"
        ordering = ["-dia", "usuario_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["usuario", "dia"],
                name="recordatorio_uno_por_dia",
                violation_error_message="A esa persona ya se le recordó ese día.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.usuario}, {self.dia:%d-%m-%Y}: {self.get_estado_display()}"
