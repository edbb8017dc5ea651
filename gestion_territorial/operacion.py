"""How the installation goes: for who administers all of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from gestion_territorial.mantenciones import Mantenida, list_atrasos, load_mantenidas
from gestion_territorial.salud import Salud, check_salud
from programas.models import Importacion

ULTIMAS = 10
TRABAJOS = {"read_carga": "Leer planillas subidas", "write_documento": "Escribir un documento"}
ESTADOS = (
    (TaskResultStatus.READY, "En espera"),
    (TaskResultStatus.RUNNING, "En curso"),
    (TaskResultStatus.FAILED, "Fallidos"),
    (TaskResultStatus.SUCCESSFUL, "Terminados"),
)


@dataclass(frozen=True, slots=True)
class Fallido:
    """A task that failed, when, and the class of what it raised: its text may hold anybody's data."""

    trabajo: str
    momento: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class Operacion:
    """``cuentas`` are the tasks kept in the queue, by state; ``faltas``, what asks for somebody's hand."""

    salud: Salud
    faltas: tuple[str, ...]
    version: str
    carpeta: str
    motor: str
    mantenidas: tuple[Mantenida, ...]
    cuentas: tuple[tuple[str, int], ...]
    dias_de_trabajos: int
    fallidos: tuple[Fallido, ...]
    importaciones: Sequence[Importacion]


@require_safe
def operacion(request: HttpRequest) -> HttpResponse:
    usuario: Any = request.user
    if not usuario.alcance.todo:
        raise Http404
    return render(request, "cuenta/operacion.html", {"operacion": load_operacion()})


def load_operacion() -> Operacion:
    salud = check_salud()
    mantenidas = load_mantenidas()
    return Operacion(
        salud=salud,
        faltas=(*list_faltas(salud), *list_atrasos(mantenidas)),
        version=settings.VERSION,
        carpeta=str(settings.BASE_DIR),
        motor=describe_motor(),
        mantenidas=mantenidas,
        cuentas=count_trabajos(),
        dias_de_trabajos=settings.RETENCION_DIAS["TRABAJOS"],
        fallidos=tuple(list_fallidos()),
        importaciones=list(Importacion.objects.select_related("ejercicio__servicio", "region", "actor")[:ULTIMAS]),
    )


def list_faltas(salud: Salud) -> list[str]:
    """What is wrong and what mends it, as sentences."""
    faltas = []
    if salud.pendientes:
        faltas.append("A la base le faltan migraciones de esta versión: ejecute «manage.py migrate».")
    if salud.atascada:
        faltas.append("Hay trabajos que nadie toma: revise que esté en marcha «manage.py run_worker».")
    if not salud.archivos:
        faltas.append(
            "No se puede escribir en la carpeta de archivos: revise el disco, sus permisos y si está montada."
        )
    return faltas


def describe_motor() -> str:
    numeros = ".".join(str(numero) for numero in connection.get_database_version())
    return f"{connection.display_name} {numeros}"


def count_trabajos() -> tuple[tuple[str, int], ...]:
    grupos = DBTaskResult.objects.order_by().values_list("status").annotate(cuantos=Count("pk"))
    cuantos = dict(grupos)
    return tuple((rotulo, cuantos.get(estado, 0)) for estado, rotulo in ESTADOS)


def list_fallidos() -> list[Fallido]:
    """The last ones that failed, newest first."""
    filas = DBTaskResult.objects.failed().order_by("-finished_at", "pk")
    campos = filas.values_list("task_path", "finished_at", "exception_class_path")[:ULTIMAS]
    return [Fallido(name_trabajo(ruta), momento, error.rpartition(".")[2]) for ruta, momento, error in campos]


def name_trabajo(ruta: str) -> str:
    nombre = ruta.rpartition(".")[2]
    return TRABAJOS.get(nombre, nombre)
