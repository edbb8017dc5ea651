"""What somebody typed and has not saved yet: kept by itself, for the same person, in any browser."""

from django.db import models

from regiones.models import Usuario


class Borrador(models.Model):
    """The fields of a form under way. ``clave`` names the form and its row: «analisis/2009-07-III.1-03/12».

    ``version`` is that of the row when the typing began: a draft never overwrites what was saved meanwhile.
    """

    usuario = models.ForeignKey(Usuario, models.CASCADE, related_name="borradores")
    clave = models.CharField(max_length=120)
    datos = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    guardado_en = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "borrador"
        verbose_name_plural = "borradores"
        constraints = [
            models.UniqueConstraint(
                fields=["usuario", "clave"],
                name="borrador_unico_por_formulario",
                violation_error_message="Ya hay un borrador de ese formulario.",
            ),
        ]

    def __str__(self) -> str:
        return self.clave
