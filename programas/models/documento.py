"""The official documents of a whole service: asked for, written in the background, and kept as they came out."""

from pathlib import PurePosixPath
from typing import Self

from django.db import models
from django.utils import timezone

from programas.enums import ClaseDocumento, EstadoDocumento, FormatoDocumento
from programas.models.ejercicio import Ejercicio
from regiones.models import Ambito, Editable, Usuario


class DocumentoQuerySet(models.QuerySet["DocumentoGenerado"]):
    def visible_to(self, usuario: Usuario) -> Self:
        """Those of the services that one sees whole."""
        alcance = usuario.alcance
        return self if alcance.todo else self.filter(ejercicio__servicio__in=alcance.servicios_completos)


def place_documento(documento: "DocumentoGenerado", nombre: str) -> str:
    return str(PurePosixPath("documentos", documento.sha256[:2], documento.sha256))


class DocumentoGenerado(Editable):
    """One document of a service. ``paso`` is how far its writing goes, of ``pasos``; ``latido``, who is at it.

    ``resumen`` is what was found while it was written.
    """

    # Gather the data, compose the document, keep it. Of an evidence package, its files are counted instead.
    PASOS = 3

    ejercicio = models.ForeignKey(Ejercicio, models.PROTECT, related_name="documentos", verbose_name="ejercicio")
    actor = models.ForeignKey(Usuario, models.PROTECT, related_name="+", verbose_name="quién")
    clase = models.CharField("documento", max_length=12, choices=ClaseDocumento.choices)
    formato = models.CharField("formato", max_length=4, choices=FormatoDocumento.choices)
    momento = models.DateTimeField("momento", default=timezone.now)
    estado = models.CharField(
        "estado", max_length=12, choices=EstadoDocumento.choices, default=EstadoDocumento.EN_ESPERA, editable=False
    )
    paso = models.PositiveIntegerField("paso", default=0, editable=False)
    pasos = models.PositiveIntegerField("pasos", default=PASOS, editable=False)
    latido = models.DateTimeField(null=True, editable=False)
    archivo = models.FileField("archivo", upload_to=place_documento, editable=False)
    nombre = models.CharField("nombre del archivo", max_length=120, blank=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    tamano = models.PositiveBigIntegerField("tamaño en bytes", default=0, editable=False)
    resumen = models.JSONField("resumen", default=dict, blank=True, editable=False)
    problema = models.TextField("problema", blank=True, editable=False)

    objects = DocumentoQuerySet.as_manager()

    class Meta:
        verbose_name = "documento del servicio"
        verbose_name_plural = "documentos del servicio"
        ordering = ["-momento", "-id"]

    def __str__(self) -> str:
        return f"{self.get_clase_display()} de {self.ejercicio} en {self.get_formato_display()}"

    @property
    def ambito(self) -> Ambito:
        return Ambito(self.ejercicio.servicio_id, None, self.ejercicio.anio)
