"""A value of a row as JSON that no engine owns, and back."""

import json
from base64 import b64decode, b64encode
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BinaryField, DurationField, Field, JSONField


def write_valor(valor: Any) -> Any:
    """What ``json`` cannot write by itself. Dates keep their microseconds, and moments their offset."""
    if isinstance(valor, datetime | date | time):
        return valor.isoformat()
    if isinstance(valor, Decimal | UUID):
        return str(valor)
    if isinstance(valor, bytes | memoryview):
        return b64encode(bytes(valor)).decode("ascii")
    if isinstance(valor, timedelta):
        return valor // timedelta(microseconds=1)
    raise TypeError(f"No se sabe respaldar {type(valor).__name__}.")


def write_fila(fila: tuple[Any, ...]) -> bytes:
    return json.dumps(fila, separators=(",", ":"), default=write_valor).encode("ascii") + b"\n"


def prepare_valor(campo: Field, valor: Any) -> Any:
    """A value as it was written, ready for the database of here."""
    if isinstance(campo, JSONField):
        # JSON has a null of its own, which is not the absence of a value.
        return None if valor is None and campo.null else campo.get_db_prep_value(valor, connection)
    if valor is None:
        return None
    if isinstance(campo, BinaryField):
        valor = b64decode(valor, validate=True)
    elif isinstance(campo, DurationField):
        valor = timedelta(microseconds=valor)
    return campo.get_db_prep_save(campo.to_python(valor), connection)
