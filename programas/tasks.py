"""Work that a person does not wait for. ``manage.py run_worker`` takes it from the queue."""

from datetime import datetime

from django.db import transaction
from django_tasks import task

from programas.enums import EstadoLibro
from programas.models import Carga
from programas.planillas.guardados import build_lector
from programas.services.cargas import CargaOcupada, is_corta, list_pendientes, read_libros


@task()
def read_carga(carga_id: int) -> int:
    """Read what waits in an upload; return how many workbooks were read.

    Another may be at it: then, none, and it is looked at again once that one would be taken for dead.
    """
    carga = Carga.objects.select_related("ejercicio__servicio", "actor").filter(pk=carga_id).first()
    if carga is None:
        return 0
    try:
        return read_libros(carga, build_lector(carga.ejercicio))
    except CargaOcupada:
        resume_carga(carga_id)
        return 0


def read_ahora(carga: Carga, orden: int) -> None:
    """Read one workbook without waiting for its turn; the others go on in the queue. Raises ``CargaOcupada``."""
    read_libros(carga, build_lector(carga.ejercicio), solo=orden)
    resume_carga(carga.pk)


def begin_lectura(carga: Carga) -> None:
    """Read a short upload now, and put a long one in the queue."""
    tamanos = list(carga.libros.filter(estado=EstadoLibro.EN_ESPERA).values_list("tamano", flat=True))
    if is_corta(tamanos):
        read_carga.call(carga.pk)
    else:
        enqueue_lectura(carga.pk)


def enqueue_lectura(carga_id: int, desde: datetime | None = None) -> None:
    transaction.on_commit(lambda: read_carga.using(run_after=desde).enqueue(carga_id))


def resume_carga(carga_id: int) -> None:
    """Put in the queue again what waits in an upload, if anything does."""
    desde = dict(list_pendientes()).get(carga_id)
    if desde is not None:
        enqueue_lectura(carga_id, desde)


def resume_lecturas() -> None:
    """Put in the queue again all that waits: whatever another still reads, or read meanwhile, is left alone."""
    for carga_id, desde in list_pendientes():
        enqueue_lectura(carga_id, desde)
