"""What a person answers of a workbook, kept with it; and, from who administers, remembered for the next ones."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from programas import permissions
from programas.enums import EstadoCarga, EstadoLibro
from programas.formulario.preguntas import AsuntoPregunta
from programas.models import Carga, LibroCargado
from programas.services.cargas.alias import remember_respuesta
from programas.services.cargas.rechazos import LibroCambiado
from regiones.models import Usuario
from regiones.services.edicion import check_permiso

# Workbooks uploaded together are of one moment of the year: what is said of one is said of all.
COMUNES = frozenset({AsuntoPregunta.CORTE.value})
PREGUNTABLES = (EstadoLibro.LISTO, EstadoLibro.PREGUNTA, EstadoLibro.RECHAZADO, EstadoLibro.SIN_CAMBIOS)


@transaction.atomic
def answer_libro(*, libro: LibroCargado, actor: Usuario, version: int, respuestas: Mapping[str, str]) -> Carga:
    """Keep the answers of a workbook and leave it to be read again, with others that ask what was just learnt.

    A blank answer takes back the one that was given. Raises ``PermissionDenied`` and ``LibroCambiado``.
    """
    carga = libro.carga
    check_permiso(permissions.can_handle(actor, carga))
    guardado = LibroCargado.objects.select_for_update().filter(pk=libro.pk, version=version).first()
    if guardado is None or guardado.estado not in PREGUNTABLES:
        raise LibroCambiado(libro.archivo)
    preguntas = index_preguntas(guardado.vista)
    dadas = {clave: valor for clave, valor in respuestas.items() if admits(preguntas.get(clave), valor)}
    quitadas = {clave for clave, valor in respuestas.items() if not valor}
    aprendidas = {
        clave
        for clave, valor in dadas.items()
        if guardado.respuestas.get(clave) != valor and remember_respuesta(preguntas[clave], valor, carga, actor)
    }
    finales = {c: v for c, v in guardado.respuestas.items() if c not in quitadas} | dadas
    wait_again(LibroCargado.objects.filter(pk=guardado.pk), respuestas=finales)
    for hermano in carga.libros.select_for_update().filter(estado=EstadoLibro.PREGUNTA).exclude(pk=guardado.pk):
        share_respuestas(hermano, dadas, aprendidas)
    Carga.objects.filter(pk=carga.pk).exclude(estado=EstadoCarga.LEYENDO).update(
        estado=EstadoCarga.EN_ESPERA, version=F("version") + 1
    )
    return carga


def share_respuestas(hermano: LibroCargado, dadas: Mapping[str, str], aprendidas: set[str]) -> None:
    """Leave another workbook of the upload to be read again, if it asks what was just answered for all."""
    preguntas = index_preguntas(hermano.vista)
    comunes = {
        clave: valor
        for clave, valor in dadas.items()
        if clave in COMUNES and clave not in hermano.respuestas and admits(preguntas.get(clave), valor)
    }
    if comunes or aprendidas & preguntas.keys():
        wait_again(LibroCargado.objects.filter(pk=hermano.pk), respuestas=hermano.respuestas | comunes)


def index_preguntas(vista: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The questions of a preview by their key: its own, those already answered, and what may be corrected."""
    partes = ("correcciones", "respondidas", "preguntas")
    return {pregunta["clave"]: pregunta for parte in partes for pregunta in vista.get(parte, ())}


def admits(pregunta: Mapping[str, Any] | None, valor: str) -> bool:
    """Whether the value is one of those that the question offers."""
    return pregunta is not None and bool(valor) and valor in {opcion[0] for opcion in pregunta["opciones"]}


def wait_again(libros: Any, **campos: Any) -> None:
    libros.update(estado=EstadoLibro.EN_ESPERA, version=F("version") + 1, **campos)
