"""Work that a person does not wait for. ``manage.py run_worker`` takes it from the queue."""

from collections.abc import Callable
from datetime import datetime
from tempfile import TemporaryFile
from time import monotonic
from typing import IO

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from programas.documentos.paquete import (
    Cabeza,
    Copiada,
    build_indices,
    describe_copiadas,
    list_faltas,
    stream_paquete,
)
from programas.documentos.pdf import write_pdf
from programas.documentos.word.etapa4 import write_etapa4
from programas.documentos.word.formulario import write_docx
from programas.enums import ClaseDocumento, EstadoLibro, FormatoDocumento
from programas.models import Carga, DocumentoGenerado
from programas.planillas.escritor import TextoNoCabe, write_libro_de_todos
from programas.planillas.guardados import build_lector
from programas.planillas.listado import write_xlsx
from programas.selectors.etapa4.documento import load_etapa4
from programas.selectors.exportacion_explicada import load_explicados
from programas.selectors.oficial.documento import build_documento
from programas.selectors.paquete import load_piezas
from programas.services import documentos
from programas.services.cargas import CargaOcupada, is_corta, list_pendientes, read_libros
from regiones.services import ActoRechazado

# Between one note of how far a package goes and the next, in seconds.
ENTRE_AVISOS = 1


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


@task()
def write_documento(documento_id: int) -> bool:
    """Write a document of a service; ``False`` when another is at it, or it is already written."""
    consulta = DocumentoGenerado.objects.select_related("ejercicio__servicio", "actor")
    documento = consulta.filter(pk=documento_id).first()
    return documento is not None and documentos.write_documento(documento, write_de_servicio)


def write_de_servicio(documento: DocumentoGenerado, avisar: Callable[..., None]) -> tuple[bytes | IO[bytes], str]:
    """The file of a document of the whole service, and its name; tells each step that it begins."""
    if documento.clase == ClaseDocumento.EVIDENCIAS:
        return write_evidencias(documento, avisar)
    avisar(1)
    ejercicio, ahora = documento.ejercicio, timezone.now()
    regiones = list(ejercicio.regiones.order_by("orden"))
    if documento.clase == ClaseDocumento.ETAPA4:
        etapa4 = load_etapa4(ejercicio, documento.actor, regiones, ahora)
        avisar(2)
        return write_etapa4(etapa4, ahora), f"{etapa4.archivo}.{documento.formato}"
    formularios = load_explicados(ejercicio, documento.actor, regiones)
    oficial = build_documento(formularios, ahora)
    avisar(2)
    nombre = f"{oficial.archivo}.{documento.formato}"
    if documento.formato == FormatoDocumento.EXCEL:
        try:
            return write_libro_de_todos(formularios), nombre
        except TextoNoCabe as error:
            raise ActoRechazado(str(error)) from error
    write = write_pdf if documento.formato == FormatoDocumento.PDF else write_docx
    return write(oficial, ahora), nombre


def write_evidencias(documento: DocumentoGenerado, avisar: Callable[..., None]) -> tuple[IO[bytes], str]:
    """Every file of the service in one ZIP, each checked as it is copied; tells how many are."""
    ejercicio = documento.ejercicio
    piezas = load_piezas(ejercicio, documento.actor)
    cabeza = Cabeza(f"Evidencias de {ejercicio}", timezone.localtime(), ejercicio.cerrado)
    copiadas: list[Copiada] = []
    avisado = monotonic()
    avisar(0, max(len(piezas), 1))

    def note(hasta_aqui: list[Copiada]) -> None:
        nonlocal copiadas, avisado
        copiadas = hasta_aqui
        if monotonic() - avisado > ENTRE_AVISOS:
            avisar(len(copiadas), len(piezas))
            avisado = monotonic()

    archivo = TemporaryFile()  # noqa: SIM115 — gone once it is kept
    for pedazo in stream_paquete(piezas, build_indices(cabeza, write_xlsx), note):
        archivo.write(pedazo)
    documento.resumen = {"frase": describe_copiadas(copiadas), "faltas": list_faltas(copiadas)}
    return archivo, f"evidencias-{ejercicio.servicio.codigo}-{ejercicio.anio}.zip"


def begin_documento(documento: DocumentoGenerado) -> None:
    """Write a short document now, and put a long one in the queue."""
    if documento.clase != ClaseDocumento.EVIDENCIAS and documentos.is_corto(documento.ejercicio):
        write_documento.call(documento.pk)
    else:
        enqueue_documento(documento.pk)


def enqueue_documento(documento_id: int, desde: datetime | None = None) -> None:
    transaction.on_commit(lambda: write_documento.using(run_after=desde).enqueue(documento_id))


def resume_documentos() -> None:
    """Put in the queue again every document that waits, or that another left half-way."""
    for documento_id, desde in documentos.list_pendientes():
        enqueue_documento(documento_id, desde)
