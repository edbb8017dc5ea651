"""A closed year, frozen: what was decided, from what, under which rules."""

from typing import Self

from django.db import models
from django.utils import timezone

from programas.models.ejercicio import Ejercicio
from programas.scoring.certificado import LARGO_CODIGO, show_codigo
from regiones.models import Usuario


class CierreQuerySet(models.QuerySet["Cierre"]):
    def visible_to(self, usuario: Usuario) -> Self:
        alcance = usuario.alcance
        return self if alcance.todo else self.filter(ejercicio__servicio__in=alcance.servicios_completos)


class Cierre(models.Model):
    """The snapshot of a closing. A correction is a new version with its reason: rows are only added.

    ``entrada`` is the case that ``programas.scoring`` reads and ``resultado`` what it answered, ``contenido`` what
    each row of the form said; ``sha256`` is of the three, and of the version of the rules.
    """

    ejercicio = models.ForeignKey(Ejercicio, models.PROTECT, related_name="cierres", verbose_name="ejercicio")
    numero = models.PositiveSmallIntegerField("versión")
    cerrado_por = models.ForeignKey(Usuario, models.PROTECT, related_name="+", verbose_name="cerrado por")
    cerrado_en = models.DateTimeField("cerrado", default=timezone.now)
    motivo = models.TextField("motivo", blank=True)
    reglas = models.CharField("versión de las reglas", max_length=20)
    entrada = models.JSONField("datos del cálculo")
    resultado = models.JSONField("resultado")
    contenido = models.JSONField("contenido")
    sha256 = models.CharField("SHA-256", max_length=64)

    objects = CierreQuerySet.as_manager()

    class Meta:
        verbose_name = "cierre"
        verbose_name_plural = "cierres"
        ordering = ["ejercicio_id", "-numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["ejercicio", "numero"],
                name="cierre_numero_unico",
                violation_error_message="El ejercicio ya tiene un cierre con ese número.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ejercicio} · cierre {self.numero}"


class CertificadoQuerySet(models.QuerySet["Certificado"]):
    def visible_to(self, usuario: Usuario) -> Self:
        return self.filter(cierre__in=Cierre.objects.visible_to(usuario))


class Certificado(models.Model):
    """What of a closing is public, with its seals (``scoring.certificado``): whoever has its code reads it.

    Written once, whole: names of the service and of its territories stay as they were.
    """

    cierre = models.OneToOneField(Cierre, models.PROTECT, related_name="certificado", verbose_name="cierre")
    codigo = models.CharField("código", max_length=LARGO_CODIGO)
    huella = models.CharField("SHA-256", max_length=64)
    datos = models.JSONField("certificado")
    emitido_en = models.DateTimeField("emitido", default=timezone.now)

    objects = CertificadoQuerySet.as_manager()

    class Meta:
        verbose_name = "certificado"
        verbose_name_plural = "certificados"
        ordering = ["cierre_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["codigo"],
                name="certificado_codigo_unico",
                violation_error_message="Ya hay un certificado con ese código.",
            ),
        ]

    def __str__(self) -> str:
        return show_codigo(self.codigo)
