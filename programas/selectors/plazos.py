"""Deadlines of the cortes: which open ones are past theirs, and what was written or sent after it.

An analysis counts by its last writing, and a report by its first sending: what is corrected in a report that came
in time, because it was observed, is not late. An imported workbook says nothing of when it was written.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Min
from django.utils import timezone

from programas.enums import EstadoCorte
from programas.models import AnalisisAvance, Corte, Ejercicio, InformeAvance
from programas.selectors.presentacion import show_cantidad
from regiones.enums import Acto
from regiones.models import Region, Registro

# What a person writes of an analysis; the rest is how it hangs from its objective.
ESCRITOS = ("avance_efectivo", "avance_medidas", "recomendaciones", "sin_recomendaciones", "responsable")


@dataclass(frozen=True, slots=True)
class Atrasos:
    """How late a territory was at a corte: its report, and its analyses by their id. Empty what was in time."""

    informe: str
    analisis: dict[int, str]


def list_vencidos(ejercicio: Ejercicio) -> tuple[Corte, ...]:
    """The cortes that are still open past their deadline, the oldest first."""
    abiertos = ejercicio.cortes.filter(estado=EstadoCorte.ABIERTO, plazo__lt=timezone.localdate())
    return tuple(abiertos.order_by("plazo", "fecha_medicion"))


def load_atrasos(corte: Corte, region: Region, documento: InformeAvance | None) -> Atrasos:
    """Of a territory: two queries, none while the deadline has not passed."""
    if timezone.localdate() <= corte.plazo:
        return Atrasos("", {})
    enviados = (
        load_primeros_envios(corte.ejercicio, [documento.pk]) if documento is not None and documento.pk else {}
    )
    envio = next(iter(enviados.values()), None)
    if envio is not None and timezone.localdate(envio) <= corte.plazo:
        return Atrasos("", {})
    analisis = corte.analisis.filter(programa__region=region)
    propios = Registro.objects.of_filas(corte.ejercicio.servicio_id, AnalisisAvance, analisis.values("pk"))
    escritos = propios.filter(
        acto__in=(Acto.CREAR, Acto.MODIFICAR),
        despues__has_any_keys=ESCRITOS,
    )
    ultimos = escritos.order_by().values_list("objeto").annotate(ultimo=Max("momento"))
    return Atrasos(
        describe_atraso(corte, envio),
        {pk: atraso for pk, momento in ultimos if (atraso := describe_atraso(corte, momento))},
    )


def load_primeros_envios(ejercicio: Ejercicio, informes: Collection[int]) -> dict[int, datetime]:
    """When each report was first sent: one query."""
    propios = Registro.objects.of_filas(ejercicio.servicio_id, InformeAvance, list(informes))
    envios = propios.filter(acto=Acto.ENVIAR)
    return dict(envios.order_by().values_list("objeto").annotate(primero=Min("momento")))


def describe_atraso(corte: Corte, momento: datetime | None) -> str:
    """«Entregado fuera de plazo, 3 días»; empty in time."""
    dias = (timezone.localdate(momento) - corte.plazo).days if momento is not None else 0
    return f"Entregado fuera de plazo, {show_cantidad(dias, 'día', 'días')}" if dias > 0 else ""
