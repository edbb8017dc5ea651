"""The file of every import, kept as it came: by what it is, so that the same bytes are kept once."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError

from programas.models.planilla import place_contenido


def keep_original(contenido: bytes, sha256: str) -> tuple[str, bool]:
    """Keep a file; return its path and whether it was not there before. Nothing is kept of no bytes."""
    ruta = place_contenido(sha256)
    if not contenido:
        return "", False
    if renew_archivo(ruta):
        return ruta, False
    return default_storage.save(ruta, ContentFile(contenido)), True


def renew_archivo(ruta: str) -> bool:
    """Whether a file is there. It counts as written now: nobody takes it for one that was left behind."""
    try:
        os.utime(default_storage.path(ruta))
    except FileNotFoundError:
        return False
    return True


@contextmanager
def keep_originales() -> Iterator[list[str]]:
    """Take away what was kept inside, when what it was kept for fails.

    When the database goes away, nobody knows whether it committed: the files stay, for a row without its
    file would be worse, and retention takes those that no row names.
    """
    nuevos: list[str] = []
    try:
        yield nuevos
    except (OperationalError, InterfaceError):
        raise
    except BaseException:
        for ruta in nuevos:
            default_storage.delete(ruta)
        raise
