"""The documents that prove a commitment: added, replaced by a new version, or withdrawn; never overwritten."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from programas import permissions
from programas.enums import Cumple
from programas.models import Compromiso, Evidencia, MedioVerificacion
from programas.selectors.evidencias import query_vigentes
from programas.services.archivos import inspect_archivo
from programas.services.cadena import get_or_refuse
from programas.services.cumplimiento import check_etapa, lock_compromiso
from programas.services.validadas import check_evidencia
from regiones.enums import Acto
from regiones.models import Usuario
from regiones.services import ActoRechazado, create_fila, save_fila
from regiones.services.edicion import check_permiso

# Nothing that proves a year is older: an earlier date is a mistyped one.
MAS_ANTIGUO = date(1990, 1, 1)


class EvidenciaNoVigente(ActoRechazado):
    """What was replaced or withdrawn is neither replaced nor withdrawn again."""

    def __init__(self, evidencia: Evidencia) -> None:
        super().__init__(
            f"«{evidencia.nombre}» ya fue reemplazada o retirada: trabaje con la evidencia vigente del compromiso."
        )


class UltimaEvidencia(ActoRechazado):
    """A «sí» is not left without proof (V6)."""

    def __init__(self, evidencia: Evidencia) -> None:
        super().__init__(
            f"«{evidencia.nombre}» es la única evidencia de un compromiso respondido «Sí»: reemplácela por otra "
            "versión, suba otra antes, o cambie la respuesta (V6)."
        )


class ArchivoRepetido(ActoRechazado):
    """The same bytes already count for the same means of verification of the row."""

    def __init__(self, nombre: str, previa: Evidencia) -> None:
        momento = timezone.localtime(previa.subida_en)
        super().__init__(
            f"«{nombre}» ya está como evidencia: es «{previa.nombre}», que subió {previa.subida_por} el "
            f"{momento:%d-%m-%Y} a las {momento:%H:%M}. No hace falta subirlo otra vez."
        )


@dataclass(frozen=True, slots=True)
class Documento:
    """A file with what its author says of it. ``fecha`` is the date that the document bears."""

    archivo: UploadedFile
    fecha: date
    descripcion: str = ""


@contextmanager
def discard_on_failure() -> Iterator[list[Any]]:
    """A transaction that leaves no file behind: those noted in the list are deleted if it does not commit.

    It is the outermost one (``durable``): nothing outside can undo it later. When the database goes away while it
    commits, nobody knows whether it did: the files stay, for a row without its file would be worse.
    """
    escritos: list[Any] = []
    confirmando = False
    try:
        with transaction.atomic(durable=True):
            yield escritos
            confirmando = True
    except BaseException as error:
        if not (confirmando and isinstance(error, OperationalError | InterfaceError)):
            for archivo in escritos:
                archivo.storage.delete(archivo.name)
        raise


def attach_evidencia(
    *,
    compromiso: Compromiso,
    documento: Documento,
    actor: Usuario,
    medio: MedioVerificacion | None = None,
    reemplaza: Evidencia | None = None,
) -> Evidencia:
    """Keep a file as evidence, against a means of verification or of the row as a whole.

    A new version takes the place of the one it replaces, which stays downloadable. Raises ``PermissionDenied``,
    ``FueraDeEtapa``, ``ArchivoRechazado``, ``ArchivoRepetido``, ``EvidenciaNoVigente``, ``SustentoValidado`` and
    ``ValidationError``.
    """
    with discard_on_failure() as escritos:
        guardado = open_compromiso(compromiso, actor)
        nueva = Evidencia(compromiso=compromiso, medio=medio)
        if reemplaza is not None:
            check_vigente(compromiso, reemplaza)
            check_evidencia(guardado, reemplaza, "reemplazar")
            nueva.reemplaza, nueva.medio, nueva.avance = reemplaza, reemplaza.medio, reemplaza.avance
        if nueva.medio is not None and nueva.medio.compromiso_id != compromiso.pk:
            raise ValidationError({"medio": "El medio de verificación es de otro compromiso."})
        return write_evidencia(nueva, documento, actor, escritos)


def open_compromiso(compromiso: Compromiso, actor: Usuario) -> Compromiso:
    """Lock a row to write what hangs from it, if the actor drafts it and the year admits it; return it stored."""
    guardado = lock_compromiso(compromiso)
    check_permiso(permissions.can_draft_compromiso(actor, compromiso))
    check_etapa(compromiso)
    return guardado


def write_evidencia(evidencia: Evidencia, documento: Documento, actor: Usuario, escritos: list[Any]) -> Evidencia:
    """Store a new evidence with its file, noted in ``escritos`` (see ``discard_on_failure``)."""
    if documento.fecha < MAS_ANTIGUO:
        raise ValidationError(
            {"fecha_documento": f"Revise el año: no se reciben documentos anteriores a {MAS_ANTIGUO.year}."}
        )
    if documento.fecha > timezone.localdate():
        raise ValidationError({"fecha_documento": "La fecha del documento no puede ser futura."})
    leido = inspect_archivo(documento.archivo)
    evidencia.archivo = documento.archivo
    evidencia.nombre, evidencia.tipo = leido.nombre, leido.tipo
    evidencia.tamano, evidencia.sha256 = leido.tamano, leido.sha256
    evidencia.fecha_documento, evidencia.descripcion = documento.fecha, documento.descripcion.strip()
    evidencia.subida_por = actor
    check_repetida(evidencia)
    try:
        return create_fila(fila=evidencia, actor=actor, acto=Acto.ADJUNTAR)
    finally:
        if evidencia.archivo._committed:
            escritos.append(evidencia.archivo)


def check_repetida(evidencia: Evidencia) -> None:
    """Refuse a file that already counts in the same place. The row is locked."""
    iguales = query_vigentes(evidencia.compromiso).filter(medio=evidencia.medio, sha256=evidencia.sha256)
    previa = iguales.exclude(pk=evidencia.reemplaza_id or 0).select_related("subida_por").first()
    if previa is not None:
        raise ArchivoRepetido(evidencia.nombre, previa)


@transaction.atomic
def withdraw_evidencia(*, evidencia: Evidencia, motivo: str, actor: Usuario) -> bool:
    """Take an evidence back: it stays in the history, and no longer counts. Return whether it was in force.

    Raises ``PermissionDenied``, ``FueraDeEtapa``, ``EvidenciaNoVigente``, ``SustentoValidado``,
    ``UltimaEvidencia``, ``CambioObsoleto`` and ``ValidationError`` when it has no reason.
    """
    if not motivo.strip():
        raise ValidationError({"motivo": "Escriba por qué retira la evidencia."})
    compromiso = evidencia.compromiso
    guardado = open_compromiso(compromiso, actor)
    check_vigente(compromiso, evidencia)
    check_evidencia(guardado, evidencia, "retirar")
    responde_si = Cumple.SI in (guardado.declarado, guardado.validado)
    otras = query_vigentes(compromiso).exclude(pk=evidencia.pk)
    if responde_si and compromiso.objetivo.programa.ejercicio.exige_evidencia and not otras.exists():
        raise UltimaEvidencia(evidencia)
    evidencia.retirada_por, evidencia.retirada_en = actor, timezone.now()
    return save_fila(fila=evidencia, actor=actor, motivo=motivo.strip())


def check_vigente(compromiso: Compromiso, evidencia: Evidencia) -> None:
    """Refuse an evidence of another row, or that no longer counts. The row is locked."""
    if evidencia.compromiso_id != compromiso.pk:
        raise ValidationError({"reemplaza": "La evidencia es de otro compromiso."})
    if not query_vigentes(compromiso).filter(pk=evidencia.pk).exists():
        raise EvidenciaNoVigente(get_or_refuse(Evidencia.objects, evidencia.pk))
