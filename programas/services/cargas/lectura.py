"""Read the workbooks of an upload, one after another, each with its outcome written before the next begins.

Who reads an upload claims it by a conditional update and renews the claim before each workbook: another takes it
only when the claim is old, and who lost it writes nothing. Read again, a workbook gives the same outcome.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils import timezone

from programas.enums import EstadoCarga, EstadoLibro
from programas.models import Carga, LibroCargado
from programas.services.cargas.examen import Examen, Lector, examine_libro
from programas.services.cargas.rechazos import CargaOcupada

# A worker that says nothing for so long is taken for dead. No workbook takes a tenth of it.
SIN_LATIDO = timedelta(seconds=60)


# An upload may wait although it says that it is ready: a workbook of it was answered while it was released.
ESPERA_ALGUNO = Exists(LibroCargado.objects.filter(carga=OuterRef("pk"), estado=EstadoLibro.EN_ESPERA))
QUIETA_CON_LECTURA = Q(estado=EstadoCarga.EN_ESPERA) | ~Q(estado=EstadoCarga.LEYENDO) & Q(ESPERA_ALGUNO)


def claim_carga(carga: Carga) -> datetime | None:
    """Take an upload to read it; ``None`` when another is reading it, or there is nothing left to read."""
    ahora = timezone.now()
    libre = QUIETA_CON_LECTURA | Q(estado=EstadoCarga.LEYENDO, latido__lt=ahora - SIN_LATIDO)
    tomadas = Carga.objects.filter(libre, pk=carga.pk).update(estado=EstadoCarga.LEYENDO, latido=ahora)
    return ahora if tomadas else None


def renew_claim(carga: Carga, latido: datetime) -> datetime | None:
    """Say that the work goes on; ``None`` when the upload was cancelled or taken meanwhile."""
    ahora = timezone.now()
    propias = Carga.objects.filter(pk=carga.pk, estado=EstadoCarga.LEYENDO, latido=latido)
    return ahora if propias.update(latido=ahora) else None


def release_carga(carga: Carga, latido: datetime) -> None:
    """Leave an upload as ready when all of it is read; otherwise, waiting for whoever goes on."""
    Carga.objects.filter(pk=carga.pk, estado=EstadoCarga.LEYENDO, latido=latido).update(
        estado=Case(When(ESPERA_ALGUNO, then=Value(EstadoCarga.EN_ESPERA)), default=Value(EstadoCarga.LISTA)),
        latido=None,
    )


def read_libros(carga: Carga, lector: Lector, *, solo: int | None = None) -> int:
    """Read what is waiting in an upload, or only the workbook of that order; return how many were read.

    Raises ``CargaOcupada`` when another is at it.
    """
    latido = claim_carga(carga)
    if latido is None:
        raise CargaOcupada
    leidos = 0
    while latido is not None:
        leidos += read_tomada(carga, latido, lector, solo)
        # Who answered while it was released found it taken: what was answered is read by who had it.
        latido = claim_carga(carga) if solo is None else None
    return leidos


def read_tomada(carga: Carga, latido: datetime, lector: Lector, solo: int | None) -> int:
    """Read what waits in an upload already claimed, and release it, unless another took it meanwhile."""
    leidos = 0
    while libro := find_pendiente(carga, solo):
        renovado = renew_claim(carga, latido)
        if renovado is None:
            return leidos
        latido = renovado
        leidos += store_examen(libro, examine_libro(libro, carga.actor, lector))
    release_carga(carga, latido)
    return leidos


def find_pendiente(carga: Carga, solo: int | None) -> LibroCargado | None:
    """The next workbook to read, looked for each time: one may be answered or set aside meanwhile."""
    pendientes = LibroCargado.objects.filter(carga=carga, estado=EstadoLibro.EN_ESPERA)
    if solo is not None:
        pendientes = pendientes.filter(orden=solo)
    libro = pendientes.order_by("orden").first()
    if libro is not None:
        libro.carga = carga
    return libro


def store_examen(libro: LibroCargado, examen: Examen) -> bool:
    """Write where a workbook stands, unless somebody wrote it since it was loaded; return whether it was."""
    propios = LibroCargado.objects.filter(pk=libro.pk, version=libro.version)
    return bool(
        propios.update(
            estado=examen.estado,
            region=examen.region,
            vista=keep_respondidas(libro, examen.vista),
            problema=examen.problema,
            version=F("version") + 1,
        )
    )


def keep_respondidas(libro: LibroCargado, vista: dict[str, Any]) -> dict[str, Any]:
    """The new preview with the questions already answered, which the workbook asks no more: they may be mended."""
    if "preguntas" not in vista:
        return vista
    abiertas = {pregunta["clave"] for pregunta in vista["preguntas"]}
    previas = [*libro.vista.get("preguntas", ()), *libro.vista.get("respondidas", ())]
    respondidas = {
        pregunta["clave"]: pregunta
        for pregunta in previas
        if pregunta["clave"] in libro.respuestas and pregunta["clave"] not in abiertas
    }
    correcciones = [pregunta for pregunta in vista["correcciones"] if pregunta["clave"] not in respondidas]
    return vista | {"respondidas": list(respondidas.values()), "correcciones": correcciones}


def list_pendientes() -> list[tuple[int, datetime]]:
    """Every upload with something to read, and since when another may take it: whose reader died, later."""
    vivas = Carga.objects.filter(QUIETA_CON_LECTURA | Q(estado=EstadoCarga.LEYENDO)).order_by("pk")
    return [
        (pk, latido + SIN_LATIDO if latido else timezone.now()) for pk, latido in vivas.values_list("pk", "latido")
    ]
