"""The validations of the form, one named check per rule: rows in, findings out.

Each check sees one territory's form. What a finding does to the verdict is said with it, and ``decide`` marks
those that can change one.
"""

from programas.formulario.contenido import TerritorioContenido
from programas.formulario.lectura import Hallazgo
from programas.formulario.reglas.analisis import check_analisis, check_enlaces, check_responsables
from programas.formulario.reglas.base import Contexto, Regla
from programas.formulario.reglas.filas import (
    check_actividades,
    check_etapa2,
    check_medios,
    check_metas,
    check_repetidos,
    check_unidades,
)
from programas.formulario.reglas.pesos import check_pesos, check_suma, check_total, check_uniforme
from programas.formulario.reglas.respuestas import check_motivos, check_resultados, check_validaciones

__all__ = ["REGLAS", "Contexto", "Regla", "check_territorio"]


REGLAS: tuple[Regla, ...] = (
    Regla("V3", "Cada fila debe tener una ponderación mayor que 0 y hasta 100.", check_pesos),
    Regla("V9", "Todo debe estar validado al cerrar.", check_validaciones),
    Regla("V13", "Cada meta debe tener un solo valor.", check_metas),
    Regla("V2", "Con actividades, todas deben pesar lo mismo.", check_uniforme),
    Regla("V1", "Las ponderaciones deben sumar 100 %.", check_suma),
    Regla("V8", "Los totales se calculan, no se escriben.", check_total),
    Regla("V4", "Cada objetivo debe tener al menos dos actividades.", check_actividades),
    Regla("V5", "Cada meta o actividad debe tener un medio de verificación.", check_medios),
    Regla("V6", "Un «sí» debe tener su resultado.", check_resultados),
    Regla("V7", "Un «no» o un «parcial» debe tener su motivo.", check_motivos),
    Regla("V11", "Cada objetivo debe tener su análisis en el corte.", check_analisis),
    Regla("V12", "Cada recomendación debe tener un responsable.", check_responsables),
    Regla("V14", "Cada análisis de III.4 debe estar enlazado a su objetivo.", check_enlaces),
    Regla("Repetido", "Los textos repetidos se revisan.", check_repetidos),
    Regla("Unidad", "Las unidades deben estar en el catálogo.", check_unidades),
    Regla("Nota 2", "El objetivo debe ser el de la etapa 2.", check_etapa2),
)


def check_territorio(territorio: TerritorioContenido, contexto: Contexto) -> list[Hallazgo]:
    """Every finding of a territory's form, in the order of the rules."""
    return [hallazgo for regla in REGLAS for hallazgo in regla.check(territorio, contexto)]
