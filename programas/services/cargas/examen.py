"""What one workbook would do, before anything is written: read it, rehearse it, and say where it stands."""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from programas import permissions
from programas.enums import EstadoLibro
from programas.formulario.lectura import FormularioLeido
from programas.models import LibroCargado
from programas.services.cargas.correcciones import list_correcciones, list_territorios
from programas.services.cargas.rechazos import LibroIlegible
from programas.services.importacion import OpcionesImportacion, preview_formulario
from regiones.models import Region, Usuario

# Reads a workbook of a carga with the answers it has. Raises ``LibroIlegible``.
Lector = Callable[[LibroCargado], FormularioLeido]

AJENO = "El libro es de un territorio que usted no redacta: no se compara con lo guardado ni se importa."


@dataclass(frozen=True, slots=True)
class Examen:
    """Where a workbook stands. Not rehearsed, ``problema`` says why and ``vista`` at most how to mend it."""

    estado: EstadoLibro
    lectura: FormularioLeido | None = None
    region: Region | None = None
    vista: dict[str, Any] = field(default_factory=dict)
    problema: str = ""


def examine_libro(libro: LibroCargado, actor: Usuario, lector: Lector) -> Examen:
    """Read a workbook and rehearse its import with that person's rights: the same import, nothing written."""
    try:
        lectura = lector(libro)
    except LibroIlegible as error:
        return Examen(EstadoLibro.RECHAZADO, problema=str(error))
    region = Region.objects.filter(cut=lectura.region).first() if lectura.region else None
    ejercicio = libro.carga.ejercicio
    if region is not None and not permissions.can_draft(actor, ejercicio, region):
        # Nothing of what is stored there is looked at, nor of the workbook shown: only that it may be of another.
        propio = [asdict(pregunta) for pregunta in list_territorios(lectura.deteccion, ejercicio, actor)]
        vista = json.loads(json.dumps({"correcciones": propio})) if propio else {}
        return Examen(EstadoLibro.RECHAZADO, vista=vista, problema=AJENO)
    opciones = build_opciones(libro)
    previa = preview_formulario(lectura=lectura, ejercicio=ejercicio, actor=actor, opciones=opciones)
    # As it will come back from the database, to be compared with what it holds.
    vista = json.loads(json.dumps(previa.as_dict(), cls=DjangoJSONEncoder))
    correcciones = list_correcciones(lectura.deteccion, ejercicio, actor, vista)
    vista["correcciones"] = [asdict(pregunta) for pregunta in correcciones]
    return Examen(decide_estado(vista, libro.respuestas), lectura, region, vista)


def build_opciones(libro: LibroCargado, motivo: str = "") -> OpcionesImportacion:
    return OpcionesImportacion(respuestas=libro.respuestas, motivo=motivo if needs_motivo(libro) else "")


def needs_motivo(libro: LibroCargado) -> bool:
    """Whether what its preview told changes only with a reason."""
    return bool(libro.vista.get("necesita_motivo"))


def decide_estado(vista: dict[str, Any], respuestas: dict[str, str]) -> EstadoLibro:
    """What is missing from the person comes first: an answer may take the problems away."""
    if any(pregunta["obligatoria"] and pregunta["clave"] not in respuestas for pregunta in vista["preguntas"]):
        return EstadoLibro.PREGUNTA
    if vista["impedimentos"]:
        return EstadoLibro.RECHAZADO
    return EstadoLibro.LISTO if vista["cambia"] else EstadoLibro.SIN_CAMBIOS
