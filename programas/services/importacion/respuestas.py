"""Column (9) of a workbook: what the region declares, under the rules of the pages."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from programas.enums import Cumple
from programas.formulario.lectura import CompromisoLeido
from programas.models import Compromiso, MedioVerificacion
from programas.services.importacion.importador import Importador


def read_respuesta(importador: Importador, compromiso: Compromiso, leido: CompromisoLeido) -> dict[str, Any]:
    """The fields that a «cumple» changes, as the region's declaration.

    A blank says nothing, and so does what is declared already; what was validated stands; a new «sí» needs what
    proves it (V5, V6).
    """
    if not leido.cumple or leido.cumple in (compromiso.declarado, compromiso.validado):
        return {}
    problema, remedio = explain_rechazo(importador, compromiso, leido)
    if problema:
        importador.refuse(leido.procedencia, "cumple", leido.cumple, problema, remedio)
        return {}
    actor = importador.escritura.actor
    return {
        "declarado": leido.cumple,
        "declarado_por_id": actor.pk if actor else None,
        "declarado_en": timezone.now(),
        "motivo": "" if leido.cumple == Cumple.SI else compromiso.motivo,
    }


def explain_rechazo(importador: Importador, compromiso: Compromiso, leido: CompromisoLeido) -> tuple[str, str]:
    """Why an answer is not taken, and what to do; two blanks when it is."""
    if not importador.admite_respuestas:
        return "el ejercicio está en formulación: todavía no se declara cumplimiento", "Deje la columna en blanco."
    if compromiso.validado:
        return (
            f"el compromiso {compromiso.codigo} ya está validado y el libro lo declara de otro modo",
            "Deje la celda como estaba; un cambio se pide a la unidad central.",
        )
    return explain_sin_prueba(importador, compromiso, leido) if leido.cumple == Cumple.SI else ("", "")


def explain_sin_prueba(importador: Importador, compromiso: Compromiso, leido: CompromisoLeido) -> tuple[str, str]:
    """What a «sí» lacks of what proves it, as stored and as the workbook would leave it."""
    ejercicio = compromiso.objetivo.programa.ejercicio
    medios: Sequence[str] = leido.medios or ()
    if leido.medios is None and compromiso.pk is not None:
        medios = importador.guardado.get_textos(MedioVerificacion, compromiso)
    if not medios:
        return (
            "declara «sí» y no tiene medio de verificación (V5)",
            "Escriba el medio de verificación, o deje la respuesta en blanco.",
        )
    if ejercicio.exige_evidencia and compromiso.pk not in importador.guardado.probados:
        return (
            "declara «sí» y no tiene evidencia vigente (V6)",
            "Deje la celda en blanco, importe, y suba al menos un archivo que lo pruebe antes de declarar.",
        )
    if ejercicio.columna_4_es_resultado and not importador.get_indicador(compromiso.objetivo).resultado:
        return (
            "declara «sí» y no tiene resultado anual del indicador (V6)",
            "Escriba el resultado en la columna (4), o deje la respuesta en blanco.",
        )
    return "", ""
