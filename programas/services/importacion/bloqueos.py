"""Which locked states refuse an import: a closed ejercicio, a programme sent or approved, a corte not open."""

from typing import Any

from programas import permissions
from programas.formulario.lectura import Hallazgo
from programas.models import AnalisisAvance, Compromiso, Ejercicio, Indicador, ProgramaTrabajo
from programas.services.importacion.escritura import Escritura
from programas.services.importacion.guardado import Guardado
from programas.services.importacion.importador import Importador, build_bloqueo
from programas.services.importacion.validadas import list_validadas

# What is written also while a programme is approved: declarations, annual results, what is only compared.
FUERA_DE_FORMULACION: dict[str, frozenset[str]] = {
    ProgramaTrabajo._meta.label_lower: frozenset({"total_declarado"}),
    Compromiso._meta.label_lower: frozenset({"declarado", "declarado_por", "declarado_en", "motivo"}),
    Indicador._meta.label_lower: frozenset({"resultado", "resultado_valor", "resultado_unidad", "resultado_base"}),
}

# Where a row was read is no part of what it says.
ORIGEN = frozenset({"procedencia"})


def list_impedimentos(importador: Importador, ejercicio: Ejercicio) -> list[Hallazgo]:
    """What refuses the plan: its own faults, and the state of what it would change."""
    escritura = importador.escritura
    if ejercicio.cerrado:
        if not (escritura.cambia or importador.hallazgos or importador.eliminadas):
            return []
        return [build_bloqueo("", f"el ejercicio {ejercicio.anio} está cerrado", "Un año cerrado no cambia.")]
    return [
        *importador.hallazgos,
        *(
            build_bloqueo(
                programa.tipo,
                f"el programa {programa.codigo} está «{programa.get_estado_display()}» y el libro lo cambia",
                "Pida a la unidad central que lo observe, y vuelva a importar.",
            )
            for programa in importador.guardado.programas.values()
            if not permissions.is_open(programa) and changes_formulacion(escritura, programa)
        ),
        *list_bloqueos_de_analisis(importador),
        *list_validadas(importador),
    ]


def list_bloqueos_de_analisis(importador: Importador) -> list[Hallazgo]:
    bloqueo = explain_analisis(importador.escritura, importador.guardado)
    remedio = "Importe el libro sin la hoja III.4, o pida que se abra."
    return [build_bloqueo("III.4", bloqueo.rstrip("."), remedio)] if bloqueo else []


def explain_analisis(escritura: Escritura, guardado: Guardado) -> str:
    """Why the analyses that a plan writes may not change: a corte that is not open, or a report already sent."""
    filas: list[Any] = [
        *escritura.nuevas[AnalisisAvance],
        *(fila for fila, _ in escritura.cambiadas[AnalisisAvance].values()),
        *(fila for fila in escritura.eliminar if isinstance(fila, AnalisisAvance)),
    ]
    # All of them are of one territory and one corte: what locks one locks the others.
    for fila in filas[:1]:
        informe = guardado.informes.get(fila.corte_id)
        return permissions.explain_corte(fila.corte) or permissions.explain_informe(informe)
    return ""


def changes_formulacion(escritura: Escritura, programa: ProgramaTrabajo) -> bool:
    """Whether the plan changes what a programme commits. Its analyses of III.4 are not part of it."""
    codigos = [
        fila.clave_registro
        for modelo, filas in escritura.nuevas.items()
        if modelo is not AnalisisAvance
        for fila in filas
    ]
    codigos += [fila.clave_registro for fila in escritura.eliminar if not isinstance(fila, AnalisisAvance)]
    codigos += [
        registro.codigo
        for registro in escritura.registros
        if registro.clase != AnalisisAvance._meta.label_lower
        and set(registro.despues) - FUERA_DE_FORMULACION.get(registro.clase, frozenset()) - ORIGEN
    ]
    return any(codigo == programa.codigo or codigo.startswith(f"{programa.codigo}-") for codigo in codigos)
