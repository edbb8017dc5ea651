"""What is stored of some territories' forms, loaded whole before an import compares with it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model

from programas.models import (
    Actividad,
    AnalisisAvance,
    Compromiso,
    Corte,
    Ejercicio,
    Evidencia,
    Indicador,
    InformeAvance,
    Instancia,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from programas.selectors.evidencias import filter_vigentes
from programas.selectors.preparadas import fetch_preparada
from programas.services.importacion.juntas import join_consultas, read_juntas
from regiones.models import AliasUnidad, Region, UnidadResponsable
from regiones.services.armado import hang_fila

Parte = Actividad | MedioVerificacion
PARTES: tuple[type[Parte], ...] = (Actividad, MedioVerificacion)


def group() -> dict[Any, list[Any]]:
    return defaultdict(list)


@dataclass(slots=True)
class Guardado:
    """The stored rows: programmes by type, objectives by type, the rest by their parent's key.

    ``analisis`` are those of every corte; ``informes`` the territory's reports, by corte; ``probados`` the keys of
    the commitments with evidence in force.
    """

    programas: dict[str, ProgramaTrabajo] = field(default_factory=dict)
    objetivos: dict[str, list[ObjetivoEspecifico]] = field(default_factory=group)
    indicadores: dict[int, Indicador] = field(default_factory=dict)
    compromisos: dict[int, list[Compromiso]] = field(default_factory=group)
    partes: dict[type[Parte], dict[int, list[Parte]]] = field(
        default_factory=lambda: {modelo: group() for modelo in PARTES}
    )
    unidades: dict[int, list[int]] = field(default_factory=group)
    instancias: dict[str, list[Instancia]] = field(default_factory=group)
    regiones: dict[int, list[int]] = field(default_factory=group)
    analisis: dict[str, list[AnalisisAvance]] = field(default_factory=group)
    informes: dict[int, InformeAvance] = field(default_factory=dict)
    probados: set[int] = field(default_factory=set)

    def get_indicador(self, objetivo: ObjetivoEspecifico) -> Indicador:
        return self.indicadores.get(objetivo.pk) or Indicador()

    def get_partes(self, modelo: type[Parte], compromiso: Compromiso) -> list[Parte]:
        return self.partes[modelo].get(compromiso.pk, [])

    def join_actividades(self, objetivo: ObjetivoEspecifico) -> str:
        filas = self.compromisos.get(objetivo.pk, [])
        return "\n".join(texto for fila in filas for texto in self.get_textos(Actividad, fila))

    def get_textos(self, modelo: type[Parte], compromiso: Compromiso) -> tuple[str, ...]:
        return tuple(parte.texto for parte in self.get_partes(modelo, compromiso))

    def holds_filas(self, tipo: str) -> bool:
        """Whether anything is stored of a programme, besides its having been begun."""
        return any(filas.get(tipo) for filas in (self.objetivos, self.instancias, self.analisis))

    def list_analisis(self, tipo: str, corte: Corte) -> list[AnalisisAvance]:
        return [analisis for analisis in self.analisis.get(tipo, []) if analisis.corte_id == corte.pk]

    @property
    def codigos(self) -> set[str]:
        """The code of every row that a workbook may name."""
        listas: Iterable[list[Any]] = (
            *self.objetivos.values(),
            *self.compromisos.values(),
            *self.instancias.values(),
            *self.analisis.values(),
        )
        return {fila.codigo for filas in listas for fila in filas}


@dataclass(frozen=True, slots=True)
class Cargado:
    """What an import is compared with: the forms of its territories by their keys, and what all of them share.

    ``regiones`` is every territory, north to south; ``cortes`` those of the year, by date.
    """

    guardados: dict[int, Guardado]
    regiones: dict[int, Region]
    cortes: list[Corte]
    unidades: list[UnidadResponsable]
    alias: list[AliasUnidad]


def load_cargado(ejercicio: Ejercicio, cuts: Iterable[str], *, bloquear: bool, con_analisis: bool) -> Cargado:
    """Load the forms of some territories, by their codes: as many queries whatever they hold.

    With ``bloquear`` the programmes' rows are locked, which are the lock of everything under them, and then the
    cortes, where there are analyses to write; all the rest is read in one statement.
    """
    programas = ProgramaTrabajo.objects.filter(ejercicio=ejercicio, region__cut__in=list(cuts)).order_by("pk")
    propios = {p.pk: p for p in (programas.select_for_update(of=("self",)) if bloquear else programas)}
    del_anio = Corte.objects.filter(ejercicio=ejercicio)
    if bloquear and con_analisis:
        list(del_anio.select_for_update().order_by("pk").values_list("pk"))
    # A territory without programmes has nothing under them to ask for.
    leidas = fetch_preparada(
        query_todo, ejercicio=[ejercicio.pk], servicio=[ejercicio.servicio_id], programas=sorted(propios)
    )
    regiones, cortes, informes, unidades, alias, *filas = read_juntas(MODELOS, leidas)
    por_clave = {region.pk: region for region in sorted(regiones, key=lambda region: region.orden)}
    guardados = {clave: Guardado() for clave, region in por_clave.items() if region.cut in cuts}
    cortes.sort(key=lambda corte: corte.fecha_medicion)
    for corte in cortes:
        hang_fila(corte, "ejercicio", ejercicio)
    for informe in informes:
        if informe.region_id in guardados:
            guardados[informe.region_id].informes[informe.corte_id] = informe
    reparto: Reparto = {}
    for programa in propios.values():
        programa.ejercicio, programa.region = ejercicio, por_clave[programa.region_id]
        reparto[programa.pk] = programa, guardados[programa.region_id]
        guardados[programa.region_id].programas[programa.tipo] = programa
    hang_control(reparto, *filas[:6])
    hang_hojas(reparto, {corte.pk: corte for corte in cortes}, *filas[6:9])
    note_probados(guardados.values(), filas[9])
    return Cargado(guardados, por_clave, cortes, unidades, alias)


# What an import compares with: what is of the year or of the service, and what hangs from some programmes.
MODELOS: tuple[type[Model], ...] = (
    *(Region, Corte, InformeAvance, UnidadResponsable, AliasUnidad),
    *(ObjetivoEspecifico, Indicador, Compromiso, Actividad, MedioVerificacion, Compromiso.unidades.through),
    *(Instancia, Instancia.regiones.through, AnalisisAvance, Evidencia),
)


def query_todo(*, ejercicio: list[int], servicio: list[int], programas: list[int]) -> Any:
    """The rows of each of the models, in their order. A territory without programmes has nothing under them."""
    de_programa, de_objetivo = {"programa__in": programas}, {"objetivo__programa__in": programas}
    de_compromiso = {"compromiso__objetivo__programa__in": programas}
    elecciones: list[dict[str, Any]] = [
        *({}, {"ejercicio__in": ejercicio}, {"corte__ejercicio__in": ejercicio}),
        *({"servicio__in": servicio}, {"servicio__in": servicio}),
        *(de_programa, de_objetivo, de_objetivo, de_compromiso, de_compromiso, de_compromiso),
        *(de_programa, {"instancia__programa__in": programas}, de_programa, de_compromiso),
    ]
    consultas: list[Any] = [
        m._base_manager.filter(**eleccion) for m, eleccion in zip(MODELOS, elecciones, strict=True)
    ]
    consultas[-1] = filter_vigentes(consultas[-1])
    return join_consultas(consultas if programas else consultas[:5])


# Each row by its key with the territory's form that it belongs to.
Reparto = dict[int, tuple[Any, Guardado]]


def sort_filas(filas: Iterable[Any]) -> list[Any]:
    return sorted(filas, key=lambda fila: (fila.orden, fila.pk))


def hang_control(
    programas: Reparto,
    objetivos: list[ObjetivoEspecifico],
    indicadores: list[Indicador],
    compromisos: list[Compromiso],
    actividades: list[Actividad],
    medios: list[MedioVerificacion],
    unidades: list[Any],
) -> None:
    """Hang the rows of the control tables each from its own, in their order."""
    de_objetivo: Reparto = {}
    for objetivo in sort_filas(objetivos):
        padre, guardado = programas[objetivo.programa_id]
        hang_fila(objetivo, "programa", padre)
        guardado.objetivos[objetivo.programa.tipo].append(objetivo)
        de_objetivo[objetivo.pk] = objetivo, guardado
    for indicador in indicadores:
        padre, guardado = de_objetivo[indicador.objetivo_id]
        hang_fila(indicador, "objetivo", padre)
        guardado.indicadores[indicador.objetivo_id] = indicador
    de_compromiso: Reparto = {}
    for compromiso in sort_filas(compromisos):
        padre, guardado = de_objetivo[compromiso.objetivo_id]
        hang_fila(compromiso, "objetivo", padre)
        guardado.compromisos[compromiso.objetivo_id].append(compromiso)
        de_compromiso[compromiso.pk] = compromiso, guardado
    for parte in sort_filas([*actividades, *medios]):
        padre, guardado = de_compromiso[parte.compromiso_id]
        hang_fila(parte, "compromiso", padre)
        guardado.partes[type(parte)][parte.compromiso_id].append(parte)
    for enlace in unidades:
        _, guardado = de_compromiso[enlace.compromiso_id]
        guardado.unidades[enlace.compromiso_id].append(enlace.unidadresponsable_id)


def note_probados(guardados: Iterable[Guardado], evidencias: Iterable[Evidencia]) -> None:
    probados = {evidencia.compromiso_id for evidencia in evidencias}
    for guardado in guardados:
        guardado.probados = {
            fila.pk for filas in guardado.compromisos.values() for fila in filas if fila.pk in probados
        }


def hang_hojas(
    programas: Reparto,
    cortes: dict[int, Corte],
    instancias: list[Instancia],
    regiones: list[Any],
    analisis: list[AnalisisAvance],
) -> None:
    """Hang the bodies of III.2 and the analyses of III.4 from their programmes, in their order."""
    de_instancia: Reparto = {}
    for instancia in sort_filas(instancias):
        padre, guardado = programas[instancia.programa_id]
        hang_fila(instancia, "programa", padre)
        guardado.instancias[instancia.programa.tipo].append(instancia)
        de_instancia[instancia.pk] = instancia, guardado
    for enlace in regiones:
        _, guardado = de_instancia[enlace.instancia_id]
        guardado.regiones[enlace.instancia_id].append(enlace.region_id)
    for fila in sort_filas(analisis):
        padre, guardado = programas[fila.programa_id]
        hang_fila(fila, "programa", padre)
        hang_fila(fila, "corte", cortes[fila.corte_id])
        guardado.analisis[fila.programa.tipo].append(fila)
