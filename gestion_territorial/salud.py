"""Whether this process lives, and whether the installation is ready to be used."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Case, F, Min, When
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tasks_db.models import DBTaskResult, get_date_max


@dataclass(frozen=True, slots=True)
class Salud:
    """What was found: each part works or not. ``pendientes`` are the migrations that the database lacks."""

    base: bool
    pendientes: tuple[str, ...]
    espera_desde: datetime | None
    archivos: bool

    @property
    def migraciones(self) -> bool:
        return self.base and not self.pendientes

    @property
    def atascada(self) -> bool:
        """Whether something waits in the queue for longer than a worker that works would leave it."""
        limite = timedelta(minutes=settings.COLA_ESPERA_MINUTOS)
        return self.espera_desde is not None and timezone.now() - self.espera_desde > limite

    @property
    def cola(self) -> bool:
        return self.migraciones and not self.atascada

    @property
    def lista(self) -> bool:
        return self.cola and self.archivos


@login_not_required
@require_safe
def viva(request: HttpRequest) -> JsonResponse:
    """The process answers: asks nothing of anybody."""
    return JsonResponse({"estado": "viva"})


@login_not_required
@require_safe
def lista(request: HttpRequest) -> JsonResponse:
    """Whether the installation can be used (200) or not (503), and which part fails: no reason, nothing of it."""
    salud = check_salud()
    partes = {parte: getattr(salud, parte) for parte in ("base", "migraciones", "cola", "archivos")}
    estado = {"estado": "lista" if salud.lista else "no está lista", **partes}
    respuesta = JsonResponse(estado, status=200 if salud.lista else 503, json_dumps_params={"ensure_ascii": False})
    respuesta.headers["Cache-Control"] = "no-store"
    return respuesta


def check_salud() -> Salud:
    """Look at each part: two queries and one small file, whatever the installation holds."""
    archivos = is_escribible(Path(settings.MEDIA_ROOT))
    try:
        pendientes = list_pendientes()
        espera = None if pendientes else find_espera()
    except DatabaseError:
        return Salud(base=False, pendientes=(), espera_desde=None, archivos=archivos)
    return Salud(base=True, pendientes=pendientes, espera_desde=espera, archivos=archivos)


@cache
def list_migraciones() -> frozenset[tuple[str, str]]:
    """The migrations of this version, read once: a process never changes its code."""
    return frozenset(MigrationLoader(None).graph.nodes)


def list_pendientes() -> tuple[str, ...]:
    """The migrations that the database lacks, as ``app.name``."""
    aplicadas = set(MigrationRecorder(connection).applied_migrations())
    return tuple(sorted(f"{app}.{nombre}" for app, nombre in list_migraciones() - aplicadas))


def find_espera() -> datetime | None:
    """Since when the oldest task that could be done waits; ``None`` when none does."""
    # What is for later waits since then; what says no time (the last there is), since it was put in.
    desde = Case(When(run_after=get_date_max(), then=F("enqueued_at")), default=F("run_after"))
    espera: datetime | None = DBTaskResult.objects.ready().aggregate(desde=Min(desde))["desde"]
    return espera


def is_escribible(carpeta: Path) -> bool:
    """Whether a file can be written: only writing one tells a full disk, or one that became read-only.

    The folder is not made: shared storage that is not mounted must be told.
    """
    try:
        with NamedTemporaryFile(dir=carpeta, prefix=".salud-") as archivo:
            archivo.write(b"salud")
            archivo.flush()
    except OSError:
        return False
    return True
