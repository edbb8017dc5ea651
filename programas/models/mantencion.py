"""How each act that keeps the installation went: its backups, its audits, its purges."""

from django.db import models

from programas.enums import ClaseMantencion, ResultadoMantencion


class Mantencion(models.Model):
    """One run of a command, written when it ended: only added. Retention deletes the old ones.

    ``datos`` says what it did, in the words of its class: sizes, counts, findings; ``problema``, why it failed.
    """

    clase = models.CharField("qué", max_length=10, choices=ClaseMantencion.choices)
    comienzo = models.DateTimeField("comenzó")
    termino = models.DateTimeField("terminó")
    resultado = models.CharField("resultado", max_length=10, choices=ResultadoMantencion.choices)
    datos = models.JSONField("datos", default=dict)
    problema = models.TextField("problema", blank=True)

    class Meta:
        verbose_name = "mantención"
        verbose_name_plural = "mantenciones"
        ordering = ["-id"]
        indexes = [models.Index(fields=["clase", "resultado", "-id"], name="mantencion_ultima")]

    def __str__(self) -> str:
        return f"{self.get_clase_display()} del {self.comienzo:%d-%m-%Y}: {self.get_resultado_display()}"
