"""How programs read on somebody's behalf: the tokens that a person gives out, and how often they are asked."""

from datetime import date
from hashlib import sha256
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from regiones.models.usuario import Usuario


class FichaQuerySet(models.QuerySet["Ficha"]):
    def in_force(self, dia: date) -> Self:
        return self.filter(revocada_en__isnull=True, vence_en__gte=dia, usuario__is_active=True)

    def find_vigente(self, clave: str) -> "Ficha | None":
        """The token in force that a program presents, with its person: one query."""
        suma = compute_suma(clave)
        return self.in_force(timezone.localdate()).select_related("usuario").filter(sha256=suma).first()


class Ficha(models.Model):
    """A token by which a program reads what its person sees, until a day. Only its hash is kept.

    It is random and long: a plain SHA-256 is as hard to turn back as the token to guess.
    """

    usuario = models.ForeignKey(Usuario, models.PROTECT, related_name="fichas", verbose_name="de quién")
    nombre = models.CharField("para qué", max_length=100, help_text="Qué programa la usará: «Panel de Maule».")
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    comienzo = models.CharField("comienza con", max_length=12, editable=False)
    creada_en = models.DateTimeField("creada", default=timezone.now, editable=False)
    vence_en = models.DateField("vence", help_text="Último día en que sirve: a lo más, dentro de un año.")
    ultimo_uso = models.DateField("último uso", null=True, editable=False)
    revocada_en = models.DateTimeField("revocada", null=True, editable=False)
    revocada_por = models.ForeignKey(Usuario, models.PROTECT, null=True, related_name="+", editable=False)

    objects = FichaQuerySet.as_manager()

    class Meta:
        verbose_name = "ficha de acceso"
        verbose_name_plural = "fichas de acceso"
        ordering = ["-creada_en", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(revocada_en__isnull=True) | Q(revocada_por__isnull=False),
                name="ficha_revocada_por_alguien",
                violation_error_message="Una ficha revocada dice quién la revocó.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nombre} ({self.comienzo}…)"

    @property
    def vigente(self) -> bool:
        return self.revocada_en is None and self.vence_en >= timezone.localdate()

    @property
    def estado(self) -> str:
        if self.revocada_en is not None:
            return "Revocada"
        return "Vigente" if self.vigente else "Vencida"


class Consumo(models.Model):
    """How often something was asked in a span of time that still runs: one row each, written by every process."""

    clave = models.CharField(max_length=100, primary_key=True, help_text="Qué se pide y quién, sin nombrarlo.")
    termina = models.BigIntegerField(db_index=True, help_text="Segundos desde 1970.")
    pedidos = models.PositiveIntegerField()

    class Meta:
        verbose_name = "consumo"
        verbose_name_plural = "consumos"

    def __str__(self) -> str:
        return f"{self.clave}: {self.pedidos}"


def compute_suma(clave: str) -> str:
    return sha256(clave.encode(errors="replace")).hexdigest()
