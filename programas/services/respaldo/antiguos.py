"""The backups of a folder: how each is named, and which ones give way to the last."""

import re
import time
from datetime import UTC, datetime
from pathlib import Path

from programas.services.respaldo.escritura import PREFIJO_TEMPORAL

NOMBRE = re.compile(r"gestion-territorial-\d{8}T\d{6}Z\.zip")
# What is being written by another is younger.
ABANDONADO_SEGUNDOS = 24 * 3600


def name_respaldo(momento: datetime) -> str:
    return f"gestion-territorial-{momento.astimezone(UTC):%Y%m%dT%H%M%SZ}.zip"


def discard_antiguos(carpeta: Path, quedan: int) -> list[Path]:
    """Delete all but the last ones of a folder, by the moment in their names, and return those deleted.

    Only what ``backup`` names by itself is looked at; and what one that was killed left half-written.
    """
    respaldos = sorted(ruta for ruta in carpeta.iterdir() if NOMBRE.fullmatch(ruta.name))
    antiguos = respaldos[:-quedan]
    for ruta in antiguos:
        ruta.unlink()
    for ruta in carpeta.glob(f"{PREFIJO_TEMPORAL}*"):
        if time.time() - ruta.stat().st_mtime > ABANDONADO_SEGUNDOS:
            ruta.unlink()
    return antiguos
