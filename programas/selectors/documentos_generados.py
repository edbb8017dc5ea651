"""The page of the official documents of a year: those of each territory, and those of the whole service."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from programas.enums import ClaseDocumento, EstadoDocumento
from programas.models import DocumentoGenerado, Ejercicio
from programas.selectors.congelado import freeze_nombres
from programas.selectors.planillas.estados import name_persona
from programas.selectors.presentacion import EstadoMostrado, show_cantidad
from regiones.models import Region, Usuario

A_LA_VISTA = 12
# After so long what nobody took may be written by who waits for it.
SIN_NADIE = timedelta(seconds=5)
# Who says nothing for so long is taken for dead. The document of a whole service takes some seconds.
SIN_LATIDO = timedelta(minutes=5)
MOSTRADOS = {
    EstadoDocumento.EN_ESPERA: EstadoMostrado("En espera", "○", "sc"),
    EstadoDocumento.ESCRIBIENDO: EstadoMostrado("Escribiendo", "◐", "ju"),
    EstadoDocumento.LISTO: EstadoMostrado("Listo", "✓", "ok"),
    EstadoDocumento.FALLIDO: EstadoMostrado("No se pudo escribir", "✕", "no"),
    EstadoDocumento.REEMPLAZADO: EstadoMostrado("Reemplazado", "–", "sc"),
}
PASOS = ("en la cola", "reuniendo los datos", "componiendo el documento", "guardándolo")
EN_CURSO = (EstadoDocumento.EN_ESPERA, EstadoDocumento.ESCRIBIENDO)


@dataclass(frozen=True, slots=True)
class DocumentoMostrado:
    """``paso`` says how far its writing goes; ``detenido`` that nobody is at it."""

    pk: int
    titulo: str
    momento: datetime
    quien: str
    estado: EstadoMostrado
    activo: bool
    listo: bool
    detenido: bool
    numero: int
    pasos: int
    paso: str
    peso: str
    sha256: str
    problema: str
    resumen: dict[str, Any]

    @property
    def escribiendo(self) -> bool:
        return self.estado is MOSTRADOS[EstadoDocumento.ESCRIBIENDO]


@dataclass(frozen=True, slots=True)
class PaginaDocumentos:
    frase: str
    territorios: tuple[Region, ...]
    documentos: tuple[DocumentoMostrado, ...]

    @property
    def activa(self) -> bool:
        return any(documento.activo for documento in self.documentos)


def load_documentos(ejercicio: Ejercicio, usuario: Usuario) -> PaginaDocumentos:
    """The territories that the user sees, and the last documents of the service if all of it is seen."""
    regiones = [
        region
        for region in ejercicio.regiones
        if usuario.alcance.sees_territorio(ejercicio.servicio_id, region.pk)
    ]
    freeze_nombres(ejercicio, regiones)
    visibles = DocumentoGenerado.objects.visible_to(usuario).filter(ejercicio=ejercicio)
    visibles = visibles.exclude(estado=EstadoDocumento.REEMPLAZADO)
    documentos = tuple(map(show_documento, visibles.select_related("actor")[:A_LA_VISTA]))
    return PaginaDocumentos(describe(documentos, len(regiones)), tuple(regiones), documentos)


def describe(documentos: tuple[DocumentoMostrado, ...], territorios: int) -> str:
    """«Se está escribiendo 1 documento; el formulario de 16 territorios se descarga al momento.»"""
    activos = sum(documento.activo for documento in documentos)
    de_territorios = (
        f"El formulario de {show_cantidad(territorios, 'territorio', 'territorios')} se descarga al momento"
    )
    if not activos:
        return f"{de_territorios}, como está hoy."
    return f"{show_cantidad(activos, 'documento', 'documentos')} en camino. {de_territorios}."


def find_ultimo(ejercicio: Ejercicio, usuario: Usuario, clase: ClaseDocumento) -> DocumentoMostrado | None:
    """The last one of a kind, if the user sees the whole service: one query."""
    visibles = DocumentoGenerado.objects.visible_to(usuario).filter(ejercicio=ejercicio, clase=clase)
    ultimo = visibles.select_related("actor").first()
    return None if ultimo is None else show_documento(ultimo)


def show_documento(documento: DocumentoGenerado) -> DocumentoMostrado:
    estado = EstadoDocumento(documento.estado)
    espera = timezone.now() - (documento.latido or documento.momento)
    paciencia = {EstadoDocumento.EN_ESPERA: SIN_NADIE, EstadoDocumento.ESCRIBIENDO: SIN_LATIDO}
    return DocumentoMostrado(
        documento.pk,
        f"{documento.get_clase_display()} de todo el servicio, {documento.get_formato_display()}",
        documento.momento,
        name_persona(documento.actor),
        MOSTRADOS[estado],
        estado in EN_CURSO,
        estado == EstadoDocumento.LISTO,
        estado in paciencia and espera > paciencia[estado],
        documento.paso,
        documento.pasos,
        "copiando archivos" if documento.clase == ClaseDocumento.EVIDENCIAS else PASOS[documento.paso],
        show_peso(documento.tamano),
        documento.sha256,
        documento.problema,
        documento.resumen,
    )


def show_peso(tamano: int) -> str:
    """«2,4 MB», «180 KB»: in whole units of a thousand."""
    if tamano < 1_000_000:
        return f"{-(-tamano // 1000)} KB"
    decimas = -(-tamano // 100_000)
    return f"{decimas // 10},{decimas % 10} MB"
