"""Write down how an act that keeps the installation went, also when it fails half-way."""

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import Error
from django.utils import timezone

from programas.enums import ClaseMantencion, ResultadoMantencion
from programas.models import Mantencion
from regiones.services import ActoRechazado

registro = logging.getLogger(__name__)


@dataclass(slots=True)
class Acta:
    """What the act itself tells while it goes on; ``problema`` is empty while it finds nothing wrong."""

    datos: dict[str, Any] = field(default_factory=dict)
    problema: str = ""


@contextmanager
def record_mantencion(clase: ClaseMantencion) -> Iterator[Acta]:
    """Leave one row of what is done inside, once it ended: well, with something wrong, or by an exception."""
    acta, comienzo = Acta(), timezone.now()
    try:
        with raise_on_sigterm():
            yield acta
    except BaseException as error:
        write_mantencion(clase, comienzo, ResultadoMantencion.FALLIDA, acta.datos, describe_error(error))
        raise
    resultado = ResultadoMantencion.CON_FALLAS if acta.problema else ResultadoMantencion.BIEN
    write_mantencion(clase, comienzo, resultado, acta.datos, acta.problema)


@contextmanager
def raise_on_sigterm() -> Iterator[None]:
    """Asked to stop, what is half-way is undone as after any other error: by itself, Python only dies."""
    previa = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, previa)


def describe_error(error: BaseException) -> str:
    """Our own refusals say why; of another error, its class: its text may hold anybody's data."""
    return str(error) if isinstance(error, ActoRechazado) else f"Se interrumpió: {type(error).__name__}."


def write_mantencion(
    clase: ClaseMantencion,
    comienzo: datetime,
    resultado: ResultadoMantencion,
    datos: dict[str, Any],
    problema: str,
) -> None:
    try:
        Mantencion.objects.create(
            clase=clase,
            comienzo=comienzo,
            termino=timezone.now(),
            resultado=resultado,
            datos=datos,
            problema=problema,
        )
    except Error:
        # What failed may be the database itself: its own error is the one to be told.
        registro.exception("No se pudo anotar cómo fue: %s", clase.label)
