"""Of which corte the analyses of a workbook are: said, answered, or the only one that it may be."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from programas.formulario.lectura import FormularioLeido
from programas.formulario.preguntas import AsuntoPregunta, Pregunta
from programas.models import Corte
from programas.services.importacion.importador import Importador, cite_lugar
from programas.services.importacion.opciones import OpcionesImportacion


def find_corte(
    cortes: Sequence[Corte], importador: Importador, lectura: FormularioLeido, opciones: OpcionesImportacion
) -> Corte | None:
    """The corte of the analyses: the one that is said or answered, or the only one that it may be."""
    if opciones.corte is not None:
        return next(corte for corte in cortes if corte.pk == opciones.corte.pk)
    if not cortes:
        return None
    primero = next(leido.analisis[0] for leido in lectura.programas.values() if leido.analisis)
    candidatos = list_candidatos(cortes, importador, lectura)
    unico = candidatos[0] if len(candidatos) == 1 else None
    respuesta = importador.ask(
        Pregunta(
            AsuntoPregunta.CORTE,
            AsuntoPregunta.CORTE.value,
            "¿De qué corte son los análisis del avance de este libro?",
            tuple(
                (
                    f"{corte.fecha_medicion:%Y-%m-%d}",
                    f"Al {corte.fecha_medicion:%d-%m-%Y} ({corte.get_estado_display().lower()})",
                )
                for corte in cortes
            ),
            cite_lugar(primero.procedencia, "objetivo"),
            sugerida=f"{unico.fecha_medicion:%Y-%m-%d}" if unico else "",
            obligatoria=unico is None,
        )
    )
    return next((corte for corte in cortes if f"{corte.fecha_medicion:%Y-%m-%d}" == respuesta), unico)


def list_candidatos(cortes: Sequence[Corte], importador: Importador, lectura: FormularioLeido) -> list[Corte]:
    """The cortes that the analyses may be of: that of the stored rows they name, otherwise those open."""
    codigos = {analisis.codigo for leido in lectura.programas.values() for analisis in leido.analisis}
    guardados = chain.from_iterable(importador.guardado.analisis.values())
    nombrados = {analisis.corte_id for analisis in guardados if analisis.codigo in codigos}
    de_filas = [corte for corte in cortes if corte.pk in nombrados]
    return de_filas or [corte for corte in cortes if corte.abierto] or list(cortes)


def refuse_sin_corte(importador: Importador, procedencia: dict[str, Any]) -> None:
    importador.refuse(
        procedencia,
        "objetivo",
        "",
        "el libro trae análisis del avance y no se sabe de qué corte son",
        "Cree el corte en el ejercicio, o indique su fecha al importar.",
        AsuntoPregunta.CORTE.value,
    )
