"""The second factor of a person: what their telephone shares with us, and the codes for when it is lost."""

from django.db import models
from django.utils import timezone

from regiones.models.usuario import Usuario


class SegundoFactor(models.Model):
    """What a telephone was given. Its key is not stored: ``semilla`` and the installation's own give it together.

    ``ultimo_paso`` is the step of time of the last code that was taken: no earlier one, nor that, is taken again.
    """

    usuario = models.OneToOneField(Usuario, models.PROTECT, related_name="factor", verbose_name="de quién")
    semilla = models.CharField(max_length=64, editable=False)
    ultimo_paso = models.BigIntegerField("último paso", editable=False)

    class Meta:
        verbose_name = "segundo factor"
        verbose_name_plural = "segundos factores"

    def __str__(self) -> str:
        return f"Segundo factor de {self.usuario}"


class CodigoRecuperacion(models.Model):
    """A code that enters once, without the telephone. It is random and long, and only its hash is kept."""

    usuario = models.ForeignKey(
        Usuario, models.PROTECT, related_name="codigos_recuperacion", verbose_name="de quién"
    )
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    creado_en = models.DateTimeField("creado", default=timezone.now, editable=False)
    usado_en = models.DateTimeField("usado", null=True, editable=False)

    class Meta:
        verbose_name = "código de recuperación"
        verbose_name_plural = "códigos de recuperación"

    def __str__(self) -> str:
        return f"Código de recuperación de {self.usuario}"
