"""Load whole forms: a fixed number of queries, whatever the territories and rows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from programas.formulario.contenido import (
    AnalisisContenido,
    CompromisoContenido,
    InstanciaContenido,
    ObjetivoContenido,
    ProgramaContenido,
    TerritorioContenido,
)
from programas.models import (
    Actividad,
    AnalisisAvance,
    Compromiso,
    Instancia,
    MedioVerificacion,
    ObjetivoEspecifico,
    ProgramaTrabajo,
)
from regiones.models import Region


def load_contenido(
    *,
    ejercicio_id: int,
    region_ids: Iterable[int] | None = None,
    tipo: str | None = None,
    nombres: Mapping[str, str] | None = None,
) -> tuple[TerritorioContenido, ...]:
    """The forms of an ejercicio, of some territories, or of one programme, north to south: nine queries.

    ``nombres`` are those of a closing (``congelado.load_nombres``), which stand before the catalogue's. The caller
    has checked who may see them.
    """
    nombres = nombres or {}
    programas = ProgramaTrabajo.objects.filter(ejercicio_id=ejercicio_id).select_related("region")
    if region_ids is not None:
        programas = programas.filter(region_id__in=list(region_ids))
    if tipo is not None:
        programas = programas.filter(tipo=tipo)
    filas = list(programas.order_by("region__orden", "tipo"))
    ids = [programa.pk for programa in filas]
    objetivos = load_objetivos(ids)
    instancias = load_instancias(ids, nombres)
    analisis = load_analisis(ids)
    territorios: dict[str, tuple[str, list[ProgramaContenido]]] = {}
    for programa in filas:
        contenido = ProgramaContenido(
            programa.pk,
            programa.codigo,
            programa.tipo,
            programa.region.cut,
            nombres.get(programa.region.cut, programa.region.nombre_corto),
            programa.responsable,
            programa.modalidad,
            programa.ponderacion,
            programa.estado,
            programa.es_demostracion,
            programa.total_declarado,
            tuple(objetivos[programa.pk]),
            tuple(instancias[programa.pk]),
            tuple(analisis[programa.pk]),
        )
        territorios.setdefault(contenido.region, (contenido.region_nombre, []))[1].append(contenido)
    return tuple(
        TerritorioContenido(cut, nombre, tuple(contenidos)) for cut, (nombre, contenidos) in territorios.items()
    )


def load_objetivos(programa_ids: list[int]) -> dict[int, list[ObjetivoContenido]]:
    compromisos = load_compromisos(programa_ids)
    cargados: dict[int, list[ObjetivoContenido]] = defaultdict(list)
    consulta = (
        ObjetivoEspecifico.objects.filter(programa__in=programa_ids)
        .order_by("programa_id", "orden", "pk")
        .values_list(
            *("programa_id", "codigo", "procedencia", "pk", "texto", "texto_etapa2", "clase"),
            *("indicador__texto", "indicador__meta", "indicador__resultado"),
        )
    )
    for programa_id, codigo, procedencia, pk, texto, etapa2, clase, *del_indicador in consulta:
        indicador, meta, resultado = (valor or "" for valor in del_indicador)
        cargados[programa_id].append(
            ObjetivoContenido(
                codigo,
                procedencia,
                pk,
                texto,
                etapa2,
                clase,
                indicador,
                meta,
                resultado,
                tuple(compromisos[pk]),
            )
        )
    return cargados


def load_compromisos(programa_ids: list[int]) -> dict[int, list[CompromisoContenido]]:
    actividades = load_partes(Actividad, programa_ids)
    medios = load_partes(MedioVerificacion, programa_ids)
    unidades: dict[int, int] = defaultdict(int)
    enlaces = Compromiso.unidades.through.objects.filter(compromiso__objetivo__programa__in=programa_ids)
    for compromiso_id in enlaces.values_list("compromiso_id", flat=True):
        unidades[compromiso_id] += 1
    cargados: dict[int, list[CompromisoContenido]] = defaultdict(list)
    consulta = (
        Compromiso.objects.filter(objetivo__programa__in=programa_ids)
        .order_by("objetivo_id", "orden", "pk")
        .values_list(
            *("objetivo_id", "codigo", "procedencia", "pk", "ponderacion"),
            *("declarado", "validado", "motivo", "unidad_texto"),
        )
    )
    for objetivo_id, codigo, procedencia, pk, peso, declarado, validado, motivo, unidad in consulta:
        cargados[objetivo_id].append(
            CompromisoContenido(
                codigo,
                procedencia,
                pk,
                peso,
                declarado,
                validado,
                motivo,
                unidad,
                unidades[pk],
                tuple(actividades[pk]),
                tuple(medios[pk]),
            )
        )
    return cargados


def load_partes(modelo: Any, programa_ids: list[int]) -> dict[int, list[str]]:
    """The activities, or the means of verification, of each commitment."""
    textos: dict[int, list[str]] = defaultdict(list)
    consulta = modelo.objects.filter(compromiso__objetivo__programa__in=programa_ids)
    for compromiso_id, texto in consulta.order_by("compromiso_id", "orden", "pk").values_list(
        "compromiso_id", "texto"
    ):
        textos[compromiso_id].append(texto)
    return textos


def load_instancias(programa_ids: list[int], nombres: Mapping[str, str]) -> dict[int, list[InstanciaContenido]]:
    regiones: dict[int, list[str]] = defaultdict(list)
    enlaces = Region.objects.filter(instancias__programa__in=programa_ids).order_by("orden")
    for instancia_id, cut, nombre in enlaces.values_list("instancias__pk", "cut", "nombre_corto"):
        regiones[instancia_id].append(nombres.get(cut, nombre))
    cargadas: dict[int, list[InstanciaContenido]] = defaultdict(list)
    consulta = Instancia.objects.filter(programa__in=programa_ids).order_by("programa_id", "orden", "pk")
    for instancia in consulta:
        cargadas[instancia.programa_id].append(
            InstanciaContenido(
                instancia.codigo,
                instancia.procedencia,
                instancia.nombre,
                instancia.problema,
                instancia.territorios,
                instancia.instituciones,
                instancia.productos,
                tuple(regiones[instancia.pk]),
            )
        )
    return cargadas


def load_analisis(programa_ids: list[int]) -> dict[int, list[AnalisisContenido]]:
    cargados: dict[int, list[AnalisisContenido]] = defaultdict(list)
    consulta = (
        AnalisisAvance.objects.filter(programa__in=programa_ids)
        .order_by("programa_id", "corte__fecha_medicion", "orden", "pk")
        .values_list(
            *("programa_id", "codigo", "procedencia", "pk", "corte_id", "objetivo__codigo", "objetivo_texto"),
            *("avance_efectivo", "avance_medidas", "recomendaciones", "sin_recomendaciones", "responsable"),
        )
    )
    for programa_id, *campos in consulta:
        cargados[programa_id].append(AnalisisContenido(*campos))
    return cargados
