"""What a workbook holds, by kind: for the person who compares with the paper."""

from typing import Any

from programas.formulario.cifras import format_ponderacion
from programas.formulario.lectura import FormularioLeido
from programas.services.importacion.programa import split_meta


def count_lectura(lectura: FormularioLeido, columna_4_es_resultado: bool) -> dict[str, Any]:
    programas = lectura.programas.values()
    objetivos = [objetivo for programa in programas for objetivo in programa.objetivos]
    pesos = [c.ponderacion for o in objetivos for c in o.compromisos if c.ponderacion is not None]
    metas = sum(1 for objetivo in objetivos if split_meta(objetivo, columna_4_es_resultado)[0])
    resultados = sum(1 for objetivo in objetivos if objetivo.columna_4) if columna_4_es_resultado else 0
    return {
        "compromisos": {
            tipo: sum(len(o.compromisos) for o in programa.objetivos)
            for tipo, programa in lectura.programas.items()
        },
        "instancias": sum(len(programa.instancias) for programa in programas),
        "analisis": sum(len(programa.analisis) for programa in programas),
        "metas": metas,
        "resultados": resultados,
        "totales_declarados": {
            tipo: format_ponderacion(programa.total_declarado)
            for tipo, programa in lectura.programas.items()
            if programa.total_declarado is not None
        },
        "suma_ponderaciones": format_ponderacion(sum(pesos)),
    }
