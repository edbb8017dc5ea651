"""Which locked states refuse an import: a closed ejercicio, a programme sent or approved, a corte not open."""

from programas import permissions
from programas.formulario.lectura import Hallazgo, Nivel
from programas.models import AnalisisAvance, Compromiso, Ejercicio, Indicador, ProgramaTrabajo
from programas.services.importacion.escritura import Escritura
from programas.services.importacion.importador import Importador

# What is written also while a programme is approved: declarations, annual results, what is only compared.
FUERA_DE_FORMULACION: dict[str, frozenset[str]] = {
    ProgramaTrabajo._meta.label_lower: frozenset({"total_declarado"}),
    Compromiso._meta.label_lower: frozenset({"declarado", "declarado_por", "declarado_en", "motivo"}),
    Indicador._meta.label_lower: frozenset({"resultado", "resultado_valor", "resultado_unidad", "resultado_base"}),
}


def list_impedimentos(importador: Importador, ejercicio: Ejercicio) -> list[Hallazgo]:
    """What refuses the plan: its own faults or, when there are none, the state of what it would change."""
    escritura = importador.escritura
    if ejercicio.cerrado and (escritura.cambia or importador.hallazgos):
        return [build_bloqueo("", f"el ejercicio {ejercicio.anio} está cerrado", "Un año cerrado no cambia.")]
    return importador.hallazgos or [
        build_bloqueo(
            programa.tipo,
            f"el programa {programa.codigo} está «{programa.get_estado_display()}» y el libro lo cambia",
            "Pida a la unidad central que lo observe, y vuelva a importar.",
        )
        for programa in importador.guardado.programas.values()
        if not permissions.is_open(programa) and changes_formulacion(escritura, programa)
    ] + list_bloqueos_de_analisis(escritura)


def list_bloqueos_de_analisis(escritura: Escritura) -> list[Hallazgo]:
    """A corte that is not open, or a report already sent, refuses the analyses that the plan writes in it."""
    filas = [
        *escritura.nuevas[AnalisisAvance],
        *(fila for fila, _ in escritura.cambiadas[AnalisisAvance].values()),
    ]
    # All of them are of one territory and one corte: what locks one locks the others.
    bloqueo = permissions.explain_bloqueo(filas[0]) if filas else ""
    if not bloqueo:
        return []
    return [build_bloqueo("III.4", bloqueo.rstrip("."), "Importe el libro sin la hoja III.4, o pida que se abra.")]


def build_bloqueo(hoja: str, problema: str, remedio: str) -> Hallazgo:
    return Hallazgo("Lectura", Nivel.IMPIDE, hoja, "", "", problema, remedio)


def changes_formulacion(escritura: Escritura, programa: ProgramaTrabajo) -> bool:
    """Whether the plan changes what a programme commits. Its analyses of III.4 are not part of it."""
    codigos = [
        fila.clave_registro
        for modelo, filas in escritura.nuevas.items()
        if modelo is not AnalisisAvance
        for fila in filas
    ]
    codigos += [
        registro.codigo
        for registro in escritura.registros
        if registro.clase != AnalisisAvance._meta.label_lower
        and set(registro.despues) - FUERA_DE_FORMULACION.get(registro.clase, frozenset())
    ]
    return any(codigo == programa.codigo or codigo.startswith(f"{programa.codigo}-") for codigo in codigos)
