"""Files that are not kept for good: documents that can be written again, and what no row names."""

import os
from datetime import UTC, datetime
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Exists, OuterRef

from programas.enums import EstadoDocumento, Etapa
from programas.models import DocumentoGenerado
from programas.selectors.guardados import PROPIAS, is_anterior, iter_carpeta, iter_guardados
from regiones.services import ActoRechazado

APARTE = ".va"


class ArchivosAjenos(ActoRechazado):
    """More files without a row than with one: this is not the database of that folder."""

    def __init__(self, sueltos: int, nombrados: int) -> None:
        super().__init__(
            f"No se borró ningún archivo: {sueltos} no tienen fila y {nombrados} sí. Revise que DATABASE_URL y "
            "ARCHIVOS sean de la misma instalación."
        )


def purge_documentos(antes_de: datetime, ensayo: bool) -> int:
    """Of open years, all but the last of each kind: that they were written stays told."""
    listos = DocumentoGenerado.objects.filter(estado=EstadoDocumento.LISTO)
    posteriores = listos.filter(
        ejercicio=OuterRef("ejercicio"),
        clase=OuterRef("clase"),
        formato=OuterRef("formato"),
        pk__gt=OuterRef("pk"),
    )
    viejos = listos.filter(Exists(posteriores), momento__lt=antes_de).exclude(ejercicio__etapa=Etapa.CERRADO)
    if ensayo:
        return viejos.count()
    with transaction.atomic():
        rutas = dict(viejos.select_for_update(of=("self",)).values_list("pk", "archivo"))
        DocumentoGenerado.objects.filter(pk__in=rutas).update(estado=EstadoDocumento.REEMPLAZADO, archivo="")
    # After the row: cut off here, a file is left without one, and goes as such.
    for ruta in rutas.values():
        default_storage.delete(ruta)
    return len(rutas)


def purge_huerfanos(antes_de: datetime, ensayo: bool) -> int:
    """Files that a crash left behind, between their writing and their row. Raises ``ArchivosAjenos``."""
    en_carpeta = list(iter_carpeta())
    # Read after the folder: what was kept meanwhile is named by now, or is young.
    nombradas = {guardado.ruta for guardado in iter_guardados()}
    sueltos = [
        ruta
        for ruta in en_carpeta
        if ruta not in nombradas and PROPIAS.fullmatch(ruta) and is_anterior(ruta, antes_de)
    ]
    if len(sueltos) > (presentes := len(nombradas.intersection(en_carpeta))):
        raise ArchivosAjenos(len(sueltos), presentes)
    return len(sueltos) if ensayo else sum(delete_viejo(ruta, antes_de) for ruta in sueltos)


def delete_viejo(ruta: str, antes_de: datetime) -> bool:
    """Delete a file unless somebody takes it up at this very moment (``renew_archivo``): set aside, nobody can."""
    original = Path(default_storage.path(ruta))
    aparte = original.with_name(original.name + APARTE)
    try:
        os.rename(original, aparte)
    except FileNotFoundError:
        return False
    if datetime.fromtimestamp(aparte.stat().st_mtime, UTC) >= antes_de:
        os.rename(aparte, original)
        return False
    aparte.unlink()
    return True
