"""What is stored of a territory's form, loaded whole before an import compares with it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

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
from regiones.models import Editable, Region

Parte = Actividad | MedioVerificacion


@dataclass(slots=True)
class Guardado:
    """The stored rows, locked: programmes by type, objectives by type, the rest by their parent's key."""

    programas: dict[str, ProgramaTrabajo]
    objetivos: dict[str, list[ObjetivoEspecifico]]
    indicadores: dict[int, Indicador]
    compromisos: dict[int, list[Compromiso]]
    partes: dict[type[Parte], dict[int, list[Parte]]]
    unidades: dict[int, list[int]]
    instancias: dict[str, list[Instancia]]
    regiones: dict[int, list[int]]
    analisis: dict[str, list[AnalisisAvance]]

    def get_indicador(self, objetivo: ObjetivoEspecifico) -> Indicador:
        return self.indicadores.get(objetivo.pk) or Indicador()

    def get_partes(self, modelo: type[Parte], compromiso: Compromiso) -> list[Parte]:
        return self.partes[modelo].get(compromiso.pk, [])

    def join_actividades(self, objetivo: ObjetivoEspecifico) -> str:
        filas = self.compromisos.get(objetivo.pk, [])
        return "\n".join(texto for fila in filas for texto in self.get_textos(Actividad, fila))

    def get_textos(self, modelo: type[Parte], compromiso: Compromiso) -> tuple[str, ...]:
        return tuple(parte.texto for parte in self.get_partes(modelo, compromiso))


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
        corte.refresh_from_db(from_queryset=Corte.objects.select_for_update())
        for fila in AnalisisAvance.objects.filter(programa__in=por_id, corte=corte).order_by("orden", "pk"):
            fila.programa, fila.corte = por_id[fila.programa_id], corte
            analisis[fila.programa.tipo].append(fila)
    partes = {modelo: load_partes(modelo, compromisos) for modelo in (Actividad, MedioVerificacion)}
    unidades = load_enlaces(Compromiso.unidades.through, "compromiso", "unidadresponsable", compromisos)
    regiones = load_enlaces(Instancia.regiones.through, "instancia", "region", instancias)
    return Guardado(
        programas, objetivos, indicadores, compromisos, partes, unidades, instancias, regiones, analisis
    )


def load_enlaces(
    intermedia: Any, propia: str, ajena: str, filas: Mapping[Any, Iterable[Editable]]
) -> dict[int, list[int]]:
    """The keys linked to each row, by its own."""
    enlaces: dict[int, list[int]] = defaultdict(list)
    propias = [fila.pk for grupo in filas.values() for fila in grupo]
    for clave, otra in intermedia.objects.filter(**{f"{propia}__in": propias}).values_list(propia, ajena):
        enlaces[clave].append(otra)
    return enlaces


def load_partes(modelo: type[Parte], compromisos: dict[int, list[Compromiso]]) -> dict[int, list[Parte]]:
    por_id = {compromiso.pk: compromiso for filas in compromisos.values() for compromiso in filas}
    partes: dict[int, list[Parte]] = defaultdict(list)
    for parte in modelo.objects.filter(compromiso__in=por_id).order_by("orden", "pk"):
        parte.compromiso = por_id[parte.compromiso_id]
        partes[parte.compromiso_id].append(parte)
    return partes
