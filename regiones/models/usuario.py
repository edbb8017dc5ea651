"""People, and what each may reach: a role in a service and a territory, between two dates."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Self

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, FilteredRelation, Q
from django.utils import timezone

from regiones.enums import ROLES_DE_SERVICIO, ROLES_DE_TERRITORIO, Rol
from regiones.models.base import Ambito, Editable
from regiones.models.servicio import Servicio, UnidadResponsable
from regiones.models.territorio import Region
from regiones.textos import normalize_run


@dataclass(frozen=True)
class Alcance:
    """What a user's assignments in force reach, read once per request.

    ``por_servicio`` holds (service, role) of those who see a whole service; ``por_territorio`` holds
    (service, region, role); ``unidades`` the units of those who draft for one.
    ``todo`` is the administrator of the installation.
    """

    todo: bool = False
    por_servicio: frozenset[tuple[int, str]] = field(default_factory=frozenset)
    por_territorio: frozenset[tuple[int, int, str]] = field(default_factory=frozenset)
    unidades: frozenset[int] = field(default_factory=frozenset)

    @property
    def servicios(self) -> frozenset[int]:
        """The services reached, whole or in part."""
        return frozenset({servicio for servicio, _ in self.por_servicio}) | {
            servicio for servicio, _, _ in self.por_territorio
        }

    @cached_property
    def servicios_completos(self) -> frozenset[int]:
        return frozenset(servicio for servicio, _ in self.por_servicio)

    @property
    def territorios(self) -> frozenset[tuple[int, int]]:
        return frozenset((servicio, region) for servicio, region, _ in self.por_territorio)

    def has_rol(self, rol: Rol, servicio_id: int, region_id: int | None = None) -> bool:
        """Whether the user holds a role in a service, or in one of its territories.

        The administrator of the installation administers every service.
        """
        if self.todo and rol == Rol.ADMINISTRACION:
            return True
        return (servicio_id, rol) in self.por_servicio or (
            region_id is not None and (servicio_id, region_id, rol) in self.por_territorio
        )

    def sees_servicio(self, servicio_id: int) -> bool:
        return self.todo or servicio_id in self.servicios_completos

    def sees_territorio(self, servicio_id: int, region_id: int) -> bool:
        return self.sees_servicio(servicio_id) or (servicio_id, region_id) in self.territorios

    def narrow(self, servicio: str, region: str) -> Q:
        """The condition that keeps a query within reach, given the paths to its service and region."""
        if self.todo:
            return Q()
        condicion = Q(**{f"{servicio}__in": self.servicios_completos})
        for servicio_id, region_id in sorted(self.territorios):
            condicion |= Q(**{servicio: servicio_id, region: region_id})
        return condicion


class Usuario(AbstractUser, Editable):
    """A person. Users are deactivated, never deleted: their acts stay signed."""

    recibe_recordatorios = models.BooleanField("recibe recordatorios por correo", default=True)

    run = models.CharField(
        "RUN",
        max_length=20,
        null=True,
        blank=True,
        unique=True,
        error_messages={"unique": "Ese RUN ya está vinculado a otra cuenta."},
        help_text="Con él ingresa por ClaveÚnica: «11.111.111-1». Vacío mientras no se vincule.",
    )
    # Of which second factor a session gave proof: written here so that asking costs no query.
    factor_desde = models.DateTimeField("segundo factor desde", null=True, editable=False)

    campos_sin_registro = frozenset({"version", "password", "last_login", "factor_desde", "run"})

    class Meta(AbstractUser.Meta):
        verbose_name = "usuario"
        verbose_name_plural = "usuarios"
        ordering = ["username"]

    def clean(self) -> None:
        super().clean()
        try:
            self.run = normalize_run(self.run) if self.run else None
        except ValueError as error:
            raise ValidationError({"run": str(error)}) from error

    @cached_property
    def alcance(self) -> Alcance:
        """What the assignments in force today reach. A deactivated user reaches nothing."""
        return self.load_alcance()[0] if self.is_active else Alcance()

    def load_alcance(self, **otras: Any) -> tuple[Alcance, tuple[Any, ...]]:
        """The reach, and what these other expressions of the database give: one query for both."""
        vigentes = FilteredRelation(
            "asignaciones", condition=match_vigente(timezone.localdate(), "asignaciones__")
        )
        campos = [f"vigente__{campo}" for campo in ("servicio", "region", "unidad", "rol")]
        filas = list(
            Usuario.objects.filter(pk=self.pk).annotate(vigente=vigentes, **otras).values_list(*campos, *otras)
        )
        por_servicio: set[tuple[int, str]] = set()
        por_territorio: set[tuple[int, int, str]] = set()
        unidades: set[int] = set()
        for servicio, region, unidad, rol, *_ in filas:
            if region is not None:
                por_territorio.add((servicio, region, rol))
            elif servicio is not None:
                por_servicio.add((servicio, rol))
            if unidad is not None:
                unidades.add(unidad)
        alcance = Alcance(
            self.is_superuser, frozenset(por_servicio), frozenset(por_territorio), frozenset(unidades)
        )
        return alcance, tuple(filas[0][len(campos) :]) if filas else ()

    @cached_property
    def administra_todo(self) -> bool:
        """Whether the user administers, by assignment, every service there is: read once per request."""
        propios = [servicio for servicio, rol in self.alcance.por_servicio if rol == Rol.ADMINISTRACION]
        return bool(propios) and not Servicio.objects.exclude(pk__in=propios).exists()


def match_vigente(dia: date, ruta: str = "") -> Q:
    """The assignments in force on a day, given the path to them."""
    sin_terminar = Q(**{f"{ruta}hasta__isnull": True}) | Q(**{f"{ruta}hasta__gte": dia})
    return sin_terminar & Q(**{f"{ruta}desde__lte": dia})


class AsignacionQuerySet(models.QuerySet["Asignacion"]):
    def in_force(self, dia: date) -> Self:
        return self.filter(match_vigente(dia))

    def visible_to(self, usuario: Usuario) -> Self:
        alcance = usuario.alcance
        return self if alcance.todo else self.filter(servicio__in=alcance.servicios_completos)


class Asignacion(Editable):
    """A user's role in a service, in one territory or in all of it, from a date until another."""

    usuario = models.ForeignKey(Usuario, models.PROTECT, related_name="asignaciones", verbose_name="usuario")
    servicio = models.ForeignKey(Servicio, models.PROTECT, related_name="asignaciones", verbose_name="servicio")
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="asignaciones",
        verbose_name="territorio",
        help_text="Vacío en los roles que abarcan todo el servicio.",
    )
    unidad = models.ForeignKey(
        UnidadResponsable,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="asignaciones",
        verbose_name="unidad responsable",
        help_text="Solo en el rol «Unidad responsable».",
    )
    rol = models.CharField("rol", max_length=20, choices=Rol.choices)
    desde = models.DateField("desde", default=timezone.localdate)
    hasta = models.DateField("hasta", null=True, blank=True, help_text="Vacío mientras siga vigente.")

    objects = AsignacionQuerySet.as_manager()

    class Meta:
        verbose_name = "asignación"
        verbose_name_plural = "asignaciones"
        ordering = ["usuario__username", "-desde"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rol__in=ROLES_DE_TERRITORIO, region__isnull=False)
                | Q(rol__in=ROLES_DE_SERVICIO, region__isnull=True),
                name="asignacion_territorio_segun_rol",
                violation_error_message=(
                    "Los roles regionales y de unidad llevan territorio; los de unidad central, "
                    "administración y auditoría abarcan el servicio y no lo llevan."
                ),
            ),
            models.CheckConstraint(
                condition=Q(rol=Rol.UNIDAD, unidad__isnull=False) | (~Q(rol=Rol.UNIDAD) & Q(unidad__isnull=True)),
                name="asignacion_unidad_segun_rol",
                violation_error_message="El rol «Unidad responsable», y solo él, lleva una unidad.",
            ),
            models.CheckConstraint(
                condition=Q(hasta__isnull=True) | Q(hasta__gte=F("desde")),
                name="asignacion_fechas_ordenadas",
                violation_error_message="La fecha de término no puede ser anterior a la de inicio.",
            ),
        ]

    def __str__(self) -> str:
        lugar = self.unidad or self.region or self.servicio
        return f"{self.usuario}: {self.get_rol_display()}, {lugar}"

    def clean(self) -> None:
        if self.unidad is not None and self.unidad.servicio_id != self.servicio_id:
            raise ValidationError({"unidad": "La unidad pertenece a otro servicio."})
        if self.rol == Rol.UNIDAD and self.region is not None and not self.region.es_nivel_central:
            raise ValidationError({"region": "Las unidades responsables son del Nivel Central."})

    @property
    def ambito(self) -> Ambito:
        return Ambito(servicio_id=self.servicio_id, region_id=self.region_id)
