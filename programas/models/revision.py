"""What is sent to review, what the reviewer says of each row, and the conversation that stays on it."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from programas.enums import Asunto, Decision
from programas.models.analisis import InformeAvance
from programas.models.programa import ProgramaTrabajo
from regiones.models import Ambito, Editable, Usuario


class DeProgramaQuerySet(models.QuerySet[Any]):
    def visible_to(self, usuario: Usuario) -> Self:
        return self.filter(usuario.alcance.narrow("programa__ejercicio__servicio", "programa__region"))


class EnvioQuerySet(models.QuerySet["Envio"]):
    def visible_to(self, usuario: Usuario) -> Self:
        alcance = usuario.alcance
        return self.filter(
            alcance.narrow("programa__ejercicio__servicio", "programa__region")
            | alcance.narrow("informe__corte__ejercicio__servicio", "informe__region")
        )


class Envio(models.Model):
    """A submission of a programme, or of the report of a corte: what each row said when it was sent, so that the
    next one shows its changes.

    ``contenido`` maps the code of each row to its columns as the form shows them; ``justificaciones`` maps a
    rule (V1 to V5) to why it is not met. Submissions are only added.
    """

    programa = models.ForeignKey(
        ProgramaTrabajo, models.PROTECT, null=True, blank=True, related_name="envios", verbose_name="programa"
    )
    informe = models.ForeignKey(
        InformeAvance, models.PROTECT, null=True, blank=True, related_name="envios", verbose_name="informe"
    )
    numero = models.PositiveSmallIntegerField("número")
    enviado_por = models.ForeignKey(Usuario, models.PROTECT, related_name="+", verbose_name="enviado por")
    enviado_en = models.DateTimeField("enviado", default=timezone.now)
    contenido = models.JSONField("contenido", default=dict)
    justificaciones = models.JSONField("justificaciones", default=dict, blank=True)

    objects = EnvioQuerySet.as_manager()

    class Meta:
        verbose_name = "envío"
        verbose_name_plural = "envíos"
        ordering = ["programa_id", "informe_id", "-numero"]
        constraints = [
            models.UniqueConstraint(
                fields=["programa", "numero"],
                name="envio_numero_unico",
                violation_error_message="El programa ya tiene un envío con ese número.",
            ),
            models.UniqueConstraint(
                fields=["informe", "numero"],
                name="envio_numero_unico_por_informe",
                violation_error_message="El informe ya tiene un envío con ese número.",
            ),
            models.CheckConstraint(
                condition=Q(programa__isnull=False, informe__isnull=True)
                | Q(programa__isnull=True, informe__isnull=False),
                name="envio_de_un_documento",
                violation_error_message="Un envío es de un programa, o del informe de un corte.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.documento.codigo} · envío {self.numero}"

    @property
    def documento(self) -> ProgramaTrabajo | InformeAvance:
        documento = self.programa or self.informe
        assert documento is not None  # noqa: S101
        return documento


class RevisionFila(models.Model):
    """The reviewer's decision on one row of a submission. ``fila`` is the row's code."""

    envio = models.ForeignKey(Envio, models.PROTECT, related_name="revisiones", verbose_name="envío")
    fila = models.CharField("fila", max_length=40)
    decision = models.CharField("decisión", max_length=10, choices=Decision.choices)
    revisor = models.ForeignKey(Usuario, models.PROTECT, related_name="+", verbose_name="revisor")
    momento = models.DateTimeField("momento", default=timezone.now)

    class Meta:
        verbose_name = "revisión de una fila"
        verbose_name_plural = "revisiones de filas"
        ordering = ["envio_id", "fila"]
        constraints = [
            models.UniqueConstraint(
                fields=["envio", "fila"],
                name="revision_unica_por_fila",
                violation_error_message="La fila ya está revisada en ese envío.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fila}: {self.get_decision_display()}"


class Observacion(Editable):
    """A remark of the central unit on a row, with its conversation. It never touches the author's text.

    ``fila`` is the code of the row of the form (an objective, commitment, body or analysis), or of the programme.
    """

    programa = models.ForeignKey(
        ProgramaTrabajo, models.PROTECT, related_name="observaciones", verbose_name="programa"
    )
    fila = models.CharField("fila", max_length=40)
    asunto = models.CharField(
        "sobre qué", max_length=20, choices=Asunto.choices, default=Asunto.COMPROMETIDO, editable=False
    )
    abierta_por = models.ForeignKey(Usuario, models.PROTECT, related_name="+", editable=False)
    abierta_en = models.DateTimeField(default=timezone.now, editable=False)
    respondida = models.BooleanField("respondida", default=False, editable=False)
    resuelta_por = models.ForeignKey(
        Usuario, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    resuelta_en = models.DateTimeField(null=True, blank=True, editable=False)

    objects = DeProgramaQuerySet.as_manager()

    class Meta:
        verbose_name = "observación"
        verbose_name_plural = "observaciones"
        ordering = ["abierta_en", "id"]
        indexes = [
            models.Index(
                fields=["programa", "fila"], condition=Q(resuelta_en__isnull=True), name="observacion_abierta"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fila} · observación del {timezone.localtime(self.abierta_en):%d-%m-%Y}"

    @property
    def codigo(self) -> str:
        return self.fila

    @property
    def abierta(self) -> bool:
        return self.resuelta_en is None

    @property
    def ambito(self) -> Ambito:
        return self.programa.ambito


class Mensaje(models.Model):
    """One turn of the conversation on a remark. Messages are only added."""

    observacion = models.ForeignKey(
        Observacion, models.PROTECT, related_name="mensajes", verbose_name="observación"
    )
    autor = models.ForeignKey(Usuario, models.PROTECT, related_name="+", verbose_name="autor")
    momento = models.DateTimeField("momento", default=timezone.now)
    texto = models.TextField("texto")

    class Meta:
        verbose_name = "mensaje"
        verbose_name_plural = "mensajes"
        ordering = ["momento", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(texto=""), name="mensaje_con_texto", violation_error_message="Escriba el mensaje."
            ),
        ]

    def __str__(self) -> str:
        return f"{self.autor}: {self.texto[:60]}"
