"""Rules of what is declared and validated: V6, V7, V9."""

from collections.abc import Iterator
from dataclasses import replace

from programas.formulario.contenido import TerritorioContenido
from programas.formulario.lectura import Hallazgo, Nivel
from programas.formulario.reglas.base import Contexto, cite, each_compromiso, each_programa


def check_resultados(territorio: TerritorioContenido, contexto: Contexto) -> Iterator[Hallazgo]:
    """V6: in EVALUACION a «sí» comes with the result of its indicator."""
    if not contexto.en_evaluacion:
        return
    for _, objetivo, compromiso in each_compromiso(territorio):
        if "si" in (compromiso.declarado, compromiso.validado) and not objetivo.resultado:
            hallazgo = cite(
                objetivo,
                ("resultado", "objetivo"),
                "V6",
                Nivel.ERROR,
                objetivo.texto,
                f"el compromiso {compromiso.codigo} dice «sí» y su indicador no tiene resultado",
                "Registre el resultado anual del indicador (nota 4).",
                "Un «sí» sin resultado puede ser rechazado al validar.",
            )
            yield replace(hallazgo, fila=compromiso.codigo)


def check_motivos(territorio: TerritorioContenido, contexto: Contexto) -> Iterator[Hallazgo]:
    """V7: «no» and «parcial» say why: Etapa 4 uses it."""
    for _, objetivo, compromiso in each_compromiso(territorio):
        if compromiso.declarado in ("no", "parcial") and not compromiso.motivo:
            yield cite(
                compromiso,
                ("cumple", "actividades"),
                "V7",
                Nivel.ERROR,
                objetivo.texto,
                f"el compromiso {compromiso.codigo} se declaró «{compromiso.declarado}» sin decir por qué",
                "Escriba el motivo: se exige para cerrar el ejercicio.",
                "Impide cerrar el ejercicio.",
                respaldo=objetivo,
            )


def check_validaciones(territorio: TerritorioContenido, contexto: Contexto) -> Iterator[Hallazgo]:
    """V9: nothing is left without validation when the year closes."""
    if not contexto.en_evaluacion or contexto.cerrado:
        return
    for programa in each_programa(territorio):
        faltan = sum(1 for compromiso in programa.compromisos if not compromiso.validado)
        if faltan:
            verbo = "está" if faltan == 1 else "están"
            yield Hallazgo(
                "V9",
                Nivel.ERROR,
                programa.tipo,
                "",
                "",
                f"{faltan} de {len(programa.compromisos)} compromisos {verbo} sin validar",
                "Valídelos antes de cerrar: al cerrar, lo que está en blanco se pierde.",
                "Al cerrar, cada fila en blanco cuenta como no cumplida.",
                decide=True,
                fila=programa.codigo,
            )
