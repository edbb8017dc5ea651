"""Files against the rows that name them, and rows against their files."""

from datetime import timedelta

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils import timezone

from programas.selectors.consistencia.revision import Revision
from programas.selectors.guardados import PROPIAS, Guardado, is_anterior, iter_carpeta, iter_guardados, sum_trozos

# A file is written before its row: for so long it may be on its way.
EN_CAMINO = timedelta(hours=1)


def check_archivos(revision: Revision) -> None:
    """Read every file once, piece by piece, and compare its size and SHA-256: one query for each table."""
    ruta, leido = "", None
    for guardado in iter_guardados():
        revision.revisadas += 1
        if guardado.ruta != ruta:
            ruta, leido = guardado.ruta, read_archivo(guardado.ruta)
        if problema := compare_archivo(guardado, leido):
            revision.tell(guardado.fila, problema)


def read_archivo(ruta: str) -> tuple[str, int] | None:
    """The SHA-256 and the size of a file, or nothing where there is none."""
    try:
        with default_storage.open(ruta) as abierto:
            return sum_trozos(abierto)
    except FileNotFoundError:
        return None


def compare_archivo(guardado: Guardado, leido: tuple[str, int] | None) -> str:
    if leido is None:
        return f"no está su archivo {guardado.ruta}: recupérelo de un respaldo"
    suma, tamano = leido
    if suma != guardado.sha256 or guardado.tamano not in (None, tamano):
        return f"su archivo {guardado.ruta} no es el que se guardó: recupérelo de un respaldo"
    return ""


def check_sobrantes(revision: Revision) -> None:
    """Files that no row names. Only the names of the files are in memory, all of them.

    One of our own that a crash left behind is no fault until retention should have taken it, and did not.
    """
    nombradas = {guardado.ruta for guardado in iter_guardados()}
    dias = settings.RETENCION_DIAS["HUERFANOS"]
    # The night after its last day takes it.
    limite, plazo = timezone.now() - EN_CAMINO, timezone.now() - timedelta(days=dias + 1)
    for ruta in iter_carpeta():
        revision.revisadas += 1
        if ruta in nombradas or not is_anterior(ruta, limite):
            continue
        if PROPIAS.fullmatch(ruta) and not is_anterior(ruta, plazo):
            revision.warn(ruta, f"ninguna fila nombra este archivo: «purge» lo borra a los {dias} días de escrito")
        else:
            revision.tell(ruta, "ninguna fila nombra este archivo")
