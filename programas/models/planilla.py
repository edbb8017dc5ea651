"""Workbooks on their way in: uploaded together, read, asked about, and applied or not."""

from pathlib import PurePosixPath
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from programas.enums import EstadoCarga, EstadoLibro
from programas.formulario.declaracion import squash_heading
from programas.formulario.hojas import HOJAS
from programas.models.ejercicio import Ejercicio
from programas.models.importacion import Importacion
from regiones.models import Ambito, Editable, Region, Servicio, Usuario


class CargaQuerySet(models.QuerySet["Carga"]):
    def visible_to(self, usuario: Usuario) -> Self:
        """One's own, and those of the services that one sees whole."""
        alcance = usuario.alcance
        if alcance.todo:
            return self
        return self.filter(Q(actor=usuario) | Q(ejercicio__servicio__in=alcance.servicios_completos)).filter(
            ejercicio__servicio__in=alcance.servicios
        )


class Carga(Editable):
    """The workbooks that one person uploads at once. ``latido`` tells a job at work from one that died."""

    ejercicio = models.ForeignKey(Ejercicio, models.PROTECT, related_name="cargas", verbose_name="ejercicio")
    actor = models.ForeignKey(Usuario, models.PROTECT, related_name="+", verbose_name="quién")
    momento = models.DateTimeField("momento", default=timezone.now)
    estado = models.CharField(
        "estado", max_length=12, choices=EstadoCarga.choices, default=EstadoCarga.EN_ESPERA, editable=False
    )
    latido = models.DateTimeField(null=True, editable=False)

    objects = CargaQuerySet.as_manager()

    class Meta:
        verbose_name = "carga de planillas"
        verbose_name_plural = "cargas de planillas"
        ordering = ["-momento", "-id"]

    def __str__(self) -> str:
        return f"Carga {self.pk} · {self.ejercicio}"

    @property
    def ambito(self) -> Ambito:
        return Ambito(self.ejercicio.servicio_id, None, self.ejercicio.anio)


def place_contenido(sha256: str) -> str:
    """Where the bytes of a workbook are kept: by what they are, so that the same file is kept once."""
    return str(PurePosixPath("planillas", sha256[:2], sha256))


def place_original(libro: "LibroCargado", nombre: str) -> str:
    return place_contenido(libro.sha256)


class LibroCargadoQuerySet(models.QuerySet["LibroCargado"]):
    def visible_to(self, usuario: Usuario) -> Self:
        """Of the cargas within reach, the workbooks of territories within reach, or of none yet."""
        alcanza = Q(region=None) | usuario.alcance.narrow("carga__ejercicio__servicio", "region")
        return self.filter(Q() if usuario.alcance.todo else alcanza, carga__in=Carga.objects.visible_to(usuario))


class LibroCargado(Editable):
    """One workbook of a carga.

    ``vista`` is what its preview told; ``respuestas`` what the person answered, by question; ``problema`` why the
    file could not be read at all.
    """

    carga = models.ForeignKey(Carga, models.CASCADE, related_name="libros", verbose_name="carga")
    orden = models.PositiveSmallIntegerField("orden", default=0)
    archivo = models.CharField("archivo", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    tamano = models.PositiveIntegerField("tamaño en bytes")
    original = models.FileField("original", upload_to=place_original, editable=False)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="territorio"
    )
    estado = models.CharField(
        "estado", max_length=12, choices=EstadoLibro.choices, default=EstadoLibro.EN_ESPERA, editable=False
    )
    respuestas = models.JSONField("respuestas", default=dict, blank=True)
    vista = models.JSONField("vista previa", default=dict, blank=True)
    problema = models.TextField("problema", blank=True)
    importacion = models.OneToOneField(
        Importacion, models.PROTECT, null=True, blank=True, related_name="libro", verbose_name="importación"
    )

    objects = LibroCargadoQuerySet.as_manager()

    class Meta:
        verbose_name = "libro cargado"
        verbose_name_plural = "libros cargados"
        ordering = ["carga_id", "orden", "id"]

    def __str__(self) -> str:
        return self.archivo

    @property
    def ambito(self) -> Ambito:
        return Ambito(self.carga.ejercicio.servicio_id, self.region_id, self.carga.ejercicio.anio)


class AliasColumnaQuerySet(models.QuerySet["AliasColumna"]):
    def visible_to(self, usuario: Usuario) -> Self:
        alcance = usuario.alcance
        return self if alcance.todo else self.filter(servicio__in=alcance.servicios)


class AliasColumna(Editable):
    """A heading that the workbooks of a service use for a column of the form, once a person said which.

    ``tabla`` and ``columna`` are keys of the declaration («control», «ponderacion»); a blank ``columna`` says that
    the heading is of no column of the form.
    """

    servicio = models.ForeignKey(Servicio, models.PROTECT, related_name="+", verbose_name="servicio")
    tabla = models.CharField("tabla", max_length=20)
    columna = models.CharField("columna", max_length=20, blank=True)
    texto = models.CharField("escrito así", max_length=200)
    clave = models.CharField("clave", max_length=200, editable=False)

    objects = AliasColumnaQuerySet.as_manager()

    class Meta:
        verbose_name = "alias de columna"
        verbose_name_plural = "alias de columnas"
        ordering = ["servicio_id", "tabla", "columna", "texto"]
        constraints = [
            models.UniqueConstraint(
                fields=["servicio", "tabla", "clave"],
                name="alias_columna_unico_por_servicio",
                violation_error_message="Ese encabezado ya nombra a una columna.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.texto} → {self.columna or 'ninguna columna'}"

    def clean(self) -> None:
        self.clave = squash_heading(self.texto)
        columnas = {tabla.clave: tabla.columnas for hoja in HOJAS.values() for tabla in hoja.tablas}
        if self.tabla not in columnas:
            raise ValidationError({"tabla": f"La tabla es una de estas: {', '.join(columnas)}."})
        claves = [columna.clave for columna in columnas[self.tabla]]
        if self.columna and self.columna not in claves:
            raise ValidationError({"columna": f"La columna es una de estas: {', '.join(claves)}."})

    @property
    def ambito(self) -> Ambito:
        return Ambito(servicio_id=self.servicio_id)
