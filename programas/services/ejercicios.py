"""The stages of an ejercicio: forward one at a time, back with a reason, and never again once closed."""

from django.core.exceptions import PermissionDenied
from django.db import transaction

from programas import permissions
from programas.enums import Etapa
from programas.models import Compromiso, Ejercicio, ProgramaTrabajo
from programas.scoring import Estado
from programas.selectors.resultados import ProgramaEvaluado, evaluate_ejercicio
from programas.services.cadena import lock_ejercicio
from programas.services.copia import CopiaEjercicio, copy_ejercicio
from programas.services.cumplimiento import INCUMPLIDAS
from regiones.enums import Acto
from regiones.models import Usuario
from regiones.services import ActoRechazado, CambioObsoleto, save_fila

__all__ = ["CambioEtapaRechazado", "CopiaEjercicio", "change_etapa", "copy_ejercicio"]

NOMBRADOS = 5


class CambioEtapaRechazado(ActoRechazado):
    """The ejercicio cannot go to that stage now."""


@transaction.atomic
def change_etapa(*, ejercicio: Ejercicio, etapa: str, actor: Usuario, motivo: str = "") -> bool:
    """Move an ejercicio to the next stage, or back with a reason; return whether it moved.

    Closing needs every row validated (V9), every «no» and «parcial» with its reason (V7), and every programme
    weighted. Raises ``PermissionDenied``, ``CambioEtapaRechazado`` and ``CambioObsoleto``.
    """
    guardado = lock_ejercicio(ejercicio.pk)
    if not permissions.can_administer(actor, guardado.servicio_id):
        raise PermissionDenied("Solo la administración del servicio cambia la etapa de un ejercicio.")
    if guardado.version != ejercicio.version:
        raise CambioObsoleto(ejercicio, guardado)
    actual, nueva = Etapa(guardado.etapa), Etapa(etapa)
    if nueva == actual:
        return False
    if actual == Etapa.CERRADO:
        raise CambioEtapaRechazado(f"El ejercicio {guardado.anio} está cerrado: ya no cambia de etapa.")
    if nueva.orden > actual.orden + 1:
        siguiente = list(Etapa)[actual.orden + 1]
        raise CambioEtapaRechazado(
            f"Las etapas avanzan de a una: a «{actual.label}» le sigue «{siguiente.label}»."
        )
    if nueva.orden < actual.orden and not motivo.strip():
        raise CambioEtapaRechazado(f"Para volver de «{actual.label}» a «{nueva.label}» escriba el motivo.")
    if nueva == Etapa.CERRADO:
        check_cierre(guardado)
    ejercicio.etapa = nueva
    return save_fila(fila=ejercicio, actor=actor, acto=Acto.CAMBIAR_ETAPA, motivo=motivo.strip())


def check_cierre(ejercicio: Ejercicio) -> None:
    """Refuse to close while something lacks what the verdict needs, saying how much and where."""
    # Whoever is writing in a programme ends first; whoever comes later finds the ejercicio closed.
    list(ProgramaTrabajo.objects.select_for_update().filter(ejercicio=ejercicio).order_by("pk").values_list("pk"))
    evaluado = evaluate_ejercicio(ejercicio)
    programas = [
        (f"{territorio.nombre} {programa.tipo}", programa)
        for territorio in evaluado.territorios
        for programa in territorio.programas.values()
    ]
    faltas = [explain_sin_validar(programas), explain_sin_ponderacion(programas), explain_sin_motivo(ejercicio)]
    if any(faltas):
        raise CambioEtapaRechazado("No se puede cerrar: " + " ".join(falta for falta in faltas if falta))


def explain_sin_validar(programas: list[tuple[str, ProgramaEvaluado]]) -> str:
    faltan = [(nombre, programa.sin_validar) for nombre, programa in programas if programa.sin_validar]
    if not faltan:
        return ""
    total = sum(cuantos for _, cuantos in faltan)
    compromisos = "1 compromiso está" if total == 1 else f"{total} compromisos están"
    return f"{compromisos} sin validar (V9): {list_some([f'{nombre} ({n})' for nombre, n in faltan])}."


def explain_sin_ponderacion(programas: list[tuple[str, ProgramaEvaluado]]) -> str:
    faltan = [nombre for nombre, programa in programas if programa.resultado.estado is Estado.SIN_PONDERACION]
    if not faltan:
        return ""
    verbo = "1 programa tiene" if len(faltan) == 1 else f"{len(faltan)} programas tienen"
    return f"{verbo} filas sin ponderación: {list_some(faltan)}."


def explain_sin_motivo(ejercicio: Ejercicio) -> str:
    faltan = list(
        Compromiso.objects.filter(objetivo__programa__ejercicio=ejercicio, validado__in=INCUMPLIDAS, motivo="")
        .order_by("objetivo__programa__region__orden", "objetivo__programa__tipo", "objetivo__orden", "orden")
        .values_list("codigo", flat=True)
    )
    if not faltan:
        return ""
    verbo = (
        "1 compromiso no cumplido está" if len(faltan) == 1 else f"{len(faltan)} compromisos no cumplidos están"
    )
    return f"{verbo} sin motivo (V7): {list_some(faltan)}."


def list_some(nombres: list[str]) -> str:
    """The first names of a list, and how many more there are."""
    resto = len(nombres) - NOMBRADOS
    return ", ".join(nombres[:NOMBRADOS]) + (f" y {resto} más" if resto > 0 else "")
