"""A year with nothing missing, closed, and corrected."""

from programas.enums import EstadoPrograma, Etapa
from programas.models import Cierre, Compromiso, Ejercicio, Indicador, ProgramaTrabajo
from programas.services.ejercicios import change_etapa
from tests.fabrica import build_programa


def build_evaluado(ejercicio, maule, atacama):
    """A year in EVALUACION with nothing missing, evidence not asked for: Maule 11 of 12, Atacama 2 of 3."""
    build_programa(ejercicio, maule, "III.1", "s" * 11 + "n")
    build_programa(ejercicio, atacama, "III.3", "ssp", pesos="3.2")
    Compromiso.objects.exclude(validado="si").update(motivo="Sin presupuesto")
    Indicador.objects.filter(objetivo__compromisos__validado="si").update(resultado="100%")
    ProgramaTrabajo.objects.update(estado=EstadoPrograma.APROBADO)
    Ejercicio.objects.filter(pk=ejercicio.pk).update(etapa=Etapa.EVALUACION, exige_evidencia=False)
    ejercicio.refresh_from_db()
    return ejercicio


def close(ejercicio, actor, motivo=""):
    change_etapa(ejercicio=ejercicio, etapa=Etapa.CERRADO, actor=actor, motivo=motivo)
    return Cierre.objects.get(ejercicio=ejercicio, numero=ejercicio.cierres.count())


def correct(ejercicio, actor, motivo="Faltó un acta"):
    change_etapa(ejercicio=ejercicio, etapa=Etapa.EVALUACION, actor=actor, motivo=motivo)
