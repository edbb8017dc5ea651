"""Two who wrote the same row: what each says, field by field, with who saved it and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from regiones.models import Editable, Registro


@dataclass(frozen=True, slots=True)
class Diferencia:
    """A field that two people left different."""

    campo: str
    propio: str
    guardado: str


@dataclass(frozen=True, slots=True)
class Obsoleto:
    """What was refused, against what stands. ``quien`` is empty when the record does not say."""

    quien: str
    cuando: datetime | None
    diferencias: tuple[Diferencia, ...]


def describe_obsoleto(guardada: Editable, diferencias: Mapping[str, tuple[str, str]]) -> Obsoleto:
    """``diferencias`` are those of ``CambioObsoleto``: heading → (own, stored)."""
    ultimo = (
        Registro.objects.of_filas(guardada.ambito.servicio_id, type(guardada), [guardada.pk])
        .select_related("actor")
        .first()
    )
    return Obsoleto(
        str(ultimo.actor) if ultimo and ultimo.actor else "",
        timezone.localtime(ultimo.momento) if ultimo else None,
        tuple(
            Diferencia(campo[:1].upper() + campo[1:], propio, guardado)
            for campo, (propio, guardado) in diferencias.items()
        ),
    )
