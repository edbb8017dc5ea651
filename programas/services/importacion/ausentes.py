"""Delete the stored rows that a workbook lacks and its person chose to delete, as the pages would."""

import copy
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from programas import permissions
from programas.formulario.lectura import Hallazgo
from programas.models import AnalisisAvance, Compromiso, Instancia, MedioVerificacion, ObjetivoEspecifico
from programas.models.avance import Evidencia
from programas.services.edicion import remove_fila
from programas.services.importacion.escritura import Escritura
from programas.services.importacion.importador import Importador, build_bloqueo
from regiones.models import Editable, Usuario
from regiones.services import ActoRechazado

REMEDIO = "Responda que la fila se conserva, o resuelva primero lo que lo impide."
# What hangs from another goes first.
ORDEN: tuple[type[Editable], ...] = (AnalisisAvance, Instancia, Compromiso, ObjetivoEspecifico)


def remove_ausentes(importador: Importador) -> list[Hallazgo]:
    """Delete what was chosen, inside the caller's transaction; return why some of it cannot be."""
    escritura = importador.escritura
    rechazos: list[Hallazgo] = []
    for modelo in ORDEN:
        for fila in (fila for fila in importador.eliminadas if type(fila) is modelo):
            hoja = permissions.get_programa(fila).tipo  # type: ignore[union-attr]
            if escritura.actor is None:
                rechazos.append(
                    build_bloqueo(hoja, "eliminar filas pide saber quién lo hace", "Indique --usuario.")
                )
                continue
            try:
                remove_completa(escritura, escritura.actor, fila, importador.guardado.compromisos.get(fila.pk, []))
            except ActoRechazado as error:
                problema = f"la fila {fila.clave_registro} no se puede eliminar: {str(error).rstrip('.')}"
                rechazos.append(build_bloqueo(hoja, problema, REMEDIO))
    return rechazos


@transaction.atomic
def remove_completa(escritura: Escritura, actor: Usuario, fila: Any, compromisos: Sequence[Compromiso]) -> None:
    """Delete a row and, of an objective, its commitments. Raises like ``remove_fila``."""
    de_objetivo = compromisos if isinstance(fila, ObjetivoEspecifico) else ()
    for quitada in (*de_objetivo, fila):
        # Deleting hangs the row from its chain as loaded again: the plan keeps its own.
        remove_fila(fila=copy.copy(quitada), actor=actor, motivo=escritura.motivo, lote=escritura.lote)


def list_medios_con_evidencia(escrituras: Iterable[Escritura]) -> dict[int, list[Hallazgo]]:
    """Which means of verification that workbooks leave out carry files, by the place of the import: one query.

    Nothing is asked of the database while no means is left out.
    """
    quitados = {
        fila.pk: (i, fila)
        for i, escritura in enumerate(escrituras)
        for fila in escritura.eliminar
        if isinstance(fila, MedioVerificacion)
    }
    hallazgos: dict[int, list[Hallazgo]] = {}
    if not quitados:
        return hallazgos
    con_evidencia = Evidencia.objects.filter(medio__in=quitados).order_by("medio_id").distinct()
    for clave in dict.fromkeys(con_evidencia.values_list("medio_id", flat=True)):
        i, medio = quitados[clave]
        hallazgos.setdefault(i, []).append(
            build_bloqueo(
                medio.compromiso.objetivo.programa.tipo,
                f"el medio de verificación {medio.codigo} tiene archivos que lo prueban y el libro ya no lo trae",
                "Escriba de nuevo en la columna el medio, o quite antes su evidencia.",
            )
        )
    return hallazgos
