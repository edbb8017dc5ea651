"""What the state of things allows, whoever asks: stages, states, cortes, days to claim."""

from datetime import date

from programas.enums import EstadoCorte, EstadoPrograma, Etapa
from programas.models import (
    Actividad,
    AnalisisAvance,
    Avance,
    Compromiso,
    Corte,
    Ejercicio,
    Evidencia,
    Indicador,
    InformeAvance,
    Instancia,
    MedioVerificacion,
    ObjetivoEspecifico,
    Observacion,
    ProgramaTrabajo,
    Reclamo,
)
from regiones.models import Editable

EDITABLES = (EstadoPrograma.BORRADOR, EstadoPrograma.OBSERVADO)
EVALUABLES = (Etapa.EJECUCION, Etapa.EVALUACION)


def is_evaluable(ejercicio: Ejercicio) -> bool:
    """Whether the ejercicio is at a stage where rows are declared and validated."""
    return ejercicio.etapa in EVALUABLES


def is_open(programa: ProgramaTrabajo) -> bool:
    """Whether a programme's formulation may be changed: not while it is sent or approved, nor once closed."""
    return programa.estado in EDITABLES and programa.ejercicio.etapa != Etapa.CERRADO


def needs_motivo(programa: ProgramaTrabajo) -> bool:
    """Whether a change of weight or objective needs its reason: the programme was already sent once (§3)."""
    return programa.estado != EstadoPrograma.BORRADOR


def get_programa(fila: Editable) -> ProgramaTrabajo | None:
    """The programme that a row of the form belongs to; ``None`` for what belongs to no programme."""
    if isinstance(fila, ProgramaTrabajo):
        return fila
    if isinstance(fila, ObjetivoEspecifico | Instancia | AnalisisAvance | Observacion):
        return fila.programa
    if isinstance(fila, Indicador | Compromiso):
        return fila.objetivo.programa
    if isinstance(fila, Actividad | MedioVerificacion | Avance | Evidencia | Reclamo):
        return fila.compromiso.objetivo.programa
    return None


def explain_bloqueo(fila: Editable) -> str:
    """Why the state of things, whoever asks, keeps the row from changing; empty when it may change.

    The analysis of progress, while its corte is open, and the annual result are written also while the
    programme is approved.
    """
    programa = get_programa(fila)
    ejercicio = programa.ejercicio if programa else getattr(fila, "ejercicio", fila)
    if isinstance(ejercicio, Ejercicio) and ejercicio.pk and ejercicio.cerrado:
        return f"El ejercicio {ejercicio.anio} está cerrado: no se modifica."
    if isinstance(fila, AnalisisAvance):
        return explain_analisis(fila)
    if isinstance(fila, Corte) and fila.estado == EstadoCorte.CERRADO:
        return f"El corte al {fila.fecha_medicion:%d-%m-%Y} está cerrado: no se modifica mientras no se reabra."
    if programa is None or isinstance(fila, Indicador):
        return ""
    return explain_formulacion(programa)


def explain_analisis(analisis: AnalisisAvance) -> str:
    """Why an analysis may not change now: its corte is not open, or its territory's report was sent."""
    if analisis.corte_id is None:
        return ""
    return explain_corte(analisis.corte) or explain_informe(
        analisis.corte.informes.filter(region=analisis.programa.region_id).first()
    )


def explain_corte(corte: Corte) -> str:
    """Why nothing is written in a corte now; empty while it is open."""
    if corte.estado == EstadoCorte.PREVISTO:
        return (
            f"El corte al {corte.fecha_medicion:%d-%m-%Y} todavía no se abre: su análisis se escribe desde que la "
            f"unidad central lo abra y hasta el {corte.plazo:%d-%m-%Y}."
        )
    if corte.estado == EstadoCorte.CERRADO:
        return (
            f"El corte al {corte.fecha_medicion:%d-%m-%Y} se cerró: su análisis no se modifica mientras la unidad "
            "central no lo reabra."
        )
    return ""


def explain_informe(informe: InformeAvance | None) -> str:
    """Why the analyses of a territory's report may not change; empty while it is drafted or observed."""
    if informe is None or informe.estado in EDITABLES:
        return ""
    return (
        f"El informe {informe.codigo} está «{informe.get_estado_display()}»: sus análisis no se modifican "
        "mientras la unidad central no lo observe."
    )


def explain_formulacion(programa: ProgramaTrabajo) -> str:
    """Why the formulation of a programme may not change now; empty when it may."""
    if is_open(programa):
        return ""
    if programa.ejercicio.cerrado:
        return f"El ejercicio {programa.ejercicio.anio} está cerrado: no se modifica."
    return (
        f"El programa {programa.codigo} está «{programa.get_estado_display()}»: su formulación no se modifica "
        "mientras la unidad central no lo observe."
    )


def in_plazo_de_reclamos(ejercicio: Ejercicio, dia: date) -> bool:
    """Whether a claim may be presented on a day: in EVALUACION, from the first day set to the last."""
    desde, hasta = ejercicio.reclamos_desde, ejercicio.reclamos_hasta
    if ejercicio.etapa != Etapa.EVALUACION or desde is None or hasta is None:
        return False
    return desde <= dia <= hasta
