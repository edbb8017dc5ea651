"""What is stored of a territory's form, loaded whole before an import compares with it."""

from collections import defaultdict
from dataclasses import dataclass

from programas.models import (
    Actividad,
    AnalisisAvance,
    Compromiso,
    Corte,
    Ejercicio,
    Indicador,
    Instancia,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from regiones.models import Region

Parte = Actividad | MedioVerificacion


@dataclass(slots=True)
class Guardado:
    """The stored rows, locked: programmes by type, objectives by type, the rest by their parent's key."""

    programas: dict[str, ProgramaTrabajo]
    objetivos: dict[str, list[ObjetivoEspecifico]]
    indicadores: dict[int, Indicador]
    compromisos: dict[int, list[Compromiso]]
    partes: dict[type[Parte], dict[int, list[Parte]]]
    instancias: dict[str, list[Instancia]]
    analisis: dict[str, list[AnalisisAvance]]

    def get_indicador(self, objetivo: ObjetivoEspecifico) -> Indicador:
        return self.indicadores.get(objetivo.pk) or Indicador()

    def get_partes(self, modelo: type[Parte], compromiso: Compromiso) -> list[Parte]:
        return self.partes[modelo].get(compromiso.pk, [])

    def get_textos(self, modelo: type[Parte], compromiso: Compromiso) -> list[str]:
        return [parte.texto for parte in self.get_partes(modelo, compromiso)]


def load_guardado(ejercicio: Ejercicio, region: Region, corte: Corte | None) -> Guardado:
    """Load and lock the form of a territory. The programmes' rows are the lock of everything under them."""
    programas = {
        programa.tipo: programa
        for programa in ProgramaTrabajo.objects.select_for_update(of=("self",))
        .filter(ejercicio=ejercicio, region=region)
        .select_related("ejercicio", "region")
    }
    por_id = {programa.pk: programa for programa in programas.values()}
    objetivos: dict[str, list[ObjetivoEspecifico]] = defaultdict(list)
    objetivos_por_id: dict[int, ObjetivoEspecifico] = {}
    indicadores: dict[int, Indicador] = {}
    consulta = ObjetivoEspecifico.objects.filter(programa__in=por_id).select_related("indicador")
    for objetivo in consulta.order_by("orden", "pk"):
        objetivo.programa = por_id[objetivo.programa_id]
        objetivos[objetivo.programa.tipo].append(objetivo)
        objetivos_por_id[objetivo.pk] = objetivo
        if hasattr(objetivo, "indicador"):
            indicadores[objetivo.pk] = objetivo.indicador
    compromisos: dict[int, list[Compromiso]] = defaultdict(list)
    for compromiso in Compromiso.objects.filter(objetivo__in=objetivos_por_id).order_by("orden", "pk"):
        compromiso.objetivo = objetivos_por_id[compromiso.objetivo_id]
        compromisos[compromiso.objetivo_id].append(compromiso)
    instancias: dict[str, list[Instancia]] = defaultdict(list)
    for instancia in Instancia.objects.filter(programa__in=por_id).order_by("orden", "pk"):
        instancia.programa = por_id[instancia.programa_id]
        instancias[instancia.programa.tipo].append(instancia)
    analisis: dict[str, list[AnalisisAvance]] = defaultdict(list)
    if corte is not None:
        for fila in AnalisisAvance.objects.filter(programa__in=por_id, corte=corte).order_by("orden", "pk"):
            fila.programa, fila.corte = por_id[fila.programa_id], corte
            analisis[fila.programa.tipo].append(fila)
    partes = {modelo: load_partes(modelo, compromisos) for modelo in (Actividad, MedioVerificacion)}
    return Guardado(programas, objetivos, indicadores, compromisos, partes, instancias, analisis)


def load_partes(modelo: type[Parte], compromisos: dict[int, list[Compromiso]]) -> dict[int, list[Parte]]:
    por_id = {compromiso.pk: compromiso for filas in compromisos.values() for compromiso in filas}
    partes: dict[int, list[Parte]] = defaultdict(list)
    for parte in modelo.objects.filter(compromiso__in=por_id).order_by("orden", "pk"):
        parte.compromiso = por_id[parte.compromiso_id]
        partes[parte.compromiso_id].append(parte)
    return partes
