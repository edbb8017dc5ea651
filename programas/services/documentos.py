"""Documents of a whole service: asked for once, written by whoever takes them, and kept with their SHA-256.

Who writes one claims it by a conditional update and renews the claim at each step: another takes it only when the
claim is old, and who lost it keeps nothing. Written again, a document only costs its time.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import IO

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from programas import permissions
from programas.enums import ClaseDocumento, EstadoDocumento, FormatoDocumento
from programas.models import AnalisisAvance, Compromiso, DocumentoGenerado, Ejercicio
from programas.selectors.documentos_generados import SIN_LATIDO
from regiones.models import Usuario
from regiones.services import ActoRechazado, create_fila
from regiones.services.edicion import check_permiso

# What a person waits for in front of the page: the rows of some four territories, with their analyses.
AL_MOMENTO_FILAS = 250
SIN_ALCANCE = "Quien lo pidió ya no ve todo el servicio."
FALLO = "No se pudo escribir el documento. Vuelva a pedirlo; si se repite, avise a la administración."
PENDIENTES = (EstadoDocumento.EN_ESPERA, EstadoDocumento.ESCRIBIENDO)

# Of these a year keeps the last alone: they weigh, and are written again from what is kept.
SOLO_EL_ULTIMO = (ClaseDocumento.EVIDENCIAS,)

# Takes a document and what to call at each step, of how many; returns the file and its name.
Escritor = Callable[[DocumentoGenerado, Callable[..., None]], tuple[bytes | IO[bytes], str]]

registro = logging.getLogger(__name__)


class DocumentoPerdido(Exception):
    """Another took the document meanwhile."""


@transaction.atomic
def request_documento(
    *, ejercicio: Ejercicio, actor: Usuario, clase: ClaseDocumento, formato: FormatoDocumento
) -> DocumentoGenerado:
    """Ask for a document, or for the one that the same person already waits for. Raises ``PermissionDenied``."""
    check_permiso(permissions.can_request_documento(actor, ejercicio.servicio_id))
    # One request at a time of each year: two that arrive together ask for the same document.
    Ejercicio.objects.select_for_update().get(pk=ejercicio.pk)
    pedido = DocumentoGenerado.objects.filter(
        ejercicio=ejercicio, actor=actor, clase=clase, formato=formato, estado__in=PENDIENTES
    ).first()
    if pedido is not None:
        return pedido
    documento = DocumentoGenerado(ejercicio=ejercicio, actor=actor, clase=clase, formato=formato)
    return create_fila(fila=documento, actor=actor)


def is_corto(ejercicio: Ejercicio) -> bool:
    """Whether the documents of a year are written in the request that asks for them."""
    compromisos = Compromiso.objects.filter(objetivo__programa__ejercicio=ejercicio).count()
    analisis = AnalisisAvance.objects.filter(programa__ejercicio=ejercicio).count()
    return compromisos + analisis <= AL_MOMENTO_FILAS


def match_libres(ahora: datetime) -> Q:
    return Q(estado=EstadoDocumento.EN_ESPERA) | Q(
        estado=EstadoDocumento.ESCRIBIENDO, latido__lt=ahora - SIN_LATIDO
    )


def write_documento(documento: DocumentoGenerado, escritor: Escritor) -> bool:
    """Write a document that waits and keep it; ``False`` when another is at it, or there is nothing to write."""
    latido = timezone.now()
    tomados = DocumentoGenerado.objects.filter(match_libres(latido), pk=documento.pk)
    if not tomados.update(estado=EstadoDocumento.ESCRIBIENDO, latido=latido, paso=0, problema=""):
        return False

    cuantos = DocumentoGenerado.PASOS

    def renew(paso: int, pasos: int = DocumentoGenerado.PASOS) -> None:
        nonlocal latido, cuantos
        ahora = timezone.now()
        propio = DocumentoGenerado.objects.filter(
            pk=documento.pk, estado=EstadoDocumento.ESCRIBIENDO, latido=latido
        )
        if not propio.update(latido=ahora, paso=paso, pasos=pasos):
            raise DocumentoPerdido
        latido, cuantos = ahora, pasos

    try:
        if not permissions.can_request_documento(documento.actor, documento.ejercicio.servicio_id):
            raise ActoRechazado(SIN_ALCANCE)
        contenido, nombre = escritor(documento, renew)
        renew(cuantos, cuantos)
        return keep_documento(documento, latido, contenido, nombre)
    except DocumentoPerdido:
        return False
    except ActoRechazado as error:
        return end_documento(documento, latido, estado=EstadoDocumento.FALLIDO, problema=str(error))
    except Exception:
        registro.exception("No se pudo escribir %s", documento)
        return end_documento(documento, latido, estado=EstadoDocumento.FALLIDO, problema=FALLO)


def keep_documento(
    documento: DocumentoGenerado, latido: datetime, contenido: bytes | IO[bytes], nombre: str
) -> bool:
    """Keep what was written, read piece by piece, unless another took the document meanwhile."""
    archivo: File = ContentFile(contenido) if isinstance(contenido, bytes) else File(contenido)
    suma = sha256()
    for trozo in archivo.chunks():
        suma.update(trozo)
    documento.sha256, tamano = suma.hexdigest(), archivo.size
    documento.archivo.save(nombre, archivo, save=False)
    guardado = end_documento(
        documento,
        latido,
        estado=EstadoDocumento.LISTO,
        archivo=documento.archivo.name,
        nombre=nombre,
        sha256=documento.sha256,
        tamano=tamano,
        resumen=documento.resumen,
    )
    if not guardado:
        documento.archivo.storage.delete(str(documento.archivo))
    elif documento.clase in SOLO_EL_ULTIMO:
        discard_anteriores(documento)
    return guardado


def discard_anteriores(documento: DocumentoGenerado) -> None:
    """Delete the files of the ones before: that they were written stays told."""
    anteriores = DocumentoGenerado.objects.filter(
        ejercicio=documento.ejercicio_id, clase=documento.clase, estado=EstadoDocumento.LISTO, pk__lt=documento.pk
    )
    for anterior in anteriores:
        anterior.archivo.storage.delete(str(anterior.archivo))
    anteriores.update(estado=EstadoDocumento.REEMPLAZADO, archivo="")


def end_documento(documento: DocumentoGenerado, latido: datetime, **campos: object) -> bool:
    propio = DocumentoGenerado.objects.filter(pk=documento.pk, estado=EstadoDocumento.ESCRIBIENDO, latido=latido)
    return bool(propio.update(latido=None, **campos))


def list_pendientes() -> list[tuple[int, datetime]]:
    """Every document that is not written, and since when another may take it."""
    vivos = DocumentoGenerado.objects.filter(estado__in=PENDIENTES).order_by("pk")
    return [
        (pk, latido + SIN_LATIDO if latido else timezone.now()) for pk, latido in vivos.values_list("pk", "latido")
    ]
