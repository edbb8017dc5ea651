"""Each kind of what is not kept for good, by the time that it stays."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from programas.enums import ResultadoMantencion
from programas.models import Borrador, Mantencion, Recordatorio
from programas.services.borradores import list_abandonados
from programas.services.retencion.archivos import purge_documentos, purge_huerfanos
from regiones.models import Consumo


@dataclass(frozen=True, slots=True)
class Parte:
    """One kind: ``plazo`` is its key in ``settings.RETENCION_DIAS``, empty for what ends by itself.

    ``purge`` takes the moment before which things go, and whether it only counts them; returns how many.
    """

    nombre: str
    plazo: str
    purge: Callable[[datetime, bool], int]


@dataclass(frozen=True, slots=True)
class Purgada:
    """How many of a kind went, or would. ``dias`` is ``None`` for what ends by itself."""

    nombre: str
    dias: int | None
    cuantas: int


def purge_instalacion(*, ensayo: bool, ahora: datetime | None = None) -> Iterator[Purgada]:
    """Delete what stayed for its time, a kind after another; ``ensayo`` only counts. What is done stays done.

    Raises ``ArchivosAjenos`` when the files and the database do not seem to belong together.
    """
    ahora = ahora or timezone.now()
    for parte in PARTES:
        dias = settings.RETENCION_DIAS[parte.plazo] if parte.plazo else None
        cuantas = parte.purge(ahora - timedelta(days=dias or 0), ensayo)
        yield Purgada(parte.nombre, dias, cuantas)


def purge_filas(filas: QuerySet[Any], ensayo: bool) -> int:
    if ensayo:
        return filas.count()
    with transaction.atomic():
        _, por_modelo = filas.delete()
    return por_modelo.get(filas.model._meta.label, 0)


def purge_sesiones(antes_de: datetime, ensayo: bool) -> int:
    return purge_filas(Session.objects.filter(expire_date__lt=antes_de), ensayo)


def purge_consumos(antes_de: datetime, ensayo: bool) -> int:
    return purge_filas(Consumo.objects.filter(termina__lte=int(antes_de.timestamp())), ensayo)


def purge_ingresos(antes_de: datetime, ensayo: bool) -> int:
    modelos = (AccessLog, AccessFailureLog, AccessAttempt)
    return sum(purge_filas(modelo.objects.filter(attempt_time__lt=antes_de), ensayo) for modelo in modelos)


def purge_trabajos(antes_de: datetime, ensayo: bool) -> int:
    return purge_filas(DBTaskResult.objects.finished().filter(finished_at__lt=antes_de), ensayo)


def purge_recordatorios(antes_de: datetime, ensayo: bool) -> int:
    return purge_filas(Recordatorio.objects.filter(dia__lt=timezone.localdate(antes_de)), ensayo)


def purge_borradores(antes_de: datetime, ensayo: bool) -> int:
    return purge_filas(Borrador.objects.filter(pk__in=list_abandonados(antes_de)), ensayo)


def purge_mantenciones(antes_de: datetime, ensayo: bool) -> int:
    """The last of each kind stays, and the last that went well."""
    ultimas = Mantencion.objects.order_by().values("clase").annotate(ultima=Max("pk")).values("ultima")
    quedan = {
        *ultimas.values_list("ultima", flat=True),
        *ultimas.filter(resultado=ResultadoMantencion.BIEN).values_list("ultima", flat=True),
    }
    return purge_filas(Mantencion.objects.filter(termino__lt=antes_de).exclude(pk__in=quedan), ensayo)


PARTES = (
    Parte("Sesiones vencidas", "", purge_sesiones),
    Parte("Cuentas de pedidos por minuto", "", purge_consumos),
    Parte("Ingresos e intentos de ingreso", "INGRESOS", purge_ingresos),
    Parte("Trabajos terminados", "TRABAJOS", purge_trabajos),
    Parte("Recordatorios enviados", "RECORDATORIOS", purge_recordatorios),
    Parte("Borradores de años cerrados", "BORRADORES", purge_borradores),
    Parte("Documentos generados", "DOCUMENTOS", purge_documentos),
    Parte("Respaldos, auditorías y limpiezas anotadas", "MANTENCIONES", purge_mantenciones),
    Parte("Archivos sin fila", "HUERFANOS", purge_huerfanos),
)
