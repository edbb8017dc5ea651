"""What every editable row shares: a version against silent overwriting, and its place in the record."""

from dataclasses import dataclass
from typing import ClassVar

from django.db import models


@dataclass(frozen=True, slots=True)
class Ambito:
    """Where a row belongs, for whoever may read its history. ``None`` is «any»."""

    servicio_id: int | None = None
    region_id: int | None = None
    anio: int | None = None


class Editable(models.Model):
    """A row that people edit. ``version`` grows with every saved change."""

    version = models.PositiveIntegerField("versión", default=1, editable=False)

    # Fields that the record leaves out: derived, or secret.
    campos_sin_registro: ClassVar[frozenset[str]] = frozenset({"version"})

    class Meta:
        abstract = True

    @property
    def ambito(self) -> Ambito:
        return Ambito()

    @property
    def clave_registro(self) -> str:
        """The name under which the record lists the row: its ``codigo`` where it has one."""
        return str(getattr(self, "codigo", "") or self)[:200]
