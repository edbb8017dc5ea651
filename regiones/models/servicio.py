"""The public service and the units that answer for its commitments."""

from typing import TYPE_CHECKING, Self

from django.core.validators import RegexValidator
from django.db import models

from regiones.models.base import Ambito, Editable
from regiones.textos import fold_text

if TYPE_CHECKING:
    from regiones.models.usuario import Usuario


class ServicioQuerySet(models.QuerySet["Servicio"]):
    def visible_to(self, usuario: "Usuario") -> Self:
        """The services in which the user has some assignment in force."""
        alcance = usuario.alcance
        return self if alcance.todo else self.filter(pk__in=alcance.servicios)

    def get_by_natural_key(self, codigo: str) -> "Servicio":
        return self.get(codigo=codigo)


class Servicio(Editable):
    codigo = models.CharField(
        "código",
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9-]+$", "Use minúsculas, cifras y guiones: «sernam».")],
        error_messages={"unique": "Ya existe un servicio con ese código."},
        help_text="Corto y estable: aparece en las direcciones de las páginas.",
    )
    sigla = models.CharField("sigla", max_length=20)
    nombre = models.CharField("nombre", max_length=150)

    objects = ServicioQuerySet.as_manager()

    class Meta:
        verbose_name = "servicio"
        verbose_name_plural = "servicios"
        ordering = ["sigla"]

    def __str__(self) -> str:
        return self.sigla

    def natural_key(self) -> tuple[str]:
        return (self.codigo,)

    @property
    def ambito(self) -> Ambito:
        return Ambito(servicio_id=self.pk)


class UnidadQuerySet(models.QuerySet["UnidadResponsable"]):
    def visible_to(self, usuario: "Usuario") -> Self:
        alcance = usuario.alcance
        return self if alcance.todo else self.filter(servicio__in=alcance.servicios)

    def get_by_natural_key(self, servicio: str, nombre: str) -> "UnidadResponsable":
        return self.get(servicio__codigo=servicio, nombre=nombre)


class UnidadResponsable(Editable):
    """A unit as column (6) of the form names it. Its other spellings are aliases, not new units."""

    servicio = models.ForeignKey(Servicio, models.PROTECT, related_name="unidades", verbose_name="servicio")
    nombre = models.CharField("nombre", max_length=150)
    clave = models.CharField("clave", max_length=150, editable=False)
    vigente = models.BooleanField("vigente", default=True)

    objects = UnidadQuerySet.as_manager()

    class Meta:
        verbose_name = "unidad responsable"
        verbose_name_plural = "unidades responsables"
        ordering = ["servicio_id", "nombre"]
        constraints = [
            models.UniqueConstraint(
                fields=["servicio", "clave"],
                name="unidad_unica_por_servicio",
                violation_error_message="El servicio ya tiene una unidad con ese nombre.",
            )
        ]

    def __str__(self) -> str:
        return self.nombre

    def natural_key(self) -> tuple[str, str]:
        return (self.servicio.codigo, self.nombre)

    def clean(self) -> None:
        self.clave = fold_text(self.nombre)

    @property
    def ambito(self) -> Ambito:
        return Ambito(servicio_id=self.servicio_id)


class AliasUnidadQuerySet(models.QuerySet["AliasUnidad"]):
    def visible_to(self, usuario: "Usuario") -> Self:
        alcance = usuario.alcance
        return self if alcance.todo else self.filter(servicio__in=alcance.servicios)


class AliasUnidad(Editable):
    """Another spelling of a unit, unique within its service."""

    servicio = models.ForeignKey(Servicio, models.PROTECT, related_name="+", verbose_name="servicio")
    unidad = models.ForeignKey(
        UnidadResponsable, models.CASCADE, related_name="alias", verbose_name="unidad responsable"
    )
    texto = models.CharField("escrito así", max_length=200)
    clave = models.CharField("clave", max_length=200, editable=False)

    objects = AliasUnidadQuerySet.as_manager()

    class Meta:
        verbose_name = "alias de unidad"
        verbose_name_plural = "alias de unidades"
        ordering = ["unidad__nombre", "texto"]
        constraints = [
            models.UniqueConstraint(
                fields=["servicio", "clave"],
                name="alias_unidad_unico_por_servicio",
                violation_error_message="Esa forma de escribir ya nombra a una unidad del servicio.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.texto} → {self.unidad}"

    def clean(self) -> None:
        self.clave = fold_text(self.texto)
        if self.unidad_id:
            self.servicio_id = self.unidad.servicio_id

    @property
    def ambito(self) -> Ambito:
        return Ambito(servicio_id=self.servicio_id)
