"""The analysis of progress of sheet III.4: one per objective and corte."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models

from programas.enums import EstadoPrograma
from programas.models.base import FilaFormulario, Procedencia
from programas.models.ejercicio import Corte
from programas.models.programa import ObjetivoEspecifico, ProgramaTrabajo
from regiones.models import Ambito, Editable, Region, Usuario


class AnalisisQuerySet(models.QuerySet["AnalisisAvance"]):
    def visible_to(self, usuario: Usuario) -> Self:
        return self.filter(usuario.alcance.narrow("programa__ejercicio__servicio", "programa__region"))


class AnalisisAvance(FilaFormulario, Procedencia):
    """What was advanced, and what is recommended, for one objective at one corte.

    An imported analysis whose objective is worded otherwise waits without ``objetivo`` until a person
    links it (V14); ``objetivo_texto`` keeps what the sheet says.
    """

    programa = models.ForeignKey(ProgramaTrabajo, models.PROTECT, related_name="analisis", verbose_name="programa")
    corte = models.ForeignKey(Corte, models.PROTECT, related_name="analisis", verbose_name="corte")
    objetivo = models.ForeignKey(
        ObjetivoEspecifico,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="analisis",
        verbose_name="objetivo",
    )
    objetivo_texto = models.TextField("objetivo como está escrito", blank=True)
    avance_efectivo = models.TextField("avance efectivo", blank=True)
    avance_medidas = models.TextField("avance de las medidas de la autoridad", blank=True)
    recomendaciones = models.TextField("recomendaciones y compromisos", blank=True)
    sin_recomendaciones = models.BooleanField("sin recomendaciones", default=False)
    responsable = models.TextField(
        "responsable", blank=True, help_text="Quien implementa las recomendaciones (nota 5)."
    )

    copiado_de = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name="copiado del corte anterior",
    )

    objects = AnalisisQuerySet.as_manager()

    class Meta:
        verbose_name = "análisis del avance"
        verbose_name_plural = "análisis del avance"
        ordering = ["programa_id", "corte_id", "orden", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["programa", "codigo"],
                name="analisis_codigo_unico",
                violation_error_message="Ya existe una fila con ese código.",
            ),
            models.UniqueConstraint(
                fields=["objetivo", "corte"],
                name="analisis_unico_por_corte",
                violation_error_message="El objetivo ya tiene su análisis en ese corte.",
            ),
        ]

    def clean(self) -> None:
        if self.objetivo is not None and self.objetivo.programa_id != self.programa_id:
            raise ValidationError({"objetivo": "El objetivo pertenece a otro programa."})
        if self.corte_id and self.programa_id and self.corte.ejercicio_id != self.programa.ejercicio_id:
            raise ValidationError({"corte": "El corte pertenece a otro ejercicio."})

    @property
    def ambito(self) -> Ambito:
        return self.programa.ambito


class InformeQuerySet(models.QuerySet["InformeAvance"]):
    def visible_to(self, usuario: Usuario) -> Self:
        return self.filter(usuario.alcance.narrow("corte__ejercicio__servicio", "region"))


class InformeAvance(Editable):
    """Sheet III.4 of a territory at a corte, as one document: drafted, sent, observed or approved."""

    corte = models.ForeignKey(Corte, models.PROTECT, related_name="informes", verbose_name="corte")
    region = models.ForeignKey(Region, models.PROTECT, related_name="informes", verbose_name="territorio")
    estado = models.CharField(
        "estado",
        max_length=20,
        choices=EstadoPrograma.choices,
        default=EstadoPrograma.BORRADOR,
        editable=False,
    )
    enviado_por = models.ForeignKey(
        Usuario, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    enviado_en = models.DateTimeField("enviado", null=True, blank=True, editable=False)

    objects = InformeQuerySet.as_manager()

    class Meta:
        verbose_name = "informe del avance"
        verbose_name_plural = "informes del avance"
        ordering = ["corte_id", "region__orden"]
        constraints = [
            models.UniqueConstraint(
                fields=["corte", "region"],
                name="informe_unico_por_corte",
                violation_error_message="El territorio ya tiene su informe en ese corte.",
            ),
        ]

    def __str__(self) -> str:
        return self.codigo

    @property
    def codigo(self) -> str:
        """«2009-07-III.4-2009-06-30»: year, territory, sheet and date of the corte."""
        return f"{self.corte.ejercicio.anio}-{self.region.cut}-III.4-{self.corte.fecha_medicion:%Y-%m-%d}"

    @property
    def ambito(self) -> Ambito:
        return Ambito(self.corte.ejercicio.servicio_id, self.region_id, self.corte.ejercicio.anio)
