"""Sheet III.4: the analysis of each objective at each corte, written or copied from the corte before."""

from copy import copy

from django.core.exceptions import ValidationError
from django.db import transaction

from programas import permissions
from programas.models import AnalisisAvance, Corte, ObjetivoEspecifico
from programas.selectors.analisis import find_anterior
from programas.selectors.plazos import ESCRITOS
from programas.services.cadena import lock_cadena
from programas.services.edicion import add_fila, change_fila, check_abierta
from regiones.models import Usuario
from regiones.services import ActoRechazado, CambioObsoleto
from regiones.services.edicion import check_permiso


class SinCorteAnterior(ActoRechazado):
    """No corte before this one has an analysis of the objective."""

    def __init__(self, objetivo: ObjetivoEspecifico) -> None:
        super().__init__(f"El objetivo {objetivo.codigo} no tiene análisis en un corte anterior: escríbalo.")


class YaAnalizado(ActoRechazado):
    """A copy never takes the place of what somebody wrote."""

    def __init__(self, objetivo: ObjetivoEspecifico) -> None:
        super().__init__(
            f"El objetivo {objetivo.codigo} ya tiene su análisis en este corte: no se copia encima de lo escrito."
        )


@transaction.atomic
def save_analisis(*, analisis: AnalisisAvance, actor: Usuario) -> bool:
    """Create or change the analysis of an objective at a corte; return whether anything changed.

    A new one is a stale write when somebody else analysed its objective meanwhile. Raises ``PermissionDenied``,
    ``FilaBloqueada``, ``CambioObsoleto`` and ``ValidationError``.
    """
    otro = lock_analisis(analisis, actor)
    if analisis.pk is None and otro is not None:
        propio = copy(otro)
        for campo in ESCRITOS:
            setattr(propio, campo, getattr(analisis, campo))
        raise CambioObsoleto(propio, otro)
    check_recomendaciones(analisis)
    if analisis.pk is not None:
        return change_fila(fila=analisis, actor=actor)
    add_fila(fila=analisis, actor=actor)
    return True


@transaction.atomic
def copy_analisis(*, objetivo: ObjetivoEspecifico, corte: Corte, actor: Usuario) -> AnalisisAvance:
    """Begin an analysis with the text of the corte before, marked as copied until that text changes.

    Raises ``PermissionDenied``, ``FilaBloqueada``, ``SinCorteAnterior`` and ``YaAnalizado``.
    """
    analisis = build_analisis(objetivo, corte)
    if lock_analisis(analisis, actor) is not None:
        raise YaAnalizado(objetivo)
    anterior = find_anterior(objetivo, corte)
    if anterior is None:
        raise SinCorteAnterior(objetivo)
    for campo in ESCRITOS:
        setattr(analisis, campo, getattr(anterior, campo))
    analisis.copiado_de = anterior
    return add_fila(
        fila=analisis, actor=actor, motivo=f"Copiado del corte al {anterior.corte.fecha_medicion:%d-%m-%Y}"
    )


def build_analisis(objetivo: ObjetivoEspecifico, corte: Corte) -> AnalisisAvance:
    """A new analysis, in the place that its objective has in the form."""
    return AnalisisAvance(programa=objetivo.programa, objetivo=objetivo, corte=corte, orden=objetivo.orden)


def lock_analisis(analisis: AnalisisAvance, actor: Usuario) -> AnalisisAvance | None:
    """Hold what the analysis hangs from, refuse who may not write it now, and return it as stored."""
    lock_cadena(analisis)
    guardado = AnalisisAvance.objects.filter(objetivo=analisis.objetivo_id, corte=analisis.corte_id).first()
    check_permiso(permissions.can_edit(actor, analisis))
    check_abierta(analisis)
    return guardado


def check_recomendaciones(analisis: AnalisisAvance) -> None:
    """«Sin recomendaciones» is said of an analysis that makes none (§3)."""
    if analisis.sin_recomendaciones and (analisis.recomendaciones.strip() or analisis.responsable.strip()):
        raise ValidationError(
            {
                "sin_recomendaciones": "Hay recomendaciones o un responsable escritos: borre esos textos, o quite "
                "esta marca."
            }
        )
